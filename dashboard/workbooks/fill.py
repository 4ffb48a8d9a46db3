"""Filling templates in as a clerk would: for automation, demonstrations and tests."""

from collections.abc import Mapping, Sequence
from math import ceil

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from dashboard.errors import Refused
from dashboard.workbooks import clerk, history_sheet, layout, paper, stamps, targets_sheet
from dashboard.workbooks.grid import opened
from dashboard.workbooks.layout import Form
from dashboard.workbooks.tables import Table

SYNONYMS = {
    "indicator": ("indicator", "organisation", "organization", "kind", "code"),
    "name": ("name", "organisation_name", "organization_name"),
    "enterprise": ("enterprise", "enterprise_name"),
    "tax_code": ("tax_code", "tax"),
    "enterprise_type": ("enterprise_type", "type"),
    "founded_on": ("founded_on", "date", "founding_date"),
    "decision_number": ("decision_number", "decision"),
    "members": ("members", "members_at_founding"),
    "workers": ("workers",),
    "party_members": ("party_members",),
    "has_party": ("has_party",),
    "has_union": ("has_union",),
    "has_youth": ("has_youth",),
    "difficulty": ("difficulty",),
    "proposal": ("proposal",),
}
_SECTIONS = ("figures", "foundings", "reviews", "difficulties")


def fill(template: bytes, entries: Mapping[str, object]) -> bytes:
    """Return the return's template with ``entries`` typed in.

    ``figures`` maps indicator codes to numbers or to text as it would be typed; ``foundings``,
    ``reviews`` and ``difficulties`` are lists of rows (see ``SYNONYMS`` for their keys; a
    difficulty may be plain text). None leaves a cell empty.

    Raises:
        Refused: unknown-entry, unknown-indicator or not-a-list: a key or value fits nowhere.
        WorkbookRefused: ``template`` is no workbook that may be opened.
    """
    book = clerk.loaded(template)
    type_in(book, entries)
    return paper.saved(book)


def type_in(book: Workbook, entries: Mapping[str, object]) -> None:
    """Type ``entries`` (see ``fill``) into an open return workbook.

    Raises:
        Refused: as ``fill``.
    """
    clerk.known(entries, _SECTIONS)
    _figures(_sheet(book, layout.FIGURES), clerk.mapping(entries, "figures"))
    _list(_sheet(book, layout.FOUNDINGS), layout.FOUNDINGS, clerk.sequence(entries, "foundings"))
    _list(_sheet(book, layout.REVIEWS), layout.REVIEWS, clerk.sequence(entries, "reviews"))
    difficulties = [
        {"difficulty": row} if isinstance(row, str) else row
        for row in clerk.sequence(entries, "difficulties")
    ]
    _list(_sheet(book, layout.DIFFICULTIES), layout.DIFFICULTIES, difficulties)


def _sheet(book: Workbook, form: Form) -> Worksheet:
    return clerk.tab(book, lambda name: layout.number_of_tab(name) == form.number, form.tab)


def _figures(sheet: Worksheet, figures: Mapping[str, object]) -> None:
    found = clerk.table(sheet, layout.FIGURES.columns)
    rows = {
        str(sheet.cell(row, found.columns["code"]).value): row
        for row in range(found.head + 1, sheet.max_row + 1)
    }
    for code, value in figures.items():
        if code not in rows:
            raise Refused("unknown-indicator", code=code)
        clerk.write(sheet, found.at(rows[code], "figure"), value)


def _list(sheet: Worksheet, form: Form, rows: Sequence[object]) -> None:
    found = clerk.table(sheet, form.columns)
    for number, row in enumerate(rows, start=1):
        if not isinstance(row, Mapping):
            raise Refused("not-a-mapping", entry=f"{form.tab} {number}")
        at = found.head + number
        if number > form.prepared:
            clerk.prepare(sheet, found.head + 1, at, found.columns.values())
            clerk.write(sheet, found.at(at, "number"), number)
        for field, value in _fields(row, found).items():
            clerk.write(sheet, found.at(at, field), clerk.typed(field, value))
        _heighten(sheet, at, found, form)


def _heighten(sheet: Worksheet, row: int, found: Table, form: Form) -> None:
    """Give a row the height its longest text needs, as a spreadsheet program does on typing."""
    widths = {found.columns[each.field]: each.width for each in form.columns}
    texts = ((sheet.cell(row, column).value, width) for column, width in widths.items())
    lines = max(ceil(len(str(text or "")) / width) for text, width in texts)
    dimension = sheet.row_dimensions[row]
    dimension.height = max(float(dimension.height or 18), 16.5 * lines)


def _fields(row: Mapping[str, object], found: Table) -> dict[str, object]:
    names = {name: field for field in found.columns for name in SYNONYMS.get(field, ())}
    for key in row:
        if key not in names:
            raise Refused("unknown-entry", entry=key, expected=", ".join(names))
    return {names[key]: value for key, value in row.items()}


def fill_any(template: bytes, entries: Mapping[str, object]) -> bytes:
    """Return a return's template, a sheet of targets or one of history with ``entries`` typed in.

    Which one it is stands in its stamp. For history the rows stand under ``rows``.

    Raises:
        Refused: a key or value fits nowhere in that template.
        WorkbookRefused: ``template`` is none of our templates.
    """
    book = opened(template)
    kind = stamps.kind(book)
    if kind is None:
        raise stamps.not_ours(book)
    if kind == layout.TARGETS_VERSION:
        return targets_sheet.fill_targets(template, entries)
    if kind == layout.HISTORY_VERSION:
        return _history(template, entries)
    return fill(template, entries)


def _history(template: bytes, entries: Mapping[str, object]) -> bytes:
    clerk.known(entries, ("rows",))
    found = []
    for number, row in enumerate(clerk.sequence(entries, "rows"), start=1):
        if not isinstance(row, Mapping):
            raise Refused("not-a-mapping", entry=f"rows {number}")
        found.append(row)
    return history_sheet.fill_history(template, found)
