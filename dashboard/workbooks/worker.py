"""A process that reads files for the server: one after the other, each within bounds.

It imports what reading needs and nothing else, says what came of each file through the socket that
it was given, and ends when that is closed: when the server is gone, however it ended.
"""

import gc
import os
import pickle
import resource
import signal
import sys
import traceback
from collections.abc import Callable
from importlib import import_module
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from dashboard.errors import DashboardError
from dashboard.i18n import set_language

MOST_ADDRESSES = 512 * 2**20  # bytes, some eight times what the process begins with
MOST_MEMORY = 160 * 2**20  # bytes that it may go on with
MOST_IDLE = 60 * 2**20  # bytes that it may wait with
IDLE_AFTER = 2.0  # seconds without a file

READ, REFUSED, TOO_MUCH, BROKEN = "read", "refused", "too much", "broken"
"""What came of a file, with the result, the refusal, or the words of the error."""

COMMAND = (sys.executable, "-P", "-m", "dashboard.workbooks.worker")
_MODULES = ("received", "withheld", "marked_up")
_NOT_NEEDED = "numpy"  # openpyxl would take it along for cells of types that no file holds


def main(number: int, seconds: float) -> None:
    """Serve the socket with the file descriptor ``number`` until it is closed.

    A file that takes more than ``seconds`` of the processor ends the process.
    """
    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, signal.SIG_IGN)  # the server may yet want the file that is being read
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_AS, (MOST_ADDRESSES, MOST_ADDRESSES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.modules[_NOT_NEEDED] = None  # type: ignore[assignment]  # the way to say: not there
    for name in _MODULES:
        import_module(f"dashboard.workbooks.{name}")
    gc.collect()
    gc.freeze()
    try:
        _serve(Connection(number), seconds)
    except (EOFError, OSError):
        return


def _serve(line: Connection, seconds: float) -> None:
    from dashboard.workbooks import received

    received.remember()
    begun_with = _memory()
    while True:
        if not line.poll(IDLE_AFTER):
            received.forget()
            gc.collect()
            if _memory() > max(MOST_IDLE, begun_with + 2**22):
                _begin_anew()
            line.poll(None)
        language, function, args = pickle.loads(line.recv_bytes())
        set_language(language)
        came, answer = _bounded(seconds, function, args)
        line.send_bytes(answer)
        if came == TOO_MUCH or _memory() > MOST_MEMORY:
            _begin_anew()


def _bounded(
    seconds: float, function: Callable[..., Any], args: tuple[Any, ...]
) -> tuple[str, bytes]:
    """Return what came of a call, and the answer; past ``seconds`` the system ends the process."""
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        return _answered(READ, function(*args))
    except DashboardError as refusal:
        return _answered(REFUSED, refusal)
    except MemoryError:
        return _answered(TOO_MUCH, None)
    except Exception:  # noqa: BLE001  # told to the server, which logs it
        return _answered(BROKEN, traceback.format_exc())
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def _answered(came: str, result: object) -> tuple[str, bytes]:
    return came, pickle.dumps((came, result))


def _memory() -> int:
    """Return how many bytes the process has; 0 where the system has no quick way to say it."""
    said = Path("/proc/self/statm")
    return int(said.read_text().split()[1]) * resource.getpagesize() if said.exists() else 0


def _begin_anew() -> None:
    """Let go of all memory at once: become a new process of the same number on the same line."""
    os.execv(sys.executable, [*COMMAND, *sys.argv[1:]])


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]))
