"""An officer's desk at a running API: signed in, reading and sending over real HTTP."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from time import monotonic, sleep
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import httpx
from msgspec import Struct

V1 = "/api/v1"
PASSWORD = "casetrail-demo"
PSD = "SHAMR-PSD"
PUDONG = "310115"
MINHANG = "310112"
HUANGPU = "310101"
PROBLEM = "application/problem+json"
UNTIL_SECONDS = 5.0

Json = dict[str, Any]
Asked = str | int


class Desk:
    """One officer, or nobody, at the API."""

    def __init__(self, url: str, token: str | None = None) -> None:
        headers = {"Accept-Language": "en"}
        if token is not None:
            headers["Authorization"] = f"Bearer {token}"
        self.token = token
        self.http = httpx.Client(base_url=url, headers=headers, timeout=30.0, trust_env=False)

    def get(self, path: str, headers: Mapping[str, str] | None = None, **query: Asked) -> Json:
        """What a read that succeeds answers."""
        answer = self.ask(path, headers, **query)
        assert answer.status_code == 200, answer.text
        return body_of(answer)

    def ask(
        self, path: str, headers: Mapping[str, str] | None = None, **query: Asked
    ) -> httpx.Response:
        """The answer to a read, whatever it is; on a busy machine the lists may need a while."""
        answer = self.http.get(at(path), params=query or None, headers=headers)
        for _ in range(4):
            if answer.status_code != 503 or body_of(answer)["code"] != "not-yet-projected":
                break
            answer = self.http.get(at(path), params=query or None, headers=headers)
        return answer

    def send(
        self,
        path: str,
        body: object = None,
        *,
        seen: int | str | None = None,
        key: str | None = None,
        **headers: str,
    ) -> httpx.Response:
        """The answer to a command; `seen` is the version of the record it was decided on."""
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        given["Idempotency-Key"] = key or str(uuid4())
        if seen is not None:
            given["If-Match"] = f'"{seen}"' if isinstance(seen, int) else seen
        return self.http.post(at(path), json=body, headers=given)

    def do(self, path: str, body: object = None, *, seen: int | None = None) -> Json:
        """The new state after a command that succeeds."""
        answer = self.send(path, {} if body is None else body, seen=seen)
        assert answer.status_code == 201, answer.text
        return body_of(answer)

    def upload(
        self, name: str, content: bytes, *, key: str | None = None, **form: str
    ) -> httpx.Response:
        """The answer to a file that is imported."""
        return self.http.post(
            at("/imports"),
            files={"file": (name, content)},
            data=form,
            headers={"Idempotency-Key": key or str(uuid4())},
        )

    def send_file(
        self,
        name: str | None,
        content: bytes | Iterable[bytes],
        media_type: str | None = None,
        disposition: str | None = None,
    ) -> httpx.Response:
        """The answer to a file that is uploaded under a name, or with a Content-Disposition."""
        given = {"Content-Type": media_type, "Content-Disposition": disposition}
        headers = {key: value for key, value in given.items() if value is not None}
        query = None if name is None else {"name": name}
        return self.http.post(at("/uploads"), content=content, params=query, headers=headers)

    def listed(self, path: str, **query: Asked) -> list[Json]:
        """The rows of a list, once it has caught up with the ledger."""
        items: list[Json] = self.get(path, headers={"Min-Position": str(self.head())}, **query)[
            "items"
        ]
        return items

    def head(self) -> int:
        """The ledger's last position."""
        return int(body_of(self.http.get("/health/ready"))["head"])


class Handed(Struct, frozen=True):
    """A lead and the referral that carries it, as they were last seen."""

    lead: Json
    referral: Json

    @property
    def lead_path(self) -> str:
        """Where the lead is read."""
        return f"/leads/{self.lead['id']}"

    @property
    def referral_path(self) -> str:
        """Where the referral is read."""
        return f"/referrals/{self.referral['id']}"

    @property
    def seen(self) -> int:
        """The referral's version."""
        return int(self.referral["version"])


def at(path: str) -> str:
    """A path below the API's prefix, or one that is whole already."""
    return path if path.startswith(("/api/", "/health", "/openapi", "/problems")) else V1 + path


def body_of(answer: httpx.Response) -> Json:
    """The JSON object of an answer."""
    body: Json = answer.json()
    return body


def problem(answer: httpx.Response, status: int, code: str) -> Json:
    """The problem an answer tells of, checked to be of this status and code."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == PROBLEM
    body = body_of(answer)
    assert (body["status"], body["code"]) == (status, code), body
    assert body["type"] == f"/problems/{code}"
    assert body["title"]
    assert body["title"] != code.replace("-", " "), f"no words for {code}"
    return body


def pointers(body: Json) -> list[str]:
    """What a problem points at."""
    return [each["pointer"] for each in body.get("errors", [])]


def today() -> str:
    """The legal day in Shanghai."""
    return day(0)


def day(offset: int) -> str:
    """A legal day, counted from today."""
    moment = datetime.now(ZoneInfo("Asia/Shanghai")) + timedelta(days=offset)
    return moment.date().isoformat()


def lead_body(**fields: object) -> Json:
    """A sound lead, changed by `fields`."""
    return {
        "source": "inspection",
        "title": "婴儿学步车易倾倒",
        "receivedOn": day(-10),
        "sourceSystem": "test",
        "sourceRef": str(uuid4()),
        "product": "婴儿学步车",
        "place": "上海市浦东新区",
        "enterprise": {"name": "示例童车有限公司"},
    } | fields


def together(*sends: Callable[[], httpx.Response]) -> list[httpx.Response]:
    """The answers to requests that are sent at once."""
    with ThreadPoolExecutor(len(sends)) as pool:
        return [sent.result() for sent in [pool.submit(send) for send in sends]]


def statuses(answers: Sequence[httpx.Response]) -> list[int]:
    """The statuses of answers, sorted."""
    return sorted(answer.status_code for answer in answers)


def until(holds: Callable[[], bool], seconds: float = UNTIL_SECONDS) -> None:
    """Waits until something holds; fails when it doesn't in time."""
    give_up = monotonic() + seconds
    while not holds():
        assert monotonic() < give_up, "it did not happen in time"
        sleep(0.02)
