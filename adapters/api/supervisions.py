"""Supervision of a lower bureau's case (督办、执法监督): how one begins."""

from litestar import Response, post

from adapters.api.answers import PREFIX, answered, path_of
from adapters.api.commands import MOST_BYTES, OnlyOnce, visible
from adapters.api.office import Office, Req
from adapters.api.request import call_of, decoded
from adapters.api.signed_in import signed_in
from application import supervisions
from application.aggregates import CASE, SUPERVISION
from domain.authority import Act, Officer, may
from domain.refusals import NotPermitted
from domain.supervision.decisions import Issue


@post(f"{PREFIX}/supervisions", request_max_body_size=MOST_BYTES)
@signed_in(SUPERVISION)
async def issue(request: Req, office: Office, by: Officer) -> Response[bytes]:
    """督办: a superior presses a bureau, or sends it a paper of enforcement supervision."""
    body = await request.body()
    call = call_of(request, office, by, body, expected=None)
    data = decoded(body, Issue)
    if not may(by, Act.SUPERVISE):
        raise NotPermitted("role-not-granted", act=Act.SUPERVISE)
    await visible(office, CASE, data.case, by)
    with OnlyOnce(office, call):
        done = await office.desk.run(
            call,
            SUPERVISION,
            lambda: supervisions.issue(office.desk, office.directory, data, call),
        )
    return answered(done, by, office, path_of(SUPERVISION.view.path, done.stream))
