"""The history (经过) of a record or dossier: who, when, what changed to what, and why."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from itertools import groupby
from typing import Any, cast
from uuid import UUID

import msgspec
from msgspec import Struct

from application.ledger import Entry
from application.views.all import view_of
from application.views.view import Row
from domain.access import AccessEvent
from domain.authority import Officer
from domain.events import topic_of

# What moves with every event says nothing about what happened.
BOOKKEEPING = frozenset(
    {
        "version",
        "position",
        "recordedAt",
        "orgs",
        "statusBefore",
        "id",
        "dossier",
        "clocks",
        "review",
        "supervision",
        "state",
    }
)


class Change(Struct, frozen=True, kw_only=True, rename="camel"):
    """One value that is different after the step; `path` is a JSON pointer into the record."""

    path: str
    old: Any
    new: Any


class Effect(Struct, frozen=True, kw_only=True, rename="camel"):
    """What a step did to one record."""

    action: str
    resource: str
    id: UUID
    version: int
    position: int
    changes: tuple[Change, ...]
    facts: dict[str, Any]


class Step(Struct, frozen=True, kw_only=True, rename="camel"):
    """One thing somebody did, with what it did to every record it touched."""

    position: int
    recorded_at: datetime
    effective_on: date
    actor: Officer
    on_behalf_of: str | None
    channel: str
    reason: str | None
    correlation_id: UUID
    effects: tuple[Effect, ...]

    @property
    def main(self) -> Effect:
        """The effect that names the step."""
        return self.effects[0]


def story(entries: Sequence[Entry]) -> list[Step]:
    """Entries in ledger order as steps; what one command did to several records is one step."""
    effects = zip(entries, _effects(entries), strict=True)
    return [
        _step(list(group)) for _, group in groupby(effects, key=lambda pair: pair[0].correlation)
    ]


def _step(group: list[tuple[Entry, Effect]]) -> Step:
    entry = group[0][0]
    assert entry.recorded_at is not None, "only what is recorded has a history"
    return Step(
        position=entry.position,
        recorded_at=entry.recorded_at,
        effective_on=entry.effective_on,
        actor=entry.by,
        on_behalf_of=entry.on_behalf_of,
        channel=entry.channel,
        reason=entry.reason,
        correlation_id=entry.correlation,
        effects=tuple(effect for _, effect in group),
    )


def _effects(entries: Sequence[Entry]) -> Iterator[Effect]:
    rows: dict[UUID, Row] = {}
    for entry in entries:
        topic = topic_of(entry.event)
        view = view_of(topic)
        before = rows.get(entry.originator_id)
        changes: tuple[Change, ...] = ()
        if view is not None:
            after = view.fold(before, entry)
            rows[entry.originator_id] = after
            changes = tuple(differences(before, after))
        yield Effect(
            action=action_of(topic),
            resource=view.name if view else topic.split(".", maxsplit=1)[0],
            id=entry.originator_id,
            version=entry.originator_version,
            position=entry.position,
            changes=changes,
            facts=_facts(entry),
        )


def action_of(topic: str) -> str:
    """A topic without its version: lead.returned.v1 is lead.returned."""
    return topic.rsplit(".", maxsplit=1)[0]


def differences(before: Row | None, after: Row) -> Iterator[Change]:
    """The values that differ between two rows of a record."""
    old = _flat(msgspec.to_builtins(before)) if before else {}
    new = _flat(msgspec.to_builtins(after))
    for path in sorted(old.keys() | new.keys()):
        if path.split("/")[1] not in BOOKKEEPING and old.get(path) != new.get(path):
            yield Change(path=path, old=old.get(path), new=new.get(path))


def _flat(value: object, path: str = "") -> dict[str, Any]:
    if not isinstance(value, dict):
        return {} if value in (None, [], ()) else {path: value}
    found: dict[str, Any] = {}
    for name, item in cast("dict[str, Any]", value).items():
        found |= _flat(item, f"{path}/{name}")
    return found


def _facts(entry: Entry) -> dict[str, Any]:
    # An informant's sealed details stay out of every history, even as ciphertext.
    facts: dict[str, Any] = msgspec.to_builtins(entry.event)
    facts.pop("type", None)
    if not isinstance(entry.event, AccessEvent):
        facts.pop("informant", None)
    return facts
