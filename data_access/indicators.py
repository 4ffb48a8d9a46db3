"""What is counted, and the calendar it is counted by."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, Update, or_, select, update
from sqlalchemy.orm import Session, aliased

from data_access.errors import NotFound
from data_access.models import Indicator, ReportingPeriod
from data_access.vocabulary import IndicatorRecord, Period

_Parent = aliased(Indicator)
_Moved = aliased(Indicator)


@dataclass(frozen=True, slots=True)
class PeriodRecord:
    """A quarter of the calendar; ``closed_at`` None while returns are taken."""

    period: Period
    due_on: date
    closed_at: datetime | None


def in_force(session: Session, when: Period | int) -> tuple[IndicatorRecord, ...]:
    """Return the indicators in force at the end of a period, or at any time in a year."""
    first, last = (
        (when.last_day, when.last_day)
        if isinstance(when, Period)
        else (date(when, 1, 1), date(when, 12, 31))
    )
    return _records(
        session,
        _indicators().where(
            Indicator.valid_from <= last,
            or_(Indicator.valid_to.is_(None), Indicator.valid_to >= first),
        ),
    )


def everything(session: Session) -> tuple[IndicatorRecord, ...]:
    """Return all indicators, those no longer in force included."""
    return _records(session, _indicators())


def period(session: Session, which: Period) -> PeriodRecord:
    """Return the quarter.

    Raises:
        NotFound: the calendar does not reach that far.
    """
    row = session.get(ReportingPeriod, (which.year, which.quarter))
    if row is None:
        raise NotFound("period", which)
    return PeriodRecord(which, row.due_on, row.closed_at)


def year_periods(session: Session, year: int) -> tuple[PeriodRecord, ...]:
    """Return the year's quarters in order."""
    found = session.execute(
        select(ReportingPeriod.quarter, ReportingPeriod.due_on, ReportingPeriod.closed_at)
        .where(ReportingPeriod.year == year)
        .order_by(ReportingPeriod.quarter)
    )
    return tuple(PeriodRecord(Period(year, row[0]), row[1], row[2]) for row in found)


def latest_due(session: Session, today: date) -> Period:
    """Return the newest quarter whose due date has come.

    Raises:
        NotFound: the calendar begins later.
    """
    row = session.execute(
        select(ReportingPeriod.year, ReportingPeriod.quarter)
        .where(ReportingPeriod.due_on <= today)
        .order_by(ReportingPeriod.due_on.desc())
        .limit(1)
    ).one_or_none()
    if row is None:
        raise NotFound("period", today)
    return Period(*row)


def set_due(session: Session, which: Period, due_on: date) -> None:
    """Set the last day on which a return for the quarter is on time."""
    session.execute(_calendar(which).values(due_on=due_on))


def close_period(session: Session, which: Period, at: datetime | None) -> None:
    """Take no new returns for the quarter from ``at`` on; None opens it again."""
    session.execute(_calendar(which).values(closed_at=at))


def _calendar(which: Period) -> Update:
    return update(ReportingPeriod).where(
        ReportingPeriod.year == which.year, ReportingPeriod.quarter == which.quarter
    )


def _indicators() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Indicator.id,
            Indicator.code,
            Indicator.name,
            Indicator.name_en,
            Indicator.short_name,
            Indicator.short_name_en,
            Indicator.organisation,
            Indicator.measure,
            Indicator.counted_in,
            Indicator.counted_in_en,
            Indicator.takes_target,
            Indicator.main,
            Indicator.listed,
            _Parent.code.label("parent"),
            Indicator.display_order,
            _Moved.code.label("moves"),
            Indicator.moves_by,
        )
        .outerjoin(_Parent, _Parent.id == Indicator.parent_id)
        .outerjoin(_Moved, _Moved.id == Indicator.moves_id)
        .order_by(Indicator.display_order, Indicator.code)
    )


def _records(session: Session, wanted: Select[*tuple[Any, ...]]) -> tuple[IndicatorRecord, ...]:
    return tuple(IndicatorRecord(*row) for row in session.execute(wanted))
