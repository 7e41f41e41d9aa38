"""Sessions as a calendar that other programs subscribe to (iCalendar, RFC 5545)."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from icalendar import Calendar, Event
from msgspec import Struct

# How long a session lasts is not said: a calendar shows half a day.
LASTS = timedelta(hours=3)


class Session(Struct, frozen=True, kw_only=True):
    """One session. `sequence` rises with each change, so that calendars replace what they have."""

    id: UUID
    sequence: int
    stamped_at: datetime
    starts_at: datetime
    place: str
    title: str
    agenda: tuple[str, ...]


def calendar(sessions: Iterable[Session], name: str) -> bytes:
    """The whole calendar, its moments in UTC."""
    found: Any = Calendar()  # the library says of few of its arguments what they are
    found.add("prodid", "-//Casetrail//joint reviews//")
    found.add("version", "2.0")
    found.add("x-wr-calname", name)
    for each in sessions:
        event: Any = Event()
        event.add("uid", f"{each.id}@casetrail")
        event.add("sequence", each.sequence)
        event.add("dtstamp", each.stamped_at.astimezone(UTC))
        event.add("dtstart", each.starts_at.astimezone(UTC))
        event.add("dtend", (each.starts_at + LASTS).astimezone(UTC))
        event.add("summary", each.title)
        event.add("location", each.place)
        event.add("description", "\n".join(each.agenda))
        found.add_component(event)
    return bytes(found.to_ical())
