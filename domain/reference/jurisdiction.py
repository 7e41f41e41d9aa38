"""Which body a matter belongs to, by place and product, and by which rule (PP-PLACE)."""

from datetime import date

from msgspec import Struct

from domain.party import Enterprise
from domain.place import at_an_airport, district_of, province_of
from domain.reference.organisations import Organisation, OrganisationKind
from domain.reference.state import Reference


class Proposal(Struct, frozen=True, kw_only=True, rename="camel"):
    """The body proposed for a lead, and the rule and fact that speak for it."""

    org: str
    rule: str
    fact: str


def bureau_at(place: str | None, known: Reference) -> Organisation | None:
    """The bureau of a place: an airport's, a district's, or another province's."""
    if not place:
        return None
    if at_an_airport(place):
        return _only(known, OrganisationKind.AIRPORT_BRANCH, None)
    district = district_of(place)
    if district is not None:
        return _only(known, OrganisationKind.DISTRICT_BUREAU, district)
    province = province_of(place)
    return _only(known, OrganisationKind.OUTSIDE_BUREAU, province) if province else None


def propose(
    *,
    place: str | None,
    enterprise: Enterprise | None,
    product_kind: str | None,
    received_on: date,
    known: Reference,
) -> Proposal:
    """The body for a lead: by product, by place of the act, by the firm's place, or the corps."""
    kind = known.catalogue_on(received_on).kinds.get(product_kind or "")
    if kind is not None and kind.handled_by is not None:
        return Proposal(org=kind.handled_by, rule="product-handled-by", fact=kind.code)
    for rule, text in (
        ("place-of-act", place),
        ("place-of-enterprise", enterprise.place if enterprise else None),
    ):
        bureau = bureau_at(text, known)
        if bureau is not None and bureau.handles_matters:
            return Proposal(org=bureau.code, rule=rule, fact=text or "")
    corps = _only(known, OrganisationKind.CORPS, None)
    return Proposal(org=corps.code if corps else "", rule="no-place-in-shanghai", fact=place or "")


def _only(known: Reference, kind: OrganisationKind, area: str | None) -> Organisation | None:
    for organisation in known.organisations.values():
        if organisation.kind is kind and (area is None or organisation.area == area):
            return organisation
    return None
