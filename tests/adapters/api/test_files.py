"""Files over the API: streamed in, limited, kept whole, and handed out to be saved only."""

import socket
from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256
from http.client import HTTPResponse
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import httpx
import psycopg
import pytest

from adapters.objects import path_of
from tests.adapters.api.bureau import UPLOAD_LIMIT, Bureau
from tests.adapters.api.desk import V1, Json, body_of, problem, statuses, together, until

PDF = b"%PDF-1.7"
PAGE = b"<!DOCTYPE html><script>alert(1)</script>"
HANDLER = "handler.310115"
ELSEWHERE = ("handler.310106", "dispatcher", "auditor", "superior")


def pdf(size: int = 2000) -> bytes:
    """A PDF unlike any other."""
    return b"%PDF-1.7\n" + uuid4().bytes + bytes(size)


def kept(bureau: Bureau, content: bytes) -> Path:
    """Where a content lies, if it does."""
    return bureau.objects / path_of(sha256(content).hexdigest())


def lying(bureau: Bureau) -> set[Path]:
    """Every file in the store, whole or not."""
    return {path for path in bureau.objects.rglob("*") if path.is_file()}


def noted(bureau: Bureau) -> int:
    """How many uploads there are."""
    with psycopg.connect(bureau.database) as connection:
        row = connection.execute("SELECT count(*) FROM uploads").fetchone()
    assert row is not None
    return int(row[0])


@pytest.fixture
def unchanged(bureau: Bureau) -> Iterator[None]:
    """What a test does leaves nothing behind."""
    before = lying(bureau), noted(bureau)
    yield
    assert (lying(bureau), noted(bureau)) == before


def uploaded(bureau: Bureau, name: str = "证据.pdf", content: bytes | None = None) -> Json:
    """A file that Pudong's handler uploaded."""
    answer = bureau.desk(HANDLER).send_file(name, content or pdf())
    assert answer.status_code == 201, answer.text
    return body_of(answer)


def content_of(bureau: Bureau, upload: Json, user: str = HANDLER) -> httpx.Response:
    """The answer to the question for an upload's content."""
    return bureau.desk(user).ask(f"/uploads/{upload['id']}/content")


def test_an_uploaded_file_is_told_and_handed_out(bureau: Bureau) -> None:
    content = pdf(2_000_000)
    handler = bureau.desk(HANDLER)

    answer = handler.send_file("现场 笔录.pdf", content, "application/pdf")

    assert answer.status_code == 201
    told = body_of(answer)
    digest = sha256(content).hexdigest()
    assert told == {
        "id": str(UUID(told["id"])),
        "sha256": digest,
        "size": len(content),
        "mediaType": "application/pdf",
        "name": "现场 笔录.pdf",
    }
    assert answer.headers["Location"] == f"{V1}/uploads/{told['id']}"
    assert handler.get(answer.headers["Location"]) == told
    found = content_of(bureau, told)
    assert found.content == content
    assert kept(bureau, content).read_bytes() == content


def test_a_file_is_handed_out_to_be_saved_and_never_shown(bureau: Bureau) -> None:
    content = pdf()
    told = uploaded(bureau, "现场\"笔录'%;.pdf", content)

    found = content_of(bureau, told)

    digest = b64encode(sha256(content).digest()).decode()
    assert {name: found.headers[name] for name in found.headers if name != "date"} == {
        "content-type": "application/pdf",
        "content-length": str(len(content)),
        "content-disposition": "attachment; filename=\"_____'_;.pdf\"; filename*=UTF-8''"
        "%E7%8E%B0%E5%9C%BA%22%E7%AC%94%E5%BD%95%27%25%3B.pdf",
        "x-content-type-options": "nosniff",
        "content-security-policy": "sandbox; default-src 'none'",
        "cache-control": "private, no-store",
        "repr-digest": f"sha-256=:{digest}:",
    }


def test_text_is_handed_out_as_the_utf_8_it_is(bureau: Bureau) -> None:
    told = uploaded(bureau, "a.csv", "编号,结论\n".encode())

    found = content_of(bureau, told)

    assert told["mediaType"] == "text/csv"
    assert found.headers["content-type"] == "text/csv; charset=utf-8"


@pytest.mark.parametrize(
    ("name", "disposition", "kept_as"),
    [
        (None, "attachment; filename*=UTF-8''..%2F..%2Fetc%2F%E8%AF%81.pdf", "证.pdf"),
        (None, 'attachment; filename="C:\\\\a\\\\b.pdf"', "b.pdf"),
        ('/etc/passwd/../甲 "乙".pdf', None, '甲 "乙".pdf'),
        ("甲.pdf", "attachment; filename=other.pdf", "甲.pdf"),
    ],
)
def test_a_name_is_one_without_a_path(
    bureau: Bureau, name: str | None, disposition: str | None, kept_as: str
) -> None:
    answer = bureau.desk(HANDLER).send_file(name, pdf(), disposition=disposition)

    assert body_of(answer)["name"] == kept_as


def test_a_large_file_is_taken_as_it_comes(bureau: Bureau) -> None:
    content = pdf(UPLOAD_LIMIT)[:UPLOAD_LIMIT]
    pieces = (content[start : start + 50_000] for start in range(0, len(content), 50_000))

    answer = bureau.desk(HANDLER).send_file("a.pdf", pieces)

    assert body_of(answer)["size"] == UPLOAD_LIMIT
    assert content_of(bureau, body_of(answer)).content == content


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize(
    ("name", "content", "sent_as", "status", "code"),
    [
        ("a.pdf", b"", None, 400, "upload-empty"),
        (None, PDF, None, 400, "upload-name-missing"),
        ("a\nb.pdf", PDF, None, 400, "upload-name-invalid"),
        ("\u202efdp.exe", PDF, None, 400, "upload-name-invalid"),
        ("x" * 197 + ".pdf", PDF, None, 400, "upload-name-invalid"),
        ("a.html", PAGE, "text/html", 415, "media-type-not-allowed"),
        ("a.txt", PAGE, "text/plain", 415, "media-type-not-allowed"),
        ("a.pdf", PAGE, "application/pdf", 415, "media-type-not-allowed"),
        ("a.png", b"<svg onload='alert(1)'/>" + bytes(900), None, 415, "media-type-not-allowed"),
        ("a.jpg", b"MZ\x90\x00" + bytes(900), "image/jpeg", 415, "media-type-not-allowed"),
        ("a.docx", b"PK\x03\x04" + bytes(900), None, 415, "media-type-not-allowed"),
        ("a.zip", b"PK\x03\x04", "application/zip", 415, "media-type-not-allowed"),
        ("a.png", PDF, "image/png", 415, "media-type-mismatch"),
        ("a.pdf", PDF, "image/png", 415, "media-type-mismatch"),
        ("a.pdf", PDF, "multipart/form-data; boundary=x", 415, "media-type-not-allowed"),
    ],
)
def test_a_file_that_is_refused_leaves_nothing(
    bureau: Bureau, name: str | None, content: bytes, sent_as: str | None, status: int, code: str
) -> None:
    problem(bureau.desk(HANDLER).send_file(name, content, sent_as), status, code)


@pytest.mark.usefixtures("unchanged")
def test_nobody_uploads_without_signing_in(bureau: Bureau) -> None:
    problem(bureau.nobody.send_file("a.pdf", pdf()), 401, "sign-in-needed")


def test_the_same_content_eight_times_at_once_is_kept_once(bureau: Bureau) -> None:
    content, before = pdf(1_000_000), lying(bureau)
    handler = bureau.desk(HANDLER)

    answers = together(*[lambda: handler.send_file("a.pdf", content)] * 8)

    assert statuses(answers) == [201] * 8
    assert len({body_of(answer)["id"] for answer in answers}) == 8
    assert lying(bureau) - before == {kept(bureau, content)}
    assert kept(bureau, content).read_bytes() == content


@pytest.mark.parametrize("user", ELSEWHERE)
def test_another_organisation_is_not_told_that_there_is_one(bureau: Bureau, user: str) -> None:
    told, desk = uploaded(bureau), bureau.desk(user)

    for path in (f"/uploads/{told['id']}", f"/uploads/{told['id']}/content"):
        problem(desk.ask(path), 404, "not-found")
    problem(desk.ask(f"/uploads/{uuid4()}"), 404, "not-found")


# --- too large, cut off --------------------------------------------------------------------------


class Line:
    """A connection on which a request is sent by hand."""

    def __init__(self, bureau: Bureau, *headers: str) -> None:
        url = urlsplit(bureau.url)
        self.socket = socket.create_connection((url.hostname, url.port), timeout=10)
        sent = [
            f"POST {V1}/uploads?name=a.pdf HTTP/1.1",
            "Host: test",
            "Accept-Language: en",
            f"Authorization: Bearer {bureau.desk(HANDLER).token}",
            *headers,
        ]
        self.socket.sendall("\r\n".join([*sent, "", ""]).encode())

    def answer(self) -> httpx.Response:
        """What comes back, though the request has not been sent to its end."""
        answer = HTTPResponse(self.socket)
        answer.begin()
        content = answer.read()
        self.socket.close()
        return httpx.Response(answer.status, headers=answer.getheaders(), content=content)


@pytest.mark.usefixtures("unchanged")
def test_a_file_that_says_it_is_too_large_is_refused_before_it_comes(bureau: Bureau) -> None:
    line = Line(bureau, f"Content-Length: {UPLOAD_LIMIT + 1}")

    body = problem(line.answer(), 413, "upload-too-large")

    assert body["limit"] == UPLOAD_LIMIT
    assert "3 MiB" in body["title"]


@pytest.mark.usefixtures("unchanged")
def test_a_file_that_turns_out_too_large_is_refused_before_its_end(bureau: Bureau) -> None:
    line = Line(bureau, "Transfer-Encoding: chunked")
    content = pdf(UPLOAD_LIMIT)

    line.socket.sendall(f"{len(content):x}\r\n".encode() + content + b"\r\n")

    answer = line.answer()
    problem(answer, 413, "upload-too-large")
    assert answer.headers["Connection"] == "close"


@pytest.mark.parametrize("header", ["Transfer-Encoding: chunked", "Content-Length: 1000000"])
def test_a_sender_that_goes_away_leaves_nothing_and_is_no_fault(
    bureau: Bureau, header: str, caplog: pytest.LogCaptureFixture
) -> None:
    before, rows = lying(bureau), noted(bureau)
    incoming, content = bureau.objects / "incoming", pdf(100_000)
    line = Line(bureau, header)
    size = f"{len(content):x}\r\n" if header.endswith("chunked") else ""
    line.socket.sendall(size.encode() + content)
    until(lambda: incoming.exists() and any(incoming.iterdir()))

    line.socket.close()

    until(lambda: not any(incoming.iterdir()))
    assert (lying(bureau), noted(bureau)) == (before, rows)
    bureau.desk(HANDLER).get("/sessions/current")  # the request was dealt with before this one
    assert [record.message for record in caplog.records if record.levelname == "ERROR"] == []


# --- altered, gone, not there --------------------------------------------------------------------


def test_a_file_of_which_one_byte_was_altered_is_not_handed_out(bureau: Bureau) -> None:
    content = pdf(1_000_000)
    told = uploaded(bureau, content=content)
    path = kept(bureau, content)
    path.write_bytes(content[:-1] + b"!")

    problem(content_of(bureau, told), 500, "file-altered")

    uploaded(bureau, content=content)
    assert content_of(bureau, told).content == content


def test_a_file_that_is_gone_is_missed(bureau: Bureau) -> None:
    content = pdf()
    told = uploaded(bureau, content=content)
    kept(bureau, content).unlink()

    problem(content_of(bureau, told), 404, "file-gone")


def test_a_store_that_is_not_there_is_waited_for(bureau: Bureau) -> None:
    uploaded(bureau)
    incoming, rows = bureau.objects / "incoming", noted(bureau)
    incoming.rmdir()
    try:
        answer = bureau.desk(HANDLER).send_file("a.pdf", pdf())
    finally:
        incoming.mkdir()

    problem(answer, 503, "store-unavailable")
    assert answer.headers["Retry-After"]
    assert noted(bureau) == rows
