"""专项标签: which campaigns a lead, a case or a disposition belongs to.

A tag is for counting and for the fast lane: it moves nothing and changes no clock.
"""

from collections.abc import Collection
from typing import Annotated

from msgspec import Meta

from domain.authority import Act, Officer, may, require
from domain.case.events import CaseEvent, CaseTagged
from domain.case.state import Case
from domain.commands import Command
from domain.disposition.events import DispositionEvent, DispositionTagged
from domain.disposition.state import Disposition
from domain.lead.events import LeadEvent, LeadTagged
from domain.lead.state import Lead
from domain.refusals import Invalid, NotPermitted, OutOfOrder
from domain.text import Code, Text

Tags = Annotated[tuple[Code, ...], Meta(max_length=20)]


class Tag(Command, frozen=True):
    """归入专项: the campaigns a record belongs to from now on; none takes it out of all."""

    reason: Text
    campaigns: Tags = ()


def tag_lead(lead: Lead, command: Tag, known: Collection[str], *, by: Officer) -> list[LeadEvent]:
    """Tags a lead, by its holder or the body that supervises it."""
    _check(command, lead.campaigns, taggers_of(lead), known, by)
    return [LeadTagged(campaigns=command.campaigns, reason=command.reason)]


def tag_case(case: Case, command: Tag, known: Collection[str], *, by: Officer) -> list[CaseEvent]:
    """Tags a case, by its bureau or the body that supervises it, never by who is recused."""
    if by.id in case.recused:
        raise NotPermitted("officer-recused", basis="PP-RECUSE", officer=by.name)
    _check(command, case.campaigns, taggers_of(case), known, by)
    return [CaseTagged(campaigns=command.campaigns, reason=command.reason)]


def tag_disposition(
    disposition: Disposition, command: Tag, known: Collection[str], *, by: Officer
) -> list[DispositionEvent]:
    """Tags a disposition, by its organiser or a bureau that handles it."""
    _check(command, disposition.campaigns, taggers_of(disposition), known, by)
    return [DispositionTagged(campaigns=command.campaigns, reason=command.reason)]


def may_tag(record: Lead | Case | Disposition, by: Officer) -> bool:
    """Whether the officer may say which campaigns a record belongs to."""
    recused = isinstance(record, Case) and by.id in record.recused
    return may(by, Act.TAG) and by.org in taggers_of(record) and not recused


def taggers_of(record: Lead | Case | Disposition) -> list[str]:
    """The bodies that may tag a record, the responsible one first."""
    match record:
        case Lead(holder=holder, supervising_org=above):
            return [holder, above] if above else [holder]
        case Case():
            above = record.filed.supervising_org
            return [record.org, above] if above else [record.org]
        case _:
            bureaus = (each.bureau for each in record.tracks)
            return [record.organiser, *(each for each in bureaus if each)]


def check_campaigns(
    campaigns: Collection[str], known: Collection[str], at: str = "/campaigns"
) -> None:
    """Refuses a tag that no published campaign has, or one given twice."""
    seen: set[str] = set()
    for number, code in enumerate(campaigns):
        if code not in known:
            raise Invalid(f"{at}/{number}", "unknown-campaign", value=code)
        if code in seen:
            raise Invalid(f"{at}/{number}", "given-twice", value=code)
        seen.add(code)


def _check(
    command: Tag, before: Collection[str], orgs: list[str], known: Collection[str], by: Officer
) -> None:
    require(by, Act.TAG, org=by.org if by.org in orgs else orgs[0])
    check_campaigns(command.campaigns, {*known, *before})
    if set(command.campaigns) == set(before):
        raise OutOfOrder("campaigns-unchanged")
