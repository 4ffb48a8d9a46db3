"""The calendar of quarters, which all provinces in a database share."""

from datetime import date

from sqlalchemy.orm import Session

from dashboard import clock
from dashboard.actions import allow, allow_somewhere, record
from dashboard.domain.access import Person, Right
from data_access import engine, indicators, units
from data_access.vocabulary import Period


def set_due(person: Person, period: Period, due_on: date) -> None:
    """Set the last day on which a return for the quarter is on time.

    Raises:
        NotAllowed: the person does not administer every province.
        NotFound: the calendar does not reach the quarter.
    """
    with engine.writing() as session:
        before = _changeable(session, person, period)
        indicators.set_due(session, period, due_on)
        record(
            session,
            person,
            "period.set_due",
            period=str(period),
            before=before.due_on.isoformat(),
            due_on=due_on.isoformat(),
        )


def close(person: Person, period: Period) -> None:
    """Take no new returns for the quarter from now on; a closed one stays as it is.

    Raises:
        NotAllowed, NotFound: as for ``set_due``.
    """
    with engine.writing() as session:
        if _changeable(session, person, period).closed_at is None:
            indicators.close_period(session, period, clock.now())
            record(session, person, "period.close", period=str(period))


def reopen(person: Person, period: Period) -> None:
    """Take returns for the quarter again.

    Raises:
        NotAllowed, NotFound: as for ``set_due``.
    """
    with engine.writing() as session:
        if _changeable(session, person, period).closed_at is not None:
            indicators.close_period(session, period, None)
            record(session, person, "period.reopen", period=str(period))


def _changeable(session: Session, person: Person, period: Period) -> indicators.PeriodRecord:
    allow_somewhere(person, Right.MANAGE_UNITS)
    for province in units.roots(session):
        allow(session, person, Right.MANAGE_UNITS, province.id)
    return indicators.period(session, period)
