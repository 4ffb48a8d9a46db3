"""``tiendo unit`` and ``tiendo indicator``."""

from datetime import date

import click

from dashboard import documents
from dashboard.actions import units
from dashboard.cli.connection import acting
from dashboard.cli.output import done, json_option
from dashboard.cli.parameters import DAY, as_option
from dashboard.i18n import _, format_date
from dashboard.readings import progress, reference
from data_access.vocabulary import IndicatorRecord, UnitRecord


@click.group(help=_("Add and list units."))
def unit() -> None:
    """Say what is to be done with units."""


@unit.command("add", help=_("Add a unit; without a parent, a province."))
@click.argument("code")
@click.option("--kind", required=True, help=_("The kind's code or name, such as rural_district."))
@click.option("--name", required=True, help=_("The unit's full name, such as Huyện An Bình."))
@click.option("--name-en", help=_("The name in English."))
@click.option("--parent", metavar="CODE", help=_("The unit directly above."))
@click.option("--cross-check", is_flag=True, help=_("Compared with its parent, never added to it."))
@click.option(
    "--reports/--no-reports",
    default=None,
    help=_("Whether quarterly returns are due from it; by default, unless it is a province."),
)
@click.option(
    "--from", "first_day", type=DAY, default="2000-01-01", help=_("First day on which it exists.")
)
@click.option("--to", "last_day", type=DAY, help=_("Last day on which it exists."))
@as_option()
@json_option()
def add(
    code: str,
    kind: str,
    name: str,
    name_en: str | None,
    parent: str | None,
    cross_check: bool,
    reports: bool | None,
    first_day: date,
    last_day: date | None,
    username: str | None,
) -> None:
    added = units.add(
        acting(username),
        code,
        kind=kind,
        name=name,
        name_en=name_en,
        parent=parent,
        cross_check=cross_check,
        reports=reports,
        valid_from=first_day,
        valid_to=last_day,
    )
    done(documents.unit(added), _("Added: {unit}").format(unit=_line(added)))


@unit.command("close", help=_("Let a unit exist until a day, that day included."))
@click.argument("code")
@click.option("--to", "last_day", type=DAY, required=True, help=_("Last day on which it exists."))
@as_option()
@json_option()
def close(code: str, last_day: date, username: str | None) -> None:
    closed = units.close(acting(username), code, last_day)
    done(documents.unit(closed), _("Closed: {unit}").format(unit=_line(closed)))


@unit.command("list", help=_("List the units."))
@as_option()
@json_option()
def list_units(username: str | None) -> None:
    found = progress.units_visible(acting(username))
    done([documents.unit(each) for each in found], *map(_line, found))


@click.group(help=_("List indicators."))
def indicator() -> None:
    """Say what is to be done with indicators."""


@indicator.command("list", help=_("List the indicators in the order in which they are shown."))
@as_option()
@json_option()
def list_indicators(username: str | None) -> None:
    found = reference.indicators_in_force(acting(username))
    done([documents.indicator(each) for each in found], *map(_indicator_line, found))


def _line(each: UnitRecord) -> str:
    until = f" – {format_date(each.valid_to)}" if each.valid_to else ""
    return f"{each.code}\t{each.name}\t{each.kind}\t{each.parent or ''}{until}"


def _indicator_line(each: IndicatorRecord) -> str:
    return f"{each.code}\t{each.name}\t{each.counted_in}"
