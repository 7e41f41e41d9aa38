CREATE INDEX ON views.supervisions (from_org, status, sort, key) WHERE valid_to IS NULL;
CREATE INDEX ON views.supervisions (node, from_org) WHERE valid_to IS NOT NULL;
