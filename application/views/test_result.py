"""A test result as people see it. Qualified ones too: bulletins count them."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from msgspec.structs import replace

from application.ledger import Entry
from application.views.view import Row, View, among, stamp
from domain.place import Region, area_of, region_of
from domain.reference.catalogue import RiskClass
from domain.sampling.correction import corrected
from domain.sampling.events import ResultCorrected, ResultRecorded, ResultVoided
from domain.sampling.result import TestResult


class TestResultRow(Row, frozen=True, kw_only=True, rename="camel"):
    """One tested batch and the disposition it led to, if any."""

    __test__ = False  # not a test class

    organiser: str
    result: TestResult
    product_kind: str | None
    catalogue_revision: int = 0
    risk: RiskClass | None = None
    disposition: UUID | None
    campaigns: tuple[str, ...] = ()
    voided: bool = False


def fold(row: TestResultRow | None, entry: Entry) -> TestResultRow:
    """The row after one more entry of the result's stream."""
    match entry.event:
        case ResultRecorded() as event if row is None:
            return TestResultRow(
                id=entry.originator_id,
                **stamp(entry),
                dossier=event.disposition or entry.originator_id,
                orgs=among(event.organiser, *event.handlers),
                organiser=event.organiser,
                result=event.result,
                product_kind=event.product_kind,
                catalogue_revision=event.catalogue_revision,
                risk=event.risk,
                disposition=event.disposition,
                campaigns=event.campaigns,
            )
        case ResultCorrected() as event if row is not None:
            return _corrected(replace(row, **stamp(entry)), event)
        case ResultVoided() if row is not None:
            return replace(row, **stamp(entry), voided=True)
        case other:
            raise TypeError(f"a test result is recorded once: {type(other).__name__}")


def _corrected(row: TestResultRow, event: ResultCorrected) -> TestResultRow:
    row = replace(row, result=corrected(row.result, event))
    if event.campaigns is not None:
        row = replace(row, campaigns=event.campaigns)
    if event.catalogue_revision is not None:
        revision, risk = event.catalogue_revision, event.risk
        return replace(row, product_kind=event.product_kind, catalogue_revision=revision, risk=risk)
    return row if event.product is None else replace(row, product_kind=event.product_kind)


def columns(row: TestResultRow) -> Mapping[str, Any]:
    """What figures are counted by."""
    result = row.result
    names = dict.fromkeys((result.producer.name, result.sampled.name))
    codes = list(dict.fromkeys(e.uscc for e in (result.producer, result.sampled) if e.uscc))
    region = region_of(result.producer.place or "")
    return {
        "organiser": row.organiser,
        "report_no": result.report_no,
        "qualified": result.qualified,
        "stage": result.stage,
        "sampling_rule": result.sampling_rule,
        "product_kind": row.product_kind,
        "risk_class": row.risk,
        "local_producer": region is Region.SHANGHAI,
        "producer_place": region,
        "district": area_of(result.sampled.place or ""),
        "lab": result.lab,
        "recognised": result.issuer is not None,
        "product": result.product,
        "batch": result.batch,
        "enterprises": codes,
        "campaigns": list(row.campaigns),
        "voided": row.voided,
        "words": " ".join((result.report_no, result.product, *names, *codes)),
    }


RESULTS: View[TestResultRow] = View(
    "test_results",
    TestResultRow,
    "sampling.result-",
    fold,
    columns,
    lambda row: row.result.sampled_on,
)
