"""What waits for somebody: for a clerk the returns to be handed in, for an officer those to review.

Nothing here is cached.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from dashboard import clock, standing
from dashboard.domain import timeliness
from dashboard.domain.access import Person, Right
from dashboard.domain.timeliness import ReturnState
from dashboard.doors import reading
from dashboard.errors import NotAllowed
from dashboard.readings import return_states
from data_access import calendar, units, worklists
from data_access import return_states as record_of_states
from data_access.vocabulary import Period, UnitRecord

QUARTERS_BACK = 4


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


def due(person: Person, today: date | None = None) -> tuple[ReturnState, ...]:
    """Return what the person's units have still to hand in, the oldest quarter first.

    The running quarter and ``QUARTERS_BACK`` before it, from which on the province began to report;
    those sent back, reopened or withdrawn, however old. What a closed quarter does not take is not
    owed.

    Raises:
        NotAllowed: the person submits for no unit.
    """
    day = today or clock.today()
    running = Period.of(day)
    since = running
    for _step in range(QUARTERS_BACK):
        since = since.previous
    with _anywhere(person, Right.SUBMIT_RETURN) as (session, roots):
        below = [each for each in units.visible(session, roots) if each.reports]
        provinces = {units.province_of(session, each).id for each in roots}
        first = record_of_states.earliest(session, provinces) or since
        states = return_states.of_units(session, below, min(first, since), running, day)
    places = {each.id: place for place, each in enumerate(below)}
    owed = [
        each
        for each in states.values()
        if return_states.is_owed(each) and (each.period >= since or each.status is not None)
    ]
    return tuple(sorted(owed, key=lambda each: (each.period, places[each.unit.id])))


def queue(person: Person) -> tuple[Waiting, ...]:
    """Return the submitted returns that the person may review, the longest waiting first.

    Raises:
        NotAllowed: the person reviews no unit.
    """
    with _anywhere(person, Right.REVIEW_RETURN) as (session, held):
        found = worklists.queue(session, held)
        views = units.by_ids(session, {each.unit_id for each in found})
        due_dates = calendar.due_dates(session, ((each.unit_id, each.period) for each in found))
        states = record_of_states.of_returns(session, [each.return_id for each in found])
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
                due_dates[each.unit_id, each.period],
                states[each.return_id].handed_in_at or each.submitted_at,
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
