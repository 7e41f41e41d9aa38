"""Entries to and from the stored text: canonical JSON, topics from a closed vocabulary."""

from datetime import date, datetime
from typing import cast
from uuid import UUID

import msgspec
from eventsourcing.domain import DomainEventProtocol
from eventsourcing.persistence import JSONTranscoder, Mapper, Notification, StoredEvent

from application.ledger import Entry
from domain.authority import Officer
from domain.events import Event, topic_of


class Body(msgspec.Struct, frozen=True, kw_only=True):
    """What is stored as text: the event in its envelope. Keys are sorted, no spaces."""

    by: Officer
    channel: str
    correlation: UUID
    effective_on: date
    event: Event
    on_behalf_of: str | None = None
    reason: str | None = None


encode = msgspec.json.Encoder(order="sorted").encode
decode = msgspec.json.Decoder(Body).decode


class UnknownTopic(ValueError):  # noqa: N818
    """A stored event's topic is not in the vocabulary, or not that of its payload."""


class EntryMapper(Mapper[UUID]):
    """The library's mapper for `Entry`. A topic read from the database never causes an import."""

    def to_stored_event(self, domain_event: DomainEventProtocol[UUID]) -> StoredEvent:
        """An entry as it is stored."""
        entry = cast("Entry", domain_event)
        body = Body(
            by=entry.by,
            channel=entry.channel,
            correlation=entry.correlation,
            effective_on=entry.effective_on,
            event=entry.event,
            on_behalf_of=entry.on_behalf_of,
            reason=entry.reason,
        )
        return StoredEvent(
            entry.originator_id, entry.originator_version, topic_of(entry.event), encode(body)
        )

    def to_domain_event(self, stored_event: StoredEvent) -> DomainEventProtocol[UUID]:
        """A stored event as an entry. Raises UnknownTopic if this program doesn't know it."""
        try:
            body = decode(stored_event.state)
        except msgspec.DecodeError as error:
            raise UnknownTopic(f"{stored_event.topic}: {error}") from error
        if topic_of(body.event) != stored_event.topic:
            raise UnknownTopic(f"{stored_event.topic} holds a {topic_of(body.event)}")
        entry = Entry(
            originator_id=cast("UUID", stored_event.originator_id),
            originator_version=stored_event.originator_version,
            event=body.event,
            by=body.by,
            effective_on=body.effective_on,
            correlation=body.correlation,
            channel=body.channel,
            reason=body.reason,
            on_behalf_of=body.on_behalf_of,
            position=stored_event.id if isinstance(stored_event, Notification) else 0,
            recorded_at=cast("datetime | None", getattr(stored_event, "recorded_at", None)),
        )
        return cast("DomainEventProtocol[UUID]", entry)


def entry_mapper() -> EntryMapper:
    """The mapper by itself, for readers of the ledger that need no application."""
    return EntryMapper(JSONTranscoder())
