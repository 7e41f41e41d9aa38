"""Official documents of a case, filled from its record."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal

from msgspec import Meta, Struct

from application import document_parts as d
from application.citations import article_zh
from application.documents import (
    Attachment,
    AttachmentKind,
    CaseFileIndex,
    ClosingForm,
    CriminalTransferLetter,
    Document,
    FilingApprovalForm,
    IndexEntry,
    NoPenaltyDecision,
    PenaltyDecision,
    PenaltyNotice,
    ServedDocument,
    ServiceReceipt,
    TransferLetter,
)
from application.views.case import CaseRow
from domain.case import clocks as c
from domain.case import events as e
from domain.case.bases import article_of
from domain.case.debts import KINDS
from domain.case.kinds import ClosingEvent, Outcome, PartyKind, PenaltyKind, TermUnit
from domain.case.law import Law
from domain.case.penalties import hearing_grounds, sum_of
from domain.case.state import Case
from domain.commands import Command
from domain.reference.state import Reference
from domain.refusals import Invalid, OutOfOrder
from domain.statute.rule import RuleVersion
from domain.text import Code, Line, Text

FEN = 100


class CaseDocument(StrEnum):
    """The papers a case is printed as."""

    FILING_FORM = "filing-approval-form"  # 立案审批表
    NOTICE = "penalty-notice"  # 行政处罚告知书
    DECISION = "penalty-decision"  # 处罚决定书、不予处罚决定书
    TRANSFER = "transfer-letter"  # 案件移送函
    CRIMINAL_TRANSFER = "criminal-transfer-letter"  # 涉嫌犯罪案件移送书
    RECEIPT = "service-receipt"  # 送达回证
    CLOSING_FORM = "closing-form"  # 结案审批表
    MAIN_INDEX = "main-index"  # 正卷目录
    SECONDARY_INDEX = "secondary-index"  # 副卷目录


class ContactGiven(Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """Whom the party asks."""

    name: Line
    phone: Line
    address: Line | None = None


class CitationGiven(Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """An article, as papers cite it: 产品质量法, 第十三条第二款."""

    law: Line
    article: Line


class IssueDocument(Command, frozen=True):
    """制作文书. Given is what the record does not hold: whom to ask, where to pay and appeal."""

    document: CaseDocument
    number: Line | None = None
    contact: ContactGiven | None = None
    to: Line | None = None
    copy_to: Line | None = None
    violated: Annotated[tuple[CitationGiven, ...], Meta(max_length=10)] = ()
    bases: Annotated[tuple[Code, ...], Meta(max_length=10)] = ()
    crimes: Annotated[tuple[Code, ...], Meta(max_length=5)] = ()
    pay_to: Text = "请到指定银行或者通过电子支付系统缴纳。"
    reconsideration_body: Line = "本机关的上一级市场监督管理部门或者本级人民政府"
    court: Line = "有管辖权的人民法院"
    serves: Literal["notice", "decision"] = "decision"


class Filling(Struct, frozen=True, kw_only=True):
    """What a document is filled from."""

    case: Case
    row: CaseRow
    known: Reference
    law: Law
    today: date
    command: IssueDocument
    mark: str | None = None

    @property
    def bureau(self) -> str:
        """The deciding bureau as its papers call it."""
        found = self.known.organisations.get(self.case.org)
        return found.name_zh if found else self.case.org


def filled(given: Filling) -> Document:
    """The document asked for. Refuses one whose step was not taken, or with something missing."""
    return FILL[given.command.document](given)


def _filing_form(given: Filling) -> Document:
    filed = given.case.filed
    return FilingApprovalForm(
        bureau=given.bureau,
        issued_on=given.row.filed_on,
        mark=given.mark,
        number=filed.number,
        source=f"案件来源登记（线索编号 {filed.lead}）",
        party=_party(filed.party),
        cause=filed.title,
        facts=filed.violation,
        reasons=filed.reason,
        basis=tuple(_cited(given.law, "PP-FILE-FORM", given.row.filed_on)),
        handlers=tuple(
            d.Official(name=each.name, certificate=each.certificate) for each in filed.handlers
        ),
    )


def _notice(given: Filling) -> Document:
    case, command = given.case, given.command
    proposal, concluded = case.proposal, case.concluded
    if proposal is None or concluded is None or proposal.outcome is not Outcome.PENALTY:
        raise OutOfOrder("document-too-early", document=command.document)
    on = case.notice.served_on if case.notice else given.today
    return PenaltyNotice(
        bureau=given.bureau,
        issued_on=on,
        mark=given.mark,
        number=case.notice.number if case.notice else _needed(command.number, "/number"),
        party=_party(case.filed.party),
        cause=case.filed.title,
        facts=concluded.facts,
        evidence=_evidence(case),
        finding=case.filed.violation,
        violated=_violated(given),
        basis=_bases(given, proposal.penalties),
        penalties=_penalties(proposal.penalties),
        statement=_right(given, c.STATEMENT, on),
        hearing=_right(given, c.HEARING_REQUEST, on)
        if hearing_grounds(proposal.penalties, case.filed.party, given.law, on)
        else None,
        contact=_contact(command),
    )


def _decision(given: Filling) -> Document:
    decided = given.case.decision
    if decided is None or decided.outcome in (Outcome.OTHER_DEPARTMENT, Outcome.CRIMINAL):
        raise OutOfOrder("document-too-early", document=given.command.document)
    return (
        _penalised(given, decided)
        if decided.outcome is Outcome.PENALTY
        else _spared(given, decided)
    )


def _penalised(given: Filling, decided: e.DecisionMade) -> Document:
    case, on = given.case, _decided_on(given)
    notice, concluded = case.notice, case.concluded
    assert notice is not None, "no penalty is decided without a notice"
    assert concluded is not None, "nor without a report"
    total = sum_of(decided.penalties, KINDS.values())
    fined = sum_of(decided.penalties, {PenaltyKind.FINE})
    pay = given.law.on(c.PAY, on)
    return PenaltyDecision(
        bureau=given.bureau,
        issued_on=on,
        mark=given.mark,
        number=decided.number,
        party=_party(case.filed.party),
        cause=case.filed.title,
        origin=_origin(given),
        facts=concluded.facts,
        evidence=_evidence(case),
        finding=case.filed.violation,
        violated=_violated(given),
        notice=d.NoticeServed(number=notice.number, served_on=notice.served_on),
        defence=_defence(case),
        hearing=_heard(case),
        discretion=decided.reason,
        basis=_bases(given, decided.penalties),
        penalties=_penalties(decided.penalties),
        total=d.amount(int(total * FEN)) if total else None,
        payment=d.Payment(
            days=pay.amount,
            how=given.command.pay_to,
            basis=tuple(_cited(given.law, "APL-SURCHARGE", on)),
        )
        if fined and pay is not None and pay.amount is not None
        else None,
        remedies=_remedies(given, on),
        publication=_publication(given, on),
    )


def _spared(given: Filling, decided: e.DecisionMade) -> Document:
    case, on = given.case, _decided_on(given)
    assert case.concluded is not None, "nothing is decided without a report"
    exempt = decided.outcome is Outcome.NO_PENALTY_EXEMPT
    return NoPenaltyDecision(
        bureau=given.bureau,
        issued_on=on,
        mark=given.mark,
        ground="exempt" if exempt else "unfounded",
        number=decided.number,
        party=_party(case.filed.party),
        cause=case.filed.title,
        origin=_origin(given),
        facts=case.concluded.facts,
        evidence=_evidence(case),
        violated=_violated(given) if exempt else (),
        reason=decided.reason,
        basis=tuple(_cited(given.law, "PP-OUTCOMES", on)),
        remedies=_remedies(given, on),
    )


def _transfer(given: Filling) -> Document:
    case, command = given.case, given.command
    decided = case.decision
    if decided is None or decided.outcome is not Outcome.OTHER_DEPARTMENT:
        raise OutOfOrder("document-too-early", document=command.document)
    assert case.concluded is not None, "nothing is decided without a report"
    return TransferLetter(
        bureau=given.bureau,
        issued_on=_decided_on(given),
        mark=given.mark,
        number=_needed(command.number, "/number"),
        to=_needed(command.to, "/to"),
        party=_party(case.filed.party),
        cause=case.filed.title,
        origin=_origin(given),
        facts=case.concluded.facts,
        reason=decided.reason,
        basis=tuple(_cited(given.law, "PP-OTHER-DEPT", _decided_on(given))),
        attachments=tuple(each.name for each in _standing(case)),
        contact=_contact(command),
    )


def _criminal_transfer(given: Filling) -> Document:
    case, command = given.case, given.command
    if case.crime is None:
        raise OutOfOrder("document-too-early", document=command.document)
    if not command.crimes:
        raise Invalid("/crimes", "value-required")
    return CriminalTransferLetter(
        bureau=given.bureau,
        issued_on=given.today,
        mark=given.mark,
        number=_needed(command.number, "/number"),
        to=_needed(command.to, "/to"),
        copy_to=command.copy_to,
        party=_party(case.filed.party),
        cause=case.filed.title,
        facts=case.concluded.facts if case.concluded else case.filed.violation,
        crime=case.crime.offence,
        criminal_basis=tuple(_law(given, code, "/crimes") for code in command.crimes),
        basis=tuple(_cited(given.law, "CT-TEAM", given.today)),
        attachments=tuple(_attached(case)),
        contact=_contact(command),
    )


def _attached(case: Case) -> Iterator[Attachment]:
    """The five kinds of papers that go along (CT-DOCS); each piece of evidence by its name."""
    yield Attachment(kind=AttachmentKind.LETTER, name="涉嫌犯罪案件移送书")
    yield Attachment(kind=AttachmentKind.INVESTIGATION_REPORT, name="涉嫌犯罪案件情况的调查报告")
    yield Attachment(kind=AttachmentKind.ITEMS_LIST, name="涉案物品清单")
    for name, test in case.tests.items():
        told = f"检验报告（{test.ordered.lab}，{name}）"
        yield Attachment(kind=AttachmentKind.TEST_REPORTS, name=told)
    for each in _standing(case):
        yield Attachment(kind=AttachmentKind.OTHER, name=each.name)


def _receipt(given: Filling) -> Document:
    case = given.case
    paper, service = _served(given)
    return ServiceReceipt(
        bureau=given.bureau,
        issued_on=service.served_on if service else given.today,
        mark=given.mark,
        documents=(paper,),
        cause=case.filed.title,
        recipient=case.filed.party.name,
        mode=MODES[service.mode.value] if service else None,
        place=case.filed.party.address,
        served_on=service.served_on if service else None,
        servers=tuple(
            d.Official(name=each.name, certificate=each.certificate) for each in case.handlers
        ),
    )


def _served(given: Filling) -> tuple[ServedDocument, e.NoticeServed | e.DecisionServed | None]:
    notice, decided = given.case.notice, given.case.decision
    if given.command.serves == "notice" and notice is not None:
        return ServedDocument(name="行政处罚告知书", number=notice.number), notice
    if given.command.serves == "decision" and decided is not None:
        penal = decided.outcome is Outcome.PENALTY
        name = "行政处罚决定书" if penal else "不予行政处罚决定书"
        return ServedDocument(name=name, number=decided.number), given.case.served
    raise OutOfOrder("document-too-early", document=given.command.document)


def _closing_form(given: Filling) -> Document:
    case = given.case
    by = case.closed.by if case.closed else case.closing
    if by is None:
        raise OutOfOrder("document-too-early", document=given.command.document)
    decided, closed = case.decision, case.closed
    return ClosingForm(
        bureau=given.bureau,
        issued_on=given.row.closed_on or given.today,
        mark=given.mark,
        number=case.filed.number,
        filed_on=given.row.filed_on,
        party=_party(case.filed.party),
        cause=case.filed.title,
        decision=decided.number if decided else None,
        penalties=_penalties(case.penalties) if decided and case.revoked is None else (),
        ground=CLOSED_BY[by],
        basis=tuple(_cited(given.law, "PP-CLOSE", given.row.closed_on or given.today)),
        handlers=tuple(
            d.Official(name=each.name, certificate=each.certificate) for each in case.handlers
        ),
        approved=d.Opinion(
            text=closed.text, name=closed.officer, signed_on=given.row.closed_on or given.today
        )
        if closed
        else None,
    )


def _index(given: Filling) -> Document:
    case, command = given.case, given.command
    archived = case.archived
    if archived is None:
        raise OutOfOrder("document-too-early", document=command.document)
    main = command.document is CaseDocument.MAIN_INDEX
    return CaseFileIndex(
        bureau=given.bureau,
        issued_on=given.today,
        mark=given.mark,
        volume="main" if main else "secondary",
        number=archived.number,
        cause=case.filed.title,
        entries=tuple(_paged(archived.main if main else archived.secondary)),
    )


def _paged(folders: tuple[e.Folder, ...]) -> Iterator[IndexEntry]:
    first: int | None = 1
    for number, each in enumerate(folders, 1):
        last = first + each.pages - 1 if first is not None and each.pages else None
        pages = None if last is None else str(first) if last == first else f"{first}-{last}"
        yield IndexEntry(
            number=number,
            name=each.name,
            document_number=each.number,
            dated=each.on,
            pages=pages,
        )
        first = last + 1 if last is not None else None


FILL: Mapping[CaseDocument, Callable[[Filling], Document]] = {
    CaseDocument.FILING_FORM: _filing_form,
    CaseDocument.NOTICE: _notice,
    CaseDocument.DECISION: _decision,
    CaseDocument.TRANSFER: _transfer,
    CaseDocument.CRIMINAL_TRANSFER: _criminal_transfer,
    CaseDocument.RECEIPT: _receipt,
    CaseDocument.CLOSING_FORM: _closing_form,
    CaseDocument.MAIN_INDEX: _index,
    CaseDocument.SECONDARY_INDEX: _index,
}
# The papers are Chinese, whoever asks for them.
MODES = {
    "direct": "直接送达",
    "retained": "留置送达",
    "mail": "邮寄送达",
    "entrusted": "委托送达",
    "electronic": "电子送达",
    "public_notice": "公告送达",
}
TERMS = {
    TermUnit.DAY: "日",
    TermUnit.MONTH: "个月",
    TermUnit.YEAR: "年",
    TermUnit.INDEFINITE: "不定",
}
CLOSED_BY = {
    ClosingEvent.EXECUTED: "处罚决定执行完毕",
    ClosingEvent.COURT_ENDED: "人民法院裁定终结执行",
    ClosingEvent.TERMINATED: "终止调查",
    ClosingEvent.NO_PENALTY_OR_MOVED: "不予处罚或者移送",
    ClosingEvent.OTHER: "其他应当结案的情形",
}
PENALTIES = {
    PenaltyKind.WARNING: "警告",
    PenaltyKind.CRITICISM: "通报批评",
    PenaltyKind.CONFISCATE_GAINS: "没收违法所得",
    PenaltyKind.CONFISCATE_GOODS: "没收非法财物",
    PenaltyKind.FINE: "罚款",
    PenaltyKind.SUSPEND_PERMIT: "暂扣许可证件",
    PenaltyKind.DOWNGRADE: "降低资质等级",
    PenaltyKind.RESTRICT_BUSINESS: "限制开展生产经营活动",
    PenaltyKind.SUSPENSION_ORDER: "责令停产停业",
    PenaltyKind.CLOSURE: "责令关闭",
    PenaltyKind.EMPLOYMENT_BAN: "限制从业",
    PenaltyKind.LICENCE_REVOCATION: "吊销许可证件",
}


def _needed(value: str | None, pointer: str) -> str:
    if value is None:
        raise Invalid(pointer, "value-required")
    return value


def _party(party: e.Party) -> d.Party:
    person = party.kind is PartyKind.PERSON
    return d.Party(
        kind=party.kind.value,
        name=party.name,
        id_kind="证件号码" if person else "统一社会信用代码",
        id_number=party.uscc,
        address=party.address,
        legal_representative=party.representative,
    )


def _standing(case: Case) -> list[e.EvidenceAdded]:
    return [each for number, each in case.evidence.items() if number not in case.withdrawn]


def _evidence(case: Case) -> tuple[d.Evidence, ...]:
    return tuple(d.Evidence(name=f"{each.name}（来源：{each.source}）") for each in _standing(case))


def _penalties(penalties: tuple[e.Penalty, ...]) -> tuple[d.Penalty, ...]:
    return tuple(
        d.Penalty(
            words=_words(each),
            amount=None if each.kind is PenaltyKind.CONFISCATE_GOODS else _amount(each.amount),
        )
        for each in penalties
    )


def _words(penalty: e.Penalty) -> str:
    kind = PENALTIES[penalty.kind]
    limits = "".join(_limits(penalty))
    if not penalty.text:
        return f"{kind}{limits}"
    said = penalty.text if penalty.text.startswith(kind[:2]) else f"{kind}：{penalty.text}"
    return f"{said}{limits}"


def _limits(penalty: e.Penalty) -> Iterator[str]:
    """What goods are worth, how long it lasts, what it is restricted to, as papers say it."""
    worth = _amount(penalty.amount)
    if penalty.kind is PenaltyKind.CONFISCATE_GOODS and worth is not None:
        yield f"（货值金额{worth.figures}元）"
    if penalty.scope:
        yield f"（限于{'、'.join(penalty.scope)}）"
    if penalty.term_unit is not None:
        yield f"，期限{penalty.term or ''}{TERMS[penalty.term_unit]}"


def _amount(yuan: Decimal | None) -> d.Amount | None:
    return None if yuan is None else d.amount(int(yuan * FEN))


def _contact(command: IssueDocument) -> d.Contact:
    contact = command.contact
    if contact is None:
        raise Invalid("/contact", "value-required")
    return d.Contact(name=contact.name, phone=contact.phone, address=contact.address)


def _decided_on(given: Filling) -> date:
    return given.row.decided_on or given.today


def _origin(given: Filling) -> str:
    filed = given.row.filed_on
    return (
        f"本局于{filed.year}年{filed.month}月{filed.day}日立案调查（{given.case.filed.number}）。"
    )


def _defence(case: Case) -> d.Defence | None:
    if case.waived is not None:
        return d.Defence(said="当事人明确放弃陈述、申辩和要求听证的权利。", answer=case.waived.text)
    if not case.statements or case.recheck is None:
        return None
    return d.Defence(
        said="\n".join(each.text for each in case.statements), answer=case.recheck.text
    )


def _heard(case: Case) -> str | None:
    hearing = case.hearing
    if hearing is None or hearing.held is None:
        return None
    held = hearing.held.held_on
    return f"应当事人要求，本局于{held.year}年{held.month}月{held.day}日举行听证。"


def _remedies(given: Filling, on: date) -> d.Remedies:
    review, suit = given.law.on(c.RECONSIDER, on), given.law.on(c.SUIT, on)
    return d.Remedies(
        reconsideration_days=review.amount or 60 if review else 60,
        reconsideration_body=given.command.reconsideration_body,
        suit_months=suit.amount or 6 if suit else 6,
        court=given.command.court,
    )


def _publication(given: Filling, on: date) -> str | None:
    if given.law.on("PUB-TELL", on) is None:
        return None
    return "本行政处罚决定信息将通过国家企业信用信息公示系统向社会公示。"


def _right(given: Filling, rule: str, on: date) -> d.Right:
    version = given.law.on(rule, on)
    days = version.amount if version else None
    if version is None or days is None:
        raise OutOfOrder("rule-not-known", basis=rule)
    return d.Right(working_days=days, basis=(_citation(version),))


def _bases(given: Filling, penalties: tuple[e.Penalty, ...]) -> tuple[d.Citation, ...]:
    """What the penalties rest on; a paper without it would say nothing."""
    named = [each.basis for each in penalties if each.basis]
    codes = dict.fromkeys([*named, *given.case.filed.bases, *given.command.bases])
    if not codes:
        raise Invalid("/bases", "value-required", basis="PP-DOC")
    return tuple(_law(given, code, "/bases") for code in codes)


def _violated(given: Filling) -> tuple[d.Citation, ...]:
    if not given.command.violated:
        raise Invalid("/violated", "value-required", basis="PP-DOC")
    return tuple(d.Citation(law=each.law, article=each.article) for each in given.command.violated)


def _law(given: Filling, code: str, pointer: str) -> d.Citation:
    """The article for the act; refuses a code that is none, or not in force."""
    day, on = given.case.filed.occurred_on or given.row.filed_on, _decided_on(given)
    version = article_of(given.law, code, day, on, pointer)
    law = version.instrument_zh or version.instrument
    return d.Citation(law=law, article=article_zh(version.article), text=version.offence_zh)


def _cited(law: Law, rule: str, on: date) -> Iterator[d.Citation]:
    version = law.on(rule, on)
    if version is not None:
        yield _citation(version)


def _citation(version: RuleVersion) -> d.Citation:
    name = version.instrument_zh or version.instrument
    return d.Citation(law=name, article=article_zh(version.article))


TITLES: Mapping[str, str] = {
    "filing-approval-form": "立案审批表",
    "penalty-notice": "行政处罚告知书",
    "penalty-decision": "行政处罚决定书",
    "no-penalty-decision": "不予行政处罚决定书",
    "transfer-letter": "案件移送函",
    "criminal-transfer-letter": "涉嫌犯罪案件移送书",
    "service-receipt": "送达回证",
    "closing-form": "结案审批表",
    "case-file-index": "卷内目录",
}


def title_of(document: Document) -> str:
    """What a document is called."""
    return TITLES[str(type(document).__struct_config__.tag)]
