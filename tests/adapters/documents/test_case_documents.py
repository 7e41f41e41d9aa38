"""The papers of a case, filled from its record and printed: each holds the facts it is about."""

from collections.abc import Sequence
from datetime import date
from io import BytesIO

import pytest
from msgspec.structs import replace
from pypdf import PdfReader

from adapters.documents.printer import TypstPrinter
from adapters.files import shipped
from application.aggregates import CASE
from application.case_documents import (
    CaseDocument,
    CitationGiven,
    ContactGiven,
    Filling,
    IssueDocument,
    filled,
    title_of,
)
from application.citations import article_zh, numeral
from application.desk import folded
from application.ledger import Entry
from domain.case.events import CrimeSuspected
from domain.case.law import Law
from domain.reference.state import Reference
from domain.refusals import Invalid, Refusal
from tests.adapters.a_case import entries

TODAY = date(2021, 12, 31)
VIOLATED = (CitationGiven(law="产品质量法", article="第十三条第二款"),)
CONTACT = ContactGiven(name="示例·联系人", phone="示例电话 000-0000")
PRINTER = TypstPrinter()


def filling(command: IssueDocument, course: Sequence[Entry]) -> Filling:
    """What a document is filled from, after so much of the case."""
    almanac = shipped.almanac()
    case = folded(CASE, course)
    known = Reference(bases=shipped.bases())
    return Filling(
        case=case.state,
        row=case.row,
        known=known,
        law=Law(almanac.rules, almanac.calendar, known.bases),
        today=TODAY,
        command=command,
        mark="演示数据",
    )


def printed(command: IssueDocument, course: Sequence[Entry]) -> str:
    """The text of the paper, without spaces and line breaks."""
    reader = PdfReader(BytesIO(PRINTER.pdf(filled(filling(command, course)))))
    return "".join("".join(page.extract_text().split()) for page in reader.pages)


def until(kind: str) -> list[Entry]:
    """The case up to the first event whose name ends so."""
    course = entries()
    names = [type(entry.event).__name__ for entry in course]
    return course[: names.index(kind) + 1]


def test_each_paper_of_a_case_says_what_the_record_says() -> None:
    course = entries()
    case = folded(CASE, course).state
    assert case.notice is not None
    assert case.decision is not None
    party, title = case.filed.party.name, case.filed.title
    facts: dict[CaseDocument, tuple[str, ...]] = {
        CaseDocument.FILING_FORM: (party, title, case.filed.number, case.handlers[0].certificate),
        CaseDocument.NOTICE: (party, case.notice.number, "陈述", "听证"),
        CaseDocument.DECISION: (
            party,
            case.decision.number,
            "行政复议",
            "加处罚款",
            "第四十九条",
            "第十三条第二款",
        ),
        CaseDocument.RECEIPT: (party, case.decision.number),
        CaseDocument.CLOSING_FORM: (party, case.filed.number, "处罚决定执行完毕", "第七十七条"),
        CaseDocument.MAIN_INDEX: (title, "立案审批表"),
        CaseDocument.SECONDARY_INDEX: (title, "结案审批表"),
    }  # fmt: skip

    for document, told in facts.items():
        command = IssueDocument(
            document=document, contact=CONTACT, violated=VIOLATED, bases=("PQL-49",)
        )
        text = printed(command, course)
        missing = [each for each in told if "".join(each.split()) not in text]
        assert not missing, (document, text)


@pytest.mark.parametrize(("left_out", "pointer"), [("violated", "/violated"), ("bases", "/bases")])
def test_a_decision_never_cites_nothing(left_out: str, pointer: str) -> None:
    command = IssueDocument(
        document=CaseDocument.DECISION, contact=CONTACT, violated=VIOLATED, bases=("PQL-49",)
    )

    with pytest.raises(Invalid) as refused:
        filled(filling(replace(command, **{left_out: ()}), entries()))

    assert (refused.value.pointer, refused.value.code) == (pointer, "value-required")


@pytest.mark.parametrize("document", CaseDocument)
def test_no_paper_is_printed_before_its_step(document: CaseDocument) -> None:
    command = IssueDocument(
        document=document, contact=CONTACT, number="1", to="示例单位", crimes=("CL-140",)
    )

    if document is CaseDocument.FILING_FORM:
        assert printed(command, until("CaseFiled"))
        return
    with pytest.raises(Refusal) as refused:
        filled(filling(command, until("CaseFiled")))
    assert refused.value.code == "document-too-early"


def test_a_letter_takes_the_crime_to_the_police_with_what_goes_along() -> None:
    course = until("EvidenceAdded")
    event = CrimeSuspected(reason="货值金额达到标准", offence="生产、销售伪劣产品罪")
    last = course[-1]
    entry = Entry(
        originator_id=last.originator_id,
        originator_version=last.originator_version + 1,
        event=event,
        by=last.by,
        effective_on=last.effective_on,
        correlation=last.correlation,
    )
    command = IssueDocument(
        document=CaseDocument.CRIMINAL_TRANSFER,
        contact=CONTACT,
        number="示例移〔2021〕1号",
        to="示例公安分局",
        crimes=("CL-140",),
    )

    text = printed(command, [*course, entry])

    for told in ("示例公安分局", "生产、销售伪劣产品罪", "第一百四十条", "涉案物品清单"):
        assert told in text


@pytest.mark.parametrize(
    ("article", "cited"),
    [
        ("49", "第四十九条"),
        ("52(2)", "第五十二条第二款"),
        ("30,33", "第三十条、第三十三条"),
        ("105", "第一百零五条"),
        ("110", "第一百一十条"),
        ("-", "-"),
    ],
)
def test_articles_are_cited_in_chinese_numerals(article: str, cited: str) -> None:
    assert article_zh(article) == cited


def test_numerals_are_all_different() -> None:
    assert len({numeral(number) for number in range(1000)}) == 1000
    assert (numeral(10), numeral(20), numeral(100)) == ("十", "二十", "一百")


def test_every_document_has_a_title() -> None:
    course = entries()
    command = IssueDocument(document=CaseDocument.DECISION, violated=VIOLATED, bases=("PQL-49",))
    assert title_of(filled(filling(command, course))) == "行政处罚决定书"


def test_a_notice_printed_before_its_service_tells_of_the_hearing() -> None:
    course = until("ProposalApproved")
    command = IssueDocument(
        document=CaseDocument.NOTICE,
        contact=CONTACT,
        number="示例告〔2021〕1号",
        violated=VIOLATED,
        bases=("PQL-49",),
    )

    assert folded(CASE, course).state.notice is None
    assert "要求听证" in printed(command, course) or "申请听证" in printed(command, course)
