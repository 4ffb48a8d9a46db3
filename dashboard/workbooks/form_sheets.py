"""Which sheet of a workbook is which form, and whether another one answers to it as well."""

from collections.abc import Iterator
from functools import partial

from dashboard.domain.numbers import Reading, parse_count
from dashboard.domain.text import tidy
from dashboard.errors import Problem, WorkbookRefused
from dashboard.i18n import _
from dashboard.workbooks import layout, stamps
from dashboard.workbooks.grid import At, OpenedWorkbook, Sheet, coordinate
from dashboard.workbooks.layout import Form
from dashboard.workbooks.not_asked import numbers_the_columns
from dashboard.workbooks.reading import Reader, rows, shown
from dashboard.workbooks.tables import Table, located, texts
from dashboard.workbooks.totals import is_total
from data_access.vocabulary import Severity

_ENOUGH_COLUMNS = 6  # of a form whose headings, but for one, are all there

_Content = dict[tuple[str | int, str], tuple[object, At]]
"""What is filled in on a sheet, by indicator or row and by field, and where it stands."""


def form_sheets(book: OpenedWorkbook) -> tuple[dict[int, Sheet], list[Problem]]:
    """Return the sheet of each form by its number, and an error for each form that has none or
    to which a second sheet answers with something else.

    Of equal ones that is read which is shown.
    """
    sheets: dict[int, Sheet] = {}
    problems: list[Problem] = []
    for form in layout.RETURN_FORMS:
        sheet = form_sheet(book, form)
        if sheet is None:
            problems.append(_missing(book, form.tab))
        else:
            sheets[form.number] = sheet
    further = [sheet for sheet in book.sheets.values() if sheet not in sheets.values()]
    for form in layout.RETURN_FORMS if further else ():
        if form.number in sheets:
            sheets[form.number], doubled = _held_against(sheets[form.number], further, form)
            problems += doubled
    return sheets, problems


def form_sheet(book: OpenedWorkbook, form: Form) -> Sheet | None:
    """Return the sheet named as the form is; else the first of its number, with its headings if
    one has them. None: no sheet bears its number.
    """
    named = [name for name in book.tabs if layout.number_of_tab(name) == form.number]
    if form.tab in named:
        return book.sheets[form.tab]
    answering = (
        name for name in named if len(named) > 1 and _table(book.sheets[name], form) is not None
    )
    name = next(answering, named[0] if named else None)
    return None if name is None else book.sheets[name]


def _held_against(read: Sheet, further: list[Sheet], form: Form) -> tuple[Sheet, list[Problem]]:
    problems: list[Problem] = []
    for other in further:
        table = _table(other, form)
        if table is None:
            continue
        here, there = _content(read, _table(read, form), form), _content(other, table, form)
        same = {key: said for key, (said, _at) in here.items()} == {
            key: said for key, (said, _at) in there.items()
        }
        if same and read.hidden.sheet and not other.hidden.sheet:
            read = other
        elif not same and (there or read.hidden.sheet):
            problems.append(_doubled(read, other, form, here, there))
    return read, problems


def _table(sheet: Sheet, form: Form) -> Table | None:
    """Return the sheet's table where it carries the form's headings."""
    try:
        found = located(texts(sheet), form.columns)
    except WorkbookRefused:  # what no form is made of is not held against its rules
        return None
    if found is None or len(found.missing) > (len(found.columns) >= _ENOUGH_COLUMNS):
        return None
    return found


def _content(sheet: Sheet, found: Table | None, form: Form) -> _Content:
    if found is None:
        return {}
    filled = _figures if form is layout.FIGURES else _rows
    reader = Reader(sheet)
    return {
        key: (_plain(reader.displayed(at)), at)
        for key, at in filled(reader, found)
        if _says(reader, at, form)
    }


def _says(reader: Reader, at: At, form: Form) -> bool:
    if form is layout.FIGURES:  # where a zero is a figure, whoever computed it
        return str(_plain(reader.displayed(at))).strip("-–— ") != ""
    return not reader.is_blank(at)


def _figures(reader: Reader, found: Table) -> Iterator[tuple[tuple[str | int, str], At]]:
    for row in range(found.head + 1, max((at[0] for at in reader.sheet.cells), default=0) + 1):
        cells = {
            field: found.at(row, field)
            for field in ("code", "name", "figure", "to_date", "note")
            if field in found.columns
        }
        words = (
            str(_plain(reader.displayed(cells.get(each, (0, 0))))) for each in ("code", "name")
        )
        if "figure" in cells and numbers_the_columns(reader, found, row):
            continue
        key = next(filter(None, words), row - found.head)
        for field in ("figure", "to_date", "note"):
            cell = reader.sheet.get(cells[field]) if field in cells else None
            if cell is not None and (field != "to_date" or cell.kind != "f"):
                yield (key, field), cells[field]


def _rows(reader: Reader, found: Table) -> Iterator[tuple[tuple[str | int, str], At]]:
    listed = rows(reader, found, partial(is_total, reader, found))
    for number, row in enumerate(listed):
        for field in found.columns:
            if field != "number":
                yield (number, field), found.at(row, field)


def _plain(value: object) -> object:
    """Return what two spellings of a cell's content have in common."""
    read = parse_count(value)
    if read.reading is Reading.WHOLE:
        return read.value
    return "" if value is None else tidy(str(value))


def _missing(book: OpenedWorkbook, tab: str) -> Problem:
    message = _(
        "The sheet “{tab}” is missing. Sheets in the file: {tabs}. Give the sheet its name back, "
        "or copy the figures into a new template."
    ).format(tab=tab, tabs=stamps.tabs(book))
    return Problem(Severity.ERROR, "sheet-missing", message, tab, found=stamps.tabs(book))


def _doubled(read: Sheet, other: Sheet, form: Form, here: _Content, there: _Content) -> Problem:
    """Return the error of a second sheet, at the first of its cells that says something else."""
    at = next(
        (at for key, (said, at) in there.items() if key not in here or here[key][0] != said), None
    )
    if at is not None:
        message = _(
            "Two sheets answer to “{form}”: “{read}”, which would count, and “{other}”, which says "
            "something else (first in cell {cell}: {found}). Take out the one that is not to "
            "count, also where a sheet is hidden (right click on the tabs › Unhide)."
        ).format(
            form=form.title,
            read=read.name,
            other=other.name,
            cell=coordinate(at),
            found=shown(Reader(other).displayed(at)),
        )
    elif read.hidden.sheet:
        message = _(
            "Two sheets answer to “{form}”: “{read}”, which would count, is hidden, and “{other}” "
            "does not say the same. Show the hidden one (right click on the tabs › Unhide) and "
            "take out the one that is not to count."
        ).format(form=form.title, read=read.name, other=other.name)
    else:
        message = _(
            "Two sheets answer to “{form}”: “{read}”, which would count, and “{other}”, which "
            "says less. Take out the one that is not to count, also where a sheet is hidden "
            "(right click on the tabs › Unhide)."
        ).format(form=form.title, read=read.name, other=other.name)
    cell = coordinate(at) if at else None
    return Problem(Severity.ERROR, "sheet-twice", message, other.name, cell, read.name)
