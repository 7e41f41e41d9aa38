"""How the library finds our recorder: its PERSISTENCE_MODULE extension point."""

from eventsourcing.persistence import ApplicationRecorder
from eventsourcing.postgres import PostgresFactory
from eventsourcing.utils import Environment, EnvType

from adapters.postgres.datastore import Datastore
from adapters.postgres.recorder import PostgresLedgerRecorder
from application.ledger import Ledger

URL = "CASETRAIL_DATABASE_URL"
POOL = "CASETRAIL_POOL_SIZE"


class LedgerFactory(PostgresFactory):
    """Makes the ledger's recorder on a datastore opened from CASETRAIL_DATABASE_URL."""

    def __init__(self, env: Environment | EnvType | None) -> None:
        super().__init__(env)
        self._recorder: PostgresLedgerRecorder | None = None
        self.datastore = Datastore(
            self.env.get(URL) or "", pool_size=int(self.env.get(POOL) or "4")
        )

    def application_recorder(self) -> ApplicationRecorder:
        """The ledger's recorder."""
        assert isinstance(self.datastore, Datastore)
        self._recorder = PostgresLedgerRecorder(self.datastore)
        return self._recorder

    def close(self) -> None:
        """Closes the recorder, then its connections."""
        if self._recorder is not None:
            self._recorder.close()
        super().close()


def open_ledger(url: str, *, pool_size: int = 4) -> Ledger:
    """The ledger in the PostgreSQL database at `url`. Close it when done."""
    placeholder = dict.fromkeys(
        ("POSTGRES_DBNAME", "POSTGRES_HOST", "POSTGRES_USER", "POSTGRES_PASSWORD"), ""
    )
    return Ledger(
        placeholder
        | {
            "PERSISTENCE_MODULE": "adapters.postgres.factory:LedgerFactory",
            "MAPPER_TOPIC": "adapters.postgres.mapper:EntryMapper",
            URL: url,
            POOL: str(pool_size),
        }
    )
