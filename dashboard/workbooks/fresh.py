"""A workbook made anew with what was read of a file, for one that no library opens."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, time, timedelta

from openpyxl import Workbook
from openpyxl.utils.cell import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from dashboard.errors import WorkbookRefused
from dashboard.workbooks import layout, marks, paper
from dashboard.workbooks.grid import Cell, OpenedWorkbook, Sheet
from dashboard.workbooks.last_shown import Shown
from dashboard.workbooks.paper import Ink
from dashboard.workbooks.refusals import refused

LAST_ROW = 1_048_576
LARGEST = 10**300
MOST_CELLS = 60_000  # of all sheets; past them only those of the form are carried over
MOST_WRITTEN = 2 * MOST_CELLS
_WIDEST, _NARROWEST = 50, 8
_PLAIN = Ink(12, down="top")
_DAY = _PLAIN._replace(form="dd/mm/yyyy")
_WITH_TIME = {datetime: "dd/mm/yyyy hh:mm", time: "hh:mm", timedelta: "[hh]:mm:ss"}
_LARGEST_MERGE = 1_000
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\]")


def of_read(opened: OpenedWorkbook) -> tuple[Workbook, Shown, tuple[str, ...]]:
    """Return a workbook with the cells of the file's sheets, what its formulas last showed, and the
    names of the sheets that are not in it.

    Raises:
        WorkbookRefused: it has more cells than can be written in a moment.
    """
    carried = _carried(opened)
    if sum(len(sheet.cells) for sheet in carried) > MOST_WRITTEN:
        raise refused("unpacks-too-large")
    book = Workbook()
    book.epoch = opened.epoch
    book.remove(book.worksheets[0])
    shown: Shown = {}
    for sheet in carried:
        drawn = book.create_sheet(_NOT_IN_NAMES.sub("-", sheet.name))
        shown[drawn.title] = _drawn(drawn, sheet)
    left = opened.sheets.keys() - {sheet.name for sheet in carried}
    return book, shown, tuple(name for name in opened.tabs if name in left)


def _carried(opened: OpenedWorkbook) -> list[Sheet]:
    sheets = list(opened.sheets.values())
    if sum(len(sheet.cells) for sheet in sheets) <= MOST_CELLS:
        return sheets
    return [sheet for sheet in sheets if layout.number_of_tab(sheet.name)] or sheets[:1]


def _drawn(drawn: Worksheet, sheet: Sheet) -> dict[str, tuple[str, object]]:
    drawing = paper.Paper(drawn, {})
    repeated = Counter(str(cell.value) for cell in sheet.cells.values() if cell.kind == "f")
    shown: dict[str, tuple[str, object]] = {}
    for (row, column), cell in sorted(sheet.cells.items()):
        last = sheet.cached.get((row, column))
        # a formula that several cells share is read as it stands in the first of them
        shared = cell.kind == "f" and repeated[str(cell.value)] > 1
        typed = last if shared and last else cell
        written = drawing.write(row, column, _value(typed), _ink(typed))
        if typed.kind in ("f", "e"):
            written.data_type = typed.kind
        if typed.kind == "f" and last:
            shown[written.coordinate] = (last.kind, last.value)
    _widen(drawn, sheet)
    for merged in _merged(sheet):
        drawn.merged_cells.add(merged)
    return shown


def _value(cell: Cell) -> object:
    if isinstance(cell.value, int) and abs(cell.value) > LARGEST:
        return str(cell.value)  # no cell of numbers holds it
    return marks.writable(cell.value) if isinstance(cell.value, str) else cell.value


def _ink(cell: Cell) -> Ink:
    value = cell.value
    if isinstance(value, datetime) and value.time() == time.min:
        return _DAY
    return _PLAIN._replace(form=_WITH_TIME.get(type(value), _PLAIN.form))


def _widen(drawn: Worksheet, sheet: Sheet) -> None:
    longest: dict[int, int] = {}
    for (_row, column), cell in sheet.cells.items():
        longest[column] = max(longest.get(column, 0), len(str(cell.value)))
    for column, length in longest.items():
        width = min(max(length, _NARROWEST), _WIDEST)
        drawn.column_dimensions[get_column_letter(column)].width = width


def _merged(sheet: Sheet) -> Iterator[str]:
    """Yield the merged ranges, those that lie over none other and are not larger than a form's."""
    try:
        count = Counter(sheet.covered.values())
    except WorkbookRefused:
        return
    yield from (merged for merged, cells in count.items() if cells < _LARGEST_MERGE)
