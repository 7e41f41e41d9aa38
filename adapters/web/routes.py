"""All pages of the workbench."""

from litestar.handlers import HTTPRouteHandler
from litestar.static_files import (
    create_static_files_router,  # pyright: ignore[reportUnknownVariableType]
)

from adapters.web import case_file, cases, signing_in, steps
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
        steps.step_page,
        steps.step,
        files,  # type: ignore[list-item]
    ]
