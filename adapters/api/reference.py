"""Reference data: what is in force, what was known then, and publishing a revision."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import msgspec
from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler

from adapters.api.answers import PREFIX, respond
from adapters.api.commands import MOST_BYTES
from adapters.api.office import Office, Req
from adapters.api.past import Moment, moment
from adapters.api.problems import Problem
from adapters.api.records import Then
from adapters.api.request import asked, call_of, decoded, expected_version, pointed
from adapters.api.signed_in import signed_in
from adapters.legal_day import SHANGHAI
from application.directory import SETS
from application.reference import Publish, publish
from domain.authority import Officer
from domain.reference.state import ReferenceSet, in_force

# The set's name in the API, which says what it is to its readers.
NAMES = {
    "organisations": "organisations",
    "officers": "officers",
    "product-catalogue": "catalogue",
    "reason-codes": "reasons",
    "calendars": "calendars",
    "rule-sets": "rules",
    "legal-bases": "bases",
    "thresholds": "thresholds",
    "campaigns": "campaigns",
    "import-mappings": "mappings",
}
assert set(NAMES.values()) == set(SETS)


def handlers() -> list[HTTPRouteHandler]:
    """Two routes for each set."""
    return [handler for name in NAMES for handler in (_reader(name), _publisher(name))]


def _reader(name: str) -> HTTPRouteHandler:
    @signed_in()
    async def read(request: Req, office: Office, by: Officer) -> Response[bytes]:
        del by  # everyone signed in may read it
        of_catalogue = name == "product-catalogue"
        query = asked(request, CatalogueQuery if of_catalogue else Then)
        at = await moment(office, query.as_of, query.as_of_position)
        latest = known = office.directory.set_at(NAMES[name], at.position)
        body: dict[str, Any] = {}
        if isinstance(query, CatalogueQuery):
            known = catalogue_asked(office, query, at)
            revisions = office.directory.catalogues(at.position)
            body["revisions"] = [_said(each) for each in revisions]
        body |= {**_said(known), "items": list(known.items.values())}
        # What a next revision is published on: the last one, whichever is shown.
        headers = {"ETag": f'"{latest.revision}"'}
        at.note(body, headers)
        return respond(body, headers=headers)

    read.__name__ = f"reference_{NAMES[name]}"
    return get(f"{PREFIX}/reference/{name}")(read)


class CatalogueQuery(Then, frozen=True, kw_only=True):
    """Which catalogue: a revision by its number, or the one in force on a day; mostly today's."""

    revision: int | None = None
    on: date | None = None


def catalogue_asked(office: Office, query: CatalogueQuery, at: Moment) -> ReferenceSet:
    """The revision of the catalogue that was asked for. Raises a 400 problem for an unknown one."""
    revisions = office.directory.catalogues(at.position)
    if query.revision is not None and query.on is not None:
        raise Problem(400, "parameter-invalid", facts={"name": "on"})
    if query.revision is None:
        then = at.instant.astimezone(SHANGHAI).date() if at.instant else office.today
        return in_force(revisions, query.on or then)
    for each in revisions:
        if each.revision == query.revision:
            return each
    raise Problem(400, "parameter-invalid", facts={"name": "revision"})


def _said(known: ReferenceSet) -> dict[str, Any]:
    """What a revision says of itself."""
    return {
        "revision": known.revision,
        "publishedOn": known.published_on,
        "validFrom": known.effective_from,
        "notice": known.notice,
    }


def _publisher(name: str) -> HTTPRouteHandler:
    @signed_in()
    async def revise(request: Req, office: Office, by: Officer) -> Response[bytes]:
        body = await request.body()
        expected = expected_version(request)
        call = call_of(request, office, by, body, expected=expected)
        command = decoded(body, Publish)
        before = await office.desk.earlier(call.receipt)
        if before is not None:
            again = {"Idempotency-Replayed": "true"}
            return _published(office, name, before.version, again)
        try:
            revision = await publish(office.desk, office.directory, NAMES[name], command, call)
        except msgspec.ValidationError as error:
            raise Problem(400, "body-invalid", errors=[pointed(str(error))]) from error
        return _published(office, name, revision, {})

    revise.__name__ = f"reference_{NAMES[name]}_revision"
    return post(f"{PREFIX}/reference/{name}", request_max_body_size=MOST_BYTES)(revise)


def _published(
    office: Office, name: str, revision: int, headers: Mapping[str, str]
) -> Response[bytes]:
    position = office.directory.position(NAMES[name], revision)
    return respond(
        {"revision": revision},
        status=201,
        headers={
            "ETag": f'"{revision}"',
            "Location": f"{PREFIX}/reference/{name}",
            "Event-Position": str(position),
            **headers,
        },
    )
