"""A disposition is opened, its recipients are told, and it is settled who handles each of them."""

from datetime import date
from uuid import UUID

from msgspec import Struct

from domain.authority import Act, Officer, require
from domain.case.law import Moment
from domain.commands import Command
from domain.disposition import events as e
from domain.disposition.acting import check_after, enter
from domain.disposition.gates import Step
from domain.disposition.requirements import is_vacant
from domain.disposition.state import Disposition
from domain.party import Enterprise, EnterpriseGiven, uscc_is_sound
from domain.reference.catalogue import ProductKind, Seriousness
from domain.refusals import Invalid, OutOfOrder
from domain.sampling.result import Stage, TestResult
from domain.text import Code, Line, Text

Bureau = tuple[str | None, bool]
"""The body at a place, and whether it is in another province."""


class Weighed(Struct, frozen=True, kw_only=True):
    """What the catalogue makes of a result; `provincial` is the level of the sampling."""

    kind: ProductKind | None = None
    serious: Seriousness | None = None
    catalogue_revision: int = 0
    provincial: bool = False


class AddRecipient(Command, frozen=True):
    """增加告知对象: a platform found later, or who made what the label says another made."""

    role: e.RecipientRole
    enterprise: EnterpriseGiven
    reason: Text


class ServeNotice(Command, frozen=True):
    """检验结果告知: served on one recipient, who received it on a day (PSS-NOTIFY)."""

    recipient: e.RecipientRole
    received_on: date
    mode: e.ServiceMode = e.ServiceMode.DIRECT
    document_no: Line | None = None

    @property
    def acted_on(self) -> date | None:
        return self.effective_on or self.received_on


class NotifyOutside(Command, frozen=True):
    """跨省通报: the bureau at the producer's place is told (PSS-OUTSIDE)."""

    recipient: e.RecipientRole
    reason: Text
    to_org: Code | None = None


class AssignBureau(Command, frozen=True):
    """交办: which bureau handles the result for one recipient (PSS-RECTIFY, article 5)."""

    recipient: e.RecipientRole
    to_org: Code
    reason: Text


def open_disposition(
    result: TestResult,
    recipients: tuple[e.Recipient, ...],
    weighed: Weighed,
    *,
    by: Officer,
    lead: UUID | None,
    campaigns: tuple[str, ...] = (),
) -> list[e.DispositionEvent]:
    """Opens the disposition of an unqualified result."""
    require(by, Act.IMPORT_RESULTS, org=by.org)
    if result.qualified:
        raise OutOfOrder("result-is-qualified")
    kind, serious = weighed.kind, weighed.serious
    return [
        e.DispositionOpened(
            organiser=by.org,
            result=result,
            product_kind=kind.code if kind else None,
            catalogue_revision=weighed.catalogue_revision,
            risk=kind.risk if kind else None,
            recipients=recipients,
            serious_rule=serious.rule if serious else None,
            serious_fact=serious.fact if serious else None,
            lead=lead,
            licence_at_stake=weighed.provincial and kind is not None and kind.licensed,
            campaigns=campaigns,
        )
    ]


def add_recipient(
    disposition: Disposition,
    command: AddRecipient,
    bureau: Bureau,
    moment: Moment,
    *,
    by: Officer,
) -> list[e.DispositionEvent]:
    """Adds who has to be told too; `bureau` is the body at its place."""
    enter(disposition, Step.RECIPIENT, disposition.tracks[0].role, moment, by=by)
    if not is_vacant(disposition, command.role):
        raise Invalid("/role", "recipient-present", basis="PSS-NOTIFY", recipient=command.role)
    given = command.enterprise
    if given.uscc is not None and not uscc_is_sound(given.uscc):
        raise Invalid("/enterprise/uscc", "uscc-check-character", value=given.uscc)
    check_after(moment, disposition.sampled_on)
    org, outside = (None, False) if command.role is e.RecipientRole.PLATFORM else bureau
    return [
        e.RecipientAdded(
            recipient=command.role,
            enterprise=given.as_recorded(),
            handling_org=org,
            outside=outside,
            on=moment.on,
            reason=command.reason,
        )
    ]


def serve_notice(
    disposition: Disposition, command: ServeNotice, moment: Moment, *, by: Officer
) -> list[e.DispositionEvent]:
    """Notes that one recipient received the written notice; its own 15 days start there."""
    enter(disposition, Step.NOTICE, command.recipient, moment, by=by)
    if command.received_on > moment.today:
        raise Invalid("/receivedOn", "date-in-future", date=command.received_on.isoformat())
    earliest = disposition.delivered_on or disposition.sampled_on
    if command.received_on < earliest:
        raise Invalid(
            "/receivedOn",
            "date-before-receipt",
            date=command.received_on.isoformat(),
            receipt=earliest.isoformat(),
        )
    return [
        e.ResultNoticeServed(
            recipient=command.recipient,
            org=by.org,
            received_on=command.received_on,
            mode=command.mode,
            document_no=command.document_no,
        )
    ]


def notify_outside(
    disposition: Disposition, command: NotifyOutside, referral: UUID, moment: Moment, *, by: Officer
) -> list[e.DispositionEvent]:
    """Sends the result to the bureau of another province, once per recipient."""
    found = enter(disposition, Step.OUTSIDE, command.recipient, moment, by=by)
    target = command.to_org or found.track.recipient.handling_org
    if target is None:
        raise Invalid("/toOrg", "value-required")
    return [
        e.NotifiedOutside(
            recipient=command.recipient,
            referral=referral,
            to_org=target,
            reason=command.reason,
            on=moment.on,
        )
    ]


def assign(
    disposition: Disposition, command: AssignBureau, moment: Moment, *, by: Officer
) -> list[e.DispositionEvent]:
    """Names the bureau that handles the result, where its place does not say so, or another."""
    found = enter(disposition, Step.ASSIGNMENT, command.recipient, moment, by=by)
    check_after(moment, found.track.since)
    return [
        e.BureauAssigned(
            recipient=command.recipient,
            to_org=command.to_org,
            on=moment.on,
            reason=command.reason,
        )
    ]


def handled_outside(
    disposition: Disposition, referral: UUID, outcome: str, text: str
) -> list[e.DispositionEvent]:
    """What another province reports of a result that was sent to it."""
    return [
        e.OutsideHandled(recipient=each.role, referral=referral, outcome=outcome, text=text)
        for each in disposition.tracks
        if each.outside is not None and each.outside.referral == referral
    ]


def withdrawn_outside(
    disposition: Disposition, referral: UUID, reason: str, on: date
) -> list[e.DispositionEvent]:
    """The notice to another province is taken back."""
    return [
        e.OutsideWithdrawn(recipient=each.role, referral=referral, reason=reason, on=on)
        for each in disposition.tracks
        if each.outside is not None and each.outside.referral == referral
    ]


def recipients_of(result: TestResult, bureaus: tuple[Bureau, Bureau]) -> tuple[e.Recipient, ...]:
    """Who is told: the producer, or the seller with the labelled producer, and the platform.

    `bureaus` are the bodies at the producer's and at the seller's place.
    """
    producers, sellers = bureaus
    at_producer = result.stage is Stage.PRODUCTION and result.sampled.name == result.producer.name
    producer = _recipient(
        e.RecipientRole.PRODUCER, result.producer, producers, labelled=not at_producer
    )
    if at_producer:
        return (producer,)
    seller = _recipient(e.RecipientRole.SELLER, result.sampled, sellers)
    if result.stage is not Stage.ECOMMERCE or result.platform is None:
        return (producer, seller)
    platform = Enterprise(name=result.platform)
    return (producer, seller, _recipient(e.RecipientRole.PLATFORM, platform, (None, False)))


def _recipient(
    role: e.RecipientRole, enterprise: Enterprise, bureau: Bureau, *, labelled: bool = False
) -> e.Recipient:
    org, outside = bureau
    return e.Recipient(
        role=role, enterprise=enterprise, handling_org=org, outside=outside, labelled=labelled
    )
