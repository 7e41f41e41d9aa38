"""What can't be folded waits alone, and is folded anew when asked."""

from collections.abc import Callable
from itertools import islice
from uuid import UUID, uuid4

import psycopg
import pytest
from eventsourcing.domain import DomainEventProtocol
from eventsourcing.persistence import JSONTranscoder, StoredEvent

import domain.lead.events as le
from adapters.postgres.mapper import EntryMapper, UnknownTopic, entry_mapper
from adapters.postgres.projection import Projection
from adapters.postgres.projector import rebuild, release, status
from application.ledger import Ledger
from tests.adapters.postgres.views import (
    append,
    catch_up,
    dump,
    entry,
    equal_to_a_rebuild,
    insert,
    projecting,
    running,
    until,
)
from tests.domain.story import ACCEPTED, DISPATCHED, REGISTERED, VERIFYING
from tests.workload import commands

BROKEN = UUID(int=666)


HEALTHY = UUID(int=1)


NEVER_REGISTERED = (
    '{"type":"lead.accepted.v1","referral":"00000000-0000-0000-0000-000000000010","org":"O"}'
)


BODY = (
    '{"by":{"id":"u","name":"某某","org":"O","roles":[]},"channel":"api",'
    '"correlation":"00000000-0000-0000-0000-000000000001","effective_on":"2020-03-10",'
    '"event":%s}'
)


WITH_NUL = (
    '{"type":"lead.registered.v1","source":"tip","source_system":"s","source_ref":"1",'
    '"title":"a\\u0000b","org":"O","holder":"O","received_on":"2020-03-02"}'
)


def registered(ledger: Ledger, lead: UUID, *events: le.LeadEvent) -> int:
    return append(ledger, [[entry(lead, version, each)] for version, each in enumerate(events, 1)])


def nothing(_url: str) -> None:
    """The ledger is as it should be."""


def undecodable(url: str) -> None:
    insert(url, BROKEN, 1, "lead.registered.v1", "not json")


def unknown_topic(url: str) -> None:
    insert(url, BROKEN, 1, "lead.vanished.v9", BODY % '{"type":"lead.vanished.v9"}')


def nobodys_topic(url: str) -> None:
    insert(url, BROKEN, 1, "weather.changed.v1", BODY % '{"type":"weather.changed.v1"}')


def unfoldable(url: str) -> None:
    insert(url, BROKEN, 1, "lead.accepted.v1", BODY % NEVER_REGISTERED)


def refused_by_the_database(url: str) -> None:
    insert(url, BROKEN, 1, "lead.registered.v1", BODY % WITH_NUL)


def refused_by_a_constraint(url: str) -> None:
    with psycopg.connect(url) as owner:
        owner.execute("ALTER TABLE views.leads ADD CHECK (words NOT LIKE '%forbidden%')")
    payload = BODY % WITH_NUL.replace("a\\u0000b", "forbidden")
    insert(url, BROKEN, 1, "lead.registered.v1", payload)


def too_long_for_its_index(url: str) -> None:
    code = "".join(chr(0x4E00 + number * 7919 % 20_000) for number in range(9_000))
    text = WITH_NUL.replace("a\\u0000b", "a").replace('"holder":"O"', f'"holder":"{code}"')
    insert(url, BROKEN, 1, "lead.registered.v1", BODY % text)


POISONS = [
    undecodable,
    unknown_topic,
    nobodys_topic,
    unfoldable,
    refused_by_the_database,
    refused_by_a_constraint,
    too_long_for_its_index,
]


@pytest.mark.parametrize("poison", POISONS)
@pytest.mark.parametrize("batch", [1, 1000])
def test_a_poisonous_event_parks_its_own_record_and_no_other(
    poison: Callable[[str], None], batch: int, database_url: str, ledger: Ledger
) -> None:
    append(ledger, islice(commands(1, 5), 40))
    poison(database_url)
    poisoned_at = ledger.batch.head()
    insert(database_url, BROKEN, 2, "lead.received.v1", "nor is this")
    head = append(ledger, islice(commands(2, 5), 40))

    catch_up(database_url, batch=batch)

    found = status(database_url)
    assert [(each["record"], each["position"]) for each in found["parked"]] == [
        (BROKEN, poisoned_at)
    ]
    assert found["parked"][0]["error"]
    assert found["projected"] == head
    folded = dump(database_url)
    assert len(folded["leads"]) + len(folded["referrals"]) > 80
    assert not [row for table in ("leads", "referrals") for row in folded[table] if "00029a" in row]


@pytest.mark.parametrize("poison", [nothing, *POISONS])
def test_a_rebuild_is_equal_whatever_is_parked(
    poison: Callable[[str], None], database_url: str, ledger: Ledger
) -> None:
    append(ledger, islice(commands(1, 5), 40))
    poison(database_url)
    append(ledger, islice(commands(2, 5), 40))
    catch_up(database_url, batch=7)
    before = dump(database_url)

    rebuild(database_url, entry_mapper(), lambda _folded, _events: None)

    assert dump(database_url) == before


def test_later_events_of_a_parked_record_wait_and_its_earlier_row_stays(
    database_url: str, ledger: Ledger
) -> None:
    registered(ledger, HEALTHY, REGISTERED, DISPATCHED)
    insert(database_url, HEALTHY, 3, "lead.accepted.v1", "not json")
    append(ledger, [[entry(HEALTHY, 4, VERIFYING)]])

    catch_up(database_url)
    append(ledger, [[entry(HEALTHY, 5, VERIFYING)]])
    catch_up(database_url)

    assert [each["position"] for each in status(database_url)["parked"]] == [3]
    with psycopg.connect(database_url) as connection:
        found = connection.execute("SELECT version, valid_from, valid_to FROM views.leads")
        assert sorted(found.fetchall()) == [(1, 1, 2), (2, 2, None)]


class OlderMapper(EntryMapper):
    """The mapper of a program from before leads could be accepted."""

    def to_domain_event(self, stored_event: StoredEvent) -> DomainEventProtocol[UUID]:
        """A stored event as an entry."""
        if stored_event.topic == "lead.accepted.v1":
            raise UnknownTopic(stored_event.topic)
        return super().to_domain_event(stored_event)


def test_a_released_record_is_folded_anew_by_a_program_that_knows_better(
    database_url: str, ledger: Ledger
) -> None:
    registered(ledger, HEALTHY, REGISTERED, DISPATCHED, ACCEPTED, VERIFYING)
    append(ledger, islice(commands(1, 5), 30))
    older = Projection(OlderMapper(JSONTranscoder()))
    with projecting(database_url) as connection:
        while older.step(connection):
            pass
    parked = {each["record"] for each in status(database_url)["parked"]}

    with running(database_url):
        assert release(database_url, HEALTHY) == 1
        until(lambda: parked_now(database_url) == parked - {HEALTHY})
        assert release(database_url, None) == len(parked) - 1
        until(lambda: not parked_now(database_url))

    assert len([row for row in dump(database_url)["leads"] if row.startswith(f"({HEALTHY}")]) == 4
    equal_to_a_rebuild(database_url)


def parked_now(url: str) -> set[UUID]:
    return {each["record"] for each in status(url)["parked"]}


def test_a_record_released_too_soon_is_parked_again(database_url: str, ledger: Ledger) -> None:
    registered(ledger, HEALTHY, REGISTERED, DISPATCHED)
    insert(database_url, HEALTHY, 3, "lead.accepted.v1", "not json")
    catch_up(database_url)
    before = dump(database_url)

    assert release(database_url, None) == 1
    catch_up(database_url)

    assert dump(database_url) == before
    assert release(database_url, uuid4()) == 0
