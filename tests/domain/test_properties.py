"""What holds whatever is asked, in whatever order, by whomever."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

import domain.lead.events as le
from domain.lead.state import LeadStatus
from domain.referral.state import OPEN, ReferralStatus
from domain.refusals import Refusal
from tests.domain.story import CITY, CORPS, KEPT_ID, LEAD_ID, ORGANISATIONS, PUDONG, XUHUI
from tests.domain.walk import PEOPLE, STEPS, Step, Taken, World, take

# What may be said again: it says something more each time.
REPEATABLE = {"correct", "remind", "transfer"}
ASKS = st.builds(
    Step,
    name=st.sampled_from(STEPS),
    who=st.sampled_from(list(PEOPLE)),
    reason=st.integers(0, 999).map(lambda number: f"理由{number:03}"),
    org=st.sampled_from([XUHUI, PUDONG, CORPS]),
    referral=st.sampled_from([0, 0, 0, 1, 2]),
    flag=st.booleans(),
    on=st.sampled_from([date(2020, 3, 10), date(2021, 8, 1)]),
)


def legal(world: World, like: Step) -> list[Step]:
    """The steps that someone may take now, otherwise like this one."""
    asks = [replace(like, name=name, who=who) for name in STEPS for who in PEOPLE]
    return [ask for ask in asks if isinstance(taken(world, ask), Taken)]


def taken(world: World, step: Step) -> Taken | str:
    """What the step does, or the code it is refused with."""
    try:
        return take(world, step)
    except Refusal as refused:
        return refused.code


def walk(steps: list[Step]) -> World:
    """Where these steps lead; what is refused changes nothing."""
    world = World()
    for step in steps:
        done = taken(world, step)
        world = done.world if isinstance(done, Taken) else world
    return world


@settings(max_examples=250)
@given(data=st.data(), length=st.integers(1, 40))
def test_whatever_is_asked_the_invariants_hold(data: st.DataObject, length: int) -> None:
    world = World()
    for _ in range(length):
        step = data.draw(ASKS)
        if data.draw(st.integers(0, 2)):  # two in three are legal, so that walks lead somewhere
            step = data.draw(st.sampled_from(legal(world, step) or [step]))
        done = taken(world, step)
        assert taken(world, step) == done  # deciding changes nothing
        if isinstance(done, Taken):
            check_step(world, step, done)
            world = done.world
        check(world)


def check_step(before: World, step: Step, done: Taken) -> None:
    """One step: it records something, keeps its reason, and moves the lead only by acceptance."""
    assert done.of_lead or done.of_referral
    if step.name not in {"receive", "accept", "approve"}:
        assert step.reason in str((done.of_lead, done.of_referral))
    accepted = [event for event in done.of_lead if isinstance(event, le.LeadAccepted)]
    if done.world.lead.holder != before.lead.holder:
        assert [event.org for event in accepted] == [done.world.lead.holder] == [step.who]
    if step.name not in REPEATABLE:
        assert isinstance(taken(done.world, same(step, before, done.world)), str)


def same(step: Step, before: World, after: World) -> Step:
    """The step again, about the same referral, though there may be newer ones now."""
    count = len(before.referrals)
    newer = len(after.referrals) - count
    return replace(step, referral=step.referral % count + newer) if count else step


def check(world: World) -> None:
    """What always holds of a lead and its referrals."""
    lead = world.lead
    assert ORGANISATIONS[lead.holder].handles_matters
    open_ones = [
        world.referral_id(at)
        for at, referral in enumerate(world.referrals)
        if referral.status in OPEN
    ]
    assert open_ones == ([lead.open_offer.referral] if lead.open_offer else [])
    assert (lead.status is LeadStatus.DISPATCHED) is (lead.open_offer is not None)
    assert lead.version == world.lead_events
    assert tuple(referral.version for referral in world.referrals) == world.counts
    assert (lead.status is LeadStatus.MERGED) is (lead.merged_into == KEPT_ID)
    assert (lead.status is LeadStatus.MERGED) is (LEAD_ID in world.kept.absorbed)


def asked(name: str, who: str, org: str = XUHUI, *, flag: bool = False) -> Step:
    return Step(name, who, "理由", org, flag=flag)


DISPATCHED = [asked("dispatch", CORPS), asked("receive", XUHUI)]
DISPUTED = [*DISPATCHED, asked("dispute", XUHUI, flag=True)]
REPORTED = [*DISPUTED, asked("request", XUHUI)]


@pytest.mark.parametrize(
    ("steps", "status", "holder"),
    [
        ([*DISPATCHED, asked("accept", XUHUI)], ReferralStatus.ACCEPTED, XUHUI),
        ([*DISPATCHED, asked("give back", XUHUI)], ReferralStatus.RETURNED, CORPS),
        ([*DISPATCHED, asked("withdraw", CORPS)], ReferralStatus.WITHDRAWN, CORPS),
        ([*DISPUTED, asked("accept", XUHUI)], ReferralStatus.ACCEPTED, XUHUI),
        ([*REPORTED, asked("designate", CITY, CORPS)], ReferralStatus.DESIGNATED, CORPS),
        (
            [
                *REPORTED,
                asked("designate", CITY, PUDONG),
                asked("give back", PUDONG),
                asked("receive", PUDONG),
                asked("dispute", PUDONG),
                asked("accept", PUDONG),
            ],
            ReferralStatus.ACCEPTED,
            PUDONG,
        ),
        (
            [
                asked("transfer", CORPS, PUDONG),
                asked("approve", CORPS),
                asked("receive", PUDONG),
                asked("give back", PUDONG),
                asked("accept", PUDONG),
                asked("dispatch", PUDONG),
                asked("tell", PUDONG),
            ],
            ReferralStatus.CLOSED,
            PUDONG,
        ),
        (
            [
                *DISPATCHED,
                asked("accept", XUHUI),
                asked("ask up", XUHUI),
                asked("receive", CITY),
                asked("accept", CITY),
                asked("designate", CITY, PUDONG),
                asked("receive", PUDONG),
                asked("accept", PUDONG),
            ],
            ReferralStatus.ACCEPTED,
            PUDONG,
        ),
    ],
    ids=[
        "accepted",
        "returned",
        "withdrawn",
        "given way",
        "designated to the sender",
        "designated to a third, which is bound",
        "transferred, neither returned nor passed on, concluded",
        "asked up by who accepted it",
    ],
)
def test_a_story_ends_where_the_law_says(
    steps: list[Step], status: ReferralStatus, holder: str
) -> None:
    world = walk(steps)

    assert (world.referrals[-1].status, world.lead.holder) == (status, holder)
    check(world)
