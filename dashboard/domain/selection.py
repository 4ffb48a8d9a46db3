"""Which unit, quarter and indicator are looked at: what an address asks, and what it falls back to.

An address may ask for anything; what it may not or can not ask for falls back.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.domain.progress import UnitProgress, UnitView
from data_access.vocabulary import Period

MOST_OF_A_CODE = 40
YEARS_COMPARED = 3
CALENDAR_YEARS = range(2000, 2051)


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks for; None where it asks nothing. Units and indicators are codes."""

    unit: str | None = None
    year: int | None = None
    quarter: int | None = None
    provisional: bool = False
    indicator: str | None = None
    source: str | None = None

    @property
    def period(self) -> Period | None:
        """The quarter, where both it and its year are given and there is such a quarter."""
        if self.year is None or self.quarter is None:
            return None
        try:
            return Period(self.year, self.quarter)
        except ValueError:
            return None


@dataclass(frozen=True, slots=True)
class Selection:
    """What is looked at; ``source`` is the code of the unit whose returns are listed, ``missed``
    that of the unit asked for and not shown.
    """

    unit: UnitView
    period: Period
    provisional: bool = False
    indicator: str | None = None
    source: str | None = None
    missed: str | None = None


def unit(code: str | None, visible: Sequence[UnitView]) -> UnitView:
    """Return the unit with the code; the topmost visible one where there is none."""
    return next((each for each in visible if each.code == code), visible[0])


def selection(
    asked: Asked,
    chosen: UnitView,
    years: Sequence[int],
    latest: Period,
    sources: Sequence[UnitView] = (),
) -> Selection:
    """Return what is looked at of the ``chosen`` unit.

    ``years`` are those with figures; without a year and quarter the newest due quarter is shown.
    ``sources`` are the units whose returns may be listed.
    """
    year = asked.year if asked.year in (*years, latest.year) else None
    year = latest.year if year is None else year
    quarter = asked.quarter if asked.quarter in range(1, 5) else None
    if quarter is None:
        quarter = latest.quarter if year == latest.year else 4
    wanted = asked.unit or chosen.code
    return Selection(
        unit=chosen,
        period=Period(year, quarter),
        provisional=asked.provisional,
        indicator=asked.indicator,
        source=asked.source if any(each.code == asked.source for each in sources) else None,
        missed=wanted[:MOST_OF_A_CODE] if wanted != chosen.code else None,
    )


def indicator(code: str | None, progress: UnitProgress) -> str:
    """Return the indicator with the code; the first main one where there is none."""
    known = [each.indicator.code for each in progress.indicators]
    if code is not None and code in known:
        return code
    return next((each.indicator.code for each in progress.main), known[0])


def year_to_date(period: Period) -> tuple[Period, ...]:
    """Return the quarters of the year up to this one, the first first."""
    return tuple(Period(period.year, quarter) for quarter in range(1, period.quarter + 1))


def whole_year(period: Period) -> tuple[Period, ...]:
    return tuple(Period(period.year, quarter) for quarter in range(1, 5))


def years_before(period: Period, years: Sequence[int]) -> tuple[Period, ...]:
    """Return the last quarters of the last ``YEARS_COMPARED`` of the years before, newest first."""
    return tuple(Period(year, 4) for year in years if year < period.year)[:YEARS_COMPARED]


def calendar_quarter(asked: Asked, usual: Period) -> Period:
    """Return the quarter of the calendar asked for; where it is none, ``usual`` or that of its
    year which lies nearest.
    """
    year, quarter = asked.year or 0, asked.quarter or 0
    if year not in CALENDAR_YEARS:
        year, quarter = usual.year, quarter or usual.quarter
    if not 1 <= quarter <= 4:
        quarter = usual.quarter if year == usual.year else 4 if year < usual.year else 1
    return Period(year, quarter)
