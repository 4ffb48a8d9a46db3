"""``tiendo account``."""

import sys
from pathlib import Path

import click

from dashboard.actions import accounts, credentials
from dashboard.actions.accounts import typed_name
from dashboard.cli.connection import acting
from dashboard.cli.output import Function, done, json_option
from dashboard.cli.parameters import EXISTING, as_option
from dashboard.i18n import _
from data_access.vocabulary import Role

ROLES = click.Choice([role.value for role in Role])


@click.group(help=_("Add accounts, grant and take roles, reset passwords, close accounts."))
def account() -> None:
    """Say what is to be done with accounts."""


@account.command("add", help=_("Add an account; without a password given, one is made and shown."))
@click.argument("name_to_sign_in", metavar="USERNAME")
@click.option("--name", required=True, help=_("The name shown beside what the account does."))
@click.option("--role", type=ROLES, help=_("A role to grant at once, on --unit."))
@click.option("--unit", metavar="CODE", help=_("The unit of --role."))
@click.option("--password-stdin", is_flag=True, help=_("Read the password from standard input."))
@click.option("--password-file", type=EXISTING, help=_("Read the password from this file."))
@as_option()
@json_option()
def add(
    name_to_sign_in: str,
    name: str,
    role: str | None,
    unit: str | None,
    password_stdin: bool,
    password_file: Path | None,
    username: str | None,
) -> None:
    if (role is None) != (unit is None):
        raise click.UsageError(_("--role and --unit go together."))
    given = _password(from_stdin=password_stdin, file=password_file)
    made = given or credentials.new_password()
    accounts.add_account(
        acting(username),
        username=name_to_sign_in,
        name=name,
        password=made,
        grants=[(unit, Role(role))] if unit and role else [],
    )
    shown = {} if given else {"password": made}
    done(
        {"username": typed_name(name_to_sign_in), "name": name, **shown},
        _("Added: {username}").format(username=typed_name(name_to_sign_in)),
        *_password_line(shown),
    )


def _of_role(command: Function) -> Function:
    """Give a command the account, the role and the unit that it is about."""
    for option in (
        click.option("--unit", metavar="CODE", required=True, help=_("The unit.")),
        click.option("--role", type=ROLES, required=True, help=_("The role.")),
        click.argument("name_to_sign_in", metavar="USERNAME"),
    ):
        command = option(command)
    return command


@account.command("grant", help=_("Give an account a role on a unit and those below it."))
@_of_role
@as_option()
@json_option()
def grant(name_to_sign_in: str, role: str, unit: str, username: str | None) -> None:
    given = accounts.grant(acting(username), name_to_sign_in, unit, Role(role))
    sentence = _("Granted: {role} on {unit}") if given else _("Granted before: {role} on {unit}")
    done(
        {"username": typed_name(name_to_sign_in), "role": role, "unit": unit, "new": given},
        sentence.format(role=role, unit=unit),
    )


@account.command("revoke", help=_("Take a role on a unit away from an account."))
@_of_role
@as_option()
@json_option()
def revoke(name_to_sign_in: str, role: str, unit: str, username: str | None) -> None:
    taken = accounts.revoke(acting(username), name_to_sign_in, unit, Role(role))
    sentence = _("Taken away: {role} on {unit}") if taken else _("Not held: {role} on {unit}")
    done(
        {"username": typed_name(name_to_sign_in), "role": role, "unit": unit, "taken": taken},
        sentence.format(role=role, unit=unit),
    )


@account.command(
    "close",
    help=_("Close an account: it cannot sign in any more, and its access keys open nothing."),
)
@click.argument("name_to_sign_in", metavar="USERNAME")
@as_option()
@json_option()
def close(name_to_sign_in: str, username: str | None) -> None:
    accounts.deactivate(acting(username), name_to_sign_in)
    name = typed_name(name_to_sign_in)
    done({"username": name, "closed": True}, _("Closed: {username}").format(username=name))


@account.command("reset", help=_("Give an account a new password and end its sessions."))
@click.argument("name_to_sign_in", metavar="USERNAME")
@click.option("--password-stdin", is_flag=True, help=_("Read the password from standard input."))
@click.option("--password-file", type=EXISTING, help=_("Read the password from this file."))
@as_option()
@json_option()
def reset(
    name_to_sign_in: str, password_stdin: bool, password_file: Path | None, username: str | None
) -> None:
    given = _password(from_stdin=password_stdin, file=password_file)
    made = given or credentials.new_password()
    accounts.reset_password(acting(username), name_to_sign_in, made)
    shown = {} if given else {"password": made}
    done(
        {"username": typed_name(name_to_sign_in), **shown},
        _("{username} has a new password; all sessions have ended.").format(
            username=typed_name(name_to_sign_in)
        ),
        *_password_line(shown),
    )


@account.command("end-sessions", help=_("Sign an account out everywhere."))
@click.argument("name_to_sign_in", metavar="USERNAME")
@as_option()
@json_option()
def end_sessions(name_to_sign_in: str, username: str | None) -> None:
    ended = accounts.end_sessions(acting(username), name_to_sign_in)
    done(
        {"username": typed_name(name_to_sign_in), "ended": ended},
        _("{count} sessions ended.").format(count=ended),
    )


def _password(*, from_stdin: bool, file: Path | None) -> str | None:
    if from_stdin and file:
        raise click.UsageError(_("Give --password-stdin or --password-file, not both."))
    try:
        if from_stdin:
            return sys.stdin.readline().rstrip("\r\n")
        if file:
            return next(iter(file.read_text("utf-8").splitlines()), "")
    except UnicodeDecodeError as error:
        raise click.UsageError(_("The password is not in UTF-8.")) from error
    return None


def _password_line(shown: dict[str, str]) -> tuple[str, ...]:
    if not shown:
        return ()
    return (_("Password (shown this once): {password}").format(**shown),)
