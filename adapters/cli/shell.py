"""What every command has in common: words, one line for an error, never a traceback."""

import contextlib
import os
import signal
import sys
import traceback
from collections.abc import Callable
from typing import Any, NoReturn, TypeVar

import click
import msgspec

from adapters.wording.catalogue import Language, language_of_environment, say

TRACEBACK = "CASETRAIL_TRACEBACK"
ERROR = 2
INTERRUPTED = 128 + signal.SIGINT
PIPE_CLOSED = 128 + signal.SIGPIPE

F = TypeVar("F", bound=Callable[..., Any])


class Trouble(Exception):  # noqa: N818
    """A command can't do what it was asked to; `key` names the words in the section [cli]."""

    def __init__(self, key: str, **facts: object) -> None:
        super().__init__(key)
        self.key = key
        self.facts = {name: str(fact) for name, fact in facts.items()}


class Shell(click.Group):
    """A group whose commands end in one line when they fail."""

    def main(self, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - click's signature
        """Runs a command line: 0 done, 1 rows were refused, 2 an error."""
        for number in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, _end)
        kwargs["standalone_mode"] = False
        try:
            sys.exit(super().main(*args, **kwargs))
        except (click.Abort, KeyboardInterrupt):
            sys.exit(INTERRUPTED)
        except click.exceptions.NoArgsIsHelpError as error:
            error.show()
            sys.exit(ERROR)
        except Exception as error:  # noqa: BLE001 - the composition root of the command line
            fail(error)

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - click's signature
        """Runs the command; a reader that went away (`| head -1`) ends it without a word."""
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(PIPE_CLOSED)
        return result if isinstance(result, int) else 0


def _end(_number: int, _frame: object) -> None:
    """Ends the process as Ctrl-C does: in order, so that what must be stopped or removed is."""
    signal.raise_signal(signal.SIGINT)


def fail(error: Exception) -> NoReturn:
    """Says what is wrong, in one line or as JSON, and ends with status 2."""
    code, words = told(error)
    if os.environ.get(TRACEBACK):
        traceback.print_exception(error)
    with contextlib.suppress(BrokenPipeError):
        if "--json" in sys.argv:
            click.echo(msgspec.json.encode({"error": code, "message": words}).decode(), err=True)
        else:
            click.echo(f"casetrail: {words}", err=True)
    sys.exit(ERROR)


def told(error: Exception) -> tuple[str, str]:
    """The code and the words for an error."""
    match error:
        case Trouble():
            return error.key, say_cli(error.key, error.facts)
        case click.ClickException():
            return _of_usage(error)
        case _:
            # What the database and the API say; importing them takes longer than most commands.
            from adapters.cli.failures import told_of_failure  # noqa: PLC0415

            return told_of_failure(error)


def _of_usage(error: click.ClickException) -> tuple[str, str]:
    context = error.ctx if isinstance(error, click.UsageError) else None
    path = context.command_path if context else "casetrail"
    facts = {"help": f"{path} --help"}
    match error:
        case click.MissingParameter():
            name = error.param.opts[0] if isinstance(error.param, click.Option) else None
            name = name or (error.param and error.param.make_metavar(context)) or ""  # type: ignore[arg-type]
            return told(Trouble("argument-missing", name=name, **facts))
        case click.NoSuchOption():
            return told(Trouble("no-such-option", name=error.option_name, **facts))
        case _:
            return told(Trouble("usage", error=one_line(error.format_message()), **facts))


def one_line(what: object) -> str:
    """A text in one line."""
    return " ".join(str(what).split())


def say_cli(key: str, facts: dict[str, str] | None = None) -> str:
    """The words for a key of the section [cli], in the terminal's language."""
    return say(language_of_environment(), f"cli.{key}", facts)


def words(key: str, **facts: object) -> str:
    """The same, with facts of any kind."""
    return say_cli(key, {name: str(fact) for name, fact in facts.items()})


def help_of(key: str, **facts: object) -> str:
    """A help text. Chinese has no spaces to break lines at, so its own line breaks are kept."""
    text = words(f"help-{key}", **facts)
    if language_of_environment() is Language.EN:
        return text
    return "\n\n".join(f"\b\n{paragraph}" for paragraph in text.split("\n\n"))


def option(*names: str, about: str, **settings: Any) -> Callable[[F], F]:  # noqa: ANN401 - click's
    """An option with its help from the catalogue."""
    return click.option(*names, help=words(f"option-{about}"), **settings)


def json_option(function: F) -> F:
    """--json: answers in JSON."""
    return option("--json", "as_json", about="json", is_flag=True)(function)


def data_option(function: F) -> F:
    """--data DIR: the embedded database's folder."""
    return option("--data", about="data", metavar="DIR")(function)


def show(body: Any, *, as_json: bool, text: str) -> None:  # noqa: ANN401 - whatever JSON can say
    """Answers a command: the body as one line of JSON, or the text."""
    click.echo(msgspec.json.encode(body).decode() if as_json else text)
