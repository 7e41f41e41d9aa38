"""The inbox of a bureau, and the queue of the dispatchers: which rows, in which tab."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from domain.authority import Officer
from domain.lead.state import LeadStatus
from domain.referral.state import ReferralStatus


class Tab(StrEnum):
    """What waits for what: 待签收 · 待接收 · 办理中 · 待反馈 · 已退回 · 待指定 (S4)."""

    RECEIPT = "receipt"  # 待签收
    ACCEPTANCE = "acceptance"  # 待接收
    HANDLING = "handling"  # 办理中
    FEEDBACK = "feedback"  # 待反馈
    RETURNED = "returned"  # 已退回
    DESIGNATION = "designation"  # 待指定


STATUSES: Mapping[Tab, tuple[ReferralStatus, ...]] = {
    Tab.RECEIPT: (ReferralStatus.SENT,),
    Tab.ACCEPTANCE: (
        ReferralStatus.RECEIVED,
        ReferralStatus.DISPUTED,
        ReferralStatus.REPORTED_UP,
    ),
    Tab.HANDLING: (
        ReferralStatus.ACCEPTED,
        ReferralStatus.REPLY_DUE,
        ReferralStatus.DELAY_NOTIFIED,
    ),
    Tab.FEEDBACK: (ReferralStatus.FEEDBACK_DUE,),
    Tab.RETURNED: (ReferralStatus.RETURNED,),
    Tab.DESIGNATION: (ReferralStatus.REPORTED_UP,),
}


def of_tab(tab: Tab, org: str) -> dict[str, Any]:
    """The referrals in a tab of an organisation's inbox."""
    column = "superior" if tab is Tab.DESIGNATION else "to_org"
    return {column: org, "status": STATUSES[tab]}


def of_queue(officer: Officer) -> dict[str, Any]:
    """The leads that wait for a dispatcher: registered, held by that body, not offered."""
    return {"holder": officer.org, "status": LeadStatus.REGISTERED}
