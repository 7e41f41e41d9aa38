"""The law as a step of a case meets it: the rules, the calendar, the day, the clocks that run."""

from collections.abc import Mapping
from datetime import date

from msgspec import Struct

from domain.reference.bases import LegalBasis
from domain.reference.roster import Roster
from domain.statute.calendar import Calendar
from domain.statute.clock import Due, due_of
from domain.statute.rule import Rule, RuleVersion
from domain.statute.running import Running


class Law(Struct, frozen=True):
    """The rules and the calendar known, and the articles that punish."""

    rules: Mapping[str, Rule]
    calendar: Calendar
    bases: Mapping[str, LegalBasis] = {}

    def on(self, code: str, day: date) -> RuleVersion | None:
        """The version of a rule in force on the day of a step (law.md 13.1)."""
        rule = self.rules.get(code)
        return rule.on(day) if rule else None

    def names(self, code: str, day: date) -> tuple[str, ...]:
        """What the rule's version of that day names; nothing when there is none."""
        version = self.on(code, day)
        return version.names if version else ()


class Moment(Struct, frozen=True, kw_only=True):
    """When a step is taken, and what is known then. `on` is its legal day.

    `since` is the day of the case's last step: what moves it on can't have happened before.
    `filed_on` is that of the filing: nothing that happens in the case can have.
    """

    on: date
    today: date
    law: Law
    roster: Roster = Roster()
    since: date | None = None
    clocks: tuple[Running, ...] = ()

    @property
    def filed_on(self) -> date:
        """The day the case was filed: its first clock began then."""
        return self.clocks[0].trigger if self.clocks else self.on

    def last(self, rule: str, party: str | None = None) -> Running | None:
        """The last clock of a rule (and party), whether or not it still runs."""
        own = [each for each in self.clocks if each.rule == rule and party in (None, each.party)]
        return own[-1] if own else None

    def due(self, rule: str, party: str | None = None) -> Due | None:
        """When the last clock of a rule is due; None without one."""
        running = self.last(rule, party)
        clock = running.clock(self.law.rules) if running else None
        return due_of(clock, self.law.calendar) if clock else None

    def last_day(self, rule: str, party: str | None = None) -> date | None:
        """The day the last clock of a rule is due by; None without one, or while it is held up."""
        due = self.due(rule, party)
        return due.due if due else None

    def is_past(self, rule: str, party: str | None = None) -> bool:
        """Whether the last clock of a rule had run out on the day of the step."""
        last = self.last_day(rule, party)
        return last is not None and self.on > last

    def after(self, rule: str, start: date) -> date | None:
        """The last day of a rule's period that begins now; None without such a period."""
        running = Running(number=0, rule=rule, holder="", trigger=start, trigger_event=0)
        clock = running.clock(self.law.rules)
        return due_of(clock, self.law.calendar).due if clock else None


def cite(version: RuleVersion | None) -> dict[str, str]:
    """The instrument and article, as refusals name them."""
    return {} if version is None else {"instrument": version.instrument, "article": version.article}
