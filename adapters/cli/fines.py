"""`casetrail fine-range BASIS`: from how much to how much an article fines an act, and why."""

import asyncio
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation

import click

from adapters.api.fines import fine_body
from adapters.cli.deadline import DAY
from adapters.cli.shell import data_option, help_of, json_option, option, show
from adapters.files import shipped
from adapters.settings import has_database, settings
from adapters.wording.catalogue import language_of_environment
from application.fines import Asked, punished
from domain.reference.bases import LegalBasis


def yuan(text: str) -> Decimal:
    """An amount. Raises ValueError, which becomes an error of usage."""
    try:
        return Decimal(text)
    except InvalidOperation:
        raise ValueError from None


@click.command(help=help_of("fine-range"))
@click.argument("basis")
@option("--on", "on", about="fine-on", type=DAY, required=True)
@option("--goods-value", about="fine-goods-value", type=yuan, metavar="YUAN")
@option("--gains", about="fine-gains", type=yuan, metavar="YUAN")
@option("--branch", about="fine-branch")
@data_option
@json_option
def fine_range(
    basis: str,
    on: datetime,
    goods_value: Decimal | None,
    gains: Decimal | None,
    branch: str | None,
    data: str | None,
    *,
    as_json: bool,
) -> None:
    """Calculates by the bases of the database, or by the shipped ones where there is none."""
    asked = Asked(basis=basis, on=on.date(), goods_value=goods_value, gains=gains, branch=branch)
    found = punished(asked, asyncio.run(bases(data)))
    body = fine_body(found, language_of_environment())
    texts = [each["text"] for each in body["branches"]]
    show(body, as_json=as_json, text="\n".join(texts) or body["text"])


async def bases(data: str | None) -> Mapping[str, LegalBasis]:
    """The legal bases published in the database; the shipped ones if there is none."""
    if not has_database(settings(data)):
        return shipped.bases()
    from adapters.cli.database import opened  # noqa: PLC0415 - takes longer than to calculate

    async with opened(data) as office:
        return office.directory.known.bases
