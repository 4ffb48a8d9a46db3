"""How much may be uploaded: what a page has not read yet stands in the server's memory."""

from collections import OrderedDict, deque
from math import ceil
from threading import Lock
from time import monotonic

WINDOW = 600.0  # seconds
OF_A_CLERK = 128 * 1024 * 1024
OF_A_DESK = 1024 * 1024 * 1024
"""Bytes in a window, and at most as many unread in one session: of who hands in their own returns,
and of who receives those of others by the bundle."""
_MOST = 20_000

_sent: OrderedDict[int, deque[tuple[float, int]]] = OrderedDict()
_lock = Lock()


def take(account_id: int, size: int, most: int, now: float | None = None) -> int | None:
    """Grant the account an upload of ``size`` bytes: None; else the seconds to wait for it."""
    at = monotonic() if now is None else now
    with _lock:
        sent = _sent.setdefault(account_id, deque())
        _sent.move_to_end(account_id)
        while sent and sent[0][0] <= at - WINDOW:
            sent.popleft()
        over = sum(each for _at, each in sent) + size - most
        if over > 0:
            return _until_free(sent, over, at)
        sent.append((at, size))
        while len(_sent) > _MOST:
            _sent.popitem(last=False)
    return None


def _until_free(sent: deque[tuple[float, int]], over: int, at: float) -> int:
    for then, size in sent:
        over -= size
        if over <= 0:
            return max(1, ceil(then + WINDOW - at))
    return ceil(WINDOW)


def forget_all() -> None:
    with _lock:
        _sent.clear()
