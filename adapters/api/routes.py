"""All routes of the web process."""

from litestar.handlers import HTTPRouteHandler

from adapters.api import (
    commands,
    deadlines,
    dispatch_batches,
    docs,
    events,
    health,
    imports,
    leads,
    lists,
    queues,
    records,
    reference,
    reminders,
    sessions,
)


def handlers() -> list[HTTPRouteHandler]:
    """Every route handler."""
    return [
        *commands.handlers(),
        *records.handlers(),
        *lists.handlers(),
        queues.inbox,
        queues.dispatch_queue,
        *reference.handlers(),
        *deadlines.handlers(),
        reminders.reminders,
        leads.similar,
        leads.informant,
        leads.informant_readings,
        dispatch_batches.dispatch_batch,
        imports.start_import,
        imports.import_state,
        events.event,
        sessions.sign_in,
        sessions.who,
        sessions.sign_out,
        health.live,
        health.ready,
        *docs.handlers(),
    ]
