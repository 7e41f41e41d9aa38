"""What can happen to a suspected crime on its way to the police and back (law.md 7, 12.2).

These types are the stored format. What the police and the procuratorate do is recorded by the
bureau. An event whose legal day is that of its entry has no day of its own.
"""

from datetime import date, datetime
from uuid import UUID

from msgspec import Struct

from domain.referral.kinds import TransferDocument
from domain.referral.subject import Subject


class Document(Struct, frozen=True, kw_only=True, rename="camel"):
    """One paper that goes with the transfer."""

    kind: TransferDocument
    name: str


class CrimeTeamFormed(Struct, frozen=True, kw_only=True, tag="referral.crime-team-formed.v1"):
    """专案组: the first event; `to_org` is the public security organ of the same level."""

    subject: Subject
    from_org: str
    to_org: str
    reason: str
    dossier: UUID
    offence: str
    team: tuple[str, ...]


class CrimeReportSubmitted(Struct, frozen=True, kw_only=True, tag="referral.crime-reported.v1"):
    """The team's report reached the head on the day of the entry."""

    text: str


class CrimeTransferApproved(Struct, frozen=True, kw_only=True, tag="referral.crime-approved.v1"):
    decided_at: datetime
    reason: str | None = None


class CrimeTransferRefused(Struct, frozen=True, kw_only=True, tag="referral.crime-refused.v1"):
    decided_at: datetime
    reason: str


class CrimeCaseSent(Struct, frozen=True, kw_only=True, tag="referral.crime-sent.v1"):
    """`copied_to` is the procuratorate that has the copy (CT-COPY)."""

    sent_at: datetime
    documents: tuple[Document, ...]
    copied_to: str


class PoliceReceipted(Struct, frozen=True, kw_only=True, tag="referral.police-receipted.v1"):
    received_at: datetime
    body: str
    receipt: str | None = None


class MaterialsRequested(Struct, frozen=True, kw_only=True, tag="referral.materials-requested.v1"):
    requested_at: datetime
    missing: str


class MaterialsSupplemented(
    Struct, frozen=True, kw_only=True, tag="referral.materials-supplemented.v1"
):
    text: str


class CasePassedOn(Struct, frozen=True, kw_only=True, tag="referral.police-passed-on.v1"):
    """The police sent it to whoever is competent, and told the bureau in writing."""

    passed_at: datetime
    to_body: str


class PoliceFiled(Struct, frozen=True, kw_only=True, tag="referral.police-filed.v1"):
    """立案; the notice was received on the day of the entry."""

    number: str
    decided_on: date


class PoliceDeclined(Struct, frozen=True, kw_only=True, tag="referral.police-declined.v1"):
    """不予立案, with the file returned; the notice was received on the day of the entry."""

    number: str
    decided_on: date
    reason: str


class ItemsHandedOver(Struct, frozen=True, kw_only=True, tag="referral.items-handed-over.v1"):
    """Items and materials went to the police; the party was told where sealed ones are among them.

    `sealed` are the measures they were under.
    """

    items: tuple[str, ...]
    receipt: str
    sealed: tuple[str, ...] = ()
    told_on: date | None = None


class ReconsiderationRequested(
    Struct, frozen=True, kw_only=True, tag="referral.reconsideration-requested.v1"
):
    reason: str
    received_on: date


class ReconsiderationDecided(
    Struct, frozen=True, kw_only=True, tag="referral.reconsideration-decided.v1"
):
    """`filed`: the police file after all; the notice was received on the day of the entry."""

    filed: bool
    number: str
    decided_on: date
    reason: str


class ProsecutorSuggested(
    Struct, frozen=True, kw_only=True, tag="referral.prosecutor-suggested.v1"
):
    body: str
    reason: str


class ReasonsAsked(Struct, frozen=True, kw_only=True, tag="referral.reasons-asked.v1"):
    """The procuratorate asked the police why they did not file."""

    text: str


class FilingOrdered(Struct, frozen=True, kw_only=True, tag="referral.filing-ordered.v1"):
    """The procuratorate gave the police notice to file."""

    text: str
    explained_on: date


class ReasonsAccepted(Struct, frozen=True, kw_only=True, tag="referral.reasons-accepted.v1"):
    """The procuratorate found that the police need not file."""

    text: str
    explained_on: date | None = None


class AdministrationResumed(
    Struct, frozen=True, kw_only=True, tag="referral.administration-resumed.v1"
):
    """It ended without a filing, or the police found no crime: the bureau handles it (CT-BACK)."""

    reason: str
    received_on: date


CriminalEvent = (
    CrimeTeamFormed
    | CrimeReportSubmitted
    | CrimeTransferApproved
    | CrimeTransferRefused
    | CrimeCaseSent
    | PoliceReceipted
    | MaterialsRequested
    | MaterialsSupplemented
    | CasePassedOn
    | PoliceFiled
    | PoliceDeclined
    | ItemsHandedOver
    | ReconsiderationRequested
    | ReconsiderationDecided
    | ProsecutorSuggested
    | ReasonsAsked
    | FilingOrdered
    | ReasonsAccepted
    | AdministrationResumed
)
