"""``tiendo token``."""

import click

from dashboard import documents
from dashboard.actions import tokens
from dashboard.cli.connection import acting
from dashboard.cli.output import done, json_option
from dashboard.cli.parameters import as_option
from dashboard.clock import told
from dashboard.i18n import N_, _, format_date, format_moment
from dashboard.readings import tokens as readings
from data_access.tokens import TokenRecord
from data_access.vocabulary import TokenScope

SCOPES = click.Choice([scope.value for scope in TokenScope])
WORDS = {
    TokenScope.READ: N_("reads"),
    TokenScope.SUBMIT: N_("reads and hands in"),
}


@click.group(help=_("Make, list and revoke the access keys of programs."))
def token() -> None:
    """Say what is to be done with access keys."""


@token.command("add", help=_("Make an access key for the account USERNAME; it is shown once."))
@click.argument("holder", metavar="USERNAME")
@click.option("--name", required=True, help=_("Which program it is for."))
@click.option(
    "--scope",
    type=SCOPES,
    default=TokenScope.READ.value,
    help=_("What it opens: read, or submit returns as well."),
)
@click.option(
    "--days",
    type=click.IntRange(1, tokens.MOST_DAYS),
    default=tokens.USUAL_DAYS,
    show_default=True,
    help=_("Days until it expires."),
)
@as_option()
@json_option()
def add(holder: str, name: str, scope: str, days: int, username: str | None) -> None:
    made = tokens.add(
        acting(username), name=name, scope=TokenScope(scope), days=days, username=holder
    )
    done(
        {
            "id": made.id,
            "token": made.token,
            "username": made.username,
            "name": made.name,
            "scope": made.scope.value,
            "expires_at": told(made.expires_at),
        },
        _("Access key {number} of {username}, valid until {day}.").format(
            number=made.id, username=made.username, day=format_date(made.expires_at)
        ),
        _("Key (shown this once): {token}").format(token=made.token),
    )


@token.command("list", help=_("List the access keys, their secrets never."))
@as_option()
@json_option()
def list_tokens(username: str | None) -> None:
    found = readings.visible(acting(username))
    done([documents.token(each) for each in found], *map(_line, found))


@token.command("revoke", help=_("Let the access key with this number open nothing any more."))
@click.argument("number", type=int, metavar="ID")
@as_option()
@json_option()
def revoke(number: int, username: str | None) -> None:
    revoked = tokens.revoke(acting(username), number)
    sentence = _("Revoked: {number}") if revoked else _("Revoked before: {number}")
    done({"id": number, "new": revoked}, sentence.format(number=number))


def _line(each: TokenRecord) -> str:
    used = format_moment(each.last_used_at) if each.last_used_at else _("never used")
    until = _("account closed") if not each.active else format_date(each.expires_at)
    until = _("revoked") if each.revoked_at else until
    return f"{each.id}\t{each.username}\t{each.name}\t{_(WORDS[each.scope])}\t{until}\t{used}"
