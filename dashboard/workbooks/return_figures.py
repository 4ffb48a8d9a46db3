"""Biểu 1 drawn: a row for each indicator, with its target and what was reported before."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from openpyxl.utils import get_column_letter

from dashboard.domain.returns import IndicatorView, ReturnForm
from dashboard.workbooks import layout, paper
from dashboard.workbooks.letterhead import ROMAN
from dashboard.workbooks.paper import Ink, Paper
from dashboard.workbooks.return_sheet import BODY, NUMBER, begin, printed
from data_access.vocabulary import Measure, Organisation

ORGANISATIONS = {
    Organisation.PARTY: "Tổ chức đảng, đảng viên",
    Organisation.UNION: "Công đoàn",
    Organisation.YOUTH: "Đoàn, Hội thanh niên",
    Organisation.WOMEN: "Phụ nữ",
    Organisation.VETERANS: "Cựu chiến binh",
    Organisation.ENTERPRISE: "Đơn vị kinh tế tư nhân",
}
_ONE_LINE = 56  # letters of a name that fit beside each other
NOT_APPLICABLE, NOT_ASSIGNED, NOT_YET = "x", "Không giao", "Chưa có"

_NUMBERS = Ink(9, italic=True, across="center", ruled=True, colour=paper.MUTED)
_GROUP = Ink(12, bold=True, fill=paper.GROUP, ruled=True)
_SUBGROUP = Ink(12, bold=True, italic=True, ruled=True)
_PART = Ink(12, italic=True, ruled=True, indent=1)
_CODE = Ink(8, ruled=True, colour=paper.MUTED, shrink=True)
_SMALL = Ink(11, ruled=True, across="center", shrink=True)
_SHOWN = Ink(12, ruled=True, across="right", form=paper.COUNTED, indent=1, wrap=False)
_FAINT = Ink(10, ruled=True, across="center", colour=paper.MUTED)
_NOTE = Ink(11, ruled=True, open=True)


def draw(drawn: Paper, form: ReturnForm) -> None:
    """Draw the sheet of figures: what is asked for, what is known beside it, the boxes to fill."""
    shape = layout.FIGURES
    drawn.widths(shape.columns)
    head = begin(drawn, form, shape)
    marks = ("A", "B", "C", "D", "(1)", "(2)", "(3)", "(4)", "E")
    for column, mark in enumerate(marks, start=1):
        drawn.write(head + 1, column, mark, _NUMBERS)
    row = head + 2
    inputs: list[int] = []
    for line in _lines(form.indicators):
        drawn.heights((row,), 33 if len(line.text) > _ONE_LINE else 23)
        if line.indicator is None:
            _heading(drawn, row, line)
        else:
            _figure(drawn, row, line, form)
            inputs.append(row)
        row += 1
    _validate_figures(drawn, inputs)
    _signatures(drawn, row + 1, form)
    drawn.sheet.freeze_panes = f"D{head + 2}"
    printed(drawn, form, shape, head)


@dataclass(frozen=True, slots=True)
class _Line:
    number: str
    text: str
    indicator: IndicatorView | None = None
    group: bool = False


def _lines(indicators: Sequence[IndicatorView]) -> Iterator[_Line]:
    flows = [each for each in indicators if each.measure is Measure.FLOW]
    rest = [each for each in indicators if each.measure is Measure.STOCK]
    enterprises = [each for each in rest if each.organisation is Organisation.ENTERPRISE]
    stock = [each for each in rest if each.organisation is not Organisation.ENTERPRISE]
    groups = (
        ("SỐ PHÁT SINH TRONG QUÝ", flows),
        ("SỐ HIỆN CÓ CUỐI KỲ", stock),
        ("ĐƠN VỊ KINH TẾ TƯ NHÂN CUỐI KỲ", enterprises),
    )
    present = [(title, members) for title, members in groups if members]
    for number, (title, members) in enumerate(present, start=1):
        yield _Line(ROMAN[number], title, group=True)
        yield from _by_organisation(members) if members is flows else _numbered("", members)


def _by_organisation(members: Sequence[IndicatorView]) -> Iterator[_Line]:
    organisations = list(dict.fromkeys(each.organisation for each in members))
    for number, organisation in enumerate(organisations, start=1):
        yield _Line(str(number), ORGANISATIONS[organisation])
        yield from _numbered(
            f"{number}.", [each for each in members if each.organisation is organisation]
        )


def _numbered(prefix: str, members: Sequence[IndicatorView]) -> Iterator[_Line]:
    number = 0
    for each in members:
        number += each.parent is None
        yield _Line(f"{prefix}{number}" if each.parent is None else "", each.name, each)


def _heading(drawn: Paper, row: int, line: _Line) -> None:
    ink = _GROUP if line.group else _SUBGROUP
    drawn.write(row, 1, line.number, ink._replace(across="center"))
    last = len(layout.FIGURES.columns)
    drawn.band(row, 2, last - 1, line.text, ink._replace(rules="", wrap=False))
    drawn.write(row, last, None, ink._replace(rules="r"))


def _figure(drawn: Paper, row: int, line: _Line, form: ReturnForm) -> None:
    indicator = line.indicator
    if indicator is None:
        return
    column = layout.FIGURES.column
    drawn.write(row, column("number"), line.number or None, _SMALL)
    drawn.write(row, column("name"), line.text, _PART if indicator.parent else BODY)
    drawn.write(row, column("code"), indicator.code, _CODE)
    drawn.write(row, column("counted_in"), indicator.counted_in, _SMALL)
    for field, value in (
        ("target", _target(indicator, form)),
        ("before", _before(indicator, form)),
    ):
        drawn.write(row, column(field), value, _FAINT if isinstance(value, str) else _SHOWN)
    drawn.write(row, column("figure"), None, NUMBER)
    before, figure = (f"{get_column_letter(column(each))}{row}" for each in ("before", "figure"))
    total = f"N({before})+{figure}" if indicator.measure is Measure.FLOW else figure
    to_date = drawn.write(row, column("to_date"), None, _SHOWN)
    paper.formula(to_date, f'=IF(ISNUMBER({figure}),{total},"")')
    drawn.write(row, column("note"), None, _NOTE)


def _target(indicator: IndicatorView, form: ReturnForm) -> int | str:
    if not indicator.takes_target:
        return NOT_APPLICABLE
    return form.targets.get(indicator.code, NOT_ASSIGNED)


def _before(indicator: IndicatorView, form: ReturnForm) -> int | str:
    code = indicator.code
    if indicator.measure is Measure.STOCK:
        return form.last_quarter.get(code, form.year_to_date.get(code, NOT_YET))
    if form.period.quarter == 1:
        return NOT_APPLICABLE
    return form.year_to_date.get(code, NOT_YET)


def _validate_figures(drawn: Paper, rows: Sequence[int]) -> None:
    letter = get_column_letter(layout.FIGURES.column("figure"))
    rule = paper.whole_number(
        "Số của quý báo cáo", "Số nguyên. Không phát sinh thì nhập 0; để trống là chưa có số liệu."
    )
    for row in rows:
        rule.add(f"{letter}{row}")
    drawn.sheet.add_data_validation(rule)


def _signatures(drawn: Paper, row: int, form: ReturnForm) -> None:
    last = len(layout.FIGURES.columns)
    day = f"…………, ngày … tháng … năm {form.due_on.year}"
    bold = Ink(12, bold=True, across="center")
    small = Ink(11, italic=True, across="center")
    drawn.across(row, 5, last, day, Ink(12, italic=True, across="center", open=True))
    drawn.across(row + 1, 1, 3, "NGƯỜI LẬP BIỂU", bold)
    drawn.across(row + 1, 5, last, "THỦ TRƯỞNG ĐƠN VỊ", bold)
    drawn.across(row + 2, 1, 3, "(Ký, ghi rõ họ tên)", small)
    drawn.across(row + 2, 5, last, "(Ký tên, đóng dấu)", small)
    drawn.heights((row + 3,), 60)
    drawn.across(row + 4, 1, 3, None, bold._replace(open=True))
    drawn.across(row + 4, 5, last, None, bold._replace(open=True))
