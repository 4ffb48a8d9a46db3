"""``tiendo indicator``."""

from datetime import date

import click

from dashboard import documents
from dashboard.actions import indicators
from dashboard.cli.connection import acting
from dashboard.cli.dated import end_line, recorded, since
from dashboard.cli.output import done, json_option
from dashboard.cli.parameters import DAY, PERIOD, as_of_option, as_option
from dashboard.i18n import _
from dashboard.readings import reference
from data_access.indicators import VersionRecord
from data_access.vocabulary import IndicatorRecord, Period


@click.group(help=_("List, change and retire indicators."))
def indicator() -> None:
    """Say what is to be done with indicators."""


@indicator.command("list", help=_("List the indicators in the order in which they are shown."))
@click.option("--period", type=PERIOD, help=_("Those of a quarter; by default those of today."))
@as_of_option()
@as_option()
@json_option()
def list_indicators(period: Period | None, as_of: date | None, username: str | None) -> None:
    found = reference.indicators_in_force(acting(username), period, as_of)
    done([documents.indicator(each) for each in found], *map(_line, found))


@indicator.command(
    "show", help=_("Show an indicator with all names and last days that were recorded.")
)
@click.argument("code")
@as_option()
@json_option()
def show(code: str, username: str | None) -> None:
    found = reference.indicator_history(acting(username), code)
    done(
        documents.indicator_history(found.indicator, found.versions, found.ends),
        _line(found.indicator),
        *map(_version_line, found.versions),
        *map(end_line, found.ends),
    )


@indicator.command(
    "change", help=_("Let an indicator have other names, flags or another place from a day on.")
)
@click.argument("code")
@click.option("--name", help=_("The new name in full."))
@click.option("--name-en", help=_("The new name in full, in English."))
@click.option("--short-name", help=_("The new name for table heads."))
@click.option("--short-name-en", help=_("The new name for table heads, in English."))
@click.option("--counted-in", help=_("The new unit of count."))
@click.option("--counted-in-en", help=_("The new unit of count, in English."))
@click.option(
    "--takes-target/--no-target", default=None, help=_("Whether targets may be given for it.")
)
@click.option("--main/--not-main", default=None, help=_("Whether it is a main indicator."))
@click.option("--order", type=int, help=_("Its place; smaller is shown first."))
@click.option("--from", "first_day", type=DAY, help=_("First day of it; by default today."))
@as_option()
@json_option()
def change(
    code: str,
    name: str | None,
    name_en: str | None,
    short_name: str | None,
    short_name_en: str | None,
    counted_in: str | None,
    counted_in_en: str | None,
    takes_target: bool | None,
    main: bool | None,
    order: int | None,
    first_day: date | None,
    username: str | None,
) -> None:
    changed = indicators.change(
        acting(username),
        code,
        name=name,
        name_en=name_en,
        short_name=short_name,
        short_name_en=short_name_en,
        counted_in=counted_in,
        counted_in_en=counted_in_en,
        takes_target=takes_target,
        main=main,
        display_order=order,
        effective_on=first_day,
    )
    done(documents.indicator(changed), _("Today: {unit}").format(unit=_line(changed)))


@indicator.command("retire", help=_("Let an indicator be in force until a day, that day included."))
@click.argument("code")
@click.option("--to", "last_day", type=DAY, help=_("Last day on which it is in force."))
@click.option("--open", "open_again", is_flag=True, help=_("Take a recorded last day back."))
@as_option()
@json_option()
def retire(code: str, last_day: date | None, open_again: bool, username: str | None) -> None:
    if (last_day is None) is not open_again:
        raise click.UsageError(_("Give either --to or --open."))
    person = acting(username)
    indicators.retire(person, code, last_day)
    found = reference.indicator_history(person, code)
    done(
        documents.indicator_history(found.indicator, found.versions, found.ends),
        _line(found.indicator),
        *map(end_line, found.ends[:1]),
    )


def _line(each: IndicatorRecord) -> str:
    return f"{each.code}\t{each.name}\t{each.counted_in}"


def _version_line(each: VersionRecord) -> str:
    flags = [
        *([_("main indicator")] if each.main else []),
        *([_("takes a target")] if each.takes_target else []),
    ]
    words = "\t".join((each.name, each.short_name, each.counted_in, ", ".join(flags)))
    return f"  {since(each.effective_on)}\t{words}\t{recorded(each.recorded_at, each.recorder)}"
