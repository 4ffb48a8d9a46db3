"""Biểu 1 read: one figure for each indicator, found by its code wherever the row stands, and what
is noted beside it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from dashboard.domain.checks import Key, Place
from dashboard.domain.names import indicator_name
from dashboard.domain.returns import IndicatorView, ReturnForm
from dashboard.domain.text import fold, tidy, without_personal_numbers
from dashboard.i18n import format_period
from dashboard.workbooks import layout
from dashboard.workbooks.grid import MOST_CHARACTERS, At, coordinate
from dashboard.workbooks.reading import Reader, shown, table
from dashboard.workbooks.tables import Table


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures reported; ``unread`` are the codes of those that could not be read."""

    values: dict[str, int] = field(default_factory=dict)
    unread: frozenset[str] = frozenset()
    places: dict[Key, Place] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Note:
    """What the column for notes says beside a figure; ``code`` is the indicator's."""

    code: str
    place: Place
    text: str


def read_figures(
    reader: Reader | None, form: ReturnForm, version: str = layout.RETURN_VERSION
) -> Figures:
    """Return the figures of the sheet (None: there is none); problems stay with ``reader``.

    An indicator for which the template's ``version`` had no row is not reported.
    """
    every = frozenset(each.code for each in form.indicators)
    found = table(reader, layout.FIGURES.columns) if reader else None
    if reader is None or found is None:
        return Figures(unread=every)
    rows = _rows_by_code(reader, found, form, version)
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
    places: dict[Key, Place] = {
        ("figure", code): Place(reader.sheet.name, coordinate(found.at(row, "figure")))
        for code, row in rows.items()
    }
    return Figures(values, frozenset(unread), places)


def read_notes(
    reader: Reader | None, form: ReturnForm, version: str = layout.RETURN_VERSION
) -> tuple[Note, ...]:
    """Return what is noted beside the figures, from the top down, without persons' numbers."""
    found = table(reader, layout.FIGURES.columns) if reader else None
    if reader is None or found is None or "note" not in found.columns:
        return ()
    notes: list[Note] = []
    rows = _rows_by_code(reader, found, form, version)
    for code, row in sorted(rows.items(), key=lambda each: each[1]):
        at = found.at(row, "note")
        text = reader.text(at, code, MOST_CHARACTERS, prose=True)
        if text:
            place = Place(reader.sheet.name, coordinate(at))
            notes.append(Note(code, place, without_personal_numbers(text)))
    return tuple(notes)


def _rows_by_code(reader: Reader, found: Table, form: ReturnForm, version: str) -> dict[str, int]:
    indicators = {each.code.casefold(): each for each in form.indicators}
    not_asked = {each.code.casefold(): each for each in form.not_asked}
    rows: dict[str, int] = {}
    uncoded: list[int] = []
    for row in range(found.head + 1, _last_row(reader) + 1):
        at = found.at(row, "code")
        typed = _text(reader, at)
        code = typed.replace(" ", "").casefold()
        indicator = indicators.get(code)
        if not typed:
            uncoded.append(row)
        elif code in not_asked:
            _must_be_blank(reader, found.at(row, "figure"), not_asked[code], form)
        elif indicator is None:
            _unknown_code(reader, found, row, typed)
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
    _without_a_row(reader, found, lacking, rows, uncoded)
    return rows


def _last_row(reader: Reader) -> int:
    return max((at[0] for at in reader.sheet.cells), default=0)


def _must_be_blank(reader: Reader, at: At, indicator: IndicatorView, form: ReturnForm) -> None:
    """Note a figure of an indicator that was in force when the template was made, and is not."""
    name, period = indicator_name(indicator), format_period(form.period)
    value = reader.count(at, name)
    if value is not None:
        reader.error("not-asked", at, value, indicator=name, period=period)


def _unknown_code(reader: Reader, found: Table, row: int, typed: str) -> None:
    """Note a code that is none of ours; the row of column numbers has none."""
    if len(typed) <= 3:
        return
    reader.error("code-unknown", found.at(row, "code"), typed, code=shown(typed))


def _without_a_row(
    reader: Reader,
    found: Table,
    indicators: Iterable[IndicatorView],
    rows: Mapping[str, int],
    uncoded: list[int],
) -> None:
    """Note each indicator without a coded row, at the row that bears its name if there is one."""
    column = found.columns.get("name", 0)
    named = {fold(_text(reader, (row, column))): row for row in uncoded}
    for indicator in indicators:
        if indicator.code in rows:
            continue
        row = named.get(fold(indicator.name))
        at = found.at(row or found.head, "code")
        rule = "code-deleted" if row else "code-missing"
        name = indicator_name(indicator)
        reader.error(rule, at, "", code=indicator.code, indicator=name)


def _text(reader: Reader, at: At) -> str:
    cell = reader.sheet.get(at)
    return tidy(str(cell.value)) if cell else ""
