"""The demonstration is walked link by link, as several officers: no page fails, no link leads off.

Pages alike but for the record they show are visited a few times each.
"""

import re
from collections import Counter
from collections.abc import Generator, Iterator
from contextlib import contextmanager

import httpx
import pytest

from tests.adapters.cli.demo import Demo

EACH, MOST = 2, 250
LINK = re.compile(r'href="(/[^"#]*)')
RECORD = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")
VALUE = re.compile(r"\b(cursor|after|asOf|asOfPosition|q|product|name|value|uscc)=[^&]*")
ASIDE = ("/static", "/assets", "/docs", "/openapi", "/api")


@contextmanager
def signed_in(url: str, user: str, language: str) -> Generator[httpx.Client]:
    here = {"Origin": url}
    with httpx.Client(base_url=url, follow_redirects=True, timeout=30) as client:
        client.post("/sign-in", data={"user": user, "password": "casetrail-demo"}, headers=here)
        client.post("/language", data={"language": language, "next": "/workbench"}, headers=here)
        yield client


def walk(client: httpx.Client) -> Iterator[tuple[str, int]]:
    """Every page that is reached from the workbench, with its status; a few of each kind."""
    ahead, alike = ["/workbench"], Counter[str]()
    seen = set[str]()
    while ahead and len(seen) < MOST:
        path = ahead.pop(0)
        kind = VALUE.sub(r"\1", RECORD.sub("", path))
        if path in seen or path.startswith(ASIDE) or alike[kind] >= EACH:
            continue
        seen.add(path)
        alike[kind] += 1
        answer = client.get(path)
        yield path, answer.status_code
        if answer.headers.get("content-type", "").startswith("text/html"):
            ahead += [each.replace("&amp;", "&") for each in LINK.findall(answer.text)]


@pytest.mark.parametrize(
    ("user", "language"),
    [("dispatcher", "zh-CN"), ("pudong-leader", "en"), ("superior", "en"), ("auditor", "zh-CN")],
)
def test_every_link_leads_to_a_page(demo: Demo, user: str, language: str) -> None:
    with signed_in(demo.url, user, language) as client:
        found = dict(walk(client))

    assert len(found) > 100
    assert {path: status for path, status in found.items() if status != 200} == {}
