"""The command line: `casetrail`."""

from importlib import import_module

import click

from adapters.cli.shell import Shell, help_of
from adapters.settings import DATA, DATABASE_URL

# Where each command is: only the one that was asked for is imported, for some need much more of
# the program than others.
COMMANDS = {
    "demo": "demo:demo",
    "serve": "serving:serve",
    "migrate": "keeping:migrate",
    "project": "keeping:project",
    "remind": "keeping:remind",
    "import": "imports:imports",
    "user": "users:user",
    "history": "history:history",
    "deadline": "deadline:deadline",
    "fine-range": "fines:fine_range",
    "reference": "reference:reference",
    "openapi": "serving:openapi",
}


class Casetrail(Shell):
    """The program: its commands by name."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """The names, in the order of the help."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """The command of that name."""
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(import_module(f"adapters.cli.{module}"), name)
        return command


@click.group(
    cls=Casetrail,
    help=help_of("casetrail", folder=DATA, server=DATABASE_URL),
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(package_name="casetrail", prog_name="casetrail")
def main() -> None:
    """The ledger of product-safety enforcement."""


if __name__ == "__main__":
    main()
