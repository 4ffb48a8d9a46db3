"""Cells read from the XML itself say what openpyxl would have said, only sooner."""

import random
import re
import warnings
from datetime import date, datetime, time, timedelta
from io import BytesIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.utils.datetime import MAC_EPOCH
from openpyxl.worksheet.formula import ArrayFormula

from dashboard.errors import WorkbookRefused
from dashboard.workbooks import grid, scans
from tests.workbooks.forms import filled
from tests.workbooks.test_other_programs import needs_libreoffice, resaved
from tests.workbooks.test_package import in_part, repacked

SHEET = "xl/worksheets/sheet1.xml"
FORMATS = (
    "General", "0", "#,##0", "0.00", "@", "dd/mm/yyyy", "mm-dd-yy", "h:mm", "[h]:mm:ss", "[mm]:ss",
    'yyyy"năm"', "[$-42A]#,##0", "[Red]0", 'd-mmm;@', '"d"0', "0.0E+0", "mm:ss", "[$-409]d/m/yy",
)  # fmt: skip


def by_openpyxl(data, *, data_only):
    """What openpyxl reads, up to the last row that has content in columns A to Z."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return _read(load_workbook(BytesIO(data), read_only=True, data_only=data_only))


def _read(book):
    return {
        sheet.title: {
            (cell.row, cell.column): (_plain(cell.value), cell.data_type)
            for row in sheet.iter_rows(max_row=grid.MOST_ROWS + 100, max_col=scans.MOST_COLUMNS)
            for cell in row
            if cell.value is not None
        }
        for sheet in book.worksheets
    }


def by_us(data, *, data_only):
    book = grid.opened(data)
    return {
        name: {
            at: (_plain(cell.value), cell.kind)
            for at, cell in (sheet.cached if data_only else sheet.cells).items()
        }
        for name, sheet in book.sheets.items()
    }


def _plain(value):
    """A value with its type: 1, 1.0 and True are three things; an array's formula is its text."""
    value = getattr(value, "text", value)
    return type(value).__name__, str(value)  # escapes, which openpyxl keeps: test_drawn_cells


def same(data):
    for data_only in (False, True):
        assert by_us(data, data_only=data_only) == by_openpyxl(data, data_only=data_only)


def saved(book):
    written = BytesIO()
    book.save(written)
    return written.getvalue()


texts = st.text(
    st.characters(exclude_categories=("Cs",), exclude_characters="\ufffe\uffff"), max_size=30
).map(lambda text: re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", "?", text))
moments = st.datetimes(datetime(1900, 3, 1), datetime(9999, 12, 30))  # noqa: DTZ001
values = st.one_of(
    texts,
    st.integers(-(10**18), 10**18),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    moments,
    moments.map(datetime.date),
    st.times(),
    st.timedeltas(timedelta(0), timedelta(days=900)),
    st.sampled_from(
        ["#N/A", "#REF!", "#DIV/0!", "=1+1", "=SUM(A1:A3)", "  khoảng  ", "a\nb", "_x_"]
    ),
)  # fmt: skip
places = st.tuples(st.integers(1, 60), st.one_of(st.integers(1, 12), st.integers(20, 70)))


@given(
    st.dictionaries(places, st.tuples(values, st.sampled_from(FORMATS)), max_size=25),
    st.dictionaries(places, st.tuples(values, st.sampled_from(FORMATS)), max_size=5),
    st.booleans(),
)
@settings(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.too_slow])
def test_a_workbook_written_by_openpyxl_reads_as_openpyxl_reads_it(first, second, old_mac):
    book = Workbook()
    book.epoch = MAC_EPOCH if old_mac else book.epoch
    for sheet, cells in ((book.worksheets[0], first), (book.create_sheet("Trang 2"), second)):
        sheet.cell(60, 1, "cuối")
        for at, (value, form) in cells.items():
            cell = sheet.cell(*at)
            cell.value = value
            if not isinstance(value, datetime | date | time | timedelta):
                cell.number_format = form
    same(saved(book))


def all_kinds(chance):
    """A workbook of many sheets' worth of everything that a program writes back in its own way."""
    book = Workbook()
    for number in range(4):
        sheet = book.worksheets[0] if not number else book.create_sheet(f"Trang {number}")
        sheet.cell(120, 1, "cuối")
        for _time in range(400):
            cell = sheet.cell(chance.randint(1, 120), chance.randint(1, 26))
            cell.value = chance.choice([
                chance.randint(-9999, 10**6), chance.random() * 1e4, "1.608", "Công ty", True,
                datetime(2026, 8, chance.randint(1, 28), 7), date(2026, 5, 6),  # noqa: DTZ001
                time(8, 15),
                timedelta(hours=chance.randint(1, 99)), "=1+1", "=A1&\"x\"", "=1/0", "=B2",
                "=SUM(A1:C9)", " hai  đầu ", "dòng\nmới", "-", "", "#N/A", "=TODAY()-TODAY()",
                CellRichText("chữ ", TextBlock(InlineFont(b=True), "đậm"), " thường"),
                ArrayFormula("A1", "=SUM(A1:A3*2)"),
            ])  # fmt: skip
            if chance.random() < 0.4:
                cell.number_format = chance.choice(FORMATS)
    return saved(book)


def test_everything_that_may_stand_in_a_cell_reads_as_openpyxl_reads_it():
    same(all_kinds(random.Random(1)))


@needs_libreoffice
def test_everything_saved_by_libreoffice_reads_as_openpyxl_reads_it(tmp_path):
    same(resaved(all_kinds(random.Random(2)), tmp_path))


def with_rows(rows):
    return repacked(
        filled(), in_part(SHEET, lambda xml: xml.replace(b"</sheetData>", rows + b"</sheetData>"))
    )


def cells(rows):
    sheet = next(iter(grid.opened(with_rows(rows)).sheets.values()))
    return {at: cell for at, cell in sheet.cells.items() if at[0] >= 900}


def refusal(rows):
    with pytest.raises(WorkbookRefused) as refused:
        cells(rows)
    [problem] = refused.value.problems
    return problem.rule, problem.sheet, problem.cell


def test_cells_without_an_address_follow_one_another():
    rows = (
        b'<row r="900"><c><v>1</v></c><c/><c r="D900"><v>2</v></c><c><v>3</v></c></row>'
        b"<row><c><v>4</v></c></row>"
    )
    assert {at: cell.value for at, cell in cells(rows).items()} == {
        (900, 1): 1, (900, 4): 2, (900, 5): 3, (901, 1): 4,
    }  # fmt: skip


def test_a_formula_shared_by_cells_is_shown_as_in_the_first_of_them():
    rows = (
        b'<row r="900"><c r="A900"><f t="shared" ref="A900:B900" si="0">C1*2</f><v>4</v></c>'
        b'<c r="B900"><f t="shared" si="0"/><v>6</v></c></row>'
    )
    found = cells(rows)
    assert {(cell.value, cell.kind) for cell in found.values()} == {("=C1*2", "f")}
    sheet = next(iter(grid.opened(with_rows(rows)).sheets.values()))
    assert (sheet.cached[900, 1].value, sheet.cached[900, 2].value) == (4, 6)


@pytest.mark.parametrize(
    "rows",
    [
        b'<row r="900"><c r="A900"><v>1</v></c><c r="A900"><v>2</v></c></row>',
        b'<row r="900"><c r="A900"><v>1</v></c></row><row r="900"><c r="A900"><v>2</v></c></row>',
        b'<row r="900"><c r="A901"><v>1</v></c></row>',
        b'<row r="900"><c r="A900"><v>x</v></c></row>',
        b'<row r="900"><c r="A900" t="s"><v>7</v></c></row>',
        b'<row r="900"><c r="A900" t="s"><v>-1</v></c></row>',
        b'<row r="900"><c r="A900" t="b"><v>maybe</v></c></row>',
        b'<row r="900"><c r="A900" t="d"><v>some day</v></c></row>',
        b'<row r="900"><c r="$A$900"><v>1</v></c></row>',
        b'<row r="900"><c r="A0"><v>1</v></c></row>',
        b'<row r="900"><c r="A900" s="bold"><v>1</v></c></row>',
        b'<row r="none"><c><v>1</v></c></row>',
        b'<row r="-1"><c><v>1</v></c></row>',
    ],
)
def test_cells_of_which_nobody_could_say_what_they_hold_refuse_the_workbook(rows):
    rule, sheet, _cell = refusal(rows)
    assert (rule, sheet) == ("damaged-content", "Biểu 1 – Số liệu")


def test_the_cell_that_means_nothing_is_named():
    assert refusal(b'<row r="900"><c r="C900"><v>x</v></c></row>')[2] == "C900"


def test_rows_out_of_order_are_read_all_the_same():
    rows = b'<row r="950"><c><v>1</v></c></row><row r="940"><c><v>2</v></c></row>'
    assert {at: cell.value for at, cell in cells(rows).items()} == {(950, 1): 1, (940, 1): 2}


def test_merged_cells_over_one_another_are_refused_not_unfolded():
    merges = b"".join(b'<mergeCell ref="J1:XFD%d"/>' % (1000 + n) for n in range(1500))
    change = in_part(SHEET, lambda xml: xml.replace(b"</mergeCells>", merges + b"</mergeCells>"))
    sheet = next(iter(grid.opened(repacked(filled(), change)).sheets.values()))
    with pytest.raises(WorkbookRefused):
        assert sheet.covered


def test_texts_that_say_far_too_much_are_refused():
    long = bytes(random.Random(3).choices(b"abcdefgh", k=30_000))
    rows = b"".join(
        b'<row r="%d"><c t="inlineStr"><is><t>%s</t></is></c></row>' % (n, long[n - 900 :])
        for n in range(900, 1100)
    )
    assert refusal(rows)[:2] == ("unpacks-too-large", "Biểu 1 – Số liệu")
