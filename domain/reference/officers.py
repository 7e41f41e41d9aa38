"""The people who act: their organisation and roles, in revisions, so that old acts keep theirs."""

from datetime import date

from msgspec import Struct

from domain.authority import Role


class OfficerEntry(Struct, frozen=True, kw_only=True, rename="camel"):
    """One officer of the roster. `id` is the sign-in name; the certificate is 执法证."""

    id: str
    name: str
    org: str
    roles: tuple[Role, ...]
    certificate: str | None = None
    certificate_until: date | None = None
    active: bool = True
    email: str | None = None
