"""Joint review (law.md 8.2, 12.5): advice of a panel, whose quorum and positions are kept true."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, get_args

import pytest
from msgspec.structs import replace

from domain.authority import Officer
from domain.case import events as c
from domain.case.clocks import Facts
from domain.case.clocks import effects as case_effects
from domain.case.gates import STEPS as CASE_STEPS
from domain.case.gates import Step as CaseStep
from domain.case.gates import checklist
from domain.case.kinds import (
    Outcome,
    PartyKind,
    PenaltyKind,
    ReviewKind,
    ReviewOpinion,
    Stage,
    TerminationGround,
)
from domain.case.law import Moment
from domain.case.state import evolve as evolve_case
from domain.joint_review import convening, deliberation, outcome, panel
from domain.joint_review import events as e
from domain.joint_review.clocks import effects, frozen_effects
from domain.joint_review.convening import ChangePanel, Invited, Joining, Recuse
from domain.joint_review.deliberation import Attend, Conclude, GiveOpinion
from domain.joint_review.kinds import Conclusion, Ground, Lapse, Origin, PositionKind, ReviewStatus
from domain.joint_review.material import IMMATERIAL, MATERIAL, is_over, material
from domain.joint_review.outcome import Close, Guide, Reconvene, Sign
from domain.joint_review.state import evolve
from domain.joint_review.steps import STEPS, Step, allowed
from domain.joint_review.suggestions import Around, is_difficult, suggestions
from domain.reference.officers import OfficerEntry
from domain.refusals import Invalid, Refusal
from domain.statute.running import Start
from tests.domain.case import story as of_case
from tests.domain.joint_review_story import (
    ABOVE,
    ALL,
    ASKED,
    CASE,
    CHAIR,
    CONVENER,
    DAY,
    DOSSIER,
    EVIDENCE,
    HANDLING,
    MEMBERS,
    MINUTES,
    PANEL,
    QUORUM,
    RECORDER,
    SCHEDULE,
    SPARE,
    WRITER,
    accepted,
    after,
    concluded,
    convened,
    deliberated,
    entry,
    frozen,
    requested,
    said,
    scheduled,
)

SUPPORT = Conclude(conclusion=Conclusion.SUPPORT, text="同意")
JOINING = Joining(added=(SPARE,))


def refused(call: Callable[[], Any]) -> str:
    with pytest.raises(Refusal) as refusal:
        call()
    return refusal.value.code


# --- the way through ------------------------------------------------------------------------------


def test_a_review_goes_from_request_to_feedback() -> None:
    stages = [requested(), accepted(), scheduled(), convened(), deliberated(), concluded()]
    guided = after(frozen(), outcome.guide(frozen(), Guide(text="指导"), DAY, by=CONVENER))
    answer = outcome.GiveFeedback(adopted=False, text="另有证据")
    answered = after(guided, outcome.give_feedback(guided, answer, by=HANDLING))
    closed = after(answered, outcome.close(answered, Close(reason="办结"), by=CONVENER))

    assert [each.status.value for each in (*stages, frozen(), guided, answered, closed)] == [
        "requested", "accepted", "scheduled", "convened", "deliberated", "concluded",
        "minutes_signed", "feedback_due", "departed", "closed",
    ]  # fmt: skip


def test_a_request_names_what_suggests_it_and_who_may_convene() -> None:
    (asked,) = convening.request(
        CASE, convening.Request(grounds=(Ground.AMOUNT, Ground.AMOUNT), question="问"), ASKED,
        Origin.SUPERIOR, by=ABOVE,
    )  # fmt: skip

    assert isinstance(asked, e.JointReviewRequested)
    assert (asked.grounds, asked.suggested_by) == ((Ground.AMOUNT,), ("JR-AMOUNT",))
    assert asked.conveners == ("SHAMR-PSD", "SHAMR")


def test_only_the_superior_brings_a_case_up_from_above() -> None:
    command = convening.Request(grounds=(Ground.DIFFICULT,), question="问")
    other = replace(ABOVE, org="310115")

    for by, code in ((HANDLING, "role-not-granted"), (other, "not-your-organisation")):
        call = lambda by=by: convening.request(CASE, command, ASKED, Origin.SUPERIOR, by=by)  # noqa: E731
        assert refused(call) == code


def test_a_declined_request_says_why_and_is_over() -> None:
    review = requested()
    declined = after(
        review, convening.decline(review, convening.Decline(reason="不属重大"), by=CONVENER)
    )

    assert declined.declined is not None
    assert (declined.status, declined.declined.reason) == (ReviewStatus.DECLINED, "不属重大")
    assert allowed(declined, CONVENER) == []


# --- the panel ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("people", "changed", "code"),
    [
        (PANEL[:3], {}, "panel-not-odd"),
        ((*PANEL, SPARE), {}, "panel-not-odd"),
        ((*PANEL[:4], PANEL[0]), {}, "panel-not-odd"),
        (PANEL, {"chair": "spare"}, "chair-not-on-panel"),
        ((*PANEL[:4], entry("recorder", "SQI")), {}, "recorder-on-panel"),
        ((*PANEL[:4], entry("wang", "310104")), {}, "member-of-handling-team"),
        (
            (*PANEL[:4], entry("x", "SQI", recused_from=("91310104MA1FR0001F",))), {},
            "member-tied-to-party",
        ),
    ],
    ids=["small", "even", "twice", "chair", "recorder", "team", "tied"],
)  # fmt: skip
def test_a_panel_is_odd_large_enough_and_impartial(
    people: tuple[OfficerEntry, ...], changed: dict[str, str], code: str
) -> None:
    review, command = accepted(), replace(SCHEDULE, **changed)

    with pytest.raises(Invalid) as refusal:
        convening.schedule(
            review, command, Invited(people, RECORDER), DOSSIER, QUORUM, DAY, by=CONVENER
        )

    assert refusal.value.code == code


def test_a_session_is_not_set_in_the_past() -> None:
    later = DAY + timedelta(1)
    invited = Invited(PANEL, RECORDER)

    assert (
        refused(
            lambda: convening.schedule(
                accepted(), SCHEDULE, invited, DOSSIER, QUORUM, later, by=CONVENER
            )
        )
        == "session-in-past"
    )


def test_an_expert_sits_with_the_fields_of_expertise() -> None:
    expert = entry("x", "SQI", expertise=("电气安全",))

    assert panel.member_of(expert).expertise == ("电气安全",)


# --- quorum ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("present", "convenes"), [(3, False), (4, True), (5, True)])
def test_two_thirds_of_the_panel_convene_it_and_fewer_adjourn_it(
    present: int,
    convenes: bool,  # noqa: FBT001
) -> None:
    review = convened(ALL[:present])

    assert review.status is (ReviewStatus.CONVENED if convenes else ReviewStatus.ADJOURNED)
    assert review.needed == 4


def test_a_recused_member_leaves_the_base_of_the_quorum() -> None:
    review = scheduled()
    for member in ALL[3:]:
        review = after(
            review, convening.recuse(review, Recuse(member=member, reason="利害"), by=CONVENER)
        )

    events = deliberation.attend(review, Attend(present=ALL[:2]), DAY, by=CHAIR)

    assert events == [e.SessionConvened(present=ALL[:2], base=3, needed=2)]


def test_the_chair_is_replaced_before_being_recused() -> None:
    recuse = Recuse(member="m1", reason="利害")
    assert refused(lambda: convening.recuse(scheduled(), recuse, by=CONVENER)) == (
        "chair-to-be-replaced"
    )
    own = GiveOpinion(kind=PositionKind.RECUSED, text="利害")
    assert refused(lambda: deliberation.give_opinion(convened(), own, by=CHAIR)) == (
        "chair-to-be-replaced"
    )


def test_only_who_sits_on_the_panel_attends_or_is_recused() -> None:
    stranger = Attend(present=("m1", "spare"))
    assert refused(lambda: deliberation.attend(scheduled(), stranger, DAY, by=CHAIR)) == (
        "not-on-the-panel"
    )
    recuse = Recuse(member="spare", reason="利害")
    assert refused(lambda: convening.recuse(scheduled(), recuse, by=CONVENER)) == (
        "not-on-the-panel"
    )


def test_a_session_does_not_begin_before_its_day() -> None:
    early = DAY - timedelta(1)
    assert refused(
        lambda: deliberation.attend(scheduled(), Attend(present=ALL), early, by=WRITER)
    ) == ("session-not-begun")


# --- positions ------------------------------------------------------------------------------------


def test_a_position_lapses_when_the_case_changes_and_stays_readable() -> None:
    """T7: still visible, and quorum and majority are counted anew."""
    review = evolve(deliberated(), EVIDENCE)

    assert {each.lapsed for each in review.positions} == {Lapse.CASE_CHANGED}
    assert [each.given.text for each in review.positions] == ["意见"] * 5
    assert review.status is ReviewStatus.CONVENED
    assert (review.is_quorate, review.awaited) == (False, review.present)
    assert refused(lambda: deliberation.conclude(review, SUPPORT, by=CHAIR)) == (
        "quorum-not-reached"
    )

    anew = review
    for member in MEMBERS[:4]:
        anew = said(anew, member)
    assert [each.given.case_version for each in anew.positions] == [3] * 5 + [4] * 4
    assert refused(lambda: deliberation.conclude(anew, SUPPORT, by=CHAIR)) == "members-unheard"
    assert deliberation.conclude(said(anew, MEMBERS[4]), SUPPORT, by=CHAIR)


def test_what_only_moves_the_day_of_decision_lets_positions_stand() -> None:
    moved = e.CaseChanged(known=e.CaseKnown(version=4, order_on=date(2020, 6, 1)))
    review = evolve(deliberated(), moved)

    assert len(review.standing) == 5
    assert (review.known.order_on, review.changes) == (date(2020, 6, 1), ())


def test_a_second_position_replaces_the_first_and_both_stay() -> None:
    review = said(said(convened(), MEMBERS[1]), MEMBERS[1], PositionKind.DISSENT)

    assert [(each.lapsed, each.given.kind) for each in review.positions] == [
        (Lapse.REPLACED, PositionKind.AGREE),
        (None, PositionKind.DISSENT),
    ]


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (GiveOpinion(kind=PositionKind.DISSENT), "dissent-without-text"),
        (GiveOpinion(kind=PositionKind.RESERVATION), "dissent-without-text"),
        (GiveOpinion(kind=PositionKind.RECUSED), "reason-missing"),
        (
            GiveOpinion(kind=PositionKind.AGREE, conclusion=Conclusion.NO_CONSENSUS),
            "not-to-be-voted-for",
        ),
        (
            GiveOpinion(kind=PositionKind.DISSENT, conclusion=Conclusion.SUPPORT, text="反对"),
            "dissent-supports",
        ),
    ],
    ids=["dissent", "reservation", "recusal", "no-consensus", "contrary"],
)
def test_a_position_says_what_it_must(command: GiveOpinion, code: str) -> None:
    assert refused(lambda: deliberation.give_opinion(convened(), command, by=MEMBERS[1])) == code


def test_who_abstains_is_for_nothing() -> None:
    command = GiveOpinion(kind=PositionKind.ABSTAIN, conclusion=Conclusion.MODIFY)
    (given,) = deliberation.give_opinion(convened(), command, by=MEMBERS[1])

    assert isinstance(given, e.PositionGiven)
    assert given.conclusion is None


def test_a_recused_member_has_no_vote_and_what_was_said_does_not_count() -> None:
    review = said(convened(), MEMBERS[1])
    recusal = GiveOpinion(kind=PositionKind.RECUSED, text="利害关系")
    review = after(review, deliberation.give_opinion(review, recusal, by=MEMBERS[1]))

    assert [each.lapsed for each in review.positions] == [Lapse.MEMBER_RECUSED]
    assert refused(lambda: said(review, MEMBERS[1])) == "member-recused"
    assert "m2" not in review.readers


def test_a_member_who_is_replaced_has_no_vote_and_the_other_must_attend() -> None:
    review = said(convened(), MEMBERS[1])
    change = ChangePanel(reason="另有公务", added=("spare",), removed=("m2",))
    review = after(review, convening.change_panel(review, change, JOINING, DOSSIER, by=CONVENER))
    new = Officer("spare", "示例·spare", "310101", ())

    assert [each.lapsed for each in review.positions] == [Lapse.MEMBER_LEFT]
    assert refused(lambda: said(review, MEMBERS[1])) == "not-a-member"
    assert refused(lambda: said(review, new)) == "member-not-present"
    here = Attend(present=("m1", "m3", "m4", "m5", "spare"))
    review = after(review, deliberation.attend(review, here, DAY, by=CHAIR))
    assert said(review, new).standing


@pytest.mark.parametrize(
    ("change", "added", "code"),
    [
        (ChangePanel(reason="变更"), [], "value-required"),
        (ChangePanel(reason="变更", removed=("spare",)), [], "not-on-the-panel"),
        (ChangePanel(reason="变更", added=("m2",)), [PANEL[1]], "on-the-panel-already"),
        (
            ChangePanel(reason="变更", removed=("m1",), added=("spare",)), [SPARE],
            "chair-not-on-panel",
        ),
    ],
    ids=["nothing", "unknown", "twice", "chair"],
)  # fmt: skip
def test_a_panel_stays_a_panel(change: ChangePanel, added: list[OfficerEntry], code: str) -> None:
    joining = Joining(added=tuple(added))
    call = lambda: convening.change_panel(scheduled(), change, joining, DOSSIER, by=CONVENER)  # noqa: E731
    assert refused(call) == code


# --- conclusion and minutes -----------------------------------------------------------------------


def test_a_conclusion_needs_more_than_half_of_the_panel_not_of_those_present() -> None:
    review = convened(ALL[:4])
    for member, kind in zip(MEMBERS, ["agree", "agree", "abstain", "abstain"], strict=False):
        review = said(review, member, PositionKind(kind))

    assert refused(lambda: deliberation.conclude(review, SUPPORT, by=CHAIR)) == "no-majority"
    none = Conclude(conclusion=Conclusion.NO_CONSENSUS, text="未形成一致意见")
    assert deliberation.conclude(review, none, by=CHAIR) == [
        e.JointReviewConcluded(
            conclusion=Conclusion.NO_CONSENSUS, text="未形成一致意见", base=5, for_it=0
        )
    ]
    assert refused(lambda: deliberation.conclude(deliberated(), none, by=CHAIR)) == (
        "majority-was-found"
    )


def test_each_of_the_seven_outcomes_can_be_reached() -> None:
    for conclusion in Conclusion:
        if conclusion is Conclusion.NO_CONSENSUS:
            continue
        review = convened()
        for member in MEMBERS[:3]:
            review = said(review, member, PositionKind.RESERVATION, conclusion)
        for member in MEMBERS[3:]:
            review = said(review, member, PositionKind.ABSTAIN)
        command = Conclude(conclusion=conclusion, text="结论")
        (event,) = deliberation.conclude(review, command, by=CHAIR)
        assert isinstance(event, e.JointReviewConcluded)
        assert (event.conclusion, event.for_it) == (conclusion, 3)


def test_nobody_signs_before_there_is_something_to_sign() -> None:
    for review in (scheduled(), convened(), deliberated()):
        assert Step.SIGNATURE not in allowed(review, CHAIR)
    assert refused(lambda: outcome.sign(deliberated(), Sign(), by=CHAIR)) == (
        "joint-review-out-of-order"
    )
    assert refused(lambda: outcome.sign(concluded(), Sign(), by=CHAIR)) == "minutes-not-written"


def test_minutes_written_again_need_both_signatures_anew() -> None:
    review = concluded()
    review = after(review, outcome.write_minutes(review, MINUTES, by=WRITER))
    review = after(review, outcome.sign(review, Sign(), by=CHAIR))
    assert refused(lambda: outcome.sign(review, Sign(), by=CHAIR)) == "minutes-signed-already"

    again = after(review, outcome.write_minutes(review, MINUTES, by=WRITER))

    assert (again.signatures, again.minutes and again.minutes.number) == ((), 2)
    assert review.status is ReviewStatus.CONCLUDED
    assert deliberated().unsigned == {}


def test_signed_minutes_are_frozen_and_corrected_beside() -> None:
    review = frozen()
    assert refused(lambda: outcome.write_minutes(review, MINUTES, by=WRITER)) == (
        "joint-review-out-of-order"
    )

    annexed = after(
        review, outcome.annex(review, outcome.Annex(text="地点有误", reason="笔误"), by=CHAIR)
    )

    assert (annexed.minutes, len(annexed.annexes)) == (review.minutes, 1)


# --- afterwards -----------------------------------------------------------------------------------


def test_without_a_consensus_it_is_convened_again_or_goes_up() -> None:
    split = frozen(Conclusion.NO_CONSENSUS)
    assert refused(lambda: outcome.guide(split, Guide(text="指导"), DAY, by=CONVENER)) == (
        "no-consensus-to-guide"
    )

    again = after(split, outcome.reconvene(split, Reconvene(reason="补充材料"), by=CONVENER))
    up = after(split, outcome.close(split, Close(reason="请示", to_superior=True), by=CONVENER))

    assert (again.status, len(again.sittings), again.standing) == (ReviewStatus.ACCEPTED, 1, ())
    assert again.sittings[0].minutes == split.minutes
    assert up.closed is not None
    assert up.closed.to_superior


def test_with_a_consensus_the_handling_unit_is_guided_first() -> None:
    review = frozen()
    assert refused(lambda: outcome.reconvene(review, Reconvene(reason="再议"), by=CONVENER)) == (
        "consensus-was-found"
    )
    assert refused(lambda: outcome.close(review, Close(reason="办结"), by=CONVENER)) == (
        "guidance-due"
    )
    late = Guide(text="指导", answer_by=DAY - timedelta(1))
    assert refused(lambda: outcome.guide(review, late, DAY, by=CONVENER)) == "date-in-past"
    up = Close(reason="请示", to_superior=True)
    assert refused(lambda: outcome.close(accepted(), up, by=CONVENER)) == "consensus-was-found"


def test_an_adjourned_session_is_scheduled_anew_with_another_dossier() -> None:
    review = convened()
    review = after(
        review, deliberation.adjourn(review, deliberation.Adjourn(reason="停电"), by=CHAIR)
    )
    later = replace(DOSSIER, position=60, version=5)
    invited = Invited(PANEL, RECORDER)
    review = after(
        review, convening.schedule(review, SCHEDULE, invited, later, QUORUM, DAY, by=CONVENER)
    )

    assert review.session is not None
    assert (review.session.agenda_position, review.status) == (60, ReviewStatus.SCHEDULED)


@pytest.mark.parametrize("step", Step, ids=lambda step: step.value)
def test_a_step_is_refused_to_strangers(step: Step) -> None:
    stranger = replace(CONVENER, id="x", org="310109")

    for review in (requested(), scheduled(), deliberated(), concluded(), frozen()):
        assert step not in allowed(review, stranger)
        assert step not in allowed(review, replace(stranger, roles=()))


def test_every_step_is_somebodys_at_some_stage() -> None:
    everyone = (CONVENER, *MEMBERS, WRITER, HANDLING, ABOVE)
    split = frozen(Conclusion.NO_CONSENSUS)
    written = after(concluded(), outcome.write_minutes(concluded(), MINUTES, by=WRITER))
    guided = after(frozen(), outcome.guide(frozen(), Guide(text="指导"), DAY, by=CONVENER))
    up = Close(reason="请示", to_superior=True)
    asked = after(split, outcome.close(split, up, by=CONVENER))
    stages = (
        requested(), accepted(), scheduled(), convened(), deliberated(), concluded(), written,
        frozen(), split, guided, asked,
    )  # fmt: skip

    found = {step for review in stages for by in everyone for step in allowed(review, by)}

    assert found == set(Step) == set(STEPS)


# --- what it leaves alone -------------------------------------------------------------------------


def test_it_stops_no_clock_of_the_case() -> None:
    asked = c.JointReviewAsked(review=ASKED.case_id, origin="handling_unit")

    assert case_effects(asked, DAY, Facts(holder="310104")) == []


def test_it_stands_in_for_no_step_of_the_case() -> None:
    """A case that was brought to joint review lacks exactly what it lacked before."""
    moment = Moment(on=DAY, today=DAY, law=of_case.LAW)
    asked = c.JointReviewAsked(review=ASKED.case_id, origin="handling_unit")

    for step in CaseStep:
        assert checklist(evolve_case(CASE, asked), step, moment) == checklist(CASE, step, moment)
    assert {gate.rule for gate in CASE_STEPS[CaseStep.JOINT_REVIEW]} == {"JR-REQUEST"}


def test_its_own_clocks_are_internal() -> None:
    review = frozen()
    events: list[e.JointReviewEvent] = [
        review.requested,
        e.JointReviewAccepted(org="SHAMR-PSD"),
        e.JointReviewDeclined(org="SHAMR-PSD", reason="x"),
        *(each for each in (review.session, review.conclusion) if each),
        e.SessionAdjourned(),
        e.GuidanceGiven(org="SHAMR-PSD", text="x", answer_by=DAY),
        e.GuidanceGiven(org="SHAMR-PSD", text="x"),
        e.FeedbackGiven(org="310104", adopted=True, text="x"),
        e.JointReviewClosed(reason="x"),
        EVIDENCE,
    ]
    done = [effect for event in events for effect in effects(event, DAY, "SHAMR-PSD", "310104")]
    done += frozen_effects(Conclusion.SUPPORT, DAY, "SHAMR-PSD")
    started = {each.rule for each in done if isinstance(each, Start)}

    assert started == {"JR-SCREEN", "JR-SCHEDULE", "JR-MINUTES", "JR-GUIDANCE", "JR-FEEDBACK"}
    for rule in started:
        version = of_case.LAW.on(rule, DAY)
        assert version is not None
        assert version.force.value == "internal"


def test_no_guidance_is_due_where_there_is_nothing_to_guide_by() -> None:
    effects_ = frozen_effects(Conclusion.NO_CONSENSUS, DAY, "SHAMR-PSD")

    assert not [each for each in effects_ if isinstance(each, Start)]


def test_material_changes_are_events_of_the_case_that_touch_facts_or_proposals() -> None:
    added = of_case.EVIDENCE
    extended = c.DecisionPeriodExtended(approver="leader", officer="x", reason="y")

    assert material([added, extended]) == ("case.evidence-added",)
    assert c.JointReviewAsked not in MATERIAL


def test_every_event_of_a_case_is_material_or_is_not() -> None:
    """A new one is to be decided on; a correction is what it corrects."""
    known = set(get_args(c.CaseEvent)) - {c.EntryCorrected}

    assert known == MATERIAL | IMMATERIAL
    assert not MATERIAL & IMMATERIAL


@pytest.mark.parametrize(
    ("entry", "counts"), [(c.TestResultReceived, True), (c.PaymentRecorded, False)]
)
def test_an_entry_corrected_is_as_material_as_what_it_corrects(
    entry: type[c.CaseEvent],
    counts: bool,  # noqa: FBT001
) -> None:
    corrected = c.EntryCorrected(
        of=2, entry=str(entry.__struct_config__.tag), reason="误录",
        stage=Stage.INVESTIGATING, since=DAY,
    )  # fmt: skip

    assert material([corrected]) == (("case.entry-corrected",) if counts else ())


def test_a_case_is_over_once_it_is_terminated_closed_or_handed_on() -> None:
    terminated = c.InvestigationTerminated(ground=TerminationGround.PARTY_DEAD, reason="死亡")
    referred = c.CaseReferred(referral=ASKED.case_id, to_org="310112")
    back = c.CaseCameBack(referral=ASKED.case_id, reason="不属职责")

    gone = evolve_case(CASE, referred)

    assert not is_over(CASE)
    assert is_over(evolve_case(CASE, terminated))
    assert is_over(gone)
    assert not is_over(evolve_case(gone, back))


# --- suggestions ----------------------------------------------------------------------------------


def fined(amount: int) -> c.ProposalApproved:
    return c.ProposalApproved(
        outcome=Outcome.PENALTY,
        penalties=(c.Penalty(kind=PenaltyKind.FINE, amount=Decimal(amount)),),
        reason="同意",
    )


@pytest.mark.parametrize(
    ("amount", "kind", "suggested"),
    [
        (499_999, PartyKind.ENTITY, False),
        (500_000, PartyKind.ENTITY, True),
        (249_999, PartyKind.PERSON, False),
        (250_000, PartyKind.PERSON, True),
    ],
)
def test_a_large_amount_is_suggested_by_rule(
    amount: int,
    kind: PartyKind,
    suggested: bool,  # noqa: FBT001
) -> None:
    filed = replace(of_case.FILED, party=replace(of_case.FIRM, kind=kind))
    case = evolve_case(evolve_case(None, filed), fined(amount))

    found = suggestions(case, of_case.LAW.rules, DAY)

    assert [each.rule for each in found] == (["JR-AMOUNT"] if suggested else [])


def test_several_cases_of_one_party_are_suggested() -> None:
    case = evolve_case(None, of_case.FILED)

    found = [suggestions(case, of_case.LAW.rules, DAY, Around(of_party=count)) for count in (2, 3)]

    assert [[each.ground for each in some] for some in found] == [[], [Ground.CLUSTER]]


def test_a_case_of_a_campaign_with_priority_has_public_attention() -> None:
    case = evolve_case(None, replace(of_case.FILED, campaigns=("safe-2020",)))
    other, urgent = frozenset({"plain"}), frozenset({"safe-2020"})

    found = [
        suggestions(case, of_case.LAW.rules, DAY, Around(urgent=each)) for each in (other, urgent)
    ]

    assert [[each.rule for each in some] for some in found] == [[], ["JR-ATTENTION"]]
    assert found[1][0].ground is Ground.PUBLIC_ATTENTION


def test_what_makes_a_case_difficult_is_looked_for_first() -> None:
    review = c.ReviewGiven(
        kind=ReviewKind.CASE_REVIEW, opinion=ReviewOpinion.AGREE, text="同意",
        reviewer=of_case.handler("reviewer"),
    )  # fmt: skip
    helped = c.AssistanceAsked(referral=ASKED.case_id, to_org="310112", asked="核实")
    tagged = c.CaseTagged(campaigns=("safe-2020",), reason="专项")
    filed = replace(of_case.FILED, campaigns=("safe-2020",))
    events = (
        of_case.CRIME, helped, replace(review, opinion=ReviewOpinion.OTHER), fined(1), tagged,
        filed,
    )  # fmt: skip

    assert all(is_difficult(event) for event in events)
    assert not any(is_difficult(event) for event in (review, fined(0), of_case.EVIDENCE))


def test_facts_of_the_case_suggest_and_only_while_the_rule_is_in_force() -> None:
    case = evolve_case(None, replace(of_case.FILED, serious=True))
    split = c.ReviewGiven(
        kind=ReviewKind.CASE_REVIEW, opinion=ReviewOpinion.CORRECT, text="纠正",
        reviewer=of_case.handler("reviewer"),
    )  # fmt: skip
    helped = c.AssistanceAsked(referral=ASKED.case_id, to_org="310112", asked="核实")
    for event in (split, helped, of_case.CRIME):
        case = evolve_case(case, event)

    assert [each.ground for each in suggestions(case, of_case.LAW.rules, DAY)] == [
        Ground.PERSONAL_SAFETY, Ground.CROSS_DISTRICT, Ground.SPLIT_OPINIONS,
        Ground.SUSPECTED_CRIME,
    ]  # fmt: skip
    assert suggestions(case, of_case.LAW.rules, date(2019, 5, 1)) == ()
    assert suggestions(case, {}, DAY) == ()
