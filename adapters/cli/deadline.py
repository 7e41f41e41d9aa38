"""`casetrail deadline RULE`: when a rule is due from a day, and why."""

import asyncio
from datetime import date, datetime
from typing import Any

import click
from click import DateTime

from adapters.calculator import calculated
from adapters.calculator import interval as days
from adapters.cli.shell import Trouble, data_option, help_of, json_option, option, show, words
from adapters.files import shipped
from adapters.legal_day import today
from adapters.settings import has_database, settings
from adapters.wording.catalogue import language_of_environment
from application.almanac import Almanac
from application.calculator import Given, calculate

DAY = DateTime(["%Y-%m-%d"])
# What the answer says in JSON, in this order; `text` is for people.
CONTRACT = (
    "rule", "version", "due", "early_warning", "provisional", "calendar_revision", "explanation",
)  # fmt: skip


@click.command(help=help_of("deadline"))
@click.argument("rule")
@option("--from", "start", about="deadline-from", type=DAY, required=True)
@option("--excluded", about="deadline-excluded", multiple=True, metavar="FROM..TO")
@option("--extended", about="deadline-extended", is_flag=True)
@option("--known-on", about="deadline-known-on", type=DAY)
@data_option
@json_option
def deadline(
    rule: str,
    start: datetime,
    excluded: tuple[str, ...],
    known_on: datetime | None,
    data: str | None,
    *,
    extended: bool,
    as_json: bool,
) -> None:
    """Calculates by the rules of the database, or by the shipped ones where there is none."""
    given = Given(
        rule=rule,
        start=start.date(),
        excluded=[interval(part) for each in excluded for part in each.split(",")],
        extended=extended,
        known_on=known_on.date() if known_on else None,
    )
    reckoning = calculate(given, asyncio.run(almanac(data)), today=today())
    body = calculated(reckoning, language_of_environment())
    show({name: body[name] for name in CONTRACT}, as_json=as_json, text=told(body))


def interval(text: str) -> tuple[date, date]:
    """FROM..TO as two days."""
    try:
        return days(text)
    except ValueError:
        raise Trouble("interval-malformed", value=text) from None


async def almanac(data: str | None) -> Almanac:
    """The rules and calendars published in the database; the shipped ones if there is none."""
    if not has_database(settings(data)):
        return shipped.almanac()
    from adapters.cli.database import opened  # noqa: PLC0415 - takes longer than to calculate

    async with opened(data) as office:
        return office.directory.almanac()


def told(body: dict[str, Any]) -> str:
    """The day, and the sentence that explains it."""
    due = body["due"] or words("deadline-none")
    provisional = words("deadline-provisional") if body["provisional"] else ""
    return f"{due}{provisional}\n{body['text']}"
