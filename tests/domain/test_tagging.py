"""Campaigns as tags of leads, cases and dispositions: by whom, and which there are."""

from typing import Any

import pytest
from msgspec.structs import replace

from domain.authority import Officer, Role
from domain.case.events import RecusalDecided
from domain.case.state import evolve as evolve_case
from domain.disposition.state import evolve as evolve_disposition
from domain.lead.events import LeadCorrected
from domain.lead.state import evolve as evolve_lead
from domain.refusals import Invalid, NotPermitted, OutOfOrder
from domain.tagging import Tag, may_tag, tag_case, tag_disposition, tag_lead
from tests.domain.case.story import FILED
from tests.domain.story import OPENED, REGISTERED

KNOWN = {"cables", "ciie-2020"}
LEAD = evolve_lead(None, replace(REGISTERED, holder="310115", supervising_org="SHAMR-PSD"))
CASE = evolve_case(None, replace(FILED, supervising_org="SHAMR-PSD"))
DISPOSITION = evolve_disposition(None, OPENED)
BOTH = Tag(campaigns=("cables", "ciie-2020"), reason="纳入专项")
RECORDS: dict[str, tuple[Any, Any, Any, str]] = {
    "lead": (tag_lead, evolve_lead, LEAD, LEAD.holder),
    "case": (tag_case, evolve_case, CASE, CASE.org),
    "disposition": (tag_disposition, evolve_disposition, DISPOSITION, DISPOSITION.organiser),
}


def officer(org: str, role: Role = Role.HANDLER) -> Officer:
    return Officer(id="someone", name="某人", org=org, roles=(role,))


@pytest.mark.parametrize("kind", RECORDS)
def test_a_record_is_put_into_campaigns_and_taken_out_of_them(kind: str) -> None:
    decide, evolve, record, org = RECORDS[kind]
    by = officer(org)

    (event,) = decide(record, BOTH, KNOWN, by=by)
    tagged = evolve(record, event)
    (event,) = decide(tagged, Tag(reason="误归入"), KNOWN, by=by)

    assert tagged.campaigns == ("cables", "ciie-2020")
    assert evolve(tagged, event).campaigns == ()


@pytest.mark.parametrize("kind", RECORDS)
def test_a_tag_that_is_not_published_or_given_twice_or_already_there_is_refused(kind: str) -> None:
    decide, evolve, record, org = RECORDS[kind]
    by = officer(org)
    (event,) = decide(record, BOTH, KNOWN, by=by)
    tagged = evolve(record, event)

    with pytest.raises(Invalid) as unknown:
        decide(record, Tag(campaigns=("cables", "none"), reason="x"), KNOWN, by=by)
    with pytest.raises(Invalid) as twice:
        decide(record, Tag(campaigns=("cables", "cables"), reason="x"), KNOWN, by=by)
    with pytest.raises(OutOfOrder) as unchanged:
        decide(tagged, Tag(campaigns=("ciie-2020", "cables"), reason="x"), KNOWN, by=by)

    assert (unknown.value.code, unknown.value.pointer) == ("unknown-campaign", "/campaigns/1")
    assert (twice.value.code, twice.value.pointer) == ("given-twice", "/campaigns/1")
    assert unchanged.value.code == "campaigns-unchanged"


def test_a_tag_of_a_campaign_that_is_no_longer_published_may_stay() -> None:
    by = officer(CASE.org)
    old = replace(CASE, campaigns=("sars-2003",))

    (event,) = tag_case(old, Tag(campaigns=("sars-2003", "cables"), reason="x"), KNOWN, by=by)

    assert evolve_case(old, event).campaigns == ("sars-2003", "cables")


@pytest.mark.parametrize("kind", RECORDS)
def test_others_may_not_tag(kind: str) -> None:
    decide, _, record, org = RECORDS[kind]

    for by in (officer("310151"), officer(org, Role.AUDITOR), officer(org, Role.ADMINISTRATOR)):
        with pytest.raises(NotPermitted):
            decide(record, BOTH, KNOWN, by=by)
        assert not may_tag(record, by)


def test_the_body_above_may_tag_what_it_supervises() -> None:
    division = officer("SHAMR-PSD", Role.DISPATCHER)

    assert may_tag(LEAD, division)
    assert may_tag(CASE, division)
    bureau = next(each.bureau for each in DISPOSITION.tracks if each.bureau)
    assert may_tag(DISPOSITION, officer(bureau))


def test_who_is_recused_from_a_case_does_not_tag_it() -> None:
    by = officer(CASE.org)
    recusal = RecusalDecided(
        officer=by.id, asked_by="officer", grounds="亲属", granted=True, reason="应当回避"
    )
    without = evolve_case(CASE, recusal)

    assert not may_tag(without, by)
    with pytest.raises(NotPermitted) as refused:
        tag_case(without, BOTH, KNOWN, by=by)
    assert (refused.value.code, refused.value.basis) == ("officer-recused", "PP-RECUSE")


def test_a_correction_of_a_lead_may_change_its_campaigns_or_leave_them() -> None:
    tagged = evolve_lead(LEAD, tag_lead(LEAD, BOTH, KNOWN, by=officer(LEAD.holder))[0])

    kept = evolve_lead(tagged, LeadCorrected(corrects=1, reason="x", title="另一标题"))
    changed = evolve_lead(tagged, LeadCorrected(corrects=1, reason="x", campaigns=("cables",)))

    assert kept.campaigns == ("cables", "ciie-2020")
    assert changed.campaigns == ("cables",)
