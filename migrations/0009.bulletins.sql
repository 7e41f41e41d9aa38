-- Bulletins, and what they count: columns are added to the lists they are counted from, and filled
-- from the rows that are there.

CREATE TABLE views.bulletins (
    key uuid NOT NULL, version bigint NOT NULL,
    valid_from bigint NOT NULL, valid_to bigint CHECK (valid_to > valid_from), node bigint,
    recorded_at timestamptz NOT NULL, orgs text[] NOT NULL, dossier uuid NOT NULL, sort date NOT NULL,
    status text NOT NULL, kind text NOT NULL, words text NOT NULL, doc text NOT NULL
);
CREATE UNIQUE INDEX ON views.bulletins (key, valid_from);
CREATE UNIQUE INDEX ON views.bulletins (key) WHERE valid_to IS NULL;
CREATE INDEX ON views.bulletins (sort, key) WHERE valid_to IS NULL;
CREATE INDEX ON views.bulletins USING gin (orgs) WHERE valid_to IS NULL;
CREATE INDEX ON views.bulletins (sort, key, valid_from);
CREATE INDEX ON views.bulletins (node) WHERE valid_to IS NOT NULL;

ALTER TABLE views.test_results
    ADD producer_place text, ADD district text, ADD lab text, ADD recognised boolean, ADD product text,
    ADD batch text, ADD enterprises text[];
-- Districts are named by the program: `casetrail project rebuild` fills in those of old rows.
UPDATE views.test_results SET
    producer_place = CASE WHEN local_producer THEN 'shanghai' ELSE 'other-provinces' END,
    district = '-',
    lab = doc::json #>> '{result,lab}',
    recognised = false,
    product = doc::json #>> '{result,product}',
    batch = doc::json #>> '{result,batch}',
    enterprises = array_remove(
        ARRAY[doc::json #>> '{result,producer,uscc}', doc::json #>> '{result,sampled,uscc}'], NULL);
ALTER TABLE views.test_results
    ALTER producer_place SET NOT NULL, ALTER district SET NOT NULL, ALTER lab SET NOT NULL,
    ALTER recognised SET NOT NULL, ALTER product SET NOT NULL, ALTER enterprises SET NOT NULL;
CREATE INDEX ON views.test_results (node) WHERE valid_to IS NOT NULL;
CREATE INDEX ON views.test_results (product, batch) WHERE valid_to IS NULL;
CREATE INDEX ON views.test_results USING gin (enterprises) WHERE valid_to IS NULL;

ALTER TABLE views.dispositions
    ADD product text, ADD batch text, ADD operators text[], ADD outside bigint, ADD cleared_by text,
    ADD cases text[];
UPDATE views.dispositions SET
    product = doc::json #>> '{result,product}',
    batch = doc::json #>> '{result,batch}',
    operators = ARRAY(
        SELECT status || ' - '
            || coalesce(each #>> '{enterprise,uscc}', each #>> '{enterprise,name}')
        FROM json_array_elements(doc::json -> 'recipients') AS each),
    outside = (
        SELECT count(each ->> 'referral') FROM json_array_elements(doc::json -> 'recipients') AS each),
    cases = ARRAY(
        SELECT each FROM json_array_elements_text(coalesce(doc::json -> 'cases', '[]')) AS each);
ALTER TABLE views.dispositions
    ALTER product SET NOT NULL, ALTER operators SET NOT NULL, ALTER outside SET NOT NULL,
    ALTER cases SET NOT NULL;
-- Bulletins count by what is in here: the documents are ten times as long.
CREATE INDEX ON views.dispositions (report_no, valid_from, valid_to)
    INCLUDE (key, status, outside, cleared_by, operators);
CREATE INDEX ON views.dispositions (valid_from, valid_to) INCLUDE (key, cases) WHERE cases <> '{}';
CREATE INDEX ON views.dispositions (product, batch) WHERE valid_to IS NULL;
CREATE INDEX ON views.dispositions USING gin (enterprises) WHERE valid_to IS NULL;

ALTER TABLE views.cases ADD product text, ADD batch text, ADD disposition uuid;
UPDATE views.cases SET
    product = doc::json ->> 'product', batch = doc::json ->> 'batch',
    disposition = (doc::json ->> 'disposition')::uuid;
CREATE INDEX ON views.cases (product, batch) WHERE valid_to IS NULL;
CREATE INDEX ON views.cases (disposition) WHERE disposition IS NOT NULL;
CREATE INDEX ON views.leads (product, batch) WHERE valid_to IS NULL;

GRANT SELECT, INSERT, UPDATE, DELETE ON views.bulletins TO casetrail_app;
