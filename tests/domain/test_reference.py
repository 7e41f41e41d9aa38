"""Reference data: revisions add, replace and withdraw."""

from datetime import date

from domain.authority import Role
from domain.reference.events import OfficersPublished, OrganisationsPublished
from domain.reference.officers import OfficerEntry
from domain.reference.organisations import OrganisationKind
from domain.reference.state import Reference, code_of, evolve
from tests.domain.story import (
    CORPS,
    KETTLE,
    KNOWN,
    ORGANISATIONS,
    PSD,
    XUHUI,
    ZHEJIANG,
    organisation,
    refusal,
    said,
)


def test_a_revision_replaces_and_withdraws_by_code() -> None:
    first = OrganisationsPublished(
        revision=1,
        published_on=date(2020, 1, 1),
        effective_from=date(2020, 1, 1),
        notice="设立",
        items=(ORGANISATIONS[CORPS], ORGANISATIONS[XUHUI]),
    )
    renamed = organisation(CORPS, OrganisationKind.CORPS, superior=None)
    second = OrganisationsPublished(
        revision=2,
        published_on=date(2020, 6, 1),
        effective_from=date(2020, 7, 1),
        notice="调整",
        items=(renamed,),
        withdrawn=(XUHUI,),
    )

    known = evolve(evolve(None, first), second)

    assert known.items == {CORPS: renamed}
    assert (known.revision, known.notice) == (2, "调整")
    assert (known.published_on, known.effective_from) == (date(2020, 6, 1), date(2020, 7, 1))


def test_an_officer_is_known_by_the_name_of_sign_in() -> None:
    entry = OfficerEntry(id="wang", name="王某", org=CORPS, roles=(Role.DISPATCHER,))
    published = OfficersPublished(
        revision=1,
        published_on=date(2020, 1, 1),
        effective_from=date(2020, 1, 1),
        notice="名册",
        items=(entry,),
    )

    assert evolve(None, published).items == {"wang": entry}
    assert code_of(KETTLE) == "kettle"


def test_an_unknown_organisation_is_refused() -> None:
    assert KNOWN.organisation(CORPS) == ORGANISATIONS[CORPS]
    assert KETTLE in KNOWN.kinds()
    assert said(refusal(lambda: Reference().organisation(CORPS))) == (
        "refused",
        "unknown-organisation",
        None,
    )


def test_a_body_outside_has_no_officers_and_a_division_handles_nothing() -> None:
    assert ORGANISATIONS[ZHEJIANG].is_outside
    assert not ORGANISATIONS[XUHUI].is_outside
    assert ORGANISATIONS[XUHUI].handles_matters
    assert not ORGANISATIONS[PSD].handles_matters
