"""What a referral carries, as it was described to the receiver."""

from uuid import UUID

from msgspec import Struct

from domain.referral.kinds import SubjectKind


class Subject(Struct, frozen=True, kw_only=True):
    """What is handed over, as it was described to the receiver."""

    kind: SubjectKind
    id: UUID
    title: str
    product: str | None = None
    enterprise: str | None = None
    source: str | None = None
    serious: bool = False
