"""Typing into a template as a clerk would: what the fillers of all templates share."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import copy
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from math import isfinite

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from dashboard.domain.numbers import parse_day
from dashboard.domain.text import tidy
from dashboard.errors import Refused
from dashboard.workbooks import layout, package, paper
from dashboard.workbooks.grid import At, coordinate
from dashboard.workbooks.labels import UPPER_ROWS
from dashboard.workbooks.layout import Column
from dashboard.workbooks.marks import writable
from dashboard.workbooks.tables import Table, located
from data_access.vocabulary import Organisation

_TYPED = (bool, int, float, Decimal, date, str, type(None))
_KIND_WORDS = {
    Organisation.PARTY: "Tổ chức đảng",
    Organisation.UNION: "Công đoàn cơ sở",
    Organisation.YOUTH: "Tổ chức Đoàn, Hội thanh niên",
    Organisation.WOMEN: "Chi hội, tổ phụ nữ",
    Organisation.VETERANS: "Hội Cựu chiến binh",
}


def loaded(template: bytes) -> Workbook:
    """Return the template to write into; its bounds are checked first."""
    package.checked(template)
    try:
        return load_workbook(BytesIO(template))
    except (LookupError, TypeError, ValueError) as error:
        raise package.refused("damaged-content") from error


def known(entries: Mapping[str, object], sections: Iterable[str]) -> None:
    """Return if every entry has a section.

    Raises:
        Refused: ``unknown-entry``.
    """
    for key in entries:
        if key not in sections:
            raise Refused("unknown-entry", entry=key, expected=", ".join(sections))


def mapping(entries: Mapping[str, object], key: str) -> Mapping[str, object]:
    """Return the entry's mapping; empty where there is none.

    Raises:
        Refused: ``not-a-mapping``.
    """
    found = entries.get(key) or {}
    if not isinstance(found, Mapping):
        raise Refused("not-a-mapping", entry=key)
    return found


def sequence(entries: Mapping[str, object], key: str) -> Sequence[object]:
    """Return the entry's list; empty where there is none.

    Raises:
        Refused: ``not-a-list``.
    """
    found = entries.get(key) or ()
    if not isinstance(found, Sequence) or isinstance(found, str):
        raise Refused("not-a-list", entry=key)
    return found


def tab(book: Workbook, fits: Callable[[str], bool], wanted: str) -> Worksheet:
    """Return the first worksheet whose name fits.

    Raises:
        Refused: ``sheet-missing``.
    """
    sheet = next((each for each in book.worksheets if fits(each.title)), None)
    if sheet is None:
        raise Refused("sheet-missing", sheet=wanted)
    return sheet


def upper(sheet: Worksheet) -> dict[At, str]:
    """Return the texts of the upper rows, where headings stand."""
    rows = sheet.iter_rows(max_row=min(UPPER_ROWS, sheet.max_row))
    return {
        (cell.row, cell.column): cell.value
        for row in rows
        for cell in row
        if isinstance(cell.value, str) and cell.column is not None
    }


def table(sheet: Worksheet, columns: Sequence[Column]) -> Table:
    """Return where the sheet has the columns.

    Raises:
        Refused: ``headings-missing``.
    """
    found = located(upper(sheet), columns)
    if found is None or found.missing:
        raise Refused("headings-missing", sheet=sheet.title)
    return found


def write(sheet: Worksheet, at: At, value: object) -> None:
    """Type ``value`` into a cell; a text stays a text.

    Raises:
        Refused: ``unseen-character``, ``entry-type``: no workbook holds such a value.
    """
    place = f"{sheet.title} {coordinate(at)}"
    if isinstance(value, str) and writable(value) != value:
        raise Refused("unseen-character", entry=place)
    if not isinstance(value, _TYPED) or (isinstance(value, float) and not isfinite(value)):
        raise Refused("entry-type", entry=place, found=str(value)[:60])
    cell = sheet.cell(*at)
    if value is not None and isinstance(cell, Cell):
        paper.put(cell, value)


def prepare(sheet: Worksheet, first: int, row: int, columns: Iterable[int]) -> None:
    """Give a row below the prepared ones the look of the first."""
    for column in columns:
        cell = sheet.cell(row, column)
        if not cell.has_style:
            cell._style = copy(sheet.cell(first, column)._style)  # type: ignore[union-attr]


def typed(field: str, value: object) -> object:
    """Return ``value`` as a clerk would type it into the column of ``field``."""
    if isinstance(value, bool):
        return layout.YES if value else layout.NO
    if field == "indicator" and isinstance(value, str):
        return _kind(value)
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}" if not isinstance(value, datetime) else value
    if field in ("founded_on", "decided_on") and isinstance(value, str):
        day = parse_day(value).value
        return f"{day:%d/%m/%Y}" if day and value[:4].isdigit() else value
    return value


def _kind(value: str) -> str:
    """Return the word for an organisation given by its code or its name in the record."""
    said = tidy(value)
    if said.lower() in set(Organisation):
        return _KIND_WORDS.get(Organisation(said.lower()), said)
    return said
