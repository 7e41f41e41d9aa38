-- The daily digest of an officer: made once a day, mailed once if mail is configured.

CREATE TABLE digests (
    officer   text        NOT NULL,
    day       date        NOT NULL,
    org       text        NOT NULL,
    body      text        NOT NULL,
    made_at   timestamptz NOT NULL DEFAULT now(),
    mailed_at timestamptz,
    PRIMARY KEY (officer, day)
);
CREATE INDEX ON digests (day) WHERE mailed_at IS NULL;

GRANT SELECT, INSERT, UPDATE ON digests TO casetrail_app;
