"""The file before it is parsed: whether it is a workbook at all, and small enough to open.

Nothing a file says about itself is believed: parts are counted while they are unpacked.
"""

import zipfile
import zlib
from collections.abc import Callable
from io import BytesIO

from openpyxl.utils.cell import range_boundaries

from dashboard.workbooks import directory
from dashboard.workbooks.markup import Attributes, Walk, Watch
from dashboard.workbooks.refusals import refused
from dashboard.workbooks.scans import MAIN
from dashboard.workbooks.wiring import PARTS, TYPES, WORKBOOK, Wiring

__all__ = ["checked", "parts", "refused", "unpacked"]

MOST_BYTES = 5 * 2**20
MOST_UNPACKED = 24 * 2**20
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
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})


def checked(data: bytes) -> int:
    """Return how many tags the workbook's XML parts have, each parsed within bounds.

    Raises:
        WorkbookRefused: it is no .xlsx workbook, or larger or stranger than a template can be.
    """
    walk, found, ranges = Walk(), parts(data), _Ranges()
    Wiring(found, walk)
    for name in found.keys() - set(PARTS):
        walk.through(found[name], name, ranges.watch)
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
    """Return the XML parts of a workbook by name, those that say something, having unpacked all.

    Raises:
        WorkbookRefused: it is no .xlsx workbook, or larger or stranger than a template can be.
    """
    return _read(data, _is_xlsx)


def unpacked(data: bytes) -> dict[str, bytes]:
    """Return what ``parts`` does, also of other documents that are packed so.

    Raises:
        WorkbookRefused: it is not packed so, or larger or stranger than a template can be.
    """
    return _read(data, lambda _package, _names: None)


def _read(data: bytes, is_right: Callable[[zipfile.ZipFile, set[str]], None]) -> dict[str, bytes]:
    _looks_like_a_package(data)
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            return _parts(package, is_right)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError) as error:
        raise refused("truncated") from error
    except (RuntimeError, ValueError, LookupError) as error:
        raise refused("damaged-content") from error


def _looks_like_a_package(data: bytes) -> None:
    if not data:
        raise refused("empty-file")
    if len(data) > MOST_BYTES:
        raise refused("file-too-large", f"{len(data) / 2**20:.1f} MB")
    if data.startswith(_OLE):
        raise refused("password-protected" if _ENCRYPTED in data else "old-format")
    if not data.startswith(b"PK"):
        raise refused("not-a-workbook")
    if directory.entries(data) > MOST_PARTS:
        raise refused("too-many-parts")


def _parts(
    package: zipfile.ZipFile, is_right: Callable[[zipfile.ZipFile, set[str]], None]
) -> dict[str, bytes]:
    entries = package.infolist()
    names = {entry.filename for entry in entries}
    is_right(package, names)
    if len(entries) > MOST_PARTS or len(names) < len(entries):
        raise refused("too-many-parts", str(len(entries)))
    if sum(entry.file_size for entry in entries) > MOST_UNPACKED:
        raise refused("unpacks-too-large")
    found: dict[str, bytes] = {}
    left = MOST_UNPACKED
    for entry in entries:
        content = _unpacked(package, entry, left)
        left -= len(content)
        if entry.filename.lower().endswith((".xml", ".rels", ".vml")) and content.strip():
            found[entry.filename] = content
    return found


def _is_xlsx(package: zipfile.ZipFile, names: set[str]) -> None:
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise refused("macros")
    if "xl/workbook.bin" in names or "mimetype" in names or "Index/Document.iwa" in names:
        raise refused("other-spreadsheet")
    if not {TYPES, WORKBOOK} <= names:
        raise refused("not-a-workbook")
    if any(entry.flag_bits & 0x1 for entry in package.infolist()):
        raise refused("password-protected")


def _unpacked(package: zipfile.ZipFile, entry: zipfile.ZipInfo, left: int) -> bytes:
    """Return a part's content, stopping as soon as it is more than ``left`` bytes."""
    if entry.compress_type not in _METHODS:
        raise refused("truncated", entry.filename)
    chunks: list[bytes] = []
    size = 0
    with package.open(entry) as source:
        while chunk := source.read(_CHUNK):
            chunks.append(chunk)
            size += len(chunk)
            grown = size > RATIO_FROM and size > WORST_RATIO * max(entry.compress_size, 1)
            if size > left or grown:
                raise refused("unpacks-too-large", entry.filename)
    return b"".join(chunks)
