"""Reads for the screen, the command line and documents; the only room that caches."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime

from sqlalchemy.orm import Session

from dashboard import clock
from dashboard.domain.access import Person, Right
from dashboard.doors import reading
from dashboard.errors import NotAllowed
from data_access import calendar as calendar_rows  # this package has a module of this name
from data_access import units
from data_access.calendar import PeriodRecord
from data_access.vocabulary import Period, UnitRecord

FOR_EVER = datetime(9999, 1, 1, tzinfo=UTC)


@contextmanager
def looking_at(
    person: Person, right: Right, unit_code: str
) -> Iterator[tuple[Session, UnitRecord]]:
    """Open the reading door on one unit, if ``right`` reaches it.

    Raises:
        NotFound: there is no such unit.
        NotAllowed: the person has no such right on it.
    """
    with reading(person) as session:
        unit = units.by_code(session, unit_code)
        if not person.may(right, units.ancestors(session, unit.id)):
            raise NotAllowed(f"{right} on {unit_code}")
        yield session, unit


def until(as_of: date | None) -> datetime:
    """Return the moment up to which the record is read: the day's end in Vietnam, or all of it."""
    return clock.end_of(as_of) if as_of and as_of < FOR_EVER.date() else FOR_EVER


def quarter_at(session: Session, period: Period, moment: datetime) -> PeriodRecord:
    """Return the quarter with its due date and closing as the record stood at ``moment``.

    Raises:
        NotFound: the calendar does not reach it.
    """
    if moment == FOR_EVER:
        return calendar_rows.period(session, period)
    return calendar_rows.period_then(session, period, moment)
