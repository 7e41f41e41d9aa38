"""A city's work that the tests of the lists share, and how a whole list is read."""

from typing import Any

from msgspec.structs import replace

from adapters.postgres.read_models import PostgresReadModels
from application.queries import Ask, Page
from application.views.view import Row, View
from domain.authority import Officer, Role
from tests.workload import CORPS, DISTRICTS, entries

HISTORY = list(entries(3000))
HEAD = HISTORY[-1].position
DISTRICT = DISTRICTS[5]
DISPATCHER = Officer("u-1", "某某", CORPS, (Role.DISPATCHER,))
HANDLER = Officer("u-2", "某某", DISTRICT, (Role.HANDLER,))


async def all_pages(read_models: PostgresReadModels, view: View[Any], ask: Ask) -> list[Row]:
    """A list, page by page."""
    rows: list[Row] = []
    while True:
        page: Page[Any] = await read_models.page(view, ask)
        rows += page.rows
        assert len(page.rows) == ask.limit or page.next is None
        if page.next is None:
            return rows
        ask = replace(ask, after=page.next)
