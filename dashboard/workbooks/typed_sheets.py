"""What is typed on the page, put into the cells of the form as a clerk would have typed it there.

For the quick look while somebody types the cells are read as they are; what is handed in is a real
workbook. Both come from the same values at the same places, so that both are read alike.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial

from openpyxl import Workbook
from openpyxl.utils.cell import coordinate_to_tuple
from openpyxl.worksheet.worksheet import Worksheet

from dashboard.domain.returns import IndicatorView, ReturnForm
from dashboard.workbooks import clerk, fill, layout, paper, return_template
from dashboard.workbooks.grid import At, Cell, OpenedWorkbook, Sheet
from dashboard.workbooks.layout import Form
from dashboard.workbooks.typed import FIGURES, LISTS, Typed, entries, value
from data_access.vocabulary import Period


@dataclass(frozen=True, slots=True)
class Spot:
    """A field of the page: ``part`` a list or "figures", ``row`` an indicator's code or a row's
    number from 0, ``field`` the column (None: the row as a whole). ``row`` None: the whole part.
    """

    part: str
    row: str | int | None = None
    field: str | None = None


@dataclass(frozen=True, slots=True)
class BlankSheet:
    """A sheet of the empty form: what stands in it, and where its table is."""

    tab: str
    cells: Mapping[At, Cell]
    head: int
    columns: Mapping[str, int]

    def fields(self) -> dict[int, str]:
        return {column: name for name, column in self.columns.items()}


@dataclass(frozen=True, slots=True)
class BlankForm:
    """The empty form: its sheets by number, and the row of each indicator's figure."""

    sheets: Mapping[int, BlankSheet]
    rows: Mapping[str, int]

    def placed(self, typed: Typed) -> Iterator[tuple[str, At, object]]:
        """Yield each cell that the draft fills: tab, place, and what is typed there."""
        figures = self.sheets[layout.FIGURES.number]
        for code, text in typed.figures.items():
            if code in self.rows:
                at = self.rows[code], figures.columns["figure"]
                yield figures.tab, at, value("figure", text)
        for part, form in LISTS.items():
            sheet = self.sheets[form.number]
            for number, row in enumerate(typed.rows(part), start=1):
                for name, text in row.items():
                    yield sheet.tab, (sheet.head + number, sheet.columns[name]), value(name, text)

    def spot(self, tab: str | None, cell: str | None) -> Spot | None:
        """Return the field of the page that a cell of the form is; None: none of them."""
        found = next((each for each in self.sheets.items() if each[1].tab == tab), None)
        if found is None:
            return None
        number, sheet = found
        part = part_of(number)
        if cell is None:
            return Spot(part)
        row, column = coordinate_to_tuple(cell)
        name = sheet.fields().get(column)
        if part == FIGURES:
            code = next((code for code, at in self.rows.items() if at == row), None)
            return Spot(part, code, "figure" if code else None)
        return Spot(part, row - sheet.head - 1, name) if row > sheet.head else Spot(part)


def part_of(number: int) -> str:
    """Return the part of the page that a sheet of the form is."""
    return next((part for part, form in LISTS.items() if form.number == number), FIGURES)


class TypedWorkbook(OpenedWorkbook):
    """The form with a draft in its cells, never written to a file."""

    def __init__(self, blank: BlankForm, typed: Typed) -> None:
        every = {sheet.tab: dict(sheet.cells) for sheet in blank.sheets.values()}
        for tab, at, said in blank.placed(typed):
            every[tab][at] = Cell(said, "s" if isinstance(said, str) else "n")
        self.sheets = {
            tab: Sheet(tab, max(row for row, _column in cells), partial(_typed, cells))
            for tab, cells in every.items()
        }


def _typed(cells: dict[At, Cell], _shown: bool) -> dict[At, Cell]:
    return cells


def opened(form: ReturnForm, typed: Typed) -> TypedWorkbook:
    """Return the draft as a workbook of the unit and quarter that ``form`` is of."""
    return TypedWorkbook(blank_form(form), typed)


def filled(form: ReturnForm, typed: Typed) -> bytes:
    """Return the form with the draft typed in, as the bytes of an .xlsx workbook."""
    book = return_template.drawn(form)
    fill.type_in(book, entries(typed, (each.code for each in form.indicators)))
    return paper.saved(book)


def blank_form(form: ReturnForm) -> BlankForm:
    """Return the empty form; what it shows of the unit is left out, where cells stand is not."""
    return _blank(form.indicators, form.period, form.illustration, form.cross_check)


@lru_cache(maxsize=64)
def _blank(
    indicators: tuple[IndicatorView, ...], period: Period, illustration: bool, cross_check: bool
) -> BlankForm:
    form = ReturnForm(
        unit="?",
        unit_name="",
        province_name="",
        period=period,
        due_on=period.last_day,
        today=period.last_day,
        indicators=indicators,
        illustration=illustration,
        cross_check=cross_check,
    )
    book = return_template.drawn(form)
    sheets = {each.number: _sheet(book, each) for each in layout.RETURN_FORMS}
    figures = sheets[layout.FIGURES.number]
    codes = {str(cell.value): at for at, cell in figures.cells.items()}
    rows = {each.code: codes[each.code][0] for each in indicators}
    return BlankForm(sheets, rows)


def _sheet(book: Workbook, form: Form) -> BlankSheet:
    sheet: Worksheet = book[form.tab]
    found = clerk.table(sheet, form.columns)
    cells = {
        (cell.row, cell.column): Cell(cell.value, cell.data_type)
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None and cell.column is not None
    }
    return BlankSheet(form.tab, cells, found.head, dict(found.columns))
