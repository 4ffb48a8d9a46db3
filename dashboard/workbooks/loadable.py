"""Packages that openpyxl opens, made of those that it does not: for the marking up of files.

A file that is read rightly may have parts that openpyxl chokes on. First it is tried as it is, but
for what nobody reads; then with nothing kept but the cells and what of their look openpyxl
understands, piece by piece.
"""

import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from io import BytesIO
from typing import Any
from xml.etree.ElementTree import Element, ParseError, SubElement, fromstring, tostring

from openpyxl.styles import Alignment, Border, Font, Protection
from openpyxl.styles.fills import Fill
from openpyxl.utils.cell import range_boundaries
from openpyxl.utils.datetime import MAC_EPOCH
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.dimensions import SheetFormatProperties
from openpyxl.worksheet.page import PageMargins, PrintPageSetup
from openpyxl.worksheet.protection import SheetProtection
from openpyxl.worksheet.views import SheetView

from dashboard.errors import WorkbookRefused
from dashboard.workbooks import package
from dashboard.workbooks.markup import Walk
from dashboard.workbooks.scans import MAIN
from dashboard.workbooks.wiring import Wiring, place

Parts = dict[str, bytes]

_NAMESPACE = MAIN.strip()
_M = f"{{{_NAMESPACE}}}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml."
_UNREAD = ("docprops/", "customxml/", "_xmlsignatures/", "docmetadata/")
_NAMED = re.compile(rb"""PartName\s*=\s*["']/([^"'<>]+)["']""")
_TYPES = "[Content_Types].xml"
_HIDDEN = ("hidden", "veryHidden")
_WRONG = (ArithmeticError, AssertionError, AttributeError, LookupError, TypeError, ValueError)

Reader = Callable[[Any], object]


def without_unread(data: bytes) -> bytes:
    """Return the package without the parts that nobody reads and those that are not plain XML, its
    others under the names that its list of types has for them.

    Raises:
        WorkbookRefused: as for ``package.parts``.
    """
    parts = package.unpacked(data)
    types = next((parts[name] for name in parts if place(name) == place(_TYPES)), b"")
    named = {place(name): name for name in _typed_names(types)} | {place(_TYPES): _TYPES}
    kept: Parts = {}
    with zipfile.ZipFile(BytesIO(data)) as source:
        for entry in source.infolist():
            at = place(entry.filename)
            if entry.is_dir() or at.startswith(_UNREAD):
                continue
            content = parts.get(entry.filename) or source.read(entry)
            if entry.filename not in parts or _is_plain(content):
                kept[named.get(at, entry.filename.replace("\\", "/").lstrip("/"))] = content
    return _packed(kept)


def _typed_names(types: bytes) -> Iterator[str]:
    for found in _NAMED.finditer(types):
        yield found[1].decode("utf-8", "replace")


def _is_plain(content: bytes) -> bool:
    try:
        Walk().through(content, "")
    except WorkbookRefused:
        return False
    return True


def _packed(parts: Mapping[str, bytes]) -> bytes:
    written = BytesIO()
    with zipfile.ZipFile(written, "w") as target:
        for name, content in parts.items():
            target.writestr(name, content)
    return written.getvalue()


def of_cells(data: bytes) -> bytes:
    """Return a package with the workbook's sheets, made anew: their cells, and of widths, formats,
    lists to choose from and protection whatever openpyxl understands.

    Raises:
        WorkbookRefused: as for ``package.parts``.
        ParseError, ValueError: a sheet cannot be taken apart.
    """
    parts = package.parts(data)
    wiring = Wiring(parts, Walk())
    styles = _styles(parts.get(wiring.styles, b""))
    count = len(styles.find(f"{_M}cellXfs") or ())
    made = {"xl/styles.xml": tostring(styles)}
    if wiring.strings:
        made["xl/sharedStrings.xml"] = tostring(_plain_runs(fromstring(parts[wiring.strings])))
    for number, part in enumerate(wiring.tabs.values(), start=1):
        made[f"xl/worksheets/sheet{number}.xml"] = tostring(_sheet(fromstring(parts[part]), count))
    made["xl/workbook.xml"] = _workbook(wiring, fromstring(parts[wiring.workbook]))
    return _packed({**_wired(made, len(wiring.tabs)), **made})


def _wired(made: Mapping[str, bytes], sheets: int) -> Parts:
    """Return the parts that say how the others hang together."""
    kinds = {f"xl/worksheets/sheet{number}.xml": "worksheet" for number in range(1, sheets + 1)}
    kinds |= {"xl/styles.xml": "styles"}
    if "xl/sharedStrings.xml" in made:
        kinds |= {"xl/sharedStrings.xml": "sharedStrings"}
    types = Element(f"{{{_PACKAGE}content-types}}Types")
    SubElement(types, f"{{{_PACKAGE}content-types}}Override",
               PartName="/xl/workbook.xml", ContentType=f"{_TYPE}sheet.main+xml")  # fmt: skip
    for name, kind in kinds.items():
        SubElement(types, f"{{{_PACKAGE}content-types}}Override",
                   PartName=f"/{name}", ContentType=f"{_TYPE}{kind}+xml")  # fmt: skip
    root = {"xl/workbook.xml": "officeDocument"}
    return {
        _TYPES: tostring(types),
        "_rels/.rels": _relations(root),
        "xl/_rels/workbook.xml.rels": _relations(kinds),
    }


def _relations(kinds: Mapping[str, str]) -> bytes:
    namespace = f"{{{_PACKAGE}relationships}}"
    root = Element(f"{namespace}Relationships")
    for number, (name, kind) in enumerate(kinds.items(), start=1):
        SubElement(root, f"{namespace}Relationship",
                   Id=f"rId{number}", Type=_OFFICE + kind, Target=f"/{name}")  # fmt: skip
    return tostring(root)


def _workbook(wiring: Wiring, before: Element) -> bytes:
    states = {each.get("name"): each.get("state", "") for each in before.iter(f"{_M}sheet")}
    root = Element(f"{_M}workbook")
    SubElement(root, f"{_M}workbookPr", {"date1904": str(int(wiring.epoch == MAC_EPOCH))})
    sheets = SubElement(root, f"{_M}sheets")
    for number, name in enumerate(wiring.tabs, start=1):
        told = {"name": name, "sheetId": str(number), f"{_R}id": f"rId{number}"}
        if states.get(name) in _HIDDEN:
            told["state"] = states[name]
        SubElement(sheets, f"{_M}sheet", told)
    SubElement(root, f"{_M}calcPr")
    return tostring(root)


def _plain_runs(root: Element) -> Element:
    """Take the look of runs within a text off."""
    for run in root.iter(f"{_M}r"):
        for look in run.findall(f"{_M}rPr"):
            run.remove(look)
    return root


def _sheet(root: Element, styles: int) -> Element:
    made = Element(root.tag)
    for child in root:
        kept = _CHILDREN.get(child.tag.removeprefix(_M), _dropped)(child)
        if kept is not None:
            made.append(kept)
    for cell in made.iter(f"{_M}c"):
        if not 0 <= _integer(cell.get("s")) < styles:
            cell.attrib.pop("s", None)
    return _plain_runs(made)


def _dropped(_child: Element) -> None:
    return None


def _rows(data: Element) -> Element:
    for row in data:
        known = _kept(row, whole=("r",), numbers=("ht",), flags=("hidden", "customHeight"))
        row.attrib.clear()
        row.attrib.update(known)
    return data


def _columns(columns: Element) -> Element | None:
    made = Element(columns.tag)
    for column in columns:
        known = _kept(column, whole=("min", "max"), numbers=("width",), flags=("hidden",))
        if {"min", "max", "width"} <= known.keys():
            SubElement(made, column.tag, {**known, "customWidth": "1"})
    return made if len(made) else None


def _kept(
    element: Element, whole: Iterable[str], numbers: Iterable[str], flags: Iterable[str]
) -> dict[str, str]:
    """Return the attributes that are what they should be."""
    patterns = ((whole, r"[1-9][0-9]{0,6}"), (numbers, r"[0-9.]{1,12}"), (flags, "[01]"))
    return {
        name: element.get(name, "")
        for names, pattern in patterns
        for name in names
        if re.fullmatch(pattern, element.get(name, ""))
    }


def _merges(merges: Element) -> Element | None:
    return _those(merges, _bounds)


def _bounds(merge: Element) -> object:
    return range_boundaries(merge.get("ref", ""))


def _those(parent: Element, read: Reader) -> Element | None:
    """Return the element with those of its children that ``read`` understands."""
    for child in list(parent):
        if not _understood(child, read):
            parent.remove(child)
    parent.attrib.clear()
    return parent if len(parent) else None


def _understood(element: Element, read: Reader) -> bool:
    try:
        read(element)
    except _WRONG:
        return False
    return True


def _if(read: Reader) -> Callable[[Element], Element | None]:
    return lambda element: element if _understood(element, read) else None


_CHILDREN: Mapping[str, Callable[[Element], Element | None]] = {
    "sheetViews": lambda views: _those(views, SheetView.from_tree),
    "sheetFormatPr": _if(SheetFormatProperties.from_tree),
    "cols": _columns,
    "sheetData": _rows,
    "sheetProtection": _if(SheetProtection.from_tree),
    "mergeCells": _merges,
    "dataValidations": lambda all_: _those(all_, DataValidation.from_tree),
    "pageMargins": _if(PageMargins.from_tree),
    "pageSetup": _if(PrintPageSetup.from_tree),
}
"""What is kept of a sheet, by who keeps it; all else is left out."""


def _styles(content: bytes) -> Element:
    """Return the styles of cells, each as far as openpyxl understands it; as many as there were."""
    try:
        root = fromstring(content)
    except ParseError:
        root = Element(f"{_M}styleSheet")
    made = Element(f"{_M}styleSheet")
    formats = root.find(f"{_M}numFmts")
    if formats is not None:
        made.append(formats)
    for name, read, default in _LOOKS:
        group = SubElement(made, f"{_M}{name}")
        group.extend(_mended(each, read, default) for each in root.findall(f"{_M}{name}/*"))
        if not len(group):
            group.append(fromstring(default))
    counts = {f"{name[:-1]}Id": len(made.findall(f"{_M}{name}/*")) for name, *_rest in _LOOKS}
    SubElement(SubElement(made, f"{_M}cellStyleXfs"), f"{_M}xf")
    cells = SubElement(made, f"{_M}cellXfs")
    cells.extend(_format(each, counts) for each in root.findall(f"{_M}cellXfs/{_M}xf"))
    if not len(cells):
        SubElement(cells, f"{_M}xf")
    named = SubElement(made, f"{_M}cellStyles")
    SubElement(named, f"{_M}cellStyle", name="Normal", xfId="0", builtinId="0")
    return made


_LOOKS: tuple[tuple[str, Reader, str], ...] = (
    ("fonts", Font.from_tree, f'<font xmlns="{_NAMESPACE}"><name val="Arial"/></font>'),
    ("fills", Fill.from_tree, f'<fill xmlns="{_NAMESPACE}"><patternFill/></fill>'),
    ("borders", Border.from_tree, f'<border xmlns="{_NAMESPACE}"/>'),
)


def _mended(look: Element, read: Reader, default: str) -> Element:
    """Return a font, fill or border without those of its children that are not understood."""
    for child in list(look):
        alone = Element(look.tag)
        alone.append(child)
        if not _understood(alone, read):
            look.remove(child)
    look.attrib.clear()
    is_right = len(look) and _understood(look, read)
    return look if is_right else fromstring(default)


def _format(xf: Element, counts: Mapping[str, int]) -> Element:
    made = Element(xf.tag, numFmtId=str(max(_integer(xf.get("numFmtId")), 0)))
    for name, count in counts.items():
        at = _integer(xf.get(name))
        made.set(name, str(at if at < count else 0) if at > 0 else "0")
    for name, read in (("alignment", Alignment.from_tree), ("protection", Protection.from_tree)):
        child = xf.find(f"{_M}{name}")
        if child is not None and _understood(child, read):
            made.append(child)
            made.set(f"apply{name.title()}", "1")
    return made


def _integer(text: str | None) -> int:
    """Return the number, -1 where it is none."""
    return int(text) if text and re.fullmatch("[0-9]{1,9}", text) else -1
