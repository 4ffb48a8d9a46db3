"""The moment at which something is recorded: never before one that was committed already."""

from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from data_access import engine

_MOMENT = text("select record_moment(:now)")
_SEAL = text("select seal(:until)")


def moment(session: Session, now: datetime) -> datetime:
    """Return the moment of what the transaction records: ``now``, or the newest one recorded where
    that is later.

    Others that record wait until the transaction ends: it is asked for last, when all that may have
    to be waited for is locked.
    """
    found = session.connection().scalar(_MOMENT, {"now": now})
    assert isinstance(found, datetime)  # the function returns one
    return found


def seal(until: datetime) -> None:
    """See to it that nothing is recorded before ``until`` any more, whatever a clock says."""
    with engine.writing(engine.SERVICE) as session:
        session.execute(_SEAL, {"until": until})
