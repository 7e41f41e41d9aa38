"""Review, proposal and notice: what is proposed, who looked at it, and what the party is told."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from msgspec import Meta, Struct
from msgspec.structs import asdict, replace

from domain.authority import Officer
from domain.case import clocks as c
from domain.case import events as e
from domain.case.acting import check_day, enter
from domain.case.bases import check_bases
from domain.case.gates import Step, check_crime, check_not_heavier
from domain.case.grounds import review_kind, was_heard
from domain.case.kinds import (
    CaseServiceMode,
    Outcome,
    PenaltyKind,
    ReviewKind,
    ReviewOpinion,
    ServedPaper,
    Stage,
    TermUnit,
)
from domain.case.law import Moment, cite
from domain.case.penalties import check_penalties, hearing_grounds
from domain.case.periods import LEADER, check_extension
from domain.case.state import Case
from domain.commands import Command
from domain.refusals import Invalid, NotPermitted, OutOfOrder
from domain.statute.clock import Granted
from domain.text import Code, Line, Text


class PenaltyGiven(Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """A penalty as a command names it; `amount` in yuan."""

    kind: PenaltyKind
    amount: Decimal | None = None
    text: Annotated[str, Meta(max_length=1000)] = ""
    basis: Code | None = None
    to_be_valued: bool = False
    term: Annotated[int, Meta(ge=1, le=1200)] | None = None
    term_unit: TermUnit | None = None
    scope: Annotated[tuple[Line, ...], Meta(max_length=50)] = ()
    mitigation: Text | None = None


Penalties = Annotated[tuple[PenaltyGiven, ...], Meta(max_length=20)]


def checked(
    case: Case, outcome: Outcome, given: Penalties, moment: Moment
) -> tuple[e.Penalty, ...]:
    """Penalties as events keep them.

    Refuses those that don't fit the outcome, rest on no article, or are not within it.
    """
    penalties = tuple(e.Penalty(**asdict(each)) for each in given)
    check_penalties(outcome, penalties)
    check_bases(case, penalties, moment)
    return penalties


class ExtendReview(Command, frozen=True):
    """延长审核期限: by a leader."""

    days: Annotated[int, Meta(ge=1, le=999)]
    reason: Text


class GiveReview(Command, frozen=True):
    """审核意见."""

    kind: ReviewKind
    opinion: ReviewOpinion
    text: Text


class ApproveProposal(Command, frozen=True):
    """批准拟处理意见. `split`: the handling unit and the reviewers disagree in a major point."""

    outcome: Outcome
    reason: Text
    penalties: Penalties = ()
    split: bool = False


class PublishNotice(Command, frozen=True):
    """公告送达 of the notice or the decision: whereabouts unknown, or nothing else served it."""

    published_on: date
    why: Text
    place: Line = "本机关网站和公告栏"

    @property
    def acted_on(self) -> date | None:
        return self.effective_on or self.published_on


class ReturnProposal(Command, frozen=True):
    """退回: the leader sends the case back, to be investigated further or reviewed again."""

    to: Literal["investigating", "reviewing"]
    reason: Text


class ServeNotice(Command, frozen=True):
    """送达告知书. By public notice it is served when the notice's time has passed.

    `again` says why it takes the place of a notice served before.
    """

    number: Line
    mode: CaseServiceMode
    served_on: date
    receipt: Line | None = None
    again: Text | None = None

    @property
    def acted_on(self) -> date | None:
        return self.effective_on or self.served_on


class ReceiveStatement(Command, frozen=True):
    """陈述、申辩."""

    received_on: date
    text: Text

    @property
    def acted_on(self) -> date | None:
        return self.effective_on or self.received_on


class WaiveRights(Command, frozen=True):
    """当事人明确放弃 statement, defence and hearing."""

    waived_on: date
    text: Text

    @property
    def acted_on(self) -> date | None:
        return self.effective_on or self.waived_on


class Recheck(Command, frozen=True):
    """复核 of the party's facts, reasons and evidence."""

    accepted: bool
    text: Text
    outcome: Outcome
    penalties: Penalties = ()


def extend_review(
    case: Case, command: ExtendReview, moment: Moment, *, by: Officer
) -> list[e.CaseEvent]:
    """Gives the review unit more time, before its time has run out (PP-REVIEW)."""
    enter(case, Step.REVIEW_EXTENSION, by, moment)
    granted = Granted(approver=LEADER, approved_on=moment.on, amount=command.days)
    check_extension(c.REVIEW, granted, moment)
    return [e.ReviewExtended(amount=command.days, officer=by.name, reason=command.reason)]


def give_review(
    case: Case, command: GiveReview, reviewer: e.Handler, moment: Moment, *, by: Officer
) -> list[e.CaseEvent]:
    """The review of the kind the case needs, by someone who does not handle it."""
    enter(case, Step.REVIEW, by, moment)
    _check_review_kind(case, command, moment)
    _check_qualified(command, reviewer, moment)
    return [
        e.ReviewGiven(
            kind=command.kind,
            opinion=command.opinion,
            text=command.text,
            reviewer=reviewer,
            after_hearing=was_heard(case),
        )
    ]


def _check_review_kind(case: Case, command: GiveReview, moment: Moment) -> None:
    needed = review_kind(case, moment)
    cited = cite(moment.law.on("PP-REVIEW-KIND", moment.on))
    if command.kind.value not in moment.law.names("PP-REVIEW-KIND", moment.on):
        raise Invalid("/kind", "review-kind-unknown", basis="PP-REVIEW-KIND", **cited)
    if needed is ReviewKind.LEGAL_REVIEW and command.kind is not needed:
        raise Invalid("/kind", "legal-review-needed", basis="PP-REVIEW-KIND", **cited)


def _check_qualified(command: GiveReview, reviewer: e.Handler, moment: Moment) -> None:
    """Who reviews since the law asks for it has passed the national legal examination."""
    rule = moment.law.rules.get("PP-REVIEWER")
    version = rule.on(moment.on) if rule else None
    if rule is None or version is None or command.kind.value not in version.names:
        return
    since = reviewer.reviews_since
    first_time = since is None or since >= rule.versions[0].effective_from
    if reviewer.qualification is None and first_time:
        raise NotPermitted(
            "reviewer-not-qualified", basis=rule.code, officer=reviewer.name, **cite(version)
        )


def approve_proposal(
    case: Case, command: ApproveProposal, moment: Moment, *, by: Officer
) -> list[e.CaseEvent]:
    """A responsible person approves what is proposed: anew it takes the notice's place as well."""
    enter(case, Step.PROPOSAL, by, moment)
    check_crime(case, command.outcome, moment)
    penalties = checked(case, command.outcome, command.penalties, moment)
    assert case.review is not None, "the gate asks for it"
    corrected = case.review.opinion is ReviewOpinion.CORRECT
    assert case.concluded is not None, "nothing is reviewed before the report"
    unchanged = (command.outcome, penalties) == (case.concluded.outcome, case.concluded.penalties)
    return [
        e.ProposalApproved(
            outcome=command.outcome,
            penalties=penalties,
            reason=command.reason,
            split=command.split or (corrected and unchanged),
        )
    ]


def return_proposal(
    case: Case, command: ReturnProposal, moment: Moment, *, by: Officer
) -> list[e.CaseEvent]:
    """A responsible person sends the case back with reasons; a notice served stands no more."""
    enter(case, Step.PROPOSAL_RETURN, by, moment)
    return [e.ProposalReturned(to=Stage(command.to), reason=command.reason)]


def serve_notice(
    case: Case, command: ServeNotice, moment: Moment, *, by: Officer
) -> list[e.CaseEvent]:
    """The party is told; whether it may ask for a hearing follows from the penalties.

    A fresh notice gives all rights anew; the one before stays readable (PP-NOTICE-FIRST).
    """
    enter(case, Step.NOTICE, by, moment)
    if case.notice is not None and command.again is None:
        cited = cite(moment.law.on("PP-NOTICE-FIRST", moment.on))
        raise Invalid("/again", "notice-again-without-reason", basis="PP-NOTICE-FIRST", **cited)
    public = check_service(case, command.mode, command.served_on, moment)
    proposed = case.recheck or case.proposal
    assert proposed is not None, "the gate asks for it"
    penalties, on = proposed.penalties, command.served_on
    return [
        e.NoticeServed(
            number=command.number,
            mode=command.mode,
            served_on=on,
            published_on=public.on if public else None,
            receipt=command.receipt,
            penalties=penalties,
            hearing_right=bool(hearing_grounds(penalties, case.filed.party, moment.law, on)),
            why=public.why if public else None,
            again=command.again if case.notice is not None else None,
        )
    ]


def publish_notice(
    case: Case, command: PublishNotice, moment: Moment, *, by: Officer
) -> list[e.CaseEvent]:
    """The notice or the decision is published: it is not served before its time has passed."""
    enter(case, Step.PUBLIC_NOTICE, by, moment)
    check_day("/publishedOn", command.published_on, moment, moment.since)
    told = case.stage is not Stage.NOTICE_PENDING
    return [
        e.PublicNoticeStarted(
            paper=ServedPaper.DECISION if told else ServedPaper.NOTICE,
            on=command.published_on,
            place=command.place,
            why=command.why,
        )
    ]


def check_service(
    case: Case, mode: CaseServiceMode, served_on: date, moment: Moment
) -> e.PublicNoticeStarted | None:
    """The public notice by which a paper is served on that day, if that is how.

    Refuses a day to come or before the last step, and any but the last of the notice's time.
    """
    check_day("/servedOn", served_on, moment, moment.since)
    if mode is not CaseServiceMode.PUBLIC_NOTICE:
        return None
    notice = case.publishing
    if notice is None:
        version = moment.law.on(c.PUBLIC_SERVICE, served_on)
        raise OutOfOrder("public-notice-missing", basis=c.PUBLIC_SERVICE, **cite(version))
    due = moment.after(c.PUBLIC_SERVICE, notice.on)
    if due is not None and served_on != due:
        code = "public-notice-not-over" if served_on < due else "public-notice-over"
        version = moment.law.on(c.PUBLIC_SERVICE, notice.on)
        raise Invalid(
            "/servedOn", code, basis=c.PUBLIC_SERVICE, date=due.isoformat(), **cite(version)
        )
    return notice


def receive_statement(
    case: Case, command: ReceiveStatement, moment: Moment, *, by: Officer
) -> list[e.CaseEvent]:
    """The party answered in time: its arguments have to be re-checked."""
    enter(case, Step.STATEMENT, by, as_of(moment, command.received_on))
    assert case.notice is not None, "the gate asks for it"
    check_day("/receivedOn", command.received_on, moment, case.notice.served_on)
    return [e.StatementReceived(received_on=command.received_on, text=command.text)]


def waive_rights(
    case: Case, command: WaiveRights, moment: Moment, *, by: Officer
) -> list[e.CaseEvent]:
    """The party gave its rights up expressly (APL2021 62)."""
    enter(case, Step.WAIVER, by, moment)
    assert case.notice is not None, "the stage asks for it"
    check_day("/waivedOn", command.waived_on, moment, case.notice.served_on)
    return [e.RightsWaived(on=command.waived_on, text=command.text)]


def recheck(case: Case, command: Recheck, moment: Moment, *, by: Officer) -> list[e.CaseEvent]:
    """What is proposed after the party was heard: never heavier."""
    enter(case, Step.RECHECK, by, moment)
    check_crime(case, command.outcome, moment)
    penalties = checked(case, command.outcome, command.penalties, moment)
    assert case.notice is not None, "the stage asks for it"
    check_not_heavier(penalties, case.notice.penalties, moment)
    return [
        e.RecheckDone(
            accepted=command.accepted,
            text=command.text,
            outcome=command.outcome,
            penalties=penalties,
        )
    ]


def as_of(moment: Moment, day: date) -> Moment:
    """The moment with another legal day: in time is what arrived in time."""
    return replace(moment, on=day)
