"""Deadlines: the clocks of a record, the lists of what is due, and the calculator."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Literal
from uuid import UUID

import msgspec
from litestar import Response, get
from litestar.handlers import HTTPRouteHandler
from msgspec import Struct
from msgspec.structs import replace

from adapters.api.answers import PREFIX, respond
from adapters.api.commands import visible
from adapters.api.lists import ListQuery, answer, listing
from adapters.api.office import Office, Req
from adapters.api.past import Moment, day_of, moment
from adapters.api.problems import Problem
from adapters.api.records import CLOCKED, Then, as_it_was
from adapters.api.request import asked
from adapters.api.signed_in import signed_in
from adapters.calculator import calculated, interval
from adapters.wording.catalogue import Language
from adapters.wording.clock import explained, label
from application.almanac import Almanac
from application.calculator import Given, calculate
from application.deadlines import (
    DEADLINES,
    Bucket,
    DeadlineRow,
    days_of,
    deadlines_of,
    is_duty,
    reckoned,
    stages_of,
)
from application.desk import Aggregate
from application.queries import Ask, scope
from application.views.lead import LeadRow
from application.views.view import Row
from domain.authority import Officer
from domain.statute.calendar import ONE_DAY


class DeadlinesQuery(ListQuery, frozen=True, kw_only=True):
    """Which deadlines of which organisation."""

    bucket: Bucket = Bucket.OPEN
    holder: str | None = None
    rule: str | None = None
    kind: (
        Literal["leads", "referrals", "cases", "dispositions", "joint-reviews", "supervisions"]
        | None
    ) = None
    due_before: date | None = None


class CalculatorQuery(
    Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True
):
    """A rule, the day it is triggered, time not counted (FROM..TO, commas between), and more."""

    rule: str
    start: date = msgspec.field(name="from")
    excluded: str | None = None
    extended: bool = False
    known_on: date | None = None


def handlers() -> list[HTTPRouteHandler]:
    """A route of clocks for each kind of record, the lists, the calculator."""
    return [*(_clocks(kind) for kind in CLOCKED), deadlines, deadline]


def _clocks(kind: Aggregate[Any, Any]) -> HTTPRouteHandler:
    @signed_in(kind)
    async def clocks(request: Req, office: Office, by: Officer) -> Response[bytes]:
        record_id: UUID = request.path_params["record_id"]
        query = asked(request, Then)
        at = await moment(office, query.as_of, query.as_of_position)
        record = await visible(office, kind, record_id, by)
        row = record.row
        if at.position is not None:
            row = (await as_it_was(office, kind, record_id, at)).row
        language = Language.of(request.headers.get("accept-language"))
        body: dict[str, Any] = {"items": await clocks_of(office, row, at, language)}
        body |= age(row, office.directory.almanac(at.position), await day_of(at, office))
        headers = {"Content-Language": language.tag, "ETag": f'"{row.version}"'}
        at.note(body, headers)
        return respond(body, headers=headers)

    clocks.__name__ = f"{kind.view.name}_clocks"
    return get(f"{PREFIX}/{kind.view.path}/{{record_id:uuid}}/clocks")(clocks)


async def clocks_of(
    office: Office, row: Row, at: Moment, language: Language
) -> list[dict[str, Any]]:
    """Every clock of a record, by what was known at the moment, on its day."""
    almanac = office.directory.almanac(at.position)
    today = await day_of(at, office)
    return [clock_body(each, almanac, today, language) for each in deadlines_of(row, almanac)]


def is_pressing(clock: dict[str, Any]) -> bool:
    """Whether a clock runs still: what somebody could do in a time that has run out is over."""
    lapsed = clock["state"] == "overdue" and not clock["duty"]
    return clock["stoppedOn"] is None and bool(clock["dueOn"]) and not lapsed


def age(row: Row, almanac: Almanac, today: date) -> dict[str, int]:
    """How old a lead is in all, whoever held it (law.md D17)."""
    if not isinstance(row, LeadRow):
        return {}
    return {
        "ageDays": (today - row.received_on).days,
        "ageWorkingDays": almanac.calendar.working_days_between(row.received_on, today),
    }


@get(f"{PREFIX}/deadlines")
@signed_in()
async def deadlines(request: Req, office: Office, by: Officer) -> Response[bytes]:
    """期限: what is due from an organisation, soonest first."""
    query = asked(request, DeadlinesQuery)
    language = Language.of(request.headers.get("accept-language"))
    body, headers = await due(request, office, by, query, language)
    return respond(body, headers=headers)


async def due(
    request: Req, office: Office, by: Officer, query: DeadlinesQuery, language: Language
) -> tuple[dict[str, Any], dict[str, str]]:
    """One page of the list, and its headers."""
    holder = query.holder or (by.org if scope(by) is not None else None)
    listed = await listing(request, office, by, query, Ask(), order="asc")
    almanac = office.directory.almanac(listed.at.position)
    today = await day_of(listed.at, office)
    ask = replace(
        listed.ask,
        equal=filters(query, holder),
        due=due_days(query, today, almanac),
    )

    def show(row: DeadlineRow) -> dict[str, Any]:
        return clock_body(row, almanac, today, language)

    body, headers = await answer(request, office, DEADLINES, replace(listed, ask=ask), show)
    body["items"] = [each for each in body["items"] if each]
    return body | {"bucket": query.bucket, "holder": holder}, headers


def filters(query: DeadlinesQuery, holder: str | None) -> dict[str, Any]:
    """The columns asked for."""
    stages = stages_of(query.bucket)
    stage: Any = stages[0] if len(stages) == 1 else stages
    rule: Any = tuple(query.rule.split(",")) if query.rule and "," in query.rule else query.rule
    wanted = {"holder": holder, "rule": rule, "kind": query.kind}
    return {"stage": stage} | {name: value for name, value in wanted.items() if value}


def due_days(
    query: DeadlinesQuery, today: date, almanac: Almanac
) -> tuple[date | None, date | None]:
    """The first and last day asked for."""
    first, last = days_of(query.bucket, today, almanac.calendar)
    before = query.due_before
    if before is not None:
        before = max(before, date.min + ONE_DAY) - ONE_DAY
        last = before if last is None else min(last, before)
    return first, last


@get(f"{PREFIX}/deadline")
@signed_in()
async def deadline(request: Req, office: Office, by: Officer) -> Response[bytes]:
    """期限计算: when a rule is due from a day, and why."""
    del by  # everyone signed in may calculate
    query = asked(request, CalculatorQuery)
    given = Given(
        rule=query.rule,
        start=query.start,
        excluded=intervals(query.excluded),
        extended=query.extended,
        known_on=query.known_on,
    )
    reckoning = calculate(given, office.directory.almanac(), today=office.today)
    language = Language.of(request.headers.get("accept-language"))
    return respond(calculated(reckoning, language), headers={"Content-Language": language.tag})


def intervals(text: str | None) -> Sequence[tuple[date, date]]:
    """FROM..TO, with commas between. Raises a 400 problem for anything else."""
    try:
        return [interval(part) for part in text.split(",")] if text else []
    except ValueError:
        wrong = {"pointer": "/excluded", "code": "value-invalid"}
        raise Problem(
            400, "parameter-invalid", facts={"name": "excluded"}, errors=[wrong]
        ) from None


def clock_body(
    row: DeadlineRow, almanac: Almanac, today: date, language: Language
) -> dict[str, Any]:
    """A deadline as its readers see it on a day (product.md 5.3, Explanation).

    Empty for a rule that is no longer known here, or not yet: the list follows in a moment.
    """
    reckoning = reckoned(row, almanac, today)
    if reckoning is None:
        return {}
    version = reckoning.version
    return {
        "id": row.id,
        "record": {"kind": row.kind, "id": row.record, "title": row.title},
        "rule": {
            "id": row.rule,
            "instrument": version.instrument,
            "article": version.article,
            "confidence": version.confidence,
            "force": version.force,
        },
        "holder": row.holder,
        "party": row.party,
        "state": reckoning.state,
        "duty": is_duty(version),
        "startedOn": row.trigger,
        "dueOn": reckoning.due,
        "earlyWarningOn": reckoning.early_warning,
        "atRisk": reckoning.at_risk,
        "remainingWorkingDays": reckoning.remaining,
        "used": reckoning.used,
        "of": reckoning.of,
        "unit": reckoning.unit,
        "provisional": reckoning.provisional,
        "calendarRevision": list(reckoning.calendars),
        "pausedSince": reckoning.paused_since,
        "pausedWhy": row.paused_why,
        "stoppedOn": row.stopped_on,
        "stoppedLate": reckoning.met_late,
        "periods": row.clock.intervals,
        "extensions": row.clock.extensions,
        "extendedBy": row.clock.extended_by,
        "label": label(reckoning, today, language),
        "explanation": msgspec.to_builtins(reckoning.explanation),
        "text": explained(reckoning.explanation, language),
    }
