# ruff: noqa: A005  # the name is the subject; it is imported in full only
"""The calendar of quarters: when returns are due, in a province or for one unit, what is closed."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, insert, select, text
from sqlalchemy.orm import Session

from data_access import moment as moments
from data_access.errors import NotFound
from data_access.models import DueDate, DueDateExtension, PeriodClosing
from data_access.remembered import READS_ONLY, remembered
from data_access.vocabulary import Period

_PERIODS = """
select year, quarter, due_on, closed_at from calendar_at(:until)
where province_id = :province_id and year between :first and :last
order by year, quarter
"""

_LATEST = "select year, quarter from latest_due(:until, :today) where province_id = :province_id"

_DUE_ON = """
select w.unit_id, c.year, c.quarter, greatest(c.due_on, x.due_on) as due_on
from unnest(cast(:units as bigint[]), cast(:years as smallint[]), cast(:quarters as smallint[]))
     w (unit_id, year, quarter)
join unit u on u.id = w.unit_id
join calendar_at(:until) c
  on c.province_id = u.province_id and c.year = w.year and c.quarter = w.quarter
left join lateral (
    select e.due_on from due_date_extension e
    where e.unit_id = w.unit_id and e.year = w.year and e.quarter = w.quarter
      and e.decided_at < :until
    order by e.id desc limit 1
) x on true
"""

_TAKES = text("select from reporting_period where year = :year and quarter = :quarter for share")
_CLOSES = text("select from reporting_period where year = :year and quarter = :quarter for update")

_IN_FORCE = """
select e.id, e.unit_id, e.year, e.quarter, e.due_on, e.reason,
       e.decided_by, a.display_name as decider, e.decided_at
from (
    select distinct on (unit_id, year, quarter) *
    from due_date_extension
    where year between :first and :last and decided_at < :until
      and unit_id in (select unit_id from unit_ancestor where ancestor_id = any(:units))
    order by unit_id, year, quarter, id desc
) e
join account a on a.id = e.decided_by
where e.due_on is not null
order by e.year desc, e.quarter desc, e.due_on, e.unit_id
"""


@dataclass(frozen=True, slots=True)
class PeriodRecord:
    """A quarter of the calendar; ``closed_at`` None while returns are taken."""

    period: Period
    due_on: date
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class ExtensionRecord:
    """Another due date of one unit for one quarter, in force."""

    id: int
    unit_id: int
    period: Period
    due_on: date
    reason: str
    decided_by: int
    decider: str
    decided_at: datetime


def period(session: Session, province_id: int, which: Period) -> PeriodRecord:
    """Return the quarter in the province.

    Raises:
        NotFound: the calendar does not reach that far.
    """
    for each in periods(session, province_id, which.year, which.year):
        if each.period == which:
            return each
    raise NotFound("period", which)


def period_kept(session: Session, province_id: int, which: Period) -> PeriodRecord:
    """Return the quarter; in a transaction that writes nobody closes it before that has ended.

    Raises:
        NotFound: the calendar does not reach that far.
    """
    if not session.info.get(READS_ONLY):
        session.execute(_TAKES, {"year": which.year, "quarter": which.quarter})
    return period(session, province_id, which)


@remembered
def periods(
    session: Session, province_id: int, first_year: int, last_year: int
) -> tuple[PeriodRecord, ...]:
    """Return the quarters of the years in order, those that the calendar reaches."""
    found = session.execute(
        text(_PERIODS),
        {
            "until": moments.of(session).until,
            "province_id": province_id,
            "first": first_year,
            "last": last_year,
        },
    )
    return tuple(
        PeriodRecord(Period(row.year, row.quarter), row.due_on, row.closed_at) for row in found
    )


@remembered
def latest_due(session: Session, province_id: int, today: date) -> Period:
    """Return the newest quarter whose due date has come in the province.

    Raises:
        NotFound: the calendar begins later.
    """
    asked = {"until": moments.of(session).until, "today": today, "province_id": province_id}
    row = session.execute(text(_LATEST), asked).one_or_none()
    if row is None:
        raise NotFound("period", today)
    return Period(*row)


def set_due(
    session: Session,
    province_id: int,
    which: Period,
    due_on: date,
    *,
    recorded_by: int | None,
    recorded_at: datetime,
) -> None:
    """Set the last day on which a return of the province for the quarter is on time."""
    session.execute(
        insert(DueDate).values(
            province_id=province_id,
            year=which.year,
            quarter=which.quarter,
            due_on=due_on,
            recorded_by=recorded_by,
            recorded_at=recorded_at,
        )
    )


def let_nobody_in(session: Session, which: Period) -> None:
    """Wait for those that are handing in a return for the quarter, and keep others waiting."""
    session.execute(_CLOSES, {"year": which.year, "quarter": which.quarter})


def set_closed(
    session: Session,
    province_id: int,
    which: Period,
    *,
    closed: bool,
    recorded_by: int | None,
    recorded_at: datetime,
) -> None:
    """Take no returns of the province for the quarter any more, or take them again."""
    session.execute(
        insert(PeriodClosing).values(
            province_id=province_id,
            year=which.year,
            quarter=which.quarter,
            closed=closed,
            recorded_by=recorded_by,
            recorded_at=recorded_at,
        )
    )


def due_on(session: Session, unit_id: int, which: Period) -> date:
    """Return the last day on which the unit's return for the quarter is on time.

    Raises:
        NotFound: the calendar does not reach the quarter, or there is no such unit.
    """
    found = due_dates(session, [(unit_id, which)])
    if not found:
        raise NotFound("period", which)
    return found[unit_id, which]


def due_dates(
    session: Session, wanted: Iterable[tuple[int, Period]]
) -> dict[tuple[int, Period], date]:
    """Return the units' own due dates for the quarters that the calendar reaches."""
    asked = list(dict.fromkeys(wanted))
    found = session.execute(
        text(_DUE_ON),
        {
            "until": moments.of(session).until,
            "units": [unit_id for unit_id, _ in asked],
            "years": [which.year for _, which in asked],
            "quarters": [which.quarter for _, which in asked],
        },
    )
    return {(row.unit_id, Period(row.year, row.quarter)): row.due_on for row in found}


def extensions(
    session: Session, unit_ids: Collection[int], first_year: int, last_year: int
) -> tuple[ExtensionRecord, ...]:
    """Return the extensions in force in the subtrees, the newest quarter first."""
    found = session.execute(
        text(_IN_FORCE),
        {
            "until": moments.of(session).until,
            "units": list(unit_ids),
            "first": first_year,
            "last": last_year,
        },
    )
    return tuple(map(_extension, found))


def extension(session: Session, unit_id: int, which: Period) -> date | None:
    """Return the due date that was put off last for the unit; None: the calendar's holds."""
    return session.scalar(
        select(DueDateExtension.due_on)
        .where(
            DueDateExtension.unit_id == unit_id,
            DueDateExtension.year == which.year,
            DueDateExtension.quarter == which.quarter,
        )
        .order_by(DueDateExtension.id.desc())
        .limit(1)
    )


def extend(
    session: Session,
    unit_id: int,
    which: Period,
    until: date | None,
    *,
    reason: str,
    by: int,
    at: datetime,
) -> int:
    """Put the unit's due date off until a day; None lets the calendar's hold again."""
    return session.scalars(
        insert(DueDateExtension)
        .values(
            unit_id=unit_id,
            year=which.year,
            quarter=which.quarter,
            due_on=until,
            reason=reason,
            decided_by=by,
            decided_at=at,
        )
        .returning(DueDateExtension.id)
    ).one()


def _extension(row: Row[*tuple[Any, ...]]) -> ExtensionRecord:
    return ExtensionRecord(
        id=row.id,
        unit_id=row.unit_id,
        period=Period(row.year, row.quarter),
        due_on=row.due_on,
        reason=row.reason,
        decided_by=row.decided_by,
        decider=row.decider,
        decided_at=row.decided_at,
    )
