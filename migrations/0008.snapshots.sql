-- Long records as of some version, so that reading one does not fold it from its first event.
-- Nothing rests on them: they are made from the ledger, and made again when the code has changed.

CREATE UNLOGGED TABLE views.snapshots (
    stream_id uuid   PRIMARY KEY,
    version   bigint NOT NULL,
    code      bytea  NOT NULL,
    body      bytea  NOT NULL
);

GRANT SELECT, INSERT, UPDATE, DELETE ON views.snapshots TO casetrail_app;
