"""What waits for somebody: for a clerk the returns to be handed in, for an officer those to review.

Nothing here is cached.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from dashboard import clock, standing
from dashboard.domain import timeliness
from dashboard.domain.access import Person, Right
from dashboard.doors import reading
from dashboard.errors import NotAllowed
from dashboard.readings.completeness import first_asked
from data_access import calendar, completeness, units, worklists
from data_access.vocabulary import Period, ReturnStatus, UnitRecord
from data_access.worklists import OwedRecord

QUARTERS_BACK = 4
_BACK = frozenset({ReturnStatus.SENT_BACK, ReturnStatus.REOPENED})


@dataclass(frozen=True, slots=True)
class Owed:
    """A return that a unit has still to hand in.

    ``status`` None: nothing was handed in; else why it is owed again, with ``reason``, and since
    when. ``days_late`` counts from the due date to today; negative: days that are left.
    """

    unit: UnitRecord
    period: Period
    due_on: date
    days_late: int
    status: ReturnStatus | None
    return_id: int | None
    revision: int | None
    reason: str | None
    decided_at: datetime | None
    revision_id: int | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """A submitted return in the queue; ``days_late`` 0: on time.

    ``corrects``: another revision of the return was accepted, and counts until this one is.
    """

    unit: UnitRecord
    period: Period
    return_id: int
    revision: int
    submitted_at: datetime
    submitted_by: str
    due_on: date
    days_late: int
    warnings: int
    own: bool
    corrects: bool


def due(person: Person, today: date | None = None) -> tuple[Owed, ...]:
    """Return what the person's units have still to hand in, the oldest quarter first.

    The running quarter and ``QUARTERS_BACK`` before it, from which on the province began to report;
    those sent back or reopened, however old. What a closed quarter does not take is not owed.

    Raises:
        NotAllowed: the person submits for no unit.
    """
    day = today or clock.today()
    since = Period.of(day)
    for _step in range(QUARTERS_BACK):
        since = since.previous
    with _anywhere(person, Right.SUBMIT_RETURN) as (session, held):
        found = _owed(session, worklists.owed(session, held, day, since), day)
        views = units.by_ids(session, {each.unit_id for each in found})
    return tuple(
        Owed(
            unit=views[each.unit_id],
            period=each.period,
            due_on=each.due_on,
            days_late=(day - each.due_on).days,
            status=each.status,
            return_id=each.return_id,
            revision=each.revision,
            reason=each.remark,
            decided_at=each.decided_at,
            revision_id=each.revision_id,
        )
        for each in found
    )


def _owed(session: Session, found: Sequence[OwedRecord], today: date) -> list[OwedRecord]:
    taken = [
        each
        for each in found
        if timeliness.takes_again(
            each.status, each.closed_at, reopened=each.reopened, decided_at=each.moved_at
        )
    ]
    begins = {
        province: first_asked(session, province, today)
        for province in {each.province_id for each in taken if each.status not in _BACK}
    }
    return [
        each for each in taken if each.status in _BACK or each.period >= begins[each.province_id]
    ]


def queue(person: Person) -> tuple[Waiting, ...]:
    """Return the submitted returns that the person may review, the longest waiting first.

    Raises:
        NotAllowed: the person reviews no unit.
    """
    with _anywhere(person, Right.REVIEW_RETURN) as (session, held):
        found = worklists.queue(session, held)
        views = units.by_ids(session, {each.unit_id for each in found})
        due_dates = calendar.due_dates(session, ((each.unit_id, each.period) for each in found))
        came = completeness.handed_in(session, [each.return_id for each in found])
    return tuple(
        Waiting(
            unit=views[each.unit_id],
            period=each.period,
            return_id=each.return_id,
            revision=each.number,
            submitted_at=each.submitted_at,
            submitted_by=each.submitter,
            due_on=due_dates[each.unit_id, each.period],
            days_late=timeliness.days_late(
                due_dates[each.unit_id, each.period], came[each.return_id]
            ),
            warnings=len(each.warnings),
            own=standing.is_own(person, each),
            corrects=each.counts is not None,
        )
        for each in found
    )


@contextmanager
def _anywhere(person: Person, right: Right) -> Iterator[tuple[Session, frozenset[int]]]:
    held = person.units_with(right)
    if not held:
        raise NotAllowed(f"{person.username}: no {right} anywhere")
    with reading(person) as session:
        yield session, held
