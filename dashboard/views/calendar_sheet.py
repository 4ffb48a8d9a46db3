"""The calendar, as drawn: the year's quarters, the due dates put off, the reminders to copy."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from markupsafe import Markup

from dashboard.domain.lateness import standing, times_back
from dashboard.domain.progress import UnitView
from dashboard.domain.timeliness import Mark, ReturnState, owed
from dashboard.i18n import N_, _, format_count, format_date, format_period
from dashboard.readings.calendar import CalendarYear
from dashboard.readings.completeness import Completeness
from dashboard.views import filters, links, turnout
from dashboard.views.completeness_matrix import face
from dashboard.views.filters import Choice
from dashboard.views.look import Look, unit_name
from dashboard.views.templates import drawn
from data_access.calendar import PeriodRecord
from data_access.vocabulary import Period

COMPLETE = Look("full", "good", N_("All handed in"), N_("All handed in"))
OVERDUE = Look("cross", "risk", N_("Returns missing"), N_("Returns missing"))
RUNNING = Look("clock", "fair", N_("Taking returns"), N_("Taking returns"))
LATER = Look("dots", "calm", N_("Not begun yet"), N_("Not begun yet"))
CLOSED = Look("dash", "calm", N_("Closed"), N_("Closed"))


@dataclass(frozen=True, slots=True)
class View:
    """The quarter that is looked at, and the unit whose due date may be put off; ``province`` is
    the code of the one chosen, None: there is no choice.
    """

    period: Period
    unit: UnitView | None = None
    province: str | None = None

    @property
    def address(self) -> str:
        query = {
            "tinh": self.province,
            "nam": self.period.year,
            "quy": self.period.quarter,
            "don_vi": self.unit.code if self.unit else None,
        }
        return links.calendar({key: each for key, each in query.items() if each is not None})


@dataclass(frozen=True, slots=True)
class Step:
    """One quarter of the year: when it is due, how far that is, and who has handed in."""

    period: Period
    due_on: date
    look: Look
    state: str
    when: str
    came: str
    own: str
    href: str
    current: bool


def units_of(records: Sequence[Completeness]) -> list[UnitView]:
    """Return the reporting units, second sources included."""
    return [unit for record in records for unit in (*record.counted, *record.beside)]


def of_period(records: Sequence[Completeness], period: Period) -> tuple[ReturnState, ...]:
    """Return what is asked for from all units, second sources included."""
    return _asked(
        record.states.get((unit.id, period))
        for record in records
        for unit in (*record.counted, *record.beside)
    )


def _counted(records: Sequence[Completeness], period: Period) -> tuple[ReturnState, ...]:
    """Return what is asked for from the units that are counted."""
    return _asked(each for record in records for each in record.of_period(period))


def _asked(states: Iterable[ReturnState | None]) -> tuple[ReturnState, ...]:
    return tuple(
        each for each in states if each and each.mark not in (Mark.NOT_ASKED, Mark.HISTORY)
    )


def calendar_sheet(
    calendar: CalendarYear,
    records: Sequence[Completeness],
    chosen: View,
    submitting: Sequence[UnitView],
    provinces: Sequence[UnitView] = (),
) -> Markup:
    """Return the head of the page: the answer, and the quarters of the year.

    ``submitting`` are the units whose returns the person hands in; ``provinces`` those that they
    choose from.
    """
    every, counted = of_period(records, chosen.period), _counted(records, chosen.period)
    quarter = calendar.of(chosen.period)
    units = units_of(records)
    several = len(units) > 1
    return drawn(
        "calendar.html",
        chosen=chosen,
        headline=_headline(quarter, _due(quarter, every, several), calendar.today),
        answer=turnout.answer(counted, chosen.period) if several and counted else (),
        own=_hand_in(every, submitting),
        provinces=_provinces(chosen, provinces),
        years=_years(chosen, calendar, records),
        steps=[_step(each, calendar, records, chosen) for each in calendar.quarters],
        search_from=filters.SEARCH_FROM,
        file=links.calendar_file(units[0].code if len(units) == 1 else None, chosen.province),
        completeness=links.view(links.COMPLETENESS, records[0].unit.code, chosen.period)
        if records
        else None,
    )


def _due(quarter: PeriodRecord, states: Sequence[ReturnState], several: bool) -> date:
    """Return the due date that concerns the person: of a single unit, its own."""
    return quarter.due_on if several or not states else states[0].due_on


def _hand_in(states: Sequence[ReturnState], submitting: Sequence[UnitView]) -> str | None:
    """Return where the one return that is owed is handed in."""
    codes = {each.code for each in submitting}
    found = [each for each in owed(states) if each.unit.code in codes]
    if len(found) != 1:
        return None
    return links.view(links.SUBMIT, found[0].unit.code, found[0].period)


def _headline(quarter: PeriodRecord, due_on: date, today: date) -> str:
    period, day = format_period(quarter.period), format_date(due_on)
    if quarter.closed_at is not None:
        return _("The books for {period} were closed on {day}").format(
            period=period, day=format_date(quarter.closed_at)
        )
    left = (due_on - today).days
    words = (
        N_("{period}: due on {day}, {count} days ago")
        if left < 0
        else N_("{period}: due today, {day}")
        if left == 0
        else N_("{period}: due on {day}, {count} days left")
    )
    said = _(words).format(period=period, day=day, count=format_count(abs(left)))
    return said[:1].upper() + said[1:]


def _years(chosen: View, calendar: CalendarYear, records: Sequence[Completeness]) -> list[Choice]:
    known = {year for record in records for year in record.years}
    years = {*known, calendar.today.year, calendar.today.year + 1, chosen.period.year}
    return filters.choices(
        sorted(years, reverse=True),
        chosen.period.year,
        str,
        lambda year: replace(chosen, period=Period(year, chosen.period.quarter), unit=None).address,
    )


def _provinces(chosen: View, provinces: Sequence[UnitView]) -> list[Choice]:
    """Return the provinces to choose from; none where there is no choice."""
    return [
        Choice(
            unit_name(each),
            View(chosen.period, province=each.code).address,
            each.code == chosen.province,
        )
        for each in provinces
        if chosen.province is not None
    ]


def _step(
    quarter: PeriodRecord, calendar: CalendarYear, records: Sequence[Completeness], chosen: View
) -> Step:
    every, counted = of_period(records, quarter.period), _counted(records, quarter.period)
    due_on = _due(quarter, every, several=len(every) > 1)
    look = _look(quarter, calendar.today, every)
    return Step(
        period=quarter.period,
        due_on=due_on,
        look=look,
        state=_(look.word),
        when=_when(quarter, due_on, calendar.today, every),
        came=_came(counted, quarter.period, calendar.today),
        own=_own(quarter, every),
        href=replace(chosen, period=quarter.period).address,
        current=quarter.period == chosen.period,
    )


def _look(quarter: PeriodRecord, today: date, states: Sequence[ReturnState]) -> Look:
    if quarter.closed_at is not None:
        return CLOSED
    if quarter.period.first_day > today:
        return LATER
    if len(states) == 1 and (states[0].is_back or states[0].mark is not Mark.NOT_DUE):
        return face(states[0])
    if any(each.mark is Mark.MISSING for each in states):
        return OVERDUE
    return COMPLETE if states and not owed(states) else RUNNING


def _when(quarter: PeriodRecord, due_on: date, today: date, states: Sequence[ReturnState]) -> str:
    """Return how far the due date is; nothing once it is over and nothing is owed."""
    if quarter.closed_at is not None:
        return _("closed on {day}").format(day=format_date(quarter.closed_at))
    left = (due_on - today).days
    if left < 0 and states and not owed(states):
        return ""
    if left == 0:
        return _("due today")
    words = N_("{count} days left") if left > 0 else N_("{count} days ago")
    return _(words).format(count=format_count(abs(left)))


def _came(states: Sequence[ReturnState], period: Period, today: date) -> str:
    if not states or period.first_day > today:
        return ""
    if len(states) == 1:
        return _alone(states[0])
    came = sum(each.handed_in is not None for each in states)
    said = _("{count}/{total} handed in").format(count=came, total=len(states))
    if waiting := turnout.waiting(states):
        said += ", " + _("{count} awaiting review").format(count=waiting)
    return said


def _alone(state: ReturnState) -> str:
    """What the chip of a single unit's return leaves unsaid."""
    if state.mark is Mark.NOT_DUE and not state.is_back:
        return ""
    if state.mark is not Mark.ON_TIME or state.handed_in is None:
        return standing(state)
    said = _("handed in on {day}").format(day=format_date(state.handed_in))
    return ", ".join(filter(None, (said, times_back(state))))


def _own(quarter: PeriodRecord, states: Sequence[ReturnState]) -> str:
    """What differs from the calendar: a unit's own due date, or how many units have one."""
    put_off = [each for each in states if each.extended]
    if not put_off:
        return ""
    if len(states) == 1:
        return _("put off from {day}").format(day=format_date(quarter.due_on))
    return _("put off for {count} units").format(count=len(put_off))
