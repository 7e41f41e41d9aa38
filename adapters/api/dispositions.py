"""What dispositions are read by beside lists and records: checklist, check of a sampling."""

from datetime import date
from typing import Any

from litestar import Response, get
from msgspec import Struct

from adapters.api.answers import PREFIX, respond
from adapters.api.commands import visible
from adapters.api.gate_bodies import gate_bodies
from adapters.api.office import Office, Req
from adapters.api.past import Moment, caught_up, day_of, moment
from adapters.api.records import Then, as_it_was
from adapters.api.request import asked
from adapters.api.signed_in import signed_in
from adapters.wording.catalogue import Language, say
from application.aggregates import DISPOSITION
from application.disposition_queue import moment_then
from application.dispositions import DispositionRecord
from application.sampling_check import EXEMPT, NODUP, Planned, Purpose, Sampled, last_sampling
from domain.authority import Officer
from domain.case.law import Moment as Day
from domain.disposition.acting import may_take
from domain.disposition.ending import may_undo
from domain.disposition.events import RecipientRole
from domain.disposition.gates import STEPS, Step, act_of
from domain.disposition.requirements import About
from domain.gates import checked
from domain.party import Uscc
from domain.text import Line


class DispositionStepQuery(Then, frozen=True, kw_only=True):
    """Which step about which recipient; all of them when none is named. Now or then."""

    step: Step | None = None
    recipient: RecipientRole | None = None


class SamplingQuery(Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """A sampling that is thought of; today when no day is given."""

    uscc: Uscc
    product: Line
    on: date | None = None
    purpose: Purpose = Purpose.ROUTINE


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


@get(f"{PREFIX}/sampling-check")
@signed_in()
async def sampling_check(request: Req, office: Office, by: Officer) -> Response[bytes]:
    """能否抽查: not twice in six months by the same body, nor after a higher one (PSS-NODUP)."""
    query = asked(request, SamplingQuery)
    await caught_up(request, office, Moment())
    planned = Planned(
        uscc=query.uscc, product=query.product, on=query.on or office.today, purpose=query.purpose
    )
    known, almanac = office.directory.known, office.directory.almanac()
    last = await last_sampling(office.read_models, known, almanac, by.org, planned)
    language = Language.of(request.headers.get("accept-language"))
    headers = {"Content-Language": language.tag}
    return respond(_checked(planned, last, language), headers=headers)


def _checked(planned: Planned, last: Sampled | None, language: Language) -> dict[str, Any]:
    exempt = planned.purpose in EXEMPT
    key = "free" if last is None else "exempt" if exempt else "too-early"
    body: dict[str, Any] = {
        "uscc": planned.uscc,
        "product": planned.product,
        "on": planned.on,
        "purpose": planned.purpose,
        "allowed": last is None or exempt,
        "rule": NODUP,
    }
    facts = {"purpose": say(language, f"sampling_purpose.{planned.purpose}")}
    if last is not None:
        facts |= {
            "date": last.row.result.sampled_on.isoformat(),
            "opens": last.opens_on.isoformat(),
            "instrument": last.version.instrument,
            "article": last.version.article,
        }
        body["last"] = {"sampledOn": last.row.result.sampled_on, "organiser": last.row.organiser}
        body |= {
            "opensOn": last.opens_on,
            "instrument": last.version.instrument,
            "article": last.version.article,
        }
    return body | {"text": say(language, f"sampling.{key}", facts)}
