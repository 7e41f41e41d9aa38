-- Bulletins count each operator by who handles it: a column of its own for that.
-- Regions and districts are named by the program: `casetrail project rebuild` fills in those of
-- old rows.

ALTER TABLE views.dispositions ADD counted_operators text[];
UPDATE views.dispositions SET counted_operators = ARRAY(
    SELECT CASE WHEN doc::json ->> 'completedOn' IS NOT NULL
                AND each ->> 'stage' NOT IN ('referred_outside', 'resumed', 'revoked')
            THEN 'closed' ELSE each ->> 'stage' END
        || ' ' || coalesce(each ->> 'handlingOrg', '-')
        || ' ' || coalesce(each #>> '{enterprise,uscc}', each #>> '{enterprise,name}')
    FROM json_array_elements(doc::json -> 'recipients') AS each
    WHERE each ->> 'role' <> 'platform' AND each ->> 'stage' <> 'cleared');
ALTER TABLE views.dispositions ALTER counted_operators SET NOT NULL;

-- The index that bulletins count by holds this column in place of the other.
DO $$
DECLARE found text;
BEGIN
    FOR found IN
        SELECT indexrelid::regclass::text FROM pg_index
        WHERE indrelid = 'views.dispositions'::regclass
            AND pg_get_indexdef(indexrelid) LIKE '%INCLUDE (key, status, outside, cleared_by, operators)%'
    LOOP
        EXECUTE 'DROP INDEX ' || found;
    END LOOP;
END $$;
CREATE INDEX ON views.dispositions (report_no, valid_from, valid_to)
    INCLUDE (key, status, outside, cleared_by, counted_operators);
