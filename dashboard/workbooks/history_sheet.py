"""Figures of years from before the system was used, on one long sheet: drawn, filled, read."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from dashboard.domain.names import indicator_name
from dashboard.domain.numbers import Reading, parse_count
from dashboard.domain.returns import IndicatorView
from dashboard.errors import Refused, WorkbookRefused
from dashboard.workbooks import clerk, layout, letterhead, paper, stamps
from dashboard.workbooks.grid import At, OpenedWorkbook, coordinate
from dashboard.workbooks.letterhead import HEADING, Letterhead
from dashboard.workbooks.paper import Ink, Paper
from dashboard.workbooks.reading import Reader, rows, table
from dashboard.workbooks.tables import Table

MOST_ROWS = 20_000
WHOLE_YEAR = 0
GUIDE = (
    "Hướng dẫn: Mỗi dòng là một số liệu của một đơn vị. Cột Quý ghi 1, 2, 3 hoặc 4; chỉ biết số cả "
    "năm thì để trống. Chỉ tiêu giao là của cả năm, ghi ở một dòng bất kỳ của năm đó. Mã đơn vị và "
    "mã chỉ tiêu lấy ở trang tính Danh mục. Ghi tiếp bên dưới nếu hết dòng kẻ sẵn."
)

_COLUMNS = layout.HISTORY.columns
_WORDS = Ink(11, ruled=True, fill=paper.INPUT, open=True, form=paper.TEXT)
_SHOWN = Ink(11, ruled=True, open=True)
_NUMBER = Ink(
    11, ruled=True, across="right", fill=paper.INPUT, open=True, form=paper.COUNTED, wrap=False
)
_BODY = Ink(11, ruled=True)
_ROW_KEYS = {
    "unit": ("unit",),
    "year": ("year",),
    "quarter": ("quarter",),
    "code": ("indicator", "code"),
    "actual": ("actual", "value", "figure"),
    "target": ("target", "assigned"),
}

Value = tuple[str, str, int, int]
"""Unit code, indicator code, year, quarter (0: the whole year)."""


@dataclass(frozen=True, slots=True)
class HistorySheet:
    """What a sheet of history says.

    ``values`` are a flow's figure in the quarter or year, a stock's at its end; ``targets`` are
    the year's.
    """

    values: dict[Value, int] = field(default_factory=dict)
    targets: dict[tuple[str, str, int], int] = field(default_factory=dict)


def build(
    province_name: str,
    units: Sequence[tuple[str, str]],
    indicators: Sequence[IndicatorView],
    illustration: bool,
) -> bytes:
    """Return the sheet as the bytes of an .xlsx workbook; ``units`` are codes and names."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = layout.HISTORY.tab
    styles: dict[Ink, object] = {}
    drawn = Paper(sheet, styles)
    drawn.widths(_COLUMNS, open_below=True)
    row = letterhead.write(drawn, _letterhead(province_name, illustration))
    for column, each in enumerate(_COLUMNS, start=1):
        drawn.write(row, column, each.title, HEADING)
    drawn.heights((row,), 34)
    last = row + layout.HISTORY.prepared
    drawn.lines(row + 1, last, [_ink(each.field) for each in _COLUMNS])
    _catalogue(Paper(book.create_sheet(layout.CATALOGUE_TAB), styles), units, indicators)
    _validate(drawn, row + 1, last, len(units), len(indicators))
    sheet.freeze_panes = f"A{row + 1}"
    paper.page(sheet, landscape=True, head=row, last_column=len(_COLUMNS), footer=province_name)
    for tab in book.worksheets:
        paper.protect(tab)
    return paper.saved(book)


def _ink(field: str) -> Ink:
    if field in ("actual", "target"):
        return _NUMBER
    if field in ("unit_name", "name"):
        return _SHOWN
    return _WORDS._replace(across="center" if field in ("year", "quarter") else "left")


def _letterhead(province: str, illustration: bool) -> Letterhead:
    return Letterhead(
        columns=len(_COLUMNS),
        split=3,
        left=("", province),
        right=("Số liệu trước khi dùng hệ thống", "Quản trị viên nhập một lần"),
        title="SỐ LIỆU LỊCH SỬ",
        stamp=((layout.STAMP_VERSION, layout.HISTORY_VERSION),),
        spans=((3, 4, 5),),
        guide=GUIDE,
        guide_height=34,
        illustration=illustration,
    )


def _catalogue(
    drawn: Paper, units: Sequence[tuple[str, str]], indicators: Sequence[IndicatorView]
) -> None:
    """Draw the second sheet: the codes that may be typed, with their names."""
    titles = ("Mã đơn vị", "Tên đơn vị", "Mã chỉ tiêu", "Tên chỉ tiêu", "Đơn vị tính")
    coded = [(each.code, each.name, each.counted_in) for each in indicators]
    for column, title in enumerate(titles, start=1):
        drawn.write(1, column, title, HEADING)
    for first, table_rows in ((1, units), (3, coded)):
        for row, values in enumerate(table_rows, start=2):
            for column, value in enumerate(values, start=first):
                drawn.write(row, column, value, _BODY)
    for letter, width in zip("ABCDE", (13, 34, 32, 50, 20), strict=True):
        drawn.sheet.column_dimensions[letter].width = width
    drawn.sheet.freeze_panes = "A2"
    paper.page(drawn.sheet, landscape=True, head=1, last_column=5, footer=layout.CATALOGUE_TAB)


def _validate(drawn: Paper, first: int, last: int, units: int, indicators: int) -> None:
    sheet = f"'{layout.CATALOGUE_TAB}'!"
    rules = {
        "unit": paper.chosen(f"{sheet}$A$2:$A${units + 1}", "Mã đơn vị",
                             "Mã ở trang tính Danh mục", strict=True),
        "code": paper.chosen(f"{sheet}$C$2:$C${indicators + 1}", "Mã chỉ tiêu",
                             "Mã ở trang tính Danh mục", strict=True),
        "quarter": paper.chosen('"1,2,3,4"', "Quý", "1 đến 4; để trống: cả năm", strict=True),
        "year": paper.hinted("Năm", "Bốn chữ số, ví dụ 2021"),
        "actual": paper.whole_number("Thực hiện", "Số nguyên, từ 0 trở lên"),
        "target": paper.whole_number("Chỉ tiêu giao", "Của cả năm; để trống nếu không giao"),
    }  # fmt: skip
    for field_name, rule in rules.items():
        letter = get_column_letter(layout.HISTORY.column(field_name))
        drawn.validate(rule, f"{letter}{first}:{letter}{last}")


def read(
    data: bytes,
    units: Sequence[tuple[str, str]],
    indicators: Sequence[IndicatorView],
    first_free_year: int | None = None,
    takes_target: Callable[[str, int], bool] | None = None,
) -> HistorySheet:
    """Return the history on a sheet of ``units`` (codes and names) and ``indicators``.

    ``first_free_year`` is the first year that history may not reach (None: any year may be given);
    ``takes_target`` says of an indicator's code whether it took a target in a year (None: as
    ``indicators`` say).

    Raises:
        WorkbookRefused: with every problem at once.
    """
    book = OpenedWorkbook(data, furthest=MOST_ROWS + 100)
    reader = Reader(stamps.sheet_of(book, layout.HISTORY_VERSION), strict=True)
    found = table(reader, _COLUMNS)
    reading = _History(reader, units, indicators, first_free_year, takes_target)
    if found is not None:
        for row in rows(reader, found, lambda _row: False, most=MOST_ROWS):
            reading.take(found, row)
        reading.settle()
    if reader.problems:
        raise WorkbookRefused(tuple(reader.problems))
    return HistorySheet(reading.values, reading.targets)


class _History:
    """The sheet as it is read row by row, with the cell of each figure."""

    def __init__(
        self,
        reader: Reader,
        units: Sequence[tuple[str, str]],
        indicators: Sequence[IndicatorView],
        first_free_year: int | None,
        takes_target: Callable[[str, int], bool] | None,
    ) -> None:
        self.reader = reader
        self.values: dict[Value, int] = {}
        self.targets: dict[tuple[str, str, int], int] = {}
        self._units = {code.casefold(): code for code, _name in units}
        self._indicators = {each.code.casefold(): each for each in indicators}
        self._first_free = first_free_year
        taking = {each.code for each in indicators if each.takes_target}
        self._takes_target = takes_target or (lambda code, _year: code in taking)
        self._value_cells: dict[Value, At] = {}
        self._target_cells: dict[tuple[str, str, int], At] = {}

    def take(self, found: Table, row: int) -> None:
        at = {name: found.at(row, name) for name in found.columns}
        unit, indicator = self._unit(at["unit"]), self._indicator(at["code"])
        year, quarter = self._year(at["year"]), self._quarter(at["quarter"])
        actual = self.reader.count(at["actual"], "Thực hiện")
        target = self.reader.count(at["target"], "Chỉ tiêu giao")
        if unit is None or indicator is None or year is None or quarter is None:
            return
        if target is not None:
            self._target((unit, indicator.code, year), target, at["target"], indicator)
        if actual is not None:
            self._value((unit, indicator.code, year, quarter), actual, at["actual"])
        unread = {at["actual"], at["target"]} & self.reader.failed
        if actual is None and target is None and not unread:
            self.reader.error("row-says-nothing", at["actual"], "")

    def _unit(self, at: At) -> str | None:
        typed = self.reader.text(at, "Mã đơn vị", 40)
        unit = self._units.get((typed or "").casefold())
        if unit is None and at not in self.reader.failed:
            self.reader.error("unit-unknown", at, typed or "", unit=typed or "–")
        return unit

    def _indicator(self, at: At) -> IndicatorView | None:
        typed = self.reader.text(at, "Mã chỉ tiêu", 60)
        indicator = self._indicators.get((typed or "").casefold())
        if indicator is None and at not in self.reader.failed:
            self.reader.error("code-unknown", at, typed or "", code=typed or "–")
        return indicator

    def _year(self, at: At) -> int | None:
        typed = self.reader.value(at, "Năm")
        read = parse_count(typed)
        year = read.value
        if at in self.reader.failed:
            return None
        if year is None or not 1900 <= year <= 2200:
            self.reader.error("year-unclear", at, typed or "", found=typed or "–")
            return None
        if self._first_free is not None and year >= self._first_free:
            self.reader.error("year-not-past", at, typed, year=year, first=self._first_free)
            return None
        return year

    def _quarter(self, at: At) -> int | None:
        typed = self.reader.value(at, "Quý")
        text = str(typed or "").strip().upper().removeprefix("QUÝ").removeprefix("Q").strip()
        read = parse_count(_ROMAN.get(text, text))
        if at in self.reader.failed:
            return None
        if read.reading is Reading.BLANK:
            return WHOLE_YEAR
        if read.value in (1, 2, 3, 4):
            return read.value
        self.reader.error("quarter-unclear", at, typed, found=typed)
        return None

    def _value(self, key: Value, amount: int, at: At) -> None:
        if key in self._value_cells:
            first = coordinate(self._value_cells[key])
            self.reader.error("history-twice", at, amount, cell=first)
            return
        self.values[key] = amount
        self._value_cells[key] = at

    def _target(
        self, key: tuple[str, str, int], amount: int, at: At, indicator: IndicatorView
    ) -> None:
        if not self._takes_target(key[1], key[2]):
            name = indicator_name(indicator)
            self.reader.error("takes-no-target", at, amount, indicator=name)
            return
        known = self.targets.setdefault(key, amount)
        first = self._target_cells.setdefault(key, at)
        if known != amount:
            self.reader.error(
                "target-contradicts", at, amount, unit=key[0], indicator=key[1], year=key[2],
                found=amount, expected=known, cell=coordinate(first),
            )  # fmt: skip

    def settle(self) -> None:
        """Note what only the whole sheet shows: doubled years, parts larger than their whole."""
        for (unit, code, year, quarter), at in self._value_cells.items():
            whole = self._value_cells.get((unit, code, year, WHOLE_YEAR))
            if quarter != WHOLE_YEAR and whole:
                self.reader.error(
                    "quarters-and-year", at, self.values[unit, code, year, quarter],
                    unit=unit, indicator=code, year=year, cell=coordinate(whole),
                )  # fmt: skip
        for key, amount in self.values.items():
            self._part_of(key, amount)

    def _part_of(self, key: Value, amount: int) -> None:
        unit, code, year, quarter = key
        child = self._indicators[code.casefold()]
        parent = self._indicators.get((child.parent or "").casefold())
        whole = self.values.get((unit, parent.code, year, quarter)) if parent else None
        if parent is None or whole is None or amount <= whole:
            return
        self.reader.error(
            "history-child-above-parent", self._value_cells[key], amount,
            child=indicator_name(child), parent=indicator_name(parent), part=amount, whole=whole,
            unit=unit, year=year,
        )  # fmt: skip


_ROMAN = {"I": "1", "II": "2", "III": "3", "IV": "4"}


def fill_history(template: bytes, entries: Sequence[Mapping[str, object]]) -> bytes:
    """Return the sheet of history with rows typed in (see ``_ROW_KEYS`` for their keys).

    Raises:
        Refused: unknown-entry or not-a-mapping.
        WorkbookRefused: ``template`` is no workbook that may be opened.
    """
    book = clerk.loaded(template)
    sheet = clerk.tab(book, lambda name: name == layout.HISTORY.tab, layout.HISTORY.tab)
    found = clerk.table(sheet, _COLUMNS)
    for number, entry in enumerate(entries, start=1):
        row = found.head + number
        if number > layout.HISTORY.prepared:
            clerk.prepare(sheet, found.head + 1, row, found.columns.values())
        for name, value in _fields(entry, number):
            clerk.write(sheet, found.at(row, name), value)
    return paper.saved(book)


def _fields(entry: object, number: int) -> Iterator[tuple[str, object]]:
    if not isinstance(entry, Mapping):
        raise Refused("not-a-mapping", entry=str(number))
    names = {key: name for name, keys in _ROW_KEYS.items() for key in keys}
    for key, value in entry.items():
        if key not in names:
            raise Refused("unknown-entry", entry=key, expected=", ".join(names))
        whole_year = names[key] == "quarter" and value == WHOLE_YEAR
        yield names[key], None if whole_year else value
