"""A clerk's workbook as a draft: its cells as they stand, in the fields of the page."""

from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial

from dashboard.domain import legacy_fonts
from dashboard.domain.numbers import Reading, parse_count
from dashboard.domain.returns import ReturnContent, ReturnForm
from dashboard.domain.text import tidy, tidy_tax_code
from dashboard.workbooks import layout
from dashboard.workbooks.cell_content import content_of
from dashboard.workbooks.form_sheets import form_sheets
from dashboard.workbooks.grid import At, Cell, OpenedWorkbook, Sheet, coordinate
from dashboard.workbooks.layout import Form
from dashboard.workbooks.reading import Reader, rows
from dashboard.workbooks.tables import located, texts
from dashboard.workbooks.totals import is_total
from dashboard.workbooks.typed import COUNTS, LISTS, Row, Typed, clean, fields, without_blank_end
from dashboard.workbooks.typed_sheets import Spot

_VALUES = COUNTS | {"founded_on", "tax_code", "has_party", "has_union", "has_youth"}


@dataclass(frozen=True, slots=True)
class Taken:
    """What stood in a workbook, and which field of the page each of its cells has become."""

    typed: Typed
    spots: dict[tuple[str, str], Spot] = field(default_factory=dict)


def taken(book: OpenedWorkbook, form: ReturnForm) -> Taken:
    """Return the workbook's cells as a draft, right or wrong; what has no place is left out."""
    spots: dict[tuple[str, str], Spot] = {}
    sheets, _problems = form_sheets(book)
    figures = _figures(sheets.get(layout.FIGURES.number), form, spots)
    lists = {
        part: _list(sheets.get(each.number), part, each, spots) for part, each in LISTS.items()
    }
    return Taken(Typed(figures, **lists), spots)


def of_content(content: ReturnContent, form: ReturnForm) -> Typed:
    """Return what a stored revision says, as one would type it."""
    kinds = {each.code: layout.kind_words(each) for each in form.indicators}
    foundings = tuple(
        _row({**_values(row, LISTS["foundings"]), "indicator": kinds.get(row.indicator)})
        for row in content.foundings
    )
    return Typed(
        figures={code: str(amount) for code, amount in content.figures.items()},
        foundings=foundings,
        reviews=tuple(_row(_values(row, LISTS["reviews"])) for row in content.reviews),
        difficulties=tuple(
            _row(_values(row, LISTS["difficulties"])) for row in content.difficulties
        ),
    )


def _values(row: object, form: Form) -> dict[str, object]:
    return {name: getattr(row, name, None) for name in fields(form)}


def _row(values: dict[str, object]) -> Row:
    found = {name: as_text(name, value) for name, value in values.items()}
    return {name: text for name, text in found.items() if tidy(text)}


def as_text(name: str, value: object) -> str:
    """Return what stands in a cell as one would type it into the field of that name."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return layout.YES if value else layout.NO
    if isinstance(value, datetime | date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, str):
        return clean(value)
    if name in COUNTS:
        read = parse_count(value)
        if read.reading is Reading.WHOLE:
            return str(read.value)
    if name == "tax_code":
        return tidy_tax_code(value).code or ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).replace(".", ",")


def _figures(
    sheet: Sheet | None, form: ReturnForm, spots: dict[tuple[str, str], Spot]
) -> dict[str, str]:
    found = located(texts(sheet), layout.FIGURES.columns) if sheet else None
    if sheet is None or found is None or not {"code", "figure"} <= found.columns.keys():
        return {}
    codes = {each.code.casefold(): each.code for each in form.indicators}
    figures: dict[str, str] = {}
    for row in range(found.head + 1, max(at[0] for at in sheet.cells) + 1):
        written = _text(sheet, found.at(row, "code"), "code")
        code = codes.get("".join(tidy(written).split()).casefold())
        if code is None or code in figures:
            continue
        figures[code] = _text(sheet, found.at(row, "figure"), "figure")
        for column in found.columns.values():
            spots[sheet.name, coordinate((row, column))] = Spot("figures", code, "figure")
    return {code: text for code, text in figures.items() if tidy(text)}


def _list(
    sheet: Sheet | None, part: str, form: Form, spots: dict[tuple[str, str], Spot]
) -> tuple[Row, ...]:
    found = located(texts(sheet), form.columns) if sheet else None
    if sheet is None or found is None:
        return ()
    listed: list[Row] = []
    reader = Reader(sheet)
    for row in rows(reader, found, partial(is_total, reader, found)):
        cells = {
            name: found.at(row, name) for name in (*fields(form), "number") if name in found.columns
        }
        for name, at in cells.items():
            known = name if name != "number" else None
            spots[sheet.name, coordinate(at)] = Spot(part, len(listed), known)
        told = {name: _text(sheet, at, name) for name, at in cells.items() if name != "number"}
        listed.append({name: text for name, text in told.items() if tidy(text)})
    return without_blank_end(listed)


def _text(sheet: Sheet, at: At, name: str) -> str:
    """Return a cell's text; of a formula what it last showed, or the formula itself."""
    cell = sheet.get(at)
    if cell is not None and cell.kind == "f":
        cell = sheet.cached.get(at) or Cell(getattr(cell.value, "text", cell.value), "s")
    return _typed(cell, name) if cell else ""


def _typed(cell: Cell, name: str) -> str:
    """Return what one would type to say what the cell says; what it does not say for certain is
    left out of texts, and stands in other fields so that it is refused again.
    """
    words = name not in _VALUES
    content = content_of(cell, words=words, prose=name in layout.PROSE)
    if content.old_font and legacy_fonts.turned(str(content.value)) is not None:
        return ""  # only its font, which the page has none of, told that it is uncertain
    if content.is_gone and words:
        return ""
    if content.format is not None:
        return content.format
    text = as_text(name, content.value)
    if content.is_gone:
        return f"[{clean(content.left_out) or text}]"
    return f"[{clean(content.left_out)}] {text}" if content.parted and not words else text
