"""What must not be lost of a run that is stopped.

Streamlit begins a run for every press, in another thread, and stops the one that still goes on as
soon as that draws anything or touches its session's state. What such a run has done by then is
kept here, where the next run finds it; and work that must be done once is done by one at a time.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock, RLock

import streamlit as st
from cachetools import LRUCache, TTLCache
from streamlit.runtime.scriptrunner import get_script_run_ctx

MOST_SESSIONS = 10_000
_LONGEST = 600.0  # seconds until what no run came for is let go
_SETTLING = "settling"

_locks: LRUCache[tuple[str, str], "RLock"] = LRUCache(MOST_SESSIONS)
_waiting: TTLCache[str, dict[str, object]] = TTLCache(MOST_SESSIONS, _LONGEST)
_guard = Lock()


@contextmanager
def alone(work: str) -> Iterator[None]:
    """Let no other run of this session do the same ``work`` before the block has ended."""
    with _guard:
        lock = _locks.setdefault((_session(), work), RLock())
    with lock:
        yield


def keep(name: str, value: object) -> None:
    """Let the session's state have the value, None: no value, from the next ``settle`` on.

    It is never stopped here.
    """
    with _guard:
        _waiting.setdefault(_session(), {})[name] = value


def settle() -> None:
    """Put into the session's state what was kept for it."""
    with alone(_SETTLING):
        for name, value in _found().items():
            if value is None:
                st.session_state.pop(name, None)
            else:
                st.session_state[name] = value
            _forget(name)


def _found() -> dict[str, object]:
    with _guard:
        return dict(_waiting.get(_session(), {}))


def _forget(name: str) -> None:
    with _guard:
        found = _waiting.get(_session(), {})
        found.pop(name, None)
        if not found:
            _waiting.pop(_session(), None)


def _session() -> str:
    context = get_script_run_ctx(suppress_warning=True)
    return context.session_id if context else ""
