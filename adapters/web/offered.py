"""Choices that have to be looked for: entries of the history, leads that are alike."""

from typing import Any

import msgspec.inspect as mi

from adapters.api.commands import Command
from adapters.api.leads import similar_to
from adapters.api.office import Office
from adapters.api.past import Moment
from adapters.api.records import history_of
from adapters.web.choices import Choice, Offered
from adapters.web.related import related
from adapters.web.words import Words
from application.aggregates import CASE, DISPOSITION, LEAD
from application.desk import Loaded
from domain.authority import Officer, may
from domain.lead.decisions import PUBLIC
from domain.lead.handover import ACT, TRANSFERS
from domain.lead.state import Lead
from domain.referral.kinds import ReferralKind

# What a receiver may not do with what it was given.
ONWARD = frozenset({ReferralKind.ASSIGN_DOWN, ReferralKind.INTRA_TRANSFER})
# Steps of a disposition that a case of its dossier decided.
RESTING_ON_A_CASE = frozenset({"suspension-orders", "licence-revocations"})
# Why a bureau is proposed (domain.reference.jurisdiction).
RULES = ("place-of-act", "place-of-enterprise", "product-handled-by", "no-place-in-shanghai")


async def offered_for(
    command: Command, record: Loaded[Any, Any], office: Office, by: Officer, words: Words
) -> Offered:
    """The choices for the fields of a command that its record alone does not give."""
    info = mi.type_info(command.body)
    assert isinstance(info, mi.StructType), "a command is a struct"
    fields = {each.name for each in info.fields}
    found: dict[str, tuple[Choice, ...]] = {}
    if "corrects" in fields:
        found["corrects"] = await _entries(record, office, by, words)
    if "into" in fields:
        alike = await similar_to(office, by, record.row)
        same_holder = [row for row, _ in alike if row.holder == record.row.holder]
        found["into"] = tuple(Choice(str(row.id), row.title) for row in same_holder)
    if command.of is DISPOSITION and "recipient" in fields:
        names = ((each.role, each.recipient.enterprise.name) for each in record.state.tracks)
        told = (Choice(role, f"{words.value('recipient', role)} {name}") for role, name in names)
        found["recipient"] = tuple(told)
    if command.of is DISPOSITION and command.noun in RESTING_ON_A_CASE:
        links = await related(office, by, record.row, Moment())
        cases = (each for each in links if each.collection == CASE.view.name)
        found["case"] = tuple(Choice(str(each.id), each.title) for each in cases)
    if command.of is LEAD and command.noun == "referrals":
        kinds = [kind for kind in ACT if may_offer(kind, record.state, by)]
        found["kind"] = tuple(Choice(kind, words.cap(words.one_of(kind))) for kind in kinds)
        reasons = (Choice(rule, words.value("proposed_by", rule)) for rule in RULES)
        found["proposed_by"] = tuple(reasons)
    return found


def may_offer(kind: ReferralKind, lead: Lead, by: Officer) -> bool:
    """Whether the officer may hand the lead on in this way; the command says it for good."""
    taken = lead.accepted_under
    handed_on = taken is not None and taken.to_org == lead.holder
    barred = (handed_on and kind in ONWARD) or (lead.source in PUBLIC and kind in TRANSFERS)
    return may(by, ACT[kind]) and not barred


async def _entries(
    record: Loaded[Any, Any], office: Office, by: Officer, words: Words
) -> tuple[Choice, ...]:
    steps = await history_of(office, record.stream, by, Moment(), words.language, whole=False)
    own = (each for each in reversed(steps) if each["resource"]["id"] == record.stream)
    return tuple(
        Choice(str(each["resource"]["version"]), f"{each['resource']['version']} {each['text']}")
        for each in own
    )
