"""The year's targets of all units on one sheet: drawn, filled in, read back."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from dashboard.domain.names import indicator_name
from dashboard.domain.numbers import plain
from dashboard.domain.returns import IndicatorView
from dashboard.errors import Refused, WorkbookRefused
from dashboard.workbooks import clerk, layout, letterhead, paper, stamps
from dashboard.workbooks.grid import At, Sheet, coordinate, opened
from dashboard.workbooks.letterhead import HEADING, Letterhead
from dashboard.workbooks.paper import Ink, Paper
from dashboard.workbooks.reading import Reader, rows, table
from dashboard.workbooks.tables import Table, located, texts

GUIDE = (
    "Hướng dẫn: Mỗi chỉ tiêu có hai cột: số đơn vị đăng ký và số được giao. Để trống nghĩa là chưa "
    "đặt; dấu gạch ngang (–) nghĩa là không giao chỉ tiêu. Chỉ tiêu của tỉnh ghi riêng ở dòng của "
    "tỉnh, không phải là tổng của các đơn vị."
)

_STAGES = (layout.REGISTERED, layout.ASSIGNED)
_FIRST = len(layout.TARGETS_UNITS) + 1
_CODE = Ink(8, across="center", ruled=True, colour=paper.MUTED, shrink=True)
_STAGE = Ink(10, bold=True, across="center", ruled=True, fill=paper.GROUP)
_BODY = Ink(12, ruled=True)
_INPUT = Ink(
    12, ruled=True, across="right", fill=paper.INPUT, open=True, form=paper.COUNTED, wrap=False
)

Target = dict[tuple[str, str], int | None]
"""Targets by unit and indicator code; None: no target is given, on purpose."""


@dataclass(frozen=True, slots=True)
class TargetsSheet:
    """What a sheet of targets says; a cell left empty has no entry.

    ``decision_number`` and ``decided_on`` are of the document that assigns.
    """

    year: int
    decision_number: str | None = None
    decided_on: date | None = None
    registered: Target = field(default_factory=dict)
    assigned: Target = field(default_factory=dict)


def build(
    year: int,
    province_name: str,
    units: Sequence[tuple[str, str]],
    indicators: Sequence[IndicatorView],
    registered: Mapping[tuple[str, str], int | None],
    assigned: Mapping[tuple[str, str], int | None],
    illustration: bool,
) -> bytes:
    """Return the sheet for ``year`` as the bytes of an .xlsx workbook.

    ``units`` are codes and names in the order of their rows, the province first; ``registered``
    and ``assigned`` the targets so far (None is written as a dash).
    """
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = layout.TARGETS_TAB
    drawn = Paper(sheet, {})
    taking = [each for each in indicators if each.takes_target]
    last = _FIRST + 2 * len(taking) - 1
    row = letterhead.write(drawn, _letterhead(year, province_name, last, illustration))
    _headings(drawn, row, taking)
    _units(drawn, row + 3, units, taking, (registered, assigned))
    _validate(drawn, row + 3, row + 2 + len(units), last)
    drawn.widths(layout.TARGETS_UNITS)
    for column in range(_FIRST, last + 1):
        sheet.column_dimensions[get_column_letter(column)].width = 6.8
    sheet.freeze_panes = f"{get_column_letter(_FIRST)}{row + 3}"
    paper.page(
        sheet, landscape=True, head=row, head_until=row + 2, last_column=last,
        footer=f"{province_name} – chỉ tiêu năm {year}",
    )  # fmt: skip
    paper.protect(sheet)
    return paper.saved(book)


def _letterhead(year: int, province: str, last: int, illustration: bool) -> Letterhead:
    return Letterhead(
        columns=max(last, _FIRST + 8),
        split=3,
        left=("", province),
        right=("Đăng ký và giao chỉ tiêu", f"Năm {year}"),
        title=f"CHỈ TIÊU NĂM {year}",
        stamp=(
            (layout.STAMP_YEAR, str(year)),
            (layout.STAMP_VERSION, layout.TARGETS_VERSION),
            (layout.DECISION_NUMBER, None),
            (layout.DECIDED_ON, None),
        ),
        spans=((1, 1, 2), (3, 3, 4), (6, 6, 7), (10, 10, 11)),
        guide=GUIDE,
        guide_height=34,
        illustration=illustration,
    )


def _headings(drawn: Paper, row: int, indicators: Sequence[IndicatorView]) -> None:
    for column, each in enumerate(layout.TARGETS_UNITS, start=1):
        for step in range(3):
            drawn.write(row + step, column, each.title if step == 2 else None, HEADING)
    for number, indicator in enumerate(indicators):
        column = _FIRST + 2 * number
        drawn.across(row, column, column + 1, indicator.name, HEADING)
        drawn.across(row + 1, column, column + 1, indicator.code, _CODE)
        for step, stage in enumerate(_STAGES):
            drawn.write(row + 2, column + step, stage, _STAGE)
    drawn.heights((row,), 76)
    drawn.heights((row + 1,), 14)
    drawn.heights((row + 2,), 20)


def _units(
    drawn: Paper,
    first: int,
    units: Sequence[tuple[str, str]],
    indicators: Sequence[IndicatorView],
    stages: Sequence[Mapping[tuple[str, str], int | None]],
) -> None:
    for number, (code, name) in enumerate(units):
        row = first + number
        ink = _BODY._replace(bold=number == 0)
        for column, value in enumerate((number + 1, code, name), start=1):
            drawn.write(row, column, value, ink._replace(across="left" if column > 2 else "center"))
        for place, indicator in enumerate(indicators):
            for step, targets in enumerate(stages):
                value = targets.get((code, indicator.code), "")
                shown = "–" if value is None else value
                drawn.write(row, _FIRST + 2 * place + step, None if shown == "" else shown, _INPUT)
        drawn.heights((row,), 22)


def _validate(drawn: Paper, first: int, last: int, column: int) -> None:
    cells = f"{get_column_letter(_FIRST)}{first}:{get_column_letter(column)}{last}"
    hint = "Số nguyên; để trống: chưa đặt; dấu gạch ngang: không giao chỉ tiêu"
    drawn.validate(paper.hinted("Chỉ tiêu", hint), cells)


def year_of(data: bytes) -> int | None:
    """Return the year that the sheet is for; None where its stamp does not say so.

    Raises:
        WorkbookRefused: it is no sheet of targets, or no workbook that may be opened.
    """
    return stamps.year(Reader(stamps.sheet_of(opened(data), layout.TARGETS_VERSION))) or None


def read(
    data: bytes, units: Sequence[tuple[str, str]], indicators: Sequence[IndicatorView]
) -> TargetsSheet:
    """Return the targets written on a sheet of ``units`` (codes and names) and ``indicators``.

    A unit without a row has nothing set. For those of the indicators that take no target a sheet
    made earlier may have columns, which must be blank.

    Raises:
        WorkbookRefused: with every problem at once.
    """
    reader = Reader(stamps.sheet_of(opened(data), layout.TARGETS_VERSION), strict=True)
    year = stamps.year(reader)
    number, day = _decision(reader)
    registered, assigned = _targets(reader, units, indicators)
    if reader.problems:
        raise WorkbookRefused(tuple(reader.problems))
    return TargetsSheet(year, number, day, registered, assigned)


def _decision(reader: Reader) -> tuple[str | None, date | None]:
    """Return the number and the day of the decision, each None where it is left empty."""
    written = texts(reader.sheet)
    number = stamps.input_beside(written, layout.DECISION_NUMBER)
    day = stamps.input_beside(written, layout.DECIDED_ON)
    longest = layout.LENGTHS["decision_number"]
    return (
        reader.text(number, layout.DECISION_NUMBER, longest) if number else None,
        reader.day(day, layout.DECIDED_ON) if day else None,
    )


def _targets(
    reader: Reader, units: Sequence[tuple[str, str]], indicators: Sequence[IndicatorView]
) -> tuple[Target, Target]:
    found = table(reader, layout.TARGETS_UNITS)
    stages: dict[str, Target] = {stage: {} for stage in _STAGES}
    if found is None:
        return stages[layout.REGISTERED], stages[layout.ASSIGNED]
    columns = _columns(reader, found, indicators)
    for row, unit in _unit_rows(reader, found, units):
        for column, (indicator, stage) in columns.items():
            at = (row, column)
            label = f"{unit} – {indicator_name(indicator)} – {stage}"
            value = reader.count(at, label)
            if not indicator.takes_target:
                if value is not None:
                    reader.error("takes-no-target", at, value, indicator=indicator_name(indicator))
            elif at not in reader.failed and (value is not None or _is_dash(reader, at)):
                stages[stage][unit, indicator.code] = value
    return stages[layout.REGISTERED], stages[layout.ASSIGNED]


def _is_dash(reader: Reader, at: At) -> bool:
    cell = reader.sheet.get(at)
    return cell is not None and isinstance(cell.value, str) and "-" in plain(cell.value)


def _columns(
    reader: Reader, found: Table, indicators: Sequence[IndicatorView]
) -> dict[int, tuple[IndicatorView, str]]:
    """Return what each column holds: an indicator, found by its code above, and a stage."""
    known = {each.code.casefold(): each for each in indicators}
    columns: dict[int, tuple[IndicatorView, str]] = {}
    for column, code, stage in _stage_columns(reader.sheet, found.head):
        indicator = known.get(code.casefold())
        if indicator is None:
            reader.error("code-unknown", (found.head - 1, column), code, code=code or "–")
        elif (indicator, stage) in columns.values():
            reader.error("column-twice", (found.head, column), stage, column=f"{code} – {stage}")
        else:
            columns[column] = indicator, stage
    _complete(reader, found, [each for each in indicators if each.takes_target], columns)
    return columns


_STAGE_WORDS = {layout.squeezed(stage): stage for stage in _STAGES}


def _stage_columns(sheet: Sheet, head: int) -> Iterator[tuple[int, str, str]]:
    """Yield each column headed by a stage, with the code above it (its pair shares one cell)."""
    codes = {
        at[1]: "".join(cell.value.split())
        for at, cell in sheet.cells.items()
        if at[0] == head - 1 and isinstance(cell.value, str)
    }
    for at, cell in sorted(sheet.cells.items()):
        stage = _STAGE_WORDS.get(layout.squeezed(str(cell.value))) if at[0] == head else None
        if stage:
            yield at[1], codes.get(at[1]) or codes.get(at[1] - 1, ""), stage


def _complete(
    reader: Reader,
    found: Table,
    indicators: Sequence[IndicatorView],
    columns: Mapping[int, tuple[IndicatorView, str]],
) -> None:
    present = {(indicator.code, stage) for indicator, stage in columns.values()}
    free = max([*columns, _FIRST - 1]) + 1
    for indicator in indicators:
        for stage in _STAGES:
            if (indicator.code, stage) not in present:
                title = f"{indicator.code} – {stage}"
                reader.error("column-missing", (found.head, free), "", column=title)


def _unit_rows(
    reader: Reader, found: Table, units: Sequence[tuple[str, str]]
) -> Iterator[tuple[int, str]]:
    known = {code.casefold(): code for code, _name in units}
    seen: dict[str, int] = {}
    for row in rows(reader, found, lambda _row: False):
        at = found.at(row, "unit")
        typed = reader.text(at, "Mã đơn vị", 40)
        unit = known.get((typed or "").casefold())
        if typed is None or unit is None:
            if at not in reader.failed:
                reader.error("unit-unknown", at, typed or "", unit=typed or "–")
        elif unit in seen:
            first = coordinate(found.at(seen[unit], "unit"))
            reader.error("unit-twice", at, typed, unit=typed, cell=first)
        else:
            seen[unit] = row
            yield row, unit


def fill_targets(template: bytes, entries: Mapping[str, object]) -> bytes:
    """Return the sheet of targets with ``entries`` typed in.

    ``registered`` and ``assigned`` map unit codes to indicator codes to numbers (None: a dash);
    ``decision_number`` and ``decided_on`` (a day, or its text) are of the assigning document.

    Raises:
        Refused: unknown-entry, unknown-unit or unknown-indicator.
        WorkbookRefused: ``template`` is no sheet of targets.
    """
    clerk.known(entries, ("registered", "assigned", *_DECISION))
    places = _Places(stamps.sheet_of(opened(template), layout.TARGETS_VERSION))
    book = clerk.loaded(template)
    sheet = book[places.tab]
    for name, label in _DECISION.items():
        at = stamps.input_beside(places.texts, label)
        if at and entries.get(name) is not None:
            clerk.write(sheet, at, clerk.typed(name, entries[name]))
    for name, stage in (("registered", layout.REGISTERED), ("assigned", layout.ASSIGNED)):
        every = clerk.mapping(entries, name)
        for unit in every:
            for code, value in clerk.mapping(every, unit).items():
                clerk.write(sheet, places.at(unit, code, stage), "–" if value is None else value)
    return paper.saved(book)


_DECISION = {"decision_number": layout.DECISION_NUMBER, "decided_on": layout.DECIDED_ON}


class _Places:
    """Where each unit's row and each target's column are on a sheet as built."""

    def __init__(self, sheet: Sheet) -> None:
        self.tab = sheet.name
        self.texts = texts(sheet)
        found = located(self.texts, layout.TARGETS_UNITS)
        if found is None or found.missing:
            raise Refused("headings-missing", sheet=sheet.name)
        column = found.columns["unit"]
        self._rows = {
            str(cell.value): at[0]
            for at, cell in sheet.cells.items()
            if at[1] == column and at[0] > found.head
        }
        self._columns = {
            (code, stage): column for column, code, stage in _stage_columns(sheet, found.head)
        }

    def at(self, unit: str, code: str, stage: str) -> At:
        if unit not in self._rows:
            raise Refused("unknown-unit", unit=unit)
        if (code, stage) not in self._columns:
            raise Refused("unknown-indicator", code=code)
        return self._rows[unit], self._columns[code, stage]
