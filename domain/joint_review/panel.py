"""Who may sit on a panel: enough of them, an odd number, of several bodies, and impartial."""

from collections.abc import Sequence

from msgspec import Struct

from domain.authority import Role
from domain.joint_review import events as e
from domain.joint_review.state import JointReview
from domain.reference.officers import OfficerEntry
from domain.refusals import Invalid

PANEL, RECUSE = "JR-PANEL", "JR-RECUSE"
# Who is only this watches or keeps the program, and judges no case.
NO_JUDGES = frozenset({Role.AUDITOR, Role.ADMINISTRATOR})


class Dossier(Struct, frozen=True, kw_only=True):
    """The case as the panel will see it: at which position, and who may not judge it."""

    position: int
    version: int
    parties: frozenset[str]
    team: frozenset[str]


class Seats(Struct, frozen=True, kw_only=True):
    """A panel as it would be."""

    panel: tuple[e.Member, ...]
    chair: str
    recorder: e.Member


def member_of(entry: OfficerEntry) -> e.Member:
    """An officer as a panel keeps them."""
    return e.Member(id=entry.id, name=entry.name, org=entry.org, expertise=entry.expertise)


def members_of(
    people: Sequence[OfficerEntry], review: JointReview, dossier: Dossier, pointer: str
) -> tuple[e.Member, ...]:
    """The officers as members, each impartial."""
    return tuple(
        seated(each, review, dossier, f"{pointer}/{number}") for number, each in enumerate(people)
    )


def seated(entry: OfficerEntry, review: JointReview, dossier: Dossier, pointer: str) -> e.Member:
    """The officer as a member or the recorder.

    The handling team reports, it has no seat; nor has who is tied to a party, who was recused
    from the review, or who only watches or keeps the program.
    """
    if entry.id in dossier.team:
        raise Invalid(pointer, "member-of-handling-team", basis=RECUSE, officer=entry.name)
    if set(entry.recused_from) & dossier.parties:
        raise Invalid(pointer, "member-tied-to-party", basis=RECUSE, officer=entry.name)
    if entry.id in review.recused:
        raise Invalid(pointer, "member-recused", basis=RECUSE, officer=entry.name)
    if entry.roles and NO_JUDGES.issuperset(entry.roles):
        raise Invalid(pointer, "member-without-casework", basis=PANEL, officer=entry.name)
    return member_of(entry)


def check_seats(seats: Seats, review: JointReview, quorum: e.Quorum) -> None:
    """Refuses a panel that is too small, even or of too few bodies, or a chair without a vote."""
    ids = [each.id for each in seats.panel]
    if len(set(ids)) != len(ids) or len(ids) < quorum.members or not len(ids) % 2:
        raise Invalid("/panel", "panel-not-odd", basis=PANEL, count=str(quorum.members))
    if len({each.org for each in seats.panel}) < quorum.organisations:
        count = str(quorum.organisations)
        raise Invalid("/panel", "panel-of-too-few-bodies", basis=PANEL, count=count)
    if seats.chair not in ids:
        raise Invalid("/chair", "chair-not-on-panel", basis=PANEL)
    _check_free(seats.chair, seats, review, "/chair")
    if seats.recorder.id in ids:
        raise Invalid("/recorder", "recorder-on-panel", basis=PANEL)
    _check_free(seats.recorder.id, seats, review, "/recorder")


def _check_free(officer: str, seats: Seats, review: JointReview, pointer: str) -> None:
    if officer in review.recused:
        names = {each.id: each.name for each in (*seats.panel, seats.recorder)}
        raise Invalid(pointer, "member-recused", basis=RECUSE, officer=names[officer])
