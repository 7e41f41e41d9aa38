"""What users do with cases: each step is decided on the record, under the law of its day."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import date
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from application import joint_review_ties, leads
from application.aggregates import CASE, LEAD
from application.case_documents import Filling, IssueDocument, filled, title_of
from application.desk import Call, Change, Desk, Done, Loaded
from application.directory import Directory
from application.dockets import claim, claims_of, filed_before, next_number, released
from application.documents import Printer
from application.ledger import Entry
from application.store import Store, Stored, put_bytes
from application.streams import case_stream
from application.uploads import Uploads, taken_up
from application.views.case import CASES, CaseRow
from domain.authority import Officer, Role
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
from domain.case.acting import acting
from domain.case.acts import act_keys, check_first_filer
from domain.case.docket import ActClaimed, Series
from domain.case.events import CaseEvent, CaseFiled, Folder, Handler, Paper, Voice
from domain.case.gates import Step
from domain.case.law import Law, Moment
from domain.case.state import Case, evolve
from domain.commands import Command
from domain.reference.officers import OfficerEntry
from domain.reference.organisations import check_bureau_elsewhere
from domain.reference.state import Reference
from domain.refusals import Invalid
from domain.time import effective

CaseRecord = Loaded[Case, CaseRow]
Decide = Callable[..., list[CaseEvent]]


class Press(Struct, frozen=True):
    """What documents are made with: the printer, where they are kept, and what lies across them."""

    printer: Printer
    store: Store
    mark: str | None = None


WithFile = evidence.AddEvidence | investigation.Conclude | closing.AddLate

# The commands that need nothing but the case and the law, by the noun they are POSTed to.
PLAIN: tuple[tuple[str, type[Command], Decide], ...] = (
    ("rights-notice", filing.ExplainRights, filing.explain_rights),
    ("custody", evidence.MoveEvidence, evidence.move_evidence),
    ("evidence-withdrawals", evidence.WithdrawEvidence, evidence.withdraw_evidence),
    ("preservations", evidence.Preserve, evidence.preserve),
    ("preservation-approvals", evidence.ApprovePreservation, evidence.approve_preservation),
    ("preservation-ends", evidence.EndPreservation, evidence.end_preservation),
    ("measures", measures.TakeMeasure, measures.take),
    ("measure-approvals", measures.ApproveMeasure, measures.approve),
    ("measure-extensions", measures.ExtendMeasure, measures.extend),
    ("measure-releases", measures.ReleaseMeasure, measures.release),
    ("tests", investigation.CommissionTest, investigation.commission_test),
    ("test-results", investigation.ReceiveTestResult, investigation.receive_test_result),
    ("excluded-periods", investigation.StartExclusion, investigation.start_exclusion),
    ("excluded-period-ends", investigation.EndExclusion, investigation.end_exclusion),
    ("suspensions", investigation.Suspend, investigation.suspend),
    ("resumptions", investigation.Resume, investigation.resume),
    ("extensions", investigation.ExtendPeriod, investigation.extend),
    ("termination", investigation.Terminate, investigation.terminate),
    ("review-extensions", proposals.ExtendReview, proposals.extend_review),
    ("proposal", proposals.ApproveProposal, proposals.approve_proposal),
    ("public-notices", proposals.PublishNotice, proposals.publish_notice),
    ("proposal-returns", proposals.ReturnProposal, proposals.return_proposal),
    ("notices", proposals.ServeNotice, proposals.serve_notice),
    ("statements", proposals.ReceiveStatement, proposals.receive_statement),
    ("waiver", proposals.WaiveRights, proposals.waive_rights),
    ("post-notice-recheck", proposals.Recheck, proposals.recheck),
    ("hearing-requests", hearings.RequestHearing, hearings.request),
    ("hearing-file", hearings.HandFile, hearings.hand_file),
    ("hearing-schedule", hearings.Schedule, hearings.schedule),
    ("hearings", hearings.Hold, hearings.hold),
    ("hearing-end", hearings.End, hearings.end),
    ("hearing-report", hearings.Report, hearings.report),
    ("service", decision.Serve, decision.serve),
    ("decision-changes", decision.ChangeDecision, decision.change),
    ("decision-revocations", decision.RevokeDecision, decision.revoke),
    ("remedies", remedies.SeekRemedy, remedies.seek),
    ("remedy-ends", remedies.EndRemedy, remedies.end),
    ("payments", performance.RecordPayment, performance.pay),
    ("payment-deferrals", performance.DeferPayment, performance.defer),
    ("demands", performance.ServeDemand, performance.demand),
    ("court-applications", performance.ApplyToCourt, performance.apply_to_court),
    ("enforcement", performance.EndEnforcement, performance.end),
    ("publication-push-receipt", publicity.ConfirmPush, publicity.confirm_push),
    ("publication", publicity.Publish, publicity.publish),
    ("publication-end", publicity.StopPublication, publicity.stop),
    ("publication-withdrawal", publicity.WithdrawPublication, publicity.withdraw),
    ("decision-copies", referrals.CopyDecision, referrals.copy_decision),
    ("closure", closing.Close, closing.close),
)

# Those that may bring a file.
WITH_FILE: tuple[tuple[str, type[WithFile], Decide], ...] = (
    ("evidence", evidence.AddEvidence, evidence.add_evidence),
    ("investigation-conclusion", investigation.Conclude, investigation.conclude),
    ("late-additions", closing.AddLate, closing.add_late),
)


async def take(
    desk: Desk, directory: Directory, case_id: UUID, command: Command, call: Call, decide: Decide
) -> Done:
    """A plain command: read, decided, recorded."""
    case, moment = await taken(desk, directory, case_id, command, call)
    events = decide(case.state, command, moment, by=call.by)
    return await recorded(desk, call, moment, case, events)


async def file(
    desk: Desk, directory: Directory, lead_id: UUID, command: filing.File, call: Call
) -> Done:
    """立案: the lead becomes a case; who referred it waits for feedback from now on.

    What is answered is the case.
    """
    lead, on = await leads.taken_up(desk, lead_id, command, call)
    law = law_of(directory)
    moment = Moment(on=on, today=call.today, law=law, roster=directory.roster)
    known, org = directory.known, lead.state.holder
    case_id = case_stream(lead_id)
    number, given = await next_number(desk, known, org, on.year, Series.CASE, case_id)
    opened = filing.Opened(
        case=case_id,
        number=number,
        lead_id=lead_id,
        dossier=lead.row.dossier,
        handlers=named(known, command.handlers, org, "/handlers"),
        product=lead.row.product,
        batch=lead.row.batch,
        disposition=lead.row.disposition,
        supervising_org=lead.row.supervising_org,
    )
    of_case, of_lead = filing.file(lead.state, command, opened, moment, by=call.by)
    (filed,) = of_case
    assert isinstance(filed, CaseFiled)
    acts = await filed_before(desk, act_keys(filed))
    check_first_filer(claims_of(acts), command, moment)
    claimed = ActClaimed(
        org=org, case=case_id, number=number, distinct_because=command.distinct_because
    )
    return await desk.record(
        call,
        on,
        Change(stream=case_id, aggregate=CASE, events=of_case),
        Change(stream=lead_id, aggregate=LEAD, events=of_lead, before=lead),
        given,
        *claim(acts, claimed),
        *await leads.concluded(desk, lead.state, "filed"),
    )


async def correct(
    desk: Desk, directory: Directory, case_id: UUID, command: corrections.Correct, call: Call
) -> Done:
    """更正; where it makes it another act, that is claimed in place of the old one."""
    case, moment = await taken(desk, directory, case_id, command, call)
    events = corrections.correct(case.state, command, moment, by=call.by)
    before = act_keys(case.state.filed)
    (corrected,) = events
    after = act_keys(evolve(case.state, corrected).filed)
    others = await filed_before(desk, after - before)
    if after != before or command.distinct_from is not None:
        check_first_filer(claims_of(others, but=case_id), command, moment)
    claimed = ActClaimed(
        org=case.state.org,
        case=case_id,
        number=case.state.filed.number,
        distinct_because=command.distinct_because,
    )
    left = await filed_before(desk, before - after)
    return await recorded(
        desk, call, moment, case, events, *claim(others, claimed), *released(left, case_id)
    )


async def assign_handlers(
    desk: Desk, directory: Directory, case_id: UUID, command: filing.AssignHandlers, call: Call
) -> Done:
    """Others handle the case from now on."""
    case, moment = await taken(desk, directory, case_id, command, call)
    handlers = named(directory.known, command.handlers, case.state.org, "/handlers")
    events = filing.assign_handlers(case.state, command, handlers, moment, by=call.by)
    return await recorded(desk, call, moment, case, events)


async def decide_recusal(
    desk: Desk, directory: Directory, case_id: UUID, command: filing.DecideRecusal, call: Call
) -> Done:
    """An officer stays out of the case, or need not."""
    case, moment = await taken(desk, directory, case_id, command, call)
    officer = entry_of(directory.known, command.officer, case.state.org, "/officer")
    events = filing.decide_recusal(case.state, command, officer.roles, moment, by=call.by)
    return await recorded(desk, call, moment, case, events)


async def correct_entry(
    desk: Desk,
    directory: Directory,
    case_id: UUID,
    command: entry_corrections.CorrectEntry,
    call: Call,
) -> Done:
    """An entry made in error is undone or redated: the case stands as if it had been right."""
    case, moment = await taken(desk, directory, case_id, command, call)
    since = last_step_without(await desk.history([case_id]), command.corrects, command.on)
    events = entry_corrections.correct_entry(case.state, command, since, moment, by=call.by)
    return await recorded(desk, call, moment, case, events)


def last_step_without(entries: Sequence[Entry], of: int, on: date | None) -> date:
    """The day of a case's last step, had an entry not been made, or on its right day."""
    row: CaseRow | None = None
    for entry in entries:
        if row is None or entry.originator_version != of:
            row = CASES.fold(row, entry)
        elif on is not None:
            row = CASES.fold(row, replace(entry, effective_on=on))
    assert row is not None, "a case begins with its filing"
    return row.last_step_on


async def take_with_file(
    desk: Desk,
    directory: Directory,
    uploads: Uploads,
    case_id: UUID,
    command: WithFile,
    call: Call,
    decide: Decide,
) -> Done:
    """A command that may bring a file sent before: evidence, a report, a late addition."""
    case, moment = await taken(desk, directory, case_id, command, call)
    paper = await paper_of(uploads, command.upload, call.by)
    events = decide(case.state, command, paper, moment, by=call.by)
    return await recorded(desk, call, moment, case, events)


async def give_review(
    desk: Desk, directory: Directory, case_id: UUID, command: proposals.GiveReview, call: Call
) -> Done:
    """The reviewer is who says so."""
    case, moment = await taken(desk, directory, case_id, command, call)
    known = directory.known.officers.get(call.by.id)
    reviewer = Handler(
        id=call.by.id,
        name=call.by.name,
        certificate="",
        qualification=known.qualification if known else None,
        reviews_since=known.reviews_since if known else None,
    )
    events = proposals.give_review(case.state, command, reviewer, moment, by=call.by)
    return await recorded(desk, call, moment, case, events)


async def name_chair(
    desk: Desk, directory: Directory, case_id: UUID, command: hearings.NameChair, call: Call
) -> Done:
    """Chair, clerk and members of the hearing."""
    case, moment = await taken(desk, directory, case_id, command, call)
    asked = {"/chair": command.chair, "/clerk": command.clerk} | {
        f"/members/{number}": officer for number, officer in enumerate(command.members)
    }
    people = {
        pointer: handler_of(entry_of(directory.known, officer, case.state.org, pointer))
        for pointer, officer in asked.items()
    }
    events = hearings.name_chair(case.state, command, people, moment, by=call.by)
    return await recorded(desk, call, moment, case, events)


async def discuss(
    desk: Desk, directory: Directory, case_id: UUID, command: decision.Discuss, call: Call
) -> Done:
    """Only responsible persons of the deciding bureau have a voice (COL-WHO)."""
    case, moment = await taken(desk, directory, case_id, command, call)
    if command.officer is not None:
        entry_of(directory.known, command.officer, case.state.org, "/officer")
    voices = tuple(
        _voice(directory.known, each, case.state.org, f"/voices/{number}/officer")
        for number, each in enumerate(command.voices)
    )
    events = decision.discuss(case.state, command, voices, moment, by=call.by)
    return await recorded(desk, call, moment, case, events)


def _voice(known: Reference, given: decision.VoiceGiven, org: str, pointer: str) -> Voice:
    officer = entry_of(known, given.officer, org, pointer)
    if not {Role.LEADER, Role.HEAD} & set(officer.roles):
        raise Invalid(pointer, "not-a-responsible-person", basis="COL-WHO", value=officer.name)
    return Voice(officer=officer.id, name=officer.name, agrees=given.agrees, text=given.text)


async def decide(
    desk: Desk, directory: Directory, case_id: UUID, command: decision.Decide, call: Call
) -> Done:
    """The decision takes the next number of the bureau's year."""
    case, moment = await taken(desk, directory, case_id, command, call)
    number, given = await next_number(
        desk, directory.known, case.state.org, moment.on.year, Series.DECISION, case_id
    )
    events = decision.decide(case.state, command, number, moment, by=call.by)
    return await recorded(desk, call, moment, case, events, given)


async def push(
    desk: Desk, directory: Directory, case_id: UUID, command: publicity.Push, call: Call
) -> Done:
    """The record goes to the bureau of another province."""
    case, moment = await taken(desk, directory, case_id, command, call)
    check_bureau_elsewhere(directory.known.organisation_given(command.to_org, "/toOrg"))
    events = publicity.push(case.state, command, moment, by=call.by)
    return await recorded(desk, call, moment, case, events)


async def archive(
    desk: Desk,
    directory: Directory,
    uploads: Uploads,
    case_id: UUID,
    command: closing.Archive,
    call: Call,
) -> Done:
    """The file goes to the archive in two volumes."""
    case, moment = await taken(desk, directory, case_id, command, call)
    main = await _folders(uploads, command.main, call.by)
    secondary = await _folders(uploads, command.secondary, call.by)
    events = closing.archive(case.state, command, main, secondary, moment, by=call.by)
    return await recorded(desk, call, moment, case, events)


async def _folders(
    uploads: Uploads, given: Sequence[closing.FolderGiven], by: Officer
) -> tuple[Folder, ...]:
    return tuple(
        [
            Folder(
                name=each.name,
                number=each.number,
                on=each.on,
                pages=each.pages,
                kind=each.kind,
                paper=await paper_of(uploads, each.upload, by),
            )
            for each in given
        ]
    )


async def issue_document(
    desk: Desk,
    directory: Directory,
    press: Press,
    case_id: UUID,
    command: IssueDocument,
    call: Call,
) -> Done:
    """A paper is printed from the record, kept under its hash, and noted as issued."""
    case, moment = await taken(desk, directory, case_id, command, call)
    acting(case.state, Step.DOCUMENT, call.by, moment)
    document = filled(
        Filling(
            case=case.state,
            row=case.row,
            known=directory.known,
            law=moment.law,
            today=call.today,
            command=command,
            mark=press.mark,
        )
    )
    content = await asyncio.to_thread(press.printer.pdf, document)
    sha256, size = await put_bytes(press.store, content)
    name = f"{title_of(document)}.pdf"
    paper = Paper(sha256=sha256, size=size, media_type="application/pdf", name=name)
    number = getattr(document, "number", None)
    events = closing.issue_document(
        case.state, command.document.value, number, paper, moment, by=call.by
    )
    return await recorded(desk, call, moment, case, events)


async def taken(
    desk: Desk, directory: Directory, case_id: UUID, command: Command, call: Call
) -> tuple[CaseRecord, Moment]:
    """The case a command is about, and the moment of the act: no day before the last step."""
    case = await desk.current(CASE, case_id, call.expected)
    on = effective(command.acted_on, today=call.today, not_before=case.row.last_step_on)
    return case, moment_of(directory, case, on, call.today)


def moment_of(directory: Directory, case: CaseRecord, on: date, today: date) -> Moment:
    """A moment in the life of a case, with its clocks."""
    return Moment(
        on=on,
        today=today,
        law=law_of(directory),
        roster=directory.roster,
        since=case.row.last_step_on,
        clocks=case.row.clocks,
    )


def law_of(directory: Directory) -> Law:
    """The rules and the calendar known now."""
    almanac = directory.almanac()
    return Law(almanac.rules, almanac.calendar, directory.known.bases)


async def recorded(
    desk: Desk,
    call: Call,
    moment: Moment,
    case: CaseRecord,
    events: Sequence[CaseEvent],
    *others: Change,
) -> Done:
    """Records what was decided on a case, with what goes along."""
    change = Change(stream=case.stream, aggregate=CASE, events=events, before=case)
    return await joint_review_ties.recorded(desk, call, moment, change, *others)


async def paper_of(uploads: Uploads, upload: UUID | None, by: Officer) -> Paper | None:
    """The file that was uploaded for a command."""
    if upload is None:
        return None
    stored: Stored = (await taken_up(uploads, upload, by)).stored
    return Paper(
        sha256=stored.sha256,
        size=stored.size,
        media_type=stored.media_type,
        name=stored.name,
    )


def entry_of(known: Reference, officer: str, org: str, pointer: str) -> OfficerEntry:
    """An active officer of the bureau. Raises Invalid for anyone else."""
    found = known.officers.get(officer)
    if found is None or not found.active or found.org != org:
        raise Invalid(pointer, "unknown-officer", value=officer)
    return found


def handler_of(entry: OfficerEntry) -> Handler:
    """An officer with the certificate, as a case keeps them."""
    return Handler(
        id=entry.id,
        name=entry.name,
        certificate=entry.certificate or "",
        certificate_until=entry.certificate_until,
    )


def named(known: Reference, officers: Sequence[str], org: str, pointer: str) -> tuple[Handler, ...]:
    """Handlers by their ids: officers of the bureau."""
    return tuple(
        handler_of(entry_of(known, officer, org, f"{pointer}/{number}"))
        for number, officer in enumerate(officers)
    )
