"""A reader of the pages without a browser: signs in, reads, fills in forms, sends them."""

from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from typing import Any, Self
from uuid import uuid4

import httpx

from tests.adapters.api.bureau import Bureau
from tests.adapters.api.desk import PASSWORD

Fields = dict[str, list[str]]


class FormReader(HTMLParser):
    """What the form with an id holds, as a browser would send it."""

    def __init__(self, form: str) -> None:
        super().__init__()
        self.fields: Fields = {}
        self._wanted = form
        self._inside = False
        self._select: str | None = None
        self._text: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._inside = given.get("id") == self._wanted
        if not self._inside:
            return
        name = given.get("name", "")
        if tag == "input" and name and given.get("type") != "file":
            picked = given.get("type") not in ("checkbox", "radio") or "checked" in given
            if picked:
                self.fields.setdefault(name, []).append(given.get("value", ""))
        elif tag == "select":
            self._select = name
            self.fields[name] = [""]
        elif tag == "option" and self._select and "selected" in given:
            self.fields[self._select] = [given.get("value", "")]
        elif tag == "textarea":
            self._text = name
            self.fields[name] = [""]

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False
        elif tag == "select":
            self._select = None
        elif tag == "textarea":
            self._text = None

    def handle_data(self, data: str) -> None:
        if self._text is not None:
            self.fields[self._text][0] += data.removeprefix("\n")


class Reader:
    """One signed-in officer, or nobody."""

    def __init__(self, bureau: Bureau, user: str | None = None, language: str = "zh-CN") -> None:
        headers = {"Origin": bureau.url, "Accept-Language": language}
        self.http = httpx.Client(base_url=bureau.url, headers=headers, timeout=30, trust_env=False)
        if user is not None:
            answer = self.post("/sign-in", user=user, password=PASSWORD, next="/cases")
            assert answer.status_code == 303, answer.text

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.http.close()

    def get(self, path: str, status: int = 200) -> str:
        """A page."""
        answer = self.http.get(path)
        assert answer.status_code == status, answer.text
        return answer.text

    def post(self, path: str, **fields: str) -> httpx.Response:
        """What a form is answered with."""
        return self.http.post(path, data=fields)

    def form(self, path: str) -> Fields:
        """The form of a step as it is shown at first."""
        return fields_of(self.get(path))

    def send(
        self, path: str, fields: Mapping[str, Any], files: Mapping[str, Any] | None = None
    ) -> httpx.Response:
        """What the form of a step is answered with."""
        return self.http.post(path, data=dict(fields), files=files)


def fields_of(page: str) -> Fields:
    """What the form of a step holds."""
    reader = FormReader("step")
    reader.feed(page)
    return reader.fields


def sent(**fields: str) -> Fields:
    """A form made by hand: hidden fields, then what was typed."""
    return {"key": [uuid4().hex]} | {name: [value] for name, value in fields.items()}


class Links(HTMLParser):
    """What a page loads or runs."""

    def __init__(self) -> None:
        super().__init__()
        self.loaded: list[str] = []
        self.inline: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name == "style" or name.startswith("on"):
                self.inline.append(f"{tag} {name}")
            if (tag, name) in {("link", "href"), ("img", "src"), ("script", "src")}:
                self.loaded.append(value or "")
        if tag in ("style", "script"):
            self.inline.append(tag)


def loads(page: str) -> tuple[list[str], list[str]]:
    """What a page loads, and what is written into it."""
    links = Links()
    links.feed(page)
    return links.loaded, links.inline


def paths(page: str) -> Iterator[str]:
    """Where the forms of a page are sent."""

    class Actions(HTMLParser):
        found: list[str]

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            given = dict(attrs)
            if tag == "form" and given.get("method") == "post":
                self.found.append(given.get("action") or "")

    actions = Actions()
    actions.found = []
    actions.feed(page)
    yield from actions.found
