"""Where the returns of one quarter stand, unit by unit, now or on an earlier day.

What was put together is kept by the data revision and the day.
"""

from dataclasses import dataclass
from datetime import date, datetime
from threading import Lock
from typing import Any

from cachetools import LRUCache, cached
from sqlalchemy import Row
from sqlalchemy.orm import Session

from dashboard import clock
from dashboard.domain import timeliness
from dashboard.domain.access import Person, Right
from dashboard.domain.progress import Receipt, UnitView
from dashboard.domain.timeliness import Mark
from dashboard.readings import looking_at, quarter_at, until
from dashboard.readings.completeness import first_asked
from data_access import frames, units
from data_access.calendar import PeriodRecord
from data_access.returns import STATUS_AFTER
from data_access.vocabulary import DecisionKind, Period, ReturnStatus, UnitRecord


@dataclass(frozen=True, slots=True)
class _Question:
    """Everything the answer depends on."""

    revision: str
    unit: UnitRecord
    period: Period
    today: date
    until: datetime


def of_unit(
    person: Person, unit_code: str, period: Period, as_of: date | None = None
) -> tuple[Receipt, ...]:
    """Return where the return of each reporting unit of the subtree stands, in display order.

    ``as_of`` shows the record, due dates and closings included, as it stood at that day's end.

    Raises:
        NotFound: see ``looking_at``; the calendar does not reach the quarter.
        NotAllowed: see ``looking_at``.
    """
    with looking_at(person, Right.SEE_PROGRESS, unit_code) as (session, unit):
        question = _Question(
            revision=frames.revision(session),
            unit=unit,
            period=period,
            today=as_of or clock.today(),
            until=until(as_of),
        )
        return _found(question, session)


# Bounded by how many receipts are kept: a quarter of the country has three thousand.
_KEPT: LRUCache[_Question, tuple[Receipt, ...]] = LRUCache(
    60_000, getsizeof=lambda found: len(found) + 1
)


@cached(_KEPT, key=lambda question, _session: question, lock=Lock())
def _found(question: _Question, session: Session) -> tuple[Receipt, ...]:
    unit, moment = question.unit, question.until
    rows = frames.receipts(session, unit.id, question.period, moment)
    if not rows:
        return ()
    record = quarter_at(session, question.period, moment)
    province = units.province_of(session, unit.id)
    begins = first_asked(session, province.id, question.today, moment)
    views = {view.id: view for view in units.visible(session, (unit.id,))}
    return tuple(_receipt(row, views[row.unit_id], record, begins, question.today) for row in rows)


def _receipt(
    row: Row[*tuple[Any, ...]], unit: UnitView, record: PeriodRecord, begins: Period, today: date
) -> Receipt:
    due_on = max(record.due_on, row.put_off or record.due_on)
    status = _stands(row)
    is_taken = timeliness.takes_again(
        status, record.closed_at, reopened=row.reopened, decided_at=row.decided_at
    )
    verdict = timeliness.judged(
        unit,
        record.period,
        begins,
        due_on=due_on,
        came=row.submitted_at,
        history=row.history,
        today=today,
        shut_on=timeliness.shut_on(record.closed_at, is_taken=is_taken),
    )
    counts_days = verdict.mark in (Mark.ON_TIME, Mark.LATE, Mark.MISSING)
    return Receipt(
        unit=unit,
        period=record.period,
        due_on=due_on,
        status=None if status is ReturnStatus.WITHDRAWN else status,
        return_id=row.return_id,
        revision=row.revision,
        submitted_at=row.submitted_at,
        days_late=verdict.days if counts_days else None,
        counts=row.counts,
        asked=verdict.mark not in (Mark.NOT_ASKED, Mark.HISTORY),
        history=verdict.mark is Mark.HISTORY,
        is_taken=is_taken,
    )


def _stands(row: Row[*tuple[Any, ...]]) -> ReturnStatus | None:
    if row.revision is None:
        return None
    return STATUS_AFTER[DecisionKind(row.decision)] if row.decision else ReturnStatus.SUBMITTED
