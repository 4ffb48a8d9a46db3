"""Reads of what seldom changes – units, indicators, the calendar – remembered between transactions.

A reading transaction asks once in which state it sees them; what was read in that state, as of the
same moment, is not asked for again. A writing one, which may itself change them, asks always.
"""

from collections.abc import Callable
from functools import wraps
from threading import Lock
from typing import Concatenate, ParamSpec, TypeVar

from cachetools import LRUCache
from sqlalchemy import text
from sqlalchemy.orm import Session

from data_access import moment as moments

READS_ONLY = "reads_only"
"""Set in the ``info`` of a session whose transaction sees one moment and writes nothing."""

MOST = 20_000  # a read or two for each unit of the country, and quarters
MOST_WHOLE = 4  # a nation's units take some megabytes; two states while one gives way to the next

_STATE = """
select d.oid || ':' || r.reference
from data_revision r join pg_database d on d.datname = current_database()
"""
_SEEN = "reference_state"

P = ParamSpec("P")
R = TypeVar("R")

Found = LRUCache[object, object]

_lock = Lock()


def remembered(
    read: Callable[Concatenate[Session, P], R],
) -> Callable[Concatenate[Session, P], R]:
    """Let a read of units, indicators or periods remember what it found.

    Its arguments must be hashable and what it returns frozen; an error is not remembered.
    """
    return _remembering(read, _found)


def remembered_whole(read: Callable[[Session], R]) -> Callable[[Session], R]:
    """Let a read of all there is remember it in the same way, of a few states at most."""
    return _remembering(read, LRUCache(MOST_WHOLE))


_found: Found = LRUCache(MOST)


def _remembering(
    read: Callable[Concatenate[Session, P], R], known: Found
) -> Callable[Concatenate[Session, P], R]:
    @wraps(read)
    def asked(session: Session, /, *args: P.args, **kwargs: P.kwargs) -> R:
        if not session.info.get(READS_ONLY):
            return read(session, *args, **kwargs)
        key = (_state(session), moments.of(session), read, args, tuple(sorted(kwargs.items())))
        with _lock:
            if key in known:
                return known[key]  # type: ignore[return-value]  # it is what the read returned
        found = read(session, *args, **kwargs)
        with _lock:
            known[key] = found
        return found

    return asked


def _state(session: Session) -> str:
    """Return what names the state of the reference data that the transaction sees."""
    if _SEEN not in session.info:
        session.info[_SEEN] = str(session.scalar(text(_STATE)))
    return str(session.info[_SEEN])
