"""What a refused command is told besides the reason: what changed, what it may do instead."""

import logging
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidTag
from litestar import Response

from adapters.api.answers import actions_on, local, path_of
from adapters.api.office import Office, Req
from adapters.api.problems import Problem, answer, problem_of
from adapters.wording.catalogue import Language
from adapters.wording.story import organisation
from application.accounts import Refused
from application.desk import Aggregate, Exists, Missing, Stale
from application.history import Step, story
from application.views.lead import LeadRow
from application.views.view import Row
from domain.authority import Officer, may_see
from domain.refusals import Invalid, Refusal

log = logging.getLogger(__name__)

SERVER_ERROR = 500


async def failed(
    error: Exception,
    request: Req,
    office: Office,
    by: Officer | None,
    kind: Aggregate[Any, Any] | None = None,
    record_id: UUID | None = None,
) -> Response[bytes]:
    """The answer to a request that failed."""
    language = Language.of(request.headers.get("accept-language"))
    return answer(await explained(error, request, office, by, language, kind, record_id), request)


async def explained(
    error: Exception,
    request: Req,
    office: Office,
    by: Officer | None,
    language: Language,
    kind: Aggregate[Any, Any] | None = None,
    record_id: UUID | None = None,
) -> Problem:
    """What went wrong, told to who asked. Refused commands are noted for auditors."""
    problem = problem_of(error)
    if problem.status == SERVER_ERROR:
        log.error("unexpected error at %s", request.url.path, exc_info=error)
    elif isinstance(error, InvalidTag):
        log.error("an informant's details or their key were altered: %s", request.url.path)
    if by is not None:
        await explain(problem, error, office, by, kind, record_id, language)
    if request.method == "POST" and problem.status < SERVER_ERROR:
        office.notebook.refused(
            Refused(
                by.id if by else None,
                by.org if by else None,
                request.method,
                request.url.path,
                problem.status,
                problem.code,
            )
        )
    return problem


async def explain(
    problem: Problem,
    error: Exception,
    office: Office,
    by: Officer,
    kind: Aggregate[Any, Any] | None,
    record_id: UUID | None,
    language: Language,
) -> None:
    """Adds to a problem what its sender needs to go on from here."""
    if isinstance(error, Exists) and kind is not None:
        await _name_existing(problem, error, office, by, kind)
    elif isinstance(error, Stale):
        changes = await _since(error, office)
        problem.facts["count"] = str(len(changes))
        problem.more["changes"] = changes
        problem.more["currentVersion"] = error.version
    refused = isinstance(error, Refusal | Stale) and not isinstance(error, Invalid)
    if refused and kind is not None and record_id is not None:
        await _say_what_is_allowed(problem, office, by, kind, record_id)
    code = problem.facts.get("org")
    if code is not None:
        problem.facts["org"] = organisation(code, language, office.directory.known)


async def _say_what_is_allowed(
    problem: Problem, office: Office, by: Officer, kind: Aggregate[Any, Any], record_id: UUID
) -> None:
    try:
        record = await office.desk.load(kind, record_id)
    except Missing:
        return
    problem.more["allowedActions"] = actions_on(record, by, office)
    date_offer(problem, record.row)


def date_offer(problem: Problem, row: Row) -> None:
    """Says since when the lead is offered, if that is what is in the way."""
    if isinstance(row, LeadRow) and row.offer is not None:
        problem.facts["date"] = row.offer.since.isoformat()


async def _name_existing(
    problem: Problem, error: Exists, office: Office, by: Officer, kind: Aggregate[Any, Any]
) -> None:
    existing = await office.desk.load(kind, error.stream)
    if may_see(by, existing.row.orgs, existing.row.people):
        problem.more["existing"] = path_of(kind.view.path, error.stream)


async def _since(error: Stale, office: Office) -> list[dict[str, Any]]:
    steps = story(await office.desk.history([error.stream]))
    return [change_of(step) for step in steps if step.main.version > error.expected]


def change_of(step: Step) -> dict[str, Any]:
    """A step as a refused command is told of it."""
    return {
        "position": step.position,
        "version": step.main.version,
        "action": step.main.action,
        "actor": {"id": step.actor.id, "name": step.actor.name, "org": step.actor.org},
        "recordedAt": local(step.recorded_at),
    }
