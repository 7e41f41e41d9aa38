"""Who may judge in a joint review (law.md 8.2): impartial, enough of them, and each with a name."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from domain.authority import Officer, Role
from domain.joint_review import convening, deliberation, outcome
from domain.joint_review import events as e
from domain.joint_review.convening import ChangePanel, Invited, Joining, Recuse
from domain.joint_review.deliberation import Adjourn, Attend, Conclude, GiveOpinion
from domain.joint_review.kinds import Conclusion, Lapse, PositionKind, ReviewStatus
from domain.joint_review.outcome import Reconvene, Sign
from domain.joint_review.state import JointReview, evolve
from domain.joint_review.steps import Step, allowed
from domain.reference.officers import OfficerEntry
from domain.refusals import Invalid, Refusal
from domain.time import SHANGHAI
from tests.domain.joint_review_story import (
    ALL,
    CHAIR,
    CONVENER,
    DAY,
    DOSSIER,
    MEMBERS,
    MINUTES,
    PANEL,
    PSD,
    QUORUM,
    RECORDER,
    SCHEDULE,
    SPARE,
    WRITER,
    accepted,
    after,
    concluded,
    convened,
    entry,
    frozen,
    said,
    scheduled,
)

SUPPORT = Conclude(conclusion=Conclusion.SUPPORT, text="同意")
OTHER = entry("other", "310101")


def refused(call: Callable[[], Any]) -> tuple[str, str]:
    """The code of a refusal, and the pointer of what is wrong."""
    with pytest.raises(Refusal) as refusal:
        call()
    return refusal.value.code, getattr(refusal.value, "pointer", "")


def recused(review: JointReview, *members: str) -> JointReview:
    for member in members:
        recuse = Recuse(member=member, reason="利害")
        review = after(review, convening.recuse(review, recuse, by=CONVENER))
    return review


def changed(review: JointReview, command: ChangePanel, *added: OfficerEntry) -> JointReview:
    roster = {each.id: each for each in (*PANEL, RECORDER, SPARE, OTHER)}
    joining = Joining(added=added, recorder=roster[command.recorder] if command.recorder else None)
    return after(review, convening.change_panel(review, command, joining, DOSSIER, by=CONVENER))


def rescheduled(review: JointReview, people: tuple[OfficerEntry, ...] = PANEL) -> JointReview:
    command = replace(SCHEDULE, panel=tuple(each.id for each in people))
    invited = Invited(people, RECORDER)
    events = convening.schedule(review, command, invited, DOSSIER, QUORUM, DAY, by=CONVENER)
    return after(review, events)


# --- recusal --------------------------------------------------------------------------------------


def test_a_recusal_lasts_when_the_session_is_set_anew() -> None:
    review = recused(scheduled(), "m5")

    assert refused(lambda: rescheduled(review)) == ("member-recused", "/panel/4")
    again = rescheduled(review, (*PANEL[:4], SPARE))
    assert again.recused == {"m5"}
    assert refused(lambda: changed(again, ChangePanel(reason="x", added=("m5", "other"),
                                                      removed=()), PANEL[4], OTHER)) == (
        "member-recused", "/added/0",
    )  # fmt: skip


def test_a_recusal_lasts_when_an_old_record_lists_the_member_again() -> None:
    """Recorded before schedules refused them: no vote all the same."""
    review = recused(scheduled(), "m5")
    assert review.session is not None
    again = evolve(review, review.session)
    again = after(again, deliberation.attend(again, Attend(present=ALL[:4]), DAY, by=CHAIR))

    assert refused(lambda: said(again, MEMBERS[4]))[0] == "member-recused"
    assert len(again.voters) == 4


def test_a_recused_officer_is_not_the_recorder_either() -> None:
    review = recused(scheduled(), "m5")
    invited = Invited((*PANEL[:4], SPARE), PANEL[4])
    call = lambda: convening.schedule(  # noqa: E731
        review, SCHEDULE, invited, DOSSIER, QUORUM, DAY, by=CONVENER
    )

    assert refused(call) == ("member-recused", "/recorder")


def test_a_recused_member_is_not_made_chair() -> None:
    review = recused(scheduled(), "m2")

    assert refused(lambda: changed(review, ChangePanel(reason="x", chair="m2"))) == (
        "member-recused", "/chair",
    )  # fmt: skip


def test_a_recusal_by_a_step_of_the_case_takes_the_chair_out_at_once() -> None:
    out = e.MemberRecused(member="m1", reason="主办", by_case="case.handlers-assigned")
    review = evolve(convened(), out)

    assert refused(lambda: said(review, CHAIR))[0] == "member-recused"
    assert Step.ADJOURNMENT not in allowed(review, CHAIR)
    assert Step.CONCLUSION not in allowed(review, CHAIR)
    assert refused(lambda: changed(review, ChangePanel(reason="x", added=("spare", "other")),
                                   SPARE, OTHER)) == ("member-recused", "/chair")  # fmt: skip
    assert changed(review, ChangePanel(reason="x", chair="m2")).chair == "m2"


def test_a_recused_recorder_presides_no_more_and_is_replaced() -> None:
    out = e.MemberRecused(member="recorder", reason="主办", by_case="case.handlers-assigned")
    review = evolve(scheduled(), out)
    here = Attend(present=ALL)

    assert refused(lambda: deliberation.attend(review, here, DAY, by=WRITER))[0] == "member-recused"
    assert "recorder" not in review.readers
    assert refused(lambda: changed(review, ChangePanel(reason="x", chair="m2"))) == (
        "member-recused", "/recorder",
    )  # fmt: skip
    new = changed(review, ChangePanel(reason="x", recorder="spare"))
    assert new.session is not None
    assert new.session.recorder.name == SPARE.name
    assert deliberation.attend(new, here, DAY, by=Officer("spare", "x", "310101", ()))


# --- the panel ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("people", "recorder", "code"),
    [
        (tuple(replace(each, org=PSD) for each in PANEL), RECORDER, "panel-of-too-few-bodies"),
        ((*PANEL[:4], replace(SPARE, roles=(Role.AUDITOR,))), RECORDER, "member-without-casework"),
        (PANEL, replace(RECORDER, roles=(Role.ADMINISTRATOR,)), "member-without-casework"),
        (PANEL, entry("wang", PSD), "member-of-handling-team"),
        (PANEL, replace(RECORDER, recused_from=("91310104MA1FR0001F",)), "member-tied-to-party"),
    ],
    ids=["one body", "auditor", "administrator", "team", "tied"],
)
def test_those_named_are_of_several_bodies_and_do_casework(
    people: tuple[OfficerEntry, ...], recorder: OfficerEntry, code: str
) -> None:
    invited = Invited(people, recorder)
    call = lambda: convening.schedule(  # noqa: E731
        accepted(), SCHEDULE, invited, DOSSIER, QUORUM, DAY, by=CONVENER
    )

    assert refused(call)[0] == code


def test_who_does_casework_too_sits_on_a_panel() -> None:
    both = replace(PANEL[4], roles=(Role.AUDITOR, Role.LEADER))

    assert rescheduled(accepted(), (*PANEL[:4], both)).panel[4].id == "m5"


def test_a_session_has_its_offset_and_is_near() -> None:
    far = datetime(2021, 4, 8, 9, tzinfo=SHANGHAI)
    for starts_at, code in (
        (datetime(2020, 4, 8, 9), "time-zone-missing"),  # noqa: DTZ001
        (far, "session-too-far"),
        (datetime(9999, 12, 31, 23, tzinfo=SHANGHAI), "session-too-far"),
    ):
        command = replace(SCHEDULE, starts_at=starts_at)
        with pytest.raises(Invalid) as refusal:
            convening.schedule(
                accepted(), command, Invited(PANEL, RECORDER), DOSSIER, QUORUM, DAY, by=CONVENER
            )
        assert (refusal.value.code, refusal.value.pointer) == (code, "/startsAt")

    command = replace(SCHEDULE, starts_at=far - timedelta(1))
    assert convening.schedule(
        accepted(), command, Invited(PANEL, RECORDER), DOSSIER, QUORUM, DAY, by=CONVENER
    )


# --- quorum ---------------------------------------------------------------------------------------


def test_too_few_voters_neither_meet_nor_conclude_until_others_are_named() -> None:
    review = recused(scheduled(), *ALL[1:4])
    call = lambda: deliberation.attend(review, Attend(present=("m1", "m5")), DAY, by=CHAIR)  # noqa: E731
    assert refused(call)[0] == "panel-too-small"
    assert Step.ATTENDANCE not in allowed(review, CHAIR)

    in_session = said(recused(convened(), *ALL[1:4]), CHAIR)
    in_session = said(in_session, MEMBERS[4])
    assert refused(lambda: deliberation.conclude(in_session, SUPPORT, by=CHAIR))[0] == (
        "panel-too-small"
    )

    more = ChangePanel(reason="补充", added=("spare", "other"), removed=("m2", "m3"))
    full = changed(in_session, more, SPARE, OTHER)
    assert [each.id for each in full.voters] == ["m1", "m5", "spare", "other"]
    assert Step.ATTENDANCE in allowed(full, CHAIR)


def test_a_session_needs_its_chair() -> None:
    call = lambda: deliberation.attend(scheduled(), Attend(present=ALL[1:]), DAY, by=WRITER)  # noqa: E731
    assert refused(call)[0] == "chair-not-present"

    led = changed(scheduled(), ChangePanel(reason="出差", chair="m2"))
    assert deliberation.attend(led, Attend(present=ALL[1:]), DAY, by=WRITER)


def test_a_chair_who_is_not_there_does_not_conclude() -> None:
    review = convened((*ALL[1:], "m1"))
    for member in MEMBERS:
        review = said(review, member)
    swapped = changed(review, ChangePanel(reason="x", added=("spare",), removed=("m1",),
                                          chair="spare"), SPARE)  # fmt: skip
    chair = Officer("spare", "x", "310101", ())

    assert refused(lambda: deliberation.conclude(swapped, SUPPORT, by=chair))[0] == (
        "chair-not-present"
    )


# --- coming and going -----------------------------------------------------------------------------


def test_who_leaves_after_speaking_has_spoken() -> None:
    review = said(convened(), MEMBERS[4], PositionKind.DISSENT)

    (event,) = deliberation.attend(review, Attend(present=ALL[:4]), DAY, by=CHAIR)
    review = evolve(review, event)

    assert isinstance(event, e.SessionConvened)
    assert (event.left, review.left) == (("m5",), ("m5",))
    assert [each.given.member for each in review.standing] == ["m5"]
    assert refused(lambda: said(review, MEMBERS[4]))[0] == "member-not-present"


def test_too_few_left_in_session_conclude_nothing_and_wipe_nothing() -> None:
    review = convened()
    for member in MEMBERS:
        review = said(review, member)

    review = after(review, deliberation.attend(review, Attend(present=ALL[:3]), DAY, by=CHAIR))

    assert len(review.standing) == 5
    assert refused(lambda: deliberation.conclude(review, SUPPORT, by=CHAIR))[0] == (
        "quorum-not-reached"
    )
    back = after(review, deliberation.attend(review, Attend(present=ALL[:4]), DAY, by=CHAIR))
    assert back.left == ("m5",)
    assert deliberation.conclude(back, SUPPORT, by=CHAIR)


def test_observers_noted_before_are_still_there() -> None:
    review = scheduled()
    first = Attend(present=ALL, observers=("示例·列席",))
    review = after(review, deliberation.attend(review, first, DAY, by=CHAIR))

    (event,) = deliberation.attend(review, Attend(present=ALL[:4]), DAY, by=CHAIR)

    assert isinstance(event, e.SessionConvened)
    assert event.observers == ("示例·列席",)


def test_who_was_not_heard_is_named_with_the_reason() -> None:
    review = convened()
    for member in MEMBERS[:4]:
        review = said(review, member)
    why = replace(SUPPORT, unheard_because="突发公务")

    (event,) = deliberation.conclude(review, why, by=CHAIR)

    assert isinstance(event, e.JointReviewConcluded)
    assert (event.unheard, event.unheard_because) == (("m5",), "突发公务")
    heard = said(review, MEMBERS[4])
    (event,) = deliberation.conclude(heard, why, by=CHAIR)
    assert isinstance(event, e.JointReviewConcluded)
    assert (event.unheard, event.unheard_because) == ((), None)


# --- names and sittings ---------------------------------------------------------------------------


def test_whoever_had_a_seat_keeps_the_name() -> None:
    review = said(convened(), MEMBERS[4])
    review = changed(review, ChangePanel(reason="x", added=("spare",), removed=("m5",)), SPARE)
    review = changed(review, ChangePanel(reason="x", added=("other",), removed=("spare",)), OTHER)

    assert {*ALL, "spare", "other", "recorder"} == set(review.everyone)
    assert (review.everyone["m5"].name, review.everyone["spare"].org) == ("示例·m5", "310101")
    assert {"m5", "spare"} <= set(review.readers)
    assert "m5" not in review.seated


def test_an_adjourned_session_stays_as_it_was() -> None:
    review = said(convened(), MEMBERS[1], PositionKind.DISSENT)
    review = after(review, deliberation.adjourn(review, Adjourn(reason="停电"), by=CONVENER))
    review = rescheduled(review)
    review = after(review, deliberation.attend(review, Attend(present=ALL), DAY, by=CHAIR))
    review = said(review, MEMBERS[1])

    (first,) = review.sittings
    assert (first.number, first.convened is not None) == (1, True)
    assert [each.lapsed for each in first.positions] == [None]
    assert first.adjourned is not None
    assert first.adjourned.reason == "停电"
    assert [(each.session, each.lapsed) for each in review.positions] == [
        (1, Lapse.RECONVENED), (2, None),
    ]  # fmt: skip
    assert review.sitting is not None
    assert (review.sitting.number, len(review.sitting.positions)) == (2, 1)


def test_a_sitting_keeps_minutes_signatures_and_what_followed() -> None:
    review = frozen(Conclusion.NO_CONSENSUS)
    again = after(review, outcome.reconvene(review, Reconvene(reason="再议"), by=CONVENER))

    (first,) = again.sittings
    assert first.is_frozen
    assert (first.minutes, first.signatures) == (review.minutes, review.signatures)
    assert (len(first.positions), first.chair) == (5, "m1")
    assert (again.annexes, again.minutes_at, again.sitting) == ((), 0, None)
    assert again.readers == (*ALL, "recorder")


# --- who signs ------------------------------------------------------------------------------------


def test_who_cannot_sign_is_replaced_by_who_was_there() -> None:
    review = concluded()
    review = after(review, outcome.write_minutes(review, MINUTES, by=WRITER))
    review = changed(review, ChangePanel(reason="住院", chair="m2", recorder="spare"))
    recorder = Officer("spare", "示例·spare", "310101", ())

    assert refused(lambda: outcome.sign(review, Sign(), by=CHAIR))[0] == "not-presiding"
    for by in (MEMBERS[1], recorder):
        review = after(review, outcome.sign(review, Sign(), by=by))
    assert (review.status, review.presided) == (ReviewStatus.MINUTES_SIGNED, "m1")


def test_the_panel_that_concluded_stays() -> None:
    review = concluded()
    swap = ChangePanel(reason="x", added=("spare",), removed=("m2",))
    assert refused(lambda: changed(review, swap, SPARE)) == ("panel-has-concluded", "/added")
    out = ChangePanel(reason="x", removed=("m2",))
    assert refused(lambda: changed(review, out)) == ("panel-has-concluded", "/removed")
    away = ChangePanel(reason="x", chair="spare")
    assert refused(lambda: changed(review, away)) == ("signer-not-present", "/chair")


def test_who_has_signed_is_not_replaced() -> None:
    review = concluded()
    review = after(review, outcome.write_minutes(review, MINUTES, by=WRITER))
    review = after(review, outcome.sign(review, Sign(), by=CHAIR))

    assert refused(lambda: changed(review, ChangePanel(reason="x", chair="m2"))) == (
        "signed-by-predecessor", "/chair",
    )  # fmt: skip


def test_a_member_s_last_word_is_known_by_its_version() -> None:
    review = said(convened(), MEMBERS[1])

    assert review.last_of("m2") == review.version
    assert review.last_of("m3") == 0
    assert refused(
        lambda: deliberation.give_opinion(review, GiveOpinion(kind=PositionKind.AGREE), by=WRITER)
    )[0] == "not-a-member"  # fmt: skip
