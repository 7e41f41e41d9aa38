"""What rests on an entry of a case: only what nothing rests on can be corrected."""

from collections.abc import Iterator

from domain.case import events as e
from domain.case.entries import CORRECTABLE
from domain.case.kinds import ReleaseGround
from domain.case.law import Moment
from domain.case.state import Case


def is_correctable(case: Case, number: int) -> bool:
    """Whether an entry is of a kind that can be corrected, and still stands."""
    entry = case.entries[number - 1]
    if number in case.undone or type(entry) not in CORRECTABLE:
        return False
    if isinstance(entry, e.MeasureReleased):
        return entry.ground not in {ReleaseGround.NOT_APPROVED, ReleaseGround.HANDED_OVER}
    if isinstance(entry, e.PreservationEnded):
        return case.preservations[entry.preservation].approved is not False
    return True


def resting_on(case: Case, number: int) -> Iterator[int]:
    """The numbers of the later entries that rest on an entry."""
    entry = case.entries[number - 1]
    kind = CORRECTABLE[type(entry)]
    for later, other in enumerate(case.entries[number:], number + 1):
        if later in case.undone or not isinstance(other, kind.rests) or _is_gone(case, other):
            continue
        if kind.key is None or getattr(other, kind.key) == getattr(entry, kind.key):
            yield later


def _is_gone(case: Case, entry: e.CaseEvent) -> bool:
    """A report that was sent back holds nothing up."""
    return isinstance(entry, e.InvestigationConcluded) and entry is not case.concluded


def something_correctable(case: Case, _: Moment) -> bool:
    return any(
        is_correctable(case, number) and next(resting_on(case, number), None) is None
        for number in range(1, case.version + 1)
    )
