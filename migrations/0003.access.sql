-- Who may enter, what stays protected, and what was refused. None of it is a fact of a record.

CREATE TABLE credentials (
    officer  text PRIMARY KEY,
    password text NOT NULL,
    set_at   timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE sessions (
    token_digest bytea PRIMARY KEY,
    officer      text NOT NULL,
    created_at   timestamptz NOT NULL DEFAULT now(),
    expires_at   timestamptz NOT NULL
);
CREATE INDEX sessions_expires_at ON sessions (expires_at);

-- One key a person. Destroying it makes the person's sealed details unreadable for ever.
CREATE TABLE informant_keys (
    person       uuid PRIMARY KEY,
    wrapped_key  bytea,
    created_at   timestamptz NOT NULL DEFAULT now(),
    destroyed_at timestamptz,
    CHECK ((wrapped_key IS NULL) = (destroyed_at IS NOT NULL))
);

-- Refused commands, for auditors: they change no state and are no events.
CREATE TABLE refusals (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    refused_at  timestamptz NOT NULL DEFAULT now(),
    officer     text,
    org         text,
    method      text NOT NULL,
    path        text NOT NULL,
    status      integer NOT NULL,
    code        text NOT NULL
);

-- What an officer has looked at: bulk commands refuse items nobody opened.
CREATE TABLE opened (
    officer   text NOT NULL,
    stream_id uuid NOT NULL,
    opened_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (officer, stream_id)
);

GRANT SELECT, INSERT, UPDATE, DELETE ON credentials, sessions TO casetrail_app;
GRANT SELECT, INSERT, UPDATE ON informant_keys TO casetrail_app;
GRANT SELECT, INSERT ON refusals, opened TO casetrail_app;
