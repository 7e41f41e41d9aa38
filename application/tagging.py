"""Putting records into campaigns (专项整治、保障任务), and taking them out."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from application.desk import Aggregate, Call, Change, Desk, Done
from application.directory import Directory
from domain.tagging import Tag
from domain.time import effective

Decide = Callable[..., list[Any]]


async def tag(
    desk: Desk,
    directory: Directory,
    kind: Aggregate[Any, Any],
    record_id: UUID,
    command: Tag,
    call: Call,
    decide: Decide,
) -> Done:
    """The campaigns a record belongs to from now on."""
    record = await desk.current(kind, record_id, call.expected)
    on = effective(command.acted_on, today=call.today, not_before=None)
    events = decide(record.state, command, directory.known.campaigns, by=call.by)
    change = Change(stream=record_id, aggregate=kind, events=events, before=record)
    return await desk.record(call, on, change)
