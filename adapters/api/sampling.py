"""能否抽查: the check of a sampling that is thought of, alone and for the products of a view."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from litestar import Response, get
from msgspec import Struct

from adapters.api.answers import PREFIX, respond
from adapters.api.office import Office, Req
from adapters.api.past import Moment, caught_up, day_of, moment
from adapters.api.problems import Problem
from adapters.api.records import Then
from adapters.api.request import asked
from adapters.api.signed_in import signed_in
from adapters.wording.catalogue import Language, say
from adapters.wording.story import organisation
from application.queries import Ask
from application.sampling_check import (
    EARLIEST,
    EXEMPT,
    NODUP,
    Grounds,
    Planned,
    Purpose,
    Sampled,
    bodies_barred,
    bodies_that_count,
    key_of,
    last_sampling,
    standing,
)
from domain.authority import Officer
from domain.party import Enterprise, Uscc
from domain.reference.state import Reference
from domain.sampling.product import plain
from domain.text import Line

Made = tuple[str, Enterprise]
"""A product and who makes it."""


class SamplingQuery(Then, frozen=True, kw_only=True):
    """A sampling that is thought of, at a firm by its code or its name; today when no day is."""

    product: Line
    uscc: Uscc | None = None
    name: Line | None = None
    on: date | None = None
    purpose: Purpose = Purpose.ROUTINE


@get(f"{PREFIX}/sampling-check")
@signed_in()
async def sampling_check(request: Req, office: Office, by: Officer) -> Response[bytes]:
    """能否抽查: not twice in six months by the same body, nor after a higher one (PSS-NODUP)."""
    query = asked(request, SamplingQuery)
    at = await moment(office, query.as_of, query.as_of_position)
    await caught_up(request, office, at)
    language = Language.of(request.headers.get("accept-language"))
    body = await checked(office, by, query, at, language)
    headers = {"Content-Language": language.tag}
    at.note(body, headers)
    return respond(body, headers=headers)


async def checked(
    office: Office, by: Officer, query: SamplingQuery, at: Moment, language: Language
) -> dict[str, Any]:
    """Whether it may be done, and why. Raises a 400 problem for a day out of reach."""
    for name, is_wrong in (
        ("on", query.on is not None and query.on < EARLIEST),
        ("uscc", query.uscc is None and query.name is None),
    ):
        if is_wrong:
            wrong = {"pointer": f"/{name}", "code": "value-invalid"}
            raise Problem(400, "parameter-invalid", facts={"name": name}, errors=[wrong])
    planned = Planned(
        uscc=query.uscc,
        name=query.name,
        product=query.product,
        on=query.on or await day_of(at, office),
        purpose=query.purpose,
    )
    grounds = grounds_of(office, at)
    last = await last_sampling(grounds, by.org, planned)
    exempt = planned.purpose in EXEMPT
    key = "free" if last is None else "exempt" if exempt else "too-early"
    facts = {"purpose": say(language, f"sampling_purpose.{planned.purpose}")}
    body: dict[str, Any] = {
        "uscc": planned.uscc,
        "name": planned.name,
        "product": planned.product,
        "on": planned.on,
        "purpose": planned.purpose,
        "allowed": last is None or exempt,
        "rule": NODUP,
    }
    if last is not None:
        facts |= facts_of(last, grounds.known, language)
        body |= body_of(last, grounds.known)
    text = say(language, f"sampling.{key}", facts)
    return body | {"text": text, "note": say(language, "sampling.same-product")}


class Viewed(Struct, frozen=True):
    """What a view shows: products, and how their samplings are found, perhaps of one firm only."""

    made: Sequence[Made]
    ask: Ask
    firm: Enterprise | None = None


async def checks_of(
    office: Office, by: Officer, viewed: Viewed, at: Moment, language: Language
) -> list[dict[str, Any]]:
    """For each product of a view: which body may not sample it again, until when, and why.

    The samplings are those of every body; the products only those that are shown.
    """
    grounds, found = grounds_of(office, at), dict[tuple[str, str], list[Sampled]]()
    for each in await standing(grounds, viewed.ask, await day_of(at, office), viewed.firm):
        result = each.row.result
        if bodies_barred(grounds.known, each.by):
            key = plain(result.product), key_of(result.producer)
            found.setdefault(key, []).append(each)
    counted = bodies_that_count(grounds.known, by.org)
    products = {(plain(name), key_of(producer)): (name, producer) for name, producer in viewed.made}
    return [
        line
        for key, (name, producer) in products.items()
        for line in _lines(name, producer, found.get(key, []), grounds.known, counted, language)
    ]


def _lines(
    name: str,
    producer: Enterprise,
    found: Sequence[Sampled],
    known: Reference,
    counted: Iterable[str],
    language: Language,
) -> list[dict[str, Any]]:
    about = {"product": name, "producer": producer, "rule": NODUP}
    if not found:
        return [about | {"allowed": True, "text": say(language, "sampling.free-to-all")}]
    return [
        about
        | {"allowed": each.by not in counted, **body_of(each, known)}
        | {"text": say(language, "sampling.too-early", facts_of(each, known, language))}
        for each in found
    ]


def grounds_of(office: Office, at: Moment) -> Grounds:
    """What a check is made by at a moment."""
    known, almanac = office.directory.at(at.position), office.directory.almanac(at.position)
    return Grounds(office.read_models, known, almanac, at.position)


def facts_of(last: Sampled, known: Reference, language: Language) -> dict[str, str]:
    """What is told of a sampling: whose product it was, and whom it bars."""
    result, barred = last.row.result, bodies_barred(known, last.by)
    here = say(language, "sampling.all-here")
    return {
        "date": result.sampled_on.isoformat(),
        "sampler": organisation(last.by, language, known),
        "product": result.product,
        "producer": result.producer.name,
        "seller": result.sampled.name,
        "barred": organisation(barred[0], language, known) if len(barred) == 1 else here,
        "opens": last.opens_on.isoformat(),
        "instrument": last.version.instrument,
        "article": last.version.article,
    }


def body_of(last: Sampled, known: Reference) -> dict[str, Any]:
    """A sampling that stands in the way, as the API tells it."""
    result = last.row.result
    return {
        "last": {
            "sampledOn": result.sampled_on,
            "organiser": last.row.organiser,
            "sampledBy": last.by,
            "product": result.product,
            "brand": result.brand,
            "model": result.model,
            "producer": result.producer,
            "sampled": result.sampled,
        },
        "opensOn": last.opens_on,
        "barred": bodies_barred(known, last.by),
        "instrument": last.version.instrument,
        "article": last.version.article,
    }
