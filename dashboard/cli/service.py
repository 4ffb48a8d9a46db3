"""``tiendo migrate``, ``demo`` and ``serve``."""

import os
import shlex
import sys
import webbrowser
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dashboard import settings as settings_module
from dashboard.actions import parameters
from dashboard.cli import connection
from dashboard.cli.output import backup_document, done, json_option, tell
from dashboard.cli.parameters import first, first_options
from dashboard.i18n import _, format_period
from dashboard.maintenance import Made
from dashboard.parameters import Ignored, shown

if TYPE_CHECKING:
    from dashboard.demo import DemoSummary

NAMED = 3
"""How many provinces are named whose parameters are not what the environment says."""


@click.command(
    help=_(
        "Bring the database to this version's schema, with a backup first; two at once take turns."
    )
)
@first_options
@json_option()
def migrate(backup: Path | None, no_backup: bool) -> None:
    how = first(backup, no_backup=no_backup)
    connection.choose()
    connection.is_current()
    upgraded = connection.upgraded(how)
    found = _first_values()
    done(
        {
            "status": "done",
            "changed": upgraded.changed,
            **backup_document(upgraded.backup),
            "ignored": [
                {"setting": each.setting, "value": each.given, "in_force": dict(each.in_force)}
                for each in found
            ],
        },
        _("The schema was brought up to date.")
        if upgraded.changed
        else _("The schema is up to date."),
        *_without(upgraded.backup),
    )


def _without(made: Made) -> tuple[str, ...]:
    """Return the sentence that says why no backup was made first, where one is to be said."""
    match made.reason:
        case "nothing-to-lose":
            return (_("No backup was made: the database held nothing yet."),)
        case "not-wanted":
            return (_("No backup was made, as --no-backup says."),)
        case _other:
            return ()


def _first_values() -> tuple[Ignored, ...]:
    """Give every province its first parameters; say which settings count no more, and return
    them."""
    parameters.establish_all()
    found = parameters.ignored()
    for each in found:
        tell(_ignored(each))
    return found


def _ignored(each: Ignored) -> str:
    named = [f"{shown(value)} ({code})" for code, value in each.in_force.items()]
    more = len(named) - NAMED
    others = ", ".join(named[:NAMED])
    if more > 0:
        others += " " + _("and {count} more").format(count=more)
    return _(
        "{setting}={value} is not used: it was the first value only, and what is in force is "
        "{others}. To change that: tiendo parameter set {name} {typed}"
    ).format(
        setting=each.setting,
        value=each.given,
        others=others,
        name=each.name,
        typed=shlex.quote(each.given),
    )


@click.command(help=_("Load the demonstration province into an empty database."))
@click.option(
    "--again",
    is_flag=True,
    help=_("Empty a database in which the loading was interrupted, and load once more."),
)
@json_option()
def demo(again: bool) -> None:
    from dashboard.demo import people
    from dashboard.demo.installing import install
    from dashboard.readings import illustration

    connection.connect()
    summary = install(_show, again=again)
    sign_ins = people.FOR_EACH_ROLE if summary or illustration.is_the_province() else ()
    done(
        {
            "status": "done",
            "loaded": summary is not None,
            "returns": summary.returns if summary else 0,
            "last_period": str(summary.last_period) if summary else None,
            "password": people.PASSWORD if sign_ins else None,
            "sign_ins": [
                {"username": each.username, "role": each.role.value, "unit": each.unit}
                for each in sign_ins
            ],
        },
        _loaded(summary),
        *(f"  {each.username} / {people.PASSWORD}\t{each.display_name}" for each in sign_ins),
    )


@click.command(help=_("Serve the application to browsers until a signal ends it."))
@click.option("--host", help=_("Address to listen on; by default TIENDO_HOST."))
@click.option("--port", type=click.IntRange(1, 65535), help=_("Port; by default TIENDO_PORT."))
@click.option(
    "--demo",
    "demonstration",
    is_flag=True,
    help=_("Load the demonstration province first, where the database is empty."),
)
@click.option(
    "--open", "opening", is_flag=True, help=_("Open the browser when the application is ready.")
)
def serve(host: str | None, port: int | None, demonstration: bool, opening: bool) -> None:
    from dashboard import server

    connection.choose()
    chosen = settings_module.settings()
    host, port = host or chosen.host, port or chosen.port
    server.reserve(host, port)
    connection.connect()
    said = _demonstration() if demonstration else ()
    _first_values()
    address = f"http://{'127.0.0.1' if host in ('0.0.0.0', '::') else host}:{port}"
    server.serve(host, port, ready=lambda: _announce(address, said, opening=opening))


def _demonstration() -> tuple[str, ...]:
    """Load the province on first use; return the sign-ins as lines."""
    from dashboard.demo import people
    from dashboard.demo.installing import install, is_wanted
    from dashboard.readings import illustration

    if is_wanted():
        tell(_("The demonstration province is loaded on first use; this takes a minute or two."))
        install(_show)
    if not illustration.is_the_province():
        return (_("The database has data of its own; the demonstration province was not loaded."),)
    return tuple(
        f"  {each.username:<12} {people.PASSWORD}   {each.display_name}"
        for each in people.FOR_EACH_ROLE
    )


def _announce(address: str, said: Sequence[str], *, opening: bool) -> None:
    for line in (_("Open {address}").format(address=address), *said,
                 _("Ctrl+C ends it; the data stays.")):  # fmt: skip
        click.echo(line)
    if opening and _has_screen():
        webbrowser.open(address)


def _has_screen() -> bool:
    """Whether a browser could show anything: without this, one would start in the terminal."""
    if os.environ.get("CI"):
        return False
    screens = (os.environ.get("DISPLAY"), os.environ.get("WAYLAND_DISPLAY"))
    return sys.platform in ("darwin", "win32") or any(screens)


def _loaded(summary: "DemoSummary | None") -> str:
    if summary is None:
        return _("There are units in the database already; nothing was loaded.")
    return _("{province} was loaded: {returns} returns up to {period}.").format(
        province=summary.province,
        returns=summary.returns,
        period=format_period(summary.last_period),
    )


def _show(done_so_far: int, of: int, what: str) -> None:
    """Tell how far it is: in place on a terminal, else a line each time."""
    if sys.stderr.isatty():
        click.echo(f"\r\033[K{done_so_far}/{of} {what}", err=True, nl=done_so_far == of)
    else:
        tell(f"{done_so_far}/{of} {what}")
