"""``tiendo progress``."""

from datetime import date

import click

from dashboard import clock, documents
from dashboard.cli.connection import acting
from dashboard.cli.output import done, json_option
from dashboard.cli.parameters import DAY, PERIOD, as_option
from dashboard.domain.progress import IndicatorProgress, Status, UnitProgress
from dashboard.i18n import N_, _, format_count, format_percent, format_period
from dashboard.readings import unit_report
from data_access.vocabulary import Period

WORDS = {
    Status.MET: N_("Met"),
    Status.EXCEEDED: N_("Exceeded"),
    Status.ON_TRACK: N_("On track"),
    Status.SLOW: N_("Slow"),
    Status.AT_RISK: N_("At risk"),
    Status.MISSED: N_("Missed"),
    Status.TOO_EARLY: N_("Too early to tell"),
    Status.NO_REPORT: N_("No report yet"),
    Status.NO_TARGET: N_("No target"),
}


@click.command(help=_("Show how far a unit and those below it have come."))
@click.option("--unit", required=True, metavar="CODE", help=_("The unit's code."))
@click.option("--period", required=True, type=PERIOD, help=_("The quarter to look at."))
@click.option("--provisional", is_flag=True, help=_("Count submitted returns too."))
@click.option("--as-of", type=DAY, help=_("As the record stood at the end of this day."))
@as_option()
@json_option()
def progress(
    unit: str, period: Period, provisional: bool, as_of: date | None, username: str | None
) -> None:
    person = acting(username)
    found = unit_report.read(person, unit, period, provisional, as_of)
    shown = as_of or clock.today()
    done(
        documents.progress(found.unit, found.children, shown, provisional=provisional),
        *_sentences(found.unit, provisional=provisional),
    )


def _sentences(found: UnitProgress, *, provisional: bool) -> tuple[str, ...]:
    head = _("{unit}, {period}: {met}/{total} main indicators met").format(
        unit=found.unit.name,
        period=format_period(found.period),
        met=found.main_met,
        total=found.main_total,
    )
    mark = _("provisional figures") if provisional else ""
    return (f"{head} ({mark})" if mark else head, *map(_sentence, found.indicators))


def _sentence(each: IndicatorProgress) -> str:
    actual = "–" if each.actual is None else format_count(each.actual)
    against = f"/{format_count(each.target)}" if each.target else ""
    ratio = f", {format_percent(each.achievement)}" if each.achievement is not None else ""
    word = f", {_(WORDS[each.status])}" if each.indicator.takes_target else ""
    return f"  {each.indicator.name}: {actual}{against}{ratio}{word}"
