"""The file of a backup: a zip archive that holds PostgreSQL's dump and, in JSON, what it holds.

The dump is stored as pg_dump writes it, so that ``unzip -p FILE tiendo.dump | pg_restore`` works
without this program. Nothing is ever whole in memory.
"""

import hashlib
import os
import struct
import tempfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO
from zipfile import BadZipFile, ZipFile, ZipInfo

from pydantic import BaseModel, ConfigDict

from dashboard.errors import Refused
from data_access.programs import Sink

FORMAT = 1
DUMP, MANIFEST = "tiendo.dump", "manifest.json"
_CHUNK = 1024 * 1024
_LARGEST_MANIFEST = 16 * 1024 * 1024
# Whatever the reading of an archive can raise where bytes of it were changed.
_DAMAGE = (
    BadZipFile, KeyError, EOFError, ValueError, RuntimeError, OverflowError, OSError, struct.error,
    zlib.error,
)  # fmt: skip


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True)


class TableHeld(_Part):
    """A table's rows, and one number computed from the contents of all of them."""

    rows: int
    checksum: str


class FiguresHeld(_Part):
    """The answers of ``tiendo progress`` for a quarter, each as its SHA-256, by province."""

    period: str
    provinces: dict[str, str]


class Manifest(_Part):
    """What a backup holds, and how it was made.

    ``server`` and ``dumped_by`` are the major versions of the server and of pg_dump; ``sha256``
    is that of the dump, ``bytes`` its size. ``figures`` is None where the database had another
    schema than the program that made the backup.
    """

    format: int
    program: str
    taken_at: datetime
    database: str
    server: int
    dumped_by: int
    revision: str
    bytes: int
    sha256: str
    tables: dict[str, TableHeld]
    figures: FiguresHeld | None

    @property
    def rows(self) -> int:
        return sum(table.rows for table in self.tables.values())


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that was opened and whose bytes are those that were written."""

    manifest: Manifest
    dump: IO[bytes]


class _Counted:
    """A sink that passes on what it is given, and knows its size and SHA-256."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self._digest = hashlib.sha256()
        self.bytes = 0

    def write(self, data: bytes, /) -> None:
        self._digest.update(data)
        self.bytes += len(data)
        self._sink.write(data)

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest()


def write(
    target: Path,
    dump: Callable[[Sink], None],
    describe: Callable[[int, str], Manifest],
    *,
    overwrite: bool,
) -> Manifest:
    """Write the backup whole, readable for its owner only, or leave what was there.

    ``dump`` writes to the sink it is given; ``describe`` is told how many bytes that were and
    their SHA-256.

    Raises:
        Refused: ``backup-exists``, ``backup-not-written``.
    """
    unclaimed(target, overwrite=overwrite)
    try:
        handle, name = tempfile.mkstemp(
            prefix=f".{target.name}.", suffix=".part", dir=target.parent
        )
        beside = Path(name)
        try:
            with os.fdopen(handle, "w+b") as file:
                manifest = _filled(file, dump, describe)
                file.flush()
                os.fsync(file.fileno())
            unclaimed(target, overwrite=overwrite)
            beside.replace(target)
            _settle(target.parent)
        finally:
            beside.unlink(missing_ok=True)
    except OSError as error:
        raise Refused(
            "backup-not-written", file=target, reason=error.strerror or str(error)
        ) from error
    return manifest


def unclaimed(target: Path, *, overwrite: bool) -> None:
    """Return if the backup may be written there.

    Raises:
        Refused: ``backup-exists``.
    """
    if target.exists() and not overwrite:
        raise Refused("backup-exists", file=target)


def _settle(folder: Path) -> None:
    """Have the file's name on the disk too, before anything relies on it."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _filled(
    file: IO[bytes], dump: Callable[[Sink], None], describe: Callable[[int, str], Manifest]
) -> Manifest:
    with ZipFile(file, "w") as archive:
        with archive.open(_entry(DUMP), "w", force_zip64=True) as entry:
            counted = _Counted(entry)
            dump(counted)
        manifest = describe(counted.bytes, counted.sha256)
        archive.writestr(_entry(MANIFEST), manifest.model_dump_json(indent=2))
    return manifest


def _entry(name: str) -> ZipInfo:
    entry = ZipInfo(name)
    entry.external_attr = 0o600 << 16  # else who unpacks it may not read it
    return entry


@contextmanager
def opened(path: Path) -> Iterator[Backup]:
    """Open a backup, having read all of it once: it is what was written, or it is refused.

    Raises:
        Refused: ``backup-damaged``, ``backup-newer``.
    """
    with _archive(path) as archive:
        try:
            manifest = _manifest(archive)
            with archive.open(DUMP) as dump:
                _compare(path, manifest, dump)
        except _DAMAGE as error:
            raise Refused("backup-damaged", file=path) from error
        with archive.open(DUMP) as dump:
            yield Backup(manifest, dump)


@contextmanager
def _archive(path: Path) -> Iterator[ZipFile]:
    try:
        archive = ZipFile(path)
    except _DAMAGE as error:
        raise Refused("backup-damaged", file=path) from error
    with archive:
        yield archive


def _manifest(archive: ZipFile) -> Manifest:
    if archive.getinfo(MANIFEST).file_size > _LARGEST_MANIFEST:
        raise BadZipFile("the manifest is too large")
    content = archive.read(MANIFEST)
    if _Numbered.model_validate_json(content).format > FORMAT:
        raise Refused("backup-newer")
    return Manifest.model_validate_json(content)


class _Numbered(_Part):
    format: int


def _compare(path: Path, manifest: Manifest, dump: IO[bytes]) -> None:
    digest, size = hashlib.sha256(), 0
    while chunk := dump.read(_CHUNK):
        digest.update(chunk)
        size += len(chunk)
    if (size, digest.hexdigest()) != (manifest.bytes, manifest.sha256):
        raise Refused("backup-damaged", file=path)
