"""Biểu 1 read: one figure for each indicator, found by its code wherever the row stands, and what
is noted beside it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from dashboard.domain.checks import Key, Place
from dashboard.domain.names import indicator_name
from dashboard.domain.returns import IndicatorView, ReturnForm
from dashboard.domain.text import fold, tidy, without_personal_numbers
from dashboard.i18n import format_period
from dashboard.workbooks import layout
from dashboard.workbooks.grid import MOST_CHARACTERS, At, coordinate
from dashboard.workbooks.hidden import note_hidden
from dashboard.workbooks.not_asked import line_of, note_not_asked, numbers_the_columns
from dashboard.workbooks.reading import Reader, shown, table_as_far_as_known
from dashboard.workbooks.tables import Table

_SHORTEST_CODE = 4  # the row of column numbers has letters in the codes' column


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures reported; ``unread`` are the codes of those that could not be read."""

    values: dict[str, int] = field(default_factory=dict)
    unread: frozenset[str] = frozenset()
    places: dict[Key, Place] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Note:
    """What the column for notes says beside a figure; ``code`` is the indicator's.

    Beside a row that asks for no figure it is None, and ``line`` is what the row calls itself.
    """

    code: str | None
    place: Place
    text: str
    line: str = ""


def read_figures(
    reader: Reader | None, form: ReturnForm, version: str = layout.RETURN_VERSION
) -> Figures:
    """Return the figures of the sheet (None: there is none); problems stay with ``reader``.

    An indicator for which the template's ``version`` had no row is not reported.
    """
    every = frozenset(each.code for each in form.indicators)
    found = _table(reader) if reader else None
    if reader is None or found is None:
        return Figures(unread=every)
    rows, others = _rows_by_code(reader, found, form, version)
    values: dict[str, int] = {}
    unread = {
        each.code
        for each in form.indicators
        if each.code not in rows and layout.asked(each, version)
    }
    for indicator in form.indicators:
        row = rows.get(indicator.code)
        if row is None:
            continue
        at = found.at(row, "figure")
        value = reader.count(at, indicator_name(indicator))
        if value is not None:
            values[indicator.code] = value
        if at in reader.failed:
            unread.add(indicator.code)
    asked = {code: (row, values.get(code)) for code, row in rows.items()}
    note_not_asked(reader, found, asked, others, form)
    filled = {*values, *unread}
    mains = {each.code for each in form.indicators if each.main}
    note_hidden(
        reader,
        [row for code, row in rows.items() if code in filled],
        found.columns,
        layout.FIGURES,
        blank=[row for code, row in rows.items() if code in mains - filled],
    )
    places: dict[Key, Place] = {
        ("figure", code): Place(reader.sheet.name, coordinate(found.at(row, "figure")))
        for code, row in rows.items()
    }
    return Figures(values, frozenset(unread), places)


def read_notes(
    reader: Reader | None, form: ReturnForm, version: str = layout.RETURN_VERSION
) -> tuple[Note, ...]:
    """Return what is noted on the sheet, from the top down, without persons' numbers."""
    found = _table(reader) if reader else None
    if reader is None or found is None or "note" not in found.columns:
        return ()
    notes: list[Note] = []
    rows, others = _rows_by_code(reader, found, form, version)
    beside: dict[int, str | None] = dict.fromkeys(others)
    beside |= {row: code for code, row in rows.items()}
    for row, code in sorted(beside.items()):
        at = found.at(row, "note")
        text = reader.text(at, code or "", MOST_CHARACTERS, prose=True)
        if text and not numbers_the_columns(reader, found, row):
            place = Place(reader.sheet.name, coordinate(at))
            line = "" if code else without_personal_numbers(line_of(reader, found, row))
            notes.append(Note(code, place, without_personal_numbers(text), line))
    return tuple(notes)


def _table(reader: Reader) -> Table | None:
    """Return the table where its codes and figures were found."""
    found = table_as_far_as_known(reader, layout.FIGURES.columns)
    return found if found and {"code", "figure"} <= found.columns.keys() else None


def _rows_by_code(
    reader: Reader, found: Table, form: ReturnForm, version: str
) -> tuple[dict[str, int], list[int]]:
    """Return the rows of the indicators by their codes, and those that ask for no figure."""
    indicators = {each.code.casefold(): each for each in form.indicators}
    not_asked = {each.code.casefold(): each for each in form.not_asked}
    rows: dict[str, int] = {}
    others: list[int] = []
    for row in range(found.head + 1, _last_row(reader) + 1):
        at = found.at(row, "code")
        typed = _text(reader, at)
        code = typed.replace(" ", "").casefold()
        indicator = indicators.get(code)
        if len(code) < _SHORTEST_CODE:
            others.append(row)
        elif code in not_asked:
            _must_be_blank(reader, found.at(row, "figure"), not_asked[code], form)
        elif indicator is None:
            reader.error("code-unknown", at, typed, code=shown(typed))
        elif indicator.code in rows:
            reader.error(
                "code-twice",
                at,
                typed,
                code=typed,
                cell=coordinate(found.at(rows[indicator.code], "code")),
            )
        else:
            rows[indicator.code] = row
    lacking = [each for each in form.indicators if layout.asked(each, version)]
    _without_a_row(reader, found, lacking, rows, others)
    return rows, [row for row in others if row not in rows.values()]


def _last_row(reader: Reader) -> int:
    return max((at[0] for at in reader.sheet.cells), default=0)


def _must_be_blank(reader: Reader, at: At, indicator: IndicatorView, form: ReturnForm) -> None:
    """Note a figure of an indicator that was in force when the template was made, and is not."""
    name, period = indicator_name(indicator), format_period(form.period)
    value = reader.count(at, name)
    if value is not None:
        reader.error("not-asked", at, value, indicator=name, period=period)


def _without_a_row(
    reader: Reader,
    found: Table,
    indicators: Iterable[IndicatorView],
    rows: dict[str, int],
    others: list[int],
) -> None:
    """Note each indicator without a coded row; a row that bears its name is added to ``rows``."""
    column = found.columns.get("name", 0)
    named = {fold(_text(reader, (row, column))): row for row in others}
    for indicator in indicators:
        if indicator.code in rows:
            continue
        row = named.get(fold(indicator.name))
        at = found.at(row or found.head, "code")
        rule = "code-deleted" if row else "code-missing"
        name = indicator_name(indicator)
        reader.error(rule, at, "", code=indicator.code, indicator=name)
        if row:
            rows[indicator.code] = row


def _text(reader: Reader, at: At) -> str:
    cell = reader.sheet.get(at)
    return tidy(str(cell.value)) if cell else ""
