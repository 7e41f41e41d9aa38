"""立案 and who handles the case: filing, handlers, recusal, what the party is told at first."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct
from msgspec.structs import asdict

from domain.authority import Act, Officer, Role, require
from domain.case import events as e
from domain.case.acting import TWO, check_certificates, check_day, enter
from domain.case.bases import article_of
from domain.case.gates import Step
from domain.case.kinds import DiscussionPurpose, PartyKind
from domain.case.law import Moment, cite
from domain.case.limitation import Found, check_limitation
from domain.case.state import Case
from domain.commands import Command
from domain.lead.events import FilingDecided, LeadEvent
from domain.lead.state import Lead, LeadStatus
from domain.money import check_amount
from domain.party import Uscc, uscc_is_sound
from domain.refusals import Invalid, NotPermitted, OutOfOrder
from domain.text import Code, Line, Text

Officers = Annotated[tuple[Code, ...], Meta(max_length=20)]
Province = Annotated[str, Meta(pattern="^[0-9]{2}$")]


class PartyGiven(Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """当事人 as a command names it."""

    name: Line
    kind: PartyKind = PartyKind.ENTITY
    uscc: Uscc | None = None
    address: Line | None = None
    representative: Line | None = None
    province: Province | None = None

    def as_recorded(self) -> e.Party:
        """The party as events keep it."""
        return e.Party(**asdict(self))


class File(Command, frozen=True):
    """立案, on a lead that was verified. `conditions` are those of PP-FILE-COND that are met.

    Five years of limitation take both: safety touched, and harm resulted (PP-LIMITATION-LONG).
    `distinct_from` with a reason says that an act for which another bureau filed first is another.
    """

    title: Line
    party: PartyGiven
    violation: Text
    reason: Text
    handlers: Officers
    conditions: Annotated[tuple[Code, ...], Meta(max_length=10)] = ()
    bases: Annotated[tuple[Code, ...], Meta(max_length=20)] = ()
    occurred_on: date | None = None
    place: Line | None = None
    goods_value: Decimal | None = None
    touches_safety: bool = False
    harm_resulted: bool = False
    distinct_from: UUID | None = None
    distinct_because: Text | None = None


class AssignHandlers(Command, frozen=True):
    """指定办案人员: at least two, from now on."""

    handlers: Officers
    reason: Text


class DecideRecusal(Command, frozen=True):
    """回避: the head's is discussed, a leader's decided by the head, others' by a leader."""

    officer: Code
    grounds: Text
    granted: bool
    reason: Text
    asked_by: Line = "officer"


class ExplainRights(Command, frozen=True):
    """首次取证时告知 the party its rights (PP-FIRST-NOTICE)."""

    told_on: date
    note: Text | None = None

    @property
    def acted_on(self) -> date | None:
        return self.effective_on or self.told_on


class Opened(Struct, frozen=True, kw_only=True):
    """What the application works out before a case is filed."""

    case: UUID
    number: str
    lead_id: UUID
    dossier: UUID
    handlers: tuple[e.Handler, ...]
    product: str | None = None
    batch: str | None = None
    disposition: UUID | None = None
    supervising_org: str | None = None


def file(
    lead: Lead, command: File, opened: Opened, moment: Moment, *, by: Officer
) -> tuple[list[e.CaseEvent], list[LeadEvent]]:
    """The events of the new case, and of the lead it comes from."""
    require(by, Act.DECIDE_FILING, org=lead.holder)
    _check_lead(lead)
    _check_conditions(command, moment)
    _check_limitation(lead, command, moment)
    for number, code in enumerate(command.bases):
        article_of(
            moment.law, code, command.occurred_on or moment.on, moment.on, f"/bases/{number}"
        )
    check_party(command.party)
    check_handlers(opened.handlers, moment.on, moment)
    if command.goods_value is not None:
        check_amount("/goodsValue", command.goods_value)
    filed = e.CaseFiled(
        number=opened.number,
        lead=opened.lead_id,
        dossier=opened.dossier,
        org=lead.holder,
        title=command.title,
        party=command.party.as_recorded(),
        violation=command.violation,
        occurred_on=command.occurred_on,
        place=command.place,
        bases=command.bases,
        product=opened.product,
        batch=opened.batch,
        goods_value=command.goods_value,
        conditions=command.conditions,
        handlers=opened.handlers,
        reason=command.reason,
        referral=lead.accepted_under.referral if lead.accepted_under else None,
        disposition=opened.disposition,
        supervising_org=opened.supervising_org,
        distinct_from=command.distinct_from,
        serious=lead.serious,
        found_on=lead.received_on,
        touches_safety=command.touches_safety,
        harm_resulted=command.harm_resulted,
        campaigns=lead.campaigns,
    )
    decided = FilingDecided(
        org=by.org, case=opened.case, number=opened.number, reason=command.reason
    )
    return [filed], [decided]


def _check_lead(lead: Lead) -> None:
    if lead.open_offer is not None:
        raise OutOfOrder("lead-is-offered", org=lead.open_offer.to_org)
    if lead.open_tests:
        raise OutOfOrder("lead-being-tested", basis="PP-VERIFY")
    if lead.status is not LeadStatus.VERIFYING:
        raise OutOfOrder("lead-out-of-order", status=lead.status)


def _check_conditions(command: File, moment: Moment) -> None:
    """All conditions of the version in force must be met; until 2021-07-15 there was no list."""
    asked = moment.law.names("PP-FILE-COND", moment.on)
    cited = cite(moment.law.on("PP-FILE-COND", moment.on))
    missing = [each for each in asked if each not in command.conditions]
    if missing:
        raise Invalid(
            "/conditions", "filing-condition-missing", basis="PP-FILE-COND",
            condition=missing[0], **cited,
        )  # fmt: skip
    unknown = [each for each in command.conditions if asked and each not in asked]
    if unknown:
        raise Invalid("/conditions", "filing-condition-unknown", value=unknown[0])


def _check_limitation(lead: Lead, command: File, moment: Moment) -> None:
    if command.occurred_on is None:
        return
    check_day("/occurredOn", command.occurred_on, moment)
    found = Found(
        occurred_on=command.occurred_on,
        found_on=lead.received_on,
        filed_on=moment.on,
        touches_safety=command.touches_safety,
        harm_resulted=command.harm_resulted,
    )
    check_limitation(found, moment)


def check_party(party: PartyGiven) -> None:
    """Refuses a credit code whose check character is wrong."""
    if party.uscc is not None and not uscc_is_sound(party.uscc):
        raise Invalid("/party/uscc", "uscc-check-character", value=party.uscc)


def check_handlers(handlers: Sequence[e.Handler], on: date, moment: Moment) -> None:
    """Refuses fewer than two handlers, or one without a valid certificate (PP-FILE-FORM)."""
    if len({each.id for each in handlers}) < TWO:
        version = moment.law.on("PP-FILE-FORM", on)
        raise Invalid("/handlers", "two-officers-needed", basis="PP-FILE-FORM", **cite(version))
    check_certificates(handlers, on, moment, "/handlers")


def assign_handlers(
    case: Case,
    command: AssignHandlers,
    handlers: tuple[e.Handler, ...],
    moment: Moment,
    *,
    by: Officer,
) -> list[e.CaseEvent]:
    """Names who handles the case from now on."""
    enter(case, Step.INVESTIGATORS, by, moment)
    check_day("/effectiveOn", moment.on, moment, case.assigned[-1].since)
    recused = next((each for each in handlers if each.id in case.recused), None)
    if recused is not None:
        cited = cite(moment.law.on("PP-RECUSE", moment.on))
        raise Invalid(
            "/handlers", "officer-recused", basis="PP-RECUSE", officer=recused.name, **cited
        )
    judge = next((each for each in handlers if each.id in case.judges), None)
    if judge is not None:
        cited = cite(moment.law.on("PP-REVIEW-SEP", moment.on))
        raise Invalid(
            "/handlers", "handler-not-apart", basis="PP-REVIEW-SEP", officer=judge.name, **cited
        )
    check_handlers(handlers, moment.on, moment)
    return [e.HandlersAssigned(handlers=handlers, reason=command.reason, since=moment.on)]


def decide_recusal(
    case: Case, command: DecideRecusal, roles: Sequence[Role], moment: Moment, *, by: Officer
) -> list[e.CaseEvent]:
    """Decides whether an officer with these roles stays out (PP-RECUSE, art. 4)."""
    enter(case, Step.RECUSAL, by, moment)
    cited = cite(moment.law.on("PP-RECUSE", moment.on))
    if by.id == command.officer:
        raise NotPermitted("recusal-of-oneself", basis="PP-RECUSE", **cited)
    if Role.HEAD in roles:
        _check_discussed_recusal(case, command.officer, cited)
    elif Role.LEADER in roles and Role.HEAD not in by.roles:
        raise NotPermitted("recusal-by-head", basis="PP-RECUSE", **cited)
    return [
        e.RecusalDecided(
            officer=command.officer,
            asked_by=command.asked_by,
            grounds=command.grounds,
            granted=command.granted,
            reason=command.reason,
        )
    ]


def _check_discussed_recusal(case: Case, officer: str, cited: dict[str, str]) -> None:
    about = (each for each in case.discussions if each.purpose is DiscussionPurpose.RECUSAL)
    if not any(each.officer == officer for each in about):
        raise OutOfOrder("recusal-not-discussed", basis="PP-RECUSE", **cited)


def explain_rights(
    case: Case, command: ExplainRights, moment: Moment, *, by: Officer
) -> list[e.CaseEvent]:
    """Notes that the party was told of statement, defence and recusal."""
    enter(case, Step.RIGHTS, by, moment)
    check_day("/toldOn", command.told_on, moment, moment.filed_on)
    return [e.RightsExplained(on=command.told_on, note=command.note)]
