"""The command line: `casetrail`."""

import click

from adapters.cli.commands import history, migrate, openapi, project, reference, serve, user
from adapters.cli.demo import demo
from adapters.cli.imports import imports
from adapters.cli.shell import Shell


@click.group(cls=Shell, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="casetrail", prog_name="casetrail")
def main() -> None:
    """Casetrail 案迹: the ledger of product-safety enforcement.

    Every command takes --json. Those that need the database take --data DIR, the folder of the
    embedded PostgreSQL (default ./var, or CASETRAIL_DATA); a demo or server that runs there is
    shared. CASETRAIL_DATABASE_URL names a PostgreSQL server to use in its place.
    """


for command in (demo, serve, migrate, project, imports, user, history, reference, openapi):
    main.add_command(command)


if __name__ == "__main__":
    main()
