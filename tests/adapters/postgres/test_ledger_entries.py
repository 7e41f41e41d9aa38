"""Entries as they are stored: canonical, byte for byte, and of the closed vocabulary only."""

import json
from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import psycopg
import pytest
from eventsourcing.persistence import StoredEvent

from adapters.postgres.factory import open_ledger
from adapters.postgres.mapper import EntryMapper, UnknownTopic
from application.ledger import Appended, Entry, Ledger, Receipt
from domain.authority import Officer, Role
from domain.lead.events import LeadReceived

OFFICER = Officer("u-17", "办案人员 🧑‍⚖️", "310115", (Role.HANDLER,))
AWKWARD = "引号\"反斜杠\\换行\n制表\t空字符\u0000、emoji 🧸👨‍👩‍👧、生僻字𠮷、<script>&amp;'"


def entry(stream: UUID | None = None, version: int = 1) -> Entry:
    return Entry(
        originator_id=stream or uuid4(),
        originator_version=version,
        event=LeadReceived(referral=UUID(int=7), org=AWKWARD, received_on=date(2026, 3, 2)),
        by=OFFICER,
        effective_on=date(2026, 3, 2),
        correlation=UUID(int=9),
        reason="监督抽查不合格",
    )


def stored(topic: str, state: str) -> StoredEvent:
    return StoredEvent(uuid4(), 1, topic, state.encode())


@pytest.fixture
def mapper(ledger: Ledger) -> EntryMapper:
    assert isinstance(ledger.mapper, EntryMapper)
    return ledger.mapper


def test_an_entry_comes_back_as_it_was_with_its_place_and_time(ledger: Ledger) -> None:
    given = entry()

    (outcome,) = ledger.append([([given], None)])

    assert isinstance(outcome, Appended)
    (found,) = ledger.history([given.originator_id])
    assert found.position == 1
    assert found.recorded_at == outcome.recorded_at
    assert outcome.recorded_at.tzinfo is not None
    assert abs((datetime.now(UTC) - outcome.recorded_at).total_seconds()) < 60
    assert (found.event, found.by, found.reason) == (given.event, OFFICER, given.reason)
    assert (found.effective_on, found.correlation) == (given.effective_on, given.correlation)


def test_the_payload_is_canonical_and_kept_byte_for_byte(
    database_url: str, ledger: Ledger, mapper: EntryMapper
) -> None:
    written = mapper.to_stored_event(entry())
    ledger.append([([entry(UUID(str(written.originator_id)))], None)])

    (row,) = ledger.recorder.select_notifications(1, 1)
    with psycopg.connect(database_url) as connection:
        answer = connection.execute("SELECT convert_to(payload, 'UTF8') FROM ledger").fetchone()
    assert answer is not None
    assert row.state == written.state == bytes(answer[0])

    canonical = json.dumps(
        json.loads(row.state), sort_keys=True, separators=(",", ":"), ensure_ascii=False
    )
    assert row.state.decode() == canonical
    assert row.topic == "lead.received.v1"


@pytest.mark.parametrize(
    "topic", ["lead.received.v9", "os:system", "adapters.postgres.mapper:Body"]
)
def test_an_unknown_topic_is_refused(topic: str, mapper: EntryMapper) -> None:
    state = mapper.to_stored_event(entry()).state.decode()

    with pytest.raises(UnknownTopic):
        mapper.to_domain_event(stored(topic, state.replace("lead.received.v1", topic)))
    with pytest.raises(UnknownTopic, match=r"holds a lead\.received\.v1"):
        mapper.to_domain_event(stored(topic, state))


def test_a_topic_that_is_not_its_payload_s_is_refused(mapper: EntryMapper) -> None:
    state = mapper.to_stored_event(entry()).state.decode()

    with pytest.raises(UnknownTopic):
        mapper.to_domain_event(stored("lead.accepted.v1", state))
    with pytest.raises(UnknownTopic):
        mapper.to_domain_event(stored("lead.received.v1", "{}"))


def test_a_ledger_opened_again_goes_on(database_url: str, ledger: Ledger) -> None:
    ledger.append([([entry()], Receipt("u-17", "k", b"f"))])
    again = open_ledger(database_url)

    (outcome,) = again.append([([entry()], None)])

    assert isinstance(outcome, Appended)
    assert list(outcome.positions) == [2]
    again.close()
