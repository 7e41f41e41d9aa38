"""What can happen to a test result: it is recorded, corrected, voided. The stored format."""

from datetime import date
from uuid import UUID

from msgspec import Struct

from domain.party import Enterprise
from domain.reference.catalogue import RiskClass
from domain.sampling.result import Stage, TestResult


class ResultRecorded(Struct, frozen=True, kw_only=True, tag="sampling.result-recorded.v1"):
    """`handlers` are the bureaus here at the places of the producer and of the sampling."""

    organiser: str
    result: TestResult
    product_kind: str | None = None
    catalogue_revision: int = 0
    risk: RiskClass | None = None
    disposition: UUID | None = None
    campaigns: tuple[str, ...] = ()
    handlers: tuple[str, ...] = ()


class ResultCorrected(Struct, frozen=True, kw_only=True, tag="sampling.result-corrected.v1"):
    """Only the fields that are set are corrected; `corrects` is the version of the event.

    With a `catalogue_revision` the result was weighed again, by the catalogue of the day of
    sampling: its kind and its class are those given here, or none.
    """

    corrects: int
    reason: str
    product: str | None = None
    brand: str | None = None
    model: str | None = None
    batch: str | None = None
    producer: Enterprise | None = None
    sampled: Enterprise | None = None
    stage: Stage | None = None
    platform: str | None = None
    sampled_on: date | None = None
    lab: str | None = None
    sampling_rule: str | None = None
    delivered_on: date | None = None
    issuer: str | None = None
    recognised_by: str | None = None
    product_kind: str | None = None
    catalogue_revision: int | None = None
    risk: RiskClass | None = None
    campaigns: tuple[str, ...] | None = None


class ResultVoided(Struct, frozen=True, kw_only=True, tag="sampling.result-voided.v1"):
    """The result was entered by mistake: it stays to be read, and counts nowhere."""

    reason: str


class ResultsImported(Struct, frozen=True, kw_only=True, tag="sampling.results-imported.v1"):
    """A file was imported: what it was, and what came of its rows."""

    org: str
    file_name: str
    sha256: str
    rows: int
    dispositions: int
    leads: int
    skipped: int
    refused: int
    imported_on: date
    unqualified: int | None = None
    elsewhere: int = 0
    mapping: str | None = None


SamplingEvent = ResultRecorded | ResultCorrected | ResultVoided | ResultsImported
