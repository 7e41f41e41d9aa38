"""A lead: what is decided about it, and in which of its stages (law.md 12.1)."""

from collections.abc import Callable
from datetime import date
from uuid import UUID

import pytest
from msgspec.structs import replace

import domain.lead.decisions as decide
import domain.lead.events as e
from domain.authority import Officer
from domain.lead.state import Lead, LeadStatus, evolve
from domain.party import EnterpriseGiven
from domain.reference.catalogue import Catalogue, RiskClass
from domain.referral.kinds import ReferralKind
from tests.domain.story import (
    ACCEPTED,
    AUDITOR,
    CORPS,
    CORPS_LEADER,
    DISPATCHED,
    FILED,
    HANDLER,
    KEPT_ID,
    KETTLE,
    KNOWN,
    LEAD_ID,
    LEADER,
    MERGED,
    NOT_FILED,
    PUDONG_LEADER,
    RECEIVED_ON,
    REDIRECTED,
    REFERRAL_ID,
    REGISTERED,
    TODAY,
    VERIFYING,
    XUHUI,
    dispatched,
    lead_after,
    refusal,
    said,
)

TOMORROW = date(2020, 3, 11)
CATALOGUE = KNOWN.catalogue_on(RECEIVED_ON)
REGISTER = decide.Register(source=e.Source.SAMPLING, title="电水壶", received_on=RECEIVED_ON)
PLACED = decide.Placed(holder=CORPS, source_system="shamr", source_ref="2020-1")
TIP = e.LeadRegistered(
    source=e.Source.TIP,
    source_system="12315",
    source_ref="1",
    title="无证头盔",
    org=CORPS,
    holder=CORPS,
    received_on=RECEIVED_ON,
)
INFORMANT = decide.Informant(name="某甲")
SEALED = e.SealedInformant(person=UUID(int=5), named=True, ciphertext="AA==")
NO_FILING = decide.DecideNoFiling(reason_code="unfounded", reason="事实不成立")
CORRECT = decide.Correct(corrects=1, reason="录入有误", title="电热水壶")
MERGE = decide.Merge(into=KEPT_ID, reason="同一事实")
KEPT = lead_after(REGISTERED)
SUSPECTED = e.SuspectedCrimeFound(
    org=CORPS, referral=REFERRAL_ID, offence="销售伪劣产品罪", reason="达到追诉标准"
)
STAGES: dict[LeadStatus, tuple[e.LeadEvent, ...]] = {
    LeadStatus.REGISTERED: (TIP,),
    LeadStatus.DISPATCHED: (TIP, DISPATCHED),
    LeadStatus.VERIFYING: (TIP, VERIFYING),
    LeadStatus.FILED: (TIP, VERIFYING, FILED),
    LeadStatus.NOT_FILED: (TIP, VERIFYING, NOT_FILED),
    LeadStatus.CLOSED_REDIRECTED: (TIP, REDIRECTED),
    LeadStatus.MERGED: (TIP, MERGED),
    LeadStatus.REFERRED_OUT: (TIP, VERIFYING, dispatched(ReferralKind.OTHER_DEPARTMENT)),
    LeadStatus.CRIME_REFERRAL: (TIP, VERIFYING, SUSPECTED),
}
BY = CORPS_LEADER
COMMANDS: dict[str, Callable[[Lead, Officer], object]] = {
    "start_verification": lambda lead, by: decide.start_verification(
        lead, decide.StartVerification(), by=by
    ),
    "decide_no_filing": lambda lead, by: decide.decide_no_filing(
        lead, NO_FILING, by=by, reasons={"unfounded"}
    ),
    "redirect_informant": lambda lead, by: decide.redirect_informant(
        lead, decide.RedirectInformant(to_body="消防", reason="不属本局职责"), by=by
    ),
    "reopen": lambda lead, by: decide.reopen(lead, decide.Reopen(new_facts="新证据"), by=by),
    "merge": lambda lead, by: decide.merge(lead, KEPT, MERGE, LEAD_ID, by=by),
    "keep": lambda lead, by: decide.merge(KEPT, lead, MERGE, LEAD_ID, by=by),
    "unmerge": lambda lead, by: decide.unmerge(
        lead, decide.Unmerge(reason="不是同一事实"), LEAD_ID, by=by
    ),
    "link": lambda lead, by: decide.link(
        lead, decide.LinkRecord(record=KEPT_ID, relation="同厂", reason="同批"), by=by
    ),
    "correct": lambda lead, by: decide.correct(lead, CORRECT, CATALOGUE, by=by, today=TODAY),
    "mark_serious": lambda lead, by: decide.mark_serious(
        lead, decide.MarkSerious(serious=True, reason="涉及儿童"), by=by
    ),
}
ALLOWED: dict[LeadStatus, set[str]] = {
    LeadStatus.REGISTERED: {
        "start_verification",
        "redirect_informant",
        "merge",
        "keep",
        "link",
        "correct",
        "mark_serious",
    },
    LeadStatus.DISPATCHED: {"link", "correct", "mark_serious"},
    LeadStatus.VERIFYING: {
        "decide_no_filing",
        "redirect_informant",
        "merge",
        "keep",
        "link",
        "correct",
        "mark_serious",
    },
    LeadStatus.FILED: {"link", "correct"},
    LeadStatus.NOT_FILED: {"reopen", "link", "correct"},
    LeadStatus.CLOSED_REDIRECTED: {"link", "correct"},
    LeadStatus.MERGED: {"unmerge", "link", "correct"},
    LeadStatus.REFERRED_OUT: {"link", "correct"},
    LeadStatus.CRIME_REFERRAL: {"link", "correct", "mark_serious"},
}


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize("status", LeadStatus)
def test_each_stage_allows_what_the_law_lists_and_nothing_else(
    status: LeadStatus, name: str
) -> None:
    lead = lead_after(*STAGES[status])
    assert lead.status is status

    if name in ALLOWED[status]:
        assert COMMANDS[name](lead, BY)
    else:
        assert refusal(lambda: COMMANDS[name](lead, BY)).kind == "out-of-order"
    assert lead == lead_after(*STAGES[status])


def test_registering_keeps_the_source_its_number_and_the_day_of_receipt() -> None:
    (event,) = decide.register(REGISTER, PLACED, by=HANDLER, today=TODAY)

    assert event == e.LeadRegistered(
        source=e.Source.SAMPLING,
        source_system="shamr",
        source_ref="2020-1",
        title="电水壶",
        org=XUHUI,
        holder=CORPS,
        received_on=RECEIVED_ON,
    )


def test_a_lead_is_not_received_in_the_future() -> None:
    command = decide.Register(source=e.Source.SAMPLING, title="电水壶", received_on=TOMORROW)

    refused = refusal(lambda: decide.register(command, PLACED, by=HANDLER, today=TODAY))

    assert said(refused) == ("invalid", "date-in-future", None)


def test_a_wrong_credit_code_is_refused_where_it_stands() -> None:
    wrong = EnterpriseGiven(name="某厂", uscc="91310000MA1FL0L690")
    command = decide.Register(
        source=e.Source.SAMPLING, title="电水壶", received_on=RECEIVED_ON, enterprise=wrong
    )

    refused = refusal(lambda: decide.register(command, PLACED, by=HANDLER, today=TODAY))

    assert said(refused) == ("invalid", "uscc-check-character", None)
    assert refused.facts == {"value": "91310000MA1FL0L690"}


@pytest.mark.parametrize("source", e.Source)
def test_only_complaints_and_tips_have_an_informant(source: e.Source) -> None:
    command = decide.Register(
        source=source, title="头盔", received_on=RECEIVED_ON, informant=INFORMANT
    )
    placed = decide.Placed(holder=CORPS, source_system="12315", source_ref="1", sealed=SEALED)

    def ask() -> list[e.LeadEvent]:
        return decide.register(command, placed, by=HANDLER, today=TODAY)

    if source in {e.Source.COMPLAINT, e.Source.TIP}:
        assert lead_after(*ask()).informant == SEALED
    else:
        assert said(refusal(ask)) == ("invalid", "informant-only-for-tips", None)


def test_an_event_never_holds_the_informants_name() -> None:
    command = decide.Register(
        source=e.Source.TIP, title="头盔", received_on=RECEIVED_ON, informant=INFORMANT
    )
    placed = decide.Placed(holder=CORPS, source_system="12315", source_ref="1", sealed=SEALED)

    assert "某甲" not in str(decide.register(command, placed, by=HANDLER, today=TODAY))


@pytest.mark.parametrize("by", [HANDLER, LEADER, PUDONG_LEADER, AUDITOR])
@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize("status", LeadStatus)
def test_only_the_holders_own_officers_do_anything_with_a_lead(
    status: LeadStatus, name: str, by: Officer
) -> None:
    lead = lead_after(*STAGES[status])

    assert refusal(lambda: COMMANDS[name](lead, by)).kind == "not-permitted"


def test_a_handler_verifies_but_does_not_decide_on_filing() -> None:
    lead = lead_after(REGISTERED, DISPATCHED, ACCEPTED)

    refused = refusal(
        lambda: decide.decide_no_filing(lead, NO_FILING, by=HANDLER, reasons={"unfounded"})
    )

    assert said(refused) == ("not-permitted", "role-not-granted", None)


def test_no_case_is_opened_for_a_reason_in_force_and_the_reason_is_kept() -> None:
    lead = lead_after(REGISTERED, DISPATCHED, ACCEPTED)

    events = decide.decide_no_filing(lead, NO_FILING, by=LEADER, reasons={"unfounded"})

    assert events == [e.NoFilingDecided(org=XUHUI, reason_code="unfounded", reason="事实不成立")]
    assert said(
        refusal(lambda: decide.decide_no_filing(lead, NO_FILING, by=LEADER, reasons={"other"}))
    ) == ("invalid", "unknown-reason-code", None)


def test_an_informant_is_told_where_to_go_only_when_there_is_one() -> None:
    command = decide.RedirectInformant(to_body="消防", reason="不属本局职责")

    assert decide.redirect_informant(lead_after(TIP), command, by=BY) == [REDIRECTED]
    assert said(
        refusal(lambda: decide.redirect_informant(lead_after(REGISTERED), command, by=BY))
    ) == ("out-of-order", "redirect-only-public-tips", "CR-NO-COMPETENCE")


def test_what_is_offered_waits_for_its_receiver() -> None:
    lead = lead_after(REGISTERED, VERIFYING, DISPATCHED)

    refused = refusal(
        lambda: decide.decide_no_filing(lead, NO_FILING, by=BY, reasons={"unfounded"})
    )

    assert (refused.code, refused.facts) == ("lead-is-offered", {"org": XUHUI})


def test_new_facts_bring_a_lead_back_to_verification() -> None:
    lead = lead_after(REGISTERED, VERIFYING, NOT_FILED)

    (event,) = decide.reopen(lead, decide.Reopen(new_facts="新证据"), by=BY)

    assert evolve(lead, event).status is LeadStatus.VERIFYING


@pytest.mark.parametrize("stage", [(REGISTERED,), (REGISTERED, VERIFYING)])
def test_a_merge_taken_back_restores_the_very_same_stage(stage: tuple[e.LeadEvent, ...]) -> None:
    before = lead_after(*stage)

    (merged,), (absorbed,) = decide.merge(before, KEPT, MERGE, LEAD_ID, by=BY)
    duplicate, kept = evolve(before, merged), evolve(KEPT, absorbed)
    (unmerged,), (released,) = decide.unmerge(
        duplicate, decide.Unmerge(reason="不是同一事实"), LEAD_ID, by=BY
    )

    assert (duplicate.status, duplicate.merged_into) == (LeadStatus.MERGED, KEPT_ID)
    assert kept.absorbed == {LEAD_ID}
    assert evolve(duplicate, unmerged).status is before.status
    assert evolve(duplicate, unmerged).merged_into is None
    assert evolve(kept, released).absorbed == frozenset()
    assert unmerged == e.LeadUnmerged(out_of=KEPT_ID, reason="不是同一事实")


def test_a_lead_is_not_merged_into_itself() -> None:
    command = decide.Merge(into=LEAD_ID, reason="同一事实")

    refused = refusal(lambda: decide.merge(KEPT, KEPT, command, LEAD_ID, by=BY))

    assert said(refused) == ("invalid", "merge-into-itself", None)


def test_leads_of_two_holders_are_not_merged() -> None:
    elsewhere = lead_after(REGISTERED, DISPATCHED, ACCEPTED)

    refused = refusal(lambda: decide.merge(KEPT, elsewhere, MERGE, LEAD_ID, by=BY))

    assert said(refused) == ("out-of-order", "merge-across-holders", "CR-REPEAT")


def test_a_lead_with_duplicates_of_its_own_is_not_merged() -> None:
    lead = lead_after(REGISTERED, e.DuplicateAbsorbed(duplicate=UUID(int=3), reason="同一事实"))

    refused = refusal(lambda: decide.merge(lead, KEPT, MERGE, LEAD_ID, by=BY))

    assert said(refused) == ("out-of-order", "merge-has-duplicates", "CR-REPEAT")


def test_a_correction_names_the_event_and_changes_only_what_it_sets() -> None:
    lead = lead_after(REGISTERED, VERIFYING)

    (event,) = decide.correct(lead, CORRECT, CATALOGUE, by=BY, today=TODAY)

    assert event == e.LeadCorrected(corrects=1, reason="录入有误", title="电热水壶")
    corrected = evolve(lead, event)
    assert (corrected.title, corrected.received_on) == ("电热水壶", RECEIVED_ON)
    assert (corrected.status, corrected.version) == (LeadStatus.VERIFYING, 3)


def test_a_correction_can_set_the_day_the_product_and_the_enterprise() -> None:
    command = decide.Correct(
        corrects=1,
        reason="录入有误",
        received_on=date(2020, 3, 1),
        product="电水壶",
        enterprise=EnterpriseGiven(name="某厂"),
    )

    (event,) = decide.correct(KEPT, command, CATALOGUE, by=BY, today=TODAY)

    corrected = evolve(KEPT, event)
    assert (corrected.received_on, corrected.product, corrected.enterprise_name) == (
        date(2020, 3, 1),
        "电水壶",
        "某厂",
    )
    assert corrected.product_kind == "kettle"


def test_a_lead_received_on_another_day_is_weighed_by_the_catalogue_of_that_day() -> None:
    kettle = replace(KEPT, product_kind="kettle")
    command = decide.Correct(corrects=1, reason="录入有误", received_on=date(2020, 3, 1))
    next_year = Catalogue(2, {"kettle": replace(KETTLE, risk=RiskClass.A)})

    (event,) = decide.correct(kettle, command, next_year, by=BY, today=TODAY)
    (without,) = decide.correct(kettle, command, Catalogue(3), by=BY, today=TODAY)

    assert isinstance(event, e.LeadCorrected)
    assert (event.product_kind, event.catalogue_revision, event.risk) == ("kettle", 2, RiskClass.A)
    assert evolve(kettle, event).product_kind == "kettle"
    assert evolve(kettle, without).product_kind is None


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (decide.Correct(corrects=2, reason="录入有误", title="电热水壶"), "no-such-event"),
        (decide.Correct(corrects=1, reason="录入有误"), "nothing-to-correct"),
        (decide.Correct(corrects=1, reason="录入有误", received_on=TOMORROW), "date-in-future"),
        (
            decide.Correct(
                corrects=1, reason="x", enterprise=EnterpriseGiven(name="某厂", uscc="0" * 17 + "1")
            ),
            "uscc-check-character",
        ),
    ],
)
def test_a_correction_that_makes_no_sense_is_refused(command: decide.Correct, code: str) -> None:
    refused = refusal(lambda: decide.correct(KEPT, command, CATALOGUE, by=BY, today=TODAY))

    assert said(refused) == ("invalid", code, None)


def test_a_lead_is_marked_serious_once_and_the_mark_can_be_taken_off() -> None:
    mark = decide.MarkSerious(serious=True, reason="涉及儿童")
    lead = lead_after(REGISTERED, e.LeadMarkedSerious(serious=True, reason="涉及儿童"))

    assert lead.serious
    assert refusal(lambda: decide.mark_serious(lead, mark, by=BY)).code == "seriousness-unchanged"
    (off,) = decide.mark_serious(lead, decide.MarkSerious(serious=False, reason="标错"), by=BY)
    assert not evolve(lead, off).serious


def test_a_lead_remembers_under_which_referral_it_is_held() -> None:
    lead = lead_after(REGISTERED, DISPATCHED, ACCEPTED)

    assert lead.accepted_under is not None
    assert (lead.accepted_under.referral, lead.accepted_under.kind) == (
        REFERRAL_ID,
        ReferralKind.ASSIGN_DOWN,
    )
