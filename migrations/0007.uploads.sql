-- Uploaded files. The content is in the object store, under its hash; a row is never changed.

CREATE TABLE uploads (
    id          uuid        PRIMARY KEY DEFAULT gen_random_uuid(),
    sha256      text        NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    name        text        NOT NULL,
    media_type  text        NOT NULL,
    size        bigint      NOT NULL CHECK (size > 0),
    uploaded_by text        NOT NULL,
    org         text        NOT NULL,
    uploaded_at timestamptz NOT NULL DEFAULT now()
);

GRANT SELECT, INSERT ON uploads TO casetrail_app;
