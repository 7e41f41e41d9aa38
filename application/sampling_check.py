"""不得重复抽查: whether a product of an enterprise may be sampled again on a day (PSS-NODUP)."""

from collections.abc import Set as AbstractSet
from datetime import date, timedelta
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from application.almanac import Almanac
from application.queries import Ask, ReadModels
from application.views.test_result import RESULTS, TestResultRow
from domain.party import Uscc
from domain.reference.organisations import OrganisationKind
from domain.reference.state import Reference
from domain.statute.clock import due_of
from domain.statute.rule import RuleVersion
from domain.statute.running import Running
from domain.text import Line

NODUP = "PSS-NODUP"
LOOK_BACK = timedelta(200)  # longer than six months, rolled


class Purpose(StrEnum):
    """What the sampling is for; the last two may repeat (PSS-NODUP)."""

    ROUTINE = "routine"  # 计划内监督抽查
    FOLLOW_UP = "follow_up"  # 不合格产品的跟踪抽查
    EMERGENCY = "emergency"  # 应急工作


EXEMPT = frozenset({Purpose.FOLLOW_UP, Purpose.EMERGENCY})


class Planned(Struct, frozen=True, kw_only=True):
    """A sampling somebody thinks of."""

    uscc: Uscc
    product: Line
    on: date
    purpose: Purpose = Purpose.ROUTINE


class Sampled(Struct, frozen=True, kw_only=True):
    """The last sampling that counts, and the first day it does not stand in the way any more."""

    row: TestResultRow
    version: RuleVersion
    opens_on: date


async def last_sampling(
    models: ReadModels, known: Reference, almanac: Almanac, org: str, planned: Planned
) -> Sampled | None:
    """The last sampling within six months by this body or a higher one; None when there is none.

    Whose it was is asked for everyone: that is what the rule is about.
    """
    ask = Ask(
        equal={"organiser": tuple(sorted(bodies_that_count(known, org)))},
        words=planned.uscc,
        due=(planned.on - LOOK_BACK, planned.on),
        limit=100,
        descending=True,
    )
    kind = known.catalogue_on(planned.on).kind_of(planned.product)
    while True:
        page = await models.page(RESULTS, ask)
        for row in page.rows:
            same = kind.code == row.product_kind if kind else planned.product == row.result.product
            if same and not row.voided:
                return _standing(row, almanac, planned.on)
        if page.next is None:
            return None
        ask = replace(ask, after=page.next)


def bodies_that_count(known: Reference, org: str) -> AbstractSet[str]:
    """The body itself and the city, which is one body however many divisions sample for it."""
    city = {
        each.code
        for each in known.organisations.values()
        if each.is_at_province or each.kind is OrganisationKind.CORPS
    }
    return city | {org}


def _standing(row: TestResultRow, almanac: Almanac, on: date) -> Sampled | None:
    sampled_on = row.result.sampled_on
    running = Running(number=1, rule=NODUP, holder="", trigger=sampled_on, trigger_event=1)
    clock = running.clock(almanac.rules)
    opens_on = due_of(clock, almanac.calendar).opens_on if clock else None
    if clock is None or opens_on is None or on >= opens_on:
        return None
    return Sampled(row=row, version=clock.version, opens_on=opens_on)
