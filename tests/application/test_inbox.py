"""Each referral waits in at most one tab; what waits for nobody is in none."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import pytest

import domain.referral.events as re
from application.inbox import STATUSES, Tab, of_queue, of_tab
from application.ledger import Entry
from application.views.lead import LEADS, LeadRow
from application.views.referral import REFERRALS, ReferralRow
from application.views.view import View
from domain.events import Event
from domain.lead.events import LeadRecalled
from domain.referral.kinds import ReferralKind
from domain.referral.state import ReferralStatus
from tests.application.test_history import told
from tests.domain.crime_story import LEGAL
from tests.domain.story import (
    ACCEPTED,
    ASKED,
    CITY,
    CORPS,
    DISPATCHED,
    DISPATCHER,
    DRAFTED,
    ISSUED,
    LEAD_ID,
    NEGOTIATED,
    RECEIVED,
    REFERRAL_ID,
    REGISTERED,
    TAKEN,
    VERIFYING,
    XUHUI,
    issued,
)

RETURNED = re.ReferralReturned(org=XUHUI, reason_code="duplicate", reason="重复")
WITHDRAWN = re.ReferralWithdrawn(org=CORPS, reason="误发")
CONCLUDED = re.HandlingConcluded(outcome="unfounded")
FINAL = re.FeedbackGiven(org=XUHUI, outcome="unfounded", text="不成立", final=True)
MADE = re.DesignationMade(superior=CITY, org=XUHUI, reason="属地")

WAITING: list[tuple[Tab | None, tuple[Event, ...]]] = [
    (None, (DRAFTED,)),
    (Tab.RECEIPT, (ISSUED,)),
    (Tab.RECEIPT, (DRAFTED, re.ReferralApproved(org=XUHUI))),
    (Tab.ACCEPTANCE, (ISSUED, RECEIVED)),
    (Tab.ACCEPTANCE, (issued(ReferralKind.INTRA_TRANSFER), RECEIVED, NEGOTIATED)),
    (Tab.ACCEPTANCE, (issued(ReferralKind.INTRA_TRANSFER), RECEIVED, NEGOTIATED, ASKED)),
    (Tab.HANDLING, (ISSUED, RECEIVED, TAKEN)),
    (Tab.HANDLING, (issued(ReferralKind.ASSISTANCE), RECEIVED)),
    (None, (issued(ReferralKind.OTHER_DEPARTMENT), RECEIVED)),
    (Tab.FEEDBACK, (ISSUED, RECEIVED, TAKEN, CONCLUDED)),
    (Tab.RETURNED, (ISSUED, RECEIVED, RETURNED)),
    (None, (ISSUED, WITHDRAWN)),
    (None, (ISSUED, RECEIVED, TAKEN, CONCLUDED, FINAL)),
    (None, (issued(ReferralKind.INTRA_TRANSFER), RECEIVED, NEGOTIATED, ASKED, MADE)),
]


def row_after(view: View[ReferralRow], *events: Event) -> ReferralRow:
    row: ReferralRow | None = None
    for entry in as_entries(REFERRAL_ID, *events):
        row = view.fold(row, entry)
    assert row is not None
    return row


def as_entries(stream: UUID, *events: Event) -> list[Entry]:
    return told(*([(stream, event)] for event in events))


@pytest.mark.parametrize(("tab", "events"), WAITING)
def test_a_referral_waits_in_the_tab_of_what_is_to_be_done(
    tab: Tab | None, events: tuple[Event, ...]
) -> None:
    row = row_after(REFERRALS, *events)
    columns = REFERRALS.columns(row)

    found = [each for each in Tab if matches(of_tab(each, row.to_org), columns)]

    assert found == ([tab] if tab else [])
    assert not [each for each in Tab if matches(of_tab(each, "elsewhere"), columns)]


def matches(equal: dict[str, Any], columns: Mapping[str, Any]) -> bool:
    """As a list is filtered."""
    return all(
        columns[name] in value if isinstance(value, tuple) else columns[name] == value
        for name, value in equal.items()
    )


def test_no_status_is_in_two_tabs() -> None:
    # What was reported up waits for the superior; in the receiver's inbox it is not answered yet.
    own = {tab: statuses for tab, statuses in STATUSES.items() if tab is not Tab.DESIGNATION}
    listed = [status for statuses in own.values() for status in statuses]

    assert len(listed) == len(set(listed))
    assert set(ReferralStatus) - set(listed) == {
        ReferralStatus.DRAFT,
        ReferralStatus.WITHDRAWN,
        ReferralStatus.CLOSED,
        ReferralStatus.DESIGNATED,
        ReferralStatus.RECEIPTED,
        ReferralStatus.BOUNCED,
        ReferralStatus.REPLIED,
        *LEGAL,  # a criminal transfer waits for its own bureau, or for the police
    }


RECALLED = LeadRecalled(referral=DISPATCHED.referral, org=CORPS, reason="误发")


@pytest.mark.parametrize(
    ("waits", "events"),
    [
        (True, (REGISTERED,)),
        (False, (REGISTERED, DISPATCHED)),
        (True, (REGISTERED, DISPATCHED, RECALLED)),
        (False, (REGISTERED, DISPATCHED, ACCEPTED)),
        (False, (REGISTERED, VERIFYING)),
    ],
)
def test_the_queue_holds_what_the_dispatcher_has_to_send(
    waits: bool,  # noqa: FBT001 - a case's answer
    events: tuple[Event, ...],
) -> None:
    row: LeadRow | None = None
    for entry in as_entries(LEAD_ID, *events):
        row = LEADS.fold(row, entry)
    assert row is not None

    assert matches(of_queue(DISPATCHER), LEADS.columns(row)) is waits
