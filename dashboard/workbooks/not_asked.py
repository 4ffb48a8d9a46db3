"""Numbers in Biểu 1 that stand where none is asked, so that they would count for nothing."""

import re
from collections.abc import Iterable, Mapping

from dashboard.domain.numbers import Reading, parse_count
from dashboard.domain.parameters import named
from dashboard.domain.returns import IndicatorView, ReturnForm
from dashboard.domain.text import tidy
from dashboard.workbooks.grid import At, coordinate
from dashboard.workbooks.reading import Reader, shown
from dashboard.workbooks.tables import Table
from data_access.vocabulary import Measure

_NUMBERS = frozenset({Reading.WHOLE, Reading.AMBIGUOUS, Reading.NEGATIVE, Reading.FRACTIONAL})
_COLUMNS = ("target", "before", "figure", "to_date")


def note_not_asked(
    reader: Reader,
    found: Table,
    asked: Mapping[str, tuple[int, int | None]],
    others: Iterable[int],
    form: ReturnForm,
) -> None:
    """Note a warning for each row with a number in a cell that is not read.

    ``asked`` are the rows of the indicators by their codes, with the figures read; ``others`` are
    those that ask for none: headings, and what somebody added.
    """
    for row in others:
        _other_row(reader, found, row)
    if "to_date" in found.columns:
        for indicator in form.indicators:
            if indicator.code in asked:
                _to_date(reader, found, *asked[indicator.code], indicator)


def _other_row(reader: Reader, found: Table, row: int) -> None:
    numbering = numbers_the_columns(reader, found, row)
    places = (found.at(row, field) for field in _COLUMNS if field in found.columns)
    numbers = {
        at: value
        for at in places
        if _is_number(value := reader.displayed(at)) and not (numbering and isinstance(value, str))
    }
    if numbers:
        first = next(iter(numbers))
        reader.doubt(
            "figure-not-asked",
            first,
            numbers[first],
            row=row,
            line=line_of(reader, found, row),
            figures="; ".join(f"{coordinate(at)}: {shown(value)}" for at, value in numbers.items()),
        )


def numbers_the_columns(reader: Reader, found: Table, row: int) -> bool:
    """Whether it is the row under the headings that gives the columns numbers: "(3)"."""
    mark = reader.displayed(found.at(row, "figure"))
    return isinstance(mark, str) and re.fullmatch(r"\([0-9]\)", mark.strip()) is not None


def _is_number(value: object) -> bool:
    """Whether it is a number that says something."""
    read = parse_count(value)
    return read.reading in _NUMBERS and read.value != 0


def line_of(reader: Reader, found: Table, row: int) -> str:
    """Return what the row calls itself, in the columns before its figures."""
    columns = sorted(
        column for column in found.columns.values() if column < found.columns["figure"]
    )
    texts = (reader.displayed((row, column)) for column in columns)
    words = (tidy(each) for each in texts if isinstance(each, str))
    return shown(max(words, key=len, default="") or "–")


def _to_date(
    reader: Reader, found: Table, row: int, figure: int | None, indicator: IndicatorView
) -> None:
    """Note a year to date that was typed where a formula stood, unless it is what that computed."""
    at, asked = found.at(row, "to_date"), found.at(row, "figure")
    cell = reader.sheet.get(at)
    typed = cell is not None and cell.kind != "f"
    value = reader.displayed(at)
    read = parse_count(value)
    if asked in reader.failed or read.reading not in _NUMBERS:
        return
    parameters = {"indicator": named(indicator), "typed": shown(value), "figure": coordinate(asked)}
    before = _before(reader, found, row, indicator)
    if figure is None and (typed or read.value != before):
        reader.doubt("figure-not-asked", at, value, variant="year-to-date", **parameters)
    elif figure is not None and typed and read.value != before + figure:
        reader.doubt(
            "figure-not-asked", at, value, variant="year-to-date-differs",
            **parameters, quarter=figure, sum=before + figure,
        )  # fmt: skip


def _before(reader: Reader, found: Table, row: int, indicator: IndicatorView) -> int:
    if indicator.measure is Measure.STOCK or "before" not in found.columns:
        return 0
    at: At = found.at(row, "before")
    return parse_count(reader.displayed(at)).value or 0
