-- The class of a product in the catalogue of its day, and whether a result was voided.

ALTER TABLE views.leads ADD risk_class text;
ALTER TABLE views.dispositions ADD risk_class text;
ALTER TABLE views.test_results ADD risk_class text, ADD voided boolean NOT NULL DEFAULT false;
