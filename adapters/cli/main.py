"""The command line: `casetrail`."""

import click

from adapters.cli.commands import migrate, openapi, project, remind, serve
from adapters.cli.deadline import deadline
from adapters.cli.demo import demo
from adapters.cli.history import history
from adapters.cli.imports import imports
from adapters.cli.reference import reference
from adapters.cli.shell import Shell, help_of
from adapters.cli.users import user
from adapters.settings import DATA, DATABASE_URL


@click.group(
    cls=Shell,
    help=help_of("casetrail", folder=DATA, server=DATABASE_URL),
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(package_name="casetrail", prog_name="casetrail")
def main() -> None:
    """The ledger of product-safety enforcement."""


COMMANDS = (
    demo, serve, migrate, project, remind, imports, user, history, deadline, reference, openapi,
)  # fmt: skip
for command in COMMANDS:
    main.add_command(command)


if __name__ == "__main__":
    main()
