"""Commands up to the session: request, screening, schedule, panel; and the functions that decide.

What the law of the day configures (JR-PANEL) is handed in as `Quorum`.
"""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from domain.authority import Act, Officer, require
from domain.case.state import Case
from domain.commands import Command
from domain.joint_review import events as e
from domain.joint_review.kinds import Ground, Origin
from domain.joint_review.state import JointReview
from domain.joint_review.steps import Step, enter
from domain.reference.officers import OfficerEntry
from domain.refusals import Invalid, OutOfOrder
from domain.text import Code, Line, Text
from domain.time import day_of

PANEL = "JR-PANEL"
Codes = Annotated[tuple[Code, ...], Meta(max_length=50)]
Lines = Annotated[tuple[Line, ...], Meta(max_length=50)]


class Request(Command, frozen=True):
    """提请会审: a case is brought before the panel, with the question and what is proposed."""

    grounds: Annotated[tuple[Ground, ...], Meta(min_length=1)]
    question: Text
    proposal: Text | None = None


class RequestFromAbove(Request, frozen=True, kw_only=True):
    """提级会审: the superior brings a lower bureau's case to joint review."""

    case: UUID


class Accept(Command, frozen=True):
    """受理."""

    reason: Text | None = None


class Decline(Command, frozen=True):
    """不予受理, with the reasons."""

    reason: Text


class Schedule(Command, frozen=True):
    """排期: time, place, agenda, and the panel, of which the chair is one. The recorder is not."""

    starts_at: datetime
    place: Line
    chair: Code
    recorder: Code
    panel: Codes
    agenda: Annotated[tuple[Line, ...], Meta(min_length=1, max_length=50)]
    observers: Lines = ()


class ChangePanel(Command, frozen=True):
    """更换成员: some leave, others come; another chair where the chair leaves."""

    reason: Text
    added: Codes = ()
    removed: Codes = ()
    chair: Code | None = None


class Recuse(Command, frozen=True):
    """回避 of a member, decided by the convener."""

    member: Code
    reason: Text


class Asked(Struct, frozen=True, kw_only=True):
    """What a request takes from elsewhere: the case, who may convene, what suggests it."""

    case_id: UUID
    conveners: tuple[str, ...]
    suggested_by: tuple[str, ...]
    known: e.CaseKnown


def request(
    case: Case, command: Request, asked: Asked, origin: Origin, *, by: Officer
) -> list[e.JointReviewEvent]:
    """The handling unit asks (its right is a gate of the case), or the superior does."""
    if origin is Origin.SUPERIOR:
        require(by, Act.SUPERVISE, org=by.org if by.org in asked.conveners else asked.conveners[0])
    return [
        e.JointReviewRequested(
            case=asked.case_id,
            case_number=case.filed.number,
            case_title=case.filed.title,
            dossier=case.filed.dossier,
            handling_org=case.org,
            conveners=asked.conveners,
            origin=origin,
            grounds=tuple(dict.fromkeys(command.grounds)),
            suggested_by=asked.suggested_by,
            question=command.question,
            proposal=command.proposal,
            serious=case.filed.serious,
            known=asked.known,
        )
    ]


def accept(review: JointReview, command: Accept, *, by: Officer) -> list[e.JointReviewEvent]:
    """The convener takes it on."""
    enter(review, Step.ACCEPTANCE, by)
    return [e.JointReviewAccepted(org=by.org, reason=command.reason)]


def decline(review: JointReview, command: Decline, *, by: Officer) -> list[e.JointReviewEvent]:
    """The convener does not take it on; the handling unit goes on alone."""
    enter(review, Step.DECLINE, by)
    return [e.JointReviewDeclined(org=by.org, reason=command.reason)]


class Dossier(Struct, frozen=True, kw_only=True):
    """The case as the panel will see it: at which position, and who may not judge it."""

    position: int
    version: int
    parties: frozenset[str]
    team: frozenset[str]


class Invited(Struct, frozen=True):
    """The people of a session, as the roster has them."""

    panel: tuple[OfficerEntry, ...]
    recorder: OfficerEntry


def schedule(
    review: JointReview,
    command: Schedule,
    invited: Invited,
    dossier: Dossier,
    quorum: e.Quorum,
    on: date,
    *,
    by: Officer,
) -> list[e.JointReviewEvent]:
    """Refuses a panel that is too small, even, or not impartial."""
    enter(review, Step.SCHEDULE, by)
    if day_of(command.starts_at) < on:
        raise Invalid("/startsAt", "session-in-past", date=day_of(command.starts_at).isoformat())
    panel = _panel(invited.panel, dossier.team, dossier.parties, "/panel")
    _check_panel([each.id for each in panel], command.chair, invited.recorder.id, quorum)
    return [
        e.SessionScheduled(
            session=len(review.sittings) + 1,
            starts_at=command.starts_at,
            place=command.place,
            chair=command.chair,
            recorder=member_of(invited.recorder),
            panel=panel,
            observers=command.observers,
            agenda=command.agenda,
            agenda_position=dossier.position,
            case_version=dossier.version,
            quorum=quorum,
        )
    ]


def change_panel(
    review: JointReview,
    command: ChangePanel,
    added: Sequence[OfficerEntry],
    dossier: Dossier,
    *,
    by: Officer,
) -> list[e.JointReviewEvent]:
    """What those who leave have said does not count any more; the others' positions stand."""
    enter(review, Step.PANEL, by)
    assert review.session is not None, "it is scheduled"
    here = {each.id for each in review.panel}
    for number, member in enumerate(command.removed):
        if member not in here:
            raise Invalid(f"/removed/{number}", "not-on-the-panel", officer=member)
    for number, each in enumerate(added):
        if each.id in here:
            raise Invalid(f"/added/{number}", "on-the-panel-already", officer=each.name)
    if not (command.added or command.removed or command.chair):
        raise Invalid("/added", "value-required")
    new = _panel(added, dossier.team, dossier.parties, "/added")
    panel = (*(each for each in review.panel if each.id not in command.removed), *new)
    chair = command.chair or review.chair or ""
    _check_panel(
        [each.id for each in panel], chair, review.session.recorder.id, review.session.quorum
    )
    return [
        e.PanelChanged(
            panel=panel,
            chair=chair,
            added=tuple(each.id for each in new),
            removed=command.removed,
            reason=command.reason,
        )
    ]


def recuse(review: JointReview, command: Recuse, *, by: Officer) -> list[e.JointReviewEvent]:
    """The member leaves the base of the quorum. A chair is replaced first."""
    enter(review, Step.RECUSAL, by)
    if all(each.id != command.member for each in review.voters):
        raise Invalid("/member", "not-on-the-panel", officer=command.member)
    if command.member == review.chair:
        raise OutOfOrder("chair-to-be-replaced")
    return [e.MemberRecused(member=command.member, reason=command.reason)]


def member_of(entry: OfficerEntry) -> e.Member:
    """An officer as a panel keeps them."""
    return e.Member(id=entry.id, name=entry.name, org=entry.org, expertise=entry.expertise)


def _panel(
    people: Sequence[OfficerEntry],
    team: Collection[str],
    parties: Collection[str],
    pointer: str,
) -> tuple[e.Member, ...]:
    """Members of the handling team report, they have no vote; nor has who is tied to a party."""
    for number, each in enumerate(people):
        here = f"{pointer}/{number}"
        if each.id in team:
            raise Invalid(here, "member-of-handling-team", basis="JR-RECUSE", officer=each.name)
        if set(each.recused_from) & set(parties):
            raise Invalid(here, "member-tied-to-party", basis="JR-RECUSE", officer=each.name)
    return tuple(member_of(each) for each in people)


def _check_panel(panel: Sequence[str], chair: str, recorder: str, quorum: e.Quorum) -> None:
    if len(set(panel)) != len(panel) or len(panel) < quorum.members or not len(panel) % 2:
        raise Invalid("/panel", "panel-not-odd", basis=PANEL, count=str(quorum.members))
    if chair not in panel:
        raise Invalid("/chair", "chair-not-on-panel", basis=PANEL)
    if recorder in panel:
        raise Invalid("/recorder", "recorder-on-panel", basis=PANEL)
