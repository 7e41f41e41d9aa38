"""A small model of a lead and its referrals: a step is taken on both or on neither."""

from collections.abc import Callable
from datetime import date
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

import domain.lead.decisions as decide_lead
import domain.lead.events as le
import domain.referral.decisions as decide
import domain.referral.events as re
from domain.authority import Officer, Role
from domain.lead import handover
from domain.lead.state import Lead
from domain.lead.state import evolve as evolve_lead
from domain.reference.catalogue import Catalogue
from domain.referral.kinds import ReferralKind
from domain.referral.state import Referral, ReferralStatus
from domain.referral.state import evolve as evolve_referral
from domain.refusals import OutOfOrder
from tests.domain.story import (
    CITY,
    CORPS,
    KEPT_ID,
    LEAD_ID,
    ORGANISATIONS,
    PUDONG,
    RECEIVED_ON,
    REGISTERED,
    SUBJECT,
    TODAY,
    XUHUI,
    lead_after,
    officer,
)

ALL_ROUND = (Role.DISPATCHER, Role.LEADER, Role.SUPERIOR)
PEOPLE = {org: officer(org, *ALL_ROUND) for org in (CITY, CORPS, XUHUI, PUDONG)}


class Step(Struct, frozen=True):
    """Someone asks for something; `referral` counts back from the newest one."""

    name: str
    who: str
    reason: str
    org: str = XUHUI
    referral: int = 0
    flag: bool = False
    on: date = TODAY

    @property
    def by(self) -> Officer:
        """The officer who asks."""
        return PEOPLE[self.who]


class World(Struct, frozen=True):
    """The lead, the lead it may be merged into, its referrals; and how many events each has."""

    lead: Lead = lead_after(REGISTERED)
    kept: Lead = lead_after(REGISTERED)
    referrals: tuple[Referral, ...] = ()
    counts: tuple[int, ...] = ()
    lead_events: int = 1

    def referral_id(self, at: int) -> UUID:
        """The id of a referral by its place."""
        return UUID(int=100 + at)


class Taken(Struct, frozen=True):
    """What a step recorded, and the world after it."""

    world: World
    of_lead: list[le.LeadEvent]
    of_referral: list[re.ReferralEvent]


def take(world: World, step: Step) -> Taken:
    """The step, or the domain's refusal."""
    if step.name in LEAD_STEPS:
        return with_lead(world, LEAD_STEPS[step.name](world.lead, step))
    if step.name in JOINING:
        of_lead, of_kept = JOINING[step.name](world, step)
        taken = with_lead(world, of_lead)
        kept = world.kept
        for event in of_kept:
            kept = evolve_lead(kept, event)
        return replace(taken, world=replace(taken.world, kept=kept))
    if step.name in REFER:
        return refer(world, step, REFER[step.name])
    if not world.referrals:
        raise OutOfOrder("nothing-referred")
    at = len(world.referrals) - 1 - step.referral % len(world.referrals)
    return answer(world, step, at)


def with_lead(world: World, events: list[le.LeadEvent]) -> Taken:
    """The world after these events of the lead."""
    lead = world.lead
    for event in events:
        lead = evolve_lead(lead, event)
    after = replace(world, lead=lead, lead_events=world.lead_events + len(events))
    return Taken(after, events, [])


def begun(taken: Taken, first: re.ReferralIssued | re.ReferralDrafted) -> Taken:
    """The world with one referral more."""
    world = replace(
        taken.world,
        referrals=(*taken.world.referrals, evolve_referral(None, first)),
        counts=(*taken.world.counts, 1),
    )
    return replace(taken, world=world, of_referral=[*taken.of_referral, first])


def refer(world: World, step: Step, kind: ReferralKind) -> Taken:
    """The holder offers the lead, drafts a transfer, or asks the superior."""
    lead = world.lead
    to = ORGANISATIONS[CITY if kind is ReferralKind.REQUEST_UP else step.org]
    command = handover.Refer(kind=kind, to_org=to.code, reason=step.reason)
    handover.check_offer(lead, command, to, by=step.by)
    if kind is ReferralKind.INTRA_TRANSFER:
        drafted = re.ReferralDrafted(
            kind=kind,
            subject=SUBJECT,
            from_org=lead.holder,
            to_org=to.code,
            reason=step.reason,
            dossier=LEAD_ID,
        )
        return begun(with_lead(world, []), drafted)
    offered = handover.offer(lead, command, world.referral_id(len(world.referrals)), to)
    return begun(with_lead(world, offered), issue(kind, lead.holder, to.code, step.reason))


def issue(kind: ReferralKind, from_org: str, to_org: str, reason: str) -> re.ReferralIssued:
    """A referral of the lead that is sent."""
    return re.ReferralIssued(
        kind=kind,
        subject=SUBJECT,
        from_org=from_org,
        to_org=to_org,
        reason=reason,
        dossier=LEAD_ID,
    )


def answer(world: World, step: Step, at: int) -> Taken:
    """A step on a referral that is there, and on the lead it carries."""
    referral, own_id = world.referrals[at], world.referral_id(at)
    if step.name == "designate":
        return designate(world, step, at)
    events, of_lead = ANSWERS[step.name](referral, world.lead, own_id, step)
    return with_referral(with_lead(world, of_lead), at, events)


def with_referral(taken: Taken, at: int, events: list[re.ReferralEvent]) -> Taken:
    """The world after these events of one referral."""
    world, referral = taken.world, taken.world.referrals[at]
    for event in events:
        referral = evolve_referral(referral, event)
    counts = world.counts
    after = replace(
        world,
        referrals=(*world.referrals[:at], referral, *world.referrals[at + 1 :]),
        counts=(*counts[:at], counts[at] + len(events), *counts[at + 1 :]),
    )
    return replace(taken, world=after, of_referral=[*taken.of_referral, *events])


def designate(world: World, step: Step, at: int) -> Taken:
    """The superior settles it; a new referral takes the lead to the body it names."""
    referral, lead = world.referrals[at], world.lead
    stays = step.org == lead.holder
    onward = None if stays else world.referral_id(len(world.referrals))
    command = decide.Designate(org=step.org, reason=step.reason)
    events = decide.designate(referral, command, by=step.by, onward=onward)
    settled = handover.designate(
        lead, world.referral_id(at), ORGANISATIONS[step.org], step.reason, onward, by=step.by
    )
    taken = with_referral(with_lead(world, settled), at, events)
    if stays:
        return taken
    return begun(taken, issue(ReferralKind.DESIGNATION, step.by.org, step.org, step.reason))


Both = tuple[list[re.ReferralEvent], list[le.LeadEvent]]


def approve(referral: Referral, lead: Lead, own_id: UUID, step: Step) -> Both:
    events = decide.approve(referral, by=step.by)
    to = ORGANISATIONS[referral.to_org]
    sent = handover.Refer(kind=referral.kind, to_org=to.code, reason=referral.reason)
    handover.check_offer(lead, sent, to, by=step.by)
    return events, handover.offer(lead, sent, own_id, to)


def receive(referral: Referral, lead: Lead, own_id: UUID, step: Step) -> Both:
    events = decide.receive(referral, RECEIVED_ON, by=step.by, receiver=referral.to_org)
    return events, handover.receive(lead, own_id, RECEIVED_ON)


def accept(referral: Referral, lead: Lead, own_id: UUID, step: Step) -> Both:
    return decide.accept(referral, by=step.by), handover.accept(lead, own_id)


def give_back(referral: Referral, lead: Lead, own_id: UUID, step: Step) -> Both:
    command = decide.Return(reason_code="duplicate", reason=step.reason)
    events = decide.give_back(referral, command, by=step.by, reasons={"duplicate"})
    return events, handover.give_back(lead, own_id, "duplicate", step.reason)


def withdraw(referral: Referral, lead: Lead, own_id: UUID, step: Step) -> Both:
    events = decide.withdraw(referral, decide.Withdraw(reason=step.reason), by=step.by)
    if referral.status is ReferralStatus.DRAFT:
        return events, []
    return events, handover.recall(lead, own_id, step.reason)


def dispute(referral: Referral, lead: Lead, own_id: UUID, step: Step) -> Both:
    command = decide.Dispute(reason=step.reason, negotiate=step.flag)
    events = decide.dispute(referral, command, by=step.by, on=step.on, superior=CITY)
    return events, handover.dispute(lead, own_id, step.reason)


def request(referral: Referral, _lead: Lead, _own_id: UUID, step: Step) -> Both:
    command = decide.RequestDesignation(reason=step.reason)
    return decide.request_designation(referral, command, by=step.by, superior=CITY), []


def tell(referral: Referral, _lead: Lead, _own_id: UUID, step: Step) -> Both:
    command = decide.GiveFeedback(outcome="unfounded", text=step.reason)
    return decide.give_feedback(referral, command, by=step.by, receiver=referral.to_org), []


def remind(referral: Referral, _lead: Lead, _own_id: UUID, step: Step) -> Both:
    return decide.remind(referral, decide.Remind(text=step.reason), by=step.by), []


ANSWERS: dict[str, Callable[[Referral, Lead, UUID, Step], Both]] = {
    "approve": approve,
    "receive": receive,
    "accept": accept,
    "give back": give_back,
    "withdraw": withdraw,
    "dispute": dispute,
    "request": request,
    "tell": tell,
    "remind": remind,
}
REFER = {
    "dispatch": ReferralKind.ASSIGN_DOWN,
    "transfer": ReferralKind.INTRA_TRANSFER,
    "ask up": ReferralKind.REQUEST_UP,
}
LEAD_STEPS: dict[str, Callable[[Lead, Step], list[le.LeadEvent]]] = {
    "start": lambda lead, step: decide_lead.start_verification(
        lead, decide_lead.StartVerification(note=step.reason), by=step.by
    ),
    "no filing": lambda lead, step: decide_lead.decide_no_filing(
        lead,
        decide_lead.DecideNoFiling(reason_code="unfounded", reason=step.reason),
        by=step.by,
        reasons={"unfounded"},
    ),
    "reopen": lambda lead, step: decide_lead.reopen(
        lead, decide_lead.Reopen(new_facts=step.reason), by=step.by
    ),
    "correct": lambda lead, step: decide_lead.correct(
        lead,
        decide_lead.Correct(corrects=1, reason=step.reason, title="更正"),
        Catalogue(),
        by=step.by,
        today=TODAY,
    ),
    "mark": lambda lead, step: decide_lead.mark_serious(
        lead, decide_lead.MarkSerious(serious=step.flag, reason=step.reason), by=step.by
    ),
}
JOINING: dict[str, Callable[[World, Step], tuple[list[le.LeadEvent], list[le.LeadEvent]]]] = {
    "merge": lambda world, step: decide_lead.merge(
        world.lead,
        world.kept,
        decide_lead.Merge(into=KEPT_ID, reason=step.reason),
        LEAD_ID,
        by=step.by,
    ),
    "unmerge": lambda world, step: decide_lead.unmerge(
        world.lead, decide_lead.Unmerge(reason=step.reason), LEAD_ID, by=step.by
    ),
}
STEPS = (*LEAD_STEPS, *JOINING, *REFER, *ANSWERS, "designate")
