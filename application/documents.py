"""What each official document says (文书). How it looks is the printer's business.

All words are Simplified Chinese. Texts may have several paragraphs, parted by line breaks. What is
`None` is left blank to be filled in by hand, or left out where a blank would say nothing. Statutes
are cited as given, in the version that applied: no template knows an article.
"""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import Literal, Protocol

from msgspec import Struct

from application.document_parts import (
    Amount,
    Citation,
    Contact,
    Defence,
    Evidence,
    NoticeServed,
    Official,
    Opinion,
    Party,
    Payment,
    Penalty,
    Remedies,
    Right,
)
from domain.refusals import Refusal


class Paper(Struct, frozen=True, kw_only=True, tag_field="document"):
    """What every document bears: whose it is, and the day it was issued or drawn up.

    `mark`, such as 演示数据, lies across each of its pages.
    """

    bureau: str
    issued_on: date
    mark: str | None = None


class FilingApprovalForm(Paper, frozen=True, kw_only=True, tag="filing-approval-form"):
    """立案审批表: `facts` are what the check found, `reasons` why a case is to be opened."""

    number: str | None
    source: str
    party: Party
    cause: str
    facts: str
    reasons: str
    basis: tuple[Citation, ...]
    handlers: tuple[Official, ...]
    unit_opinion: Opinion | None = None
    leader_opinion: Opinion | None = None
    remark: str | None = None


class PenaltyNotice(Paper, frozen=True, kw_only=True, tag="penalty-notice"):
    """行政处罚告知书: `finding` says what the acts amount to; `hearing` is there if it is owed."""

    number: str
    party: Party
    cause: str
    facts: str
    evidence: tuple[Evidence, ...]
    finding: str
    violated: tuple[Citation, ...]
    basis: tuple[Citation, ...]
    penalties: tuple[Penalty, ...]
    statement: Right
    hearing: Right | None = None
    contact: Contact


class PenaltyDecision(Paper, frozen=True, kw_only=True, tag="penalty-decision"):
    """行政处罚决定书 (处罚程序规定, art. 62).

    `origin` tells how the matter came up and was investigated, `hearing` whether one was asked for
    and held, `publication` where the decision will be published.
    """

    number: str
    party: Party
    cause: str
    origin: str
    facts: str
    evidence: tuple[Evidence, ...]
    finding: str
    violated: tuple[Citation, ...]
    notice: NoticeServed
    defence: Defence | None = None
    hearing: str | None = None
    discretion: str | None = None
    basis: tuple[Citation, ...]
    penalties: tuple[Penalty, ...]
    total: Amount | None = None
    payment: Payment | None = None
    remedies: Remedies
    publication: str | None = None


class NoPenaltyDecision(Paper, frozen=True, kw_only=True, tag="no-penalty-decision"):
    """不予行政处罚决定书: the party is exempt, or the breach is not established.

    `reason` says why; `instruction` is what an exempt party is told to mend or learn.
    """

    ground: Literal["exempt", "unfounded"]
    number: str
    party: Party
    cause: str
    origin: str
    facts: str
    evidence: tuple[Evidence, ...]
    violated: tuple[Citation, ...] = ()
    notice: NoticeServed | None = None
    defence: Defence | None = None
    reason: str
    basis: tuple[Citation, ...]
    instruction: str | None = None
    remedies: Remedies


class TransferLetter(Paper, frozen=True, kw_only=True, tag="transfer-letter"):
    """案件移送函 to the authority `to`, which has jurisdiction for the `reason` given."""

    number: str
    to: str
    party: Party
    cause: str
    origin: str
    facts: str
    reason: str
    basis: tuple[Citation, ...]
    attachments: tuple[str, ...] = ()
    contact: Contact


class AttachmentKind(StrEnum):
    """What goes to the police with a suspected crime (行政执法机关移送…规定, art. 6)."""

    LETTER = "letter"  # 涉嫌犯罪案件移送书
    INVESTIGATION_REPORT = "investigation-report"  # 涉嫌犯罪案件情况的调查报告
    ITEMS_LIST = "items-list"  # 涉案物品清单
    TEST_REPORTS = "test-reports"  # 有关检验报告或者鉴定结论
    OTHER = "other"  # 其他有关涉嫌犯罪的材料


class Attachment(Struct, frozen=True, kw_only=True):
    """One paper that goes along."""

    kind: AttachmentKind
    name: str
    copies: int = 1
    pages: int | None = None


class CriminalTransferLetter(Paper, frozen=True, kw_only=True, tag="criminal-transfer-letter"):
    """涉嫌犯罪案件移送书 to the police, with a copy to the procuratorate and a receipt to sign."""

    number: str
    to: str
    copy_to: str | None = None
    party: Party
    cause: str
    facts: str
    crime: str
    criminal_basis: tuple[Citation, ...]
    basis: tuple[Citation, ...]
    attachments: tuple[Attachment, ...]
    contact: Contact


class ServedDocument(Struct, frozen=True, kw_only=True):
    """A document that is served, with its number."""

    name: str
    number: str | None = None


class ServiceReceipt(Paper, frozen=True, kw_only=True, tag="service-receipt"):
    """送达回证: lines for the signatures of recipient, servers and witness stay blank."""

    documents: tuple[ServedDocument, ...]
    cause: str
    recipient: str
    mode: str | None = None
    place: str | None = None
    served_on: date | None = None
    received_by: str | None = None
    servers: tuple[Official, ...] = ()
    witness: str | None = None
    remark: str | None = None


class ClosingForm(Paper, frozen=True, kw_only=True, tag="closing-form"):
    """结案审批表: `ground` is the event that ends the case, `approved` the leader's approval."""

    number: str
    filed_on: date
    party: Party
    cause: str
    decision: str | None = None
    penalties: tuple[Penalty, ...] = ()
    ground: str
    basis: tuple[Citation, ...]
    handlers: tuple[Official, ...]
    unit_opinion: Opinion | None = None
    approved: Opinion | None = None


class IndexEntry(Struct, frozen=True, kw_only=True):
    """A line of the index: `pages` such as 3-7."""

    number: int
    name: str
    document_number: str | None = None
    dated: date | None = None
    pages: str | None = None
    note: str | None = None


class CaseFileIndex(Paper, frozen=True, kw_only=True, tag="case-file-index"):
    """卷内目录 of the main volume (正卷) or the secondary one (副卷)."""

    volume: Literal["main", "secondary"]
    number: str
    cause: str
    entries: tuple[IndexEntry, ...]


class MinutesPosition(Struct, frozen=True, kw_only=True):
    """What a member said."""

    name: str
    kind: str
    conclusion: str | None = None
    text: str | None = None
    lapsed: str | None = None


class MinutesSignature(Struct, frozen=True, kw_only=True):
    """Who signed, and as what."""

    part: str
    name: str


class JointReviewMinutes(Paper, frozen=True, kw_only=True, tag="joint-review-minutes"):
    """会审纪要: advice, which neither decides the case nor replaces any step of it.

    `lapsed` are the positions that were given and do not count any more, each with the reason.
    """

    case_number: str
    cause: str
    handling_org: str
    held_at: str
    place: str
    chair: str
    recorder: str
    members: tuple[str, ...]
    absent: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    recused: tuple[str, ...] = ()
    observers: tuple[str, ...] = ()
    agenda: tuple[str, ...]
    report: str
    proposal: str
    deliberation: str
    positions: tuple[MinutesPosition, ...]
    lapsed: tuple[MinutesPosition, ...] = ()
    conclusion: str
    advice: str
    votes: str
    unheard: str | None = None
    signatures: tuple[MinutesSignature, ...] = ()


class MinutesAnnex(Struct, frozen=True, kw_only=True):
    """What is added to minutes that are frozen, and why."""

    text: str
    reason: str


class JointReviewAnnexes(Paper, frozen=True, kw_only=True, tag="joint-review-annexes"):
    """会审纪要更正附页: beside the minutes, which stay as they were signed."""

    case_number: str
    cause: str
    held_at: str
    annexes: tuple[MinutesAnnex, ...]


class FiguresTable(Struct, frozen=True, kw_only=True):
    """Figures of one grouping: a heading for each column, a row for each value."""

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str | None = None


class BulletinChart(Struct, frozen=True, kw_only=True):
    """Bars: what each is of, its batches, and how many of those are unqualified."""

    title: str
    bars: tuple[tuple[str, int, int], ...]


class BulletinPaper(Paper, frozen=True, kw_only=True, tag="bulletin"):
    """通报, 季度 or 专项: `statement` says the whole in a sentence; the digest lets it be checked.

    `header` says what it is, each line with its label; `changes` what it corrects.
    """

    title: str
    number: str | None
    header: tuple[tuple[str, str], ...]
    statement: str
    changes: FiguresTable | None
    tables: tuple[FiguresTable, ...]
    charts: tuple[BulletinChart, ...]
    annex: FiguresTable | None
    sha256: str


Document = (
    FilingApprovalForm
    | PenaltyNotice
    | PenaltyDecision
    | NoPenaltyDecision
    | TransferLetter
    | CriminalTransferLetter
    | ServiceReceipt
    | ClosingForm
    | CaseFileIndex
    | JointReviewMinutes
    | JointReviewAnnexes
    | BulletinPaper
)


def unprintable(characters: Iterable[str]) -> Refusal:
    """The refusal of a document with characters that the printer's fonts lack."""
    shown = (
        f"{each if each.isprintable() else ''}(U+{ord(each):04X})" for each in sorted(characters)
    )
    return Refusal("characters-not-printable", characters=" ".join(shown))


class Printer(Protocol):
    """Makes the paper. Slow: call it in a thread."""

    def pdf(self, document: Document) -> bytes:
        """The document as PDF, the same bytes for the same document.

        Refuses characters that its font lacks.
        """
        ...
