"""Beside the calendar: the due dates put off, and the reminders to copy."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from markupsafe import Markup, escape

from dashboard.domain.progress import UnitView
from dashboard.domain.timeliness import ReturnState, owed
from dashboard.i18n import _
from dashboard.readings.calendar import CalendarYear, Extension
from dashboard.readings.completeness import Completeness
from dashboard.views import filters, turnout
from dashboard.views.calendar_sheet import View, units_of
from dashboard.views.filters import Choice
from dashboard.views.look import unit_name
from dashboard.views.templates import drawn
from data_access.calendar import PeriodRecord


@dataclass(frozen=True, slots=True)
class Letter:
    """A reminder to copy; ``count``: to how many units."""

    title: str
    count: int
    text: str

    @property
    def lines(self) -> Markup:
        """The text with its empty lines, which a template would close up."""
        return escape(self.text).replace("\n", Markup("&#10;"))


@dataclass(frozen=True, slots=True)
class PutOff:
    """A due date put off, and where it is changed; None: not by this person."""

    each: Extension
    href: str | None
    days: int


def extensions_card(
    calendar: CalendarYear,
    records: Sequence[Completeness],
    chosen: View,
    reviewed: Sequence[UnitView],
) -> Markup:
    """Return the due dates put off; ``reviewed`` are the units whose dates the person puts off."""
    closed = calendar.of(chosen.period).closed_at is not None
    return drawn(
        "calendar_extensions.html",
        chosen=chosen,
        extensions=[_put_off(each, chosen, reviewed) for each in calendar.extensions],
        units=[] if closed else _units(chosen, reviewed),
        search_from=filters.SEARCH_FROM,
        several=len(units_of(records)) > 1,
    )


def letters_card(
    calendar: CalendarYear, chosen: View, states: Sequence[ReturnState]
) -> Markup | None:
    """Return the reminders about the quarter; None: there is nothing to remind of."""
    letters = _letters(states, calendar.of(chosen.period), calendar.today)
    singles = _singles(states)
    if not letters and not singles:
        return None
    return drawn("calendar_letters.html", chosen=chosen, letters=letters, singles=singles)


def _singles(states: Sequence[ReturnState]) -> list[Letter]:
    return [Letter(unit_name(each.unit), 1, turnout.letter_to_unit(each)) for each in owed(states)]


def _put_off(each: Extension, chosen: View, reviewed: Sequence[UnitView]) -> PutOff:
    mine = next((unit for unit in reviewed if unit.id == each.unit.id), None)
    href = replace(chosen, period=each.period, unit=mine).address if mine else None
    return PutOff(each, href, (each.due_on - each.instead_of).days)


def _units(chosen: View, reviewed: Sequence[UnitView]) -> list[Choice]:
    return [
        Choice(unit_name(each), replace(chosen, unit=each).address, each == chosen.unit)
        for each in reviewed
        if each.reports and each.exists_in(chosen.period)
    ]


def _letters(states: Sequence[ReturnState], quarter: PeriodRecord, today: date) -> list[Letter]:
    if quarter.closed_at is not None:
        return []
    missing, over = owed(states), quarter.due_on < today
    found = []
    if missing:
        title = _("To the units that have not handed in yet")
        text = turnout.letter_to_missing(missing, quarter.period, today)
        found.append(Letter(title, len(missing), text))
    if missing or not over:
        text = turnout.letter_to_all(quarter.period, quarter.due_on, today)
        found.append(Letter(_("To all units"), len(states), text))
    return found if over else found[::-1]
