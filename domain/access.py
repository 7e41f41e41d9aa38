"""What can happen around a record without changing it: protected data was read."""

from uuid import UUID

from msgspec import Struct


class InformantRead(Struct, frozen=True, kw_only=True, tag="access.informant-read.v1"):
    """Someone entitled saw an informant's details, and said why (举报人信息查阅)."""

    lead: UUID
    person: UUID
    reason: str


AccessEvent = InformantRead
