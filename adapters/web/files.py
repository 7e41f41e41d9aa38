"""Forms with files: what is sent along is kept at once, so that a refusal does not lose it."""

from collections.abc import AsyncGenerator

from litestar.datastructures import UploadFile

from adapters.api.file_names import received_name
from adapters.api.office import Office, Req
from adapters.api.problems import Problem, problem_of
from adapters.api.uploads import MIB, kept, refuse_announced, too_large
from adapters.web.page import form_of
from application.store import TooLarge
from domain.authority import Officer

CHUNK = 256 * 1024
Form = dict[str, list[str]]


async def form_with_files(request: Req, office: Office, by: Officer) -> tuple[Form, Problem | None]:
    """What a form sent, each file as the id of its upload; and what is wrong with one of them."""
    kind, _ = request.content_type
    if kind != "multipart/form-data":
        return await form_of(request), None
    limit: int = request.app.state.upload_limit
    _refuse_too_much(request, limit)
    form: Form = {}
    wrong: Problem | None = None
    for name, value in (await request.form()).multi_items():
        if not isinstance(value, UploadFile):
            form.setdefault(name, []).append(str(value).replace("\r\n", "\n"))
            continue
        try:
            file_name = received_name(None, value.filename)
            sent_as, content = value.content_type, _chunks(value)
            upload, _ = await kept(office, by, file_name, sent_as, content, limit)
            form[name] = [str(upload)]
        except Problem as problem:
            wrong = _at(name, problem)
        finally:
            await value.close()
    return form, wrong


def _refuse_too_much(request: Req, limit: int) -> None:
    if request.content_length is None:
        raise Problem(400, "bad-request")
    try:
        refuse_announced(request, limit + MIB)
    except TooLarge:
        raise too_large(TooLarge(limit)) from None


async def _chunks(file: UploadFile) -> AsyncGenerator[bytes]:
    while chunk := await file.read(CHUNK):
        yield chunk


def _at(name: str, problem: Problem) -> Problem:
    """What is wrong with a file, beside its input."""
    found = problem_of(problem)
    errors = [{"pointer": name, "code": found.code}]
    return Problem(found.status, "body-invalid", facts=found.facts, errors=errors)
