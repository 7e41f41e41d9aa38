"""What dispositions are read by beside lists and records: checklist, queue."""

from datetime import date
from typing import Any

from litestar import Response, get
from msgspec import Struct
from msgspec.structs import replace

from adapters.api.answers import PREFIX, respond, shown
from adapters.api.commands import visible
from adapters.api.deadlines import clock_body
from adapters.api.gate_bodies import gate_bodies
from adapters.api.lists import CAP, ListQuery, answer, listing
from adapters.api.office import Office, Req
from adapters.api.past import Moment, day_of
from adapters.api.problems import Problem
from adapters.api.request import asked
from adapters.api.signed_in import signed_in
from adapters.wording.catalogue import Language, say
from application.aggregates import DISPOSITION
from application.deadlines import DEADLINES, DeadlineRow
from application.disposition_queue import Waiting, is_open, question
from application.dispositions import DispositionRecord, moment_of
from application.queries import scope
from domain.authority import Officer
from domain.case.law import Moment as Day
from domain.disposition.acting import may_take
from domain.disposition.ending import may_undo
from domain.disposition.events import RecipientRole
from domain.disposition.gates import STEPS, Step, act_of
from domain.disposition.requirements import About
from domain.gates import checked


class DispositionStepQuery(
    Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True
):
    """Which step about which recipient; all of them when none is named."""

    step: Step | None = None
    recipient: RecipientRole | None = None


class QueueQuery(ListQuery, frozen=True, kw_only=True):
    """What waits, and with which body."""

    tab: Waiting = Waiting.NOTICE
    org: str | None = None


@get(f"{PREFIX}/dispositions/{{record_id:uuid}}/gates")
@signed_in(DISPOSITION)
async def disposition_gates(request: Req, office: Office, by: Officer) -> Response[bytes]:
    """办案关口: what each step needs for each recipient, by which article, and what is missing."""
    query = asked(request, DispositionStepQuery)
    record: DispositionRecord = await visible(
        office, DISPOSITION, request.path_params["record_id"], by
    )
    language = Language.of(request.headers.get("accept-language"))
    day = moment_of(office.directory, record, office.today, office.today)
    items = [
        step_body(step, About(record.state, track), day, by, language)
        for step in ([query.step] if query.step else Step)
        for track in record.state.tracks
        if query.recipient in (None, track.role)
    ]
    headers = {"Content-Language": language.tag, "ETag": f'"{record.version}"'}
    return respond({"status": record.state.status, "items": items}, headers=headers)


def step_body(
    step: Step, about: About, day: Day, by: Officer, language: Language
) -> dict[str, Any]:
    """A step about a recipient with its gates on a day, and whether the officer may take it."""
    found = checked(STEPS[step], about, day)
    ready = all(each.met for each in found)
    undo = step is Step.CORRECTION
    own = may_undo(about.disposition, by) if undo else may_take(about, step, by)
    return {
        "step": step,
        "recipient": about.track.role,
        "text": say(language, f"disposition_step.{step}"),
        "ready": ready,
        "allowed": ready and own,
        "act": act_of(step),
        "gates": gate_bodies(found, language),
    }


@get(f"{PREFIX}/disposition-queue")
@signed_in()
async def disposition_queue(request: Req, office: Office, by: Officer) -> Response[bytes]:
    """不合格结果待办: what waits with a body, the most pressing first, and how many in each tab."""
    query = asked(request, QueueQuery)
    org = query.org or by.org
    if org != by.org and scope(by) is not None:
        raise Problem(404, "not-found")
    view, ask = question(query.tab, org, office.today)
    listed = await listing(request, office, by, query, ask, order="asc")
    listed = replace(listed, ask=replace(listed.ask, due=ask.due))
    today = await day_of(listed.at, office)
    almanac = office.directory.almanac(listed.at.position)
    language = Language.of(request.headers.get("accept-language"))

    def show(row: Any) -> dict[str, Any]:  # noqa: ANN401 - of either list
        if not isinstance(row, DeadlineRow):
            return shown(row)
        return clock_body(row, almanac, today, language) if is_open(row, almanac, today) else {}

    body, headers = await answer(request, office, view, listed, show)
    body["items"] = [each for each in body["items"] if each]
    tabs = {tab: await _count(office, tab, org, by, listed.at, today) for tab in Waiting}
    headers["Content-Language"] = language.tag
    return respond(body | {"org": org, "tab": query.tab, "tabs": tabs}, headers=headers)


async def _count(
    office: Office, tab: Waiting, org: str, by: Officer, at: Moment, today: date
) -> int:
    view, ask = question(tab, org, today)
    ask = replace(ask, org=scope(by), at=at.position, limit=100)
    if tab is not Waiting.WINDOW:
        return await office.read_models.count(view, ask, CAP)
    almanac = office.directory.almanac(at.position)
    page = await office.read_models.page(DEADLINES, ask)
    return sum(is_open(row, almanac, today) for row in page.rows)
