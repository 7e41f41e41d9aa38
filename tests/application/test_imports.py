"""Importing results: by which catalogue they are weighed, and whom they concern."""

from collections.abc import Iterator, Sequence
from datetime import date

import pytest
from msgspec import Struct
from msgspec.structs import replace

import domain.reference.events as ref
from application.desk import envelope
from application.directory import Directory
from application.imports import Importer, Mode, Recognition, Summary, mappings_for
from application.ledger import Ledger
from application.result_files import Mappings, Row, RowError
from application.streams import disposition_stream, lead_stream, result_stream
from domain.disposition.events import DispositionOpened
from domain.lead.events import LeadRegistered
from domain.party import Enterprise
from domain.reference.catalogue import ProductKind, RiskClass
from domain.reference.mappings import ImportMapping
from domain.sampling.events import ResultRecorded, ResultVoided
from domain.sampling.result import FailedItem, Stage, TestResult
from tests.application.bureau import call, publish
from tests.domain.story import (
    CORPS,
    DISPATCHER,
    KETTLE,
    KNOWN,
    RESULT,
    TODAY,
    XUHUI,
    ZHEJIANG,
    refusal,
    said,
)

NEXT_YEAR = date(2021, 1, 1)
MARKED = (FailedItem(item="标志"),)


class Results(Struct):
    """A file of sound rows."""

    results: Sequence[TestResult]
    sha256: str = "0" * 64
    mapping: str | None = None

    @property
    def total_rows(self) -> int:
        """As many rows as results."""
        return len(self.results)

    def __iter__(self) -> Iterator[Row | tuple[RowError, ...]]:
        """The rows, below a header."""
        return iter([Row(number, each) for number, each in enumerate(self.results, start=2)])


def catalogue(
    ledger: Ledger, revision: int, effective: date, *kinds: ProductKind, replaces: bool = False
) -> None:
    """Publishes a catalogue."""
    event = ref.CataloguePublished(
        revision=revision,
        published_on=date(2020, 1, 1),
        effective_from=effective,
        notice=f"{effective.year}年版",
        items=kinds,
        replaces=replaces,
    )
    publish(ledger, "catalogue", revision, event)


@pytest.fixture
def two_years(ledger: Ledger, directory: Directory) -> Directory:
    """A catalogue of 2020 with the kettle in class B, and one of 2021 with it in class A."""
    catalogue(ledger, 1, date(2020, 1, 1), KETTLE)
    catalogue(ledger, 2, NEXT_YEAR, replace(KETTLE, risk=RiskClass.A))
    directory.refresh()
    return directory


def imported(
    ledger: Ledger,
    directory: Directory,
    *results: TestResult,
    recognition: Recognition | None = None,
) -> Summary:
    """What comes of a file of these results."""
    importer = Importer(ledger, directory, call(), lambda _: None, recognition)
    return importer.run(Results(results), "示例.csv", Mode.GOOD_ROWS)


def sampled(on: date, number: str = "W-1") -> TestResult:
    """A kettle whose marking failed, which is serious in class A only."""
    return replace(RESULT, report_no=number, sampled_on=on, delivered_on=None, failed_items=MARKED)


def weighed(ledger: Ledger, number: str = "W-1") -> tuple[int, RiskClass | None, bool]:
    """By which revision a result was weighed, its class, and whether it was serious."""
    recorded, opened = (
        ledger.history([stream])[0].event
        for stream in (result_stream(number), disposition_stream(number))
    )
    assert isinstance(recorded, ResultRecorded)
    assert isinstance(opened, DispositionOpened)
    assert (opened.catalogue_revision, opened.risk) == (recorded.catalogue_revision, recorded.risk)
    return recorded.catalogue_revision, recorded.risk, opened.serious_rule is not None


def test_a_revision_does_not_bite_before_its_day(ledger: Ledger, two_years: Directory) -> None:
    imported(ledger, two_years, sampled(date(2020, 2, 20)))

    assert weighed(ledger) == (1, RiskClass.B, False)


def test_a_late_import_of_an_old_year_keeps_the_class_of_that_year(
    ledger: Ledger, two_years: Directory
) -> None:
    summary = imported(
        ledger,
        two_years,
        sampled(date(2020, 12, 31), "W-1"),
        sampled(NEXT_YEAR, "W-2"),
        sampled(date(2019, 6, 1), "W-3"),
    )

    assert weighed(ledger, "W-1") == (1, RiskClass.B, False)
    assert weighed(ledger, "W-2") == (2, RiskClass.A, True)
    assert weighed(ledger, "W-3") == (1, RiskClass.B, False)  # before the first, by the first
    assert (summary.dispositions, summary.leads) == (3, 1)
    lead = ledger.history([lead_stream("sampling", "W-2")])[0].event
    assert isinstance(lead, LeadRegistered)
    assert (lead.catalogue_revision, lead.risk) == (2, RiskClass.A)


def test_a_full_list_leaves_out_what_it_does_not_name(ledger: Ledger, two_years: Directory) -> None:
    pot = ProductKind(code="pot", name_zh="锅", name_en="pot", risk=RiskClass.C)
    catalogue(ledger, 3, date(2022, 1, 1), pot, replaces=True)
    two_years.refresh()
    known = two_years.known

    assert set(known.catalogue_on(date(2021, 12, 31)).kinds) == {"kettle"}
    assert set(known.catalogue_on(date(2022, 1, 1)).kinds) == {"pot"}
    assert set(known.catalogue) == {"kettle", "pot"}  # its name is still known


def test_a_change_is_made_to_the_list_of_its_day(ledger: Ledger, two_years: Directory) -> None:
    pot = ProductKind(code="pot", name_zh="锅", name_en="pot", risk=RiskClass.C)
    catalogue(ledger, 3, date(2020, 7, 1), pot)
    two_years.refresh()

    july = two_years.known.catalogue_on(date(2020, 7, 1))
    assert july.revision == 3
    assert {code: each.risk for code, each in july.kinds.items()} == {
        "kettle": RiskClass.B,
        "pot": RiskClass.C,
    }
    assert two_years.known.catalogue_on(NEXT_YEAR).revision == 2


def test_without_a_catalogue_nothing_is_of_a_kind(ledger: Ledger, directory: Directory) -> None:
    imported(ledger, directory, sampled(date(2020, 2, 20)))

    assert weighed(ledger) == (0, None, False)
    assert [each.revision for each in directory.catalogues(None)] == []


# --- results of other provinces ------------------------------------------------------------------

AGREED = Recognition(ZHEJIANG, "示例协议")
HERE, THERE = Enterprise(name="沪店", place="上海市徐汇区"), Enterprise(name="浙店", place="浙江省")


def recognised(issuer: str | None, **changed: object) -> TestResult:
    """An unqualified helmet, with the issuer its row names."""
    basis = "示例协议" if issuer else None
    return replace(RESULT, issuer=issuer, recognised_by=basis, **changed)


def test_an_issuer_in_a_column_is_a_bureau_elsewhere_by_code_or_name(
    ledger: Ledger, directory: Directory
) -> None:
    name = directory.known.organisations[ZHEJIANG].name_zh
    summary = imported(
        ledger,
        directory,
        *(
            recognised(issuer, report_no=f"W-{number}")
            for number, issuer in enumerate((ZHEJIANG, name, "火星局", XUHUI))
        ),
    )

    assert [(each.row, each.column, each.code) for each in summary.errors] == [
        (4, "结果发布单位", "issuer-not-outside"),
        (5, "结果发布单位", "issuer-not-outside"),
    ]
    for number in (0, 1):
        recorded = ledger.history([result_stream(f"W-{number}")])[0].event
        assert isinstance(recorded, ResultRecorded)
        assert recorded.result.issuer == ZHEJIANG


def test_a_column_that_contradicts_the_issuer_given_is_refused(
    ledger: Ledger, directory: Directory
) -> None:
    organisations_with = replace(
        directory.known.organisations[ZHEJIANG], code="AMR-32", name_zh="江苏省局", area="32"
    )
    event = ref.OrganisationsPublished(
        revision=2,
        published_on=date(2020, 1, 1),
        effective_from=date(2020, 1, 1),
        notice="示例",
        items=(organisations_with,),
    )
    publish(ledger, "organisations", 2, event)
    directory.refresh()

    summary = imported(
        ledger,
        directory,
        recognised(ZHEJIANG, report_no="W-1"),
        recognised("江苏省局", report_no="W-2"),
        recognised(None, report_no="W-3"),
        recognition=AGREED,
    )

    assert [(each.row, each.code) for each in summary.errors] == [(3, "issuer-contradicts")]
    assert (summary.rows, summary.refused, summary.unqualified) == (3, 1, 2)


def test_the_same_file_again_is_known_by_the_name_of_its_issuer_too(
    ledger: Ledger, directory: Directory
) -> None:
    by_name = recognised(directory.known.organisations[ZHEJIANG].name_zh)
    before = ResultRecorded(organiser=DISPATCHER.org, result=by_name)
    ledger.append([([envelope(call(), TODAY, result_stream(RESULT.report_no), 1, before)], None)])

    summary = imported(ledger, directory, by_name)

    assert (summary.skipped, summary.refused) == (1, 0)


def test_a_report_that_was_voided_does_not_come_back_with_the_file(
    ledger: Ledger, directory: Directory
) -> None:
    qualified = replace(RESULT, qualified=True, failed_items=())
    imported(ledger, directory, qualified)
    voiding = envelope(call(), TODAY, result_stream(RESULT.report_no), 2, ResultVoided(reason="误"))
    ledger.append([([voiding], None)])

    summary = imported(ledger, directory, qualified)

    assert [each.code for each in summary.errors] == ["report-number-voided"]


@pytest.mark.parametrize(
    ("producer", "seller", "opened"),
    [(THERE, THERE, 0), (THERE, HERE, 1), (HERE, THERE, 1), (THERE, Enterprise(name="某店"), 1)],
    ids=["both elsewhere", "seller here", "producer here", "seller anywhere"],
)
def test_what_another_province_found_elsewhere_is_recorded_only(
    ledger: Ledger, directory: Directory, producer: Enterprise, seller: Enterprise, opened: int
) -> None:
    catalogue(ledger, 1, date(2020, 1, 1), replace(KETTLE, risk=RiskClass.A))
    directory.refresh()
    result = replace(
        RESULT, producer=producer, sampled=seller, stage=Stage.ECOMMERCE, platform="示例平台"
    )

    summary = imported(ledger, directory, result, recognition=AGREED)

    assert (summary.unqualified, summary.dispositions, summary.leads) == (1, opened, opened)
    assert summary.elsewhere == 1 - opened
    recorded = ledger.history([result_stream(RESULT.report_no)])[0].event
    assert isinstance(recorded, ResultRecorded)
    assert (recorded.disposition is not None) == bool(opened)


def test_own_results_open_a_disposition_wherever_the_operators_are(
    ledger: Ledger, directory: Directory
) -> None:
    summary = imported(ledger, directory, replace(RESULT, producer=THERE, sampled=THERE))

    assert (summary.dispositions, summary.elsewhere) == (1, 0)


# --- which mapping -------------------------------------------------------------------------------


def test_a_mapping_is_chosen_among_those_of_the_own_body() -> None:
    own, others = (
        ImportMapping(code=org, org=org, columns={"样品": "产品名称"}) for org in (CORPS, XUHUI)
    )
    known = replace(KNOWN, mappings={each.code: each for each in (own, others)})

    assert mappings_for(known, CORPS, None) == Mappings((own,))
    assert mappings_for(known, CORPS, CORPS) == Mappings((own,), chosen=True)
    for unknown in (XUHUI, "nothing"):
        refused = refusal(lambda code=unknown: mappings_for(known, CORPS, code))  # type: ignore[misc]
        assert said(refused) == ("invalid", "unknown-mapping", None)
