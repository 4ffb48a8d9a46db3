"""The file before it is parsed: whether it is a workbook at all, and small enough to open.

Nothing a file says about itself is believed: parts are counted while they are unpacked.
"""

import zipfile
import zlib
from collections.abc import Callable
from io import BytesIO

from openpyxl.utils.cell import range_boundaries

from dashboard.errors import WorkbookRefused
from dashboard.workbooks import directory, kinds
from dashboard.workbooks.empty_rows import WithoutEmptyRows
from dashboard.workbooks.markup import Attributes, Walk, Watch
from dashboard.workbooks.refusals import refused
from dashboard.workbooks.scans import MAIN
from dashboard.workbooks.wiring import Wiring, place

__all__ = ["checked", "parts", "refused", "unpacked"]

MOST_BYTES = 5 * 2**20
MOST_UNPACKED = 24 * 2**20
MOST_PASSED_OVER = 128 * 2**20  # with rows that hold nothing, which are not kept
MOST_PARTS = 400
WORST_RATIO = 250  # a sheet of empty cells packs to a hundredth, a bomb to a thousandth
RATIO_FROM = 2**20
MOST_RANGED = 50_000
_LAST_COLUMN, _LAST_ROW = 16_384, 1_048_576

# openpyxl answers content it does not expect with whatever its innermost function raises
UNREADABLE = (
    ArithmeticError, AssertionError, AttributeError, EOFError, LookupError, MemoryError, OSError,
    RuntimeError, SyntaxError, TypeError, ValueError, zipfile.BadZipFile, zlib.error,
)  # fmt: skip

_CHUNK = 2**16
_ROWS_FROM = 2**20
_LOOKED_INTO = 64 * 2**20
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})


def checked(data: bytes) -> int:
    """Return how many tags the workbook's XML parts have, each parsed within bounds.

    That is for whoever hands the file to a library, which parses them all.

    Raises:
        WorkbookRefused: it is no .xlsx workbook, or larger or stranger than a template can be.
    """
    walk, ranges = Walk(), _Ranges()
    found = parts(data)
    Wiring(found, Walk())
    for name, content in found.items():
        walk.through(content, name, ranges.watch)
    return walk.tags


class _Ranges:
    """The ranges of which openpyxl would make every cell: merged ones, and those of links."""

    def __init__(self) -> None:
        self.cells = 0
        self.watch = Watch({f"{MAIN}{name}": self._met for name in ("mergeCell", "hyperlink")})

    def _met(self, attributes: Attributes) -> None:
        try:
            left, top, right, bottom = range_boundaries(attributes.get("ref", ""))
        except (ValueError, TypeError):
            return  # whoever opens it says so
        wide = (right or _LAST_COLUMN) - (left or 1) + 1
        high = (bottom or _LAST_ROW) - (top or 1) + 1
        self.cells += max(wide, 0) * max(high, 0)
        if self.cells > MOST_RANGED:
            raise refused("unpacks-too-large")


def parts(data: bytes) -> dict[str, bytes]:
    """Return the XML parts of a workbook, those that say something, by ``place``: all are unpacked,
    but rows that hold nothing may be left out.

    Raises:
        WorkbookRefused: it is no .xlsx workbook, or larger or stranger than a template can be.
    """
    return {place(name): content for name, content in _read(data, _is_xlsx).items()}


def unpacked(data: bytes) -> dict[str, bytes]:
    """Return what ``parts`` does by the names they have, also of other documents packed so.

    Raises:
        WorkbookRefused: it is not packed so, or larger or stranger than a template can be.
    """
    return _read(data, lambda _package: None)


def _read(data: bytes, is_right: Callable[[zipfile.ZipFile], None]) -> dict[str, bytes]:
    _looks_like_a_package(data)
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            is_right(package)
            return _parts(package)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError) as error:
        raise refused("truncated") from error
    except (RuntimeError, ValueError, LookupError) as error:
        raise refused("damaged-content") from error


def _looks_like_a_package(data: bytes) -> None:
    if not data:
        raise refused("empty-file")
    if len(data) > MOST_BYTES:
        raise too_many_bytes(data)
    if not data.startswith(b"PK"):
        raise kinds.other(data)
    if directory.entries(data) > MOST_PARTS:
        raise refused("too-many-parts")


def too_many_bytes(data: bytes) -> WorkbookRefused:
    """Return the refusal of a file that is too large: by its sheet where that is most of it."""
    refusal = refused("file-too-large", f"{len(data) / 2**20:.1f} MB")
    if len(data) > _LOOKED_INTO or not 0 < directory.entries(data) <= MOST_PARTS:
        return refusal
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            largest = max(package.infolist(), key=lambda each: each.compress_size)
            told = _too_large(package, largest.filename)
    except (*UNREADABLE, WorkbookRefused):
        return refusal
    is_most = largest.compress_size > len(data) / 2
    return told if is_most and told.problems[0].sheet else refusal


def _is_xlsx(package: zipfile.ZipFile) -> None:
    named = {place(entry.filename): entry for entry in package.infolist()}
    mimetype = named.get("mimetype")
    said = _content(package, mimetype, MOST_UNPACKED) if mimetype else None
    refusal = kinds.other_package(named.keys(), said)
    if refusal:
        raise refusal
    if any(entry.flag_bits & 0x1 for entry in package.infolist()):
        raise refused("password-protected")


def _parts(package: zipfile.ZipFile, without: str = "") -> dict[str, bytes]:
    entries = [entry for entry in package.infolist() if not entry.is_dir()]
    if len(entries) > MOST_PARTS or len({place(each.filename) for each in entries}) < len(entries):
        raise refused("too-many-parts", str(len(entries)))
    if sum(entry.file_size for entry in entries if not _is_xml(entry)) > MOST_UNPACKED:
        raise refused("unpacks-too-large")
    if sum(entry.file_size for entry in entries) > MOST_PASSED_OVER:
        raise _too_large(package, max(entries, key=lambda each: each.file_size).filename)
    found: dict[str, bytes] = {}
    left = MOST_UNPACKED
    for entry in entries:
        if entry.filename == without:
            continue
        content = _content(package, entry, left)
        if content is None:
            raise _too_large(package, entry.filename)
        left -= len(content)
        if _is_xml(entry) and content.strip():
            found[entry.filename] = content
    return found


def _is_xml(entry: zipfile.ZipInfo) -> bool:
    return entry.filename.lower().endswith((".xml", ".rels", ".vml"))


def _too_large(package: zipfile.ZipFile, name: str) -> WorkbookRefused:
    """Return the refusal of a part that is too large, by the name of its sheet if it is one."""
    try:
        others = {place(each): content for each, content in _parts(package, name).items()}
        tabs = Wiring(others | {place(name): b" "}, Walk()).tabs
    except WorkbookRefused:
        tabs = {}
    tab = next((tab for tab, part in tabs.items() if part == place(name)), None)
    return refused("sheet-too-large", sheet=tab) if tab else refused("unpacks-too-large", name)


def _content(package: zipfile.ZipFile, entry: zipfile.ZipInfo, left: int) -> bytes | None:
    """Return what is to be kept of a part's content; None as soon as it is more than ``left``."""
    if entry.compress_type not in _METHODS:
        raise refused("truncated", entry.filename)
    chunks = WithoutEmptyRows(entry.filename) if _may_have_many_rows(entry) else _Chunks()
    size = 0
    with package.open(entry) as source:
        while chunk := source.read(_CHUNK):
            chunks.feed(chunk)
            size += len(chunk)
            grown = size > RATIO_FROM and size > WORST_RATIO * max(entry.compress_size, 1)
            if grown and _is_xml(entry):
                raise refused("unpacks-too-large", entry.filename)
            if chunks.size > left:
                return None
    return chunks.content()


def _may_have_many_rows(entry: zipfile.ZipInfo) -> bool:
    return entry.file_size > _ROWS_FROM and entry.filename.lower().endswith(".xml")


class _Chunks:
    """A part as it is; ``size`` is how long it is so far."""

    def __init__(self) -> None:
        self.size = 0
        self._chunks: list[bytes] = []

    def feed(self, chunk: bytes) -> None:
        self._chunks.append(chunk)
        self.size += len(chunk)

    def content(self) -> bytes:
        return b"".join(self._chunks)
