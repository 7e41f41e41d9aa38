"""What a daily digest says, and to whom."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from application.almanac import Almanac
from application.deadlines import DeadlineRow, Stage
from application.digests import MOST_ITEMS, Urgency, by_org, digest, last_day
from domain.authority import Role
from domain.reference.officers import OfficerEntry
from domain.statute.rule import Force
from domain.statute.running import Running
from tests.adapters.postgres.views import AT
from tests.domain.statute.published import calendar, rules, years
from tests.domain.story import PUDONG, RECEIVED_ON, XUHUI

DAY = date(2020, 3, 24)
RECORD = UUID(int=1)


def deadline(
    number: int, due: date | None, *, title: str = "电水壶", stage: Stage = Stage.RUNNING
) -> DeadlineRow:
    """A deadline of Xuhui's."""
    running = Running(
        number=number, rule="PP-VERIFY", holder=XUHUI, trigger=RECEIVED_ON, trigger_event=1
    )
    return DeadlineRow(
        id=UUID(int=number),
        version=1,
        position=1,
        recorded_at=AT,
        dossier=RECORD,
        orgs=(XUHUI,),
        record=RECORD,
        kind="leads",
        title=title,
        rule="PP-VERIFY",
        instrument="PP2018",
        article="17",
        force=Force.STATUTORY,
        holder=XUHUI,
        stage=stage,
        trigger=RECEIVED_ON,
        due=due,
        paused_since=RECEIVED_ON if stage is Stage.PAUSED else None,
        clock=running,
    )


def entry(name: str, *roles: Role, org: str = XUHUI, active: bool = True) -> OfficerEntry:
    return OfficerEntry(id=name, name=name, org=org, roles=roles, active=active)


def test_a_digest_counts_what_is_overdue_what_is_due_soon_and_what_is_paused() -> None:
    found = digest(
        XUHUI,
        DAY,
        [
            deadline(1, DAY - timedelta(1)),
            deadline(2, DAY - timedelta(30)),
            deadline(3, DAY),
            deadline(4, DAY + timedelta(3)),
            deadline(5, DAY + timedelta(1)),
            deadline(6, None, stage=Stage.PAUSED),
        ],
    )

    assert (found.org, found.day) == (XUHUI, DAY)
    assert (found.overdue, found.soon, found.paused) == (2, 3, 1)


def test_what_is_due_today_is_not_overdue() -> None:
    (item,) = digest(XUHUI, DAY, [deadline(1, DAY)]).items

    assert item.urgency is Urgency.SOON


def test_what_is_paused_is_not_overdue_however_long_ago_its_day_was() -> None:
    (item,) = digest(XUHUI, DAY, [deadline(1, date(2020, 1, 2), stage=Stage.PAUSED)]).items

    assert (item.urgency, item.paused_since) == (Urgency.PAUSED, RECEIVED_ON)


def test_the_most_urgent_comes_first_and_what_has_no_day_last() -> None:
    found = digest(
        XUHUI,
        DAY,
        [
            deadline(1, None, stage=Stage.PAUSED),
            deadline(2, DAY, title="乙"),
            deadline(3, DAY, title="丙"),
            deadline(4, DAY - timedelta(1)),
        ],
    )

    days = [(item.due_on, item.title) for item in found.items]
    assert days == [
        (DAY - timedelta(1), "电水壶"),
        (DAY, "丙"),
        (DAY, "乙"),
        (None, "电水壶"),
    ]


def test_a_long_digest_names_the_first_and_counts_all() -> None:
    rows = [deadline(number, DAY - timedelta(number)) for number in range(1, MOST_ITEMS + 51)]

    found = digest(XUHUI, DAY, rows)

    assert found.overdue == MOST_ITEMS + 50
    assert len(found.items) == MOST_ITEMS
    assert found.items[0].due_on == DAY - timedelta(MOST_ITEMS + 50)


def test_a_digest_of_nothing_is_empty() -> None:
    assert digest(XUHUI, DAY, []).is_empty
    assert not digest(XUHUI, DAY, [deadline(1, DAY)]).is_empty


@pytest.mark.parametrize("row", [deadline(1, DAY), deadline(1, None, stage=Stage.PAUSED)])
def test_an_item_names_its_record_rule_and_title(row: DeadlineRow) -> None:
    (item,) = digest(XUHUI, DAY, [row]).items

    assert (item.kind, item.record, item.rule) == ("leads", RECORD, "PP-VERIFY")
    assert (item.title, item.due_on) == (row.title, row.due)


@pytest.mark.parametrize(
    ("day", "last"),
    [
        (date(2020, 3, 24), date(2020, 3, 27)),
        (date(2020, 3, 26), date(2020, 3, 31)),  # over a weekend
        (date(2020, 9, 29), date(2020, 10, 10)),  # over the long holidays, to a Saturday worked
    ],
)
def test_soon_is_three_working_days(day: date, last: date) -> None:
    assert last_day(day, Almanac(rules(), years(), calendar())) == last


@pytest.mark.parametrize("role", Role)
def test_handlers_leaders_dispatchers_and_superiors_get_one_and_nobody_else(role: Role) -> None:
    told = {Role.HANDLER, Role.LEADER, Role.DISPATCHER, Role.SUPERIOR}

    assert bool(by_org([entry("one", role)])) == (role in told)


def test_officers_get_that_of_their_own_organisation_once_and_only_while_active() -> None:
    handler, gone = entry("handler", Role.HANDLER), entry("gone", Role.HANDLER, active=False)
    both = entry("both", Role.INTAKE, Role.HANDLER, Role.LEADER)
    elsewhere = entry("elsewhere", Role.DISPATCHER, org=PUDONG)

    found = by_org([handler, gone, both, elsewhere])

    assert found == {XUHUI: [handler, both], PUDONG: [elsewhere]}
