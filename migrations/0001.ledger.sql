-- The ledger: append-only, densely numbered in commit order. Nobody updates or deletes here.

DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'casetrail_app') THEN
        CREATE ROLE casetrail_app NOLOGIN;
    END IF;
    EXECUTE format('GRANT casetrail_app TO %I', current_user);
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

CREATE INDEX ledger_recorded_at ON ledger (recorded_at, position);

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
    actor       text        NOT NULL,
    key         text        NOT NULL,
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
-- with the stream and version that its answer shows. given_at dates the entries for callers with
-- a clock of their own: never before the last entry, never in the future.
--
-- verdict: 'recorded', 'conflict' (a version is taken), 'replayed' (same key, same command) or
-- 'key-reused' (same key, another command). The positions of a recorded command are consecutive
-- and end at last_position.
CREATE FUNCTION ledger_append(
    command integer[], stream_id uuid[], version bigint[], topic text[], payload text[],
    receipt_command integer[], receipt_actor text[], receipt_key text[],
    receipt_fingerprint bytea[], receipt_stream uuid[], receipt_version bigint[],
    given_at timestamptz
) RETURNS TABLE (
    of_command integer, verdict text, last_position bigint, at timestamptz,
    first_stream uuid, first_version bigint
) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    head    bigint := 0;
    head_at timestamptz;
    now_at  timestamptz;
    seen    integer[] := '{}';
    taken   integer[];
BEGIN
    -- Not a table lock: VACUUM and CREATE INDEX CONCURRENTLY would block it.
    PERFORM pg_advisory_xact_lock(20200302, 1);

    SELECT coalesce(max(l.position), 0), max(l.recorded_at) INTO head, head_at
    FROM (SELECT position, recorded_at FROM ledger ORDER BY position DESC LIMIT 1) AS l;
    now_at := greatest(head_at, least(coalesce(given_at, clock_timestamp()), clock_timestamp()));

    IF cardinality(receipt_command) > 0 THEN
        SELECT coalesce(array_agg(r.n), '{}') INTO seen
        FROM unnest(receipt_command, receipt_actor, receipt_key) AS r (n, actor, key)
        JOIN idempotency i ON i.actor = r.actor AND i.key = r.key;
    END IF;

    SELECT coalesce(array_agg(DISTINCT e.n), '{}') INTO taken
    FROM unnest(command, stream_id, version) AS e (n, stream_id, version)
    JOIN ledger l ON l.stream_id = e.stream_id AND l.version = e.version;

    RETURN QUERY
    WITH kept AS MATERIALIZED (
        SELECT e.*, head + row_number() OVER (ORDER BY e.ord) AS position
        FROM unnest(command, stream_id, version, topic, payload)
            WITH ORDINALITY AS e (n, stream_id, version, topic, payload, ord)
        WHERE e.n <> ALL (taken) AND e.n <> ALL (seen)
    ), recorded AS (
        INSERT INTO ledger (position, stream_id, version, topic, recorded_at, payload)
        SELECT k.position, k.stream_id, k.version, k.topic, now_at, k.payload
        FROM kept k ORDER BY k.position
    ), reached AS (
        SELECT k.n, max(k.position) AS position FROM kept k GROUP BY k.n
    ), given AS (
        SELECT * FROM unnest(
            receipt_command, receipt_actor, receipt_key,
            receipt_fingerprint, receipt_stream, receipt_version
        ) AS r (n, actor, key, fingerprint, stream_id, version)
    ), received AS (
        INSERT INTO idempotency (actor, key, fingerprint, stream_id, version, position, recorded_at)
        SELECT g.actor, g.key, g.fingerprint, g.stream_id, g.version, r.position, now_at
        FROM given g JOIN reached r ON r.n = g.n
    )
    SELECT r.n, 'recorded', r.position, now_at, NULL::uuid, NULL::bigint FROM reached r
    UNION ALL
    SELECT g.n, CASE WHEN i.fingerprint = g.fingerprint THEN 'replayed' ELSE 'key-reused' END,
           i.position, i.recorded_at, i.stream_id, i.version
    FROM given g JOIN idempotency i ON i.actor = g.actor AND i.key = g.key
    WHERE g.n = ANY (seen)
    UNION ALL
    SELECT t.n, 'conflict', NULL, NULL, NULL, NULL FROM unnest(taken) AS t (n)
    WHERE t.n <> ALL (seen);
END
$$;

GRANT SELECT, INSERT ON ledger TO casetrail_app;
GRANT SELECT, INSERT, DELETE ON idempotency TO casetrail_app;
