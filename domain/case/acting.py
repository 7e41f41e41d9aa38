"""Who may take a step in a case, and what every step checks of days and people."""

from collections.abc import Collection, Sequence
from datetime import date

from domain.authority import Officer, require
from domain.case.events import Handler
from domain.case.gates import Step, act_of, check
from domain.case.law import Moment, cite
from domain.case.state import Case
from domain.refusals import Invalid, NotPermitted
from domain.statute.clock import EARLIEST, LATEST

TWO = 2


def enter(case: Case, step: Step, by: Officer, moment: Moment) -> None:
    """Refuses a step to who may not take it, or while something it needs is missing."""
    acting(case, step, by, moment)
    check(case, step, moment)


def acting(case: Case, step: Step, by: Officer, moment: Moment) -> None:
    """Refuses who has no right to the act, is of another bureau, or is recused (PP-RECUSE)."""
    require(by, act_of(step), org=case.org)
    if by.id in case.recused:
        version = moment.law.on("PP-RECUSE", moment.on)
        raise NotPermitted("officer-recused", basis="PP-RECUSE", officer=by.name, **cite(version))


def check_apart(
    case: Case, people: Collection[Handler], rule: str, moment: Moment, pointer: str = ""
) -> None:
    """Refuses who handles or handled the case, or is recused, in a part that is someone else's."""
    for each in people:
        if case.has_handled(each.id) or each.id in case.recused:
            raise Invalid(
                pointer,
                "handler-not-apart",
                basis=rule,
                officer=each.name,
                **cite(moment.law.on(rule, moment.on)),
            )


def check_certificates(handlers: Sequence[Handler], on: date, moment: Moment, pointer: str) -> None:
    """Refuses an officer whose certificate had run out on the day of the act (PP-TWO)."""
    for number, each in enumerate(handlers):
        if each.certificate_until is not None and on > each.certificate_until:
            raise Invalid(
                f"{pointer}/{number}",
                "certificate-expired",
                basis="PP-TWO",
                officer=each.name,
                date=each.certificate_until.isoformat(),
                **cite(moment.law.on("PP-TWO", on)),
            )


def check_two(
    case: Case, officers: Sequence[str], on: date, moment: Moment, pointer: str = "/officers"
) -> None:
    """Refuses fewer than two officers, one who does not handle the case, or an old certificate."""
    cited = cite(moment.law.on("PP-TWO", on))
    if len(set(officers)) < TWO:
        raise Invalid(pointer, "two-officers-needed", basis="PP-TWO", **cited)
    present = {each.id: each for each in case.handlers}
    for number, officer in enumerate(officers):
        if officer not in present or officer in case.recused:
            here = f"{pointer}/{number}"
            raise Invalid(here, "not-a-handler", basis="PP-TWO", value=officer, **cited)
    check_certificates([present[each] for each in officers], on, moment, pointer)


def check_day(pointer: str, day: date, moment: Moment, earliest: date | None = None) -> None:
    """Refuses a day that has not come, one before all reckoning, or one before what it follows."""
    if day > moment.today:
        raise Invalid(pointer, "date-in-future", date=day.isoformat())
    check_reckoned(pointer, day)
    if earliest is not None and day < earliest:
        raise Invalid(
            pointer, "date-before-step", date=day.isoformat(), earliest=earliest.isoformat()
        )


def check_reckoned(pointer: str, day: date) -> None:
    """Refuses a day beyond the years that periods are reckoned in."""
    if not EARLIEST <= day.year <= LATEST:
        raise Invalid(pointer, "date-out-of-range", date=day.isoformat())
