"""Where the returns of one quarter stand, unit by unit, now or on an earlier day.

What was put together is kept by the data revision and the moment.
"""

from dataclasses import dataclass
from datetime import date
from threading import Lock

from cachetools import LRUCache, cached
from sqlalchemy.orm import Session

from dashboard.domain.access import Person, Right
from dashboard.domain.timeliness import ReturnState
from dashboard.readings import looking_at, return_states
from data_access import frames, units
from data_access import moment as moments
from data_access.errors import NotFound
from data_access.moment import Moment
from data_access.vocabulary import Period, UnitRecord


@dataclass(frozen=True, slots=True)
class _Question:
    """Everything the answer depends on."""

    revision: str
    moment: Moment
    unit: UnitRecord
    period: Period


def of_unit(
    person: Person, unit_code: str, period: Period, as_of: date | None = None
) -> tuple[ReturnState, ...]:
    """Return where the return of each reporting unit of the subtree stands that exists at the
    quarter's end, in display order.

    ``as_of`` shows the record, due dates and closings included, as it stood at that day's end.

    Raises:
        NotFound: see ``looking_at``; the calendar does not reach the quarter.
        NotAllowed: see ``looking_at``.
    """
    with looking_at(person, Right.SEE_PROGRESS, unit_code, as_of) as (session, unit):
        question = _Question(frames.revision(session), moments.of(session), unit, period)
        return _found(question, session)


# Bounded by how many states are kept: a quarter of the country has three thousand.
_KEPT: LRUCache[_Question, tuple[ReturnState, ...]] = LRUCache(
    60_000, getsizeof=lambda found: len(found) + 1
)


@cached(_KEPT, key=lambda question, _session: question, lock=Lock())
def _found(question: _Question, session: Session) -> tuple[ReturnState, ...]:
    period = question.period
    reporting = units.reporting(session, (question.unit.id,), period)
    states = return_states.of_units(session, reporting, period, period, question.moment.day)
    if reporting and not states:
        raise NotFound("period", period)
    return tuple(states[each.id, period] for each in reporting)
