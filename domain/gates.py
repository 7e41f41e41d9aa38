"""Gates: what a step needs, each thing with the rule that asks for it, as checklist and refusal."""

from collections.abc import Callable, Iterable, Sequence
from typing import Generic, TypeVar

from msgspec import Struct

from domain.case.law import Moment

S = TypeVar("S")


class Gate(Struct, Generic[S], frozen=True):
    """One thing a step needs. `code` names it for the words, `rule` is what asks for it."""

    code: str
    rule: str
    holds: Callable[[S, Moment], bool]


class Checked(Struct, frozen=True, kw_only=True, rename="camel"):
    """A gate as it stands, with the article in force on the day."""

    code: str
    met: bool
    rule: str
    instrument: str | None = None
    article: str | None = None


def missing(gates: Iterable[Gate[S]], state: S, moment: Moment) -> Gate[S] | None:
    """The first gate that is not open; None when nothing is missing."""
    return next((gate for gate in gates if not gate.holds(state, moment)), None)


def checked(gates: Sequence[Gate[S]], state: S, moment: Moment) -> list[Checked]:
    """Every gate as it stands."""
    found: list[Checked] = []
    for gate in gates:
        version = moment.law.on(gate.rule, moment.on)
        found.append(
            Checked(
                code=gate.code,
                met=gate.holds(state, moment),
                rule=gate.rule,
                instrument=version.instrument if version else None,
                article=version.article if version else None,
            )
        )
    return found
