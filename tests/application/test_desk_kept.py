"""What a desk keeps at hand, and by which clock it records."""

from datetime import UTC, datetime

import pytest

from application.aggregates import LEAD
from application.desk import (
    Desk,
)
from application.directory import Directory
from application.ledger import Ledger
from tests.application.bureau import (
    registered,
    story,
)
from tests.application.memory import recorder_of


def test_only_busy_records_are_kept_at_hand(
    desk: Desk, directory: Directory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("application.desk.KEPT", 2)

    async def told() -> None:
        leads = [await registered(desk, directory, str(each)) for each in range(4)]
        for lead in leads:
            assert (await desk.known(LEAD, lead.stream)).row == lead.row

    story(told)


def test_times_never_go_back(desk: Desk, directory: Directory, ledger: Ledger) -> None:
    recorder = recorder_of(ledger)
    later, earlier = datetime(2030, 1, 1, tzinfo=UTC), datetime(2029, 1, 1, tzinfo=UTC)

    async def told() -> None:
        recorder.clock = lambda: later
        first = await registered(desk, directory, "1")
        recorder.clock = lambda: earlier
        second = await registered(desk, directory, "2")
        assert [each.row.recorded_at for each in (first, second)] == [later, later]
        assert ledger.batch.position_at(earlier) < first.position
        assert ledger.batch.position_at(later) == second.position

    story(told)
