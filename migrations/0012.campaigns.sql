-- Campaigns are tags of cases, dispositions and test results too, not of leads alone.

ALTER TABLE views.cases ADD campaigns text[] NOT NULL DEFAULT '{}';
ALTER TABLE views.dispositions ADD campaigns text[] NOT NULL DEFAULT '{}';
ALTER TABLE views.test_results ADD campaigns text[] NOT NULL DEFAULT '{}';
CREATE INDEX ON views.cases USING gin (campaigns) WHERE valid_to IS NULL;
CREATE INDEX ON views.dispositions USING gin (campaigns) WHERE valid_to IS NULL;
CREATE INDEX ON views.test_results USING gin (campaigns) WHERE valid_to IS NULL;
