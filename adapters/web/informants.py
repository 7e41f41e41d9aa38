"""举报人信息: sealed until someone who may says why; the reading is recorded."""

import re
from typing import Any
from uuid import UUID, uuid4

from litestar import Response, get, post

from adapters.api.commands import visible
from adapters.api.office import Office, Req
from adapters.web.page import form_of, one, page, render
from application import leads
from application.aggregates import LEAD
from application.desk import Call, Missing
from domain.authority import Act, Officer, require
from domain.text import PRINTED

LONGEST = 1000


@get("/leads/{record_id:uuid}/informant")
@page(LEAD)
async def informant(request: Req, office: Office, by: Officer) -> Response[bytes]:
    """Asks for the reason."""
    return await _shown(request, office, by)


@post("/leads/{record_id:uuid}/informant", status_code=200)
@page(LEAD)
async def read_informant(request: Req, office: Office, by: Officer) -> Response[bytes]:
    """The details, once the reading is recorded with its reason."""
    form = await form_of(request)
    reason = one(form, "reason").strip()
    if one(form, "resumed"):
        return await _shown(request, office, by, reason=reason)
    if not reason or len(reason) > LONGEST or not re.match(PRINTED, reason):
        return await _shown(
            request, office, by, reason=reason, wrong="problem.audit-reason-missing"
        )
    record_id: UUID = request.path_params["record_id"]
    await visible(office, LEAD, record_id, by)
    call = Call(by=by, today=office.today, correlation=uuid4(), channel="web", reason=reason)
    details = await leads.read_informant(office.desk, office.vault, record_id, reason, call)
    return await _shown(request, office, by, reason=reason, details=details)


async def _shown(
    request: Req,
    office: Office,
    by: Officer,
    **found: Any,  # noqa: ANN401 - what the page shows
) -> Response[bytes]:
    record = await visible(office, LEAD, request.path_params["record_id"], by)
    if not record.row.has_informant:
        raise Missing(record.stream)
    own = by.org if by.org in (record.state.holder, record.state.org) else record.state.holder
    require(by, Act.READ_INFORMANT, org=own)
    facts: dict[str, Any] = {"reason": "", "wrong": "", "details": None, "row": record.row}
    status = 400 if found.get("wrong") else 200
    return render(request, by, "informant.html", facts | found, status=status)
