"""How a workbook's parts hang together: which tab is which part, where strings and styles are."""

import posixpath
from collections.abc import Mapping

from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH

from dashboard.workbooks.markup import Attributes, Walk, Watch
from dashboard.workbooks.refusals import refused
from dashboard.workbooks.scans import MAIN

WORKBOOK = "xl/workbook.xml"
RELATIONS = "xl/_rels/workbook.xml.rels"
TYPES = "[Content_Types].xml"
PARTS = (TYPES, WORKBOOK, RELATIONS)
MOST_SHEETS = 40

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


class Wiring:
    """Which parts are to be read, and as what.

    ``tabs`` are the parts of the worksheets by the names of their tabs, in the file's order, as
    far as they are there, ``hidden`` those that are not shown; ``strings`` and ``styles`` are
    parts, "" where there is none.
    """

    def __init__(self, parts: Mapping[str, bytes], walk: Walk) -> None:
        self._sheets: list[tuple[str, str]] = []
        self._related: dict[str, tuple[str, str]] = {}
        self._has_workbook = False
        self.hidden: set[str] = set()
        self.epoch = WINDOWS_EPOCH
        if _STRICT in parts.get(WORKBOOK, b"")[:4000]:
            raise refused("other-spreadsheet")
        watches = (self._types, self._workbook, self._relations)
        for name, watch in zip(PARTS, watches, strict=True):
            walk.through(parts.get(name, b""), name, watch)
        self.tabs = self._tabs(parts)
        if not self._has_workbook:
            raise refused("damaged-content")
        self.strings = self._only("sharedStrings", parts)
        self.styles = self._only("styles", parts)

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
        if attributes.get("state", "visible") != "visible":
            self.hidden.add(attributes.get("name", ""))
        if len(self._sheets) > MOST_SHEETS:
            raise refused("too-many-parts", str(len(self._sheets)))

    def _relation(self, attributes: Attributes) -> None:
        target = attributes.get("Target", "")
        if attributes.get("TargetMode") == "External":
            target = ""
        place = posixpath.normpath(posixpath.join("/xl", target)).lstrip("/")
        kind = attributes.get("Type", "").rpartition("/")[2]
        self._related[attributes.get("Id", "")] = (kind, place)

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
