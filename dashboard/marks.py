"""The marks of returns that are in, where their due date becomes another. For readings and actions,
which open the transaction.
"""

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy.orm import Session

from dashboard.domain import timeliness
from dashboard.domain.timeliness import Shift
from data_access import calendar, completeness, units
from data_access.vocabulary import Period, UnitRecord


def without_extension(session: Session, unit: UnitRecord, period: Period) -> tuple[Shift, ...]:
    """Return what changes for the unit's own return once the calendar's due date holds for it."""
    due_on = calendar.period(session, period).due_on
    found = _shifts(session, unit, period, due_on, {})
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
    found: list[tuple[int, datetime, int, int]] = []
    for (unit_id, _period), each in facts.items():
        came = timeliness.handed_in((one.submitted_at, one.status) for one in each.revisions)
        if came is None:
            continue
        before = timeliness.days_late(max(now, today.get(unit_id, now)), came)
        after = timeliness.days_late(max(due_on, put_off.get(unit_id, due_on)), came)
        if before != after:
            found.append((unit_id, came, before, after))
    there = units.by_ids(session, {each[0] for each in found})
    return tuple(Shift(there[unit_id], came, *days) for unit_id, came, *days in found)


def _put_off(session: Session, branch: UnitRecord, period: Period) -> dict[int, date]:
    found = calendar.extensions(session, (branch.id,), period.year, period.year)
    return {each.unit_id: each.due_on for each in found if each.period == period}
