"""The people who act: their organisation and roles, in revisions, so that old acts keep theirs."""

from datetime import date

from msgspec import Struct

from domain.authority import Role


class OfficerEntry(Struct, frozen=True, kw_only=True, rename="camel"):
    """One officer of the roster. `id` is the sign-in name; the certificate is 执法证.

    `qualification` is the number of the legal one (法律职业资格证书); who reviewed before the law
    asked for it needs none. Who has fields of expertise is on the roster of experts for joint
    reviews; `recused_from` are the enterprises (统一社会信用代码) that the officer has ties to.
    """

    id: str
    name: str
    org: str
    roles: tuple[Role, ...]
    certificate: str | None = None
    certificate_until: date | None = None
    active: bool = True
    email: str | None = None
    qualification: str | None = None
    reviews_since: date | None = None
    expertise: tuple[str, ...] = ()
    recused_from: tuple[str, ...] = ()
