"""What time it is: the real clock, the day set by ``TIENDO_TODAY``, or one held for a while."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time, timedelta
from typing import overload
from zoneinfo import ZoneInfo

from dashboard.settings import settings

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")

_held: ContextVar[datetime | None] = ContextVar("held_clock", default=None)


def now() -> datetime:
    """Return the moment, timezone-aware; what people do is recorded at this moment."""
    held = _held.get()
    if held is not None:
        return held
    real = datetime.now(VIETNAM)
    day = settings().today
    return datetime.combine(day, real.timetz()) if day else real


def today() -> date:
    """Return the day in Vietnam."""
    return now().astimezone(VIETNAM).date()


def end_of(day: date) -> datetime:
    """Return the last moment of ``day`` in Vietnam, exclusive."""
    return datetime.combine(day + timedelta(days=1), time(), VIETNAM).astimezone(UTC)


@overload
def told(moment: datetime) -> str: ...


@overload
def told(moment: datetime | None) -> str | None: ...


def told(moment: datetime | None) -> str | None:
    """Return a moment as programs are told it, in Vietnam's time: 2026-09-20T16:40:00+07:00."""
    return moment.astimezone(VIETNAM).isoformat() if moment else None


@contextmanager
def held(moment: datetime) -> Iterator[None]:
    """Let everything inside the block happen at ``moment`` (for loading a past that is known)."""
    token = _held.set(moment)
    try:
        yield
    finally:
        _held.reset(token)
