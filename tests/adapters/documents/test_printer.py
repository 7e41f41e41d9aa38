"""Documents as PDF: what is on the paper, and what can't get onto it."""

import io
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import msgspec
import pytest
from msgspec.structs import replace
from pypdf import PdfReader

from adapters.documents.printer import TEMPLATES, TypstPrinter, template_of, texts
from application.document_parts import Evidence
from application.documents import Document, Printer, ServiceReceipt
from domain.refusals import Refusal
from tests.adapters.documents import papers

EACH = pytest.mark.parametrize("document", papers.ALL, ids=template_of)

# Which variant a document is, and nothing that is printed as it is written.
VARIANTS = {"entity", "person", "main", "secondary", "exempt", "unfounded"}


@pytest.fixture(scope="module")
def printer() -> Printer:
    """The printer, opened once."""
    return TypstPrinter()


def words(pdf: bytes) -> str:
    """All text of the pages, without spaces, line ends and page numbers."""
    pages = (page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    return re.sub(r"\s", "", "".join(re.sub(r"— \d+ —", "", page) for page in pages))


def facts(document: Document) -> Iterator[str]:
    """Everything the paper has to say, as it is printed, without spaces."""
    plain = msgspec.to_builtins(document)
    hidden = VARIANTS | {template_of(document)}
    for text in texts(plain):
        for line in text.split("\n"):
            if line not in hidden and not is_kind(line):
                yield re.sub(r"\s", "", as_printed(line))


def is_kind(text: str) -> bool:
    """Whether it is a kind of attachment, which has a row of its own."""
    return text in {"letter", "investigation-report", "items-list", "test-reports", "other"}


def as_printed(text: str) -> str:
    """A day is printed in Chinese, all else as it is."""
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        day = date.fromisoformat(text)
        return f"{day.year}年{day.month}月{day.day}日"
    return text


# --- what is on the paper ------------------------------------------------------------------------


@EACH
def test_the_paper_holds_every_fact(printer: Printer, document: Document) -> None:
    said = words(printer.pdf(document)).replace(papers.MARK, "") + papers.MARK
    # A receipt is drawn up before it is used, and bears the day of service alone.
    unsaid = "2025年7月29日" if isinstance(document, ServiceReceipt) else None

    assert [fact for fact in facts(document) if fact not in said and fact != unsaid] == []


@pytest.mark.parametrize(
    ("document", "said"),
    [
        (papers.FORM, "立案审批表"),
        (papers.PRENOTICE, "你单位有权要求举行听证"),
        (papers.PRENOTICE, "自收到本告知书之日起5个工作日内"),
        (papers.DECISION, "没收违法所得人民币1,968.00元（大写：人民币壹仟玖佰陆拾捌元整）"),
        (papers.DECISION, "合计人民币11,328.00元（大写：人民币壹万壹仟叁佰贰拾捌元整）"),
        (papers.DECISION, "之日起15日内缴纳罚没款"),
        (papers.DECISION, "每日按罚款数额的百分之三加处罚款"),
        (papers.DECISION, "之日起60日内向示例市示例区人民政府申请行政复议"),
        (papers.DECISION, "6个月内依法向示例市示例区人民法院提起行政诉讼"),
        (papers.DECISION, "通过国家企业信用信息公示系统向社会公示"),
        (papers.EXEMPT, "不予行政处罚决定书"),
        (papers.UNFOUNDED, "违法事实不能成立"),
        (papers.TRANSFER, "现将该案移送你单位处理"),
        (papers.CRIMINAL, "其他有关涉嫌犯罪的材料无"),
        (papers.CRIMINAL, "回执"),
        (papers.RECEIPT, "见证人签名"),
        (papers.INDEX, "正卷"),
        (replace(papers.INDEX, volume="secondary"), "副卷"),
    ],
)
def test_the_paper_says_what_its_kind_demands(
    printer: Printer, document: Document, said: str
) -> None:
    assert said in words(printer.pdf(document))


def test_what_is_not_so_is_not_said(printer: Printer) -> None:
    bare = replace(
        papers.DECISION,
        mark=None,
        defence=None,
        hearing=None,
        discretion=None,
        total=None,
        payment=None,
        publication=None,
    )
    said = words(printer.pdf(bare))

    assert "未提出陈述、申辩意见" in said
    assert not [
        each for each in ("百分之三", "公示", "听证", "合计", "None", papers.MARK) if each in said
    ]


def test_a_person_is_addressed_as_one(printer: Printer) -> None:
    said = words(printer.pdf(replace(papers.PRENOTICE, party=papers.PERSON, hearing=None)))

    assert "你有权进行陈述和申辩" in said
    assert "居民身份证号码：310000199001010000" in said
    assert not [each for each in ("你单位有权", "法定代表人", "听证") if each in said]


def test_a_receipt_not_yet_signed_has_blanks(printer: Printer) -> None:
    blank = replace(
        papers.RECEIPT,
        mode=None,
        place=None,
        served_on=None,
        received_by=None,
        servers=(),
        witness=None,
        remark=None,
    )
    said = words(printer.pdf(blank))

    assert "送达日期年月日" in said
    assert "None" not in said


def test_sixty_pieces_of_evidence_go_over_pages(printer: Printer) -> None:
    many = tuple(Evidence(name=f"第{number}份进货单据复印件") for number in range(1, 61))
    pdf = printer.pdf(replace(papers.DECISION, evidence=many, mark=None))
    said = words(pdf)

    assert [f"{number}．第{number}份进货单据复印件。" in said for number in range(1, 61)] == [
        True
    ] * 60
    pages = PdfReader(io.BytesIO(pdf)).pages
    assert len(pages) > 4
    assert len(pages[-1].extract_text()) > 60, "the seal stands with a text"


def test_long_words_stay_between_the_margins(printer: Printer) -> None:
    address = "A" * 200
    long = replace(papers.FIRM, name="示例" * 90, address=address)

    for document in (papers.DECISION, papers.FORM):
        pdf = printer.pdf(replace(document, party=long, mark=None))
        lines = PdfReader(io.BytesIO(pdf)).pages[0].extract_text().splitlines()
        assert max(map(len, lines)) <= 60
        assert address in words(pdf)


# --- the file ------------------------------------------------------------------------------------


@EACH
def test_the_same_document_gives_the_same_bytes(printer: Printer, document: Document) -> None:
    assert TypstPrinter().pdf(document) == printer.pdf(document)


def test_threads_do_not_mix_their_documents(printer: Printer) -> None:
    documents = [replace(papers.RECEIPT, recipient=f"示例{number}号") for number in range(8)]

    with ThreadPoolExecutor(4) as pool:
        printed = list(pool.map(printer.pdf, documents))

    assert [f"示例{number}号" in words(pdf) for number, pdf in enumerate(printed)] == [True] * 8


def test_the_file_bears_its_title_and_the_day_of_the_document(printer: Printer) -> None:
    about = PdfReader(io.BytesIO(printer.pdf(papers.DECISION))).metadata

    assert about is not None
    assert (about.title, about.author) == ("行政处罚决定书", papers.BUREAU)
    assert about.creation_date is not None
    assert about.creation_date.date() == papers.DECISION.issued_on


# --- what can't get onto it ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        '#read("/etc/passwd")',
        '#import"@preview/cetz:0.3.0"',
        '"});#panic("',
        "$x^2$*粗*_斜_`码`",
        "//注释/*不是注释*/",
        r"\#\\n\u{41}",
        "<b>@甲~---=标题",
        "+1-2/项",
    ],
)
def test_what_looks_like_code_is_printed_as_text(printer: Printer, text: str) -> None:
    party = replace(papers.FIRM, name=text)

    assert text in words(printer.pdf(replace(papers.DECISION, party=party, facts=text)))
    assert text in words(printer.pdf(replace(papers.FORM, party=party, facts=text)))


def test_templates_read_no_package_and_evaluate_nothing() -> None:
    for template in TEMPLATES.iterdir():
        source = template.read_text(encoding="utf-8")
        assert not re.findall(r'"@|\b(?:eval|read|plugin|include)\(', source), template.name


def test_every_template_belongs_to_a_document() -> None:
    assert {path.stem for path in TEMPLATES.iterdir()} == {
        "letterhead",
        *map(template_of, papers.ALL),
    }


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("示例한", "한(U+D55C)"),
        ("示例\x01", "(U+0001)"),
        ("示例\u202e", "(U+202E)"),
        ("𪚥😀示例", "😀(U+1F600) 𪚥(U+2A6A5)"),
    ],
)
def test_a_character_the_font_lacks_is_refused_and_named(
    printer: Printer, text: str, named: str
) -> None:
    party = replace(papers.FIRM, legal_representative=text)

    with pytest.raises(Refusal) as refused:
        printer.pdf(replace(papers.DECISION, party=party))

    assert refused.value.code == "characters-not-printable"
    assert refused.value.facts == {"characters": named}


def test_rare_characters_of_names_are_printed_bold_too(printer: Printer) -> None:
    rare = "示例㑇䶮𬭚臺灣é局"

    assert rare in words(printer.pdf(replace(papers.UNFOUNDED, bureau=rare)))
