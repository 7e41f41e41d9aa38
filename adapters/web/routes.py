"""All pages of the workbench."""

from litestar.handlers import HTTPRouteHandler
from litestar.static_files import (
    create_static_files_router,  # pyright: ignore[reportUnknownVariableType]
)

from adapters.web import (
    bulletins,
    calendars,
    case_file,
    cases,
    deadlines,
    dispatch,
    disposition_queue,
    enterprises,
    experts,
    from_above,
    imports,
    inbox,
    informants,
    joint_reviews,
    lists,
    mappings,
    patterns,
    records,
    registering,
    signing_in,
    steps,
    supervisions,
    workbench,
)
from adapters.web.page import HERE


def handlers() -> list[HTTPRouteHandler]:
    """Every page, and the style sheet."""
    files = create_static_files_router(
        path="/assets", directories=[HERE / "static"], include_in_schema=False
    )
    return [
        signing_in.sign_in_page,
        signing_in.sign_in,
        signing_in.sign_out,
        signing_in.choose_language,
        cases.cases,
        cases.workload,
        cases.measures,
        cases.publicity,
        case_file.case_file,
        *bulletins.handlers(),
        *enterprises.handlers(),
        *patterns.handlers(),
        *imports.handlers(),
        *mappings.handlers(),
        workbench.workbench,
        inbox.inbox,
        dispatch.dispatch,
        dispatch.dispatch_many,
        disposition_queue.disposition_queue,
        deadlines.deadlines,
        registering.register_page,
        registering.register,
        informants.informant,
        informants.read_informant,
        *joint_reviews.handlers(),
        *supervisions.handlers(),
        *experts.handlers(),
        *from_above.handlers(),
        *calendars.handlers(),
        *lists.handlers(),
        *records.handlers(),
        *steps.handlers(),
        files,  # type: ignore[list-item]
    ]
