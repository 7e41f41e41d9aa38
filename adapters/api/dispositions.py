"""What dispositions are read by beside lists and records: the checklist."""

from typing import Any

from litestar import Response, get

from adapters.api.answers import PREFIX, respond
from adapters.api.commands import visible
from adapters.api.gate_bodies import gate_bodies
from adapters.api.office import Office, Req
from adapters.api.past import Moment, day_of, moment
from adapters.api.records import Then, as_it_was
from adapters.api.request import asked
from adapters.api.signed_in import signed_in
from adapters.wording.catalogue import Language, say
from application.aggregates import DISPOSITION
from application.disposition_queue import moment_then
from application.dispositions import DispositionRecord
from domain.authority import Officer
from domain.case.law import Moment as Day
from domain.disposition.acting import may_take
from domain.disposition.ending import may_undo
from domain.disposition.events import RecipientRole
from domain.disposition.gates import STEPS, Step, act_of
from domain.disposition.requirements import About
from domain.gates import checked


class DispositionStepQuery(Then, frozen=True, kw_only=True):
    """Which step about which recipient; all of them when none is named. Now or then."""

    step: Step | None = None
    recipient: RecipientRole | None = None


@get(f"{PREFIX}/dispositions/{{record_id:uuid}}/gates")
@signed_in(DISPOSITION)
async def disposition_gates(request: Req, office: Office, by: Officer) -> Response[bytes]:
    """办案关口: what each step needs for each recipient, by which article, and what is missing."""
    query = asked(request, DispositionStepQuery)
    at = await moment(office, query.as_of, query.as_of_position)
    record: DispositionRecord = await visible(
        office, DISPOSITION, request.path_params["record_id"], by
    )
    if at.position is not None:
        record = await as_it_was(office, DISPOSITION, record.stream, at)
    language = Language.of(request.headers.get("accept-language"))
    day = await day_then(office, record, at)
    items = [
        step_body(step, About(record.state, track), day, by, language)
        for step in ([query.step] if query.step else Step)
        for track in record.state.tracks
        if query.recipient in (None, track.role)
    ]
    if at.position is not None:  # the past is read, not acted on
        items = [each | {"allowed": False} for each in items]
    body: dict[str, Any] = {"status": record.state.status, "items": items}
    headers = {"Content-Language": language.tag, "ETag": f'"{record.version}"'}
    at.note(body, headers)
    return respond(body, headers=headers)


async def day_then(office: Office, record: DispositionRecord, at: Moment) -> Day:
    """The day a read answers for, in the life of a disposition, by what was known then."""
    almanac = office.directory.almanac(at.position)
    return moment_then(record.row, almanac, await day_of(at, office))


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
