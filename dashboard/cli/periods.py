"""``tiendo period`` and ``tiendo completeness``."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import click

from dashboard import clock
from dashboard.actions import periods
from dashboard.cli.connection import acting
from dashboard.cli.output import done, json_option
from dashboard.cli.parameters import DAY, PERIOD, YEAR, as_option
from dashboard.domain import timeliness
from dashboard.domain.access import Person
from dashboard.domain.lateness import standing
from dashboard.domain.timeliness import Mark, Rate, ReturnState, Shift
from dashboard.i18n import _, format_date, format_percent, format_period
from dashboard.readings import calendar as calendars
from dashboard.readings import completeness as readings
from dashboard.readings.calendar import CalendarYear, Extension
from dashboard.readings.completeness import Completeness
from dashboard.views import shifts
from data_access.calendar import PeriodRecord
from data_access.vocabulary import Period, UnitRecord

province_option = click.option(
    "--unit",
    metavar="CODE",
    help=_("A unit of the province; by default every province that the account administers."),
)
dry_run = click.option(
    "--dry-run", is_flag=True, help=_("Show whose mark would change, and change nothing.")
)


@click.group(help=_("Due dates, extensions, and the closing of quarters."))
def period() -> None:
    """Say what is to be done with the calendar."""


@period.command("list", help=_("List a year's quarters, and the due dates put off in it."))
@click.option("--year", type=YEAR, help=_("By default the running year."))
@click.option(
    "--unit", metavar="CODE", help=_("A unit of the province; by default the account's first.")
)
@as_option()
@json_option()
def list_periods(year: int | None, unit: str | None, username: str | None) -> None:
    found = calendars.year(acting(username), year or clock.today().year, unit)
    done(_calendar(found), *_calendar_lines(found))


@period.command("due", help=_("Set the last day on which a quarter's returns are on time."))
@click.argument("period", type=PERIOD)
@click.option("--on", "day", type=DAY, required=True, help=_("The new due date."))
@province_option
@dry_run
@as_option()
@json_option()
def due(period: Period, day: date, unit: str | None, dry_run: bool, username: str | None) -> None:
    person = acting(username)
    if dry_run:
        _foretold(calendars.with_due(person, period, day, unit))
        return
    _quarter_done(person, period, periods.set_due(person, period, day, unit))


@period.command("close", help=_("Take no new returns for a quarter from now on."))
@click.argument("period", type=PERIOD)
@province_option
@as_option()
@json_option()
def close(period: Period, unit: str | None, username: str | None) -> None:
    person = acting(username)
    _quarter_done(person, period, periods.close(person, period, unit))


@period.command("reopen", help=_("Take returns for a closed quarter again."))
@click.argument("period", type=PERIOD)
@province_option
@as_option()
@json_option()
def reopen(period: Period, unit: str | None, username: str | None) -> None:
    person = acting(username)
    _quarter_done(person, period, periods.reopen(person, period, unit))


@period.command("extend", help=_("Put one unit's due date off, or take that back."))
@click.argument("period", type=PERIOD)
@click.option("--unit", required=True, metavar="CODE", help=_("The unit's code."))
@click.option("--to", "day", type=DAY, help=_("The unit's new due date."))
@click.option("--withdraw", is_flag=True, help=_("Let the calendar's due date hold again."))
@click.option("--reason", required=True, metavar="TEXT", help=_("Why; the unit reads it."))
@dry_run
@as_option()
@json_option()
def extend(
    period: Period,
    unit: str,
    day: date | None,
    withdraw: bool,
    reason: str,
    dry_run: bool,
    username: str | None,
) -> None:
    if (day is None) is not withdraw:
        raise click.UsageError(_("Give either --to or --withdraw."))
    person = acting(username)
    if dry_run:
        periods.must_say_why(reason)
        _foretold(calendars.with_extension(person, unit, period, day))
        return
    if day is None:
        periods.withdraw_extension(person, unit, period, reason)
    else:
        periods.extend(person, unit, period, day, reason)
    own = next(each for each in calendars.due_dates_of(person, unit, (period,)))
    done(
        {
            "unit": unit,
            "period": str(period),
            "due_on": own.due_on.isoformat(),
            "extended": own.reason is not None,
            "reason": own.reason,
        },
        _("{unit}, {period}: due on {day}").format(
            unit=unit, period=format_period(period), day=format_date(own.due_on)
        ),
    )


@click.command(help=_("Show which returns of a unit and those below it came, and when."))
@click.option("--unit", required=True, metavar="CODE", help=_("The unit's code."))
@click.option("--year", type=YEAR, help=_("By default the running year."))
@as_option()
@json_option()
def completeness(unit: str, year: int | None, username: str | None) -> None:
    record = readings.of_unit(acting(username), unit)
    shown = year or clock.today().year
    done(_completeness(record, shown), *_completeness_lines(record, shown))


def _foretold(found: Sequence[Shift]) -> None:
    document = {
        "dry_run": True,
        "marks": {each.unit.code: [each.before, each.after] for each in found},
    }
    done(document, shifts.sentence(found) or _("No return is marked otherwise."))


def _quarter_done(person: Person, period: Period, changed: Sequence[UnitRecord]) -> None:
    """Say how the quarter stands in the provinces; the document has the first, and names all."""
    found = [calendars.year(person, period.year, each.code) for each in changed]
    done(
        {
            **_quarter(found[0].of(period)),
            "province": changed[0].code,
            "provinces": [each.code for each in changed],
        },
        *(f"{_quarter_line(each.of(period))}\t{each.province.code}" for each in found),
    )


def _quarter(quarter: PeriodRecord) -> dict[str, Any]:
    return {
        "period": str(quarter.period),
        "due_on": quarter.due_on.isoformat(),
        "closed_at": clock.told(quarter.closed_at),
    }


def _quarter_line(quarter: PeriodRecord) -> str:
    closed = quarter.closed_at
    state = _("closed on {day}").format(day=format_date(closed)) if closed else _("takes returns")
    return f"{quarter.period}\t{format_date(quarter.due_on)}\t{state}"


def _calendar(found: CalendarYear) -> dict[str, Any]:
    return {
        "province": found.province.code,
        "year": found.year,
        "periods": [_quarter(each) for each in found.quarters],
        "extensions": [_extension(each) for each in found.extensions],
    }


def _extension(each: Extension) -> dict[str, Any]:
    return {
        "unit": each.unit.code,
        "period": str(each.period),
        "due_on": each.due_on.isoformat(),
        "instead_of": each.instead_of.isoformat(),
        "reason": each.reason,
        "decided_by": each.decider,
        "decided_at": clock.told(each.decided_at),
    }


def _calendar_lines(found: CalendarYear) -> list[str]:
    put_off = [
        f"{each.period}\t{each.unit.code}\t{format_date(each.due_on)}\t{each.reason}"
        for each in found.extensions
    ]
    return [f"{found.province.name}, {found.year}", *map(_quarter_line, found.quarters), *put_off]


def _completeness(record: Completeness, year: int) -> dict[str, Any]:
    return {
        "unit": record.unit.code,
        "name": record.unit.name,
        "year": year,
        "as_of": record.today.isoformat(),
        **_rate(timeliness.rate(record.of_year(year))),
        "units": [
            {
                "unit": unit.code,
                "name": unit.name,
                "counted": unit in record.counted,
                **_rate(timeliness.rate(states)),
                "periods": [_filing(each) for each in states],
            }
            for unit, states in record.between(year, year)
        ],
    }


def _rate(rate: Rate) -> dict[str, Any]:
    complete, timely = rate.completeness, rate.timeliness
    return {
        "due": rate.due,
        "handed_in": rate.handed_in,
        "on_time": rate.on_time,
        "completeness": None if complete is None else float(complete),
        "timeliness": None if timely is None else float(timely),
    }


def _filing(each: ReturnState) -> dict[str, Any]:
    asked = each.mark is not Mark.NOT_ASKED
    return {
        "period": str(each.period),
        "mark": each.mark.value,
        "days": each.days,
        "due_on": each.due_on.isoformat() if asked else None,
        "extended": each.extended,
        "status": each.status.value if each.status else None,
        "return": each.return_id,
        "handed_in_at": clock.told(each.handed_in),
        "sent_back": each.sent_back,
    }


def _completeness_lines(record: Completeness, year: int) -> list[str]:
    rate = timeliness.rate(record.of_year(year))
    head = f"{record.unit.name}, {year}"
    if rate.completeness is not None and rate.timeliness is not None:
        head = _("{head}: handed in {complete}, on time {timely}").format(
            head=head,
            complete=format_percent(rate.completeness),
            timely=format_percent(rate.timeliness),
        )
    return [
        head,
        *(
            f"  {unit.code}\t{each.period}\t{standing(each)}"
            for unit, states in record.between(year, year)
            for each in states
        ),
    ]
