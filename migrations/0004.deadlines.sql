-- Deadlines: one row a clock of a record, computed from the record's events, the rules and the
-- calendars known at valid_from. A calendar revision adds rows; it changes none.

CREATE TABLE views.deadlines (
    key uuid NOT NULL, version bigint NOT NULL,
    valid_from bigint NOT NULL, valid_to bigint CHECK (valid_to > valid_from), node bigint,
    recorded_at timestamptz NOT NULL, orgs text[] NOT NULL, dossier uuid NOT NULL, sort date NOT NULL,
    record uuid NOT NULL, kind text NOT NULL, rule text NOT NULL, force text NOT NULL,
    holder text NOT NULL, stage text NOT NULL, due date, words text NOT NULL, doc text NOT NULL
);
CREATE UNIQUE INDEX ON views.deadlines (key, valid_from);
CREATE UNIQUE INDEX ON views.deadlines (key) WHERE valid_to IS NULL;
CREATE INDEX ON views.deadlines (record) WHERE valid_to IS NULL;
CREATE INDEX ON views.deadlines (sort, key) WHERE valid_to IS NULL AND stage <> 'stopped';
CREATE INDEX ON views.deadlines (holder, sort, key) WHERE valid_to IS NULL AND stage <> 'stopped';
CREATE INDEX ON views.deadlines USING gin (orgs) WHERE valid_to IS NULL;
CREATE INDEX ON views.deadlines (sort, key, valid_from) WHERE stage <> 'stopped';
CREATE INDEX ON views.deadlines (node, holder) WHERE valid_to IS NOT NULL AND stage <> 'stopped';

GRANT SELECT, INSERT, UPDATE, DELETE ON views.deadlines TO casetrail_app;
