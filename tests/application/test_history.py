"""The history says who did what, with every value before and after, and no secrets."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, date, datetime
from uuid import UUID

import msgspec
import pytest

import domain.lead.events as le
from application.desk import Desk
from application.directory import Directory
from application.history import BOOKKEEPING, Change, action_of, differences, story
from application.ledger import Entry
from application.views.all import VIEWS
from application.views.view import Row
from domain.access import InformantRead
from domain.events import Event
from domain.lead.events import SealedInformant
from domain.party import Enterprise
from tests.application.bureau import dispatched, registered
from tests.domain.story import (
    ACCEPTED,
    CORPS,
    DISPATCHED,
    DISPATCHER,
    ISSUED,
    KEPT_ID,
    LEAD_ID,
    MERGED,
    OPENED,
    REFERRAL_ID,
    REGISTERED,
    XUHUI,
)
from tests.workload import entries

AT = datetime(2020, 3, 10, 1, tzinfo=UTC)
CIPHERTEXT = "c2VhbGVk"


def told(*commands: Sequence[tuple[UUID, Event]]) -> list[Entry]:
    """Commands as entries of a ledger."""
    versions: dict[UUID, int] = {}
    found: list[Entry] = []
    for number, command in enumerate(commands, 1):
        for stream, event in command:
            versions[stream] = versions.get(stream, 0) + 1
            found.append(
                Entry(
                    originator_id=stream,
                    originator_version=versions[stream],
                    event=event,
                    by=DISPATCHER,
                    effective_on=date(2020, 3, 10),
                    correlation=UUID(int=number),
                    position=len(found) + 1,
                    recorded_at=AT,
                )
            )
    return found


def test_what_one_command_did_to_several_records_is_one_step() -> None:
    steps = story(
        told(
            [(LEAD_ID, REGISTERED)],
            [(REFERRAL_ID, ISSUED), (LEAD_ID, DISPATCHED)],
            [(LEAD_ID, ACCEPTED)],
        )
    )

    assert [[effect.action for effect in step.effects] for step in steps] == [
        ["lead.registered"],
        ["referral.issued", "lead.dispatched"],
        ["lead.accepted"],
    ]
    assert [step.position for step in steps] == [1, 2, 4]
    assert steps[1].main.resource == "referrals"
    assert [effect.version for effect in steps[1].effects] == [1, 2]
    assert steps[1].actor == DISPATCHER


def test_a_step_names_each_value_before_and_after() -> None:
    _, accepted = story(told([(LEAD_ID, REGISTERED), (LEAD_ID, DISPATCHED)], [(LEAD_ID, ACCEPTED)]))

    assert accepted.main.changes == (
        Change(path="/handlingOrg", old=None, new=XUHUI),
        Change(path="/holder", old=CORPS, new=XUHUI),
        Change(path="/holderSince", old="2020-03-02", new="2020-03-10"),
        Change(path="/offer/disputed", old=False, new=None),
        Change(path="/offer/kind", old="assign_down", new=None),
        Change(path="/offer/referral", old=str(REFERRAL_ID), new=None),
        Change(path="/offer/since", old="2020-03-10", new=None),
        Change(path="/offer/toOrg", old=XUHUI, new=None),
        Change(path="/status", old="dispatched", new="verifying"),
    )


def test_the_first_step_tells_all_that_is_known_and_nothing_that_is_not() -> None:
    (registration,) = story(told([(LEAD_ID, REGISTERED)]))

    paths = {change.path: change for change in registration.main.changes}
    assert paths["/title"] == Change(path="/title", old=None, new=REGISTERED.title)
    assert "/enterprise" not in paths
    assert "/returns" not in paths
    assert not {path.split("/")[1] for path in paths} & BOOKKEEPING


def test_part_of_a_value_that_changes_is_told_by_itself() -> None:
    enterprise = Enterprise(name="上海某厂", place="上海市徐汇区")
    before = msgspec.structs.replace(REGISTERED, enterprise=enterprise)
    moved = msgspec.structs.replace(enterprise, place="上海市浦东新区")
    corrected = le.LeadCorrected(corrects=1, reason="笔误", enterprise=moved)

    _, correction = story(told([(LEAD_ID, before)], [(LEAD_ID, corrected)]))

    assert correction.main.changes == (
        Change(path="/enterprise/place", old="上海市徐汇区", new="上海市浦东新区"),
    )


def test_a_list_that_becomes_empty_is_told() -> None:
    absorbed = le.DuplicateAbsorbed(duplicate=KEPT_ID, reason="同一举报")
    released = le.DuplicateReleased(duplicate=KEPT_ID, reason="并案有误")

    _, came, went = story(
        told([(LEAD_ID, REGISTERED)], [(LEAD_ID, absorbed)], [(LEAD_ID, released)])
    )

    assert came.main.changes == (Change(path="/duplicates", old=None, new=(str(KEPT_ID),)),)
    assert went.main.changes == (Change(path="/duplicates", old=(str(KEPT_ID),), new=None),)


def test_two_records_keep_their_own_histories_side_by_side() -> None:
    steps = story(told([(LEAD_ID, REGISTERED)], [(KEPT_ID, REGISTERED)], [(LEAD_ID, MERGED)]))

    assert {change.path for change in steps[2].main.changes} == {"/status", "/mergedInto"}
    assert [step.main.id for step in steps] == [LEAD_ID, KEPT_ID, LEAD_ID]


def test_an_informants_details_are_in_no_history_not_even_sealed() -> None:
    sealed = SealedInformant(person=UUID(int=7), named=True, ciphertext=CIPHERTEXT)
    tip = msgspec.structs.replace(REGISTERED, informant=sealed)
    read = InformantRead(lead=LEAD_ID, person=UUID(int=7), reason="核实")

    steps = story(told([(LEAD_ID, tip)], [(UUID(int=70), read)]))

    assert CIPHERTEXT not in msgspec.json.encode(steps).decode()
    assert "informant" not in steps[0].main.facts
    assert steps[1].main.resource == "access"
    assert steps[1].main.facts["reason"] == "核实"
    assert steps[1].main.changes == ()


def test_the_story_of_a_disposition() -> None:
    (opened,) = story(told([(UUID(int=5), OPENED)]))

    assert opened.main.resource == "dispositions"
    assert opened.main.action == "disposition.opened"


@pytest.mark.parametrize("seed", range(3))
def test_what_changes_with_each_step_adds_up_to_the_record(seed: int) -> None:
    history = list(entries(300, seed))
    folded: dict[tuple[str, UUID], dict[str, object]] = {}
    for step in story(history):
        for effect in step.effects:
            record = folded.setdefault((effect.resource, effect.id), {})
            for change in effect.changes:
                assert record.get(change.path) == change.old
                record[change.path] = change.new

    for view in VIEWS:
        for key, row in rows_of(view.name, history).items():
            told_of = {path: new for path, new in folded[view.name, key].items() if new is not None}
            assert told_of == {change.path: change.new for change in differences(None, row)}


def rows_of(name: str, history: list[Entry]) -> dict[UUID, Row]:
    view = next(each for each in VIEWS if each.name == name)
    rows: dict[UUID, Row] = {}
    for entry in history:
        if msgspec.json.encode(entry.event).startswith(b'{"type":"%s' % view.topics.encode()):
            rows[entry.originator_id] = view.fold(rows.get(entry.originator_id), entry)
    return rows


def test_a_topic_without_its_version_is_the_action() -> None:
    assert action_of("lead.jurisdiction-disputed.v12") == "lead.jurisdiction-disputed"


def test_the_history_that_a_desk_reads(desk: Desk, directory: Directory) -> None:
    async def run() -> list[str]:
        lead = await registered(desk, directory)
        sent = await dispatched(desk, directory, lead)
        entries_of_both = await desk.history([lead.stream, sent.stream])
        return [step.main.action for step in story(entries_of_both)]

    assert asyncio.run(run()) == ["lead.registered", "referral.issued"]
