"""A test result as people see it. Qualified ones too: bulletins count them."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from application.ledger import Entry
from application.views.view import Row, View, among, stamp
from domain.place import SHANGHAI, province_of
from domain.sampling.events import ResultRecorded
from domain.sampling.result import TestResult


class TestResultRow(Row, frozen=True, kw_only=True, rename="camel"):
    """One tested batch and the disposition it led to, if any."""

    __test__ = False  # not a test class

    organiser: str
    result: TestResult
    product_kind: str | None
    disposition: UUID | None


def fold(row: TestResultRow | None, entry: Entry) -> TestResultRow:
    """The row of a result's only entry."""
    event = entry.event
    if row is not None or not isinstance(event, ResultRecorded):
        raise TypeError(f"a test result is recorded once: {type(event).__name__}")
    return TestResultRow(
        id=entry.originator_id,
        **stamp(entry),
        dossier=event.disposition or entry.originator_id,
        orgs=among(event.organiser),
        organiser=event.organiser,
        result=event.result,
        product_kind=event.product_kind,
        disposition=event.disposition,
    )


def columns(row: TestResultRow) -> Mapping[str, Any]:
    """What figures are counted by."""
    result = row.result
    producer_place = result.producer.place or ""
    return {
        "organiser": row.organiser,
        "report_no": result.report_no,
        "qualified": result.qualified,
        "stage": result.stage,
        "sampling_rule": result.sampling_rule,
        "product_kind": row.product_kind,
        "local_producer": province_of(producer_place) == SHANGHAI,
        "words": f"{result.report_no} {result.product} {result.producer.name}",
    }


RESULTS: View[TestResultRow] = View(
    "test_results",
    TestResultRow,
    "sampling.result-recorded.",
    fold,
    columns,
    lambda row: row.result.sampled_on,
)
