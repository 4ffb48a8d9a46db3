"""The sheet "Cần sửa" in front of a file handed back: all there is to mend, place by place."""

from collections.abc import Sequence
from math import ceil

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from dashboard.i18n import N_, _, format_count
from dashboard.workbooks import layout, paper
from dashboard.workbooks.grid import coordinate
from dashboard.workbooks.letterhead import HEADING
from dashboard.workbooks.marked_cells import Fills
from dashboard.workbooks.marks import Kind, Placed, clean
from dashboard.workbooks.paper import Ink, Paper
from dashboard.workbooks.wiring import MOST_SHEETS

MOST_LISTED = 1_000
MARKER = "tiendo.marks.1"
_HIDDEN = 9  # the first of the columns with what was there before, which nobody needs to see
_WIDTHS = (5, 18, 29, 8, 24, 72, 2, 2, 8, 8, 8)
_COLUMNS = (
    N_("No."),
    N_("Kind"),
    N_("Sheet"),
    N_("Cell"),
    N_("What stands there"),
    N_("What is wrong and how to mend it"),
)
_LAST = len(_COLUMNS)

_TITLE = Ink(14, bold=True, wrap=False)
_NOTE = Ink(11, italic=True, down="top")
_ABOUT = Ink(12, bold=True)
_WORDS = Ink(12, ruled=True, down="top", indent=1)
_MIDDLE = _WORDS._replace(across="center", indent=0)
_LINK = _MIDDLE._replace(colour="1B4F8F", bold=True)
_LINKED = _WORDS._replace(colour="1B4F8F")


def is_ours(sheet: Worksheet) -> bool:
    """Whether an earlier marking added the sheet; a clerk's own of that name stays."""
    cells = sheet._cells.values()
    return layout.is_of_marks(sheet.title) and any(cell.value == MARKER for cell in cells)


def recorded(sheet: Worksheet) -> Fills:
    """Return how marked cells were filled before, as ``draw`` wrote it down."""
    found: dict[tuple[str, str], str] = {}
    for row, column in list(sheet._cells):
        if column != _HIDDEN:
            continue
        told = [sheet._cells.get((row, column + step)) for step in range(3)]
        tab, cell, fill = (str(each.value) if each and each.value else "" for each in told)
        if fill:
            found[tab, cell] = fill
    return found


def draw(
    book: Workbook, marks: Sequence[Placed], about: str, before: Fills, left_out: str = ""
) -> None:
    """Add the sheet in front, and let the file open on it; a file full of sheets gets none.

    ``left_out`` says what of the clerk's file is not in this one.
    """
    if len(book.worksheets) >= MOST_SHEETS:
        return
    sheet = book.create_sheet(_free_name(book), 0)
    drawn = Paper(sheet, {})
    for at, width in enumerate(_WIDTHS, start=1):
        sheet.column_dimensions[coordinate((1, at))[:-1]].width = width
    head = _head(drawn, marks, about, left_out)
    for number, each in enumerate(marks[:MOST_LISTED], start=1):
        _row(drawn, head + number, number, each)
    last = head + min(len(marks), MOST_LISTED)
    if len(marks) > MOST_LISTED:
        more = _("{count} more are marked in the sheets only.")
        more = more.format(count=format_count(len(marks) - MOST_LISTED))
        drawn.across(last + 1, 1, _LAST, more, _NOTE)
    _write_down(sheet, before)
    paper.page(sheet, landscape=True, head=head, last_column=_LAST, footer=layout.MARKS_TAB)
    _open_here(book, sheet)


def _free_name(book: Workbook) -> str:
    taken = {name.casefold() for name in book.sheetnames}
    names = (layout.MARKS_TAB, *(f"{layout.MARKS_TAB} ({n})" for n in range(2, 50)))
    return next(name for name in names if name.casefold() not in taken)


def _head(drawn: Paper, marks: Sequence[Placed], about: str, left_out: str) -> int:
    drawn.write(1, 1, _("TO BE MENDED IN THIS FILE").upper(), _TITLE)
    drawn.across(2, 1, _LAST, clean(about), _ABOUT)
    drawn.across(3, 1, _LAST, _summary(marks), Ink(12))
    guide = _(
        "Mend the coloured cells in the sheets themselves (a tap on a cell's name below leads "
        "there; its comment says the same), save, and hand this very file in again. This sheet, "
        "the colours and the comments are passed over when it is read."
    )
    drawn.across(4, 1, _LAST, f"{guide} {left_out}".strip(), _NOTE)
    drawn.heights((1,), 24)
    drawn.heights((2, 3), 18)
    drawn.heights((4,), 64 if left_out else 32)
    for column, title in enumerate(_COLUMNS, start=1):
        drawn.write(5, column, _(title), HEADING)
    drawn.heights((5,), 24)
    return 5


def _summary(marks: Sequence[Placed]) -> str:
    count = {kind: sum(each.mark.kind is kind for each in marks) for kind in Kind}
    return _("{errors} errors, {warnings} points to look at again, {remarks} remarks").format(
        errors=format_count(count[Kind.ERROR]),
        warnings=format_count(count[Kind.WARNING]),
        remarks=format_count(count[Kind.REMARK]),
    )


def _row(drawn: Paper, row: int, number: int, placed: Placed) -> None:
    mark = placed.mark
    tinted = _WORDS._replace(fill=mark.kind.tint, bold=True)
    linked = placed.sheet is not None
    tab = placed.sheet.title if placed.sheet else mark.sheet
    drawn.write(row, 1, number, _MIDDLE)
    drawn.write(row, 2, _(mark.kind.word), tinted)
    where = drawn.write(row, 3, clean(tab or _("the whole file")), _LINKED if linked else _WORDS)
    cell = drawn.write(row, 4, clean(mark.cell or ""), _LINK if linked else _MIDDLE)
    found = drawn.write(row, 5, mark.found or "", _WORDS)
    words = drawn.write(row, 6, mark.message, _WORDS)
    for each in (where, cell, found, words):
        each.quotePrefix = True  # typed over and over, it stays a text
    if linked:
        _link(where, placed)
        _link(cell, placed)
    texts = (_(mark.kind.word), tab or "", "", mark.found or "", mark.message)
    drawn.heights((row,), _height(texts))


def _link(cell: Cell, placed: Placed) -> None:
    if placed.sheet is None:
        return
    tab = placed.sheet.title.replace("'", "''")
    place = f"'{tab}'!{coordinate(placed.at or (1, 1))}"
    # set whole: the public way takes what is given for an address outside
    cell._hyperlink = Hyperlink(  # type: ignore[attr-defined]
        ref=cell.coordinate, location=place, tooltip=_("Go there")
    )


def _height(texts: Sequence[str]) -> float:
    """Return the height, in points, that the longest of a row's texts needs."""
    lines = max(
        sum(ceil((len(line) + 1) / (width * 1.15)) for line in text.split("\n"))
        for text, width in zip(texts, _WIDTHS[1:], strict=False)
    )
    return min(16.5 * max(lines, 1) + 3, 400)


def _write_down(sheet: Worksheet, before: Fills) -> None:
    sheet.cell(1, _HIDDEN - 1, MARKER)
    for row, ((tab, cell), fill) in enumerate(before.items(), start=2):
        for step, text in enumerate((tab, cell, fill)):
            hidden = sheet.cell(row, _HIDDEN + step)
            if isinstance(hidden, Cell):
                paper.put(hidden, text)
    for column in range(_HIDDEN - 2, _HIDDEN + 3):
        sheet.column_dimensions[coordinate((1, column))[:-1]].hidden = True


def _open_here(book: Workbook, sheet: Worksheet) -> None:
    """Sheets chosen together would all be typed into at once."""
    for each in book.worksheets:
        each.sheet_view.tabSelected = False
    sheet.sheet_view.tabSelected = True
    book.active = 0
    for view in book.views:
        view.firstSheet = 0
