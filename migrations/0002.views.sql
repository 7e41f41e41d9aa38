-- Read models. A row holds between the ledger positions valid_from (inclusive) and valid_to
-- (exclusive); valid_to is null while it holds. doc is the whole row as JSON.

CREATE SCHEMA views;

CREATE TABLE views.tracking (
    application_name text   PRIMARY KEY,
    notification_id  bigint NOT NULL
);

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
    key uuid NOT NULL, version integer NOT NULL, valid_from bigint NOT NULL, valid_to bigint,
    recorded_at timestamptz NOT NULL, orgs text[] NOT NULL, dossier uuid NOT NULL, sort date NOT NULL,
    status text NOT NULL, holder text NOT NULL, source text NOT NULL, offered_to text,
    serious boolean NOT NULL, product text, product_kind text, batch text, enterprise text,
    enterprise_name text, campaigns text[] NOT NULL, words text NOT NULL, doc text NOT NULL,
    PRIMARY KEY (key, valid_from)
);
CREATE UNIQUE INDEX ON views.leads (key) WHERE valid_to IS NULL;
CREATE INDEX ON views.leads (sort, key) WHERE valid_to IS NULL;
CREATE INDEX ON views.leads (holder, status, sort, key) WHERE valid_to IS NULL;
CREATE INDEX ON views.leads (enterprise) WHERE valid_to IS NULL;
CREATE INDEX ON views.leads (product, batch) WHERE valid_to IS NULL;
CREATE INDEX ON views.leads (dossier) WHERE valid_to IS NULL;
CREATE INDEX ON views.leads USING gin (orgs) WHERE valid_to IS NULL;

CREATE TABLE views.referrals (
    key uuid NOT NULL, version integer NOT NULL, valid_from bigint NOT NULL, valid_to bigint,
    recorded_at timestamptz NOT NULL, orgs text[] NOT NULL, dossier uuid NOT NULL, sort date NOT NULL,
    status text NOT NULL, kind text NOT NULL, from_org text NOT NULL, to_org text NOT NULL,
    superior text, subject uuid NOT NULL, source text, serious boolean NOT NULL, words text NOT NULL,
    doc text NOT NULL,
    PRIMARY KEY (key, valid_from)
);
CREATE UNIQUE INDEX ON views.referrals (key) WHERE valid_to IS NULL;
CREATE INDEX ON views.referrals (sort, key) WHERE valid_to IS NULL;
CREATE INDEX ON views.referrals (to_org, status, sort, key) WHERE valid_to IS NULL;
CREATE INDEX ON views.referrals (from_org, status, sort, key) WHERE valid_to IS NULL;
CREATE INDEX ON views.referrals (subject) WHERE valid_to IS NULL;
CREATE INDEX ON views.referrals (dossier) WHERE valid_to IS NULL;
CREATE INDEX ON views.referrals USING gin (orgs) WHERE valid_to IS NULL;

CREATE TABLE views.dispositions (
    key uuid NOT NULL, version integer NOT NULL, valid_from bigint NOT NULL, valid_to bigint,
    recorded_at timestamptz NOT NULL, orgs text[] NOT NULL, dossier uuid NOT NULL, sort date NOT NULL,
    status text NOT NULL, organiser text NOT NULL, handlers text[] NOT NULL, serious boolean NOT NULL,
    product_kind text, sampling_rule text, report_no text NOT NULL, enterprises text[] NOT NULL,
    words text NOT NULL, doc text NOT NULL,
    PRIMARY KEY (key, valid_from)
);
CREATE UNIQUE INDEX ON views.dispositions (key) WHERE valid_to IS NULL;
CREATE INDEX ON views.dispositions (sort, key) WHERE valid_to IS NULL;
CREATE INDEX ON views.dispositions (status, sort, key) WHERE valid_to IS NULL;
CREATE INDEX ON views.dispositions (dossier) WHERE valid_to IS NULL;
CREATE INDEX ON views.dispositions USING gin (orgs) WHERE valid_to IS NULL;

CREATE TABLE views.test_results (
    key uuid NOT NULL, version integer NOT NULL, valid_from bigint NOT NULL, valid_to bigint,
    recorded_at timestamptz NOT NULL, orgs text[] NOT NULL, dossier uuid NOT NULL, sort date NOT NULL,
    organiser text NOT NULL, report_no text NOT NULL, qualified boolean NOT NULL, stage text NOT NULL,
    sampling_rule text, product_kind text, local_producer boolean NOT NULL, words text NOT NULL,
    doc text NOT NULL,
    PRIMARY KEY (key, valid_from)
);
CREATE UNIQUE INDEX ON views.test_results (key) WHERE valid_to IS NULL;
CREATE INDEX ON views.test_results (sort, key) WHERE valid_to IS NULL;
CREATE INDEX ON views.test_results (sampling_rule, qualified) WHERE valid_to IS NULL;
CREATE INDEX ON views.test_results (dossier) WHERE valid_to IS NULL;
CREATE INDEX ON views.test_results USING gin (orgs) WHERE valid_to IS NULL;

GRANT USAGE ON SCHEMA views TO casetrail_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA views TO casetrail_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA views GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO casetrail_app;
