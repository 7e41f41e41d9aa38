"""What people do with joint reviews: request, convene, deliberate, conclude, guide, answer."""

from collections.abc import Callable, Sequence
from datetime import date
from uuid import UUID, uuid4

from msgspec import Struct

from application.aggregates import CASE, JOINT_REVIEW
from application.cases import CaseRecord, Press, law_of, moment_of, taken
from application.desk import Call, Change, Desk, Done, Loaded, Stale
from application.directory import Directory
from application.joint_review_documents import frozen
from application.joint_review_ties import known_of
from application.queries import Ask, ReadModels
from application.views.case import CASES
from application.views.joint_review import JointReviewRow
from domain.authority import Officer
from domain.case import referrals as case_side
from domain.case.gates import OPEN
from domain.case.law import Moment
from domain.commands import Command
from domain.joint_review import convening, deliberation, outcome, panel
from domain.joint_review.events import JointReviewEvent, Quorum
from domain.joint_review.kinds import Origin
from domain.joint_review.state import JointReview
from domain.joint_review.steps import OVER
from domain.joint_review.suggestions import Around, Suggestion, suggestions
from domain.reference.officers import OfficerEntry
from domain.reference.organisations import OrganisationKind
from domain.reference.state import Reference
from domain.refusals import Invalid, OutOfOrder
from domain.time import effective

ReviewRecord = Loaded[JointReview, JointReviewRow]
Decide = Callable[..., list[JointReviewEvent]]
# The version that whoever takes a step must have seen; what others do after it is no obstacle.
Seen = Callable[[JointReview, Officer], int]

PARTY_CAP = 20
ORGANISATIONS = 2
VOTERS = 3

# The commands that need nothing but the review, by the noun they are POSTed to.
PLAIN: tuple[tuple[str, type[Command], Decide], ...] = (
    ("acceptance", convening.Accept, convening.accept),
    ("decline", convening.Decline, convening.decline),
    ("withdrawal", convening.Withdraw, convening.withdraw),
    ("adjournment", deliberation.Adjourn, deliberation.adjourn),
    ("conclusion", deliberation.Conclude, deliberation.conclude),
    ("minutes", outcome.WriteMinutes, outcome.write_minutes),
    ("minutes-annexes", outcome.Annex, outcome.annex),
    ("guidance-feedback", outcome.GiveFeedback, outcome.give_feedback),
    ("reconvening", outcome.Reconvene, outcome.reconvene),
    ("closing", outcome.Close, outcome.close),
    ("superior-answer", outcome.AnswerAsSuperior, outcome.answer_as_superior),
)


def agenda_seen(review: JointReview, _: Officer) -> int:
    """The agenda, the panel and the case as they are."""
    return review.seen


def own_word_seen(review: JointReview, by: Officer) -> int:
    """What a position is about, and the last one that the member gave."""
    return max(review.seen, review.last_of(by.id))


def minutes_seen(review: JointReview, _: Officer) -> int:
    """The minutes as they are."""
    return review.minutes_at


# Those that go beside what others say meanwhile.
BESIDE: tuple[tuple[str, type[Command], Decide, Seen], ...] = (
    ("recusals", convening.Recuse, convening.recuse, agenda_seen),
    ("opinions", deliberation.GiveOpinion, deliberation.give_opinion, own_word_seen),
)


class Bringing(Struct, frozen=True):
    """Where a case is brought to joint review, and where is looked for what suggests it."""

    desk: Desk
    directory: Directory
    read_models: ReadModels


async def request(at: Bringing, case_id: UUID, command: convening.Request, call: Call) -> Done:
    """提请会审 by the handling unit. What is answered is the review."""
    case, moment = await taken(at.desk, at.directory, case_id, command, call)
    return await _requested(at, case, command, moment, Origin.HANDLING_UNIT, call)


async def request_from_above(at: Bringing, command: convening.RequestFromAbove, call: Call) -> Done:
    """提级会审 by the superior or its division."""
    desk, directory = at.desk, at.directory
    case = await desk.load(CASE, command.case)
    on = effective(command.effective_on, today=call.today, not_before=case.row.last_step_on)
    moment = moment_of(directory, case, on, call.today)
    return await _requested(at, case, command, moment, Origin.SUPERIOR, call)


async def _requested(
    at: Bringing,
    case: CaseRecord,
    command: convening.Request,
    moment: Moment,
    origin: Origin,
    call: Call,
) -> Done:
    desk, known = at.desk, at.directory.known
    suggested = await suggested_for(at.read_models, known, case, moment.on)
    asked = convening.Asked(
        case_id=case.stream,
        conveners=conveners_of(known, case.state.org),
        suggested_by=tuple(each.rule for each in suggested),
        known=known_of(moment.law, case, call.today),
    )
    review_id = uuid4()
    events = convening.request(case.state, command, asked, origin, by=call.by)
    of_case = case_side.ask_joint_review(case.state, review_id, origin, moment, by=call.by)
    await _must_be_the_only_one(desk, case)
    return await desk.record(
        call,
        moment.on,
        Change(stream=review_id, aggregate=JOINT_REVIEW, events=events),
        Change(stream=case.stream, aggregate=CASE, events=of_case, before=case),
    )


async def suggested_for(
    read_models: ReadModels, known: Reference, case: CaseRecord, on: date
) -> tuple[Suggestion, ...]:
    """What suggests a joint review of a case: the case itself, its party's others, campaigns."""
    uscc, of_party = case.state.filed.party.uscc, 1
    if uscc is not None:
        own = Ask(equal={"enterprise": uscc, "stage": OPEN})
        of_party = await read_models.count(CASES, own, PARTY_CAP)
    urgent = frozenset(each.code for each in known.campaigns.values() if each.priority)
    return suggestions(case.state, known.rules, on, Around(of_party=of_party, urgent=urgent))


async def _must_be_the_only_one(desk: Desk, case: CaseRecord) -> None:
    if case.state.joint_review is None:
        return
    before = await desk.known(JOINT_REVIEW, case.state.joint_review)
    if before.state.status not in OVER:
        raise OutOfOrder("joint-review-open")


async def take(desk: Desk, review_id: UUID, command: Command, call: Call, decide: Decide) -> Done:
    """A plain command: read, decided, recorded."""
    review = await desk.current(JOINT_REVIEW, review_id, call.expected)
    return await _recorded(desk, call, command, review, decide(review.state, command, by=call.by))


async def schedule(
    desk: Desk, directory: Directory, review_id: UUID, command: convening.Schedule, call: Call
) -> Done:
    """The panel will see the case as it is now."""
    review = await desk.current(JOINT_REVIEW, review_id, call.expected)
    known = directory.known
    invited = convening.Invited(
        panel=_entries(known, command.panel, "/panel"),
        recorder=_entry(known, command.recorder, "/recorder"),
    )
    dossier = await _dossier(desk, review)
    quorum = _quorum(directory, call)
    events = convening.schedule(
        review.state, command, invited, dossier, quorum, call.today, by=call.by
    )
    return await _recorded(desk, call, command, review, events)


async def change_panel(
    desk: Desk, directory: Directory, review_id: UUID, command: convening.ChangePanel, call: Call
) -> Done:
    """Members leave, others come; what the others say meanwhile is no obstacle."""
    review = await _as_seen(desk, review_id, call, agenda_seen)
    known, recorder = directory.known, command.recorder
    joining = convening.Joining(
        added=_entries(known, command.added, "/added"),
        recorder=_entry(known, recorder, "/recorder") if recorder else None,
    )
    dossier = await _dossier(desk, review)
    events = convening.change_panel(review.state, command, joining, dossier, by=call.by)
    return await _recorded(desk, call, command, review, events)


async def attend(desk: Desk, review_id: UUID, command: deliberation.Attend, call: Call) -> Done:
    """Who is there."""
    review = await desk.current(JOINT_REVIEW, review_id, call.expected)
    events = deliberation.attend(review.state, command, call.today, by=call.by)
    return await _recorded(desk, call, command, review, events)


async def take_beside(
    desk: Desk, review_id: UUID, command: Command, call: Call, decide: Decide, must: Seen
) -> Done:
    """A step that rests on a part of the review: only that must be as its sender saw it."""
    review = await _as_seen(desk, review_id, call, must)
    return await _recorded(desk, call, command, review, decide(review.state, command, by=call.by))


async def sign(
    desk: Desk,
    directory: Directory,
    press: Press,
    review_id: UUID,
    command: outcome.Sign,
    call: Call,
) -> Done:
    """Below the minutes that the signer saw; by the second signature they are printed and kept."""
    review = await _as_seen(desk, review_id, call, minutes_seen)
    events = outcome.sign(review.state, command, by=call.by)
    kept = [await frozen(press, directory.known, review.state, each) for each in events]
    return await _recorded(desk, call, command, review, kept)


async def _as_seen(desk: Desk, review_id: UUID, call: Call, must: Seen) -> ReviewRecord:
    """The review, if its sender saw what must have been seen of it. Raises Stale otherwise."""
    review = await desk.known(JOINT_REVIEW, review_id)
    if not _is_seen(review, call, must):
        review = await desk.load(JOINT_REVIEW, review_id)
        if not _is_seen(review, call, must):
            raise Stale(review_id, call.expected or review.version, review.version)
    return review


def _is_seen(review: ReviewRecord, call: Call, must: Seen) -> bool:
    seen = review.version if call.expected is None else call.expected
    return must(review.state, call.by) <= seen <= review.version


async def guide(desk: Desk, review_id: UUID, command: outcome.Guide, call: Call) -> Done:
    """The handling unit is told what the panel advises."""
    review = await desk.current(JOINT_REVIEW, review_id, call.expected)
    events = outcome.guide(review.state, command, call.today, by=call.by)
    return await _recorded(desk, call, command, review, events)


async def _recorded(
    desk: Desk,
    call: Call,
    command: Command,
    review: ReviewRecord,
    events: Sequence[JointReviewEvent],
) -> Done:
    on = effective(command.effective_on, today=call.today, not_before=review.row.requested_on)
    change = Change(stream=review.stream, aggregate=JOINT_REVIEW, events=events, before=review)
    return await desk.record(call, on, change)


async def _dossier(desk: Desk, review: ReviewRecord) -> panel.Dossier:
    case = await desk.load(CASE, review.row.case)
    party = case.state.filed.party
    return panel.Dossier(
        position=case.row.position,
        version=case.version,
        parties=frozenset(each for each in (party.uscc, party.name) if each),
        team=case.state.ever_handled | case.state.recused,
    )


def _quorum(directory: Directory, call: Call) -> Quorum:
    """As configured today. Raises OutOfOrder where nothing is."""
    version = law_of(directory).on(panel.PANEL, call.today)
    if version is None:
        raise OutOfOrder("panel-not-configured", basis=panel.PANEL)
    members, present, of = (int(version.amounts[name]) for name in ("members", "present", "of"))
    return Quorum(
        members=members,
        present=present,
        of=of,
        voters=int(version.amounts.get("voters", VOTERS)),
        organisations=int(version.amounts.get("organisations", ORGANISATIONS)),
    )


def conveners_of(known: Reference, org: str) -> tuple[str, ...]:
    """Who may convene a review of a bureau's case: the superior's divisions, and the superior.

    Raises OutOfOrder for a bureau without one.
    """
    superior = known.organisation(org).superior
    if superior is None:
        raise OutOfOrder("no-common-superior", basis="PP-DESIGNATE")
    divisions = (
        each.code
        for each in known.organisations.values()
        if each.superior == superior and each.kind is OrganisationKind.DIVISION
    )
    return (*divisions, superior)


def _entries(known: Reference, officers: Sequence[str], pointer: str) -> tuple[OfficerEntry, ...]:
    return tuple(_entry(known, each, f"{pointer}/{n}") for n, each in enumerate(officers))


def _entry(known: Reference, officer: str, pointer: str) -> OfficerEntry:
    """An active officer of any organisation. Raises Invalid for anyone else."""
    found = known.officers.get(officer)
    if found is None or not found.active:
        raise Invalid(pointer, "unknown-officer", value=officer)
    return found
