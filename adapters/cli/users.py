"""`casetrail user`: officers who may sign in."""

import asyncio
import getpass
import sys

import click
import msgspec

from adapters.cli.database import opened
from adapters.cli.reference import installer
from adapters.cli.shell import Trouble, data_option, help_of, json_option, option, show, words
from adapters.postgres.accounts import PostgresAccounts
from adapters.wording.catalogue import language_of_environment, say
from adapters.wording.story import organisation
from application.directory import Directory
from application.reference import Publish, publish
from domain.authority import Role
from domain.reference.officers import OfficerEntry
from domain.reference.state import Reference

SHORTEST_PASSWORD = 10
ROLES = click.Choice([role.value for role in Role])


@click.group(help=help_of("user"))
def user() -> None:
    """Officers."""


@user.command("add", help=help_of("user-add"))
@click.argument("name")
@option("--full-name", about="full-name", required=True)
@option("--org", about="org", required=True, metavar="CODE")
@option("--role", "roles", about="role", required=True, multiple=True, type=ROLES)
@option("--certificate", about="certificate")
@data_option
@json_option
def user_add(
    name: str,
    full_name: str,
    org: str,
    roles: tuple[str, ...],
    certificate: str | None,
    data: str | None,
    *,
    as_json: bool,
) -> None:
    """Adds an officer to the roster, or changes one."""
    entry = OfficerEntry(
        id=name,
        name=full_name,
        org=org,
        roles=tuple(Role(role) for role in roles),
        certificate=certificate,
    )
    revision = asyncio.run(_publish_officer(data, entry))
    text = words("roster", user=name, revision=revision)
    show({"user": name, "revision": revision}, as_json=as_json, text=text)


@user.command("deactivate", help=help_of("user-deactivate"))
@click.argument("name")
@data_option
@json_option
def user_deactivate(name: str, data: str | None, *, as_json: bool) -> None:
    """Ends an officer's access."""
    revision = asyncio.run(_deactivate(data, name))
    text = words("roster", user=name, revision=revision)
    show({"user": name, "revision": revision}, as_json=as_json, text=text)


@user.command("passwd", help=help_of("user-passwd"))
@click.argument("name")
@option("--stdin", about="stdin", is_flag=True)
@data_option
@json_option
def user_passwd(name: str, data: str | None, *, stdin: bool, as_json: bool) -> None:
    """Sets an officer's password and ends the officer's sessions."""
    prompt = words("password-prompt")
    password = sys.stdin.readline().rstrip("\n") if stdin else getpass.getpass(prompt)
    if len(password) < SHORTEST_PASSWORD:
        raise Trouble("password-short", count=SHORTEST_PASSWORD)
    if not stdin and getpass.getpass(words("password-again")) != password:
        raise Trouble("passwords-differ")
    asyncio.run(_set_password(data, name, password))
    show({"user": name}, as_json=as_json, text=words("password-set", user=name))


@user.command("list", help=help_of("user-list"))
@data_option
@json_option
def user_list(data: str | None, *, as_json: bool) -> None:
    """Lists the officers."""
    known = asyncio.run(_known(data))
    officers = list(known.officers.values())
    text = "\n".join(_line(officer, known) for officer in officers) or words("no-officers")
    show({"officers": officers}, as_json=as_json, text=text)


def _line(officer: OfficerEntry, known: Reference) -> str:
    language = language_of_environment()
    roles = "、".join(say(language, f"role.{role}") for role in officer.roles)
    inactive = "" if officer.active else f"  ({words('inactive')})"
    named = organisation(officer.org, language, known)
    return f"{officer.id:<20}  {named}  {officer.name}  {roles}{inactive}"


async def _known(data: str | None) -> Reference:
    async with opened(data) as office:
        return office.directory.known


async def _publish_officer(data: str | None, entry: OfficerEntry) -> int:
    async with opened(data) as office:
        office.directory.known.organisation(entry.org)
        command = Publish(
            notice=f"roster: {entry.id}",
            effective_from=office.today,
            items=[msgspec.to_builtins(entry)],
        )
        call = installer(office.today)
        return await publish(office.desk, office.directory, "officers", command, call)


async def _deactivate(data: str | None, name: str) -> int:
    async with opened(data) as office:
        entry = the_officer(office.directory, name)
    return await _publish_officer(data, msgspec.structs.replace(entry, active=False))


async def _set_password(data: str | None, name: str, password: str) -> None:
    async with opened(data) as office:
        the_officer(office.directory, name)
        assert isinstance(office.accounts, PostgresAccounts)
        await office.accounts.set_password(name, password)


def the_officer(directory: Directory, name: str) -> OfficerEntry:
    """The officer of that user name. Raises Trouble."""
    found = directory.known.officers.get(name)
    if found is None:
        raise Trouble("unknown-officer", user=name)
    return found
