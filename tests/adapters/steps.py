"""An event as a step of a history, for tests of how it is told."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import msgspec

from application.history import Effect, Step, action_of
from domain.authority import Officer
from domain.events import Event


def step_of(event: Event, by: Officer, day: date) -> Step:
    """The step of somebody's that this event makes, alone."""
    facts: dict[str, Any] = msgspec.to_builtins(event)
    effect = Effect(
        action=action_of(facts.pop("type")),
        resource="",
        id=UUID(int=1),
        version=1,
        position=1,
        changes=(),
        facts=facts,
    )
    return Step(
        position=1,
        recorded_at=datetime(day.year, day.month, day.day, tzinfo=UTC),
        effective_on=day,
        actor=by,
        on_behalf_of=None,
        channel="api",
        reason=None,
        correlation_id=UUID(int=1),
        effects=(effect,),
    )
