"""What the handlers work with, made once by the composition root."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import cast

from litestar import Request
from litestar.datastructures import State
from msgspec import Struct

from adapters.legal_day import SHANGHAI
from application.accounts import Accounts, Notebook
from application.bulletin_files import BulletinFile
from application.bulletins import Counter
from application.cases import Press
from application.desk import Desk
from application.digests import Digests
from application.directory import Directory
from application.figures import Tallies
from application.import_log import ImportLog
from application.patterns import Patterns
from application.queries import ReadModels
from application.result_files import Mappings, ResultsFile
from application.store import Store
from application.uploads import Uploads
from application.vault import Vault
from domain.authority import Officer

Req = Request[Officer | None, object, State]


class Office(Struct):
    """One running web process."""

    desk: Desk
    directory: Directory
    vault: Vault
    read_models: ReadModels
    tallies: Tallies
    patterns: Patterns
    accounts: Accounts
    notebook: Notebook
    digests: Digests
    uploads: Uploads
    store: Store
    press: Press
    bulletin_files: Mapping[str, BulletinFile]
    clock: Callable[[], datetime]
    import_log: ImportLog
    open_results: Callable[[Path, date, Mappings], ResultsFile]
    in_flight: set[tuple[str, str]] = set()

    @property
    def today(self) -> date:
        """The legal day in Shanghai."""
        return self.clock().astimezone(SHANGHAI).date()

    @property
    def counter(self) -> Counter:
        """What bulletins are counted with."""
        return Counter(self.read_models, self.tallies, self.directory)


def office_of(request: Req) -> Office:
    """The office a request was made to."""
    return cast("Office", request.app.state.office)
