"""Reading one record: as it is, as it was, and its history."""

from typing import Any
from uuid import UUID

from litestar import Response, get
from litestar.handlers import HTTPRouteHandler
from msgspec import Struct

from adapters.api.answers import JSON, PREFIX, detailed, local, present, respond
from adapters.api.commands import visible
from adapters.api.office import Office, Req
from adapters.api.past import Moment, caught_up, day_of, moment
from adapters.api.problems import Problem
from adapters.api.request import asked
from adapters.api.signed_in import signed_in
from adapters.wording.catalogue import Language
from adapters.wording.story import told
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
from application.desk import Aggregate, Loaded, Missing, R, S, folded
from application.history import Step, story
from application.ledger import Entry
from application.streams import access_stream
from domain.authority import Act, Officer, may, may_see

CLOCKED: tuple[Aggregate[Any, Any], ...] = (
    LEAD,
    REFERRAL,
    CASE,
    DISPOSITION,
    JOINT_REVIEW,
    SUPERVISION,
)
KINDS: tuple[Aggregate[Any, Any], ...] = (*CLOCKED, RESULT, BULLETIN)


class Then(Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """Which past of a record."""

    as_of: str | None = None
    as_of_position: int | None = None


class HistoryQuery(Then, frozen=True, kw_only=True):
    """Which past, and whether of the record alone or of its dossier (案卷)."""

    scope: str = "record"


def handlers() -> list[HTTPRouteHandler]:
    """Two routes for each kind of record."""
    return [handler for kind in KINDS for handler in (_reader(kind), _historian(kind))]


def _reader(kind: Aggregate[Any, Any]) -> HTTPRouteHandler:
    @signed_in(kind)
    async def read(request: Req, office: Office, by: Officer) -> Response[bytes]:
        record_id = request.path_params["record_id"]
        query = asked(request, Then)
        at = await moment(office, query.as_of, query.as_of_position)
        now = await office.desk.load(kind, record_id)
        if not may_see(by, now.row.orgs, now.row.people):
            raise Missing(record_id)
        office.notebook.opened(by.id, record_id)
        if at.position is not None:
            then = await as_it_was(office, kind, record_id, at)
            day = await day_of(at, office)
            body, headers = detailed(then, day, office), {"ETag": f'"{then.version}"'}
            at.note(body, headers)
            return respond(body, headers=headers)
        tag = f'"{now.version}"'
        if is_known(request.headers.get("if-none-match"), tag):
            return Response(b"", status_code=304, headers={"ETag": tag}, media_type=JSON)
        return respond(present(now, by, office), headers={"ETag": tag})

    read.__name__ = f"{kind.view.name}_read"
    return get(f"{PREFIX}/{kind.view.path}/{{record_id:uuid}}")(read)


def is_known(given: str | None, tag: str) -> bool:
    """Whether If-None-Match names the version (RFC 9110, 13.1.2: weak comparison)."""
    named = [each.strip().removeprefix("W/") for each in (given or "").split(",")]
    return tag in named or named == ["*"]


async def as_it_was(
    office: Office, kind: Aggregate[S, R], record_id: UUID, at: Moment
) -> Loaded[S, R]:
    """The record at a moment of the past. Raises Missing when it was not there yet."""
    entries = await office.desk.history([record_id], upto=at.position)
    if not entries:
        raise Missing(record_id)
    return folded(kind, entries)


def _historian(kind: Aggregate[Any, Any]) -> HTTPRouteHandler:
    @signed_in(kind)
    async def history(request: Req, office: Office, by: Officer) -> Response[bytes]:
        record_id = request.path_params["record_id"]
        query = asked(request, HistoryQuery)
        if query.scope not in ("record", "dossier"):
            raise Problem(400, "parameter-invalid", facts={"name": "scope"})
        at = await moment(office, query.as_of, query.as_of_position)
        await visible(office, kind, record_id, by)
        await caught_up(request, office, at)
        language = Language.of(request.headers.get("accept-language"))
        whole = query.scope == "dossier"
        steps = await history_of(office, record_id, by, at, language, whole=whole)
        body: dict[str, Any] = {"items": steps}
        headers = {"Content-Language": language.tag}
        at.note(body, headers)
        return respond(body, headers=headers)

    history.__name__ = f"{kind.view.name}_history"
    return get(f"{PREFIX}/{kind.view.path}/{{record_id:uuid}}/history")(history)


async def history_of(
    office: Office, record_id: UUID, by: Officer, at: Moment, language: Language, *, whole: bool
) -> list[dict[str, Any]]:
    """The steps of a record, or of its whole dossier, each with its sentence."""
    entries = await _entries(office, record_id, by, at, whole=whole)
    names = office.directory.known
    return [step_body(step, told(step, language, names)) for step in story(entries)]


async def may_see_readings(office: Office, record_id: UUID, by: Officer) -> bool:
    """Whether the officer may know who read what a record protects: auditors of every record.

    Of the informant's details of a lead also those who may read them.
    """
    if may(by, Act.READ_ALL):
        return True
    if not may(by, Act.READ_INFORMANT):
        return False
    try:
        lead = await office.desk.load(LEAD, record_id)
    except Missing:
        return False
    return lead.state.holder == by.org


async def _entries(
    office: Office, record_id: UUID, by: Officer, at: Moment, *, whole: bool
) -> list[Entry]:
    streams = {record_id}
    if whole:
        related = await office.read_models.dossier([record_id])
        streams |= {record for record, orgs in related.items() if may_see(by, orgs)}
    streams |= {
        access_stream(record) for record in streams if await may_see_readings(office, record, by)
    }
    return await office.desk.history(list(streams), upto=at.position)


def step_body(step: Step, text: str) -> dict[str, Any]:
    """A step as readers see it; `text` says it in their language."""
    main = step.main
    return {
        "position": step.position,
        "recordedAt": local(step.recorded_at),
        "effectiveOn": step.effective_on,
        "actor": {
            "id": step.actor.id,
            "name": step.actor.name,
            "org": step.actor.org,
            "roles": step.actor.roles,
        },
        "onBehalfOf": step.on_behalf_of,
        "channel": step.channel,
        "action": main.action,
        "reason": step.reason or reason_of(main.facts),
        "text": text,
        "resource": {"kind": main.resource, "id": main.id, "version": main.version},
        "changes": main.changes,
        "facts": main.facts,
        "also": [
            {
                "action": effect.action,
                "resource": {
                    "kind": effect.resource,
                    "id": effect.id,
                    "version": effect.version,
                },
                "changes": effect.changes,
            }
            for effect in step.effects[1:]
        ],
        "correlationId": step.correlation_id,
    }


# Under which names events say why: the plain one first, what was found or concluded last.
REASONS = (
    "reason", "why", "why_not_public", "distinct_because", "new_facts", "text",
    "note", "opinion", "conclusion", "missing",
)  # fmt: skip


def reason_of(facts: dict[str, Any]) -> str | None:
    """The reason an event gives, under whichever of its names."""
    for name in REASONS:
        if isinstance(facts.get(name), str):
            return facts[name]  # type: ignore[no-any-return]
    return None
