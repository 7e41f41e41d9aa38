"""Composition root: what a running Casetrail is made of."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from threading import Thread
from typing import Any

from litestar import Litestar, Request, Response
from litestar.datastructures import State
from litestar.exceptions import HTTPException
from psycopg_pool import AsyncConnectionPool

from adapters.api import routes
from adapters.api.office import Office
from adapters.api.problems import answer, problem_of
from adapters.api.sessions import Failures
from adapters.documents.bulletins import bulletin_files
from adapters.documents.printer import TypstPrinter
from adapters.files.results import read_results
from adapters.objects import open_store
from adapters.postgres.accounts import PostgresAccounts
from adapters.postgres.datastore import session
from adapters.postgres.digests import PostgresDigests
from adapters.postgres.factory import open_ledger
from adapters.postgres.notebook import PostgresNotebook
from adapters.postgres.patterns import PostgresPatterns
from adapters.postgres.projector import Projector
from adapters.postgres.read_models import PostgresReadModels
from adapters.postgres.snapshots import PostgresSnapshots
from adapters.postgres.tallies import PostgresTallies
from adapters.postgres.uploads import PostgresUploads
from adapters.postgres.vault import PostgresVault, master_key
from adapters.settings import Settings
from adapters.web import page
from adapters.web import routes as pages
from application.cases import Press
from application.desk import Desk
from application.directory import Directory
from application.import_log import ImportLog
from application.store import Store

log = logging.getLogger(__name__)

POOL = 8
WAIT_SECONDS = 2.0
REFRESH_SECONDS = 1.0


@asynccontextmanager
async def open_pool(url: str, size: int = POOL) -> AsyncGenerator[AsyncConnectionPool[Any]]:
    """Asynchronous connections under the application's role."""
    pool: AsyncConnectionPool[Any] = AsyncConnectionPool(
        kwargs=session(url) | {"autocommit": True},
        min_size=2,
        max_size=size,
        open=False,
        timeout=WAIT_SECONDS,
    )
    await pool.open()
    try:
        yield pool
    finally:
        await pool.close()


@asynccontextmanager
async def open_office(url: str, key: bytes, store: Store) -> AsyncGenerator[Office]:
    """Everything the ways in work with, opened and closed together."""
    ledger = await asyncio.to_thread(open_ledger, url)
    async with contextlib.AsyncExitStack() as opened:
        opened.push_async_callback(asyncio.to_thread, ledger.close)
        pool = await opened.enter_async_context(open_pool(url))
        desk = Desk(ledger, PostgresSnapshots(pool))
        opened.push_async_callback(asyncio.to_thread, desk.close)
        directory = await asyncio.to_thread(Directory, ledger)
        notebook = PostgresNotebook(pool)
        printer = TypstPrinter()
        for work in (notebook.run(), refresh(directory)):
            opened.push_async_callback(end, asyncio.create_task(work))
        yield Office(
            desk=desk,
            directory=directory,
            vault=PostgresVault(pool, key),
            read_models=PostgresReadModels(pool),
            tallies=PostgresTallies(pool),
            patterns=PostgresPatterns(pool),
            accounts=PostgresAccounts(pool),
            notebook=notebook,
            digests=PostgresDigests(pool),
            uploads=PostgresUploads(pool),
            store=store,
            press=Press(printer, store),
            bulletin_files=bulletin_files(printer),
            clock=lambda: datetime.now(UTC),
            import_log=ImportLog(desk.ledger),
            open_results=lambda path, today, mappings: read_results(
                path, today=today, mappings=mappings
            ),
        )


async def end(task: asyncio.Task[None]) -> None:
    """Cancels a task and waits until it has ended."""
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task


async def refresh(directory: Directory) -> None:
    """Reads new revisions of the reference data, until cancelled."""
    while True:
        await asyncio.sleep(REFRESH_SECONDS)
        with contextlib.suppress(Exception):
            await asyncio.to_thread(directory.refresh)


def create_app(url: str, settings: Settings, *, project: bool = True) -> Litestar:
    """The web application on a migrated database. With `project` it also keeps the read models."""
    key = master_key(settings.data / "master.key", settings.master_key)
    store = open_store(settings)

    @asynccontextmanager
    async def running(app: Litestar) -> AsyncGenerator[None]:
        async with open_office(url, key, store) as office:
            app.state.office = office
            projector = Projector(url, office.desk.ledger.mapper)
            thread = Thread(target=projector.run, name="projector", daemon=True)
            if project:
                thread.start()
            try:
                yield
            finally:
                projector.stop()
                if project:
                    await asyncio.to_thread(thread.join)

    return Litestar(
        [*routes.handlers(), *pages.handlers()],
        lifespan=[running],
        openapi_config=None,
        state=State(
            {
                "failures": Failures(),
                "imports": {},
                "url": url,
                "upload_limit": settings.upload_limit,
            }
        ),
        exception_handlers={Exception: on_error},
        request_max_body_size=1024 * 1024,
    )


def on_error(request: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    """What no handler answered: unknown routes, bodies over the limit, and bugs."""
    if not isinstance(error, HTTPException):
        log.error("unexpected error at %s", request.url.path, exc_info=error)
    if "text/html" in request.headers.get("accept", "") and "/api/" not in request.url.path:
        return page.told(request, None, problem_of(error))
    return answer(problem_of(error), request)
