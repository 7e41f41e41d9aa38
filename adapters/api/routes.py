"""All routes of the web process."""

from litestar.handlers import HTTPRouteHandler

from adapters.api import (
    cases,
    commands,
    deadlines,
    dispatch_batches,
    docs,
    events,
    fines,
    health,
    imports,
    joint_reviews,
    leads,
    lists,
    queues,
    records,
    reference,
    reminders,
    sessions,
    supervisions,
    uploads,
)


def handlers() -> list[HTTPRouteHandler]:
    """Every route handler."""
    return [
        *commands.handlers(),
        *records.handlers(),
        *lists.handlers(),
        cases.gates,
        cases.evidence_content,
        cases.document_content,
        cases.board,
        cases.workload,
        queues.inbox,
        queues.dispatch_queue,
        *reference.handlers(),
        *deadlines.handlers(),
        fines.fine_range_of,
        *joint_reviews.handlers(),
        supervisions.issue,
        reminders.reminders,
        leads.similar,
        leads.informant,
        leads.informant_readings,
        dispatch_batches.dispatch_batch,
        imports.start_import,
        imports.import_state,
        *uploads.handlers(),
        events.event,
        sessions.sign_in,
        sessions.who,
        sessions.sign_out,
        health.live,
        health.ready,
        *docs.handlers(),
    ]
