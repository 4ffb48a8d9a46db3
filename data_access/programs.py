"""PostgreSQL's own programs, pg_dump, pg_restore and psql: found, and run on a database.

How to reach the database is told them in their environment, so that no password is on a command
line, where every user of the machine could read it.
"""

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import IO, Protocol

from psycopg import pq
from sqlalchemy import make_url

from data_access.embedded import as_url, binaries
from data_access.errors import ProgramFailed, ProgramMissing

_CHUNK = 1024 * 1024
_VERSION = re.compile(r"\(PostgreSQL\) (\d+)")
_HEAD_LINES = 60
# Written by pg_restore 17 and newer for every server; one older than 17 does not know it.
_UNKNOWN_TO_OLDER = b"SET transaction_timeout = 0;"


class Sink(Protocol):
    """What a dump is written to."""

    def write(self, data: bytes, /) -> object: ...


class Source(Protocol):
    """What a dump is read from."""

    def read(self, size: int = ..., /) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Program:
    """One of the programs, and its major version."""

    path: Path
    major: int


def find(name: str, least: int, folder: Path | None = None) -> Program:
    """Return the program of version ``least`` or newer: of ``folder`` where one is given, else
    the one that comes with the embedded server, else that of the system's path.

    Raises:
        ProgramMissing: there is none, or none as new.
    """
    found = [program for path in _places(name, folder) if (program := _at(path))]
    for program in found:
        if program.major >= least:
            return program
    raise ProgramMissing(name, least, max((each.major for each in found), default=None))


def _places(name: str, folder: Path | None) -> Iterator[Path]:
    if folder is not None:
        yield folder / name
        return
    yield binaries() / name
    on_path = shutil.which(name)
    if on_path is not None:
        yield Path(on_path)


@cache
def _at(path: Path) -> Program | None:
    try:
        words = subprocess.run(
            [path, "--version"], capture_output=True, text=True, check=True, timeout=30
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return None
    version = _VERSION.search(words)
    return Program(path, int(version[1])) if version else None


def dump(url: str, snapshot: str, sink: Sink, pg_dump: Program) -> None:
    """Write the whole database to ``sink``, as it is in the exported ``snapshot``.

    Raises:
        ProgramFailed: pg_dump ended with an error; what was written is of no use.
    """
    arguments = (
        "--format=custom", "--compress=1", "--lock-wait-timeout=60s", "--no-password",
        f"--snapshot={snapshot}",
    )  # fmt: skip
    with _running(pg_dump, url, *arguments, gives=True) as run:
        while chunk := run.stdout.read(_CHUNK):
            sink.write(chunk)
        run.finish()


def load(url: str, source: Source, pg_restore: Program, psql: Program) -> None:
    """Bring a dump into an empty database, all of it or nothing; owners and grants are left out.

    pg_restore only writes the statements and psql carries them out, so that one that older
    servers do not know can be left out, and everything else must succeed.

    Raises:
        ProgramFailed: one of the two ended with an error; the database is as it was.
    """
    leaving_out = (
        "--no-owner", "--no-privileges", "--no-tablespaces", "--no-security-labels",
        "--no-publications", "--no-subscriptions",
    )  # fmt: skip
    in_one = (
        "--no-psqlrc", "--quiet", "--no-password", "--single-transaction",
        "--set=ON_ERROR_STOP=1", "--file=-",
    )  # fmt: skip
    with (
        ThreadPoolExecutor(1) as beside,
        _running(psql, url, *in_one, takes=True) as writer,
        _running(pg_restore, None, "--file=-", *leaving_out, takes=True, gives=True) as reader,
    ):
        fed = beside.submit(_feed, source, reader.stdin)
        try:
            _pass_on(reader.stdout, writer.stdin)
        except BrokenPipeError:  # psql has ended, and says why
            writer.finish()
            raise
        fed.result()
        reader.finish()
        writer.stdin.close()  # only now: at the end of what it is given psql commits
        writer.finish()


def _feed(source: Source, stdin: IO[bytes]) -> None:
    with suppress(BrokenPipeError), stdin:
        while chunk := source.read(_CHUNK):
            stdin.write(chunk)


def _pass_on(statements: IO[bytes], stdin: IO[bytes]) -> None:
    for _line in range(_HEAD_LINES):
        line = statements.readline()
        if line.strip() != _UNKNOWN_TO_OLDER:
            stdin.write(line)
    shutil.copyfileobj(statements, stdin, _CHUNK)
    stdin.flush()


class _Run:
    """A program that runs, with its pipes."""

    def __init__(self, process: subprocess.Popen[bytes], name: str, complaints: IO[bytes]) -> None:
        self._process = process
        self._name = name
        self._complaints = complaints

    @property
    def stdin(self) -> IO[bytes]:
        return _there(self._process.stdin)

    @property
    def stdout(self) -> IO[bytes]:
        return _there(self._process.stdout)

    def finish(self) -> None:
        """Wait for its end.

        Raises:
            ProgramFailed: it ended with an error.
        """
        if self._process.wait():
            self._complaints.seek(0)
            words = self._complaints.read().decode("utf-8", "replace").strip()
            raise ProgramFailed(self._name, _first_error(words) or f"exit {self._process.wait()}")

    def end(self) -> None:
        """End it, whatever it is doing, and close its pipes."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with suppress(BrokenPipeError):
                    pipe.close()


@contextmanager
def _running(
    program: Program, url: str | None, *arguments: str, takes: bool = False, gives: bool = False
) -> Iterator[_Run]:
    with tempfile.TemporaryFile() as complaints:
        run = _Run(
            subprocess.Popen(
                [program.path, *arguments],
                stdin=subprocess.PIPE if takes else subprocess.DEVNULL,
                stdout=subprocess.PIPE if gives else subprocess.DEVNULL,
                stderr=complaints,
                env={**os.environ, **(_whereto(url) if url else {}), "LC_ALL": "C"},
            ),
            program.path.name,
            complaints,
        )
        try:
            yield run
        finally:
            run.end()


def _whereto(url: str) -> dict[str, str]:
    """Return where and as whom to connect, as variables that PostgreSQL's programs read."""
    place = make_url(as_url(url))
    _none, parameters = place.get_dialect()().create_connect_args(place)
    known = {each.keyword.decode(): each.envvar for each in pq.Conninfo.get_defaults()}
    return {
        variable.decode(): str(parameters[keyword])
        for keyword, variable in known.items()
        if variable and keyword in parameters
    }


def _first_error(words: str) -> str:
    lines = words.splitlines()
    telling = [line for line in lines if "error" in line.lower()] or lines
    return telling[0][:300] if telling else ""


def _there(pipe: IO[bytes] | None) -> IO[bytes]:
    if pipe is None:
        raise ValueError("the program was started without this pipe")
    return pipe
