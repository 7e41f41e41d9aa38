"""更正: what an earlier event said wrongly is replaced, as long as the party was not told of it."""

from datetime import date
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from msgspec import Meta
from msgspec.structs import replace

from domain.authority import Officer
from domain.case import events as e
from domain.case.acting import check_day, enter
from domain.case.filing import PartyGiven, check_party
from domain.case.gates import Step
from domain.case.law import Moment, cite
from domain.case.limitation import Found, check_limitation
from domain.case.state import CORRECTABLE, Case
from domain.commands import Command
from domain.money import check_amount
from domain.refusals import Invalid, OutOfOrder
from domain.text import Line, Text

# What the act is, and whose: the party was told of it, and answered to it.
TOLD = ("party", "violation", "product", "batch")
LIMITED = ("occurred_on", "touches_safety", "harm_resulted")


class Correct(Command, frozen=True):
    """更正: an event said something wrong; what is set here replaces it.

    With another party or product it may be an act for which someone filed before.
    """

    corrects: Annotated[int, Meta(ge=1)]
    reason: Text
    title: Line | None = None
    party: PartyGiven | None = None
    violation: Text | None = None
    occurred_on: date | None = None
    place: Line | None = None
    product: Line | None = None
    batch: Line | None = None
    goods_value: Decimal | None = None
    touches_safety: bool | None = None
    harm_resulted: bool | None = None
    distinct_from: UUID | None = None
    distinct_because: Text | None = None


def correct(case: Case, command: Correct, moment: Moment, *, by: Officer) -> list[e.CaseEvent]:
    """Corrects what an earlier event said; the old event stays and is named."""
    enter(case, Step.CORRECTION, by, moment)
    if command.corrects > case.version:
        raise Invalid("/corrects", "no-such-event", value=str(command.corrects))
    given = {name: getattr(command, name) for name in CORRECTABLE}
    if all(value is None for value in given.values()):
        raise Invalid("", "nothing-to-correct")
    if command.party is not None:
        check_party(command.party)
        given["party"] = command.party.as_recorded()
    if command.occurred_on is not None:
        check_day("/occurredOn", command.occurred_on, moment)
    if command.goods_value is not None:
        check_amount("/goodsValue", command.goods_value)
    said = {name: value for name, value in given.items() if value is not None}
    after = replace(case.filed, **said)
    _check_told(case, after, moment)
    if any(name in said for name in LIMITED):
        _check_limitation(after, moment)
    return [e.CaseCorrected(corrects=command.corrects, reason=command.reason, **given)]


def _check_told(case: Case, after: e.CaseFiled, moment: Moment) -> None:
    """Another party or act than the party was told of needs a notice, or a decision, of its own."""
    before = case.filed
    same = all(getattr(before, name) == getattr(after, name) for name in TOLD[1:])
    if same and _identity(before.party) == _identity(after.party):
        return
    if case.decision is not None:
        cited = cite(moment.law.on("PP-DOC", moment.on))
        raise OutOfOrder("correction-after-decision", basis="PP-DOC", **cited)
    if case.notice is not None or case.publishing is not None:
        cited = cite(moment.law.on("PP-NOTICE-FIRST", moment.on))
        raise OutOfOrder("correction-after-notice", basis="PP-NOTICE-FIRST", **cited)


def _identity(party: e.Party) -> tuple[str, str, str | None]:
    return party.name, party.kind, party.uscc


def _check_limitation(after: e.CaseFiled, moment: Moment) -> None:
    if after.occurred_on is None:
        return
    found = Found(
        occurred_on=after.occurred_on,
        found_on=after.found_on or moment.filed_on,
        filed_on=moment.filed_on,
        touches_safety=after.touches_safety,
        harm_resulted=after.harm_resulted,
    )
    check_limitation(found, moment)
