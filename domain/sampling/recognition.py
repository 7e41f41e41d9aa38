"""结果互认: results of another province count here, with its bureau as issuer and a basis."""

from domain.reference.organisations import Organisation, OrganisationKind
from domain.reference.state import Reference
from domain.refusals import Invalid


def bureau_elsewhere(text: str, known: Reference) -> Organisation | None:
    """The bureau of another province that has this code or name; None when there is none."""
    for each in known.organisations.values():
        if each.kind is OrganisationKind.OUTSIDE_BUREAU and text in (
            each.code,
            each.name_zh,
            each.name_en,
        ):
            return each
    return None


def check_issuer(text: str, known: Reference) -> Organisation:
    """The issuer given by code or name. Refuses what is not the bureau of another province."""
    found = bureau_elsewhere(text, known)
    if found is None:
        known.organisation_given(text, "/issuer")
        raise Invalid("/issuer", "issuer-not-outside", org=text)
    return found
