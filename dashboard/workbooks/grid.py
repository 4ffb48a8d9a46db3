"""An opened workbook: its tabs, and what stands in the cells that exist.

Read from the XML by expat, not by a library for workbooks: openpyxl alone takes longer than a
whole return may, and python-calamine tells no formula from a value and lays cells out in a
rectangle, so that two of them at far corners end the process (calamine issue 693). What dates,
formats and addresses mean is left to openpyxl, and the tests hold every cell against it.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, partial

from openpyxl.utils.cell import range_boundaries

from dashboard.domain.text import before, must_be_readable
from dashboard.errors import Refused
from dashboard.workbooks import layout, package
from dashboard.workbooks.cells import At, Cell, Meaning, coordinate
from dashboard.workbooks.labels import UPPER_ROWS, label_values
from dashboard.workbooks.markup import Walk
from dashboard.workbooks.refusals import refused
from dashboard.workbooks.scans import MOST_COLUMNS, SheetScan, StringScan, StyleScan
from dashboard.workbooks.wiring import Wiring

__all__ = ["MOST_ROWS", "At", "Cell", "OpenedWorkbook", "Sheet", "coordinate", "opened"]

MOST_ROWS = 2_000
MOST_CHARACTERS = 4_000_000  # of a sheet's texts
LONGEST_TAB = 31  # characters that Excel lets a tab's name have
UNREADABLE = package.UNREADABLE
_ABOVE_LISTS = 100  # room for headings and notes above the rows of a list


Read = Callable[[bool], dict[At, Cell]]
"""Returns the cells with content; asked with True, only formulas, as what they last showed."""


@dataclass(frozen=True, slots=True)
class Hidden:
    """What a spreadsheet program does not show of a tab: the tab itself, rows, columns."""

    sheet: bool = False
    rows: Collection[int] = ()
    columns: Collection[int] = ()


ALL_SHOWN = Hidden()


class Sheet:
    """One tab. ``cells`` holds the cells with content; ``cached`` what formulas last showed.

    ``last_row`` is the last one with content, also where it is too far down to be read.
    """

    def __init__(
        self,
        name: str,
        last_row: int,
        read: Read,
        merges: Iterable[str] = (),
        hidden: Hidden = ALL_SHOWN,
    ) -> None:
        self.name = name
        self.last_row = last_row
        self.hidden = hidden
        self._read = read
        self._merges = merges

    @cached_property
    def cells(self) -> dict[At, Cell]:
        return self._read(False)

    @cached_property
    def cached(self) -> dict[At, Cell]:
        values = {at: cell for at, cell in self.cells.items() if cell.kind != "f"}
        return values | self._read(True)

    @cached_property
    def texts(self) -> dict[At, str]:
        """The texts in the upper rows, where headings and stamps stand."""
        return {
            at: str(cell.value)
            for at, cell in self.cells.items()
            if at[0] <= UPPER_ROWS and cell.kind == "s"
        }

    @cached_property
    def labels(self) -> tuple[tuple[str, At, str], ...]:
        """What stands there as "label: value" (see ``label_values``)."""
        return tuple(label_values(self.texts, layout.STAMP_MARK))

    @cached_property
    def covered(self) -> dict[At, str]:
        """Cells that lie under a merged one, with the merged range."""
        found: dict[At, str] = {}
        for merged in self._merges:
            for at in _covered(merged):
                if at in found:
                    raise refused("damaged-content", merged, sheet=self.name)
                found[at] = merged
        return found

    def get(self, at: At) -> Cell | None:
        return self.cells.get(at)


def _covered(merged: str) -> Iterator[At]:
    try:
        left, top, right, bottom = range_boundaries(merged)
    except (ValueError, TypeError):
        return
    if left is None or top is None or right is None or bottom is None:
        return
    for row in range(top, min(bottom, MOST_ROWS) + 1):
        for column in range(left, min(right, MOST_COLUMNS) + 1):
            if (row, column) != (top, left):
                yield row, column


def _scanned(scan: SheetScan, meaning: Meaning, shown: bool) -> dict[At, Cell]:
    """Return a scanned sheet's cells by what they mean.

    Raises:
        WorkbookRefused: a cell means nothing, or all of them together say far too much.
    """
    meant = meaning.shown if shown else meaning.typed
    read: dict[At, Cell] = {}
    characters = 0
    for at, written in scan.written.items():
        if at[0] > scan.last_row:  # it stands in columns that do not count
            continue
        if shown and written.formula is None:
            continue
        try:
            cell = meant(written)
        except (ValueError, LookupError, OverflowError) as error:
            raise refused("damaged-content", sheet=scan.name, cell=coordinate(at)) from error
        if cell is None:
            continue
        read[at] = cell
        if not isinstance(cell.value, str):
            continue
        _must_be_readable(cell.value, scan.name, coordinate(at))
        characters += len(cell.value)
        if characters > MOST_CHARACTERS:
            raise refused("unpacks-too-large", sheet=scan.name)
    return read


def _must_be_readable(said: str, sheet: str, cell: str | None = None) -> None:
    """Return if what stands there can be brought into a normal form (see ``must_be_readable``).

    Raises:
        WorkbookRefused: it would take too long.
    """
    try:
        must_be_readable(said)
    except Refused as refusal:
        raise refused(
            refusal.rule, str(refusal.values["found"]), sheet=sheet, cell=cell
        ) from refusal


class OpenedWorkbook:
    """A workbook within bounds; what its cells mean is worked out when a sheet is looked at.

    ``sheets`` by the names of their tabs, in the file's order, without the one that marking a file
    up adds; rows below ``furthest`` are only counted.
    """

    def __init__(self, data: bytes, furthest: int = MOST_ROWS + _ABOVE_LISTS) -> None:
        self.data = data
        walk, parts = Walk(), package.parts(data)
        wiring = Wiring(parts, walk)
        strings, styles = StringScan(), StyleScan()
        for name in wiring.tabs:
            _must_be_readable(name, before(name, LONGEST_TAB))
        tabs = [name for name in wiring.tabs if not layout.is_of_marks(name)]
        scans = {name: SheetScan(name, furthest) for name in tabs}
        watches = {wiring.tabs[name]: scan.watch for name, scan in scans.items()}
        watches |= {wiring.strings: strings.watch, wiring.styles: styles.watch}
        names = {part: name for name, part in wiring.tabs.items()}
        for part, watch in watches.items():
            if part:
                walk.through(parts[part], part, watch, names.get(part))
        meaning = Meaning(
            strings.strings,
            styles.dates(),
            styles.durations(),
            wiring.epoch,
            strings.rich,
            styles.looks(),
        )
        self.epoch = wiring.epoch
        self.sheets = {
            name: Sheet(
                name,
                scan.last_row,
                partial(_scanned, scan, meaning),
                scan.merges,
                Hidden(name in wiring.hidden, scan.hidden_rows, scan.hidden_columns),
            )
            for name, scan in scans.items()
        }
        if not self.sheets:
            raise refused("damaged-content")

    @property
    def tabs(self) -> tuple[str, ...]:
        return tuple(self.sheets)


def opened(data: bytes) -> OpenedWorkbook:
    """Return the workbook in ``data``.

    Raises:
        WorkbookRefused: it is no .xlsx workbook that may be opened; one problem says why.
    """
    return OpenedWorkbook(data)
