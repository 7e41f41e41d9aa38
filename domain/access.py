"""What can happen around a record without changing it: protected data was read."""

from uuid import UUID

from msgspec import Struct


class InformantRead(Struct, frozen=True, kw_only=True, tag="access.informant-read.v1"):
    """Someone entitled saw an informant's details, and said why (举报人信息查阅)."""

    lead: UUID
    person: UUID
    reason: str


class InformantKeyDestroyed(
    Struct, frozen=True, kw_only=True, tag="access.informant-key-destroyed.v1"
):
    """The key to an informant's details was destroyed: the event stays, nobody can read it."""

    person: UUID
    reason: str


AccessEvent = InformantRead | InformantKeyDestroyed
