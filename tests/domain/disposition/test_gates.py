"""What an officer is told of a disposition is what goes through; what holds on any walk (12.4)."""

from datetime import date, timedelta
from itertools import product
from types import SimpleNamespace
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from application import allowed
from domain.authority import Officer, Role
from domain.disposition import events as e
from domain.disposition.gates import STEPS, Step
from domain.disposition.kinds import Breach, Licence, ObjectionGround, Uncorrected
from domain.disposition.requirements import lapsed, standing
from domain.disposition.state import Disposition, DispositionStatus
from domain.gates import checked
from domain.refusals import Refusal
from tests.domain.disposition import story
from tests.domain.disposition.story import PRODUCER, SELLER, TODAY, Told, decided
from tests.domain.statute.published import rules
from tests.domain.story import CITY, CORPS, PUDONG, XUHUI, ZHEJIANG, officer

PEOPLE = [officer(org, role) for org in (CITY, CORPS, PUDONG, XUHUI, ZHEJIANG) for role in Role]
POINTS: dict[str, tuple[Told, str]] = {
    "opened": (story.opened(), "2020-03-10"),
    "elsewhere": (story.opened(story.ABROAD), "2020-03-10"),
    "told": (story.TOLD, "2020-03-10"),
    "windows over": (story.TOLD, "2020-03-25"),
    "objected": (story.OBJECTED, "2020-03-12"),
    "re-test ordered": (story.RETESTED, "2020-03-20"),
    "re-test waived": (story.RETESTED, "2020-03-25"),
    "formalities done": (story.DONE, "2020-03-24"),
    "laboratory named": (story.NAMED, "2020-04-01"),
    "cleared": (story.NAMED.then("retest-report", "2020-04-10", qualified=True), "2020-04-11"),
    "ordered": (story.ORDERED, "2020-04-01"),
    "overdue": (story.ORDERED, "2020-05-20"),
    "failed": (story.FAILED, "2020-06-01"),
    "reported up": (story.UP, "2020-07-01"),
    "announced": (story.ANNOUNCED, "2020-08-01"),
    "window open": (story.ANNOUNCED, "2020-09-14"),
    "failed again": (story.FAILED_AGAIN, "2020-10-21"),
    "suspended": (story.SUSPENDED, "2020-11-01"),
    "term over": (story.SUSPENDED, "2020-11-25"),
    "failed thrice": (story.FAILED_THRICE, "2021-01-11"),
    "revoked": (story.REVOKED, "2021-02-01"),
    "passed": (story.ORDERED.then("rechecks", "2020-05-01", passed=True), "2020-05-02"),
    "completed": (story.REVOKED.then("completion", "2021-02-01", without_order="x"), "2021-02-02"),
}
PLAUSIBLE: dict[str, tuple[dict[str, Any], ...]] = {
    "recipients": ({"role": story.PLATFORM},),
    "objections": ({"ground": ObjectionGround.CONCLUSION},),
    "objection-answers": ({"upheld": False},),
    "retest-report": ({"qualified": False},),
    "rechecks": ({"passed": True}, {"passed": True, "late_because": "x"}),
    "non-corrections": ({"ground": Uncorrected.OVERDUE}, {"ground": Uncorrected.NO_APPLICATION}),
    "suspension-orders": ({"until": date(2022, 1, 1)},),
    "licence-revocations": ({"licence": Licence.BUSINESS}, {"licence": Licence.PRODUCTION}),
    "breaches": ({"breach": Breach.SAMPLE_TAMPERED},),
    "completion": ({"without_order": "x"},),
    "corrections": tuple({"corrects": number} for number in range(1, 15)),
}


@pytest.mark.parametrize("point", POINTS)
def test_what_may_be_done_is_what_is_told(point: str) -> None:
    told, day = POINTS[point]
    record = cast("Any", SimpleNamespace(state=told.disposition))
    moment = told.moment(date.fromisoformat(day))

    for by in PEOPLE:
        assert set(allowed.on_disposition(record, by, moment)) == going_through(told, day, by)


def going_through(told: Told, day: str, by: Officer) -> set[str]:
    """The nouns with which some plausible command goes through."""
    return {
        step.value
        for step, role in product(Step, (PRODUCER, SELLER))
        for fields in PLAUSIBLE.get(step.value, ({},))
        if goes(told, step.value, day, by, role, fields)
    }


def goes(
    told: Told, noun: str, day: str, by: Officer, role: e.RecipientRole, fields: dict[str, Any]
) -> bool:
    at = date.fromisoformat(day)
    firm = told.disposition.of(role)
    assert firm is not None
    found = decided(on=at, party=firm.recipient.enterprise.name)
    about = {} if noun in story.WITHOUT_RECIPIENT else {"recipient": role}
    try:
        told.events(noun, day, by, decided=found, **about, **fields)
    except Refusal:
        return False
    return True


@pytest.mark.parametrize("step", Step)
def test_every_gate_names_a_rule_of_the_rulebook(step: Step) -> None:
    told, day = POINTS["announced"]
    about = told.about(PRODUCER)

    gates = checked(STEPS[step], about, told.moment(date.fromisoformat(day)))

    assert [each.rule for each in gates if each.rule not in rules() or not each.article] == []


# --- on any walk ---------------------------------------------------------------------------------

FIELDS: dict[str, list[dict[str, Any]]] = {
    **{noun: list(given) for noun, given in PLAUSIBLE.items()},
    "objections": [{"ground": ground} for ground in ObjectionGround],
    "objection-answers": [{"upheld": upheld} for upheld in (True, False)],
    "retest-report": [{"qualified": qualified} for qualified in (True, False)],
    "rechecks": [
        {"passed": passed, **late}
        for passed in (True, False, False)
        for late in ({}, {"late_because": "x"})
    ],
    "suspension-orders": [{"until": None}],
}
# Most steps lead on; a step is seldom taken back.
ONWARD = [
    "result-notice", "correction-orders", "rechecks", "reports-up", "announcements",
    "suspension-orders", "licence-revocations", "resumptions",
]  # fmt: skip
ASKS = st.tuples(
    st.sampled_from([*ONWARD * 4, *(step.value for step in Step)]),
    st.sampled_from([PRODUCER, PRODUCER, SELLER]),
    st.integers(0, 70),
    st.integers(0, 11),
)
BUREAUS = {PRODUCER: story.PUDONG_OFFICER, SELLER: story.XUHUI_OFFICER}


@settings(max_examples=150, deadline=None)
@given(
    opened=st.sampled_from([story.HERE, story.ABROAD, story.LICENSED]),
    asks=st.lists(ASKS, min_size=5, max_size=40),
)
def test_on_any_walk_the_law_holds(
    opened: e.DispositionOpened, asks: list[tuple[str, e.RecipientRole, int, int]]
) -> None:
    told, day = story.opened(opened), date(2020, 3, 4)
    for noun, role, days, choice in asks:
        later = day + timedelta(days)
        after = step(told, noun, role, later, choice)
        if after is not None:
            told, day = after, later
            check_law(told, day)


def step(told: Told, noun: str, role: e.RecipientRole, on: date, choice: int) -> Told | None:
    """The disposition after a step; None when it is refused."""
    given = FIELDS.get(noun, [{}])
    fields = dict(given[choice % len(given)])
    if noun == "suspension-orders":
        fields["until"] = on + timedelta(30)
    if noun not in story.WITHOUT_RECIPIENT:
        fields["recipient"] = role
    firm = told.disposition.of(role)
    assert firm is not None
    of_case = decided(on=on, party=firm.recipient.enterprise.name)
    by = story.BY.get(noun)
    try:
        return told.then(
            noun,
            on.isoformat(),
            BUREAUS[role] if by is story.PUDONG_OFFICER else by,
            decided=of_case,
            **fields,
        )
    except Refusal:
        return None


def check_law(told: Told, on: date) -> None:
    """What law.md 12.4 guards, read from the events that count."""
    disposition = told.disposition
    for track in disposition.tracks:
        own = [
            each.event
            for each in disposition.standing
            if getattr(each.event, "recipient", None) is track.role
        ]
        results = [each for each in own if isinstance(each, e.RecheckDone | e.NotCorrected)]
        passed = [each for each in results if isinstance(each, e.RecheckDone) and each.passed]
        kinds = [type(each) for each in own]
        if track.stage is DispositionStatus.RESUMED or e.Resumed in kinds:
            assert passed
        revoked = [each for each in own if isinstance(each, e.LicenceRevoked)]
        for each in (each for each in revoked if each.licence is Licence.BUSINESS):
            assert kinds.index(e.SuspensionDecided) < own.index(each)
            assert [each.round for each in results] == [1, 2, 3]
        if revoked:
            assert results
        if track.stage is DispositionStatus.REVOKED:
            assert not passed
        assert len(passed) <= 1
        assert (track.must_stop_since is None) == (
            track.notified is None or not track.operates or track.cleared or bool(passed)
        )
    assert_sound(disposition, told, on)


def assert_sound(disposition: Disposition, told: Told, on: date) -> None:
    """Asking twice says the same, and a replay of what was recorded is the same disposition."""
    moment = told.moment(on, today=TODAY)
    assert standing(disposition, moment) in DispositionStatus
    assert lapsed(disposition, moment) == lapsed(disposition, moment)
    first, *later = (each.event for each in disposition.taken)
    assert isinstance(first, e.DispositionOpened)
    assert story.opened(first).after(*later).disposition == disposition
