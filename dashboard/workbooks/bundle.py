"""Files received together: those dropped as they are, and those packed in archives, within bounds.

Nothing an archive says about itself is believed: files are counted while they are unpacked.
"""

import re
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, tzinfo
from io import BytesIO
from pathlib import PurePosixPath

from dashboard.clock import VIETNAM
from dashboard.domain.text import normalized
from dashboard.errors import Problem, Refused
from dashboard.workbooks import directory, refusals
from dashboard.workbooks.package import (
    MOST_BYTES,
    MOST_PARTS,
    RATIO_FROM,
    WORST_RATIO,
    too_many_bytes,
)
from dashboard.workbooks.refusals import refused

MOST_FILES = 2_000
MOST_UNPACKED = 512 * 2**20

_CHUNK = 2**16
_FIRST_YEAR = 1990
_PROPERTIES = "docProps/core.xml"
_MODIFIED = re.compile(rb"<(?:\w+:)?modified\b[^>]*>\s*([0-9TZ:.+-]{10,35})\s*<")
_UTF_8_NAME, _ENCRYPTED = 0x800, 0x1
_UNICODE_PATH = 0x7075
_OTHER_ARCHIVES = (b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b", b"BZh", b"\xfd7zXZ\x00")
_ARCHIVE_NAMES = (".zip", ".rar", ".7z", ".gz", ".tar", ".tgz", ".bz2", ".xz")
_PICTURE = r"(png|jpe?g|gif|bmp|emz|wmz|emf|wmf|tiff?|webp|svg)"
# What systems, mail programs and spreadsheet programs leave beside files, by its name.
_NOBODYS = re.compile(
    rf"""
    (^|/)(
      __MACOSX/ | @eaDir/ | \$RECYCLE\.BIN/ | System\ Volume\ Information/
    | (
        ~\$[^/]* | \.[^/]* | ~WR[A-Z][0-9A-F]+\.(tmp|asd)
      | (eh)?thumbs(_vista)?\.db | desktop\.ini | Icon\r?
      | [^/]*\.(tmp|temp|part|partial|crdownload|laccdb|ldb) | [^/]*:Zone\.Identifier
      | (?=[0-9]*[A-F])[0-9A-F]{{8}}  # a workbook half saved
      | [^/]*\.(p7s|ics|vcf) | signature\.(asc|sig)
      | (image[0-9]{{3,}}|Outlook-\w+|logo\w*|~WRD[0-9]+)(\s?\([0-9]+\))?\.{_PICTURE}
      | image(\s?\([0-9]+\))?\.(png|gif)
      | ATT[0-9]+\.(html?|txt)
      | (oledata|editdata)\.mso | filelist\.xml | themedata\.thmx | colorschememapping\.xml
      )$
    )""",
    re.IGNORECASE | re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A file of a bundle, with its folder in an archive; without content ``problem`` says why.

    ``saved_at``: when its writer saved it last, as far as it or the archive says.
    """

    name: str
    content: bytes | None
    problem: Problem | None = None
    saved_at: datetime | None = None


class Bundle:
    """Files received together, in the order given; ``left_out`` are names nobody means to send:
    folders, what systems and spreadsheet programs leave beside files, and what mail programs add:
    pictures of signatures, seals of messages.
    """

    def __init__(self, files: Iterable[tuple[str, bytes]]) -> None:
        """Look at what there is.

        Raises:
            Refused: ``bundle-empty``, ``bundle-too-many``, ``bundle-too-large``.
        """
        self._files: list[tuple[str, bytes, zipfile.ZipFile | None]] = []
        self.left_out: list[str] = []
        self._count = self._size = 0
        for name, data in files:
            self._take(_tidied(name), data)
            if self._count + len(self.left_out) > MOST_FILES:
                raise _too_many(self._count)
        if not self._count:
            raise Refused("bundle-empty")
        if self._size > MOST_UNPACKED:
            raise _too_large()

    def _take(self, name: str, data: bytes) -> None:
        listed = directory.entries(data)
        if listed > MOST_FILES and name.lower().endswith(".zip"):
            raise _too_many(listed)
        archive = _archive(data)
        if archive is None and _NOBODYS.search(name):
            self.left_out.append(name)
            return
        entries = _entries(archive, name) if archive else []
        meant = [entry for entry, path in entries if not _is_nobodys(entry, path)]
        self._files.append((name, data, archive))
        self.left_out += [path for entry, path in entries if _is_nobodys(entry, path)]
        self._count += len(meant) if archive else 1
        self._size += sum(entry.file_size for entry in meant) if archive else len(data)

    def entries(self) -> Iterator[Entry]:
        """Yield the files, each unpacked when its turn comes.

        Raises:
            Refused: ``bundle-too-large``.
        """
        return map(_unless_misnamed, self._entries())

    def _entries(self) -> Iterator[Entry]:
        left = MOST_UNPACKED
        for name, data, archive in self._files:
            if archive is None:
                yield _dropped(name, data)
                continue
            for entry, path in _entries(archive, name):
                if not _is_nobodys(entry, path):
                    unpacked = _unpacked(archive, entry, path)
                    left -= len(unpacked.content or b"")
                    if left < 0:
                        raise _too_large()
                    yield unpacked


def _unless_misnamed(entry: Entry) -> Entry:
    problem = refusals.misnamed(entry.name)
    return replace(entry, problem=problem) if problem else entry


def _too_many(count: int) -> Refused:
    return Refused("bundle-too-many", count=count, most=MOST_FILES)


def _too_large() -> Refused:
    return Refused("bundle-too-large", most=MOST_UNPACKED // 2**20)


def _tidied(name: str) -> str:
    """Return a name or path without characters that nobody sees; one that cannot be composed stays
    as it is, for its file to be refused.
    """
    shown = "".join(
        each for each in name.replace("\\", "/") if unicodedata.category(each)[0] != "C"
    )
    try:
        shown = normalized("NFC", shown)
    except Refused:
        return shown.strip("/")
    return shown.strip("/") or "?"


def _archive(data: bytes) -> zipfile.ZipFile | None:
    """Return the archive in ``data``; None where it is none that can be opened, or a document."""
    if not data.startswith(b"PK") or directory.entries(data) > MOST_FILES:
        return None
    try:
        archive = zipfile.ZipFile(BytesIO(data))
        names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return None
    return None if names & {"[Content_Types].xml", "mimetype"} else archive


def _entries(archive: zipfile.ZipFile, name: str) -> list[tuple[zipfile.ZipInfo, str]]:
    """Return the archive's entries, each with its path below the archive's name."""
    return [(entry, f"{name}/{_tidied(_path(entry))}") for entry in archive.infolist()]


def _is_nobodys(entry: zipfile.ZipInfo, path: str) -> bool:
    return entry.is_dir() or _NOBODYS.search(path.partition("/")[2]) is not None


def _path(entry: zipfile.ZipInfo) -> str:
    """Return an entry's path, also where it was written without saying in which letters.

    Programs in Vietnam write UTF-8 or Windows-1258 then, or say it in a field of its own.
    """
    if entry.flag_bits & _UTF_8_NAME:
        return entry.filename
    own = _unicode_path(entry.extra)
    if own:
        return own
    try:
        raw = entry.filename.encode("cp437")
    except UnicodeEncodeError:
        return entry.filename
    for letters in ("utf-8", "cp1258"):
        try:
            return raw.decode(letters)
        except UnicodeDecodeError:
            continue
    return entry.filename


def _unicode_path(extra: bytes) -> str | None:
    while len(extra) >= 4:
        kind, size = int.from_bytes(extra[:2], "little"), int.from_bytes(extra[2:4], "little")
        if kind == _UNICODE_PATH and size > 5:
            return extra[9 : 4 + size].decode("utf-8", "replace")
        extra = extra[4 + size :]
    return None


def _dropped(name: str, data: bytes) -> Entry:
    if len(data) > MOST_BYTES:
        return Entry(name, None, too_many_bytes(data).problems[0])
    if data.startswith(_OTHER_ARCHIVES):
        return Entry(name, data, _problem("archive-other"))
    if data.startswith(b"PK") and name.lower().endswith(".zip"):
        return Entry(name, data, _problem("archive-damaged"))
    return Entry(name, data, saved_at=_saved_at(data))


def _unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, path: str) -> Entry:
    if entry.flag_bits & _ENCRYPTED:
        return _refused(path, "archive-encrypted")
    try:
        content = _content(archive, entry)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError):
        return _refused(path, "archive-damaged")  # an unknown packing is a RuntimeError, too
    if isinstance(content, str):
        return _refused(path, content)
    if _is_archive(content, path):
        return Entry(path, content, _problem("archive-in-archive"))
    return Entry(path, content, saved_at=_saved_at(content) or _packed_at(entry))


def _saved_at(content: bytes) -> datetime | None:
    """Return when a document says that it was saved last."""
    if not content.startswith(b"PK") or directory.entries(content) > MOST_PARTS:
        return None
    try:
        with zipfile.ZipFile(BytesIO(content)) as document, document.open(_PROPERTIES) as source:
            said = _MODIFIED.search(source.read(_CHUNK))
            return _moment(datetime.fromisoformat(said[1].decode()), UTC) if said else None
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        OSError,
        RuntimeError,
        ValueError,
        LookupError,
    ):
        return None


def _packed_at(entry: zipfile.ZipInfo) -> datetime | None:
    """Return the time that an archive has for a file: that of the clock where it was packed."""
    try:
        return _moment(datetime(*entry.date_time, tzinfo=VIETNAM), VIETNAM)
    except ValueError:
        return None


def _moment(said: datetime, zone: tzinfo) -> datetime | None:
    """Return the moment; None for one from before there were such files: nobody set it."""
    moment = said if said.tzinfo else said.replace(tzinfo=zone)
    return moment if moment.year >= _FIRST_YEAR else None


def _content(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes | str:
    """Return an entry's bytes, or the rule that stopped the unpacking."""
    chunks: list[bytes] = []
    size = 0
    with archive.open(entry) as source:
        while chunk := source.read(_CHUNK):
            chunks.append(chunk)
            size += len(chunk)
            if size > RATIO_FROM and size > WORST_RATIO * max(entry.compress_size, 1):
                return "unpacks-too-large"
            if size > MOST_BYTES:
                return "file-too-large"
    return b"".join(chunks)


def _is_archive(content: bytes, path: str) -> bool:
    if content.startswith(_OTHER_ARCHIVES):
        return True
    named = PurePosixPath(path.lower()).suffix in _ARCHIVE_NAMES
    return content.startswith(b"PK") and (named or _archive(content) is not None)


def _refused(name: str, rule: str, found: str | None = None) -> Entry:
    return Entry(name, None, _problem(rule, found))


def _problem(rule: str, found: str | None = None) -> Problem:
    return refused(rule, found).problems[0]
