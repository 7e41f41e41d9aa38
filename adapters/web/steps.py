"""One form for every command: filled in, sent, refused beside the field, recorded once."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Any, TypeVar
from uuid import UUID, uuid4

import msgspec
from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler
from msgspec import Struct
from msgspec.structs import replace

from adapters.api.answers import actions_on
from adapters.api.cases import gates_of
from adapters.api.commands import Command, perform, visible
from adapters.api.failures import explained
from adapters.api.office import Office, Req
from adapters.api.past import Moment
from adapters.api.problems import Problem, worded
from adapters.api.records import KINDS, history_of
from adapters.api.request import decoded, language_of
from adapters.web.actions import FORMS_OF, GOES_ON_TO_WHAT_IT_MADE, is_checked
from adapters.web.choices import Choices, Offered, Offering
from adapters.web.dispositions import about_whom, checked
from adapters.web.files import form_with_files
from adapters.web.fines import fines_beside
from adapters.web.forms import Control, Form, pointers, takes_files
from adapters.web.offered import offered_for
from adapters.web.page import one, own_path, page, remembering, render, to
from adapters.web.prefilled import prefilled
from adapters.web.review_beside import review_beside
from adapters.web.review_choices import CHOOSING, ReviewChoices, Roster, roster_of
from adapters.web.signing_in import speaking
from adapters.web.typed import Given, row_added, row_removed, without_empty_rows
from adapters.web.words import Words
from application.aggregates import CASE, DISPOSITION, JOINT_REVIEW
from application.cases import moment_of
from application.deadlines import title_of
from application.desk import Aggregate, Call, Done, Loaded, Missing
from application.ledger import Receipt
from domain.authority import Officer
from domain.case.acting import acting
from domain.case.gates import Step
from domain.disposition.gates import Step as DispositionStep
from domain.joint_review.state import JointReview

T = TypeVar("T")

KEY = re.compile(r"^[0-9a-f]{32}$")
VERSION = re.compile(r"^[0-9]{1,18}$")
# A form sent twice at once waits this long for the first to be done.
WAITS, WAIT_SECONDS = 50, 0.1


class Sent(Struct, frozen=True):
    """A form as it is shown: what was typed, for which version, under which key."""

    given: Given
    version: int
    key: str
    # Where to go on when it is done; the record's own page if empty.
    next: str = ""

    @property
    def about(self) -> str:
        """The recipient that a step of a disposition is about."""
        return (self.given.get("/recipient") or [""])[-1]


class Filling(Struct, frozen=True):
    """An officer at the form of one command on a record."""

    request: Req
    office: Office
    by: Officer
    command: Command
    record: Loaded[Any, Any]
    offered: Offered
    roster: Roster = Roster()
    beside: Mapping[str, Any] | None = None

    @property
    def words(self) -> Words:
        """The officer's language."""
        return Words(language_of(self.request), self.office.directory.known)

    @property
    def path(self) -> str:
        """The record's page."""
        return f"/{self.command.of.view.path}/{self.record.stream}"

    @property
    def form(self) -> Form:
        """The form, in the officer's language."""
        return self.form_with({})

    def form_with(self, given: Given) -> Form:
        """The form, in which what can be chosen goes by what was typed so far."""
        words = self.words
        return Form(self.command.noun, self.command.body, words, self._choices(words, given))

    def _choices(self, words: Words, given: Given) -> Offering:
        state = self.record.state
        if isinstance(state, JointReview):
            return ReviewChoices(state, self.roster, words, given)
        return Choices(words, self.by.org, self.office.today, state, self.offered)

    def begun(self) -> Sent:
        """The form as it is before anything was typed."""
        known = self.office.directory.known
        given = {
            **self.form.empty(),
            **prefilled(self.record, self.command.noun, known, self.offered),
        }
        about_one = self.command.of is DISPOSITION and is_checked(self.command)
        if about_one and "/recipient" not in given:
            wanted = self.request.query_params.get("recipient", "")
            about = about_whom(
                self.record.state, DispositionStep(self.command.noun), self.by, wanted
            )
            given["/recipient"] = [about.track.role] if about else []
        return Sent(given, self.record.version, uuid4().hex)

    def shown(
        self,
        sent: Sent,
        problem: Problem | None = None,
        changes: Sequence[Mapping[str, Any]] = (),
    ) -> Response[bytes]:
        """The page: what the step needs, what is wrong, what changed, the form as it was typed."""
        facts = {
            "section": self.command.of.view.path,
            "path": self.path,
            "title": title_of(self.record.row),
            "step": self._needs(sent),
            "changes": changes,
            "files": takes_files(self.command.body),
            "beside": self.beside,
        }
        form = self.form_with(sent.given)
        return form_page(self.request, self.by, form, sent, problem, facts, self._fines)

    def _fines(self, controls: Sequence[Control], given: Given) -> Sequence[object]:
        return fines_beside(self.record, controls, given, self.words)

    def _needs(self, sent: Sent) -> dict[str, Any]:
        """The command's name and, where it is a step of a checklist, what it needs."""
        noun = self.command.noun
        if not is_checked(self.command):
            return plain_step(noun, self.words.action(self.command.of.view.path, noun))
        if self.command.of is CASE:
            gates = gates_of(self.record, self.by, self.office, self.words.language, [Step(noun)])
            return gates[0]
        about = about_whom(self.record.state, DispositionStep(noun), self.by, sent.about)
        assert about is not None, "a form that is no one's is not shown"
        language = self.words.language
        steps = [DispositionStep(noun)]
        return checked(self.record, about, steps, self.by, self.office, language)[0]

    async def done(self, sent: Sent) -> Done:
        """Does the step, once."""
        body = msgspec.json.encode(self.form.body(sent.given), order="sorted")
        data = decoded(body, self.command.body)
        call = call_of(self.request, self.office, self.by, sent, body)
        return await in_turn(
            lambda: perform(self.office, self.command, self.record.stream, data, call)
        )

    def gone_on(self, done: Done, wanted: str) -> Response[bytes]:
        """Where the officer goes on when it is done: mostly to the record it was done on."""
        path = own_path(wanted) if wanted else self.path
        if self.command.noun in GOES_ON_TO_WHAT_IT_MADE:
            path = f"/{self.command.answering.view.path}/{done.stream}"
        joint = "&" if "?" in path else "?"
        again = "&again=true" if done.replayed else ""
        return remembering(to(f"{path}{joint}done={done.position}{again}"), done.position)


def form_page(
    request: Req,
    by: Officer,
    form: Form,
    sent: Sent,
    problem: Problem | None,
    facts: Mapping[str, Any],
    fines: Callable[[Sequence[Control], Given], Sequence[object]] | None = None,
) -> Response[bytes]:
    """The page of a form as it was typed, with what is wrong beside the field.

    `facts` are its section, path, title and step, and what else is known.
    """
    told = worded(problem, language_of(request)) if problem else {}
    errors = {each["pointer"]: each["message"] for each in told.get("errors", [])}
    controls = form.controls(sent.given, errors)
    wrong = [each for each in pointers(controls) if each.error]
    shown = {
        "changes": (),
        "files": False,
        "beside": None,
        **facts,
        "sent": sent,
        "controls": controls,
        "problem": told,
        "wrong": wrong,
        "first": wrong[0].name if wrong else None,
        "fines": fines(controls, sent.given) if fines else (),
    }
    return render(request, by, "step.html", shown, status=problem.status if problem else 200)


def plain_step(noun: str, text: str) -> dict[str, Any]:
    """A command that has no checklist, as the page of a form names it."""
    return {"step": noun, "text": text, "gates": [], "ready": True}


async def in_turn(act: Callable[[], Awaitable[T]]) -> T:
    """What was done; a double click waits for the first click, and is answered as it was."""
    for _ in range(WAITS):
        try:
            return await act()
        except Problem as problem:
            if problem.code != "request-in-flight":
                raise
        await asyncio.sleep(WAIT_SECONDS)
    return await act()


def handlers() -> Iterator[HTTPRouteHandler]:
    """Two routes for the forms of each kind of record."""
    for kind in KINDS:
        yield from (_asking(kind), _taking(kind))


def _asking(kind: Aggregate[Any, Any]) -> HTTPRouteHandler:
    @page(kind)
    async def step_page(request: Req, office: Office, by: Officer) -> Response[bytes]:
        filling = await _filling(kind, request, office, by)
        _check_open(filling)
        return filling.shown(filling.begun())

    step_page.__name__ = f"{kind.view.name}_form"
    return get(f"/{kind.view.path}/{{record_id:uuid}}/{{noun:str}}")(step_page)


def _taking(kind: Aggregate[Any, Any]) -> HTTPRouteHandler:
    @page(kind)
    async def step(request: Req, office: Office, by: Officer) -> Response[bytes]:
        filling = await _filling(kind, request, office, by)
        posted, wrong = await form_with_files(request, office, by)
        sent = sent_of(posted)
        if wrong is not None:
            return filling.shown(sent, wrong)
        again = altered(request, sent, posted)
        if again is not None:
            return spoken(filling.shown(again), posted)
        return await _done(filling, sent)

    step.__name__ = f"{kind.view.name}_step"
    # What a form may hold is checked when its size is known: see `form_with_files`.
    route = post(
        f"/{kind.view.path}/{{record_id:uuid}}/{{noun:str}}",
        status_code=303,
        request_max_body_size=None,
    )
    return route(step)


def altered(request: Req, sent: Sent, posted: Mapping[str, list[str]]) -> Sent | None:
    """The form to show again: with another row, in another language, after signing in again."""
    if one(posted, "add"):
        return replace(sent, given=row_added(sent.given, one(posted, "add")))
    if one(posted, "remove"):
        return replace(sent, given=row_removed(sent.given, one(posted, "remove")))
    request.state.language = one(posted, "language") or None
    return sent if one(posted, "language") or one(posted, "resumed") else None


def spoken(response: Response[bytes], posted: Mapping[str, list[str]]) -> Response[bytes]:
    """The response; a language that was chosen is remembered."""
    chosen = one(posted, "language")
    return speaking(response, chosen) if chosen else response


async def _done(filling: Filling, sent: Sent) -> Response[bytes]:
    """Does the step, or shows the form again with what is wrong."""
    sent = replace(sent, given=without_empty_rows(sent.given))
    try:
        done = await filling.done(sent)
    except Exception as error:  # noqa: BLE001 - every failure is shown with what was typed
        return await _refused(filling, sent, error)
    return filling.gone_on(done, sent.next)


async def _refused(filling: Filling, sent: Sent, error: Exception) -> Response[bytes]:
    request, office, by = filling.request, filling.office, filling.by
    kind, record_id = filling.command.of, filling.record.stream
    language = filling.words.language
    problem = await explained(error, request, office, by, language, kind, record_id)
    if problem.code != "version-conflict":
        return filling.shown(sent, problem)
    history = await history_of(office, record_id, by, Moment(), language, whole=False)
    changes = [
        each
        for each in history
        if each["resource"]["id"] == record_id and each["resource"]["version"] > sent.version
    ]
    filling = await _filling(kind, request, office, by)
    return filling.shown(replace(sent, version=filling.record.version), problem, changes)


async def _filling(kind: Aggregate[Any, Any], request: Req, office: Office, by: Officer) -> Filling:
    """The form in the path. Raises Missing, or NotPermitted for no one's form."""
    record_id: UUID = request.path_params["record_id"]
    record = await visible(office, kind, record_id, by)
    command = FORMS_OF[kind.view.path].get(request.path_params["noun"])
    if command is None:
        raise Missing(record_id)
    if is_checked(command) and kind is CASE:
        today = moment_of(office.directory, record, office.today, office.today)
        acting(record.state, Step(command.noun), by, today)
    elif is_checked(command) and not about_whom(
        record.state, DispositionStep(command.noun), by, ""
    ):
        raise Problem(403, "not-open-to-you")
    words = Words(language_of(request), office.directory.known)
    offered = await offered_for(command, record, office, by, words)
    if kind is JOINT_REVIEW:
        roster = await roster_of(office, record) if command.noun in CHOOSING else Roster()
        beside = await review_beside(office, record, command.noun, by, words.language)
        return Filling(request, office, by, command, record, offered, roster, beside)
    return Filling(request, office, by, command, record, offered)


def _check_open(filling: Filling) -> None:
    """Where there is a checklist it says what is missing; other records only whether it is open."""
    if filling.command.of in (CASE, DISPOSITION):
        return
    if filling.command.noun not in actions_on(filling.record, filling.by, filling.office):
        raise Problem(403, "not-open-to-you")


def sent_of(posted: Mapping[str, Sequence[str]]) -> Sent:
    """The form as it was sent. Raises a 400 problem when its hidden fields were tampered with."""
    version, key, wanted = ((posted.get(name) or [""])[-1] for name in ("version", "key", "next"))
    if not VERSION.match(version):
        raise Problem(400, "if-match-malformed", facts={"value": version[:100]})
    if not KEY.match(key):
        raise Problem(400, "idempotency-key-malformed")
    given = {n: v for n, v in posted.items() if n.startswith("/")}
    return Sent(given, int(version), key, wanted)


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
