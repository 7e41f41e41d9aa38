"""The stored format is a promise: what is in the golden file can be read for ever.

To change it on purpose (an optional field, a new event), run from the project's folder

    python -m tests.domain.test_contract

and look at what git says has changed in golden/events.json.
"""

import json
from pathlib import Path
from typing import Any, get_args

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.access import AccessEvent
from domain.bulletin.events import BulletinClaimed, BulletinEvent, BulletinReleased
from domain.case.docket import ActClaimed, ActReleased, NumberGiven
from domain.case.events import CaseEvent
from domain.disposition.events import DispositionEvent
from domain.events import Event, topic_of
from domain.joint_review.events import JointReviewEvent
from domain.lead.events import LeadEvent
from domain.reference.events import ReferenceEvent
from domain.referral.events import ReferralEvent
from domain.sampling.events import SamplingEvent
from domain.supervision.events import SupervisionEvent
from tests.domain.anything import anything
from tests.domain.story import DISPATCHED, ISSUED, OPENED, REGISTERED

GOLDEN = Path(__file__).with_name("golden") / "events.json"
PREFIXES: dict[str, Any] = {
    "lead.": LeadEvent,
    "referral.": ReferralEvent,
    "case.": CaseEvent,
    "joint-review.": JointReviewEvent,
    "supervision.": SupervisionEvent,
    "docket.": NumberGiven,
    "claim.": ActClaimed | ActReleased | BulletinClaimed | BulletinReleased,
    "disposition.": DispositionEvent,
    "sampling.": SamplingEvent,
    "reference.": ReferenceEvent,
    "access.": AccessEvent,
    "bulletin.": BulletinEvent,
}
KINDS: tuple[type[Event], ...] = get_args(Event)
TOPICS = {str(kind.__struct_config__.tag): kind for kind in KINDS}
STRUCTS: tuple[type[msgspec.Struct], ...] = KINDS


def stored_format() -> str:
    """The schema of all events as text, in a fixed order."""
    schema = msgspec.json.schema(Event)
    return json.dumps(schema, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def test_the_stored_format_has_not_changed() -> None:
    assert json.loads(stored_format()) == json.loads(GOLDEN.read_text(encoding="utf-8"))


@pytest.mark.parametrize("kind", STRUCTS, ids=lambda kind: kind.__struct_config__.tag)
@settings(max_examples=25)
@given(data=st.data())
def test_every_event_survives_storage(kind: type[Event], data: st.DataObject) -> None:
    event = data.draw(anything(kind))

    stored = msgspec.json.encode(event, order="sorted")

    assert msgspec.json.decode(stored, type=Event) == event
    assert json.loads(stored)["type"] == topic_of(event)


def test_every_topic_is_unique() -> None:
    assert len(TOPICS) == len(KINDS)


@pytest.mark.parametrize("topic", TOPICS)
def test_a_topic_says_its_aggregate_its_event_and_its_version(topic: str) -> None:
    (aggregate,) = (kinds for prefix, kinds in PREFIXES.items() if topic.startswith(prefix))

    assert TOPICS[topic] in (get_args(aggregate) or (aggregate,))
    assert topic.rsplit(".v", 1)[1].isdecimal()
    assert topic == topic.lower()


def test_the_vocabulary_is_all_aggregates_and_nothing_else() -> None:
    assert set(KINDS) == {
        kind for kinds in PREFIXES.values() for kind in get_args(kinds) or (kinds,)
    }


@pytest.mark.parametrize("kind", STRUCTS, ids=lambda kind: kind.__struct_config__.tag)
def test_a_stored_event_never_changes_in_memory(kind: type[msgspec.Struct]) -> None:
    assert kind.__struct_config__.frozen


@pytest.mark.parametrize("event", [REGISTERED, DISPATCHED, ISSUED, OPENED], ids=topic_of)
def test_a_field_of_a_later_version_is_no_obstacle(event: Event) -> None:
    payload = json.loads(msgspec.json.encode(event)) | {"field_of_tomorrow": {"x": [1]}}

    assert msgspec.json.decode(json.dumps(payload), type=Event) == event


def test_an_event_nobody_knows_is_refused() -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(b'{"type":"lead.imagined.v1"}', type=Event)


if __name__ == "__main__":
    GOLDEN.parent.mkdir(exist_ok=True)
    GOLDEN.write_text(stored_format(), encoding="utf-8")
