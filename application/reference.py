"""Publishing reference data: a revision of one set, by its own role."""

import asyncio
import re
from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

import msgspec
from msgspec import Struct

from application.desk import Call, Contended, Desk, Stale
from application.directory import SETS, Directory
from application.result_files import COLUMNS, CONCLUSIONS, REQUIRED, STAGES
from application.streams import reference_stream
from domain.authority import Act, Officer, may, require
from domain.reference.bases import LegalBasis, is_sound
from domain.reference.campaigns import Campaign
from domain.reference.events import CataloguePublished
from domain.reference.mappings import ImportMapping
from domain.reference.state import Reference
from domain.reference.thresholds import Threshold
from domain.refusals import Invalid
from domain.statute.calendar import CalendarYear
from domain.statute.decisions import LONGEST
from domain.statute.rule import Rule, RuleVersion
from domain.text import Text

CODE = re.compile(r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")


class Publish(Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """A revision: `items` in the form the set is read in, and the codes it withdraws.

    A catalogue that `replaces` is a full list: what it leaves out is left out from its day on.
    """

    notice: Text
    effective_from: date
    published_on: date | None = None
    items: list[dict[str, Any]] = []
    withdrawn: list[str] = []
    replaces: bool = False


def check_items(items: list[dict[str, object]]) -> None:
    """Refuses an item without a sound code, or with an empty text."""
    for number, item in enumerate(items):
        code = item.get("code", item.get("id"))
        if not isinstance(code, str) or not CODE.match(code):
            raise Invalid(f"/items/{number}/code", "code-malformed", value=str(code)[:100])
        for name, value in item.items():
            if isinstance(value, str) and not value.strip():
                raise Invalid(f"/items/{number}/{name}", "text-empty")


def check_once(items: list[dict[str, object]]) -> None:
    """Refuses two items with one code: only the last would stay."""
    seen: set[object] = set()
    for number, item in enumerate(items):
        code = item.get("code", item.get("id"))
        if code in seen:
            raise Invalid(f"/items/{number}/code", "given-twice", value=str(code))
        seen.add(code)


def check_fields(given: list[dict[str, object]], read: Sequence[Struct]) -> None:
    """Refuses a field that the set's items don't have."""
    for number, (item, struct) in enumerate(zip(given, read, strict=True)):
        for name in item.keys() - set(struct.__struct_encode_fields__):
            raise Invalid(f"/items/{number}/{name}", "unknown-field", value=name)


def check_reckonable(items: Sequence[object]) -> None:
    """Refuses periods without end, holidays of other years, fines that can't be reckoned."""
    for number, item in enumerate(items):
        if isinstance(item, Rule) and not all(map(_is_reckonable, item.versions)):
            raise Invalid(f"/items/{number}/versions", "value-invalid")
        if isinstance(item, LegalBasis) and not is_sound(item):
            raise Invalid(f"/items/{number}/versions", "value-invalid")
        if isinstance(item, Threshold) and min(item.batches, item.districts, item.months) < 1:
            raise Invalid(f"/items/{number}", "value-invalid")
        if isinstance(item, Campaign) and item.last is not None and item.last < item.first:
            raise Invalid(f"/items/{number}/last", "period-inverted")
        if isinstance(item, CalendarYear) and not all(
            each.first <= each.last and {each.first.year, each.last.year} <= _around(item.year)
            for each in item.holidays
        ):
            raise Invalid(f"/items/{number}/holidays", "value-invalid")


def check_mappings(mappings: Sequence[object], known: Reference) -> None:
    """Refuses a mapping that files could not be read by, and says where it is wrong."""
    for number, each in enumerate(mappings):
        if isinstance(each, ImportMapping):
            known.organisation_given(each.org, f"/items/{number}/org")
            check_columns(each, f"/items/{number}")
            check_words(each, f"/items/{number}")


def check_columns(mapping: ImportMapping, at: str) -> None:
    """Known columns only, each once, and all that every result needs."""
    named: set[str] = set()
    given = [(f"{at}/columns/{escaped(n)}", to) for n, to in mapping.columns.items() if to]
    for pointer, column in [*given, *((f"{at}/fixed/{escaped(n)}", n) for n in mapping.fixed)]:
        if column not in COLUMNS:
            raise Invalid(pointer, "unknown-column", value=column)
        if column in named:
            raise Invalid(pointer, "given-twice", value=column)
        named.add(column)
    lacking = [column for column in REQUIRED if column not in named]
    if lacking:
        raise Invalid(f"{at}/columns", "columns-missing", columns="、".join(lacking))


def check_words(mapping: ImportMapping, at: str) -> None:
    """The words of stage and conclusion are turned into known ones."""
    known = (*STAGES, *CONCLUSIONS)
    for word, to in mapping.values.items():
        if to not in known:
            raise Invalid(
                f"{at}/values/{escaped(word)}", "unknown-word", value=to, allowed="、".join(known)
            )
    for column, words in (("抽样环节", STAGES), ("检验结论", CONCLUSIONS)):
        said = mapping.fixed.get(column)
        if said is not None and mapping.values.get(said, said) not in words:
            raise Invalid(
                f"{at}/fixed/{column}", "unknown-word", value=said, allowed="、".join(words)
            )


def escaped(name: str) -> str:
    """A name as part of a JSON pointer (RFC 6901)."""
    return name.replace("~", "~0").replace("/", "~1")


def _is_reckonable(version: RuleVersion) -> bool:
    given = (version.amount, version.opens_after, *(each.amount for each in version.extensions))
    return all(amount is None or 0 < amount <= LONGEST for amount in given)


def _around(year: int) -> set[int]:
    return {year - 1, year, year + 1}


def check_right(name: str, command: Publish, known: Reference, by: Officer) -> None:
    """Refuses who may not publish: who imports names the columns of the own body's files."""
    if name != "mappings" or not may(by, Act.IMPORT_RESULTS) or may(by, Act.PUBLISH_REFERENCE):
        require(by, Act.PUBLISH_REFERENCE, org=by.org)
        return
    for item in command.items:
        require(by, Act.IMPORT_RESULTS, org=str(item.get("org")))
    for code in [*(str(item.get("code")) for item in command.items), *command.withdrawn]:
        before = known.mappings.get(code)
        if before is not None:
            require(by, Act.IMPORT_RESULTS, org=before.org)


async def publish(desk: Desk, directory: Directory, name: str, command: Publish, call: Call) -> int:
    """The number of the new revision. Refuses items that are not of the set's form."""
    check_right(name, command, directory.known, call.by)
    if command.published_on is not None and command.published_on > call.today:
        raise Invalid("/publishedOn", "date-in-future", date=command.published_on.isoformat())
    version = directory.version(name)
    if call.expected is not None and call.expected != version:
        raise Stale(reference_stream(name), call.expected, version)
    check_items(command.items)
    check_once(command.items)
    event_type = SETS[name]
    if command.replaces and event_type is not CataloguePublished:
        raise Invalid("/replaces", "replaces-only-catalogue")
    event = msgspec.convert(
        {
            "type": event_type.__struct_config__.tag,
            "revision": directory.set_at(name, None).revision + 1,
            "published_on": command.published_on or call.today,
            "effective_from": command.effective_from,
            "notice": command.notice,
            "items": command.items,
            "withdrawn": command.withdrawn,
            "replaces": command.replaces,
        },
        event_type,
    )
    check_fields(command.items, event.items)
    check_reckonable(event.items)
    check_mappings(event.items, directory.known)
    stream: UUID = reference_stream(name)
    try:
        await desk.append_one(call, stream, version + 1, event)
    except Contended:
        await asyncio.to_thread(directory.refresh)
        raise Stale(stream, version, directory.version(name)) from None
    await asyncio.to_thread(directory.refresh)
    return event.revision
