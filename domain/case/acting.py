"""Who may take a step in a case, and what every step checks of days and people."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from domain.authority import Act, Officer, grants, require
from domain.case.events import Handler
from domain.case.gates import CHAIRED, CLERICAL, STEPS, Step, act_of, check
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
    """Refuses who has no right to the act, is of another bureau, or has another part in it."""
    require(by, act_of(step), org=case.org)
    refused = barred(case, step, by)
    if refused is not None:
        refused.facts |= cite(moment.law.on(refused.basis or "", moment.on))
        raise refused


def barred(case: Case, step: Step, by: Officer) -> NotPermitted | None:
    """Why the step is not this officer's, though it is the role's; None if nothing is in the way.

    Handlers work the case, and whoever did so judges nothing in it (law.md 2.8, 4): neither
    reviews, nor hears the party, nor approves, nor decides.
    """
    if by.id in case.recused:
        return NotPermitted("officer-recused", basis="PP-RECUSE", officer=by.name)
    if act_of(step) is Act.WORK_CASE:
        if step in CLERICAL or by.id in {each.id for each in case.handlers}:
            return None
        return NotPermitted("not-your-case", basis="PP-FILE-FORM", officer=by.name)
    if case.has_handled(by.id):
        # What asks for the step first asks for the other person too.
        rule = "PP-REVIEW-SEP" if step is Step.REVIEW else STEPS[step][0].rule
        return NotPermitted("handler-not-apart", basis=rule, officer=by.name)
    chair = case.hearing.named.chair if case.hearing and case.hearing.named else None
    if step in CHAIRED and chair is not None and chair.id != by.id:
        return NotPermitted("not-the-chair", basis="HR-CHAIR", officer=chair.name)
    return None


def check_apart(case: Case, people: Mapping[str, Handler], rule: str, moment: Moment) -> None:
    """Refuses who handles or handled the case, or is recused, in a part that is someone else's.

    `people` are by the pointer to where they are named.
    """
    for pointer, each in people.items():
        if case.has_handled(each.id) or each.id in case.recused:
            cited = cite(moment.law.on(rule, moment.on))
            raise Invalid(pointer, "handler-not-apart", basis=rule, officer=each.name, **cited)


def check_approver(case: Case, approver: str | None, on: date, rule: str, moment: Moment) -> None:
    """Refuses an approval by who was no responsible person of the bureau on the day, or handles it.

    None is an emergency: nobody approved yet.
    """
    if approver is None:
        return
    pointer, cited = "/approvedBy", cite(moment.law.on(rule, on))
    entry = moment.roster.on(on, approver)
    if entry is None or not entry.active or entry.org != case.org:
        raise Invalid(pointer, "unknown-officer", basis=rule, value=approver, **cited)
    if not grants(entry.roles, Act.APPROVE_CASE):
        raise Invalid(pointer, "approver-not-responsible", basis=rule, officer=entry.name, **cited)
    found = Handler(id=entry.id, name=entry.name, certificate="")
    check_apart(case, {pointer: found}, rule, moment)


def check_certificates(handlers: Sequence[Handler], on: date, moment: Moment, pointer: str) -> None:
    """Refuses an officer without a certificate on the day of the act, by the roster of that day.

    The case keeps the one that was known when the officer was named: it may have been renewed.
    """
    cited = cite(moment.law.on("PP-TWO", on))
    for number, each in enumerate(handlers):
        here, entry = f"{pointer}/{number}", moment.roster.on(on, each.id)
        if not (entry or each).certificate:
            raise Invalid(here, "certificate-missing", basis="PP-TWO", officer=each.name, **cited)
        until = (entry or each).certificate_until
        if until is not None and on > until:
            raise Invalid(
                here,
                "certificate-expired",
                basis="PP-TWO",
                officer=each.name,
                date=until.isoformat(),
                **cited,
            )


def check_two(
    case: Case, officers: Sequence[str], on: date, moment: Moment, pointer: str = "/officers"
) -> None:
    """Refuses fewer than two officers, one who did not handle it that day, or an old certificate.

    What was done by who handled the case then may be entered when others do.
    """
    cited = cite(moment.law.on("PP-TWO", on))
    if len(set(officers)) < TWO:
        raise Invalid(pointer, "two-officers-needed", basis="PP-TWO", **cited)
    present = {each.id: each for each in case.handled_on(on)}
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


def free_name(prefix: str, taken: Collection[str]) -> str:
    """The next name that nothing of its kind bears."""
    number = len(taken) + 1
    while f"{prefix}{number}" in taken:
        number += 1
    return f"{prefix}{number}"


def check_reckoned(pointer: str, day: date) -> None:
    """Refuses a day beyond the years that periods are reckoned in."""
    if not EARLIEST <= day.year <= LATEST:
        raise Invalid(pointer, "date-out-of-range", date=day.isoformat())
