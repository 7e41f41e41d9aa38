"""What can happen around a record without changing it: someone read what it protects."""

from uuid import UUID

from msgspec import Struct


class InformantRead(Struct, frozen=True, kw_only=True, tag="access.informant-read.v1"):
    """Someone entitled saw an informant's details, and said why (举报人信息查阅)."""

    lead: UUID
    person: UUID
    reason: str


class ContentRead(Struct, frozen=True, kw_only=True, tag="access.content-read.v1"):
    """Someone was handed the file of a piece of evidence, or a document issued, by its number."""

    case: UUID
    evidence: int | None = None
    document: int | None = None
    sha256: str


class DossierRead(Struct, frozen=True, kw_only=True, tag="access.dossier-read.v1"):
    """A member of a joint review read the case as of the agenda (会审案卷查阅)."""

    case: UUID
    as_of: int


AccessEvent = InformantRead | ContentRead | DossierRead
