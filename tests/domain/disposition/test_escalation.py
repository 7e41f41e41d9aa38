"""Reported up, announced, and the penalties that only a case decides (PQL-17, IPL-54, 12.4)."""

from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

import domain.disposition.events as e
from domain.case.kinds import PenaltyKind
from domain.disposition.kinds import Licence
from tests.domain.disposition.story import (
    ANNOUNCED,
    FAILED,
    FAILED_AGAIN,
    FAILED_THRICE,
    LICENSED,
    MAKER,
    ORGANISER,
    PRODUCER,
    PROVINCE,
    PUDONG_OFFICER,
    REVOKED,
    SELLER,
    SHOP,
    SUSPENDED,
    UP,
    XUHUI_OFFICER,
    Told,
    decided,
    opened,
)
from tests.domain.story import CORPS

UNTIL = date(2020, 11, 20)


def licensed(event: e.DispositionOpened = LICENSED) -> Told:
    """A licensed product whose first re-check failed."""
    return (
        opened(event)
        .then("result-notice", "2020-03-04")
        .then("correction-orders", "2020-03-16")
        .then("rechecks", "2020-05-28", passed=False)
    )


def test_a_failure_is_reported_level_by_level() -> None:
    corps = FAILED.then("reports-up", "2020-06-01", to_org=CORPS)

    assert corps.refused("reports-up", "2020-06-02", to_org=CORPS)[0] == "already-reported"
    assert corps.refused("announcements", "2020-06-02", PROVINCE)[0] == "no-bureau-yet"
    assert corps.then("reports-up", "2020-06-02").status == "reporting_up"
    assert UP.refused("reports-up", "2020-06-06")[0] == "gate-below-province"


def test_only_the_province_level_announces() -> None:
    assert UP.refused("announcements", "2020-07-15", PUDONG_OFFICER)[0] == "role-not-granted"
    assert UP.refused("announcements", "2020-07-15", ORGANISER)[0] == "not-your-organisation"
    assert FAILED.refused("announcements", "2020-07-15", PUDONG_OFFICER)[0] == "role-not-granted"
    assert ANNOUNCED.status == "announced"
    assert ANNOUNCED.refused("announcements", "2020-07-16") == ("gate-standing", "PQL-17", "17")


def test_the_window_runs_from_the_announcement() -> None:
    due = ANNOUNCED.moment(date(2020, 7, 15)).due("PSS-RECHECK2", PRODUCER)

    assert due is not None
    assert (due.opens_on, due.due) == (date(2020, 9, 14), date(2020, 10, 13))  # V15


# --- suspension and revocation through a case ----------------------------------------------------


def test_a_suspension_waits_for_the_second_failure() -> None:
    assert ANNOUNCED.refused("suspension-orders", "2020-10-21", until=UNTIL) == (
        "gate-standing",
        "PQL-17",
        "17",
    )
    assert FAILED_AGAIN.status == "suspension_pending"
    assert SUSPENDED.status == "suspended_rectify"


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"of_matter": False}, "case-of-another-matter"),
        ({"party": "示例另一厂"}, "case-of-another-matter"),
        ({"on": None, "penalties": ()}, "case-without-penalty"),
        ({"penalties": (PenaltyKind.FINE,)}, "case-without-penalty"),
        ({"on": date(2020, 9, 19)}, "case-decided-before"),
        ({"on": date(2020, 10, 22)}, "date-before-step"),
    ],
    ids=["another matter", "another firm", "undecided", "only a fine", "before", "after"],
)
def test_only_a_case_of_the_matter_that_decided_it_since_suspends(
    changed: dict[str, Any], code: str
) -> None:
    refused = FAILED_AGAIN.refused(
        "suspension-orders", "2020-10-21", until=UNTIL, decided=decided(**changed)
    )

    assert refused[0] == code


@pytest.mark.parametrize(("code", "same"), [("9A31", True), ("9A33", False)])
def test_a_credit_code_names_the_firm_where_both_know_it(*, code: str, same: bool) -> None:
    known = replace(MAKER, enterprise=replace(MAKER.enterprise, uscc="9A31"))
    told = licensed(replace(LICENSED, recipients=(known, SHOP)))
    case = decided(party="示例（曾用名）", party_uscc=code)
    step: dict[str, Any] = {"licence": Licence.PRODUCTION, "decided": case}

    if same:
        assert told.events("licence-revocations", "2020-10-21", **step)
    else:
        refused = told.refused("licence-revocations", "2020-10-21", **step)
        assert refused[0] == "case-of-another-matter"


def test_the_term_does_not_end_before_the_decision() -> None:
    refused = FAILED_AGAIN.refused("suspension-orders", "2020-10-21", until=date(2020, 10, 20))

    assert refused[0] == "term-before-decision"


def test_the_business_licence_is_revoked_after_a_suspension_and_a_third_failure_only() -> None:
    for told in (FAILED, ANNOUNCED, FAILED_AGAIN, SUSPENDED):
        assert told.refused("licence-revocations", "2021-01-11") == (
            "gate-revocable",
            "PQL-17",
            "17",
        )
    assert FAILED_THRICE.status == "revocation_pending"
    assert REVOKED.stages["producer"] == "revoked"
    assert REVOKED.refused("rechecks", "2021-02-01", passed=True)[0] == "gate-standing"


def test_a_production_licence_is_revoked_after_the_first_failed_re_check() -> None:
    told = licensed()

    assert told.refused("licence-revocations", "2020-10-21") == (
        "licence-not-forfeit",
        "PQL-17",
        "17",
    )
    revoked = told.then("licence-revocations", "2020-10-21", licence=Licence.PRODUCTION)
    assert revoked.stages["producer"] == "reporting_up"
    assert revoked.refused("licence-revocations", "2020-10-22")[0] == "gate-revocable"


def test_a_revoked_production_licence_ends_nothing_of_the_product_quality_law() -> None:
    case = decided(on=date(2020, 6, 1))
    told = licensed().then(
        "licence-revocations", "2020-06-02", licence=Licence.PRODUCTION, decided=case
    )
    told = told.then("reports-up", "2020-06-05").then("announcements", "2020-07-15")
    due = told.moment(date(2020, 7, 15)).due("PSS-RECHECK2", PRODUCER)
    assert due is not None
    assert due.due == date(2020, 10, 13)

    told = (
        told.then("rechecks", "2020-09-20", passed=False)
        .then("suspension-orders", "2020-10-21", until=UNTIL)
        .then("rechecks", "2020-11-25", passed=False)
        .then("licence-revocations", "2021-01-11", decided=decided(on=date(2021, 1, 10)))
    )

    assert told.stages["producer"] == "revoked"
    (production, business) = told.disposition.tracks[0].revocations
    assert (production.licence, business.licence) == (Licence.PRODUCTION, Licence.BUSINESS)
    assert told.refused("licence-revocations", "2021-01-12")[0] == "gate-revocable"


def test_what_was_done_before_a_production_licence_was_revoked_is_entered_after_it() -> None:
    told = licensed().then("licence-revocations", "2020-10-21", licence=Licence.PRODUCTION)

    assert told.events("reports-up", "2020-06-05")


def test_without_a_licence_there_is_none_to_revoke() -> None:
    refused = FAILED_THRICE.refused(
        "licence-revocations",
        "2021-01-11",
        licence=Licence.PRODUCTION,
        decided=decided(on=date(2021, 1, 10)),
    )

    assert refused == ("licence-not-forfeit", "IPL-54", "54")


def test_the_two_operators_go_their_own_ways() -> None:
    told = ANNOUNCED.then("correction-orders", "2020-08-03", XUHUI_OFFICER, recipient=SELLER).then(
        "rechecks", "2020-09-01", XUHUI_OFFICER, recipient=SELLER, passed=True
    )

    assert told.stages == {"producer": "announced", "seller": "resumed"}
    assert told.status == "announced"
