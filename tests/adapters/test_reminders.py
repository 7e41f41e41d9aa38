"""The daily digests in PostgreSQL: made once, whoever asks, how often and how many at once."""

import asyncio
import json
import subprocess
from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from threading import Barrier, Thread
from time import monotonic, sleep
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from msgspec.structs import replace

import adapters.reminders as module
import domain.lead.events as le
import domain.reference.events as ref
from adapters.app import open_pool
from adapters.postgres.datastore import session
from adapters.postgres.digests import PostgresDigests, make
from adapters.reminders import ONE_AT_A_TIME, Reminders
from adapters.settings import Settings
from application.almanac import Almanac
from application.digests import Digest, Urgency
from application.ledger import Ledger
from application.streams import reference_stream
from domain.authority import Role
from domain.reference.officers import OfficerEntry
from domain.reference.state import Reference
from tests.adapters.cli.demo import CASETRAIL, ROOT, environment
from tests.adapters.postgres.views import append, catch_up, entry, until
from tests.domain.statute.published import calendar, rules, years
from tests.domain.story import CORPS, PUDONG, REGISTERED, XUHUI

DAY = date(2020, 3, 24)
SETTINGS = Settings(data=Path("unused"))
SECRET = "only-sealed-text"
INFORMANT = UUID(int=77)


def person(name: str, role: Role, org: str = XUHUI, **more: Any) -> OfficerEntry:  # noqa: ANN401
    return OfficerEntry(id=name, name=f"示例·{name}", org=org, roles=(role,), **more)


ROSTER = (
    person("handler", Role.HANDLER, email="handler@example.org"),
    person("leader", Role.LEADER, email="leader@example.org"),
    person("dispatcher", Role.DISPATCHER),
    person("intake", Role.INTAKE, email="intake@example.org"),
    person("gone", Role.HANDLER, active=False, email="gone@example.org"),
    person("pudong", Role.HANDLER, PUDONG, email="pudong@example.org"),
    person("corps", Role.LEADER, CORPS, email="corps@example.org"),
)
TOLD = ("dispatcher", "handler", "leader", "pudong")


def published() -> list[tuple[str, ref.ReferenceEvent]]:
    """The first revisions of calendars, rules and the roster."""
    said: dict[str, Any] = {
        "revision": 1,
        "published_on": date(2020, 1, 1),
        "effective_from": date(2020, 1, 1),
        "notice": "示例",
    }
    return [
        ("calendars", ref.CalendarsPublished(items=years(), **said)),
        ("rules", ref.RulesPublished(items=tuple(rules().values()), **said)),
        ("officers", ref.OfficersPublished(items=ROSTER, **said)),
    ]


def record(ledger: Ledger, day: str, title: str, org: str = XUHUI, *, tested: bool = False) -> None:
    """A lead with 15 working days to be verified from a day of March 2020."""
    lead = uuid4()
    on = date.fromisoformat(f"2020-03-{day}")
    first = replace(REGISTERED, title=title, org=org, holder=org, received_on=on)
    test = le.TestCommissioned(org=org, test="1", lab="院", purpose="检验", commissioned_on=on)
    events: list[le.LeadEvent] = [first, test] if tested else [first]
    append(ledger, [[entry(lead, at, event) for at, event in enumerate(events, 1)]])


def furnish(ledger: Ledger) -> None:
    """Reference data, and leads of Xuhui, of Pudong, and of the corps with nothing due."""
    append(ledger, [[entry(reference_stream(name), 1, event)] for name, event in published()])
    record(ledger, "02", "超期")
    record(ledger, "03", "今日到期")
    record(ledger, "06", "三日内")
    record(ledger, "09", "尚早")
    record(ledger, "05", "检验中", tested=True)
    record(ledger, "02", "浦东的", PUDONG)
    record(ledger, "20", "总队的", CORPS)
    sealed = le.SealedInformant(person=INFORMANT, named=True, ciphertext=SECRET)
    tip = replace(
        REGISTERED,
        title="举报",
        org=XUHUI,
        holder=XUHUI,
        source=le.Source.TIP,
        informant=sealed,
    )
    append(ledger, [[entry(UUID(int=78), 1, tip)]])


@pytest.fixture
def ready(database_url: str, ledger: Ledger) -> str:
    """A database in which the day's digests can be made."""
    furnish(ledger)
    catch_up(database_url)
    return database_url


def rows(url: str) -> dict[tuple[str, date], str]:
    """The digests that are there."""
    with psycopg.connect(url) as connection:
        found = connection.execute("SELECT officer, day, body FROM digests").fetchall()
    return {(officer, day): body for officer, day, body in found}


def body(url: str, officer: str, day: date = DAY) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(rows(url)[officer, day])
    return found


# --- what is made, and for whom ------------------------------------------------------------------


def test_a_digest_holds_what_is_overdue_soon_and_paused_in_order(ready: str) -> None:
    assert Reminders(ready, SETTINGS).remind(DAY) == len(TOLD)

    found = body(ready, "handler")
    items = [(each["urgency"], each.get("dueOn"), each["title"]) for each in found["items"]]
    assert items == [
        (Urgency.OVERDUE, "2020-03-23", "举报"),
        (Urgency.OVERDUE, "2020-03-23", "超期"),
        (Urgency.SOON, "2020-03-24", "今日到期"),
        (Urgency.SOON, "2020-03-27", "三日内"),
        (Urgency.PAUSED, None, "检验中"),
    ]
    assert (found["overdue"], found["soon"], found["paused"]) == (2, 2, 1)


def test_only_active_handlers_leaders_and_dispatchers_get_one(ready: str) -> None:
    Reminders(ready, SETTINGS).remind(DAY)

    assert {officer for officer, _ in rows(ready)} == set(TOLD)
    assert body(ready, "handler") == body(ready, "leader") == body(ready, "dispatcher")


def test_deadlines_of_other_organisations_are_not_in_it(ready: str) -> None:
    Reminders(ready, SETTINGS).remind(DAY)

    assert [each["title"] for each in body(ready, "pudong")["items"]] == ["浦东的"]
    assert "浦东的" not in rows(ready)["handler", DAY]


def test_no_protected_data_is_in_it(ready: str) -> None:
    Reminders(ready, SETTINGS).remind(DAY)

    for text in rows(ready).values():
        assert SECRET not in text
        assert str(INFORMANT) not in text


def test_an_empty_digest_is_not_made(ready: str) -> None:
    assert Reminders(ready, SETTINGS).remind(date(2020, 3, 4)) == 3

    assert [body(ready, name, date(2020, 3, 4))["paused"] for name in TOLD[:3]] == [1, 1, 1]
    assert ("pudong", date(2020, 3, 4)) not in rows(ready)


def test_nothing_is_made_without_officers(database_url: str) -> None:
    assert Reminders(database_url, SETTINGS).remind(DAY) == 0
    assert rows(database_url) == {}


# --- once ----------------------------------------------------------------------------------------


def test_a_restart_makes_none_again_and_changes_none(ready: str, ledger: Ledger) -> None:
    Reminders(ready, SETTINGS).remind(DAY)
    before = rows(ready)
    record(ledger, "02", "后来登记的")
    catch_up(ready)

    assert Reminders(ready, SETTINGS).remind(DAY) == 0
    assert rows(ready) == before


def test_the_next_day_has_its_own(ready: str) -> None:
    reminders = Reminders(ready, SETTINGS)

    made = [reminders.remind(DAY + timedelta(number)) for number in (0, 1)]

    assert made == [len(TOLD), len(TOLD)]
    assert len(rows(ready)) == 2 * len(TOLD)


def at_once(count: int, work: Callable[[], int | None]) -> list[int | None]:
    """What several threads get that begin together."""
    barrier = Barrier(count)

    def begin() -> int | None:
        barrier.wait(10)
        return work()

    with ThreadPoolExecutor(count) as pool:
        return [each.result() for each in [pool.submit(begin) for _ in range(count)]]


def test_threads_that_make_them_at_once_make_them_once(ready: str) -> None:
    made = at_once(4, lambda: Reminders(ready, SETTINGS).remind(DAY))

    assert sorted(each for each in made if each is not None) == [0, 0, 0, len(TOLD)]
    assert len(rows(ready)) == len(TOLD)


def test_the_primary_key_keeps_them_single_even_without_the_lock(ready: str) -> None:
    known = Reference(officers={each.id: each for each in ROSTER})
    almanac = Almanac(rules(), years(), calendar())

    def work() -> int:
        with psycopg.connect(autocommit=True, **session(ready)) as connection:
            return make(connection, DAY, known, almanac)

    made = at_once(4, work)

    assert sum(each or 0 for each in made) == len(rows(ready)) == len(TOLD)


def test_processes_that_make_them_at_once_make_them_once(ready: str) -> None:
    env = environment(CASETRAIL_DATABASE_URL=ready)
    command = [str(CASETRAIL), "remind", "--day", DAY.isoformat(), "--json"]
    started = [
        subprocess.Popen(  # noqa: S603 - our own command
            command, env=env, cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        for _ in range(2)
    ]
    said = [process.communicate(timeout=60)[0] for process in started]

    assert [process.returncode for process in started] == [0, 0]
    assert sorted(json.loads(text)["made"] for text in said) == [0, len(TOLD)]
    assert len(rows(ready)) == len(TOLD)


@contextmanager
def somebody_else_at_it(url: str) -> Generator[None]:
    """Another process holds the lock."""
    with psycopg.connect(autocommit=True, **session(url)) as connection:
        connection.execute(ONE_AT_A_TIME)
        yield


def test_who_comes_second_waits_and_makes_what_the_first_did_not(ready: str) -> None:
    with ThreadPoolExecutor(1) as pool:
        with somebody_else_at_it(ready):
            second = pool.submit(Reminders(ready, SETTINGS).remind, DAY)
            sleep(1)
            assert not second.done()
            assert rows(ready) == {}
        assert second.result(20) == len(TOLD)


def test_who_waits_for_another_stops_when_told(ready: str) -> None:
    reminders = Reminders(ready, SETTINGS)
    with ThreadPoolExecutor(1) as pool, somebody_else_at_it(ready):
        second = pool.submit(reminders.remind, DAY)
        sleep(0.2)
        reminders.stop()
        assert second.result(5) is None
    assert rows(ready) == {}


def test_nothing_is_made_while_the_read_models_are_behind(ready: str, ledger: Ledger) -> None:
    record(ledger, "02", "尚未计入")

    assert Reminders(ready, SETTINGS).remind(DAY) is None
    assert rows(ready) == {}

    catch_up(ready)
    assert Reminders(ready, SETTINGS).remind(DAY) == len(TOLD)
    assert body(ready, "handler")["overdue"] == 3


def test_officers_read_their_own_the_latest_first(ready: str) -> None:
    reminders = Reminders(ready, SETTINGS)
    for number in range(3):
        reminders.remind(DAY + timedelta(number))

    found = asked(ready, "pudong", 2)

    assert [each.day for each in found] == [DAY + timedelta(2), DAY + timedelta(1)]
    assert {each.org for each in found} == {PUDONG}
    assert asked(ready, "intake", 2) == []


def asked(url: str, officer: str, limit: int) -> list[Digest]:
    async def ask() -> list[Digest]:
        async with open_pool(url, 2) as pool:
            return await PostgresDigests(pool).of(officer, limit)

    return asyncio.run(ask())


# --- every morning -------------------------------------------------------------------------------


class Watched(Reminders):
    """Reminders with a clock to set, that count how often they were made."""

    def __init__(self, url: str, hour: int, minute: int, chosen: Settings = SETTINGS) -> None:
        super().__init__(url, chosen, lambda: self.now)
        self.now = shanghai(hour, minute)
        self.days: list[date] = []

    def remind(self, day: date) -> int | None:
        """As Reminders do."""
        self.days.append(day)
        return super().remind(day)


def shanghai(hour: int, minute: int = 0, day: date = DAY) -> datetime:
    """A time of day in Shanghai."""
    midnight = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(hours=8)
    return midnight + timedelta(hours=hour, minutes=minute)


@contextmanager
def running(reminders: Reminders) -> Generator[None]:
    """Reminders in a thread, that end quickly when told to stop."""
    thread = Thread(target=reminders.run)
    thread.start()
    try:
        yield
    finally:
        reminders.stop()
        asked_at = monotonic()
        thread.join(10)
    assert not thread.is_alive()
    assert monotonic() - asked_at < 1


def test_nothing_happens_before_seven_and_once_after(
    ready: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "EVERY_SECONDS", 0.01)
    reminders = Watched(ready, 6, 59)
    with running(reminders):
        sleep(1.5)
        assert reminders.days == []
        reminders.now = shanghai(7)
        until(lambda: rows(ready))
        sleep(0.3)
        reminders.now = shanghai(23, 59)
        sleep(0.3)
        assert reminders.days == [DAY]
        reminders.now = shanghai(3, day=DAY + timedelta(1))
        sleep(0.3)
        assert reminders.days == [DAY]
        reminders.now = shanghai(7, 1, day=DAY + timedelta(1))
        until(lambda: len(rows(ready)) == 2 * len(TOLD))

    assert reminders.days == [DAY, DAY + timedelta(1)]


def test_they_are_made_late_if_the_program_starts_late(ready: str) -> None:
    reminders = Watched(ready, 15, 0)
    with running(reminders):
        until(lambda: rows(ready))


def test_they_wait_for_the_read_models(ready: str, ledger: Ledger) -> None:
    record(ledger, "02", "尚未计入")
    reminders = Watched(ready, 7, 0)
    with running(reminders):
        until(lambda: reminders.days)
        assert rows(ready) == {}
        catch_up(ready)
        until(lambda: rows(ready))

    assert body(ready, "handler")["overdue"] == 3


def test_what_the_database_fails_at_is_tried_again(
    ready: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "EVERY_SECONDS", 0.01)
    with psycopg.connect(ready, autocommit=True) as owner:
        owner.execute("REVOKE INSERT ON digests FROM casetrail_app")
        reminders = Watched(ready, 7, 0)
        with running(reminders):
            until(lambda: len(reminders.days) > 1)
            assert rows(ready) == {}
            owner.execute("GRANT INSERT ON digests TO casetrail_app")
            until(lambda: rows(ready))
