"""The sheet of figures from before the system: what is typed comes back, every fault is named."""

import time
from io import BytesIO

import pytest
from openpyxl import load_workbook

from dashboard.errors import Refused, WorkbookRefused
from dashboard.workbooks import history_sheet, layout
from dashboard.workbooks.fill import fill_any
from dashboard.workbooks.history_sheet import HistorySheet
from tests.workbooks.forms import edited, indicators

UNITS = (("MH", "Tỉnh Minh Họa"), ("H01", "Huyện Minh Sơn"))
TEMPLATE = history_sheet.build("Tỉnh Minh Họa", UNITS, indicators(), False)
ROW = {"unit": "H01", "year": 2012, "quarter": 0, "indicator": "PARTY_ORG_FOUNDED"}
LETTER = {"unit": "A", "year": "C", "quarter": "D", "indicator": "E", "actual": "G", "target": "H"}


def sheet_of(*rows):
    return fill_any(TEMPLATE, {"rows": rows})


def read(data, first_free_year=2023):
    return history_sheet.read(data, UNITS, indicators(), first_free_year)


def refusals(*rows, **settings):
    with pytest.raises(WorkbookRefused) as refused:
        read(sheet_of(*rows), **settings)
    return [(each.rule, each.cell) for each in refused.value.problems]


def test_whole_years_quarters_and_targets_come_back():
    sheet = read(
        sheet_of(
            {**ROW, "actual": 8, "target": 7},
            {**ROW, "indicator": "UNION_MEMBER_ADMITTED", "quarter": None, "value": "1.608"},
            {**ROW, "year": 2013, "quarter": 1, "actual": 4},
            {**ROW, "year": "2013", "quarter": "Quý II", "actual": "5", "target": 7},
            {**ROW, "year": 2014, "target": 9},
        )
    )
    assert sheet == HistorySheet(
        values={
            ("H01", "PARTY_ORG_FOUNDED", 2012, 0): 8,
            ("H01", "UNION_MEMBER_ADMITTED", 2012, 0): 1608,
            ("H01", "PARTY_ORG_FOUNDED", 2013, 1): 4,
            ("H01", "PARTY_ORG_FOUNDED", 2013, 2): 5,
        },
        targets={
            ("H01", "PARTY_ORG_FOUNDED", 2012): 7,
            ("H01", "PARTY_ORG_FOUNDED", 2013): 7,
            ("H01", "PARTY_ORG_FOUNDED", 2014): 9,
        },
    )


def test_an_empty_sheet_says_nothing():
    assert read(TEMPLATE) == HistorySheet()


def test_codes_may_be_typed_in_small_letters():
    sheet = read(sheet_of({**ROW, "unit": "h01", "indicator": "party_org_founded", "actual": 1}))
    assert sheet.values == {("H01", "PARTY_ORG_FOUNDED", 2012, 0): 1}


@pytest.mark.parametrize(
    ("change", "rule", "column"),
    [
        ({"unit": "H99"}, "unit-unknown", "unit"),
        ({"unit": None}, "unit-unknown", "unit"),
        ({"indicator": "NO_SUCH"}, "code-unknown", "indicator"),
        ({"year": "năm ngoái"}, "year-unclear", "year"),
        ({"year": None}, "year-unclear", "year"),
        ({"year": 12}, "year-unclear", "year"),
        ({"year": 2023}, "year-not-past", "year"),
        ({"quarter": 5}, "quarter-unclear", "quarter"),
        ({"quarter": "cuối năm"}, "quarter-unclear", "quarter"),
        ({"actual": "1,608"}, "ambiguous-number", "actual"),
        ({"actual": -1}, "negative", "actual"),
        ({"actual": "=1+1"}, "not-a-number", "actual"),
        ({"actual": None}, "row-says-nothing", "actual"),
        ({"target": "nhiều"}, "not-a-number", "target"),
        ({"indicator": "ENTERPRISE_TOTAL", "target": 5}, "takes-no-target", "target"),
    ],
)
def test_each_fault_is_named_with_its_cell(change, rule, column):
    assert refusals({**ROW, "actual": 8, **change}) == [(rule, f"{LETTER[column]}9")]


def test_a_figure_that_stands_twice_is_refused():
    row = {**ROW, "actual": 8}
    assert refusals(row, row) == [("history-twice", "G10")]


def test_quarters_and_the_whole_year_together_are_refused():
    assert refusals({**ROW, "actual": 8}, {**ROW, "quarter": 2, "actual": 3}) == [
        ("quarters-and-year", "G10")
    ]


def test_contradictory_targets_are_refused_and_the_same_twice_is_not():
    first, second = {**ROW, "actual": 8, "target": 7}, {**ROW, "quarter": None, "target": 6}
    assert refusals(first, second) == [("target-contradicts", "H10")]
    assert read(sheet_of(first, {**second, "target": 7})).targets == {
        ("H01", "PARTY_ORG_FOUNDED", 2012): 7
    }


def test_a_part_above_its_whole_is_refused():
    whole = {**ROW, "indicator": "PARTY_MEMBER_ADMITTED", "actual": 3}
    part = {**ROW, "indicator": "PARTY_OWNER_ADMITTED", "actual": 4}
    assert refusals(whole, part) == [("history-child-above-parent", "G10")]


def test_every_fault_comes_at_once():
    assert refusals({**ROW, "unit": "H99", "actual": -1}, {**ROW, "year": 99, "actual": 1}) == [
        ("unit-unknown", "A9"), ("negative", "G9"), ("year-unclear", "C10")
    ]  # fmt: skip


def test_any_year_may_be_given_where_no_bound_is():
    assert history_sheet.read(sheet_of({**ROW, "year": 2030, "actual": 1}), UNITS, indicators())


def test_the_second_sheet_lists_the_codes():
    catalogue = load_workbook(BytesIO(TEMPLATE))[layout.CATALOGUE_TAB]
    assert {cell.value for cell in catalogue["A"]} >= {"MH", "H01"}
    assert {cell.value for cell in catalogue["C"]} >= {each.code for each in indicators()}


def test_five_thousand_rows_are_read_in_seconds():
    rows = [
        {"unit": unit, "year": year, "quarter": quarter, "indicator": each.code, "actual": 1}
        for unit, _name in UNITS
        for year in range(2000, 2022)
        for quarter in (1, 2, 3, 4)
        for each in indicators()
    ]
    data = sheet_of(*rows)
    started = time.monotonic()
    assert len(read(data).values) == len(rows) > 4500
    assert time.monotonic() - started < 10


def test_more_rows_than_fit_are_refused():
    data = edited(TEMPLATE, lambda book: book.worksheets[0].cell(30_000, 1, "H01"))
    with pytest.raises(WorkbookRefused) as refused:
        read(data)
    assert [each.rule for each in refused.value.problems] == ["too-many-rows"]


def test_rows_that_fit_nowhere_are_refused():
    for entries, rule in (
        ({"rows": [{"colour": 1}]}, "unknown-entry"),
        ({"rows": [1]}, "not-a-mapping"),
        ({"figures": {}}, "unknown-entry"),
    ):
        with pytest.raises(Refused) as refusal:
            fill_any(TEMPLATE, entries)
        assert refusal.value.rule == rule
