"""One form for every step of a case: filled in, sent, refused beside the field, recorded once."""

import asyncio
import re
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any, cast
from uuid import UUID, uuid4

import msgspec
from litestar import Response, get, post
from msgspec import Struct
from msgspec.structs import replace

from adapters.api.cases import gates_of
from adapters.api.commands import Command, perform, visible
from adapters.api.failures import explained
from adapters.api.office import Office, Req
from adapters.api.past import Moment
from adapters.api.problems import Problem, worded
from adapters.api.request import decoded, language_of
from adapters.web.case_file import FORMS, steps_of
from adapters.web.choices import Choices
from adapters.web.files import form_with_files
from adapters.web.forms import Form, pointers, takes_files
from adapters.web.page import one, page, render, to
from adapters.web.signing_in import speaking
from adapters.web.typed import Given, row_added, row_removed, without_empty_rows
from adapters.web.words import Words
from application.aggregates import CASE
from application.cases import CaseRecord, moment_of
from application.desk import Call, Done, Missing
from application.ledger import Receipt
from domain.authority import Officer
from domain.case.acting import acting
from domain.case.gates import Step
from domain.case.state import Case

KEY = re.compile(r"^[0-9a-f]{32}$")
VERSION = re.compile(r"^[0-9]{1,18}$")
# A form sent twice at once waits this long for the first to be done.
WAITS, WAIT_SECONDS = 50, 0.1
# What a command takes over from the step before, to be changed where need be.
CARRIED = frozenset(
    {Step.PROPOSAL, Step.RECHECK, Step.DISCUSSION, Step.DECISION, Step.DECISION_CHANGE}
)


class Sent(Struct, frozen=True):
    """A form as it is shown: what was typed, for which version, under which key."""

    given: Given
    version: int
    key: str


class Filling(Struct, frozen=True):
    """An officer at the form of one step of a case."""

    request: Req
    office: Office
    by: Officer
    command: Command
    record: CaseRecord

    @property
    def form(self) -> Form:
        """The form, in the officer's language."""
        words = Words(language_of(self.request), self.office.directory.known)
        choices = Choices(self.record.state, words)
        return Form(self.command.noun, self.command.body, words, choices)

    def begun(self) -> Sent:
        """The form as it is before anything was typed."""
        given = {**self.form.empty(), **carried(self.record.state, self.command.noun)}
        return Sent(given, self.record.version, uuid4().hex)

    def shown(
        self,
        sent: Sent,
        problem: Problem | None = None,
        changes: Sequence[Mapping[str, Any]] = (),
    ) -> Response[bytes]:
        """The page: what the step needs, what is wrong, what changed, the form as it was typed."""
        language = language_of(self.request)
        told = worded(problem, language) if problem else {}
        errors = {each["pointer"]: each["message"] for each in told.get("errors", [])}
        controls = self.form.controls(sent.given, errors)
        wrong = [each for each in pointers(controls) if each.error]
        step = Step(self.command.noun)
        (gates,) = gates_of(self.record, self.by, self.office, language, [step])
        facts = {
            "row": self.record.row,
            "step": gates,
            "sent": sent,
            "controls": controls,
            "problem": told,
            "wrong": wrong,
            "first": wrong[0].name if wrong else None,
            "changes": changes,
            "files": takes_files(self.command.body),
        }
        status = problem.status if problem else 200
        return render(self.request, self.by, "step.html", facts, status=status)

    async def done(self, sent: Sent) -> Done:
        """Does the step. A double click waits for the first click, and is answered as it was."""
        body = msgspec.json.encode(self.form.body(sent.given), order="sorted")
        data = decoded(body, self.command.body)
        call = call_of(self.request, self.office, self.by, sent, body)
        for _ in range(WAITS):
            try:
                return await perform(self.office, self.command, self.record.stream, data, call)
            except Problem as problem:
                if problem.code != "request-in-flight":
                    raise
            await asyncio.sleep(WAIT_SECONDS)
        return await perform(self.office, self.command, self.record.stream, data, call)


@get("/cases/{record_id:uuid}/{noun:str}")
@page(CASE)
async def step_page(request: Req, office: Office, by: Officer) -> Response[bytes]:
    """The form of a step, with what the step needs."""
    filling = await _filling(request, office, by)
    return filling.shown(filling.begun())


# What a form may hold is checked when its size is known: see `form_with_files`.
@post("/cases/{record_id:uuid}/{noun:str}", status_code=303, request_max_body_size=None)
@page(CASE)
async def step(request: Req, office: Office, by: Officer) -> Response[bytes]:
    """Does the step, or shows the form again: with another row, in another language, refused."""
    filling = await _filling(request, office, by)
    posted, wrong = await form_with_files(request, office, by)
    sent = sent_of(posted)
    if wrong is not None:
        return filling.shown(sent, wrong)
    if one(posted, "language"):
        request.state.language = one(posted, "language")
        return speaking(filling.shown(sent), one(posted, "language"))
    if one(posted, "add"):
        return filling.shown(replace(sent, given=row_added(sent.given, one(posted, "add"))))
    if one(posted, "remove"):
        return filling.shown(replace(sent, given=row_removed(sent.given, one(posted, "remove"))))
    sent = replace(sent, given=without_empty_rows(sent.given))
    try:
        done = await filling.done(sent)
    except Exception as error:  # noqa: BLE001 - every failure is shown with what was typed
        return await _refused(filling, sent, error)
    again = "&again=true" if done.replayed else ""
    # What is answered may be a referral that the step made: the file is where to go on.
    return to(f"/cases/{filling.record.stream}?done={done.position}{again}")


async def _refused(filling: Filling, sent: Sent, error: Exception) -> Response[bytes]:
    request, office, by = filling.request, filling.office, filling.by
    record_id, language = filling.record.stream, language_of(request)
    problem = await explained(error, request, office, by, language, CASE, record_id)
    if problem.code != "version-conflict":
        return filling.shown(sent, problem)
    history = await steps_of(office, record_id, by, Moment(), language)
    changes = [
        each
        for each in history
        if each["resource"]["id"] == record_id and each["resource"]["version"] > sent.version
    ]
    filling = await _filling(request, office, by)
    return filling.shown(replace(sent, version=filling.record.version), problem, changes)


async def _filling(request: Req, office: Office, by: Officer) -> Filling:
    """The form in the path. Raises Missing, or NotPermitted for no one's form."""
    record_id: UUID = request.path_params["record_id"]
    record: CaseRecord = await visible(office, CASE, record_id, by)
    command = FORMS.get(request.path_params["noun"])
    if command is None:
        raise Missing(record_id)
    today = moment_of(office.directory, record, office.today, office.today)
    acting(record.state, Step(command.noun), by, today)
    return Filling(request, office, by, command, record)


def sent_of(posted: Mapping[str, Sequence[str]]) -> Sent:
    """The form as it was sent. Raises a 400 problem when its hidden fields were tampered with."""
    version, key = ((posted.get(name) or [""])[-1] for name in ("version", "key"))
    if not VERSION.match(version):
        raise Problem(400, "if-match-malformed", facts={"value": version[:100]})
    if not KEY.match(key):
        raise Problem(400, "idempotency-key-malformed")
    return Sent({n: v for n, v in posted.items() if n.startswith("/")}, int(version), key)


def call_of(request: Req, office: Office, by: Officer, sent: Sent, body: bytes) -> Call:
    """The circumstances of the command. The same form with other words in it is another command."""
    words = sha256(body).hexdigest()[:16]
    route = f"{request.method} {request.url.path}\n".encode()
    return Call(
        by=by,
        today=office.today,
        correlation=uuid4(),
        channel="web",
        expected=sent.version,
        receipt=Receipt(by.id, f"{sent.key}-{words}", sha256(route + body).digest()),
    )


def carried(case: Case, noun: str) -> dict[str, list[str]]:
    """Outcome and penalties as last proposed, for a step that confirms or changes them."""
    if noun not in CARRIED:
        return {}
    sources = (case.decision, case.recheck, case.proposal, case.concluded)
    last = next((each for each in sources if each is not None), None)
    given = {"/outcome": [last.outcome.value]} if last else {}
    for number, penalty in enumerate(case.penalties):
        values = cast("dict[str, Any]", msgspec.to_builtins(penalty))
        given |= {
            f"/penalties/{number}/{name}": ["\n".join(value) if name == "scope" else typed(value)]
            for name, value in values.items()
        }
    return given


def typed(value: object) -> str:
    """A value as it stands in an input."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)
