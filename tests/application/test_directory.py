"""Reference data as it is known, and as it was at any position."""

from datetime import date

import pytest
from msgspec.structs import replace

from application.directory import Directory, as_of
from application.ledger import Ledger
from domain.authority import Officer, Role
from domain.reference.officers import OfficerEntry
from domain.reference.roster import Roster
from domain.refusals import Refusal
from tests.application.bureau import officers, organisations, publish
from tests.domain.story import CORPS, PUDONG, XUHUI


def test_an_empty_directory_knows_nothing(ledger: Ledger) -> None:
    directory = Directory(ledger)

    assert directory.known.organisations == {}
    assert directory.version("organisations") == 0
    assert directory.set_at("officers", None).revision == 0
    assert not directory.refresh()


def test_each_position_knows_the_revisions_up_to_it(ledger: Ledger) -> None:
    directory = Directory(ledger)
    first = publish(ledger, "organisations", 1, organisations(1, CORPS, XUHUI))
    publish(ledger, "officers", 1, officers(1))
    second = publish(ledger, "organisations", 2, organisations(2, PUDONG, withdrawn=[XUHUI]))
    assert directory.refresh()

    known = {at: set(directory.at(at).organisations) for at in range(second + 2)}

    assert known[first - 1] == set()
    assert known[first] == known[second - 1] == {CORPS, XUHUI}
    assert known[second] == known[second + 1] == {CORPS, PUDONG}
    assert directory.at(None) == directory.known == directory.at(second)
    assert directory.set_at("organisations", first).revision == 1
    assert directory.set_at("organisations", None).revision == 2
    assert directory.version("organisations") == 2
    assert directory.position("organisations", 2) == second


def test_a_second_directory_reads_the_same_history(ledger: Ledger) -> None:
    followed = Directory(ledger)
    for revision in range(1, 6):
        publish(ledger, "organisations", revision, organisations(revision, CORPS))
        assert followed.refresh()
    head = publish(ledger, "officers", 1, officers(1))
    followed.refresh()

    read_at_once = Directory(ledger)

    assert [read_at_once.at(at) for at in range(head + 1)] == [
        followed.at(at) for at in range(head + 1)
    ]
    assert not read_at_once.refresh()


def test_more_revisions_than_a_page_are_read_at_once(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("application.directory.PAGE", 2)
    for revision in range(1, 6):
        publish(ledger, "organisations", revision, organisations(revision, CORPS))

    assert Directory(ledger).set_at("organisations", None).revision == 5


def test_an_officer_acts_as_the_last_revision_says_unless_inactive(ledger: Ledger) -> None:
    handler = OfficerEntry(id="wang", name="王某", org=XUHUI, roles=(Role.HANDLER,))
    gone = OfficerEntry(id="li", name="李某", org=XUHUI, roles=(), active=False)
    publish(ledger, "officers", 1, officers(1, handler, gone))
    directory = Directory(ledger)

    assert directory.officer("wang") == Officer("wang", "王某", XUHUI, (Role.HANDLER,))
    assert directory.officer("li") is None
    assert directory.officer("nobody") is None


def test_an_unknown_organisation_is_refused(directory: Directory) -> None:
    assert directory.known.organisation(CORPS).code == CORPS
    with pytest.raises(Refusal):
        directory.known.organisation("nowhere")


def test_as_of_takes_the_last_that_was_known() -> None:
    history = [(0, "nothing"), (3, "first"), (7, "second")]

    assert [as_of(history, at) for at in (0, 2, 3, 6, 7, 99, None)] == [
        "nothing",
        "nothing",
        "first",
        "first",
        "second",
        "second",
        "second",
    ]


def test_the_roster_tells_the_officers_of_a_day(ledger: Ledger) -> None:
    wang = OfficerEntry(
        id="wang", name="王某", org=XUHUI, roles=(Role.HANDLER,), certificate="1",
        certificate_until=date(2020, 6, 30),
    )  # fmt: skip
    renewed = replace(wang, certificate_until=date(2025, 6, 30))
    assert Directory(ledger).roster == Roster()
    publish(ledger, "officers", 1, officers(1, wang))
    later = replace(officers(2, renewed), effective_from=date(2020, 9, 1))
    publish(ledger, "officers", 2, later)

    roster = Directory(ledger).roster

    assert roster.on(date(2020, 8, 31), "wang") == wang
    assert roster.on(date(2020, 9, 1), "wang") == renewed
