"""After a failed re-check: up to the province, announced, and what only a case can decide."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from msgspec import Struct

from domain.authority import Officer
from domain.case.kinds import PenaltyKind
from domain.case.law import Moment
from domain.commands import Command
from domain.disposition import events as e
from domain.disposition.acting import check_after, enter, is_against, out_of_order
from domain.disposition.gates import Step
from domain.disposition.kinds import Licence
from domain.disposition.requirements import About, is_licence_forfeit
from domain.disposition.state import Disposition, DispositionStatus
from domain.refusals import Invalid
from domain.text import Code, Line

PQL, IPL = "PQL-17", "IPL-54"


class ReportUp(Command, frozen=True):
    """逐级上报: to the next body above, until the province level is reached (PSS-RECHECK)."""

    recipient: e.RecipientRole
    to_org: Code
    document_no: Line | None = None


class Announce(Command, frozen=True):
    """公告: by the province level; the window of the second re-check follows from its day."""

    recipient: e.RecipientRole
    place: Line


class OrderSuspension(Command, frozen=True):
    """责令停业、限期整顿: names the case that decided it, and the last day of the term."""

    recipient: e.RecipientRole
    case: UUID
    until: date


class RevokeLicence(Command, frozen=True):
    """吊销: names the case that decided it. The production licence by IPL-54."""

    recipient: e.RecipientRole
    case: UUID
    licence: Licence = Licence.BUSINESS


class Decided(Struct, frozen=True, kw_only=True):
    """What a case decided, as far as a disposition rests on it. `on` None: nothing yet."""

    case: UUID
    number: str
    of_matter: bool
    party: str
    party_uscc: str | None
    on: date | None
    penalties: Collection[PenaltyKind]


def report_up(
    disposition: Disposition,
    command: ReportUp,
    moment: Moment,
    *,
    by: Officer,
    at_province: bool,
) -> list[e.DispositionEvent]:
    """Reports a failed re-check to the body above."""
    found = _entered(disposition, Step.REPORT_UP, command.recipient, moment, by)
    if any(each.to_org == command.to_org for each in found.track.reported_up):
        raise out_of_order("already-reported", "PSS-RECHECK", moment, org=command.to_org)
    return [
        e.ReportedUp(
            recipient=command.recipient,
            to_org=command.to_org,
            at_province=at_province,
            on=moment.on,
            document_no=command.document_no,
        )
    ]


def announce(
    disposition: Disposition, command: Announce, moment: Moment, *, by: Officer
) -> list[e.DispositionEvent]:
    """The province level announces it to the public."""
    found = _entered(disposition, Step.ANNOUNCEMENT, command.recipient, moment, by)
    assert found.track.bureau is not None, "a bureau ordered the correction"
    return [
        e.FailureAnnounced(
            recipient=command.recipient,
            bureau=found.track.bureau,
            on=moment.on,
            place=command.place,
        )
    ]


def order_suspension(
    disposition: Disposition,
    command: OrderSuspension,
    decided: Decided,
    moment: Moment,
    *,
    by: Officer,
) -> list[e.DispositionEvent]:
    """Takes over the suspension that a case of the matter decided after the second failure."""
    found = _entered(disposition, Step.SUSPENSION, command.recipient, moment, by)
    _check_decided(found, decided, PenaltyKind.SUSPENSION_ORDER, PQL, moment)
    if command.until < moment.on:
        raise Invalid("/until", "term-before-decision", date=command.until.isoformat())
    return [
        e.SuspensionDecided(
            recipient=command.recipient,
            case=decided.case,
            number=decided.number,
            on=moment.on,
            until=command.until,
        )
    ]


def revoke_licence(
    disposition: Disposition,
    command: RevokeLicence,
    decided: Decided,
    moment: Moment,
    *,
    by: Officer,
) -> list[e.DispositionEvent]:
    """Takes over a revocation: of the business licence after the third failure only."""
    found = _entered(disposition, Step.REVOCATION, command.recipient, moment, by)
    business = command.licence is Licence.BUSINESS
    pending = found.track.stage is DispositionStatus.REVOCATION_PENDING
    rule = PQL if business else IPL
    if not (pending if business else is_licence_forfeit(found, moment)):
        raise out_of_order("licence-not-forfeit", rule, moment, licence=command.licence)
    _check_decided(found, decided, PenaltyKind.LICENCE_REVOCATION, rule, moment)
    return [
        e.LicenceRevoked(
            recipient=command.recipient,
            case=decided.case,
            number=decided.number,
            licence=command.licence,
            on=moment.on,
        )
    ]


def _check_decided(
    found: About, decided: Decided, kind: PenaltyKind, rule: str, moment: Moment
) -> None:
    """Refuses a case that is not about this matter and operator, or did not decide this since."""
    same = is_against(found, decided.party, decided.party_uscc)
    if not decided.of_matter or not same:
        raise Invalid("/case", "case-of-another-matter", basis=rule, number=decided.number)
    if decided.on is None or kind not in decided.penalties:
        raise out_of_order("case-without-penalty", rule, moment, penalty_kind=kind)
    check_after(moment, decided.on)
    last = found.track.rechecks[-1]
    if decided.on < last.on:
        raise out_of_order("case-decided-before", rule, moment, date=last.on.isoformat())


def _entered(
    disposition: Disposition, step: Step, role: e.RecipientRole, moment: Moment, by: Officer
) -> About:
    found = enter(disposition, step, role, moment, by=by)
    check_after(moment, found.track.since)
    return found
