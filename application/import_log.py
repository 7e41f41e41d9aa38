"""What was imported before (导入记录): the files of a body, the last one first."""

from threading import Lock
from uuid import UUID

from msgspec import Struct

from application.ledger import Ledger
from domain.sampling.events import ResultsImported

PAGE = 1000
TOPIC = str(ResultsImported.__struct_config__.tag)


class Noted(Struct, frozen=True):
    """An import that wrote something, and who had it done."""

    id: UUID
    by: str
    event: ResultsImported


class ImportLog:
    """The imports in the ledger. Reads those that came since; synchronous: give it a thread."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._noted: list[Noted] = []
        self._seen = 0
        self._reading = Lock()

    def of(self, org: str, most: int) -> list[Noted]:
        """The last imports of a body."""
        with self._reading:  # two at once would take an import twice
            head = self._ledger.batch.head()
            while found := self._ledger.recorder.select_notifications(
                self._seen + 1, PAGE, stop=head, topics=[TOPIC]
            ):
                for entry in self._ledger.entries(found):
                    if isinstance(entry.event, ResultsImported):
                        self._noted.append(Noted(entry.originator_id, entry.by.name, entry.event))
                    self._seen = entry.position
            self._seen = max(self._seen, head)
            own = [each for each in reversed(self._noted) if each.event.org == org]
        return own[:most]
