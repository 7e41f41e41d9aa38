-- Test results are found by the name of whoever was sampled, too.

UPDATE views.test_results SET words = words || ' ' || (doc::json #>> '{result,sampled,name}')
    WHERE doc::json #>> '{result,sampled,name}' <> doc::json #>> '{result,producer,name}';
