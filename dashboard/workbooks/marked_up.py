"""The marked-up return: the clerk's own workbook, every wrong cell coloured and commented."""

import warnings
import zipfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO

from openpyxl import Workbook, load_workbook
from openpyxl.utils.cell import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet
from PIL.Image import DecompressionBombError

from dashboard.errors import Problem, WorkbookRefused
from dashboard.i18n import _
from dashboard.workbooks import (
    fresh,
    grid,
    last_shown,
    loadable,
    marked_cells,
    marks,
    marks_sheet,
    package,
)
from dashboard.workbooks.grid import OpenedWorkbook
from dashboard.workbooks.last_shown import Shown
from dashboard.workbooks.marks import Remark
from dashboard.workbooks.scans import MOST_COLUMNS

__all__ = ["Remark", "can_be_marked", "mark"]

MOST_TAGS = 200_000  # loading more into openpyxl, and saving it, would take seconds

# A file refused by one of these is not opened, so there is nothing to mark.
UNOPENED = frozenset(
    {
        "archive-damaged",
        "archive-encrypted",
        "archive-file",
        "archive-in-archive",
        "archive-other",
        "combining-marks",
        "damaged-content",
        "empty-file",
        "file-too-large",
        "macros",
        "mail-message",
        "not-a-workbook",
        "old-format",
        "other-spreadsheet",
        "reading-stopped",
        "password-protected",
        "rights-managed",
        "sheet-too-large",
        "shortcut-file",
        "text-too-long",
        "too-many-parts",
        "truncated",
        "unpacks-too-large",
        "unsafe-xml",
    }
)
# openpyxl reads these not at all, or not whole
_BESIDE = (
    "customxml/", "xl/activex", "xl/connections", "xl/ctrlprops", "xl/diagrams", "xl/drawings/d",
    "xl/externallinks", "xl/model", "xl/pivot", "xl/querytables", "xl/slicer", "xl/timeline",
)  # fmt: skip
_SHEETS = "xl/worksheets/"
_KEPT_PICTURES = frozenset({"gif", "jpeg", "png"})  # kept as they are; others are drawn anew
# openpyxl answers content it does not expect with whatever its innermost function raises
_BROKEN = (
    ArithmeticError, AssertionError, AttributeError, DecompressionBombError, EOFError, LookupError,
    MemoryError, OSError, RuntimeError, SyntaxError, TypeError, ValueError, zipfile.BadZipFile,
    zlib.error,
)  # fmt: skip


def can_be_marked(problems: Iterable[Problem]) -> bool:
    """Whether a file refused for these problems can be opened to be marked."""
    return not any(problem.rule in UNOPENED for problem in problems)


def mark(
    data: bytes, problems: Iterable[Problem], remarks: Iterable[Remark] = (), about: str = ""
) -> bytes:
    """Return the clerk's workbook with every place marked, and a sheet in front that lists them.

    ``about`` is a line that says which return it is. Marks of an earlier marking go. What the
    file says stays as it is: handed in again unmended, the same is found. What of the file is not
    in the copy, because it cannot be written again, the sheet says.

    Raises:
        WorkbookRefused: it cannot be opened, or grows past what is taken in.
    """
    opened = grid.opened(data)
    said = marks.of(problems, remarks)
    for way in (_as_it_is, _of_its_cells, _anew):
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return _marked(way(opened), said, about)
        except (*_BROKEN, WorkbookRefused) as error:
            broken = error
    raise package.refused("damaged-content") from broken


@dataclass(frozen=True, slots=True)
class _Copy:
    """A workbook to be marked, what its formulas showed, and what of the file is not in it."""

    book: Workbook
    shown: Shown
    left_out: str = ""


def _as_it_is(opened: OpenedWorkbook) -> _Copy:
    beside = _(
        "What lies beside the cells of your file (shapes, controls, queries, links to other files) "
        "may not be in this copy; every figure and text is."
    )
    has_more = any(
        name.startswith(_BESIDE) or (name.startswith(_SHEETS) and b"extLst" in content)
        for name, content in package.parts(opened.data).items()
    )
    return _loaded(loadable.without_unread(opened.data), beside if has_more else "")


def _of_its_cells(opened: OpenedWorkbook) -> _Copy:
    return _loaded(
        loadable.of_cells(opened.data),
        _(
            "Your file has parts that cannot be written again: its pictures and comments and some "
            "of its look are not in this copy; every figure and text is."
        ),
    )


def _loaded(data: bytes, left_out: str) -> _Copy:
    if package.checked(data) > MOST_TAGS:
        raise package.refused("unpacks-too-large")
    book = load_workbook(BytesIO(data), rich_text=True)
    return _Copy(book, last_shown.of_formulas(book, data), left_out)


def _anew(opened: OpenedWorkbook) -> _Copy:
    whole = OpenedWorkbook(opened.data, furthest=fresh.LAST_ROW)
    book, shown, sheets = fresh.of_read(whole)
    left_out = _(
        "Your file cannot be written again as it is: this copy has its figures and texts up to "
        "column {column}, without their look."
    ).format(column=get_column_letter(MOST_COLUMNS))
    if sheets:
        more = _("These sheets are not in it: {tabs}.").format(tabs=", ".join(sheets))
        left_out = f"{left_out} {more}"
    return _Copy(book, shown, left_out)


def _marked(copy: _Copy, said: list[marks.Mark], about: str) -> bytes:
    book = copy.book
    _take_earlier_off(book)
    placed = marks.placed(book, said)
    before = marked_cells.put_on(placed)
    marks_sheet.draw(book, placed, about, before, marks.clean(copy.left_out))
    marked = last_shown.saved(book, copy.shown)
    package.checked(marked)
    return marked


def _drop_strange_pictures(sheet: Worksheet) -> None:
    pictures = sheet._images  # type: ignore[attr-defined]
    pictures[:] = [each for each in pictures if each.format in _KEPT_PICTURES]


def _take_earlier_off(book: Workbook) -> None:
    before: dict[tuple[str, str], str] = {}
    for sheet in book.worksheets:
        _drop_strange_pictures(sheet)
        if marks_sheet.is_ours(sheet) and len(book.worksheets) > 1:
            before.update(marks_sheet.recorded(sheet))
            book.remove(sheet)
    marked_cells.take_off(book, before)
