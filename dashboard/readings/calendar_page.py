"""Everything that the page of the calendar shows, of one moment."""

from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.domain import reach
from dashboard.domain.access import Person, Right
from dashboard.domain.progress import UnitView
from dashboard.domain.selection import Asked, calendar_quarter
from dashboard.domain.timeliness import Shift, owed
from dashboard.doors import reading
from dashboard.readings import calendar, completeness, progress
from dashboard.readings.calendar import CalendarYear, Extension
from dashboard.readings.completeness import Completeness
from data_access.vocabulary import Period


@dataclass(frozen=True, slots=True)
class CalendarPage:
    """A quarter of the calendar's ``year`` in one of the ``provinces``, and who has handed in.

    ``records`` are the returns of the topmost units that the person sees, ``reviewed`` and
    ``submitting`` the units whose returns they review and hand in. ``unit`` is the one whose due
    date may be put off, with its ``extension`` for the quarter, if it has one, and whose mark
    changes once that is taken back (``relying``).
    """

    provinces: tuple[UnitView, ...]
    reviewed: tuple[UnitView, ...]
    submitting: tuple[UnitView, ...]
    records: tuple[Completeness, ...]
    period: Period
    unit: UnitView | None
    year: CalendarYear
    extension: Extension | None
    relying: tuple[Shift, ...]

    @property
    def chosen_province(self) -> str | None:
        """The code of the province looked at; None: there is no choice."""
        return self.year.province.code if len(self.provinces) > 1 else None


def read(person: Person, asked: Asked, province: str | None = None) -> CalendarPage | None:
    """Return what the page shows; None: the person may see no unit's returns.

    ``province`` is the code of the one to look at; the first where it is none of the person's.
    Without a quarter asked for it is the one that matters today: the one that fell due last while
    something of it is missing, else the coming one.
    """
    with reading(person):
        if not reach.units(person, Right.SEE_RETURN, progress.units_visible(person)):
            return None
        provinces = calendar.provinces(person)
        place = next((each for each in provinces if each.code == province), provinces[0]).code
        visible = reach.units(
            person, Right.SEE_RETURN, progress.units_visible(person, province=place)
        )
        reviewed = reach.units(person, Right.REVIEW_RETURN, visible)
        records = tuple(completeness.of_unit(person, unit.code) for unit in reach.tops(visible))
        period = calendar_quarter(asked, _matters(person, place, records))
        unit = next((each for each in reviewed if each.code == asked.unit), None)
        if unit is not None and not (unit.reports and unit.exists_in(period)):
            unit = None
        year = calendar.year(person, period.year, place)
        extension = _extension(year, unit, period)
        return CalendarPage(
            provinces=provinces,
            reviewed=reviewed,
            submitting=reach.units(person, Right.SUBMIT_RETURN, visible),
            records=records,
            period=period,
            unit=unit,
            year=year,
            extension=extension,
            relying=(
                calendar.without_extension(person, extension.unit.code, period) if extension else ()
            ),
        )


def _matters(person: Person, province: str, records: Sequence[Completeness]) -> Period:
    latest, coming = calendar.next_due(person, province)
    if coming is None or any(owed(record.of_period(latest.period)) for record in records):
        return latest.period
    return coming.period


def _extension(year: CalendarYear, unit: UnitView | None, period: Period) -> Extension | None:
    return next(
        (
            each
            for each in year.extensions
            if unit and each.unit.id == unit.id and each.period == period
        ),
        None,
    )
