-- Cases as lists show them. The file of a case is folded from its events.

CREATE TABLE views.cases (
    key uuid NOT NULL, version bigint NOT NULL,
    valid_from bigint NOT NULL, valid_to bigint CHECK (valid_to > valid_from), node bigint,
    recorded_at timestamptz NOT NULL, orgs text[] NOT NULL, dossier uuid NOT NULL, sort date NOT NULL,
    status text NOT NULL, stage text NOT NULL, org text NOT NULL, handlers text[] NOT NULL,
    number text NOT NULL, enterprise text, serious boolean NOT NULL, outcome text,
    publicity text NOT NULL, words text NOT NULL, doc text NOT NULL
);
CREATE UNIQUE INDEX ON views.cases (key, valid_from);
CREATE UNIQUE INDEX ON views.cases (key) WHERE valid_to IS NULL;
CREATE INDEX ON views.cases (sort, key) WHERE valid_to IS NULL;
CREATE INDEX ON views.cases (org, stage, sort, key) WHERE valid_to IS NULL;
CREATE INDEX ON views.cases (stage, sort, key) WHERE valid_to IS NULL;
CREATE INDEX ON views.cases (number) WHERE valid_to IS NULL;
CREATE INDEX ON views.cases (enterprise) WHERE valid_to IS NULL;
CREATE INDEX ON views.cases (dossier) WHERE valid_to IS NULL;
CREATE INDEX ON views.cases USING gin (handlers) WHERE valid_to IS NULL;
CREATE INDEX ON views.cases USING gin (orgs) WHERE valid_to IS NULL;
CREATE INDEX ON views.cases (sort, key, valid_from);
CREATE INDEX ON views.cases (node, org, stage) WHERE valid_to IS NOT NULL;

GRANT SELECT, INSERT, UPDATE, DELETE ON views.cases TO casetrail_app;
