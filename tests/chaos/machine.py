"""The two programs that are killed: the database, and `tiendo serve` before it."""

import contextlib
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import psutil
import psycopg

from data_access import databases, embedded
from tests.chaos.nursery import Nursery, Program

TODAY = "2026-11-22"
DATABASE = "tiendo"
_PATIENCE = 120.0


class NotBack(Exception):
    """The server or the database did not come back."""


class Database:
    """A real PostgreSQL on a folder of its own, with everything on that makes a commit last."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.cluster = folder / "postgresql"
        self.url = ""

    def start(self) -> None:
        self.url = embedded.start(self.folder, DATABASE)
        databases.create_if_missing(self.url)

    @property
    def socket(self) -> Path:
        return Path(self.url.partition("host=")[2]) / ".s.PGSQL.5432"

    def connected(self) -> psycopg.Connection:
        """Return a connection of its own, past the server and its pool."""
        return psycopg.connect(
            self.url.replace("postgresql+psycopg", "postgresql"), autocommit=True
        )

    def kill(self) -> None:
        """Kill all its processes at once, as a machine that stops does."""
        postmaster = self._postmaster()
        family = [] if postmaster is None else [postmaster, *postmaster.children(recursive=True)]
        for process in family:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()

    def kill_backend(self) -> None:
        """Kill one process that serves a connection: the others restart by themselves."""
        postmaster = self._postmaster()
        for process in postmaster.children() if postmaster else ():
            with contextlib.suppress(psutil.NoSuchProcess):
                if f" {DATABASE} " in " ".join(process.cmdline()):
                    process.kill()
                    return

    def end(self, how: signal.Signals) -> None:
        """End it: SIGQUIT at once, without a checkpoint; SIGINT rolling back what is under way."""
        postmaster = self._postmaster()
        if postmaster is not None:
            postmaster.send_signal(how)

    def gone(self) -> None:
        """Wait until no process of it is left."""
        _until(lambda: self._postmaster() is None, "the database did not end")

    def back(self) -> None:
        """Start it again where it is gone, and wait until it lets people in."""
        self.start()
        self.answering()

    def answering(self) -> None:
        """Wait until it lets people in, whoever brings it back."""
        _until(self._answers, "the database did not come back")

    def _answers(self) -> bool:
        try:
            with self.connected():
                return True
        except psycopg.OperationalError:
            return False

    def stop(self) -> None:
        embedded.stop(self.folder)

    def _postmaster(self) -> psutil.Process | None:
        try:
            number = int((self.cluster / "postmaster.pid").read_text("utf-8").split("\n", 1)[0])
            process = psutil.Process(number)
            running = process.status() != psutil.STATUS_ZOMBIE
            return process if running and process.name().startswith("postgres") else None
        except (OSError, ValueError, psutil.Error):
            return None


@dataclass(slots=True)
class Server:
    """``tiendo serve`` as a process; ``environment`` says with which database."""

    nursery: Nursery
    port: int
    environment: dict[str, str]
    log: Path
    program: Program | None = None

    def start(self) -> None:
        """Start it and return at once."""
        self.program = self.nursery.start(
            ["serve"],
            {**self.environment, "TIENDO_PORT": str(self.port)},
            self.log.parent,
            self.log,
            self.log,
        )

    def kill(self) -> None:
        """Kill it; whatever it was doing stops where it is."""
        if self.program is not None:
            self.program.kill()

    def gone(self) -> None:
        """Wait until nothing of it is left.

        Raises:
            NotBack: it does not end.
        """
        _until(lambda: not self.runs, "the server did not end")

    @property
    def runs(self) -> bool:
        return self.program is not None and self.program.runs

    def end(self) -> None:
        """End it as an administrator does."""
        if self.program is not None:
            self.program.end(20)


def _until(true: Callable[[], bool], otherwise: str) -> None:
    deadline = time.monotonic() + _PATIENCE
    while not true():
        if time.monotonic() > deadline:
            raise NotBack(otherwise)
        time.sleep(0.02)
