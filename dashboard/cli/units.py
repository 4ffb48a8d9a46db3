"""``tiendo unit``."""

from datetime import date

import click

from dashboard import documents
from dashboard.actions import units
from dashboard.cli.connection import acting
from dashboard.cli.dated import end_line, recorded, since
from dashboard.cli.output import done, json_option
from dashboard.cli.parameters import DAY, as_of_option, as_option
from dashboard.i18n import _, format_date
from dashboard.readings import progress, reference
from data_access.units import KindRecord, NameRecord
from data_access.vocabulary import UnitRecord


@click.group(help=_("Add, rename, close and list units."))
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


@unit.command(
    "rename", help=_("Let a unit bear another name, or be of another kind, from a day on.")
)
@click.argument("code")
@click.option("--name", help=_("The new full name; without it, the name stays."))
@click.option("--name-en", help=_("The new name in English; an empty one takes it away."))
@click.option("--kind", help=_("The new kind's code or name; without it, the kind stays."))
@click.option("--from", "first_day", type=DAY, help=_("First day of it; by default today."))
@click.option("--decision", metavar="NUMBER", help=_("The resolution or decision behind it."))
@as_option()
@json_option()
def rename(
    code: str,
    name: str | None,
    name_en: str | None,
    kind: str | None,
    first_day: date | None,
    decision: str | None,
    username: str | None,
) -> None:
    renamed = units.rename(
        acting(username),
        code,
        name=name,
        name_en=name_en,
        kind=kind,
        effective_on=first_day,
        decision_number=decision,
    )
    done(documents.unit(renamed), _("Today: {unit}").format(unit=_line(renamed)))


@unit.command("close", help=_("Let a unit exist until a day, that day included."))
@click.argument("code")
@click.option("--to", "last_day", type=DAY, help=_("Last day on which it exists."))
@click.option("--open", "open_again", is_flag=True, help=_("Take a recorded last day back."))
@as_option()
@json_option()
def close(code: str, last_day: date | None, open_again: bool, username: str | None) -> None:
    if (last_day is None) is not open_again:
        raise click.UsageError(_("Give either --to or --open."))
    closed = units.close(acting(username), code, last_day)
    sentence = _("Closed: {unit}") if last_day else _("Open again: {unit}")
    done(documents.unit(closed), sentence.format(unit=_line(closed)))


@unit.command("list", help=_("List the units."))
@as_of_option()
@as_option()
@json_option()
def list_units(as_of: date | None, username: str | None) -> None:
    found = progress.units_visible(acting(username), as_of)
    done([documents.unit(each) for each in found], *map(_line, found))


@unit.command("show", help=_("Show a unit with all names and last days that were recorded."))
@click.argument("code")
@as_option()
@json_option()
def show(code: str, username: str | None) -> None:
    found = reference.unit_history(acting(username), code)
    done(
        documents.unit_history(found.unit, found.names, found.ends),
        _line(found.unit),
        *map(_name_line, found.names),
        *map(end_line, found.ends),
    )


@unit.command("add-kind", help=_("Add a kind of unit; kinds are never changed."))
@click.argument("code")
@click.option("--name", required=True, help=_("The word shown for it, such as Đặc khu."))
@click.option("--name-en", required=True, help=_("The word in English."))
@click.option("--order", type=int, help=_("Its place among the kinds; by default the last."))
@as_option()
@json_option()
def add_kind(code: str, name: str, name_en: str, order: int | None, username: str | None) -> None:
    added = units.add_kind(acting(username), code, name, name_en, order)
    done(documents.kind(added), _("Added: {unit}").format(unit=_kind_line(added)))


@unit.command("kinds", help=_("List the kinds of unit."))
@as_option()
@json_option()
def list_kinds(username: str | None) -> None:
    found = reference.unit_kinds(acting(username))
    done([documents.kind(each) for each in found], *map(_kind_line, found))


def _line(each: UnitRecord) -> str:
    until = f" – {format_date(each.valid_to)}" if each.valid_to else ""
    return f"{each.code}\t{each.name}\t{each.kind}\t{each.parent or ''}{until}"


def _name_line(each: NameRecord) -> str:
    number = f" ({each.decision_number})" if each.decision_number else ""
    words = f"{each.name}\t{each.kind}{number}"
    return f"  {since(each.effective_on)}\t{words}\t{recorded(each.recorded_at, each.recorder)}"


def _kind_line(each: KindRecord) -> str:
    return f"{each.code}\t{each.name}\t{each.name_en}"
