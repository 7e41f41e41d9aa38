"""What a command says that failed at its work: refusals, the database, the system, bugs."""

import psycopg
from eventsourcing.persistence import PersistenceError
from psycopg import errors as pg

from adapters.api.problems import problem_of
from adapters.cli.shell import TRACEBACK, Trouble, one_line, told
from adapters.postgres.migrate import EditedMigration
from adapters.settings import Malformed
from adapters.wording.catalogue import Language, language_of_environment, say
from application.desk import Contended, Exists, KeyUsed, Missing, Stale
from application.result_files import FileRefused
from domain.refusals import Refusal

# PostgreSQL says in these ways that migrations were not applied.
NOT_MIGRATED = (
    pg.UndefinedTable,
    pg.UndefinedFunction,
    pg.UndefinedColumn,
    pg.UndefinedObject,
    pg.InvalidSchemaName,
)
PROBLEMS = (Refusal, Missing, Contended, Exists, KeyUsed, Stale)


def told_of_failure(error: Exception) -> tuple[str, str]:  # noqa: PLR0911 - one for each kind
    """The code and the words for an error that is not about the command line."""
    match error:
        case FileRefused():
            chinese = language_of_environment() is Language.ZH
            return error.code, error.message_zh if chinese else error.message
        case psycopg.Error():
            return _of_database(error)
        case PersistenceError() if isinstance(error.__cause__, psycopg.Error):
            return _of_database(error.__cause__)
        case Malformed():
            return told(Trouble("setting-malformed", name=error.name))
        case EditedMigration():
            return told(Trouble("edited-migration", error=error))
        case OSError():
            named = f"{error.filename}: " if error.filename else ""
            return told(Trouble("system-refused", error=f"{named}{error.strerror or error}"))
        case _ if isinstance(error, PROBLEMS):
            problem = problem_of(error)
            words = say(language_of_environment(), f"problem.{problem.code}", problem.facts)
            return problem.code, words
        case _:
            said = f"{type(error).__name__}: {one_line(error)}"
            return told(Trouble("unexpected", error=said, variable=f"{TRACEBACK}=1"))


def _of_database(error: psycopg.Error) -> tuple[str, str]:
    said = one_line(error).replace("\\n", " ")
    if isinstance(error, NOT_MIGRATED) or 'role "casetrail_app" does not exist' in said:
        return told(Trouble("not-migrated"))
    if isinstance(error, pg.InsufficientPrivilege):
        return told(Trouble("database-not-permitted", error=said))
    if isinstance(error, psycopg.OperationalError):
        return told(Trouble("database-unreachable", error=said))
    if isinstance(error, psycopg.ProgrammingError) and error.sqlstate is None:
        return told(Trouble("database-url-malformed"))
    return told(Trouble("database-failed", error=said))
