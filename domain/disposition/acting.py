"""Who may take a step of a disposition, about whom, and on what days."""

from datetime import date

from domain.authority import Officer, may, require
from domain.case.acting import check_day
from domain.case.law import Moment, cite
from domain.disposition.events import RecipientRole
from domain.disposition.gates import Step, act_of, check, orgs_for
from domain.disposition.requirements import About
from domain.disposition.state import Disposition
from domain.refusals import Invalid, NotPermitted, OutOfOrder


def about(disposition: Disposition, role: RecipientRole) -> About:
    """The recipient of a role. Raises Invalid without one."""
    track = disposition.of(role)
    if track is None:
        raise Invalid("/recipient", "no-such-recipient", value=role)
    return About(disposition, track)


def enter(
    disposition: Disposition, step: Step, role: RecipientRole, moment: Moment, *, by: Officer
) -> About:
    """The recipient a step is about. Refuses who may not take it, or while something is missing."""
    found = about(disposition, role)
    acting(found, step, by)
    check(found, step, moment)
    return found


def acting(found: About, step: Step, by: Officer) -> None:
    """Refuses who has no right to the act, or is of a body that it is not for."""
    act, orgs = act_of(step), orgs_for(found, step)
    if not orgs:
        raise NotPermitted("no-bureau-yet" if may(by, act) else "role-not-granted", act=act)
    require(by, act, org=by.org if by.org in orgs else orgs[0])


def has_right(found: About, step: Step, by: Officer) -> bool:
    """Whether the officer's role and body are those of a step."""
    return may(by, act_of(step)) and by.org in orgs_for(found, step)


def may_take(found: About, step: Step, by: Officer) -> bool:
    """Whether a step is this officer's to take, once its gates are open."""
    anothers = step is Step.COMPLETION and left_to_others(found.disposition, by)
    return has_right(found, step, by) and not anothers


def left_to_others(disposition: Disposition, by: Officer) -> list[str]:
    """The bodies that may still order somebody whom the officer's does not answer for."""
    if by.org == disposition.organiser:
        return []
    others = (each.bureau for each in disposition.unordered if each.bureau != by.org)
    return [each or disposition.organiser for each in others]


def is_against(found: About, name: str, uscc: str | None) -> bool:
    """Whether a case is against the recipient: by its credit code, or by its name without one."""
    firm = found.track.recipient.enterprise
    if firm.uscc is not None and uscc is not None:
        return firm.uscc == uscc
    return firm.name == name


def check_party(found: About, name: str, uscc: str | None, number: str) -> None:
    """Refuses to link a case against another firm."""
    if not is_against(found, name, uscc):
        firm = found.track.recipient.enterprise.name
        raise Invalid("/case", "case-of-another-firm", basis="PSS-PUNISH", number=number, name=firm)


def check_after(moment: Moment, earliest: date | None, pointer: str = "/effectiveOn") -> None:
    """Refuses a day before the step that this one follows."""
    check_day(pointer, moment.on, moment, earliest)


def out_of_order(code: str, rule: str, moment: Moment, **facts: str) -> OutOfOrder:
    """A refusal with the article in force on the day."""
    return OutOfOrder(code, basis=rule, **facts, **cite(moment.law.on(rule, moment.on)))
