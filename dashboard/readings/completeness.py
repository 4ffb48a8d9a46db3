"""Which returns came, which came late and which are missing, over all quarters of a subtree.

What was put together is kept by the data revision and the day.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from threading import Lock

from cachetools import LRUCache, cached
from sqlalchemy.orm import Session

from dashboard import clock
from dashboard.domain import timeliness
from dashboard.domain.access import Person, Right
from dashboard.domain.progress import UnitView
from dashboard.domain.timeliness import Call, Mark, ReturnState
from dashboard.readings import looking_at, return_states
from data_access import calendar, frames, units
from data_access import return_states as record_of_states
from data_access.calendar import PeriodRecord
from data_access.errors import NotFound
from data_access.vocabulary import Period, UnitRecord


@dataclass(frozen=True, slots=True)
class Completeness:
    """The returns of a unit's subtree, of every quarter from the first that was asked for.

    ``counted`` are the reporting units whose figures are part of the unit's, ``beside`` those that
    are compared with it, both in display order; ``periods`` all quarters in order, to the end of
    the running year. ``states`` reach back to the earliest return there is, asked for or not.
    """

    unit: UnitView
    today: date
    periods: tuple[PeriodRecord, ...]
    counted: tuple[UnitView, ...]
    beside: tuple[UnitView, ...]
    states: Mapping[tuple[int, Period], ReturnState]

    def of_unit(self, unit_id: int) -> tuple[ReturnState, ...]:
        """Return the unit's returns in the order of the quarters."""
        return tuple(self.states[unit_id, each.period] for each in self.periods)

    def of_period(self, period: Period) -> tuple[ReturnState, ...]:
        """Return the counted units' returns for the quarter that are asked for, in order."""
        found = (self.states.get((unit.id, period)) for unit in self.counted)
        return tuple(each for each in found if each and each.mark is not Mark.NOT_ASKED)

    def of_year(self, year: int) -> tuple[ReturnState, ...]:
        """Return the counted units' returns for the year."""
        return tuple(
            self.states[unit.id, each.period]
            for unit in self.counted
            for each in self.periods
            if each.period.year == year
        )

    def between(
        self, first: int, last: int
    ) -> tuple[tuple[UnitView, tuple[ReturnState, ...]], ...]:
        """Return each unit that a return of these years was asked of, with its returns."""
        periods = [each.period for each in self.periods if first <= each.period.year <= last]
        rows = (
            (unit, tuple(self.states[unit.id, period] for period in periods))
            for unit in (*self.counted, *self.beside)
        )
        return tuple(row for row in rows if any(each.mark is not Mark.NOT_ASKED for each in row[1]))

    @property
    def years(self) -> tuple[int, ...]:
        """The years, newest first."""
        return tuple(sorted({each.period.year for each in self.periods}, reverse=True))


def of_unit(person: Person, unit_code: str) -> Completeness:
    """Return the returns of the unit's subtree as they stand today.

    Raises:
        NotFound, NotAllowed: see ``looking_at``.
    """
    with looking_at(person, Right.SEE_RETURN, unit_code) as (session, unit):
        return _found(frames.revision(session), clock.today(), unit, session)


def calls(person: Person, unit_code: str) -> tuple[Call, ...]:
    """Return whom of the subtree to call today, the most urgent first.

    Raises:
        NotFound, NotAllowed: see ``looking_at``.
    """
    with looking_at(person, Right.REVIEW_RETURN, unit_code) as (session, unit):
        found = _found(frames.revision(session), clock.today(), unit, session)
    places = {each.id: place for place, each in enumerate((*found.counted, *found.beside))}
    ordered = sorted(found.states.values(), key=lambda each: (places[each.unit.id], each.period))
    return timeliness.calls(ordered)


# Bounded by how many returns are kept: a hundred units have four thousand in ten years.
_KEPT: LRUCache[tuple[str, date, str], Completeness] = LRUCache(
    60_000, getsizeof=lambda kept: len(kept.states) + 1
)


@cached(
    _KEPT, key=lambda revision, today, unit, _session: (revision, today, unit.code), lock=Lock()
)
def _found(_revision: str, today: date, unit: UnitRecord, session: Session) -> Completeness:
    province = units.province_of(session, unit.id)
    begins = first_asked(session, province.id, today)
    earliest = record_of_states.earliest(session, (province.id,)) or begins
    last = max(today.year, begins.year)
    counted_ids = units.counted_subtree(session, unit.id)
    reporting = [each for each in units.visible(session, (unit.id,)) if each.reports]
    return Completeness(
        unit=unit,
        today=today,
        periods=calendar.periods(session, province.id, begins.year, last),
        counted=tuple(each for each in reporting if each.id in counted_ids),
        beside=tuple(each for each in reporting if each.id not in counted_ids),
        states=return_states.of_units(
            session, reporting, min(earliest, Period(begins.year, 1)), Period(last, 4), today
        ),
    )


def first_asked(session: Session, province_id: int, today: date) -> Period:
    """Return the quarter from which returns of the province are asked for.

    For readings that have asked for the right.

    Raises:
        NotFound: the calendar begins later.
    """
    found = record_of_states.begin(session, province_id, today)
    if found is None:
        raise NotFound("period", today)
    return found
