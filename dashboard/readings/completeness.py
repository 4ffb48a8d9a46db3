"""Which returns came, which came late and which are missing, over all quarters of a subtree.

What was put together is kept by the data revision and the day.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from threading import Lock

from cachetools import LRUCache, cached
from sqlalchemy.orm import Session

from dashboard import clock
from dashboard.domain import timeliness
from dashboard.domain.access import Person, Right
from dashboard.domain.progress import UnitView
from dashboard.domain.timeliness import Call, Filing, Mark
from dashboard.readings import FOR_EVER, looking_at
from data_access import calendar, completeness, frames, units
from data_access.calendar import PeriodRecord
from data_access.completeness import ReturnFacts
from data_access.vocabulary import Period, UnitRecord


@dataclass(frozen=True, slots=True)
class Completeness:
    """The returns of a unit's subtree, of every quarter from the first that was asked for.

    ``counted`` are the reporting units whose figures are part of the unit's, ``beside`` those that
    are compared with it, both in display order; ``periods`` all quarters in order, to the end of
    the running year.
    """

    unit: UnitView
    today: date
    periods: tuple[PeriodRecord, ...]
    counted: tuple[UnitView, ...]
    beside: tuple[UnitView, ...]
    filings: Mapping[tuple[int, Period], Filing]

    def of_unit(self, unit_id: int) -> tuple[Filing, ...]:
        """Return the unit's returns in the order of the quarters."""
        return tuple(self.filings[unit_id, each.period] for each in self.periods)

    def of_period(self, period: Period) -> tuple[Filing, ...]:
        """Return the counted units' returns for the quarter that are asked for, in order."""
        found = (self.filings.get((unit.id, period)) for unit in self.counted)
        return tuple(each for each in found if each and each.mark is not Mark.NOT_ASKED)

    def of_year(self, year: int) -> tuple[Filing, ...]:
        """Return the counted units' returns for the year."""
        return tuple(
            self.filings[unit.id, each.period]
            for unit in self.counted
            for each in self.periods
            if each.period.year == year
        )

    def between(self, first: int, last: int) -> tuple[tuple[UnitView, tuple[Filing, ...]], ...]:
        """Return each unit that a return of these years was asked of, with its returns."""
        periods = [each.period for each in self.periods if first <= each.period.year <= last]
        rows = (
            (unit, tuple(self.filings[unit.id, period] for period in periods))
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
    ordered = (*found.counted, *found.beside)
    return timeliness.calls(each for unit in ordered for each in found.of_unit(unit.id))


# Bounded by how many returns are kept: a hundred units have four thousand in ten years.
_KEPT: LRUCache[tuple[str, date, str], Completeness] = LRUCache(
    60_000, getsizeof=lambda kept: len(kept.filings) + 1
)


@cached(
    _KEPT, key=lambda revision, today, unit, _session: (revision, today, unit.code), lock=Lock()
)
def _found(_revision: str, today: date, unit: UnitRecord, session: Session) -> Completeness:
    begins = first_asked(session, units.province_of(session, unit.id).id, today)
    last = max(today.year, begins.year)
    calendar_of = calendar.periods(session, begins.year, last)
    counted_ids = units.counted_subtree(session, unit.id)
    reporting = [each for each in units.visible(session, (unit.id,)) if each.reports]
    kept = _Record(
        begins=begins,
        today=today,
        facts=completeness.facts(session, unit.id, Period(begins.year, 1), Period(last, 4)),
        put_off={
            (each.unit_id, each.period): each.due_on
            for each in calendar.extensions(session, (unit.id,), begins.year, last)
        },
        history=completeness.history(session, unit.id, begins.year, last),
    )
    return Completeness(
        unit=unit,
        today=today,
        periods=calendar_of,
        counted=tuple(each for each in reporting if each.id in counted_ids),
        beside=tuple(each for each in reporting if each.id not in counted_ids),
        filings={
            (each.id, period.period): kept.filing(each, period)
            for each in reporting
            for period in calendar_of
        },
    )


def first_asked(
    session: Session, province_id: int, today: date, until: datetime = FOR_EVER
) -> Period:
    """Return the quarter from which returns are asked for: the first that a unit of the province
    handed in; where none did, the newest that is due. As the record stood at ``until``.

    For readings that have asked for the right.
    """
    latest = calendar.latest_due(session, today)
    return min(completeness.begins(session, province_id, until) or latest, latest)


@dataclass(frozen=True, slots=True)
class _Record:
    """What is known of the subtree."""

    begins: Period
    today: date
    facts: Mapping[tuple[int, Period], ReturnFacts]
    put_off: Mapping[tuple[int, Period], date]
    history: frozenset[tuple[int, int, int]]

    def filing(self, unit: UnitRecord, record: PeriodRecord) -> Filing:
        period = record.period
        put_off = self.put_off.get((unit.id, period))
        due_on = max(record.due_on, put_off) if put_off else record.due_on
        facts = self.facts.get((unit.id, period))
        stands = facts.standing if facts else None
        came = _came(facts)
        is_taken = _is_taken(facts, record.closed_at)
        return Filing(
            unit=unit,
            period=period,
            verdict=timeliness.judged(
                unit,
                period,
                self.begins,
                due_on=due_on,
                came=came,
                history=self._told_by_history(unit, period),
                today=self.today,
                shut_on=timeliness.shut_on(record.closed_at, is_taken=is_taken),
            ),
            due_on=due_on,
            extended=due_on > record.due_on,
            is_taken=is_taken and unit.reports and unit.exists_in(period),
            status=stands.status if stands else None,
            return_id=facts.id if facts else None,
            revision=stands.number if stands else None,
            handed_in=came,
            sent_back=sum(each.sent_back for each in facts.revisions) if facts else 0,
            remark=stands.remark if stands else None,
            decided_at=stands.decided_at if stands else None,
        )

    def _told_by_history(self, unit: UnitRecord, period: Period) -> bool:
        known = {(unit.id, period.year, quarter) for quarter in (0, period.quarter)}
        return not known.isdisjoint(self.history)


def _came(facts: ReturnFacts | None) -> datetime | None:
    if facts is None:
        return None
    return timeliness.handed_in((each.submitted_at, each.status) for each in facts.revisions)


def _is_taken(facts: ReturnFacts | None, closed_at: datetime | None) -> bool:
    if facts is None:
        return closed_at is None
    return timeliness.takes_again(
        facts.standing.status, closed_at, reopened=facts.reopened, decided_at=facts.decided_at
    )
