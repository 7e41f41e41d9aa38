"""The people who act: their organisation and roles, in revisions, so that old acts keep theirs."""

from datetime import date
from typing import Annotated

from msgspec import Meta, Struct

from domain.authority import Role
from domain.text import Code, Line


class OfficerEntry(Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """One officer of the roster. `id` is the sign-in name; the certificate is 执法证."""

    id: Code
    name: Line
    org: Code
    roles: Annotated[tuple[Role, ...], Meta(min_length=1)]
    certificate: str | None = None
    certificate_until: date | None = None
    active: bool = True
