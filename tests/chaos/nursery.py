"""Programs that start at once: one process has read our modules in, and forks for each of them.

What runs is what ``tiendo`` runs, in a process of its own that can be killed at any moment; only
reading the modules in, most of a start, is done once for hundreds of starts.
"""

import contextlib
import gc
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn

import psutil

_ROOT = Path(__file__).resolve().parents[2]
_NEEDED = (
    "dashboard.server",
    "dashboard.cli.service",
    "dashboard.cli.returns",
    "dashboard.views.component",
    "sqlalchemy.dialects.postgresql.psycopg",
    "psycopg",
)


class Program:
    """A process that was started here; it is nobody's child that would have to be waited for."""

    def __init__(self, number: int) -> None:
        self._process: psutil.Process | None = None
        with contextlib.suppress(psutil.NoSuchProcess):
            self._process = psutil.Process(number)

    @property
    def runs(self) -> bool:
        return self._process is not None and self._process.is_running()

    def kill(self) -> None:
        """End it where it is, as a machine that stops does."""
        if self._process is not None:
            with contextlib.suppress(psutil.NoSuchProcess):
                self._process.kill()

    def end(self, seconds: float) -> None:
        """Ask it to end, and kill it where it has not ended after some seconds."""
        if self._process is not None:
            with contextlib.suppress(psutil.NoSuchProcess):
                self._process.terminate()
            if not self.ended(seconds):
                self.kill()
                self.ended(seconds)

    def ended(self, seconds: float) -> bool:
        """Wait for its end; return whether it came in time."""
        until = time.monotonic() + seconds
        while self.runs:
            if time.monotonic() > until:
                return False
            time.sleep(0.01)
        return True


class Nursery:
    """The process that forks; it ends with the one that made it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._mother = subprocess.Popen(
            [sys.executable, "-m", "tests.chaos.nursery"],
            cwd=_ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def start(
        self,
        words: Sequence[str],
        environment: Mapping[str, str],
        folder: Path,
        output: Path,
        errors: Path,
    ) -> Program:
        """Start ``tiendo`` with these words in the folder; what it says goes into the files."""
        asked = {
            "words": list(words),
            "environment": {**os.environ, **environment},
            "folder": str(folder),
            "files": [str(output), str(errors)],
        }
        stdin, stdout = self._mother.stdin, self._mother.stdout
        if stdin is None or stdout is None:
            raise RuntimeError("the nursery has no pipes")
        with self._lock:
            stdin.write(json.dumps(asked) + "\n")
            stdin.flush()
            return Program(int(stdout.readline()))

    def close(self) -> None:
        self._mother.communicate(timeout=60)


def main() -> None:
    """Fork for each line of standard input, and tell the number of the process."""
    for name in _NEEDED:
        import_module(name)
    gc.collect()
    gc.freeze()  # else each child would copy all that was read in, to look for garbage there
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody asks how they ended
    for line in sys.stdin:
        number = os.fork()
        if number == 0:
            _run(json.loads(line))
        print(number, flush=True)  # noqa: T201  # the answer


def _run(asked: Mapping[str, Any]) -> NoReturn:
    from dashboard.cli import main as tiendo
    from dashboard.settings import settings

    os.setsid()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.chdir(asked["folder"])
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    for number, name in enumerate(asked["files"], start=1):
        os.dup2(os.open(name, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644), number)
    os.environ.clear()
    os.environ.update(asked["environment"])
    settings.cache_clear()
    sys.argv = ["tiendo", *asked["words"]]
    tiendo(asked["words"], prog_name="tiendo")
    sys.exit(0)


if __name__ == "__main__":
    main()
