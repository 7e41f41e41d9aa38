"""登记线索: a form with what may be the same lead already, and when the verification is due."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import msgspec
from litestar import Response, get, post
from msgspec.structs import replace

from adapters.api.commands import OnlyOnce
from adapters.api.failures import explained
from adapters.api.leads import similar_to
from adapters.api.office import Office, Req
from adapters.api.problems import Problem, worded
from adapters.api.request import decoded, language_of
from adapters.calculator import calculated
from adapters.web.choices import Choices
from adapters.web.forms import Form, pointers
from adapters.web.page import form_of, one, page, remembering, render, to
from adapters.web.steps import Sent, altered, call_of, in_turn, sent_of, spoken
from adapters.web.typed import without_empty_rows
from adapters.web.words import Words
from application import leads
from application.aggregates import LEAD
from application.calculator import Given, calculate
from application.desk import Done
from application.views.lead import LeadRow
from application.views.view import NEVER
from domain.authority import Act, Officer, require
from domain.lead.clocks import VERIFY
from domain.lead.decisions import Register
from domain.lead.events import Source
from domain.lead.state import LeadStatus
from domain.party import Enterprise
from domain.refusals import Refusal

NOBODY = UUID(int=0)


@get("/leads/new")
@page()
async def register_page(request: Req, office: Office, by: Officer) -> Response[bytes]:
    """The empty form; received today, unless something else is said."""
    require(by, Act.REGISTER_LEAD, org=by.org)
    begun = Sent({"/receivedOn": [office.today.isoformat()]}, 0, uuid4().hex)
    return await _shown(request, office, by, begun)


@post("/leads/new", status_code=303)
@page()
async def register(request: Req, office: Office, by: Officer) -> Response[bytes]:
    """Registers the lead; or looks for the same one first, and shows the form again."""
    require(by, Act.REGISTER_LEAD, org=by.org)
    posted = await form_of(request)
    sent = sent_of(posted)
    again = sent if one(posted, "check") else altered(request, sent, posted)
    if again is not None:
        return spoken(await _shown(request, office, by, again), posted)
    sent = replace(sent, given=without_empty_rows(sent.given))
    try:
        done = await _registered(request, office, by, sent)
    except Exception as error:  # noqa: BLE001 - every failure is shown with what was typed
        problem = await explained(error, request, office, by, language_of(request), LEAD)
        return await _shown(request, office, by, sent, problem)
    replayed = "&again=true" if done.replayed else ""
    return remembering(to(f"/leads/{done.stream}?done={done.position}{replayed}"), done.position)


async def _registered(request: Req, office: Office, by: Officer, sent: Sent) -> Done:
    body = msgspec.json.encode(form_for(request, office, by).body(sent.given), order="sorted")
    command = decoded(body, Register)
    call = replace(call_of(request, office, by, sent, body), expected=None)

    async def act() -> Done:
        with OnlyOnce(office, call):
            return await office.desk.run(
                call,
                LEAD,
                lambda: leads.register(office.desk, office.directory, office.vault, command, call),
            )

    return await in_turn(act)


def form_for(request: Req, office: Office, by: Officer) -> Form:
    """The form of a new lead."""
    words = Words(language_of(request), office.directory.known)
    return Form("register", Register, words, Choices(words, by.org, office.today))


async def _shown(
    request: Req, office: Office, by: Officer, sent: Sent, problem: Problem | None = None
) -> Response[bytes]:
    told = worded(problem, language_of(request)) if problem else {}
    errors = {each["pointer"]: each["message"] for each in told.get("errors", [])}
    controls = form_for(request, office, by).controls(sent.given, errors)
    wrong = [each for each in pointers(controls) if each.error]
    like = draft(sent.given, office.today)
    facts: dict[str, Any] = {
        "sent": sent,
        "controls": controls,
        "problem": told,
        "wrong": wrong,
        "first": wrong[0].name if wrong else None,
        "alike": await similar_to(office, by, like),
        "looked": like.enterprise is not None or like.product is not None,
        "due": due(request, office, like.received_on),
    }
    status = problem.status if problem else 200
    return render(request, by, "register.html", facts, status=status)


def draft(given: Mapping[str, Any], today: date) -> LeadRow:
    """What was typed so far, as a lead that others are compared with."""
    typed = {name: values[-1].strip() for name, values in given.items() if values}
    firm = typed.get("/enterprise/name") or typed.get("/enterprise/uscc")
    return LeadRow(
        id=NOBODY, version=0, position=0, recorded_at=NEVER, dossier=NOBODY, orgs=(),
        status=LeadStatus.REGISTERED, title="", source=Source.INSPECTION, source_system="",
        source_ref="", registered_by="", holder="", holder_since=today, last_step_on=today,
        received_on=day(typed.get("/receivedOn"), today),
        enterprise=Enterprise(name=firm, uscc=typed.get("/enterprise/uscc") or None)
        if firm
        else None,
        product=typed.get("/product") or None,
        batch=typed.get("/batch") or None,
    )  # fmt: skip


def day(text: str | None, otherwise: date) -> date:
    """A day as it was typed; another where none was."""
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return otherwise


def due(request: Req, office: Office, received_on: date) -> dict[str, Any] | None:
    """Until when a lead received on a day is verified, and why; None where no rule says."""
    try:
        asked = Given(rule=VERIFY, start=received_on)
        reckoning = calculate(asked, office.directory.almanac(), today=office.today)
    except Refusal:
        return None
    return calculated(reckoning, language_of(request))
