-- Who concludes and who writes the minutes of a joint review, who was ever asked to a session, and
-- who was recused; and the secret addresses that calendars read sessions at.

ALTER TABLE views.joint_reviews
    ADD concluders text[] NOT NULL DEFAULT '{}',
    ADD writers text[] NOT NULL DEFAULT '{}',
    ADD asked text[] NOT NULL DEFAULT '{}',
    ADD recused text[] NOT NULL DEFAULT '{}',
    ADD last_session_on date,
    ADD waits text;
UPDATE views.joint_reviews SET waits = CASE
    WHEN status = 'requested' THEN 'screen'
    WHEN status IN ('accepted', 'adjourned') THEN 'schedule'
    WHEN status IN ('scheduled', 'convened', 'deliberated') THEN 'session'
    WHEN status = 'concluded' THEN 'minutes'
    WHEN status = 'minutes_signed' AND doc::jsonb ->> 'conclusion' <> 'no_consensus' THEN 'guidance'
    WHEN status = 'feedback_due' THEN 'feedback'
    WHEN status IN ('minutes_signed', 'adopted', 'departed') THEN 'closing'
END;
-- The conveners are who acts on a review, not all of whom their organisations consist.
UPDATE views.joint_reviews SET orgs = ARRAY[handling_org];
CREATE INDEX ON views.joint_reviews USING gin (concluders) WHERE valid_to IS NULL;
CREATE INDEX ON views.joint_reviews USING gin (writers) WHERE valid_to IS NULL;
CREATE INDEX ON views.joint_reviews USING gin (asked) WHERE valid_to IS NULL;
CREATE INDEX ON views.joint_reviews USING gin (recused) WHERE valid_to IS NULL;
CREATE INDEX ON views.joint_reviews (waits, sort, key) WHERE valid_to IS NULL;
CREATE INDEX ON views.joint_reviews (handling_org, waits, sort, key) WHERE valid_to IS NULL;
CREATE INDEX ON views.joint_reviews (waits, session_on) WHERE valid_to IS NULL;
CREATE INDEX ON views.joint_reviews (handling_org, waits, session_on) WHERE valid_to IS NULL;
CREATE INDEX ON views.joint_reviews (last_session_on) WHERE valid_to IS NULL;
CREATE INDEX ON views.cases (enterprise, stage) WHERE valid_to IS NULL AND enterprise IS NOT NULL;

CREATE TABLE calendar_tokens (
    officer      text PRIMARY KEY,
    token_digest bytea NOT NULL UNIQUE,
    created_at   timestamptz NOT NULL DEFAULT now()
);

GRANT SELECT, INSERT, UPDATE, DELETE ON calendar_tokens TO casetrail_app;
