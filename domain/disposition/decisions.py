"""The commands about a disposition up to notification, and the functions that decide them."""

from datetime import date
from uuid import UUID

from domain.authority import Act, Officer, require
from domain.commands import Command
from domain.disposition import events as e
from domain.disposition.state import Disposition
from domain.reference.catalogue import ProductKind, Seriousness
from domain.refusals import Invalid, OutOfOrder
from domain.sampling.result import Stage, TestResult
from domain.text import Code, Line, Text


class ServeNotice(Command, frozen=True):
    """检验结果告知: served on one recipient, who received it on a day (PSS-NOTIFY)."""

    recipient: e.RecipientRole
    received_on: date
    mode: e.ServiceMode = e.ServiceMode.DIRECT
    document_no: Line | None = None


class NotifyOutside(Command, frozen=True):
    """跨省通报: the bureau at the producer's place is told (PSS-OUTSIDE)."""

    recipient: e.RecipientRole
    reason: Text
    to_org: Code | None = None


def open_disposition(
    result: TestResult,
    recipients: tuple[e.Recipient, ...],
    kind: ProductKind | None,
    serious: Seriousness | None,
    *,
    by: Officer,
    catalogue_revision: int,
    lead: UUID | None,
) -> list[e.DispositionEvent]:
    """Opens the disposition of an unqualified result."""
    require(by, Act.IMPORT_RESULTS, org=by.org)
    if result.qualified:
        raise OutOfOrder("result-is-qualified")
    return [
        e.DispositionOpened(
            organiser=by.org,
            result=result,
            product_kind=kind.code if kind else None,
            catalogue_revision=catalogue_revision,
            recipients=recipients,
            serious_rule=serious.rule if serious else None,
            serious_fact=serious.fact if serious else None,
            lead=lead,
        )
    ]


def serve_notice(
    disposition: Disposition, command: ServeNotice, *, by: Officer, today: date
) -> list[e.DispositionEvent]:
    """Notes that one recipient received the written notice; its own 15 days start there."""
    addressed = _recipient(disposition, command.recipient)
    own = {disposition.organiser, addressed.handling_org}
    require(by, Act.SERVE_NOTICE, org=by.org if by.org in own else disposition.organiser)
    if command.recipient in disposition.notified:
        raise OutOfOrder("already-notified", basis="PSS-NOTIFY", recipient=command.recipient)
    if command.received_on > today:
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
    disposition: Disposition, command: NotifyOutside, referral: UUID, *, by: Officer
) -> list[e.DispositionEvent]:
    """Sends the result to the bureau of another province, once per recipient."""
    require(by, Act.SERVE_NOTICE, org=disposition.organiser)
    addressed = _recipient(disposition, command.recipient)
    if not addressed.outside:
        raise OutOfOrder("recipient-not-outside", basis="PSS-OUTSIDE")
    target = command.to_org or addressed.handling_org
    if target is None:
        raise Invalid("/toOrg", "value-required")
    if command.recipient in disposition.referred_outside:
        raise OutOfOrder("already-referred-outside", basis="PSS-OUTSIDE")
    return [
        e.NotifiedOutside(
            recipient=command.recipient, referral=referral, to_org=target, reason=command.reason
        )
    ]


def recipients_of(
    result: TestResult, bureaus: tuple[tuple[str | None, bool], tuple[str | None, bool]]
) -> tuple[e.Recipient, ...]:
    """The producer and, unless the sample was taken there, the seller.

    `bureaus` are (code, outside) of the bodies at the producer's and at the seller's place.
    """
    (producer_org, producer_outside), (seller_org, seller_outside) = bureaus
    producer = e.Recipient(
        role=e.RecipientRole.PRODUCER,
        enterprise=result.producer,
        handling_org=producer_org,
        outside=producer_outside,
    )
    if result.stage is Stage.PRODUCTION and result.sampled.name == result.producer.name:
        return (producer,)
    seller = e.Recipient(
        role=e.RecipientRole.SELLER,
        enterprise=result.sampled,
        handling_org=seller_org,
        outside=seller_outside,
    )
    return (producer, seller)


def _recipient(disposition: Disposition, role: e.RecipientRole) -> e.Recipient:
    for recipient in disposition.recipients:
        if recipient.role is role:
            return recipient
    raise Invalid("/recipient", "no-such-recipient", value=role)
