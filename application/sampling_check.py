"""不得重复抽查: whether a product of an enterprise may be sampled again on a day (PSS-NODUP)."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from datetime import date, timedelta
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from application.almanac import Almanac
from application.queries import Ask, ReadModels
from application.views.test_result import RESULTS, TestResultRow
from domain.party import Enterprise, Uscc
from domain.reference.organisations import OrganisationKind
from domain.reference.state import Reference
from domain.sampling.product import is_same_product, plain
from domain.statute.clock import due_of
from domain.statute.rule import RuleVersion
from domain.statute.running import Running
from domain.text import Line

NODUP = "PSS-NODUP"
LOOK_BACK = timedelta(200)  # longer than six months, rolled
EARLIEST = date.min + LOOK_BACK
EACH = 100


class Purpose(StrEnum):
    """What the sampling is for; the last two may repeat (PSS-NODUP)."""

    ROUTINE = "routine"  # 计划内监督抽查
    FOLLOW_UP = "follow_up"  # 不合格产品的跟踪抽查
    EMERGENCY = "emergency"  # 应急工作


EXEMPT = frozenset({Purpose.FOLLOW_UP, Purpose.EMERGENCY})


class Planned(Struct, frozen=True, kw_only=True):
    """A sampling somebody thinks of: at a firm with a credit code, or one known by name only."""

    product: Line
    on: date
    uscc: Uscc | None = None
    name: Line | None = None
    purpose: Purpose = Purpose.ROUTINE


class Grounds(Struct, frozen=True):
    """What the check is made by: the rules and bodies known at a moment, and the lists of then."""

    models: ReadModels
    known: Reference
    almanac: Almanac
    at: int | None = None


class Sampled(Struct, frozen=True, kw_only=True):
    """A sampling that stands in the way of others, and the first day it does not any more."""

    row: TestResultRow
    version: RuleVersion
    opens_on: date

    @property
    def by(self) -> str:
        """The body that sampled: not the one that recognised the result (结果互认)."""
        return sampler_of(self.row)


async def last_sampling(grounds: Grounds, org: str, planned: Planned) -> Sampled | None:
    """The last sampling within six months by this body or a higher one; None when there is none.

    Whose it was is asked for everyone: that is what the rule is about.
    """
    firm = Enterprise(name=planned.name or "", uscc=planned.uscc)
    ask = Ask(holding={"enterprises": planned.uscc}) if planned.uscc else Ask(words=planned.name)
    counted = bodies_that_count(grounds.known, org)
    found = await standing(grounds, ask, planned.on, firm)
    return next(
        (
            each
            for each in found
            if each.by in counted and is_same_product(each.row.result.product, planned.product)
        ),
        None,
    )


async def standing(
    grounds: Grounds, ask: Ask, on: date, firm: Enterprise | None = None
) -> Sequence[Sampled]:
    """The samplings that stand in the way of another on a day, the last one first.

    Of those of one product of one producer by one body, the last; only those at a firm, if given.
    """
    window = (on - LOOK_BACK, on)
    ask = replace(ask, due=window, at=grounds.at, limit=EACH, descending=True)
    found: dict[tuple[str, str, str], Sampled] = {}
    while True:
        page = await grounds.models.page(RESULTS, ask)
        for row in page.rows:
            key = plain(row.result.product), key_of(row.result.producer), sampler_of(row)
            counts = key not in found and not row.voided and (firm is None or concerns(row, firm))
            stands = _standing(row, grounds.almanac, on) if counts else None
            if stands is not None:
                found[key] = stands
        if page.next is None:
            return list(found.values())
        ask = replace(ask, after=page.next)


def concerns(row: TestResultRow, firm: Enterprise) -> bool:
    """Whether a firm made what was sampled, or had it when it was."""
    parties = row.result.producer, row.result.sampled
    if firm.uscc is not None:
        return any(each.uscc == firm.uscc for each in parties)
    return any(plain(each.name) == plain(firm.name) for each in parties)


def key_of(firm: Enterprise) -> str:
    """What a firm is told from others by: its credit code, or else its name."""
    return firm.uscc or plain(firm.name)


def sampler_of(row: TestResultRow) -> str:
    """The body whose sampling it was."""
    return row.result.issuer or row.organiser


def bodies_that_count(known: Reference, org: str) -> AbstractSet[str]:
    """The body itself, those above it, and the city: one body, however many divisions sample."""
    city = {
        each.code
        for each in known.organisations.values()
        if each.is_at_province or each.kind is OrganisationKind.CORPS
    }
    return city | {org, *_above(known, org)}


def _above(known: Reference, org: str) -> AbstractSet[str]:
    above: set[str] = set()
    found = known.organisations.get(org)
    while found is not None and found.superior is not None and found.superior not in above:
        above.add(found.superior)
        found = known.organisations.get(found.superior)
    return above


def bodies_barred(known: Reference, sampler: str) -> Sequence[str]:
    """The bodies here that may not sample what another one sampled; none for one elsewhere."""
    return [
        each.code
        for each in known.organisations.values()
        if (each.is_at_province or each.handles_matters)
        and sampler in bodies_that_count(known, each.code)
    ]


def _standing(row: TestResultRow, almanac: Almanac, on: date) -> Sampled | None:
    sampled_on = row.result.sampled_on
    running = Running(number=1, rule=NODUP, holder="", trigger=sampled_on, trigger_event=1)
    clock = running.clock(almanac.rules)
    opens_on = due_of(clock, almanac.calendar).opens_on if clock else None
    if clock is None or opens_on is None or on >= opens_on:
        return None
    return Sampled(row=row, version=clock.version, opens_on=opens_on)
