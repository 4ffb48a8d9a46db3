# ruff: noqa: A005  # the name is the subject; it is imported in full only
"""The calendar of quarters: when returns are due, for all units or for one, and what is closed."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, Update, insert, select, text, update
from sqlalchemy.orm import Session

from data_access.errors import NotFound
from data_access.models import DueDateExtension, ReportingPeriod
from data_access.remembered import READS_ONLY, remembered
from data_access.vocabulary import Period

# The last day on which the return of unit ``u`` for quarter ``p`` is on time. An extension puts a
# day off: where the calendar itself moved beyond it, the calendar holds.
OWN_DUE = """
greatest(p.due_on, (
    select e.due_on from due_date_extension e
    where e.unit_id = u.id and e.year = p.year and e.quarter = p.quarter
    order by e.id desc limit 1
))
"""

_DUE_ON = f"""
select w.unit_id, p.year, p.quarter, {OWN_DUE} as due_on
from unnest(cast(:units as bigint[]), cast(:years as smallint[]), cast(:quarters as smallint[]))
     w (unit_id, year, quarter)
join unit u on u.id = w.unit_id
join reporting_period p on p.year = w.year and p.quarter = w.quarter
"""  # noqa: S608  # put together from constants

# What came after :until is taken back by what was recorded of each change.
_THEN = """
select
    coalesce((
        select cast(detail ->> 'before' as date) from audit_event
        where unit_id is null and action = 'period.set_due' and at >= :until
          and detail ->> 'period' = :period
        order by id limit 1
    ), p.due_on) as due_on,
    coalesce(case when p.closed_at < :until then p.closed_at end, (
        select case when c.action = 'period.close' then c.at end
        from (
            select action, at from audit_event
            where unit_id is null and action in ('period.close', 'period.reopen') and at < :until
              and detail ->> 'period' = :period
            order by id desc limit 1
        ) c
    )) as closed_at
from reporting_period p
where p.year = :year and p.quarter = :quarter
"""

_IN_FORCE = """
select e.id, e.unit_id, e.year, e.quarter, e.due_on, e.reason,
       e.decided_by, a.display_name as decider, e.decided_at
from (
    select distinct on (unit_id, year, quarter) *
    from due_date_extension
    where year between :first and :last
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


@remembered
def period(session: Session, which: Period) -> PeriodRecord:
    """Return the quarter.

    Raises:
        NotFound: the calendar does not reach that far.
    """
    row = session.get(ReportingPeriod, (which.year, which.quarter))
    if row is None:
        raise NotFound("period", which)
    return PeriodRecord(which, row.due_on, row.closed_at)


def period_held(session: Session, which: Period) -> PeriodRecord:
    """Return the quarter; in a transaction that writes nobody closes it before that has ended.

    Raises:
        NotFound: the calendar does not reach that far.
    """
    if session.info.get(READS_ONLY):
        return period(session, which)
    row = session.execute(
        select(ReportingPeriod.due_on, ReportingPeriod.closed_at)
        .where(ReportingPeriod.year == which.year, ReportingPeriod.quarter == which.quarter)
        .with_for_update(read=True)
    ).one_or_none()
    if row is None:
        raise NotFound("period", which)
    return PeriodRecord(which, row.due_on, row.closed_at)


def period_then(session: Session, which: Period, until: datetime) -> PeriodRecord:
    """Return the quarter as it stood at ``until``, by the audit trail: due when, closed or not.

    Raises:
        NotFound: the calendar does not reach that far.
    """
    row = session.execute(
        text(_THEN),
        {"year": which.year, "quarter": which.quarter, "period": str(which), "until": until},
    ).one_or_none()
    if row is None:
        raise NotFound("period", which)
    return PeriodRecord(which, row.due_on, row.closed_at)


def year_periods(session: Session, year: int) -> tuple[PeriodRecord, ...]:
    """Return the year's quarters in order."""
    return periods(session, year, year)


@remembered
def periods(session: Session, first_year: int, last_year: int) -> tuple[PeriodRecord, ...]:
    """Return the quarters of the years in order, those that the calendar reaches."""
    found = session.execute(
        select(
            ReportingPeriod.year,
            ReportingPeriod.quarter,
            ReportingPeriod.due_on,
            ReportingPeriod.closed_at,
        )
        .where(ReportingPeriod.year.between(first_year, last_year))
        .order_by(ReportingPeriod.year, ReportingPeriod.quarter)
    )
    return tuple(PeriodRecord(Period(row[0], row[1]), row[2], row[3]) for row in found)


@remembered
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
    session.execute(_quarter(which).values(due_on=due_on))


def close_period(session: Session, which: Period, at: datetime | None) -> None:
    """Take no new returns for the quarter from ``at`` on; None opens it again."""
    session.execute(_quarter(which).values(closed_at=at))


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
        text(_IN_FORCE), {"units": list(unit_ids), "first": first_year, "last": last_year}
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


def _quarter(which: Period) -> Update:
    return update(ReportingPeriod).where(
        ReportingPeriod.year == which.year, ReportingPeriod.quarter == which.quarter
    )
