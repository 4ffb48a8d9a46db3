"""The marked-up return: the clerk's own workbook, every wrong cell coloured and commented."""

import warnings
import zipfile
import zlib
from collections.abc import Iterable
from io import BytesIO

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from PIL.Image import DecompressionBombError

from dashboard.errors import Problem
from dashboard.workbooks import last_shown, marked_cells, marks, marks_sheet, package
from dashboard.workbooks.marks import Remark

__all__ = ["Remark", "can_be_marked", "mark"]

MOST_TAGS = 200_000  # loading more into openpyxl, and saving it, would take seconds

# A file refused by one of these is not opened, so there is nothing to mark.
UNOPENED = frozenset(
    {
        "archive-damaged",
        "archive-encrypted",
        "archive-in-archive",
        "archive-other",
        "combining-marks",
        "damaged-content",
        "empty-file",
        "file-too-large",
        "macros",
        "not-a-workbook",
        "old-format",
        "other-spreadsheet",
        "reading-stopped",
        "password-protected",
        "text-too-long",
        "too-many-parts",
        "truncated",
        "unpacks-too-large",
        "unsafe-xml",
    }
)
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
    file says stays as it is: handed in again unmended, the same is found.

    Raises:
        WorkbookRefused: it cannot be opened, or grows past what is taken in.
    """
    if package.checked(data) > MOST_TAGS:
        raise package.refused("unpacks-too-large")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            marked = _marked(data, marks.of(problems, remarks), about)
    except _BROKEN as error:
        raise package.refused("damaged-content") from error
    package.checked(marked)
    return marked


def _marked(data: bytes, said: list[marks.Mark], about: str) -> bytes:
    book = load_workbook(BytesIO(data))
    shown = last_shown.of_formulas(book, data)
    _take_earlier_off(book)
    placed = marks.placed(book, said)
    before = marked_cells.put_on(placed)
    marks_sheet.draw(book, placed, about, before)
    return last_shown.saved(book, shown)


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
