"""How a workbook's parts hang together: which tab is which part, where strings and styles are."""

import posixpath
from collections.abc import Mapping
from urllib.parse import unquote

from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH

from dashboard.workbooks.markup import Attributes, Walk, Watch
from dashboard.workbooks.refusals import refused
from dashboard.workbooks.scans import MAIN

MOST_SHEETS = 40

_TYPES = "[content_types].xml"
_ROOT = "_rels/.rels"
_USUAL = "xl/workbook.xml"

_MAIN = "officeDocument"
_STRICT = b"http://purl.oclc.org/ooxml/spreadsheetml/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/"
_WORKBOOK_TYPES = tuple(
    f"application/vnd.{kind}.main+xml"
    for kind in (
        "openxmlformats-officedocument.spreadsheetml.sheet",
        "openxmlformats-officedocument.spreadsheetml.template",
        "ms-excel.sheet.macroEnabled",
        "ms-excel.template.macroEnabled",
    )
)


def place(name: str) -> str:
    """Return a part's name as it is looked up: small, whichever slashes its writer took."""
    return name.replace("\\", "/").lstrip("/").casefold()


class Wiring:
    """Which parts are to be read, and as what; ``parts`` are by their ``place``.

    ``tabs`` are the parts of the worksheets by the names of their tabs, in the file's order, as
    far as they are there, ``hidden`` those that are not shown; ``workbook``, ``strings`` and
    ``styles`` are parts, the last two "" where there is none.
    """

    def __init__(self, parts: Mapping[str, bytes], walk: Walk) -> None:
        self._sheets: list[tuple[str, str]] = []
        self._related: dict[str, tuple[str, str]] = {}
        self._folder = ""
        self._has_workbook = False
        self.hidden: set[str] = set()
        self.epoch = WINDOWS_EPOCH
        self.workbook = self._workbook_of(parts, walk)
        self._folder, name = posixpath.split(self.workbook)
        if _STRICT in parts[self.workbook][:4000]:
            raise refused("other-spreadsheet")
        relations = posixpath.join(self._folder, "_rels", f"{name}.rels")
        for part, watch in (
            (_TYPES, self._types), (self.workbook, self._workbook), (relations, self._relations),
        ):  # fmt: skip
            walk.through(parts.get(part, b""), part, watch)
        self._related = {
            name: (kind, self._found(target, parts))
            for name, (kind, target) in self._related.items()
        }
        self.tabs = self._tabs(parts)
        if not self._has_workbook:
            raise refused("damaged-content")
        self.strings = self._only("sharedStrings", parts)
        self.styles = self._only("styles", parts)

    def _workbook_of(self, parts: Mapping[str, bytes], walk: Walk) -> str:
        """Return the workbook's part: the one that the package's own relationships name."""
        if _ROOT in parts:
            walk.through(parts[_ROOT], _ROOT, self._relations)
        named = [self._found(to, parts) for kind, to in self._related.values() if kind == _MAIN]
        self._related = {}
        found = next((part for part in (*named, _USUAL) if part in parts), None)
        if found is None or _TYPES not in parts:
            raise refused("not-a-workbook")
        return found

    def _found(self, target: str, parts: Mapping[str, bytes]) -> str:
        """Return the part that a relationship leads to, also where its name is written with %."""
        path = posixpath.join("/", self._folder, target.replace("\\", "/"))
        names = [place(posixpath.normpath(each)) for each in (path, unquote(path))]
        return next((name for name in names if name in parts), names[0])

    @property
    def _types(self) -> Watch:
        namespace = _PACKAGE + "content-types "
        return Watch({namespace + name: self._type for name in ("Override", "Default")})

    @property
    def _workbook(self) -> Watch:
        return Watch({MAIN + "sheet": self._sheet, MAIN + "workbookPr": self._properties})

    @property
    def _relations(self) -> Watch:
        return Watch({_PACKAGE + "relationships Relationship": self._relation})

    def _type(self, attributes: Attributes) -> None:
        self._has_workbook |= attributes.get("ContentType") in _WORKBOOK_TYPES

    def _properties(self, attributes: Attributes) -> None:
        if attributes.get("date1904") in ("1", "true"):
            self.epoch = MAC_EPOCH

    def _sheet(self, attributes: Attributes) -> None:
        self._sheets.append((attributes.get("name", ""), attributes.get(f"{_OFFICE} id", "")))
        if attributes.get("state") in ("hidden", "veryHidden"):
            self.hidden.add(attributes.get("name", ""))
        if len(self._sheets) > MOST_SHEETS:
            raise refused("too-many-parts", str(len(self._sheets)))

    def _relation(self, attributes: Attributes) -> None:
        target = attributes.get("Target", "")
        if attributes.get("TargetMode") == "External":
            target = ""
        kind = attributes.get("Type", "").rpartition("/")[2]
        self._related[attributes.get("Id", "")] = (kind, target)

    def _tabs(self, parts: Mapping[str, bytes]) -> dict[str, str]:
        """Return the worksheets there are; a chart on a tab of its own is none."""
        tabs: dict[str, str] = {}
        for name, relation in self._sheets:
            kind, part = self._related.get(relation, ("", ""))
            if name in tabs or part in tabs.values():
                raise refused("damaged-content", name)
            if kind == "worksheet" and part in parts:
                tabs[name] = part
        return tabs

    def _only(self, kind: str, parts: Mapping[str, bytes]) -> str:
        found = (part for related, part in self._related.values() if related == kind)
        return next((part for part in found if part in parts), "")
