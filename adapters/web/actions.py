"""The commands that have forms: by the collection of their record, then by noun."""

from collections.abc import Collection, Mapping
from typing import Any

from adapters.api.commands import COMMANDS, Command
from adapters.api.records import KINDS
from application.aggregates import CASE, DISPOSITION
from application.desk import Aggregate
from domain.case.gates import Step
from domain.disposition.gates import Step as DispositionStep

KIND_OF: Mapping[str, Aggregate[Any, Any]] = {kind.view.path: kind for kind in KINDS}
FORMS_OF: Mapping[str, Mapping[str, Command]] = {
    name: {each.noun: each for each in COMMANDS if each.of is kind}
    for name, kind in KIND_OF.items()
}
# The commands that have a checklist, by collection; the others on such a record do without.
CHECKED: Mapping[str, frozenset[str]] = {
    CASE.view.path: frozenset(Step),
    DISPOSITION.view.path: frozenset(DispositionStep),
}
# Offered beside the campaigns that a page names.
TAGGING = frozenset({"campaigns"})
# After these, the record that was made is where to go on.
GOES_ON_TO_WHAT_IT_MADE = frozenset({"filing"})
# What mostly comes next, the first that is allowed is shown as such.
NEXT = (
    "approval", "receipt", "acceptance", "verification", "test-results", "filing", "designation",
    "feedback", "reply", "result-notice", "referrals",
)  # fmt: skip


def is_checked(command: Command) -> bool:
    """Whether a command is a step with a checklist."""
    return command.noun in CHECKED.get(command.of.view.path, ())


def allowed_forms(collection: str, actions: list[str], beside: Collection[str] = ()) -> list[str]:
    """The forms of what may be done with a record, in the order of the commands; the next first.

    Those `beside` are offered elsewhere on its page.
    """
    found = [noun for noun in FORMS_OF[collection] if noun in actions and noun not in beside]
    first = next((noun for noun in NEXT if noun in found), None)
    return sorted(found, key=lambda noun: noun != first)
