# ruff: noqa: A005  # the name is the subject; it is imported in full only
"""The calendar of a year in a province: due dates, what is closed, whose dates were put off."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from dashboard import clock, marks
from dashboard.domain.access import Person, Right
from dashboard.domain.timeliness import Shift
from dashboard.doors import reading
from dashboard.provinces import administered, entered, one_entered
from dashboard.readings import looking_at
from data_access import calendar, units
from data_access.calendar import ExtensionRecord, PeriodRecord
from data_access.vocabulary import Period, UnitRecord


@dataclass(frozen=True, slots=True)
class Extension:
    """A due date put off for one unit; ``instead_of`` is the calendar's."""

    unit: UnitRecord
    period: Period
    due_on: date
    instead_of: date
    reason: str
    decider: str
    decided_at: datetime


@dataclass(frozen=True, slots=True)
class CalendarYear:
    """A province's quarters of a year in order, and the extensions that the person may see.

    ``may_change`` says whether the person may change the province's calendar.
    """

    province: UnitRecord
    year: int
    today: date
    quarters: tuple[PeriodRecord, ...]
    extensions: tuple[Extension, ...]
    may_change: bool

    def of(self, period: Period) -> PeriodRecord:
        return next(each for each in self.quarters if each.period == period)


@dataclass(frozen=True, slots=True)
class DueDate:
    """When the return for a quarter is due, from one unit or by the calendar of the ``province``
    that was asked for; ``reason``: why the unit's date was put off."""

    period: Period
    due_on: date
    unit: UnitRecord | None = None
    reason: str | None = None
    province: UnitRecord | None = None


def year(person: Person, which: int, province: str | None = None) -> CalendarYear:
    """Return the calendar of a year in a province, by its code; None: in the person's first.

    A year that it does not reach has no quarters.

    Raises:
        NotFound: no such unit.
        NotAllowed: the person has no role in the province, or nowhere.
    """
    with reading(person) as session:
        seen = one_entered(session, person, province)
        quarters = calendar.periods(session, seen.id, which, which)
        put_off = calendar.extensions(session, person.units_with(Right.SEE_RETURN), which, which)
        views = units.by_ids(session, {each.unit_id for each in put_off})
        general = {each.period: each.due_on for each in quarters}
        return CalendarYear(
            province=seen,
            year=which,
            today=clock.today(),
            quarters=quarters,
            extensions=tuple(
                _extension(each, views, general)
                for each in put_off
                if units.province_of(session, each.unit_id) == seen
            ),
            may_change=person.may(Right.MANAGE_UNITS, (seen.id,)),
        )


def next_due(
    person: Person, province: str | None = None
) -> tuple[PeriodRecord, PeriodRecord | None]:
    """Return the newest quarter that has fallen due in the province, and the one that falls due
    next.

    Raises:
        NotFound, NotAllowed: as for ``year``.
    """
    today = clock.today()
    with reading(person) as session:
        seen = one_entered(session, person, province)
        newest = calendar.latest_due(session, seen.id, today)
        latest = calendar.period(session, seen.id, newest)
        coming = calendar.periods(session, seen.id, today.year, today.year + 1)
    ahead = [each for each in coming if each.due_on > latest.due_on and each.due_on >= today]
    return latest, min(ahead, key=lambda each: each.due_on, default=None)


def provinces(person: Person) -> tuple[UnitRecord, ...]:
    """Return the provinces in which the person has a role, in display order.

    Raises:
        NotAllowed: nowhere.
    """
    with reading(person) as session:
        return entered(session, person)


def due_dates(
    person: Person, unit_code: str | None = None, province: str | None = None
) -> tuple[DueDate, ...]:
    """Return the due dates of this year and the next: the unit's own, or those of the calendar of a
    province by its code; without either, of the person's first.

    Raises:
        NotFound, NotAllowed: see ``looking_at``; without a unit, as for ``year``.
    """
    first = clock.today().year
    if unit_code is not None:
        years = (first, first + 1)
        quarters = [Period(year, quarter) for year in years for quarter in range(1, 5)]
        return due_dates_of(person, unit_code, quarters)
    with reading(person) as session:
        seen = one_entered(session, person, province)
        found = calendar.periods(session, seen.id, first, first + 1)
    named = seen if province is not None else None
    return tuple(DueDate(each.period, each.due_on, province=named) for each in found)


def due_dates_of(person: Person, unit_code: str, quarters: Sequence[Period]) -> tuple[DueDate, ...]:
    """Return the unit's own due dates, of the quarters at whose end it exists.

    Raises:
        NotFound, NotAllowed: see ``looking_at``.
    """
    with looking_at(person, Right.SEE_RETURN, unit_code) as (session, unit):
        asked = [each for each in quarters if unit.exists_in(each)]
        own = calendar.due_dates(session, ((unit.id, period) for period in asked))
        years = [each.year for each in quarters]
        put_off = calendar.extensions(session, (unit.id,), min(years), max(years))
    reasons = {each.period: each.reason for each in put_off if each.unit_id == unit.id}
    return tuple(
        DueDate(period, own[unit.id, period], unit, reasons.get(period))
        for period in asked
        if (unit.id, period) in own
    )


def without_extension(person: Person, unit_code: str, period: Period) -> tuple[Shift, ...]:
    """Return whose mark changes if the unit's extension is taken back: its own, or nobody's.

    Raises:
        NotFound, NotAllowed: see ``looking_at``; the calendar does not reach the quarter.
    """
    with looking_at(person, Right.REVIEW_RETURN, unit_code) as (session, unit):
        return marks.with_extension(session, unit, period, None)


def with_extension(
    person: Person, unit_code: str, period: Period, due_on: date | None
) -> tuple[Shift, ...]:
    """Return whose mark changes if the unit's due date is put off until ``due_on``, or taken back
    (None): its own, or nobody's.

    Raises:
        NotFound, NotAllowed: see ``looking_at``; the calendar does not reach the quarter.
        WrongState, Refused: it may not be: see ``marks.must_be_extendable``.
    """
    with looking_at(person, Right.REVIEW_RETURN, unit_code) as (session, unit):
        marks.must_be_extendable(session, unit, period, due_on)
        return marks.with_extension(session, unit, period, due_on)


def with_due(
    person: Person, period: Period, due_on: date, province: str | None = None
) -> tuple[Shift, ...]:
    """Return whose return is timely otherwise if the quarter is due on another day, in the province
    or in all that the person administers.

    Raises:
        NotAllowed: the person does not administer the province, or none.
        NotFound: no such province; the calendar does not reach the quarter.
        WrongState, Refused: it may not be: see ``marks.must_be_movable``.
    """
    with reading(person) as session:
        return tuple(
            shift
            for each in administered(session, person, province)
            for shift in _with_due(session, each, period, due_on)
        )


def _with_due(
    session: Session, province: UnitRecord, period: Period, due_on: date
) -> tuple[Shift, ...]:
    marks.must_be_movable(session, province, period, due_on)
    return marks.with_due(session, province, period, due_on)


def _extension(
    record: ExtensionRecord, views: Mapping[int, UnitRecord], general: Mapping[Period, date]
) -> Extension:
    return Extension(
        unit=views[record.unit_id],
        period=record.period,
        due_on=max(record.due_on, general[record.period]),
        instead_of=general[record.period],
        reason=record.reason,
        decider=record.decider,
        decided_at=record.decided_at,
    )
