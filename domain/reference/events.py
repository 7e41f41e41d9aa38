"""What can happen to reference data: a revision is published. These types are the stored format.

A revision holds what it adds or replaces, by code, and the codes it withdraws. One of the catalogue
may be a full list instead.
"""

from datetime import date

from msgspec import Struct

from domain.reference.bases import LegalBasis
from domain.reference.campaigns import Campaign
from domain.reference.catalogue import ProductKind
from domain.reference.mappings import ImportMapping
from domain.reference.officers import OfficerEntry
from domain.reference.organisations import Organisation
from domain.reference.reasons import Reason
from domain.reference.thresholds import Threshold
from domain.statute.calendar import CalendarYear
from domain.statute.rule import Rule


class Revision(Struct, frozen=True, kw_only=True):
    """What every revision says of itself: its number, its notice, and from when it holds."""

    revision: int
    published_on: date
    effective_from: date
    notice: str
    withdrawn: tuple[str, ...] = ()


class OrganisationsPublished(
    Revision, frozen=True, kw_only=True, tag="reference.organisations-published.v1"
):
    items: tuple[Organisation, ...]


class OfficersPublished(Revision, frozen=True, kw_only=True, tag="reference.officers-published.v1"):
    items: tuple[OfficerEntry, ...]


class CataloguePublished(
    Revision, frozen=True, kw_only=True, tag="reference.catalogue-published.v1"
):
    """`replaces`: a full list; what it leaves out is not in the catalogue of its day any more."""

    items: tuple[ProductKind, ...]
    replaces: bool = False


class ReasonsPublished(Revision, frozen=True, kw_only=True, tag="reference.reasons-published.v1"):
    items: tuple[Reason, ...]


class CalendarsPublished(
    Revision, frozen=True, kw_only=True, tag="reference.calendars-published.v1"
):
    items: tuple[CalendarYear, ...]


class RulesPublished(Revision, frozen=True, kw_only=True, tag="reference.rules-published.v1"):
    items: tuple[Rule, ...]


class LegalBasesPublished(
    Revision, frozen=True, kw_only=True, tag="reference.legal-bases-published.v1"
):
    items: tuple[LegalBasis, ...]


class ThresholdsPublished(
    Revision, frozen=True, kw_only=True, tag="reference.thresholds-published.v1"
):
    items: tuple[Threshold, ...]


class CampaignsPublished(
    Revision, frozen=True, kw_only=True, tag="reference.campaigns-published.v1"
):
    items: tuple[Campaign, ...]


class ImportMappingsPublished(
    Revision, frozen=True, kw_only=True, tag="reference.import-mappings-published.v1"
):
    items: tuple[ImportMapping, ...]


ReferenceEvent = (
    OrganisationsPublished
    | OfficersPublished
    | CataloguePublished
    | ReasonsPublished
    | CalendarsPublished
    | RulesPublished
    | LegalBasesPublished
    | ThresholdsPublished
    | CampaignsPublished
    | ImportMappingsPublished
)
