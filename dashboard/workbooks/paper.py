"""How every form looks: an office form in Times New Roman on A4, input cells lightly coloured."""

from collections.abc import Iterable
from copy import copy
from datetime import UTC, datetime
from io import BytesIO
from typing import Any, NamedTuple
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

from dashboard.workbooks.layout import Column

FONT = "Times New Roman"
INK, MUTED, WARNING = "000000", "595959", "9C1C1C"
HEAD, GROUP, INPUT = "E3E8EF", "F2F4F7", "FFF8DC"
COUNTED = "[$-42A]#,##0"  # dots for thousands where the program heeds the language
TEXT = "@"

_THIN, _HAIR = Side("thin", "404040"), Side("hair", "595959")


class Ink(NamedTuple):
    """How a cell is written."""

    size: float = 12
    bold: bool = False
    italic: bool = False
    colour: str = INK
    across: str = "left"
    down: str = "center"
    fill: str | None = None
    ruled: bool = False
    rules: str = "lrtb"
    open: bool = False
    form: str = "General"
    indent: int = 0
    wrap: bool = True
    shrink: bool = False


class Paper:
    """A sheet being written; each kind of ink is mixed once for the workbook."""

    def __init__(self, sheet: Worksheet, styles: dict[Ink, Any]) -> None:
        self.sheet = sheet
        self._styles = styles

    def write(self, row: int, column: int, value: object, ink: Ink) -> Cell:
        """Write one cell and return it."""
        cell: Cell = self.sheet.cell(row, column)  # type: ignore[assignment]  # nothing is merged yet
        put(cell, value)
        self.style(cell, ink)
        return cell

    def style(self, cell: Cell, ink: Ink) -> None:
        """Give a cell its look, mixed once for all cells of the ink."""
        mixed = self._styles.get(ink)
        if mixed is None:
            _mix(cell, ink)
            self._styles[ink] = copy(cell._style)  # type: ignore[attr-defined]  # setting its six
        else:  # parts anew for each of thousands of cells would take seconds
            cell._style = mixed  # type: ignore[attr-defined]

    def across(self, row: int, first: int, last: int, value: object, ink: Ink) -> None:
        """Write ``value`` over the columns ``first`` to ``last``, merged."""
        for column in range(first, last + 1):
            self.write(row, column, value if column == first else None, ink)
        if last > first:
            # merge_cells would redraw the borders that every cell here has already
            letters = get_column_letter(first), get_column_letter(last)
            self.sheet.merged_cells.add(f"{letters[0]}{row}:{letters[1]}{row}")

    def band(self, row: int, first: int, last: int, value: object, ink: Ink) -> None:
        """Write ``value`` over the columns ``first`` to ``last``, running over empty cells."""
        for column in range(first, last + 1):
            self.write(row, column, value if column == first else None, ink)

    def lines(self, first: int, last: int, inks: Iterable[Ink], start: int = 1) -> None:
        """Prepare empty rows ``first`` to ``last``, one ink for each column from ``start``."""
        row_inks = list(inks)
        for row in range(first, last + 1):
            for column, ink in enumerate(row_inks, start=start):
                self.style(self.sheet.cell(row, column), ink)  # type: ignore[arg-type]

    def heights(self, rows: Iterable[int], points: float) -> None:
        for row in rows:
            self.sheet.row_dimensions[row].height = points

    def widths(self, columns: Iterable[Column], open_below: bool = False) -> None:
        """Set widths; ``open_below`` lets rows be added under the prepared ones."""
        for at, column in enumerate(columns, start=1):
            dimension = self.sheet.column_dimensions[get_column_letter(at)]
            dimension.width = column.width
            if open_below:
                dimension.protection = Protection(locked=False)

    def validate(self, rule: DataValidation, cells: str) -> None:
        rule.add(cells)
        self.sheet.add_data_validation(rule)


def put(cell: Cell, value: object) -> None:
    """Write ``value`` as what it is: a text never becomes a formula, whatever it begins with."""
    cell.value = value  # type: ignore[assignment]
    if isinstance(value, str) and cell.data_type != "s":
        cell.data_type = "s"


def formula(cell: Cell, text: str) -> None:
    """Write a formula of our own."""
    cell.value = text
    cell.data_type = "f"


def _mix(cell: Cell, ink: Ink) -> None:
    cell.font = Font(FONT, ink.size, bold=ink.bold, italic=ink.italic, color=ink.colour)
    cell.alignment = Alignment(
        ink.across,
        ink.down,
        wrap_text=ink.wrap and not ink.shrink,
        shrink_to_fit=ink.shrink,
        indent=ink.indent,
    )
    if ink.fill:
        cell.fill = PatternFill("solid", fgColor=ink.fill)
    if ink.ruled:
        cell.border = Border(
            left=_THIN if "l" in ink.rules else None,
            right=_THIN if "r" in ink.rules else None,
            top=_HAIR,
            bottom=_HAIR,
        )
    if ink.open:
        cell.protection = Protection(locked=False)
    cell.number_format = ink.form


def whole_number(title: str, hint: str) -> DataValidation:
    """Return the rule of a count: a whole number, 0 or more."""
    rule = DataValidation(
        type="whole", operator="between", formula1="0", formula2="100000000", allow_blank=True
    )
    return _worded(rule, title, hint, "Chỉ nhập số nguyên, từ 0 trở lên (ví dụ 1608).")


def chosen(cells: str, title: str, hint: str, *, strict: bool) -> DataValidation:
    """Return the rule of a choice from ``cells``; ``strict`` refuses anything else."""
    rule = DataValidation(type="list", formula1=cells, allow_blank=True)
    rule = _worded(rule, title, hint, "Chọn một giá trị trong danh sách.")
    rule.showErrorMessage = strict
    return rule


def typed_day(title: str, hint: str) -> DataValidation:
    """Return the rule of a day typed as text.

    Text, not a date: a computer set to English would turn 03/09/2026 into 9 March unasked.
    """
    rule = DataValidation(
        type="textLength", operator="between", formula1="8", formula2="10", allow_blank=True
    )
    return _worded(rule, title, hint, "Gõ ngày/tháng/năm, ví dụ 05/09/2026.")


def hinted(title: str, hint: str) -> DataValidation:
    """Return a rule that only says what belongs in the cell."""
    return _worded(DataValidation(allow_blank=True), title, hint, "")


def _worded(rule: DataValidation, title: str, hint: str, error: str) -> DataValidation:
    rule.promptTitle, rule.prompt, rule.showInputMessage = title[:32], hint, True
    rule.errorTitle, rule.error, rule.showErrorMessage = "Chưa đúng", error or None, bool(error)
    return rule


def page(
    sheet: Worksheet,
    *,
    landscape: bool,
    head: int,
    last_column: int,
    footer: str,
    head_until: int | None = None,
) -> None:
    """Set up printing on A4: one page wide, rows of headings repeated, pages numbered."""
    sheet.page_setup.paperSize = 9
    sheet.page_setup.orientation = "landscape" if landscape else "portrait"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True  # type: ignore[union-attr]
    margins = sheet.page_margins
    margins.left, margins.right = (0.5, 0.5) if landscape else (0.6, 0.4)
    margins.top, margins.bottom, margins.footer = 0.5, 0.6, 0.3
    sheet.print_title_rows = f"{head}:{head_until or head}"
    sheet.print_options.horizontalCentered = True
    line: Any = sheet.oddFooter
    for part, text in ((line.left, footer.replace("&", "&&")), (line.right, "Trang &P/&N")):
        part.text, part.size, part.font = text, 9, f"{FONT},Regular"
    sheet.sheet_view.showGridLines = False
    sheet.print_area = f"A1:{get_column_letter(last_column)}{sheet.max_row}"


def protect(sheet: Worksheet) -> None:
    """Lock what is not for input; without a password, so that an office can always help itself."""
    sheet.protection.sheet = True
    sheet.protection.formatColumns = False
    sheet.protection.formatRows = False
    sheet.protection.formatCells = False
    sheet.protection.insertRows = False
    sheet.protection.deleteRows = False
    sheet.protection.sort = False


def saved(book: Workbook) -> bytes:
    """Return the workbook's bytes."""
    book.calculation.fullCalcOnLoad = True
    book.properties.modified = datetime.now(UTC).replace(tzinfo=None)
    written = BytesIO()
    # as ``save`` does, which leaves the archive open where it fails
    with ZipFile(written, "w", ZIP_DEFLATED) as archive:
        ExcelWriter(book, archive).save()
    return written.getvalue()
