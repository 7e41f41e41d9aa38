-- The ledger: append-only, densely numbered in commit order. Nobody updates or deletes here.

-- Roles belong to the server, not to the database: another one may have made it already, or be
-- about to.
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'casetrail_app') THEN
        CREATE ROLE casetrail_app NOLOGIN;
    END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN
    NULL;
END
$$;
DO $$
BEGIN
    IF NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN
        EXECUTE format('GRANT casetrail_app TO %I', current_user);
    END IF;
END
$$;

CREATE TABLE ledger (
    position    bigint      NOT NULL,
    stream_id   uuid        NOT NULL,
    version     bigint      NOT NULL,
    topic       text        NOT NULL,
    recorded_at timestamptz NOT NULL,
    payload     text        NOT NULL,
    PRIMARY KEY (position),
    UNIQUE (stream_id, version)
);
COMMENT ON TABLE ledger IS 'One row an event. payload is canonical JSON, kept byte for byte.';

CREATE FUNCTION ledger_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the ledger is append-only: % refused', TG_OP
        USING ERRCODE = 'insufficient_privilege';
END
$$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_is_append_only();
ALTER TABLE ledger ENABLE ALWAYS TRIGGER append_only;

-- What makes a command the same command again, and where the first one went.
CREATE TABLE idempotency (
    actor       text        NOT NULL COLLATE "C",
    key         text        NOT NULL COLLATE "C",
    fingerprint bytea       NOT NULL,
    stream_id   uuid        NOT NULL,
    version     bigint      NOT NULL,
    position    bigint      NOT NULL,
    recorded_at timestamptz NOT NULL,
    PRIMARY KEY (actor, key)
);

-- Appends a batch of commands. Each is recorded whole or refused whole; the batch is one durable
-- write. The caller puts at most one command of a stream, and of a key, into a batch.
--
-- command, stream_id, version, topic, payload: one element an event, in order; command is the
-- number of the command the event belongs to. receipt_*: one element a command that has a key,
-- with the stream and version that its answer shows; NULL if none has. receipt_last is the place
-- of the command's last event among all of the batch, from 1. given_at dates the entries for
-- callers with a clock of their own: never before the last entry, never in the future.
--
-- The events of the commands that are neither in taken (a version exists) nor in seen (the key
-- does) stand at head + 1 and on, in the order given. seen_*: what is known of each key in seen.
--
-- Runs as its owner: the application's role has no other way to write into the ledger. Without
-- enable_seqscan = off, a plan made while the ledger was small would be kept while it grows.
CREATE FUNCTION ledger_append(
    command integer[], stream_id uuid[], version bigint[], topic text[], payload text[],
    receipt_command integer[], receipt_last integer[], receipt_actor text[], receipt_key text[],
    receipt_fingerprint bytea[], receipt_stream uuid[], receipt_version bigint[],
    given_at timestamptz,
    OUT head bigint, OUT at timestamptz, OUT taken integer[], OUT seen integer[],
    OUT seen_same boolean[], OUT seen_stream uuid[], OUT seen_version bigint[],
    OUT seen_position bigint[]
) LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp SET enable_seqscan = off AS $$
#variable_conflict use_column
DECLARE
    keyed   CONSTANT boolean := receipt_command IS NOT NULL;
    refused integer[];
BEGIN
    -- Not a table lock: VACUUM and CREATE INDEX CONCURRENTLY would block it. It is held until the
    -- commit is visible, and each statement below sees what was committed before it began.
    PERFORM pg_advisory_xact_lock(20200302, 1);

    SELECT l.position, l.recorded_at INTO head, at FROM ledger l ORDER BY l.position DESC LIMIT 1;
    head := coalesce(head, 0);
    at := greatest(at, least(given_at, clock_timestamp()));

    IF keyed THEN
        SELECT array_agg(r.n), array_agg(i.fingerprint = r.fingerprint),
               array_agg(i.stream_id), array_agg(i.version), array_agg(i.position)
        INTO seen, seen_same, seen_stream, seen_version, seen_position
        FROM unnest(receipt_command, receipt_actor, receipt_key, receipt_fingerprint)
            AS r (n, actor, key, fingerprint)
        CROSS JOIN LATERAL (
            SELECT * FROM idempotency i WHERE i.actor = r.actor AND i.key = r.key OFFSET 0
        ) AS i;
    END IF;

    SELECT array_agg(e.n) INTO taken
    FROM unnest(command, stream_id, version) AS e (n, stream_id, version)
    CROSS JOIN LATERAL (
        SELECT FROM ledger l WHERE l.stream_id = e.stream_id AND l.version = e.version OFFSET 0
    ) AS l;
    refused := seen || taken;

    IF refused IS NULL THEN
        INSERT INTO ledger (position, stream_id, version, topic, recorded_at, payload)
        SELECT head + e.ord, e.stream_id, e.version, e.topic, at, e.payload
        FROM unnest(stream_id, version, topic, payload)
            WITH ORDINALITY AS e (stream_id, version, topic, payload, ord);
    ELSE
        INSERT INTO ledger (position, stream_id, version, topic, recorded_at, payload)
        SELECT head + row_number() OVER (ORDER BY e.ord),
               e.stream_id, e.version, e.topic, at, e.payload
        FROM unnest(command, stream_id, version, topic, payload)
            WITH ORDINALITY AS e (n, stream_id, version, topic, payload, ord)
        WHERE e.n <> ALL (refused);
    END IF;

    IF keyed THEN
        INSERT INTO idempotency (actor, key, fingerprint, stream_id, version, position, recorded_at)
        SELECT r.actor, r.key, r.fingerprint, r.stream_id, r.version, head + r.last - CASE
                   WHEN refused IS NULL THEN 0 ELSE (
                       SELECT count(*) FROM unnest(command) WITH ORDINALITY AS e (n, ord)
                       WHERE e.ord < r.last AND e.n = ANY (refused)
                   )
               END, at
        FROM unnest(
            receipt_command, receipt_last, receipt_actor, receipt_key,
            receipt_fingerprint, receipt_stream, receipt_version
        ) AS r (n, last, actor, key, fingerprint, stream_id, version)
        WHERE (r.n = ANY (refused)) IS NOT TRUE;
    END IF;
END
$$;

-- The last position recorded at or before an instant; 0 if none. Positions are dense and
-- recorded_at never decreases with them, so halving the ledger is as quick as an index on it.
CREATE FUNCTION ledger_position_at(instant timestamptz) RETURNS bigint
LANGUAGE plpgsql STABLE SET enable_seqscan = off AS $$
DECLARE
    low    bigint := 0;
    high   bigint := coalesce((SELECT max(position) FROM ledger), 0);
    middle bigint;
BEGIN
    WHILE low < high LOOP
        middle := (low + high + 1) / 2;
        IF (SELECT recorded_at FROM ledger WHERE position = middle) <= instant THEN
            low := middle;
        ELSE
            high := middle - 1;
        END IF;
    END LOOP;
    RETURN low;
END
$$;

GRANT SELECT ON ledger TO casetrail_app;
GRANT SELECT, DELETE ON idempotency TO casetrail_app;
REVOKE ALL ON FUNCTION ledger_append FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ledger_append TO casetrail_app;
