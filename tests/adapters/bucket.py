"""An S3 bucket in memory: as much of the protocol as keeping and fetching objects takes."""

import re
from collections.abc import Generator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from threading import Thread
from urllib.parse import parse_qs, urlsplit

KEY_ID = "example-key"
MISSING = b"<Error><Code>NoSuchKey</Code><Message>none</Message></Error>"
STARTED = "<InitiateMultipartUploadResult><UploadId>{}</UploadId></InitiateMultipartUploadResult>"
COMPLETED = "<CompleteMultipartUploadResult><ETag>x</ETag></CompleteMultipartUploadResult>"


class Bucket(ThreadingHTTPServer):
    """What was put: whole objects by path, and parts of those under way by upload."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answers)
        self.objects: dict[str, bytes] = {}
        self.parts: dict[str, dict[int, bytes]] = {}
        self.numbers = count(1)

    @property
    def url(self) -> str:
        """Where it is reached."""
        return f"http://127.0.0.1:{self.server_port}"


class Answers(BaseHTTPRequestHandler):
    """Its answers to requests, which must be signed with the key."""

    protocol_version = "HTTP/1.1"
    server: Bucket  # pyright: ignore[reportIncompatibleVariableOverride] - made by no other

    def do_GET(self) -> None:
        path, _, _ = self.asked()
        found = self.server.objects.get(path)
        self.answer(404 if found is None else 200, MISSING if found is None else found)

    def do_PUT(self) -> None:
        path, query, body = self.asked()
        if not self.signed:
            self.answer(403)
            return
        if "uploadId" in query:
            self.server.parts[query["uploadId"]][int(query["partNumber"])] = body
        else:
            self.server.objects[path] = body
        self.answer(200)

    def do_POST(self) -> None:
        path, query, body = self.asked()
        if "uploads" in query:
            upload = str(next(self.server.numbers))
            self.server.parts[upload] = {}
            self.answer(200, STARTED.format(upload).encode())
            return
        parts = self.server.parts.pop(query["uploadId"])
        numbers = [int(each) for each in re.findall(rb"<PartNumber>(\d+)", body)]
        self.server.objects[path] = b"".join(parts[number] for number in numbers)
        self.answer(200, COMPLETED.encode())

    @property
    def signed(self) -> bool:
        """Whether the request is signed with the key."""
        return f"Credential={KEY_ID}/" in self.headers.get("Authorization", "")

    def asked(self) -> tuple[str, dict[str, str], bytes]:
        """The path, the query and the body of the request."""
        url = urlsplit(self.path)
        query = {name: value[0] for name, value in parse_qs(url.query, True).items()}  # noqa: FBT003
        return url.path, query, self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def answer(self, status: int, body: bytes = b"") -> None:
        """Sends a response; a refusal when the request isn't signed."""
        if not self.signed:
            status, body = 403, b""
        self.send_response(status)
        self.send_header("ETag", '"x"')
        self.send_header("Last-Modified", "Thu, 01 Oct 2020 00:00:00 GMT")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Keeps quiet."""


@contextmanager
def served() -> Generator[Bucket]:
    """A bucket that answers until the block ends."""
    bucket = Bucket()
    thread = Thread(target=lambda: bucket.serve_forever(poll_interval=0.02), name="bucket")
    thread.start()
    try:
        yield bucket
    finally:
        bucket.shutdown()
        thread.join()
        bucket.server_close()
