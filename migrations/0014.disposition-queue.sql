-- What waits in dispositions, as "kind body": for whom the furthest recipient hid the others. And what
-- lists of them are filtered by: which recipient stands where, whether a licence is at stake, whether
-- one of them is in another province. The program knows: `casetrail project --rebuild` fills in those
-- of old rows.

ALTER TABLE views.dispositions
    ADD waiting text[] NOT NULL DEFAULT '{}', ADD standing text[] NOT NULL DEFAULT '{}',
    ADD licence_at_stake boolean NOT NULL DEFAULT false, ADD goes_outside boolean NOT NULL DEFAULT false;
CREATE INDEX ON views.dispositions USING gin (waiting) WHERE valid_to IS NULL;
CREATE INDEX ON views.dispositions USING gin (standing) WHERE valid_to IS NULL;
CREATE INDEX ON views.dispositions (sort, key) WHERE valid_to IS NULL AND licence_at_stake;
CREATE INDEX ON views.dispositions (sort, key) WHERE valid_to IS NULL AND goes_outside;
