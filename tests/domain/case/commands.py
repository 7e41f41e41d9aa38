"""A sensible command for every step of a case, as someone would give it on a day."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

from msgspec import Struct

from domain.authority import Officer
from domain.case import (
    closing,
    corrections,
    decision,
    entry_corrections,
    evidence,
    filing,
    hearings,
    investigation,
    measures,
    performance,
    proposals,
    publicity,
    referrals,
    remedies,
)
from domain.case import events as e
from domain.case.clocks import TERMS
from domain.case.debts import surcharge_due
from domain.case.entries import day_of
from domain.case.gates import Step
from domain.case.grounds import review_kind
from domain.case.kinds import (
    CaseServiceMode,
    DiscussionPurpose,
    EvidenceKind,
    FolderKind,
    HearingEnd,
    MajorGround,
    MeasureKind,
    Outcome,
    PenaltyKind,
    PreservationEnd,
    ReleaseGround,
    RemedyKind,
    RemedyOutcome,
    ReviewOpinion,
    SuspensionGround,
    TerminationGround,
)
from domain.case.periods import LEADER as LEADERS
from domain.case.periods import has_run_out, next_extension
from domain.case.proposals import PenaltyGiven
from domain.case.resting import is_correctable, resting_on
from domain.commands import Command
from tests.domain.case.story import (
    CHAIR,
    HANDLERS,
    LEADER,
    REVIEWER,
    WANG,
    Decide,
    Told,
    handler,
    noon,
)


class Pick(Struct, frozen=True):
    """The day of a step, and a number by which one command differs from the next."""

    on: date
    number: int = 0
    by: Officer | None = None


Given = tuple[Decide, Command, tuple[object, ...]]
Ask = Callable[[Told, Pick], Given]

DIRECT = CaseServiceMode.DIRECT
OUTCOMES = (
    Outcome.PENALTY,
    Outcome.PENALTY,
    Outcome.NO_PENALTY_EXEMPT,
    Outcome.OTHER_DEPARTMENT,
    Outcome.NO_PENALTY_UNFOUNDED,
)
OPINIONS = (
    ReviewOpinion.AGREE,
    ReviewOpinion.AGREE,
    ReviewOpinion.CORRECT,
    ReviewOpinion.OTHER,
    ReviewOpinion.SUPPLEMENT,
)


def fined(number: int) -> tuple[PenaltyGiven, ...]:
    """A fine: one in two gives a right to a hearing."""
    amount = (100_000, 3_000)[number % 2]
    return (PenaltyGiven(kind=PenaltyKind.FINE, amount=Decimal(amount)),)


def outcome_of(told: Told, number: int) -> Outcome:
    """Mostly a penalty; the transfer where, and only where, a crime is suspected."""
    return Outcome.CRIMINAL if told.case.crime else OUTCOMES[number % len(OUTCOMES)]


def given_for(told: Told, outcome: Outcome, number: int) -> tuple[PenaltyGiven, ...]:
    """The penalties of an outcome: those that stand, where there are any."""
    if outcome is not Outcome.PENALTY:
        return ()
    standing = told.case.penalties
    if not standing:
        return fined(number)
    return tuple(PenaltyGiven(kind=each.kind, amount=each.amount) for each in standing)


def _one(names: list[str], number: int) -> str:
    return names[number % len(names)] if names else "none"


def _conclude(told: Told, pick: Pick) -> Given:
    outcome = outcome_of(told, pick.number)
    penalties = fined(pick.number) if outcome is Outcome.PENALTY else ()
    major = (MajorGround.COMPLEX,) if pick.number % 3 == 2 else ()
    command = investigation.Conclude(
        facts="事实", opinion="意见", outcome=outcome, penalties=penalties, major=major
    )
    return investigation.conclude, command, (None,)


def _review(told: Told, pick: Pick) -> Given:
    kind = review_kind(told.case, told.moment(pick.on))
    command = proposals.GiveReview(
        kind=kind, opinion=OPINIONS[pick.number % len(OPINIONS)], text="意见"
    )
    return proposals.give_review, command, (handler((pick.by or REVIEWER).id),)


def _propose(told: Told, pick: Pick) -> Given:
    outcome = outcome_of(told, pick.number)
    penalties = given_for(told, outcome, pick.number)
    command = proposals.ApproveProposal(outcome=outcome, reason="同意", penalties=penalties)
    return proposals.approve_proposal, command, ()


def _recheck(told: Told, pick: Pick) -> Given:
    outcome = (Outcome.PENALTY, Outcome.PENALTY, Outcome.NO_PENALTY_EXEMPT)[pick.number % 3]
    outcome = Outcome.CRIMINAL if told.case.crime else outcome
    penalties = given_for(told, outcome, pick.number)
    command = proposals.Recheck(accepted=True, text="复核", outcome=outcome, penalties=penalties)
    return proposals.recheck, command, ()


def _discuss(told: Told, pick: Pick) -> Given:
    voices = tuple(
        e.Voice(officer=each, name=each, agrees=True, text="同意") for each in ("leader", "head")
    )
    spoken = tuple(
        decision.VoiceGiven(officer=each.officer, agrees=True, text="同意") for each in voices
    )
    purpose = tuple(DiscussionPurpose)[pick.number % 3]
    deciding = purpose is DiscussionPurpose.DECISION
    outcome = told.case.outcome or Outcome.PENALTY
    command = decision.Discuss(
        purpose=purpose,
        held_on=pick.on,
        voices=spoken,
        conclusion="结论",
        outcome=outcome if deciding else None,
        penalties=given_for(told, outcome, 0) if deciding else (),
        until=pick.on + timedelta(200) if purpose is DiscussionPurpose.EXTENSION else None,
        officer="deputy" if purpose is DiscussionPurpose.RECUSAL else None,
    )
    return decision.discuss, command, (voices,)


def _decide(told: Told, pick: Pick) -> Given:
    outcome = told.case.outcome or Outcome.PENALTY
    penalties = given_for(told, outcome, pick.number)
    absent = bool(pick.number % 2)
    command = decision.Decide(outcome=outcome, reason="依法", penalties=penalties, absent=absent)
    return decision.decide, command, ("1",)


def _extend(told: Told, pick: Pick) -> Given:
    discussed = sorted(
        (each for each in told.case.discussions if each.purpose is DiscussionPurpose.EXTENSION),
        key=lambda each: each.until or date.min,
    )
    left = next_extension("PP-DECIDE", told.moment(pick.on))
    if not discussed or left is None or left.approver == LEADERS:
        return (
            investigation.extend,
            investigation.ExtendPeriod(approver="leader", reason="复杂"),
            (),
        )
    last = discussed[-1]
    command = investigation.ExtendPeriod(
        approver="collective_discussion",
        reason="复杂",
        until=last.until,
        discussion=last.number,
        city_asked_on=min(pick.on, told.since),
        city_approval="沪市监延1号",
    )
    return investigation.extend, command, ()


def _test(told: Told, pick: Pick) -> Given:
    moment = told.moment(pick.on)
    held = [
        name
        for name, each in told.case.measures.items()
        if each.released is None and not moment.is_past("PP-SEAL", name)
    ]
    measure = held[0] if held and pick.number % 2 else None
    command = investigation.CommissionTest(
        lab="市质检院", purpose="接地", commissioned_on=pick.on, measure=measure, told_on=pick.on
    )
    return investigation.commission_test, command, ()


def _pay(told: Told, pick: Pick) -> Given:
    owed = sum((each.amount or Decimal(0) for each in told.case.penalties), Decimal(0))
    paid = sum((each.amount for each in told.case.payments), Decimal(0))
    rest = max(owed - paid, Decimal(0))
    amount = rest if pick.number % 2 else (rest / 2).quantize(Decimal("0.01"))
    surcharge = surcharge_due(told.case, pick.on, told.moment(pick.on)) if rest == 0 else Decimal(0)
    command = performance.RecordPayment(amount=amount, surcharge=surcharge, paid_on=pick.on)
    return performance.pay, command, ()


def _end_remedy(told: Told, pick: Pick) -> Given:
    outcome = tuple(RemedyOutcome)[pick.number % 4]
    if told.case.revoked or not told.case.penalties:
        outcome = RemedyOutcome.UPHELD
    changed = outcome is RemedyOutcome.CHANGED
    command = remedies.EndRemedy(
        ended_on=pick.on,
        outcome=outcome,
        text="终结",
        penalties=given_for(told, Outcome.PENALTY, 1) if changed else (),
        remade=bool(pick.number % 2),
    )
    return remedies.end, command, ()


def _schedule(_told: Told, pick: Pick) -> Given:
    command = hearings.Schedule(
        at=noon(pick.on + timedelta(15)), place="三楼", told_on=pick.on, announced_on=pick.on
    )
    return hearings.schedule, command, ()


def _hold(_told: Told, pick: Pick) -> Given:
    command = hearings.Hold(held_on=pick.on, attendance=("当事人",), summary="各述己见")
    return hearings.hold, command, ()


def _archive(told: Told, pick: Pick) -> Given:
    main, secondary = closing.needed_papers(told.case, told.moment(pick.on))
    folders = volume(*main), volume(*secondary)
    asked = tuple(tuple(closing.FolderGiven(name=f.name) for f in each) for each in folders)
    command = closing.Archive(number="1", main=asked[0], secondary=asked[1])
    return closing.archive, command, folders


def volume(*kinds: FolderKind) -> tuple[e.Folder, ...]:
    """A volume with a paper of each kind."""
    return tuple(e.Folder(name=kind, kind=kind) for kind in kinds)


def _preserve(_told: Told, pick: Pick) -> Given:
    command = evidence.Preserve(
        items=("账册",),
        place="仓库",
        taken_at=noon(pick.on),
        officers=("wang", "li"),
        approved_by="leader" if pick.number % 2 else None,
    )
    return evidence.preserve, command, ()


def _seize(_told: Told, pick: Pick) -> Given:
    command = measures.TakeMeasure(
        kind=MeasureKind.SEIZURE,
        items=("电水壶",),
        place="仓库",
        taken_at=noon(pick.on),
        officers=("wang", "li"),
        document_no="1",
        approved_by="leader" if pick.number % 2 else None,
    )
    return measures.take, command, ()


def _extensible(told: Told, pick: Pick) -> str:
    """A measure that may be extended; any that is held where none may."""
    moment = told.moment(pick.on)
    may = [
        name
        for name, each in told.case.measures.items()
        if each.released is None
        and each.approved
        and next_extension("PP-SEAL", moment, name)
        and not has_run_out("PP-SEAL", moment, name)
    ]
    return _one(may, pick.number) if may else _of_measure(told, pick.number)


def _correct_entry(told: Told, pick: Pick) -> Given:
    """Undoes the last entry that can be, or gives it the day before."""
    free = [
        number
        for number in range(1, told.case.version + 1)
        if is_correctable(told.case, number) and not list(resting_on(told.case, number))
    ]
    number = _one([str(each) for each in free], pick.number) if free else "1"
    day = day_of(told.case.entries[int(number) - 1]) if pick.number % 3 == 0 else None
    command = entry_corrections.CorrectEntry(corrects=int(number), reason="录入有误", on=day)
    return entry_corrections.correct_entry, command, (told.since_without(int(number)),)


def _of_measure(told: Told, number: int) -> str:
    return _one([name for name, each in told.case.measures.items() if not each.released], number)


def _standing(told: Told, number: int) -> int:
    return int(
        _one([str(n) for n in told.case.evidence if n not in told.case.withdrawn] or ["1"], number)
    )


def _ends_early(told: Told, on: date) -> bool:
    published = told.case.publicity.published
    due = told.moment(on).last_day(TERMS[published.until]) if published else None
    return due is not None and on < due


def _unapproved(told: Told) -> tuple[str, str]:
    kept = [name for name, each in told.case.preservations.items() if each.approved is None]
    held = [name for name, each in told.case.measures.items() if each.approved is None]
    return _one(kept, 0), _one(held, 0)


ASKS: dict[Step, Ask] = {
    Step.INVESTIGATORS: lambda _told, _pick: (
        filing.assign_handlers,
        filing.AssignHandlers(handlers=("wang", "li"), reason="调整"),
        (HANDLERS,),
    ),
    Step.RECUSAL: lambda _told, pick: (
        filing.decide_recusal,
        filing.DecideRecusal(
            officer=f"other-{pick.number}", grounds="亲属", granted=True, reason="属实"
        ),
        ((),),
    ),
    Step.CORRECTION: lambda _told, _pick: (
        corrections.correct,
        corrections.Correct(corrects=1, reason="笔误", title="更正"),
        (),
    ),
    Step.ENTRY_CORRECTION: _correct_entry,
    Step.RIGHTS: lambda _told, pick: (
        filing.explain_rights,
        filing.ExplainRights(told_on=pick.on),
        (),
    ),
    Step.EVIDENCE: lambda _told, pick: (
        evidence.add_evidence,
        evidence.AddEvidence(
            kind=EvidenceKind.PHYSICAL,
            name="电水壶",
            source="现场",
            obtained_on=pick.on,
            officers=("wang", "li"),
        ),
        (None,),
    ),
    Step.CUSTODY: lambda _told, _pick: (
        evidence.move_evidence,
        evidence.MoveEvidence(number=1, custodian="库房", reason="入库"),
        (),
    ),
    Step.EVIDENCE_WITHDRAWAL: lambda told, pick: (
        evidence.withdraw_evidence,
        evidence.WithdrawEvidence(number=_standing(told, pick.number), reason="无关"),
        (),
    ),
    Step.PRESERVATION: _preserve,
    Step.PRESERVATION_APPROVAL: lambda told, pick: (
        evidence.approve_preservation,
        evidence.ApprovePreservation(
            preservation=_unapproved(told)[0],
            granted=bool(pick.number % 2),
            decided_at=noon(pick.on),
        ),
        (),
    ),
    Step.PRESERVATION_END: lambda told, pick: (
        evidence.end_preservation,
        evidence.EndPreservation(
            preservation=_one(
                [name for name, each in told.case.preservations.items() if not each.ended], 0
            ),
            by=PreservationEnd.RETURNED,
            ended_on=pick.on,
        ),
        (),
    ),
    Step.MEASURE: _seize,
    Step.MEASURE_APPROVAL: lambda told, pick: (
        measures.approve,
        measures.ApproveMeasure(
            measure=_unapproved(told)[1], granted=bool(pick.number % 2), decided_at=noon(pick.on)
        ),
        (),
    ),
    Step.MEASURE_EXTENSION: lambda told, pick: (
        measures.extend,
        measures.ExtendMeasure(
            measure=_extensible(told, pick), days=30, reason="复杂", told_on=pick.on
        ),
        (),
    ),
    Step.MEASURE_RELEASE: lambda told, pick: (
        measures.release,
        measures.ReleaseMeasure(
            measure=_of_measure(told, pick.number),
            ground=ReleaseGround.OTHER,
            released_on=pick.on,
        ),
        (),
    ),
    Step.TEST: _test,
    Step.TEST_RESULT: lambda told, pick: (
        investigation.receive_test_result,
        investigation.ReceiveTestResult(
            test=_one(told.case.open_tests, pick.number), received_on=pick.on, conclusion="不合格"
        ),
        (),
    ),
    Step.EXCLUSION: lambda _told, pick: (
        investigation.start_exclusion,
        investigation.StartExclusion(kind="refund_order", from_day=pick.on, reason="责令退款"),
        (),
    ),
    Step.EXCLUSION_END: lambda told, pick: (
        investigation.end_exclusion,
        investigation.EndExclusion(
            period=_one(
                [key for key, each in told.case.exclusions.items() if not each.ended_on], 0
            ),
            until=pick.on,
        ),
        (),
    ),
    Step.SUSPENSION: lambda _told, _pick: (
        investigation.suspend,
        investigation.Suspend(ground=SuspensionGround.FORCE_MAJEURE, reason="不可抗力"),
        (),
    ),
    Step.RESUMPTION: lambda _told, _pick: (
        investigation.resume,
        investigation.Resume(reason="原因消除"),
        (),
    ),
    Step.EXTENSION: _extend,
    Step.TERMINATION: lambda _told, _pick: (
        investigation.terminate,
        investigation.Terminate(ground=TerminationGround.PARTY_DISSOLVED, reason="注销"),
        (),
    ),
    Step.CONCLUSION: _conclude,
    Step.REVIEW: _review,
    Step.REVIEW_EXTENSION: lambda _told, _pick: (
        proposals.extend_review,
        proposals.ExtendReview(days=5, reason="复杂"),
        (),
    ),
    Step.PROPOSAL: _propose,
    Step.PUBLIC_NOTICE: lambda _told, pick: (
        proposals.publish_notice,
        proposals.PublishNotice(published_on=pick.on, why="下落不明"),
        (),
    ),
    Step.PROPOSAL_RETURN: lambda _told, pick: (
        proposals.return_proposal,
        proposals.ReturnProposal(
            to=("investigating", "reviewing")[pick.number % 2], reason="定性不准"
        ),
        (),
    ),
    Step.NOTICE: lambda _told, pick: (
        proposals.serve_notice,
        proposals.ServeNotice(number="1", mode=DIRECT, served_on=pick.on, again="加重"),
        (),
    ),
    Step.STATEMENT: lambda _told, pick: (
        proposals.receive_statement,
        proposals.ReceiveStatement(received_on=pick.on, text="请从轻"),
        (),
    ),
    Step.WAIVER: lambda _told, pick: (
        proposals.waive_rights,
        proposals.WaiveRights(waived_on=pick.on, text="放弃"),
        (),
    ),
    Step.HEARING_REQUEST: lambda _told, pick: (
        hearings.request,
        hearings.RequestHearing(requested_on=pick.on, text="要求听证"),
        (),
    ),
    Step.CHAIR: lambda _told, pick: (
        hearings.name_chair,
        hearings.NameChair(chair="chair", clerk="clerk", named_on=pick.on),
        ({"/chair": handler("chair"), "/clerk": handler("clerk")},),
    ),
    Step.HEARING_FILE: lambda _told, pick: (
        hearings.hand_file,
        hearings.HandFile(handed_on=pick.on),
        (),
    ),
    Step.SCHEDULE: _schedule,
    Step.HEARING: _hold,
    Step.HEARING_END: lambda _told, pick: (
        hearings.end,
        hearings.End(ground=HearingEnd.WITHDRAWN, ended_on=pick.on, text="撤回"),
        (),
    ),
    Step.HEARING_REPORT: lambda _told, pick: (
        hearings.report,
        hearings.Report(delivered_on=pick.on, opinion="维持"),
        (),
    ),
    Step.RECHECK: _recheck,
    Step.DISCUSSION: _discuss,
    Step.DECISION: _decide,
    Step.SERVICE: lambda _told, pick: (
        decision.serve,
        decision.Serve(mode=DIRECT, served_on=pick.on, told_of_publicity=True),
        (),
    ),
    Step.REMEDY: lambda _told, pick: (
        remedies.seek,
        remedies.SeekRemedy(
            kind=tuple(RemedyKind)[pick.number % 2], sought_on=pick.on, body="示例机关"
        ),
        (),
    ),
    Step.REMEDY_END: _end_remedy,
    Step.PAYMENT: _pay,
    Step.DEFERRAL: lambda _told, pick: (
        performance.defer,
        performance.DeferPayment(
            until=pick.on + timedelta(90), requested_on=pick.on, reason="经济困难"
        ),
        (),
    ),
    Step.DEMAND: lambda _told, pick: (
        performance.demand,
        performance.ServeDemand(served_on=pick.on),
        (),
    ),
    Step.COURT: lambda _told, pick: (
        performance.apply_to_court,
        performance.ApplyToCourt(applied_on=pick.on, court="示例法院"),
        (),
    ),
    Step.EXECUTION: lambda told, pick: (
        performance.end,
        performance.EndEnforcement(
            ended_on=pick.on, text="终结", court="示例法院" if told.case.court else None
        ),
        (),
    ),
    Step.PUSH: lambda _told, pick: (
        publicity.push,
        publicity.Push(pushed_on=pick.on, to_org="AMR-32"),
        (),
    ),
    Step.PUSH_RECEIPT: lambda _told, pick: (
        publicity.confirm_push,
        publicity.ConfirmPush(received_on=pick.on),
        (),
    ),
    Step.PUBLICATION: lambda _told, pick: (
        publicity.publish,
        publicity.Publish(published_on=pick.on),
        (),
    ),
    Step.PUBLICATION_END: lambda told, pick: (
        publicity.stop,
        publicity.StopPublication(
            stopped_on=pick.on, reason="期满", early=_ends_early(told, pick.on)
        ),
        (),
    ),
    Step.PUBLICATION_WITHDRAWAL: lambda _told, pick: (
        publicity.withdraw,
        publicity.WithdrawPublication(withdrawn_on=pick.on, reason="已变更"),
        (),
    ),
    Step.DECISION_CHANGE: lambda _told, _pick: (
        decision.change,
        decision.ChangeDecision(by_body="复议机关", penalties=fined(1), reason="过重"),
        (),
    ),
    Step.DECISION_REVOCATION: lambda _told, pick: (
        decision.revoke,
        decision.RevokeDecision(
            by_body="复议机关", reason="程序违法", remade=bool(pick.number % 2)
        ),
        (),
    ),
    Step.DECISION_COPY: lambda _told, pick: (
        referrals.copy_decision,
        referrals.CopyDecision(copied_on=pick.on, to=("示例公安分局", "示例检察院")),
        (),
    ),
    Step.CLOSURE: lambda _told, _pick: (closing.close, closing.Close(text="同意结案"), ()),
    Step.ARCHIVE: _archive,
    Step.LATE_ADDITION: lambda _told, _pick: (
        closing.add_late,
        closing.AddLate(text="补充", reason="后收到"),
        (None,),
    ),
}
# What referrals do to a case has its commands elsewhere.
OF_REFERRALS = {Step.ASSISTANCE, Step.CRIME, Step.REFERRAL, Step.JOINT_REVIEW}

REVIEWING = {Step.REVIEW}
CHAIRING = {Step.SCHEDULE, Step.HEARING, Step.HEARING_REPORT}
HANDLING = {
    Step.CORRECTION,
    Step.RIGHTS,
    Step.EVIDENCE,
    Step.CUSTODY,
    Step.EVIDENCE_WITHDRAWAL,
    Step.PRESERVATION,
    Step.PRESERVATION_END,
    Step.MEASURE,
    Step.MEASURE_RELEASE,
    Step.TEST,
    Step.TEST_RESULT,
    Step.EXCLUSION,
    Step.EXCLUSION_END,
    Step.RESUMPTION,
    Step.CONCLUSION,
    Step.PUBLIC_NOTICE,
    Step.NOTICE,
    Step.STATEMENT,
    Step.WAIVER,
    Step.HEARING_REQUEST,
    Step.HEARING_FILE,
    Step.HEARING_END,
    Step.RECHECK,
    Step.SERVICE,
    Step.REMEDY,
    Step.PAYMENT,
    Step.DEMAND,
    Step.EXECUTION,
    Step.PUSH,
    Step.PUSH_RECEIPT,
    Step.PUBLICATION,
    Step.PUBLICATION_END,
    Step.PUBLICATION_WITHDRAWAL,
    Step.DECISION_COPY,
    Step.ARCHIVE,
    Step.LATE_ADDITION,
}


def who(step: Step) -> Officer:
    """Whose step it is."""
    if step in REVIEWING:
        return REVIEWER
    if step in CHAIRING:
        return CHAIR
    return WANG if step in HANDLING else LEADER


def ask(told: Told, step: Step, pick: Pick) -> list[e.CaseEvent]:
    """What a step records on its day, or the domain's refusal."""
    decide, command, given = ASKS[step](told, pick)
    return told.ask(decide, command, *given, by=pick.by or who(step), on=pick.on)
