"""The file before it is parsed: whether it is a workbook at all, and small enough to open.

Nothing a file says about itself is believed: parts are counted while they are unpacked, and every
XML part is run through a parser that refuses declarations and counts elements.
"""

import re
import zipfile
import zlib
from dataclasses import dataclass, field
from io import BytesIO
from xml.parsers import expat

from dashboard.errors import Problem, WorkbookRefused
from dashboard.i18n import _
from dashboard.workbooks.sentences import SENTENCES
from data_access.vocabulary import Severity

MOST_BYTES = 5 * 2**20
MOST_UNPACKED = 24 * 2**20
MOST_PARTS = 400
MOST_SHEETS = 40
MOST_ELEMENTS = 400_000
MOST_DEPTH = 64
MOST_MERGES = 2_000
WORST_RATIO = 250  # a sheet of empty cells packs to a hundredth, a bomb to a thousandth
RATIO_FROM = 2**20

_CHUNK = 2**16
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_UTF_8 = frozenset({b"utf-8", b"utf8", b"us-ascii", b"ascii"})
_COORDINATE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_STRICT = b"http://purl.oclc.org/ooxml/spreadsheetml/main"


@dataclass(slots=True)
class Part:
    """What is known of one XML part.

    ``merges`` are merged ranges ("A1:C3"); ``last_row`` is the last row with content in columns
    A to Z.
    """

    elements: int = 0
    sheets: int = 0
    last_row: int = 0
    merges: list[str] = field(default_factory=list)


def refused(rule: str, found: str | None = None) -> WorkbookRefused:
    """Return the refusal of a file as a whole by the rule's sentence."""
    return WorkbookRefused((Problem(Severity.ERROR, rule, _(SENTENCES[rule]), found=found),))


def checked(data: bytes) -> dict[str, Part]:
    """Return the XML parts of a workbook by name, having unpacked and parsed each within bounds.

    Raises:
        WorkbookRefused: it is no .xlsx workbook, or larger or stranger than a template can be.
    """
    _looks_like_a_package(data)
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            return _parts(package)
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


def _parts(package: zipfile.ZipFile) -> dict[str, Part]:
    entries = package.infolist()
    names = {entry.filename for entry in entries}
    _is_xlsx(package, names)
    if len(entries) > MOST_PARTS or len(names) < len(entries):
        raise refused("too-many-parts", str(len(entries)))
    if sum(entry.file_size for entry in entries) > MOST_UNPACKED:
        raise refused("unpacks-too-large")
    parts: dict[str, Part] = {}
    left = MOST_UNPACKED
    for entry in entries:
        content = _unpacked(package, entry, left)
        left -= len(content)
        if entry.filename.lower().endswith((".xml", ".rels", ".vml")):
            parts[entry.filename] = _scanned(content, entry.filename)
    if parts["xl/workbook.xml"].sheets > MOST_SHEETS:
        raise refused("too-many-parts", str(parts["xl/workbook.xml"].sheets))
    return parts


def _is_xlsx(package: zipfile.ZipFile, names: set[str]) -> None:
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise refused("macros")
    if "xl/workbook.bin" in names or "mimetype" in names or "Index/Document.iwa" in names:
        raise refused("other-spreadsheet")
    if not {"[Content_Types].xml", "xl/workbook.xml"} <= names:
        raise refused("not-a-workbook")
    if any(entry.flag_bits & 0x1 for entry in package.infolist()):
        raise refused("password-protected")


def _unpacked(package: zipfile.ZipFile, entry: zipfile.ZipInfo, left: int) -> bytes:
    """Return a part's content, stopping as soon as it is more than ``left`` bytes."""
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


def _scanned(content: bytes, name: str) -> Part:
    if not content.strip():
        return Part()
    declared = _DECLARED.match(content.removeprefix(b"\xef\xbb\xbf")[:200])
    if b"\x00" in content[:4] or (declared and declared[1].lower() not in _UTF_8):
        raise refused("unsafe-xml", name)
    if name == "xl/workbook.xml" and _STRICT in content[:4000]:
        raise refused("other-spreadsheet")
    scan = _Scan()
    parser = expat.ParserCreate("utf-8")
    parser.StartDoctypeDeclHandler = scan.declaration
    parser.EntityDeclHandler = scan.declaration
    parser.StartElementHandler = scan.start
    parser.EndElementHandler = scan.end
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        raise refused("damaged-content", name) from error
    return scan.part


def _whole(text: str | None) -> int:
    return int(text) if text and re.fullmatch(r"[0-9]{1,7}", text) else 0


class _Scan:
    """Counts as the parser goes, and stops it at what no template has."""

    def __init__(self) -> None:
        self.part = Part()
        self._depth = 0
        self._cell = ""
        self._row = 0

    def declaration(self, *_declared: object) -> None:
        raise refused("unsafe-xml")

    def start(self, name: str, attributes: dict[str, str]) -> None:
        part = self.part
        part.elements += 1
        self._depth += 1
        if part.elements > MOST_ELEMENTS or self._depth > MOST_DEPTH:
            raise refused("unpacks-too-large")
        match name.rpartition(":")[2]:
            case "row":
                self._row = _whole(attributes.get("r")) or self._row + 1
            case "c":
                self._cell = attributes.get("r", "")
            case "v" | "is" | "f":
                self._content()
            case "mergeCell":
                self._merge(attributes.get("ref", ""))
            case "sheet":
                part.sheets += 1

    def _content(self) -> None:
        found = _COORDINATE.fullmatch(self._cell)
        if found and len(found[1]) > 1:
            return
        row = int(found[2]) if found else self._row
        self.part.last_row = max(self.part.last_row, row)

    def _merge(self, ref: str) -> None:
        self.part.merges.append(ref)
        if len(self.part.merges) > MOST_MERGES:
            raise refused("unpacks-too-large")

    def end(self, _name: str) -> None:
        self._depth -= 1
