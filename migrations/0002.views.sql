-- Read models. A row holds between the ledger positions valid_from (inclusive) and valid_to
-- (exclusive); valid_to is null while it holds. doc is the whole row as JSON.
--
-- The present is asked of indexes WHERE valid_to IS NULL. The past is asked either in the order of
-- the list, over all versions (sort, key), or by node: a version that holds no longer is filed at
-- one node of a tree over the positions, and held at a position only if it is filed at one of the
-- few dozen nodes above that (adapters/postgres/view_tables.py, nodes_over).
--
-- A rebuild makes these tables and indexes anew in another schema, as it finds them here. It gives
-- no other rights than those at the end, and knows no foreign keys.

CREATE SCHEMA views;

CREATE TABLE views.tracking (
    application_name text   PRIMARY KEY,
    notification_id  bigint NOT NULL
);
INSERT INTO views.tracking VALUES ('ledger', 0);

-- A record whose event could not be folded: it waits, others flow.
CREATE TABLE views.parked (
    stream_id uuid        PRIMARY KEY,
    view      text        NOT NULL,
    position  bigint      NOT NULL,
    topic     text        NOT NULL,
    error     text        NOT NULL,
    parked_at timestamptz NOT NULL DEFAULT now(),
    retry     boolean     NOT NULL DEFAULT false
);

CREATE TABLE views.leads (
    key uuid NOT NULL, version bigint NOT NULL,
    valid_from bigint NOT NULL, valid_to bigint CHECK (valid_to > valid_from), node bigint,
    recorded_at timestamptz NOT NULL, orgs text[] NOT NULL, dossier uuid NOT NULL, sort date NOT NULL,
    status text NOT NULL, holder text NOT NULL, source text NOT NULL, offered_to text,
    serious boolean NOT NULL, product text, product_kind text, batch text, enterprise text,
    enterprise_name text, campaigns text[] NOT NULL, words text NOT NULL, doc text NOT NULL
);
CREATE UNIQUE INDEX ON views.leads (key, valid_from);
CREATE UNIQUE INDEX ON views.leads (key) WHERE valid_to IS NULL;
CREATE INDEX ON views.leads (sort, key) WHERE valid_to IS NULL;
CREATE INDEX ON views.leads (holder, status, sort, key) WHERE valid_to IS NULL;
CREATE INDEX ON views.leads (enterprise) WHERE valid_to IS NULL;
CREATE INDEX ON views.leads (dossier) WHERE valid_to IS NULL;
CREATE INDEX ON views.leads USING gin (orgs) WHERE valid_to IS NULL;
CREATE INDEX ON views.leads (sort, key, valid_from);
CREATE INDEX ON views.leads (node, status, holder) WHERE valid_to IS NOT NULL;

CREATE TABLE views.referrals (
    key uuid NOT NULL, version bigint NOT NULL,
    valid_from bigint NOT NULL, valid_to bigint CHECK (valid_to > valid_from), node bigint,
    recorded_at timestamptz NOT NULL, orgs text[] NOT NULL, dossier uuid NOT NULL, sort date NOT NULL,
    status text NOT NULL, kind text NOT NULL, from_org text NOT NULL, to_org text NOT NULL,
    superior text, subject uuid NOT NULL, source text, serious boolean NOT NULL, words text NOT NULL,
    doc text NOT NULL
);
CREATE UNIQUE INDEX ON views.referrals (key, valid_from);
CREATE UNIQUE INDEX ON views.referrals (key) WHERE valid_to IS NULL;
CREATE INDEX ON views.referrals (sort, key) WHERE valid_to IS NULL;
CREATE INDEX ON views.referrals (status, to_org, sort, key) WHERE valid_to IS NULL;
CREATE INDEX ON views.referrals (from_org, status, sort, key) WHERE valid_to IS NULL;
CREATE INDEX ON views.referrals (subject) WHERE valid_to IS NULL;
CREATE INDEX ON views.referrals (dossier) WHERE valid_to IS NULL;
CREATE INDEX ON views.referrals USING gin (orgs) WHERE valid_to IS NULL;
CREATE INDEX ON views.referrals (sort, key, valid_from);
CREATE INDEX ON views.referrals (node, status, to_org) WHERE valid_to IS NOT NULL;

CREATE TABLE views.dispositions (
    key uuid NOT NULL, version bigint NOT NULL,
    valid_from bigint NOT NULL, valid_to bigint CHECK (valid_to > valid_from), node bigint,
    recorded_at timestamptz NOT NULL, orgs text[] NOT NULL, dossier uuid NOT NULL, sort date NOT NULL,
    status text NOT NULL, organiser text NOT NULL, handlers text[] NOT NULL, serious boolean NOT NULL,
    product_kind text, sampling_rule text, report_no text NOT NULL, enterprises text[] NOT NULL,
    words text NOT NULL, doc text NOT NULL
);
CREATE UNIQUE INDEX ON views.dispositions (key, valid_from);
CREATE UNIQUE INDEX ON views.dispositions (key) WHERE valid_to IS NULL;
CREATE INDEX ON views.dispositions (sort, key) WHERE valid_to IS NULL;
CREATE INDEX ON views.dispositions (status, sort, key) WHERE valid_to IS NULL;
CREATE INDEX ON views.dispositions (dossier) WHERE valid_to IS NULL;
CREATE INDEX ON views.dispositions USING gin (orgs) WHERE valid_to IS NULL;
CREATE INDEX ON views.dispositions (sort, key, valid_from);
CREATE INDEX ON views.dispositions (node, status) WHERE valid_to IS NOT NULL;

-- A result is recorded once: what holds now held ever since, so its past needs no node.
CREATE TABLE views.test_results (
    key uuid NOT NULL, version bigint NOT NULL,
    valid_from bigint NOT NULL, valid_to bigint CHECK (valid_to > valid_from), node bigint,
    recorded_at timestamptz NOT NULL, orgs text[] NOT NULL, dossier uuid NOT NULL, sort date NOT NULL,
    organiser text NOT NULL, report_no text NOT NULL, qualified boolean NOT NULL, stage text NOT NULL,
    sampling_rule text, product_kind text, local_producer boolean NOT NULL, words text NOT NULL,
    doc text NOT NULL
);
CREATE UNIQUE INDEX ON views.test_results (key, valid_from);
CREATE UNIQUE INDEX ON views.test_results (key) WHERE valid_to IS NULL;
CREATE INDEX ON views.test_results (sort, key) WHERE valid_to IS NULL;
CREATE INDEX ON views.test_results (sampling_rule, qualified) WHERE valid_to IS NULL;
CREATE INDEX ON views.test_results (report_no) WHERE valid_to IS NULL;
CREATE INDEX ON views.test_results (dossier) WHERE valid_to IS NULL;
CREATE INDEX ON views.test_results USING gin (orgs) WHERE valid_to IS NULL;
CREATE INDEX ON views.test_results (sort, key, valid_from);

GRANT USAGE ON SCHEMA views TO casetrail_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA views TO casetrail_app;
