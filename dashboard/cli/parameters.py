"""What commands take: quarters, days, files, and whom to act as."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import click

from dashboard.i18n import _
from dashboard.maintenance import First
from data_access.vocabulary import Period

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


class PeriodType(click.ParamType[Period]):
    name = "2026Q3"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> Period:
        if isinstance(value, Period):
            return value
        try:
            return Period.parse(str(value))
        except ValueError:
            self.fail(
                _("“{value}” is not a quarter such as 2026Q3.").format(value=value), param, ctx
            )


class DayType(click.ParamType[date]):
    name = "2026-09-25"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> date:
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            self.fail(
                _("“{value}” is not a day such as 2026-09-25.").format(value=value), param, ctx
            )


PERIOD = PeriodType()
DAY = DayType()
EXISTING = click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)
TARGET = click.Path(dir_okay=False, path_type=Path)
YEAR = click.IntRange(1900, 2200)


def as_option(*, required: bool = False) -> Decorator:
    return click.option(
        "--as",
        "username",
        metavar="USER",
        required=required,
        help=_("Act as this account.")
        if required
        else _("Act as this account; without it, as the server's operator."),
    )


def as_of_option() -> Decorator:
    return click.option("--as-of", type=DAY, help=_("As the record stood at the end of this day."))


def output_option() -> Decorator:
    return click.option(
        "-o", "--output", type=TARGET, required=True, metavar="FILE", help=_("File to write.")
    )


def first_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command ``--backup FILE`` and ``--no-backup``: how the backup before it is made."""
    function = click.option(
        "--no-backup", is_flag=True, help=_("Go on without a backup of what the database holds.")
    )(function)
    return click.option(
        "--backup",
        type=TARGET,
        metavar="FILE",
        help=_(
            "Where to write the backup that is made first; by default into the folder backups of "
            "TIENDO_DATA_DIR."
        ),
    )(function)


def first(backup: Path | None, *, no_backup: bool) -> First:
    """Return what those options say.

    Raises:
        UsageError: both are given.
    """
    if backup is not None and no_backup:
        raise click.UsageError(_("Give --backup or --no-backup, not both."))
    return First(backup, wanted=not no_backup)
