"""Sessions as a calendar that other programs subscribe to (iCalendar, RFC 5545)."""

from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any, cast
from uuid import UUID

from icalendar import Calendar, Event
from msgspec import Struct

# How long a session lasts is not said: a calendar shows half a day.
LASTS = timedelta(hours=3)
ZONE = "Asia/Shanghai"


class Session(Struct, frozen=True, kw_only=True):
    """One session of a review. `sequence` rises with each change; `place` and `agenda` may be kept.

    One that is called off stays in the calendar as cancelled: programs take it out by that.
    """

    review: UUID
    number: int
    sequence: int
    changed_at: datetime
    starts_at: datetime
    title: str
    place: str = ""
    agenda: tuple[str, ...] = ()
    url: str = ""
    cancelled: bool = False


def calendar(sessions: Iterable[Session], name: str) -> bytes:
    """The whole calendar in the order of its days, its moments in UTC.

    A session beyond all days is left out: it must not take the others with it.
    """
    found: Any = Calendar()  # the library says of few of its arguments what they are
    found.add("prodid", "-//Casetrail//joint reviews//")
    found.add("version", "2.0")
    found.add("method", "PUBLISH")
    found.add("x-wr-calname", name)
    found.add("x-wr-timezone", ZONE)
    events: list[tuple[datetime, Event]] = []
    for each in sessions:
        with suppress(OverflowError):
            events.append((each.starts_at.astimezone(UTC), event_of(each)))
    for _, event in sorted(events, key=lambda dated: dated[0]):
        found.add_component(event)
    return bytes(found.to_ical())


def event_of(session: Session) -> Event:
    """One session, named for ever by its review and its number. Raises OverflowError."""
    event: Any = Event()
    event.add("uid", f"{session.review}-{session.number}@casetrail")
    event.add("sequence", session.sequence)
    event.add("dtstamp", session.changed_at.astimezone(UTC))
    event.add("last-modified", session.changed_at.astimezone(UTC))
    event.add("dtstart", session.starts_at.astimezone(UTC))
    event.add("dtend", (session.starts_at + LASTS).astimezone(UTC))
    event.add("status", "CANCELLED" if session.cancelled else "CONFIRMED")
    event.add("summary", session.title)
    for name, value in (
        ("location", session.place),
        ("description", "\n".join(session.agenda)),
        ("url", session.url),
    ):
        if value:
            event.add(name, value)
    return cast("Event", event)
