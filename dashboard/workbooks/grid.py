"""An opened workbook: its tabs, and what stands in the cells that exist."""

import warnings
import zipfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO

from openpyxl import Workbook, load_workbook
from openpyxl.utils.cell import get_column_letter, range_boundaries

from dashboard.workbooks import package

MOST_ROWS = 2_000
MOST_COLUMNS = 60
_ABOVE_LISTS = 100  # room for headings and notes above the rows of a list

# openpyxl answers content it does not expect with whatever its innermost function raises
_UNREADABLE = (
    ArithmeticError, AssertionError, AttributeError, EOFError, LookupError, MemoryError, OSError,
    RuntimeError, SyntaxError, TypeError, ValueError, zipfile.BadZipFile, zlib.error,
)  # fmt: skip

At = tuple[int, int]
"""Row and column of a cell, both from 1."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a cell: a value, or ``kind`` "f" for a formula and "e" for an error."""

    value: object
    kind: str


class Sheet:
    """One tab. ``cells`` holds the cells with content; ``cached`` what formulas last showed."""

    def __init__(self, book: "OpenedWorkbook", name: str, part: package.Part) -> None:
        self.name = name
        self.last_row = part.last_row
        self._book = book
        self._merges = part.merges

    @cached_property
    def cells(self) -> dict[At, Cell]:
        return self._book.cells_of(self.name, cached=False)

    @cached_property
    def cached(self) -> dict[At, Cell]:
        return self._book.cells_of(self.name, cached=True)

    @cached_property
    def covered(self) -> dict[At, str]:
        """Cells that lie under a merged one, with the merged range."""
        return dict(_covered(self._merges))

    def get(self, at: At) -> Cell | None:
        return self.cells.get(at)


def coordinate(at: At) -> str:
    """Return "G12" for row 12, column 7."""
    return f"{get_column_letter(at[1])}{at[0]}"


def _covered(merges: Iterable[str]) -> Iterable[tuple[At, str]]:
    for ref in merges:
        try:
            left, top, right, bottom = range_boundaries(ref)
        except (ValueError, TypeError):
            continue
        if None in (left, top, right, bottom):
            continue
        for row in range(int(top or 1), min(int(bottom or 1), MOST_ROWS) + 1):
            for column in range(int(left or 1), min(int(right or 1), MOST_COLUMNS) + 1):
                if (row, column) != (top, left):
                    yield (row, column), ref


class OpenedWorkbook:
    """A workbook within bounds; sheets are parsed when they are first looked at.

    ``tabs`` are the names as in the file, in its order; ``furthest`` the last row read.
    """

    def __init__(self, data: bytes, furthest: int = MOST_ROWS + _ABOVE_LISTS) -> None:
        self.data = data
        self.furthest = furthest
        parts = package.checked(data)
        self._formulas = _loaded(data, data_only=False)
        self.sheets: dict[str, Sheet] = {
            name: Sheet(self, name, parts.get(path, package.Part()))
            for name, path in _paths(self._formulas)
        }
        if not self.sheets:
            raise package.refused("damaged-content")

    @property
    def tabs(self) -> tuple[str, ...]:
        return tuple(self.sheets)

    def cells_of(self, name: str, *, cached: bool) -> dict[At, Cell]:
        source = self._values if cached else self._formulas
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return self._read(source, name)
        except _UNREADABLE as error:
            raise package.refused("damaged-content", name) from error

    @cached_property
    def _values(self) -> Workbook:
        return _loaded(self.data, data_only=True)

    def _read(self, source: Workbook, name: str) -> dict[At, Cell]:
        last = min(self.sheets[name].last_row, self.furthest)
        if not last:
            return {}
        rows = source[name].iter_rows(max_row=last, max_col=MOST_COLUMNS)
        return {
            (at, column): Cell(cell.value, cell.data_type)
            for at, row in enumerate(rows, start=1)
            for column, cell in enumerate(row, start=1)
            if cell.value is not None
        }


def opened(data: bytes) -> OpenedWorkbook:
    """Return the workbook in ``data``.

    Raises:
        WorkbookRefused: it is no .xlsx workbook that may be opened; one problem says why.
    """
    return OpenedWorkbook(data)


def _loaded(data: bytes, *, data_only: bool) -> Workbook:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return load_workbook(
                BytesIO(data), read_only=True, data_only=data_only, keep_links=False
            )
    except _UNREADABLE as error:
        raise package.refused("damaged-content") from error


def _paths(book: Workbook) -> list[tuple[str, str]]:
    return [
        (sheet.title, str(getattr(sheet, "_worksheet_path", "")).lstrip("/"))
        for sheet in book.worksheets
    ]
