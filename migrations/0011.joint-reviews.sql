-- Joint reviews as queues show them, and which cases may be suggested for one.

CREATE TABLE views.joint_reviews (
    key uuid NOT NULL, version bigint NOT NULL,
    valid_from bigint NOT NULL, valid_to bigint CHECK (valid_to > valid_from), node bigint,
    recorded_at timestamptz NOT NULL, orgs text[] NOT NULL, dossier uuid NOT NULL, sort date NOT NULL,
    status text NOT NULL, case_id uuid NOT NULL, handling_org text NOT NULL, convener text,
    conveners text[] NOT NULL, members text[] NOT NULL, awaited text[] NOT NULL,
    signers text[] NOT NULL, session_on date, serious boolean NOT NULL,
    words text NOT NULL, doc text NOT NULL
);
CREATE UNIQUE INDEX ON views.joint_reviews (key, valid_from);
CREATE UNIQUE INDEX ON views.joint_reviews (key) WHERE valid_to IS NULL;
CREATE INDEX ON views.joint_reviews (sort, key) WHERE valid_to IS NULL;
CREATE INDEX ON views.joint_reviews (status, sort, key) WHERE valid_to IS NULL;
CREATE INDEX ON views.joint_reviews (handling_org, status, sort, key) WHERE valid_to IS NULL;
CREATE INDEX ON views.joint_reviews (convener, status, sort, key) WHERE valid_to IS NULL;
CREATE INDEX ON views.joint_reviews (session_on) WHERE valid_to IS NULL;
CREATE INDEX ON views.joint_reviews (case_id) WHERE valid_to IS NULL;
CREATE INDEX ON views.joint_reviews (dossier) WHERE valid_to IS NULL;
CREATE INDEX ON views.joint_reviews USING gin (members) WHERE valid_to IS NULL;
CREATE INDEX ON views.joint_reviews USING gin (awaited) WHERE valid_to IS NULL;
CREATE INDEX ON views.joint_reviews USING gin (signers) WHERE valid_to IS NULL;
CREATE INDEX ON views.joint_reviews USING gin (orgs) WHERE valid_to IS NULL;
CREATE INDEX ON views.joint_reviews (sort, key, valid_from);
CREATE INDEX ON views.joint_reviews (node, status) WHERE valid_to IS NOT NULL;

GRANT SELECT, INSERT, UPDATE, DELETE ON views.joint_reviews TO casetrail_app;

ALTER TABLE views.cases ADD COLUMN difficult boolean NOT NULL DEFAULT false;
CREATE INDEX ON views.cases (sort, key) WHERE valid_to IS NULL AND difficult;

CREATE TABLE views.supervisions (
    key uuid NOT NULL, version bigint NOT NULL,
    valid_from bigint NOT NULL, valid_to bigint CHECK (valid_to > valid_from), node bigint,
    recorded_at timestamptz NOT NULL, orgs text[] NOT NULL, dossier uuid NOT NULL, sort date NOT NULL,
    status text NOT NULL, kind text NOT NULL, case_id uuid NOT NULL, from_org text NOT NULL,
    to_org text NOT NULL, words text NOT NULL, doc text NOT NULL
);
CREATE UNIQUE INDEX ON views.supervisions (key, valid_from);
CREATE UNIQUE INDEX ON views.supervisions (key) WHERE valid_to IS NULL;
CREATE INDEX ON views.supervisions (sort, key) WHERE valid_to IS NULL;
CREATE INDEX ON views.supervisions (to_org, status, sort, key) WHERE valid_to IS NULL;
CREATE INDEX ON views.supervisions (case_id) WHERE valid_to IS NULL;
CREATE INDEX ON views.supervisions (dossier) WHERE valid_to IS NULL;
CREATE INDEX ON views.supervisions USING gin (orgs) WHERE valid_to IS NULL;
CREATE INDEX ON views.supervisions (sort, key, valid_from);
CREATE INDEX ON views.supervisions (node, to_org) WHERE valid_to IS NOT NULL;

GRANT SELECT, INSERT, UPDATE, DELETE ON views.supervisions TO casetrail_app;
