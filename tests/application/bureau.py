"""The people and commands of the use cases' tests."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import date
from typing import TypeVar
from uuid import UUID, uuid4

from msgspec.structs import replace

import domain.lead.decisions as decide
import domain.reference.events as ref
from application.aggregates import LEAD
from application.desk import Call, Desk, Done
from application.directory import Directory
from application.leads import register, start_verification
from application.ledger import Appended, Entry, Ledger, Receipt
from application.offers import refer
from application.streams import reference_stream
from application.vault import Details
from domain.authority import Officer, Role
from domain.events import Event
from domain.lead.decisions import Register
from domain.lead.events import LeadLinked, SealedInformant, Source
from domain.lead.handover import Refer
from domain.reference.officers import OfficerEntry
from domain.reference.reasons import Reason, ReasonUse
from domain.referral.kinds import ReferralKind
from tests.domain.story import CORPS_LEADER, DISPATCHER, KNOWN, RECEIVED_ON, TODAY, XUHUI

T = TypeVar("T")

ADMINISTRATOR = Officer("admin", "管理员", "SHAMR", (Role.ADMINISTRATOR,))
REASONS = (
    Reason(code="duplicate", use=ReasonUse.RETURN, label_zh="重复", label_en="duplicate"),
    Reason(code="unfounded", use=ReasonUse.NO_FILING, label_zh="不成立", label_en="unfounded"),
)
REVISION = {"revision": 1, "published_on": RECEIVED_ON, "effective_from": RECEIVED_ON}


class NoVault:
    """Nobody's details are sealed here."""

    async def seal(self, lead: UUID, details: Details) -> SealedInformant:
        """Not asked for by these stories."""
        raise AssertionError(lead, details)

    async def open(self, lead: UUID, sealed: SealedInformant) -> Details:
        """Not asked for by these stories."""
        raise AssertionError(lead, sealed)

    async def destroy(self, person: UUID) -> None:
        """Not asked for by these stories."""
        raise AssertionError(person)


def call(
    by: Officer = DISPATCHER,
    *,
    expected: int | None = None,
    key: str | None = None,
    body: str = "body",
) -> Call:
    """A command's circumstances."""
    receipt = Receipt(by.id, key, body.encode()) if key else None
    return Call(by=by, today=TODAY, correlation=uuid4(), expected=expected, receipt=receipt)


def lead_command(number: str = "1") -> Register:
    """A lead to register, with the number its source gave it."""
    return Register(
        source=Source.RISK_MONITORING,
        title="电水壶接地不合格",
        source_system="monitoring",
        source_ref=number,
        received_on=RECEIVED_ON,
    )


async def registered(
    desk: Desk, directory: Directory, number: str = "1", given: Call | None = None
) -> Done:
    """A lead of the corps."""
    return await register(desk, directory, NoVault(), lead_command(number), given or call())


async def dispatched(desk: Desk, directory: Directory, lead: Done) -> Done:
    """Its referral to Xuhui."""
    command = Refer(kind=ReferralKind.ASSIGN_DOWN, to_org=XUHUI, reason="属地")
    return await refer(desk, directory, lead.stream, command, call(expected=lead.version))


def publish(ledger: Ledger, name: str, version: int, event: Event, on: date = TODAY) -> int:
    """Publishes a revision; its position."""
    entry = Entry(
        originator_id=reference_stream(name),
        originator_version=version,
        event=event,
        by=ADMINISTRATOR,
        effective_on=on,
        correlation=uuid4(),
    )
    (outcome,) = ledger.append([([entry], None)])
    assert isinstance(outcome, Appended)
    return outcome.positions[-1]


def organisations(revision: int, *codes: str, withdrawn: Sequence[str] = ()) -> Event:
    """A revision of the organisations: the story's ones by their codes."""
    return ref.OrganisationsPublished(
        notice="通知",
        items=tuple(replace(KNOWN.organisations[code]) for code in codes),
        withdrawn=tuple(withdrawn),
        **REVISION | {"revision": revision},  # type: ignore[arg-type]
    )


def officers(revision: int, *entries: OfficerEntry) -> Event:
    """A revision of the officers."""
    return ref.OfficersPublished(
        notice="通知",
        items=entries,
        **REVISION | {"revision": revision},  # type: ignore[arg-type]
    )


def publish_reference(ledger: Ledger) -> None:
    """What the stories need to be known."""
    publish(ledger, "organisations", 1, organisations(1, *KNOWN.organisations))
    reasons = ref.ReasonsPublished(
        revision=1, published_on=RECEIVED_ON, effective_from=RECEIVED_ON, notice="", items=REASONS
    )
    publish(ledger, "reasons", 1, reasons)


def story(told: Callable[[], Awaitable[T]]) -> T:
    async def run() -> T:
        return await told()

    return asyncio.run(run())


async def verified(desk: Desk, lead: Done, *, expected: int | None, key: str | None = None) -> Done:
    circumstances = call(CORPS_LEADER, expected=expected, key=key)
    return await desk.run(
        circumstances,
        LEAD,
        lambda: start_verification(desk, lead.stream, decide.StartVerification(), circumstances),
    )


def linked(reason: str) -> LeadLinked:
    return LeadLinked(record=uuid4(), relation="same-product", reason=reason)


async def comes_between(ledger: Ledger, lead: UUID, version: int) -> None:
    other = Desk(ledger)
    await other.append_one(call(), lead, version, linked("另一科室"))
    other.close()
