"""Where returns stand and what is due from whom, as the transaction's moment sees it.

The definitions are the database's own functions ``return_state`` and ``return_due``.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, select, text
from sqlalchemy.orm import Session

from data_access import moment as moments
from data_access.models import QuarterlyReturn
from data_access.vocabulary import Channel, Period, ReturnStatus

_OF_RETURNS = "select * from return_state(:until) where return_id = any(:returns)"

# Two statements, put together here: joined in one, PostgreSQL may take the units for few and work
# every return out once for each of them.
_DUE = """
select * from return_due(:until, :today, :provinces)
where unit_id = any(:units)
  and (year, quarter) between (:first_year, :first_quarter) and (:last_year, :last_quarter)
order by year, quarter, unit_id
"""

_OF_UNITS = """
select * from return_state(:until)
where unit_id = any(:units)
  and (year, quarter) between (:first_year, :first_quarter) and (:last_year, :last_quarter)
"""

_BEGIN = "select year, quarter from province_begin(:until, :today) where province_id = :province_id"


@dataclass(frozen=True, slots=True)
class ReturnStateRecord:
    """Where a return stands, of all its revisions and the decisions on them.

    ``newest`` is the number of its newest revision, ``stands`` of the one it stands by, ``counts``
    of the one whose figures count (None: none was accepted); each with its id. ``status`` is of
    the one it stands by, with the ``remark`` and the moment of the newest decision on it.
    ``provisional_id``: its newest revision, where that awaits review. ``reopened`` whether it was
    opened again since it was last accepted; ``moved_at`` when the newest decision on any revision
    was made. ``handed_in_at`` is when its first revision came that was accepted or awaits review,
    with the account and the door it came through; None: there is none.
    """

    return_id: int
    newest_id: int
    newest: int
    stands_id: int
    stands: int
    status: ReturnStatus
    remark: str | None
    decided_at: datetime | None
    counts_id: int | None
    counts: int | None
    accepted_at: datetime | None
    provisional_id: int | None
    reopened: bool
    moved_at: datetime | None
    sent_back: int
    handed_in_at: datetime | None
    handed_in_by: int | None
    channel: Channel | None


@dataclass(frozen=True, slots=True)
class DueRecord:
    """The return of a reporting unit for a quarter: when it is due, and where it stands.

    ``calendar_due_on`` is the province's due date, ``due_on`` the unit's own. ``asked``: the unit
    exists at the quarter's end, and its province had begun to report. ``history``: the unit's
    figures of the quarter or its year were brought in. ``state`` None: nothing was submitted.
    """

    unit_id: int
    province_id: int
    period: Period
    calendar_due_on: date
    due_on: date
    closed_at: datetime | None
    asked: bool
    history: bool
    state: ReturnStateRecord | None


def due(
    session: Session,
    unit_ids: Collection[int],
    provinces: Collection[int],
    first: Period,
    last: Period,
    today: date,
) -> tuple[DueRecord, ...]:
    """Return one record for each of these units that reports and each quarter of the calendar.

    ``provinces`` are those that the units are part of.
    """
    asked = {
        "until": moments.of(session).until,
        "units": sorted(unit_ids),
        "first_year": first.year,
        "first_quarter": first.quarter,
        "last_year": last.year,
        "last_quarter": last.quarter,
    }
    states = {
        (row.unit_id, row.year, row.quarter): _state(row)
        for row in session.execute(text(_OF_UNITS), asked)
    }
    found = session.execute(text(_DUE), {**asked, "today": today, "provinces": sorted(provinces)})
    return tuple(
        DueRecord(
            unit_id=row.unit_id,
            province_id=row.province_id,
            period=Period(row.year, row.quarter),
            calendar_due_on=row.calendar_due_on,
            due_on=row.due_on,
            closed_at=row.closed_at,
            asked=row.asked,
            history=row.history,
            state=states.get((row.unit_id, row.year, row.quarter)),
        )
        for row in found
    )


def of_returns(session: Session, return_ids: Collection[int]) -> dict[int, ReturnStateRecord]:
    """Return where these returns stand, by their ids; one that nobody submitted is left out."""
    asked = {"until": moments.of(session).until, "returns": list(return_ids)}
    found = session.execute(text(_OF_RETURNS), asked)
    return {row.return_id: _state(row) for row in found}


def begin(session: Session, province_id: int, today: date) -> Period | None:
    """Return the quarter from which returns of the province are asked for.

    The first for which one was handed in; the newest that is due, where that is earlier or none
    was. None: the calendar begins later.
    """
    asked = {"until": moments.of(session).until, "today": today, "province_id": province_id}
    row = session.execute(text(_BEGIN), asked).one_or_none()
    return None if row is None else Period(row.year, row.quarter)


def earliest(session: Session, provinces: Collection[int]) -> Period | None:
    """Return the earliest quarter for which there is a return of a unit of the provinces."""
    row = session.execute(
        select(QuarterlyReturn.year, QuarterlyReturn.quarter)
        .where(QuarterlyReturn.province_id.in_(provinces))
        .order_by(QuarterlyReturn.year, QuarterlyReturn.quarter)
        .limit(1)
    ).one_or_none()
    return None if row is None else Period(*row)


def _state(row: Row[*tuple[Any, ...]]) -> ReturnStateRecord:
    return ReturnStateRecord(
        return_id=row.return_id,
        newest_id=row.newest_id,
        newest=row.newest,
        stands_id=row.stands_id,
        stands=row.stands,
        status=ReturnStatus(row.status),
        remark=row.remark,
        decided_at=row.decided_at,
        counts_id=row.counts_id,
        counts=row.counts,
        accepted_at=row.accepted_at,
        provisional_id=row.provisional_id,
        reopened=row.reopened,
        moved_at=row.moved_at,
        sent_back=row.sent_back,
        handed_in_at=row.handed_in_at,
        handed_in_by=row.handed_in_by,
        channel=Channel(row.channel) if row.channel else None,
    )
