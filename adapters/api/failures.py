"""What a refused command is told besides the reason: what changed meanwhile, what it may do, what is there."""

import logging
from typing import Any
from uuid import UUID

from litestar import Response

from adapters.api.answers import actions_on, local, path_of
from adapters.api.office import Office, Req
from adapters.api.problems import Problem, answer, problem_of
from application.accounts import Refused
from application.desk import Aggregate, Exists, Missing, Stale
from application.history import Step, story
from domain.authority import Officer, may_see
from domain.refusals import Invalid, Refusal

log = logging.getLogger(__name__)


async def failed(
    error: Exception,
    request: Req,
    office: Office,
    by: Officer | None,
    kind: Aggregate[Any, Any] | None = None,
    record_id: UUID | None = None,
) -> Response[bytes]:
    """The answer to a request that failed. Refused commands are noted for auditors."""
    problem = problem_of(error)
    if problem.status == 500:  # noqa: PLR2004
        log.exception("unexpected error at %s", request.url.path, exc_info=error)
    if by is not None:
        await _explain(problem, error, office, by, kind, record_id)
    if request.method == "POST" and problem.status < 500:  # noqa: PLR2004
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
    return answer(problem, request)


async def _explain(
    problem: Problem,
    error: Exception,
    office: Office,
    by: Officer,
    kind: Aggregate[Any, Any] | None,
    record_id: UUID | None,
) -> None:
    if isinstance(error, Exists):
        await _name_existing(problem, error, office, by, kind)
    elif isinstance(error, Stale):
        problem.more["currentVersion"] = error.version
        problem.facts["count"] = str(error.version - error.expected)
        problem.more["changes"] = await _since(error, office)
    refused = isinstance(error, Refusal | Stale) and not isinstance(error, Invalid)
    if refused and kind is not None and record_id is not None:
        try:
            record = await office.desk.load(kind, record_id)
        except Missing:
            return
        problem.more["allowedActions"] = actions_on(record, by, office)


async def _name_existing(
    problem: Problem,
    error: Exists,
    office: Office,
    by: Officer,
    kind: Aggregate[Any, Any] | None,
) -> None:
    if kind is None:
        return
    existing = await office.desk.load(kind, error.stream)
    if may_see(by, existing.row.orgs):
        problem.more["existing"] = path_of(kind.view.name, error.stream)


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
