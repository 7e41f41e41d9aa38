"""All that can happen: the ledger's closed vocabulary. A topic not in here is refused."""

from domain.access import AccessEvent
from domain.bulletin.events import BulletinClaimEvent, BulletinEvent
from domain.case.docket import DocketEvent
from domain.case.events import CaseEvent
from domain.disposition.events import DispositionEvent
from domain.joint_review.events import JointReviewEvent
from domain.lead.events import LeadEvent
from domain.reference.events import ReferenceEvent
from domain.referral.events import ReferralEvent
from domain.sampling.events import SamplingEvent
from domain.supervision.events import SupervisionEvent

Event = (
    LeadEvent
    | ReferralEvent
    | CaseEvent
    | DocketEvent
    | JointReviewEvent
    | SupervisionEvent
    | DispositionEvent
    | SamplingEvent
    | ReferenceEvent
    | BulletinEvent
    | BulletinClaimEvent
    | AccessEvent
)


def topic_of(event: Event) -> str:
    """The stored name of an event: its struct's tag, never a Python path."""
    return str(type(event).__struct_config__.tag)
