"""The commands of the API: one table, and the one way they all go.

A command is a POST to a noun under a record, or to a collection (product.md 5.1). Adding one is a
line here beside its use case.
"""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

from litestar import Response, post
from litestar.handlers import HTTPRouteHandler
from msgspec import Struct

from adapters.api.answers import PREFIX, answered, path_of
from adapters.api.office import Office, Req
from adapters.api.problems import Problem
from adapters.api.request import call_of, decoded, expected_version
from adapters.api.signed_in import signed_in
from application import (
    bulletins,
    case_referrals,
    cases,
    criminal_transfers,
    dispositions,
    joint_reviews,
    leads,
    offers,
    referrals,
    supervisions,
    tagging,
)
from application import verification as verifying
from application.aggregates import (
    BULLETIN,
    CASE,
    DISPOSITION,
    JOINT_REVIEW,
    LEAD,
    REFERRAL,
    RESULT,
    SUPERVISION,
)
from application.case_documents import IssueDocument
from application.desk import Aggregate, Call, Done, Loaded, Missing
from domain.authority import Officer, may_see
from domain.bulletin import decisions as bulletin
from domain.case import (
    closing,
    corrections,
    decision,
    entry_corrections,
    filing,
    hearings,
    proposals,
    publicity,
)
from domain.case import referrals as case_side
from domain.disposition import decisions as disposition
from domain.disposition import ending, escalation
from domain.joint_review import convening, deliberation, outcome
from domain.lead import decisions as lead
from domain.lead import verification
from domain.lead.handover import Refer
from domain.referral import answers, criminal, objections
from domain.referral import decisions as referral
from domain.sampling.correction import CorrectResult, VoidResult
from domain.tagging import Tag, tag_case, tag_disposition, tag_lead

Act = Callable[[Office, UUID, Any, Call], Awaitable[Done]]


class Command(Struct, frozen=True):
    """One command on a record: where it is posted, its body, and the use case."""

    of: Aggregate[Any, Any]
    noun: str
    body: type[Struct]
    act: Act
    answers: Aggregate[Any, Any] | None = None

    @property
    def path(self) -> str:
        """The route below the API's prefix."""
        return f"/{self.of.view.path}/{{record_id:uuid}}/{self.noun}"

    @property
    def answering(self) -> Aggregate[Any, Any]:
        """What is answered: the record, or what the command made."""
        return self.answers or self.of

    @property
    def creates(self) -> bool:
        """Whether the answer is another record than the one the command is on."""
        return self.answering is not self.of


def _of_case(noun: str, body: type[Struct], decide: cases.Decide) -> Command:
    return Command(
        CASE, noun, body, lambda o, i, d, c: cases.take(o.desk, o.directory, i, d, c, decide)
    )


def _of_disposition(noun: str, body: type[Struct], decide: dispositions.Decide) -> Command:
    return Command(
        DISPOSITION, noun, body,
        lambda o, i, d, c: dispositions.take(o.desk, o.directory, i, d, c, decide),
    )  # fmt: skip


def _linking(noun: str, body: type[Struct], decide: dispositions.Decide) -> Command:
    return Command(
        DISPOSITION, noun, body,
        lambda o, i, d, c: dispositions.link(o.desk, o.directory, i, d, c, decide),
    )  # fmt: skip


def _with_file(noun: str, body: type[Struct], decide: cases.Decide) -> Command:
    return Command(
        CASE, noun, body,
        lambda o, i, d, c: cases.take_with_file(o.desk, o.directory, o.uploads, i, d, c, decide),
    )  # fmt: skip


def _criminal_step(noun: str, body: type[Struct], decide: criminal_transfers.Decide) -> Command:
    return Command(
        REFERRAL,
        noun,
        body,
        lambda o, i, d, c: criminal_transfers.take(o.desk, o.directory, i, d, c, decide),
    )


def bringing(office: Office) -> joint_reviews.Bringing:
    """Where cases are brought to joint review."""
    return joint_reviews.Bringing(office.desk, office.directory, office.read_models)


def _of_review(noun: str, body: type[Struct], decide: joint_reviews.Decide) -> Command:
    return Command(
        JOINT_REVIEW, noun, body, lambda o, i, d, c: joint_reviews.take(o.desk, i, d, c, decide)
    )


def _beside(
    noun: str, body: type[Struct], decide: joint_reviews.Decide, must: joint_reviews.Seen
) -> Command:
    return Command(
        JOINT_REVIEW,
        noun,
        body,
        lambda o, i, d, c: joint_reviews.take_beside(o.desk, i, d, c, decide, must),
    )


def _of_supervision(noun: str, body: type[Struct], decide: supervisions.Decide) -> Command:
    return Command(
        SUPERVISION,
        noun,
        body,
        lambda o, i, d, c: supervisions.take(o.desk, o.directory, i, d, c, decide),
    )


def _tagging(kind: Aggregate[Any, Any], decide: tagging.Decide) -> Command:
    return Command(
        kind, "campaigns", Tag,
        lambda o, i, d, c: tagging.tag(o.desk, o.directory, kind, i, d, c, decide),
    )  # fmt: skip


COMMANDS: tuple[Command, ...] = (
    _tagging(LEAD, tag_lead),
    _tagging(CASE, tag_case),
    _tagging(DISPOSITION, tag_disposition),
    Command(
        LEAD, "filing", filing.File,
        lambda o, i, d, c: cases.file(o.desk, o.directory, i, d, c), CASE,
    ),
    *(_of_case(*each) for each in cases.PLAIN),
    *(_with_file(*each) for each in cases.WITH_FILE),
    Command(
        CASE, "corrections", corrections.Correct,
        lambda o, i, d, c: cases.correct(o.desk, o.directory, i, d, c),
    ),
    Command(
        CASE, "investigators", filing.AssignHandlers,
        lambda o, i, d, c: cases.assign_handlers(o.desk, o.directory, i, d, c),
    ),
    Command(
        CASE, "recusals", filing.DecideRecusal,
        lambda o, i, d, c: cases.decide_recusal(o.desk, o.directory, i, d, c),
    ),
    Command(
        CASE, "entry-corrections", entry_corrections.CorrectEntry,
        lambda o, i, d, c: cases.correct_entry(o.desk, o.directory, i, d, c),
    ),
    Command(
        CASE, "legal-reviews", proposals.GiveReview,
        lambda o, i, d, c: cases.give_review(o.desk, o.directory, i, d, c),
    ),
    Command(
        CASE, "hearing-chair", hearings.NameChair,
        lambda o, i, d, c: cases.name_chair(o.desk, o.directory, i, d, c),
    ),
    Command(
        CASE, "collective-discussions", decision.Discuss,
        lambda o, i, d, c: cases.discuss(o.desk, o.directory, i, d, c),
    ),
    Command(
        CASE, "decision", decision.Decide,
        lambda o, i, d, c: cases.decide(o.desk, o.directory, i, d, c),
    ),
    Command(
        CASE, "publication-push", publicity.Push,
        lambda o, i, d, c: cases.push(o.desk, o.directory, i, d, c),
    ),
    Command(
        CASE, "archive", closing.Archive,
        lambda o, i, d, c: cases.archive(o.desk, o.directory, o.uploads, i, d, c),
    ),
    Command(
        CASE, "criminal-transfer", criminal.FormTeam,
        lambda o, i, d, c: criminal_transfers.criminal_transfer(o.desk, o.directory, i, d, c),
        REFERRAL,
    ),
    Command(
        CASE, "referrals", case_side.ReferOut,
        lambda o, i, d, c: case_referrals.refer_out(o.desk, o.directory, i, d, c), REFERRAL,
    ),
    Command(
        CASE, "assistance-requests", case_side.AskAssistance,
        lambda o, i, d, c: case_referrals.ask_assistance(o.desk, o.directory, i, d, c), REFERRAL,
    ),
    Command(
        CASE, "documents", IssueDocument,
        lambda o, i, d, c: cases.issue_document(o.desk, o.directory, o.press, i, d, c),
    ),
    Command(
        LEAD, "verification", lead.StartVerification,
        lambda o, i, d, c: leads.start_verification(o.desk, i, d, c),
    ),
    Command(
        LEAD, "no-filing", lead.DecideNoFiling,
        lambda o, i, d, c: leads.decide_no_filing(o.desk, o.directory, i, d, c),
    ),
    Command(
        LEAD, "informant-redirection", lead.RedirectInformant,
        lambda o, i, d, c: leads.redirect_informant(o.desk, i, d, c),
    ),
    Command(
        LEAD, "tests", verification.CommissionTest,
        lambda o, i, d, c: verifying.commission_test(o.desk, i, d, c),
    ),
    Command(
        LEAD, "test-results", verification.ReceiveTestResult,
        lambda o, i, d, c: verifying.receive_test_result(o.desk, i, d, c),
    ),
    Command(
        LEAD, "test-corrections", verification.CorrectTestDates,
        lambda o, i, d, c: verifying.correct_test_dates(o.desk, i, d, c),
    ),
    Command(
        LEAD, "extensions", verification.ExtendVerification,
        lambda o, i, d, c: verifying.extend(o.desk, o.directory, i, d, c),
    ),
    Command(
        LEAD, "informant-replies", verification.ReplyToInformant,
        lambda o, i, d, c: verifying.reply_to_informant(o.desk, i, d, c),
    ),
    Command(
        LEAD, "informant-erasure", lead.EraseInformant,
        lambda o, i, d, c: leads.erase_informant(o.desk, o.vault, i, d, c),
    ),
    Command(LEAD, "reopening", lead.Reopen, lambda o, i, d, c: leads.reopen(o.desk, i, d, c)),
    Command(LEAD, "merges", lead.Merge, lambda o, i, d, c: leads.merge(o.desk, i, d, c)),
    Command(LEAD, "unmerges", lead.Unmerge, lambda o, i, d, c: leads.unmerge(o.desk, i, d, c)),
    Command(LEAD, "links", lead.LinkRecord, lambda o, i, d, c: leads.link(o.desk, i, d, c)),
    Command(
        LEAD, "corrections", lead.Correct,
        lambda o, i, d, c: leads.correct(o.desk, o.directory, i, d, c),
    ),
    Command(
        LEAD, "seriousness", lead.MarkSerious,
        lambda o, i, d, c: leads.mark_serious(o.desk, i, d, c),
    ),
    Command(
        LEAD, "referrals", Refer,
        lambda o, i, d, c: offers.refer(o.desk, o.directory, i, d, c), REFERRAL,
    ),
    Command(
        LEAD, "criminal-transfer", criminal.FormTeam,
        lambda o, i, d, c: criminal_transfers.transfer_lead(o.desk, o.directory, i, d, c),
        REFERRAL,
    ),
    Command(
        REFERRAL, "approval", referral.Approve,
        lambda o, i, d, c: referrals.approve(o.desk, o.directory, i, d, c),
    ),
    Command(
        REFERRAL, "receipt", referral.Receive,
        lambda o, i, d, c: referrals.receive(o.desk, o.directory, i, d, c),
    ),
    Command(
        REFERRAL, "acceptance", referral.Accept,
        lambda o, i, d, c: referrals.accept(o.desk, i, d, c),
    ),
    Command(
        REFERRAL, "return", referral.Return,
        lambda o, i, d, c: referrals.give_back(o.desk, o.directory, i, d, c),
    ),
    Command(
        REFERRAL, "withdrawal", referral.Withdraw,
        lambda o, i, d, c: referrals.withdraw(o.desk, i, d, c),
    ),
    Command(
        REFERRAL, "dispute", referral.Dispute,
        lambda o, i, d, c: referrals.dispute(o.desk, o.directory, i, d, c),
    ),
    Command(
        REFERRAL, "jurisdiction-request", referral.RequestDesignation,
        lambda o, i, d, c: referrals.request_designation(o.desk, o.directory, i, d, c),
    ),
    Command(
        REFERRAL, "designation", referral.Designate,
        lambda o, i, d, c: referrals.designate(o.desk, o.directory, i, d, c),
    ),
    Command(
        REFERRAL, "feedback", referral.GiveFeedback,
        lambda o, i, d, c: referrals.give_feedback(o.desk, o.directory, i, d, c),
    ),
    Command(
        REFERRAL, "reminders", referral.Remind,
        lambda o, i, d, c: referrals.remind(o.desk, i, d, c),
    ),
    Command(
        REFERRAL, "bounce", answers.Bounce,
        lambda o, i, d, c: referrals.bounce(o.desk, o.directory, i, d, c),
    ),
    Command(
        REFERRAL, "reply", answers.Reply,
        lambda o, i, d, c: referrals.reply(o.desk, o.directory, i, d, c),
    ),
    Command(
        REFERRAL, "delay-notice", answers.NotifyDelay,
        lambda o, i, d, c: referrals.notify_delay(o.desk, o.directory, i, d, c),
    ),
    Command(
        REFERRAL, "transfer-approval", criminal.DecideTransfer,
        lambda o, i, d, c: criminal_transfers.decide_transfer(o.desk, o.directory, i, d, c),
    ),
    Command(
        REFERRAL, "police-receipt", criminal.RecordReceipt,
        lambda o, i, d, c: criminal_transfers.record_receipt(o.desk, o.directory, i, d, c),
    ),
    Command(
        REFERRAL, "handover", criminal.HandOver,
        lambda o, i, d, c: criminal_transfers.hand_over(o.desk, o.directory, i, d, c),
    ),
    Command(
        REFERRAL, "conclusion-without-filing", objections.Conclude,
        lambda o, i, d, c: criminal_transfers.conclude(o.desk, o.directory, i, d, c),
    ),
    *(_criminal_step(*each) for each in criminal_transfers.PLAIN),
    *(_of_disposition(*each) for each in dispositions.PLAIN),
    Command(
        DISPOSITION, "recipients", disposition.AddRecipient,
        lambda o, i, d, c: dispositions.add_recipient(o.desk, o.directory, i, d, c),
    ),
    Command(
        DISPOSITION, "assignments", disposition.AssignBureau,
        lambda o, i, d, c: dispositions.assign(o.desk, o.directory, i, d, c),
    ),
    Command(
        DISPOSITION, "reports-up", escalation.ReportUp,
        lambda o, i, d, c: dispositions.report_up(o.desk, o.directory, i, d, c),
    ),
    Command(
        DISPOSITION, "suspension-orders", escalation.OrderSuspension,
        lambda o, i, d, c: dispositions.order_suspension(o.desk, o.directory, i, d, c),
    ),
    Command(
        DISPOSITION, "licence-revocations", escalation.RevokeLicence,
        lambda o, i, d, c: dispositions.revoke_licence(o.desk, o.directory, i, d, c),
    ),
    *(_linking(*each) for each in dispositions.LINKING),
    Command(
        DISPOSITION, "completion", ending.Complete,
        lambda o, i, d, c: dispositions.complete(o.desk, o.directory, i, d, c),
    ),
    Command(
        DISPOSITION, "cross-province-notices", disposition.NotifyOutside,
        lambda o, i, d, c: dispositions.notify_outside(o.desk, o.directory, i, d, c), REFERRAL,
    ),
    Command(
        CASE, "joint-reviews", convening.Request,
        lambda o, i, d, c: joint_reviews.request(bringing(o), i, d, c), JOINT_REVIEW,
    ),
    *(_of_review(*each) for each in joint_reviews.PLAIN),
    *(_beside(*each) for each in joint_reviews.BESIDE),
    *(_of_supervision(*each) for each in supervisions.PLAIN),
    Command(
        JOINT_REVIEW, "schedule", convening.Schedule,
        lambda o, i, d, c: joint_reviews.schedule(o.desk, o.directory, i, d, c),
    ),
    Command(
        JOINT_REVIEW, "panel-changes", convening.ChangePanel,
        lambda o, i, d, c: joint_reviews.change_panel(o.desk, o.directory, i, d, c),
    ),
    Command(
        JOINT_REVIEW, "attendance", deliberation.Attend,
        lambda o, i, d, c: joint_reviews.attend(o.desk, i, d, c),
    ),
    Command(
        JOINT_REVIEW, "signatures", outcome.Sign,
        lambda o, i, d, c: joint_reviews.sign(o.desk, o.directory, o.press, i, d, c),
    ),
    Command(
        JOINT_REVIEW, "guidance", outcome.Guide,
        lambda o, i, d, c: joint_reviews.guide(o.desk, i, d, c),
    ),
    Command(
        RESULT, "corrections", CorrectResult,
        lambda o, i, d, c: bulletins.correct_result(o.desk, o.directory, i, d, c),
    ),
    Command(
        RESULT, "void", VoidResult,
        lambda o, i, d, c: bulletins.void_result(o.desk, i, d, c),
    ),
    Command(
        BULLETIN, "redraft", bulletin.RedraftBulletin,
        lambda o, i, d, c: bulletins.redraft(o.desk, o.directory, i, d, c, o.clock()),
    ),
    Command(
        BULLETIN, "issue", bulletin.IssueBulletin,
        lambda o, i, d, c: bulletins.issue(o.desk, o.counter, i, d, c),
    ),
    Command(
        BULLETIN, "corrections", bulletin.CorrectBulletin,
        lambda o, i, d, c: bulletins.correct(o.desk, o.counter, i, d, c, o.clock()),
    ),
    Command(
        BULLETIN, "withdrawal", bulletin.WithdrawBulletin,
        lambda o, i, d, c: bulletins.withdraw(o.desk, i, d, c),
    ),
    Command(
        BULLETIN, "drop", bulletin.DropBulletin,
        lambda o, i, d, c: bulletins.drop(o.desk, i, d, c),
    ),
)  # fmt: skip


def handlers() -> list[HTTPRouteHandler]:
    """A route for each command, and the one that registers a lead."""
    return [*(_handler(command) for command in COMMANDS), register_lead, draft_bulletin]


def _handler(command: Command) -> HTTPRouteHandler:
    @signed_in(command.of)
    async def handle(request: Req, office: Office, by: Officer) -> Response[bytes]:
        body = await request.body()
        record_id = request.path_params["record_id"]
        expected = expected_version(request)
        call = call_of(request, office, by, body, expected=expected)
        await visible(office, command.of, record_id, by, fresh=False)
        done = await perform(office, command, record_id, decoded(body, command.body), call)
        return _answered(office, command.answering, done, by, created=command.creates)

    handle.__name__ = f"{command.of.view.name}_{command.noun.replace('-', '_')}"
    return post(PREFIX + command.path, request_max_body_size=MOST_BYTES)(handle)


MOST_BYTES = 1024 * 1024


async def perform(office: Office, command: Command, record_id: UUID, data: Any, call: Call) -> Done:  # noqa: ANN401 - any command
    """Does a command on a record its sender may see, once for each idempotency key."""
    with OnlyOnce(office, call):
        return await office.desk.run(
            call, command.answering, lambda: command.act(office, record_id, data, call)
        )


@post(f"{PREFIX}/leads", request_max_body_size=MOST_BYTES)
@signed_in(LEAD)
async def register_lead(request: Req, office: Office, by: Officer) -> Response[bytes]:
    """登记线索."""
    body = await request.body()
    call = call_of(request, office, by, body, expected=None)
    data = decoded(body, lead.Register)
    with OnlyOnce(office, call):
        done = await office.desk.run(
            call,
            LEAD,
            lambda: leads.register(office.desk, office.directory, office.vault, data, call),
        )
    return _answered(office, LEAD, done, by, created=True)


@post(f"{PREFIX}/bulletins", request_max_body_size=MOST_BYTES)
@signed_in()
async def draft_bulletin(request: Req, office: Office, by: Officer) -> Response[bytes]:
    """起草通报."""
    body = await request.body()
    call = call_of(request, office, by, body, expected=None)
    done = await draft(office, decoded(body, bulletin.DraftBulletin), call)
    return _answered(office, BULLETIN, done, by, created=True)


async def draft(office: Office, data: bulletin.DraftBulletin, call: Call) -> Done:
    """Drafts a bulletin, once for each idempotency key."""
    now = office.clock()
    with OnlyOnce(office, call):
        return await office.desk.run(
            call, BULLETIN, lambda: bulletins.draft(office.desk, office.directory, data, call, now)
        )


def _answered(
    office: Office, kind: Aggregate[Any, Any], done: Done, by: Officer, *, created: bool
) -> Response[bytes]:
    location = (
        path_of(kind.view.path, done.stream) if created else f"{PREFIX}/events/{done.position}"
    )
    return answered(done, by, office, location)


async def visible(
    office: Office, kind: Aggregate[Any, Any], record_id: UUID, by: Officer, *, fresh: bool = True
) -> Loaded[Any, Any]:
    """The record, if the officer may see it; Missing otherwise, whether or not it exists.

    A command may do with the record as last seen here (`fresh` False): its append refuses an old
    version. A read may not.
    """
    load = office.desk.load if fresh else office.desk.known
    record = await load(kind, record_id)
    if not may_see(by, record.row.orgs, record.row.people):
        raise Missing(record_id)
    return record


class OnlyOnce:
    """The same key is dealt with once at a time: a second request meanwhile is told to wait."""

    def __init__(self, office: Office, call: Call) -> None:
        assert call.receipt is not None
        self._claims = office.in_flight
        self._claim = (call.receipt.actor, call.receipt.key)

    def __enter__(self) -> None:
        if self._claim in self._claims:
            raise Problem(409, "request-in-flight", headers={"Retry-After": "1"})
        self._claims.add(self._claim)

    def __exit__(self, *_: object) -> None:
        self._claims.discard(self._claim)
