"""The two doors to the record, by the application's clock. For readings and actions."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date

from sqlalchemy.orm import Session

from dashboard import clock
from data_access import engine, recording
from data_access.engine import SERVICE, Actor
from data_access.moment import FOR_EVER, Moment

__all__ = ["SERVICE", "Actor", "moment", "reading", "writing"]

_open: ContextVar[tuple[Actor, Moment, Session] | None] = ContextVar("open_reading", default=None)


def moment(as_of: date | None = None) -> Moment:
    """Return as of when the record is read: the end of a day in Vietnam, or now."""
    if as_of is None or as_of >= FOR_EVER.date():
        return Moment(FOR_EVER, clock.today())
    return Moment(clock.end_of(as_of), as_of)


@contextmanager
def reading(actor: Actor, as_of: date | None = None) -> Iterator[Session]:
    """Open the record to read; what is opened inside for the same person joins this transaction.

    Whatever a page, a command or a document reads within one such block it sees of one moment.
    ``as_of`` shows the record as it stood at the end of that day in Vietnam; once asked for, a day
    that has ended is answered the same for ever. What is opened inside without a day is of the
    outer one's.

    Raises:
        ValueError: another person, or another day, inside an open reading.
    """
    already = _open.get()
    if already is not None:
        outer, when, session = already
        if outer != actor or (as_of is not None and when != moment(as_of)):
            raise ValueError("a reading inside another must be for the same person and day")
        yield session
        return
    wanted = moment(as_of)
    if not wanted.is_now and wanted.until <= clock.now():
        recording.seal(wanted.until)
    with engine.reading(actor, wanted) as session:
        token = _open.set((actor, wanted, session))
        try:
            yield session
        finally:
            _open.reset(token)


@contextmanager
def writing(actor: Actor) -> Iterator[Session]:
    """Open the record to write: one transaction, committed when the block ends.

    Raises:
        RuntimeError: inside an open reading, which would not see what is written.
    """
    if _open.get() is not None:
        raise RuntimeError("nothing is written inside a reading")
    with engine.writing(actor, moment()) as session:
        yield session
