"""Due dates that become others: which may, and the marks of returns that are in that change with
them. For readings and actions, which open the transaction.
"""

from collections.abc import Mapping
from datetime import date, timedelta

from sqlalchemy.orm import Session

from dashboard import clock, standing
from dashboard.domain import timeliness
from dashboard.domain.timeliness import Shift
from dashboard.errors import Refused, WrongState
from data_access import calendar, completeness, units
from data_access.calendar import PeriodRecord
from data_access.vocabulary import Period, UnitRecord

LATEST_DUE = timedelta(days=365)  # after the quarter's end
LONGEST_EXTENSION = timedelta(days=180)  # after the calendar's due date


def must_be_movable(session: Session, period: Period, due_on: date) -> None:
    """Return if the quarter may be due on another day.

    Raises:
        NotFound: the calendar does not reach the quarter.
        WrongState: ``due-date-closed``: the quarter is closed.
        Refused: ``due-date-out-of-reach``.
    """
    if calendar.period(session, period).closed_at is not None:
        raise WrongState("due-date-closed", period=period)
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
    quarter = calendar.period_held(session, period)
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
    general = calendar.period(session, period).due_on
    put_off = {unit.id: due_on} if due_on else {}
    found = _shifts(session, unit, period, general, put_off)
    return tuple(each for each in found if each.unit.id == unit.id)


def with_due(
    session: Session, province: UnitRecord, period: Period, due_on: date
) -> tuple[Shift, ...]:
    """Return what changes in the province once the calendar's due date is another."""
    put_off = _put_off(session, province, period)
    return _shifts(session, province, period, due_on, put_off)


def _shifts(
    session: Session,
    branch: UnitRecord,
    period: Period,
    due_on: date,
    put_off: Mapping[int, date],
) -> tuple[Shift, ...]:
    now = calendar.period(session, period).due_on
    today = _put_off(session, branch, period)
    facts = completeness.facts(session, branch.id, period, period)
    there = units.by_ids(session, {unit_id for unit_id, _period in facts})
    found = []
    for (unit_id, _period), each in facts.items():
        came = timeliness.handed_in((one.submitted_at, one.status) for one in each.revisions)
        unit = there[unit_id]
        if came is None or not (unit.reports and unit.exists_in(period)):
            continue
        before = timeliness.days_late(max(now, today.get(unit_id, now)), came)
        after = timeliness.days_late(max(due_on, put_off.get(unit_id, due_on)), came)
        if before != after:
            found.append(Shift(unit, came, before, after))
    return tuple(found)


def _put_off(session: Session, branch: UnitRecord, period: Period) -> dict[int, date]:
    found = calendar.extensions(session, (branch.id,), period.year, period.year)
    return {each.unit_id: each.due_on for each in found if each.period == period}


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
