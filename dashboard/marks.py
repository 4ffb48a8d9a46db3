"""Due dates that become others: which may, and whose returns are then timely otherwise.

For readings and actions, which open the transaction.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from dashboard import clock, standing
from dashboard.domain import timeliness
from dashboard.domain.timeliness import Shift
from dashboard.errors import Refused, WrongState
from data_access import calendar, return_states, units
from data_access.calendar import PeriodRecord
from data_access.vocabulary import Period, UnitRecord

LATEST_DUE = timedelta(days=365)  # after the quarter's end
LONGEST_EXTENSION = timedelta(days=180)  # after the calendar's due date


def must_be_movable(session: Session, province: UnitRecord, period: Period, due_on: date) -> None:
    """Return if the quarter may be due on another day in the province.

    Raises:
        NotFound: the calendar does not reach the quarter.
        WrongState: ``due-date-closed``: the quarter is closed.
        Refused: ``due-date-out-of-reach``.
    """
    if calendar.period(session, province.id, period).closed_at is not None:
        raise WrongState("due-date-closed", period=period, province=province.name)
    first, last = period.first_day, period.last_day + LATEST_DUE
    if not first <= due_on <= last:
        raise Refused("due-date-out-of-reach", period=period, due_on=due_on, first=first, last=last)


def must_be_extendable(
    session: Session, unit: UnitRecord, period: Period, due_on: date | None
) -> None:
    """Return if the unit's due date may be put off until ``due_on``; None: taken back.

    Raises:
        NotFound: the calendar does not reach the quarter.
        WrongState: ``unit-does-not-report``, ``unit-not-in-period``, ``extension-closed``,
            ``no-extension``.
        Refused: ``extension-out-of-reach``.
    """
    standing.must_report(unit, period)
    province = units.province_of(session, unit.id)
    quarter = calendar.period_kept(session, province.id, period)
    if quarter.closed_at is not None:
        raise WrongState("extension-closed", period=period)
    if due_on is not None:
        _must_be_near(quarter, due_on)
    elif calendar.extension(session, unit.id, period) is None:
        raise WrongState("no-extension", unit=unit.name, period=period)


def with_extension(
    session: Session, unit: UnitRecord, period: Period, due_on: date | None
) -> tuple[Shift, ...]:
    """Return what changes for the unit's own return once it is put off until ``due_on``; None: once
    the calendar's due date holds for it."""
    return tuple(
        shift
        for each, came, now, calendar_due_on in _came(session, (unit,), period)
        if (shift := _shift(each, came, now, max(calendar_due_on, due_on or calendar_due_on)))
    )


def with_due(
    session: Session, province: UnitRecord, period: Period, due_on: date
) -> tuple[Shift, ...]:
    """Return what changes in the province once its calendar's due date is another."""
    reporting = units.reporting(session, (province.id,), period)
    put_off = calendar.extensions(session, (province.id,), period.year, period.year)
    until = {each.unit_id: each.due_on for each in put_off if each.period == period}
    return tuple(
        shift
        for each, came, now, _calendar in _came(session, reporting, period)
        if (shift := _shift(each, came, now, max(due_on, until.get(each.id, due_on))))
    )


def _came(
    session: Session, wanted: Sequence[UnitRecord], period: Period
) -> Iterator[tuple[UnitRecord, datetime, date, date]]:
    """Yield the units whose return is in: when it came, when it is due for it and in general."""
    by_id = {each.id: each for each in wanted if each.exists_in(period)}
    provinces = {units.province_of(session, each).id for each in by_id}
    found = return_states.due(session, by_id.keys(), provinces, period, period, clock.today())
    for each in found:
        if each.state is not None and each.state.handed_in_at is not None:
            came = each.state.handed_in_at
            yield by_id[each.unit_id], came, each.due_on, each.calendar_due_on


def _shift(unit: UnitRecord, came: datetime, now: date, then: date) -> Shift | None:
    before, after = timeliness.days_late(now, came), timeliness.days_late(then, came)
    return Shift(unit, came, before, after) if before != after else None


def _must_be_near(quarter: PeriodRecord, due_on: date) -> None:
    due, today = quarter.due_on, clock.today()
    earliest = max(due + timedelta(days=1), today)
    latest = max(due, today) + LONGEST_EXTENSION
    if not earliest <= due_on <= latest:
        raise Refused(
            "extension-out-of-reach",
            due_on=due_on,
            first=earliest,
            last=latest,
            period=quarter.period,
        )
