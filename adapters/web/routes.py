"""All pages of the workbench."""

from litestar.handlers import HTTPRouteHandler
from litestar.static_files import (
    create_static_files_router,  # pyright: ignore[reportUnknownVariableType]
)

from adapters.web import (
    bulletins,
    case_file,
    cases,
    deadlines,
    dispatch,
    enterprises,
    imports,
    inbox,
    informants,
    joint_reviews,
    lists,
    mappings,
    records,
    registering,
    signing_in,
    steps,
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
        *imports.handlers(),
        *mappings.handlers(),
        workbench.workbench,
        inbox.inbox,
        dispatch.dispatch,
        dispatch.dispatch_many,
        deadlines.deadlines,
        registering.register_page,
        registering.register,
        informants.informant,
        informants.read_informant,
        *joint_reviews.handlers(),
        *lists.handlers(),
        *records.handlers(),
        *steps.handlers(),
        files,  # type: ignore[list-item]
    ]
