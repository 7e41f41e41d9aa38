"""What can happen to a test result: it is recorded, once. The stored format."""

from datetime import date
from uuid import UUID

from msgspec import Struct

from domain.sampling.result import TestResult


class ResultRecorded(Struct, frozen=True, kw_only=True, tag="sampling.result-recorded.v1"):
    organiser: str
    result: TestResult
    product_kind: str | None = None
    catalogue_revision: int = 0
    disposition: UUID | None = None


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


SamplingEvent = ResultRecorded | ResultsImported
