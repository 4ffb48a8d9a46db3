"""Files read in processes of their own, so that none can hold the server up.

Reading is work for the processor alone, at which threads of one process only wait for each other.
``run`` calls a function in one of the workers, of which the server has at most one for each core;
where none were started, as in a command that reads one file, it calls it right here.
"""

import os
import pickle
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from threading import BoundedSemaphore, Lock
from typing import Any, TypeVar, TypeVarTuple

from dashboard.i18n import language
from dashboard.workbooks import worker
from dashboard.workbooks.refusals import refused

MOST_WORKERS = 8
TRIES = 2  # a process may be ended from outside

_ROOT = Path(__file__).resolve().parents[2]
_NOT_FOR_WORKERS = ("TIENDO_DATABASE_URL", "PGPASSWORD", "PGPASSFILE", "PGSERVICEFILE")


@dataclass(frozen=True, slots=True)
class Limits:
    """How many seconds one file may take: of the processor, and by the clock, by which others may
    hold it up.
    """

    processor: float = 10.0
    clock: float = 60.0


Given = TypeVarTuple("Given")
Result = TypeVar("Result")


class WorkFailed(Exception):
    """The worker met an error that is nobody's refusal; the text is its traceback."""


class _Ended(Exception):
    """The worker is gone; ``overdone``: it was for what the file asked of it."""

    def __init__(self, *, overdone: bool) -> None:
        super().__init__()
        self.overdone = overdone


class _Worker:
    """A process, and the line to it."""

    def __init__(self, limits: Limits) -> None:
        ours, theirs = socket.socketpair()
        kept = {name: said for name, said in os.environ.items() if name not in _NOT_FOR_WORKERS}
        path = os.pathsep.join(filter(None, (str(_ROOT), kept.get("PYTHONPATH"))))
        with theirs:
            self._process = subprocess.Popen(
                [*worker.COMMAND, str(theirs.fileno()), str(limits.processor)],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                env=kept | {"PYTHONPATH": path},
            )
        self._line = Connection(ours.detach())
        self._seconds = limits.clock
        self.last: int | None = None

    def ask(self, task: bytes) -> tuple[str, Any]:
        """Return what came of the task.

        Raises:
            _Ended: the process is gone, or has to go.
            WorkFailed: it ended by itself, as where it cannot even begin.
        """
        try:
            self._line.send_bytes(task)
            if self._line.poll(self._seconds):
                answer: tuple[str, Any] = pickle.loads(self._line.recv_bytes())
                return answer
        except (EOFError, OSError):
            status = self._process.wait()
            if status >= 0:
                raise WorkFailed(f"a worker ended with status {status}") from None
            raise _Ended(overdone=status == -signal.SIGPROF) from None
        raise _Ended(overdone=True)

    def end(self) -> None:
        self._line.close()
        self._process.kill()
        self._process.wait()


class Pool:
    """At most so many workers, each started when it is first wanted."""

    def __init__(self, most: int, limits: Limits | None = None) -> None:
        self._places = BoundedSemaphore(most)
        self._limits = limits or Limits()
        self._lock = Lock()
        self._idle = [_Worker(self._limits)]
        self._closed = False

    def run(self, function: Callable[[*Given], Result], *args: *Given) -> Result:
        """Return ``function(*args)`` as a worker computes it, in the language in force.

        Function, arguments and result are such as can be pickled. A worker that opened the file
        that is the first argument is asked again.

        Raises:
            WorkbookRefused: ``reading-stopped``: it took too much time or memory.
            DashboardError: what the function raises.
            WorkFailed: whatever else it raises.
        """
        task = pickle.dumps((language(), function, args))
        file = hash(args[0]) if args and isinstance(args[0], bytes) else None
        with self._places:
            came, result = self._tried(task, file)
        match came:
            case worker.READ:
                read: Result = result
                return read
            case worker.REFUSED:
                raise result
            case worker.BROKEN:
                raise WorkFailed(result)
            case _too_much:
                raise refused("reading-stopped")

    def _tried(self, task: bytes, file: int | None) -> tuple[str, Any]:
        for _try in range(TRIES):
            try:
                return self._asked(task, file)
            except _Ended as end:
                if end.overdone:
                    break
        return worker.TOO_MUCH, None

    def _asked(self, task: bytes, file: int | None) -> tuple[str, Any]:
        mine = self._taken(file)
        try:
            answer = mine.ask(task)
        except BaseException:
            mine.end()
            self._give(_Worker(self._limits))  # ready for the next file
            raise
        mine.last = file
        self._give(mine)
        return answer

    def _taken(self, file: int | None) -> _Worker:
        with self._lock:
            if not self._idle:
                return _Worker(self._limits)
            known = (at for at, each in enumerate(self._idle) if each.last == file)
            return self._idle.pop(next(known, -1))

    def _give(self, idle: _Worker) -> None:
        with self._lock:
            if not self._closed:
                self._idle.append(idle)
                return
        idle.end()

    def close(self) -> None:
        """End the workers: those that are at a file once they are done with it."""
        with self._lock:
            self._closed = True
            idle, self._idle = self._idle, []
        for each in idle:
            each.end()


_pool: Pool | None = None


def start() -> None:
    """Read files in workers from here on, at most one for each core."""
    global _pool
    stop()
    _pool = Pool(min(_cores(), MOST_WORKERS))


def _cores() -> int:
    """Return how many cores the process may use, as far as the system says."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1


def stop() -> None:
    """Read files in this process again."""
    global _pool
    if _pool is not None:
        _pool.close()
    _pool = None


def run(function: Callable[[*Given], Result], *args: *Given) -> Result:
    """Return ``function(*args)``, computed by a worker where there are any (see ``Pool.run``)."""
    pool = _pool
    if pool is None:
        return function(*args)
    return pool.run(function, *args)
