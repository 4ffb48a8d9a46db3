"""The sheet of all units' targets: what is typed comes back, every fault is named."""

from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook

from dashboard.errors import Refused, WorkbookRefused
from dashboard.workbooks import layout, targets_sheet
from dashboard.workbooks.fill import fill_any
from dashboard.workbooks.targets_sheet import TargetsSheet
from tests.workbooks.forms import edited, indicators, template

UNITS = (("MH", "Tỉnh Minh Họa"), ("H01", "Huyện Minh Sơn"), ("H02", "Huyện Hòa Sơn"))
TAKING = [each for each in indicators() if each.takes_target]
HEAD, FIRST, LAST = 10, 11, 13  # the row of "Đăng ký | Giao", the rows of the units
ENTRIES = {
    "decision_number": "123-QĐ/BCĐ",
    "decided_on": "2026-01-15",
    "registered": {"H01": {"PARTY_ORG_FOUNDED": 3, "UNION_FOUNDED": "1.608"}},
    "assigned": {
        "H01": {"PARTY_ORG_FOUNDED": 4, "UNION_FOUNDED": None},
        "MH": {"UNION_FOUNDED": 0},
    },
}


def built(registered=None, assigned=None, illustration=False):
    return targets_sheet.build(
        2026, "Tỉnh Minh Họa", UNITS, indicators(), registered or {}, assigned or {}, illustration
    )


def read(data):
    return targets_sheet.read(data, UNITS, indicators())


def refusals(data):
    with pytest.raises(WorkbookRefused) as refused:
        read(data)
    return [(each.rule, each.cell) for each in refused.value.problems]


def typed(**cells):
    def change(book):
        for cell, value in cells.items():
            book.worksheets[0][cell] = value

    return edited(fill_any(built(), ENTRIES), change)


def test_what_was_typed_comes_back_and_blank_is_not_a_dash():
    assert read(fill_any(built(), ENTRIES)) == TargetsSheet(
        year=2026,
        decision_number="123-QĐ/BCĐ",
        decided_on=date(2026, 1, 15),
        registered={("H01", "PARTY_ORG_FOUNDED"): 3, ("H01", "UNION_FOUNDED"): 1608},
        assigned={
            ("H01", "PARTY_ORG_FOUNDED"): 4,
            ("H01", "UNION_FOUNDED"): None,
            ("MH", "UNION_FOUNDED"): 0,
        },
    )


def test_an_untouched_sheet_sets_nothing():
    assert read(built()) == TargetsSheet(2026)


def test_targets_so_far_are_shown_and_read_back_unchanged():
    registered = {("H01", "PARTY_ORG_FOUNDED"): 35139}
    assigned = {("MH", "PARTY_MEMBER_ADMITTED"): 80, ("H02", "UNION_FOUNDED"): None}
    sheet = read(built(registered, assigned))
    assert (sheet.registered, sheet.assigned) == (registered, assigned)


def test_only_indicators_that_take_a_target_have_columns():
    sheet = load_workbook(BytesIO(built())).worksheets[0]
    stages = [cell.value for cell in sheet[HEAD]][3:]
    assert stages[: 2 * len(TAKING)] == [layout.REGISTERED, layout.ASSIGNED] * len(TAKING)
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.protection.sheet


def test_illustration_is_marked():
    texts = [cell.value for row in load_workbook(BytesIO(built(illustration=True))).worksheets[0]
             .iter_rows(max_row=7) for cell in row]  # fmt: skip
    assert layout.ILLUSTRATION in texts


def test_columns_and_rows_may_be_moved():
    def moved(book):
        sheet = book.worksheets[0]
        sheet.move_range("D8:E13", cols=30)
        sheet.move_range("A12:AI12", rows=10)

    assert read(edited(fill_any(built(), ENTRIES), moved)) == read(fill_any(built(), ENTRIES))


@pytest.mark.parametrize(
    ("cell", "value", "problem"),
    [
        ("D12", "nhiều", ("not-a-number", "D12")),
        ("D12", "1,608", ("ambiguous-number", "D12")),
        ("D12", -3, ("negative", "D12")),
        ("D12", 1.5, ("fractional", "D12")),
        ("D12", "=1+1", ("formula-without-value", "D12")),
        ("B12", "H99", ("unit-unknown", "B12")),
        ("B12", None, ("unit-unknown", "B12")),
        ("B13", "H01", ("unit-twice", "B13")),
        ("D9", "NO_SUCH_CODE", ("code-unknown", "D9")),
        ("B10", "Lạ", ("column-missing", "B10")),
        ("B6", "hai nghìn", ("stamp-year", "B6")),
        ("D6", "CT-0", ("wrong-template", "D6")),
        ("K6", "hôm qua", ("not-a-date", "K6")),
        ("G6", "9" * 81, ("too-long", "G6")),
    ],
)
def test_each_fault_is_named_with_its_cell(cell, value, problem):
    assert problem in refusals(typed(**{cell: value}))


def test_every_fault_comes_at_once():
    found = refusals(typed(D12="x", E12=-1, B13="H99"))
    assert found == [("not-a-number", "D12"), ("negative", "E12"), ("unit-unknown", "B13")]


def test_a_lost_pair_of_columns_is_named():
    found = refusals(edited(built(), lambda book: book.worksheets[0].delete_cols(14, 2)))
    assert "column-missing" in {rule for rule, _cell in found}


def test_a_return_is_not_a_sheet_of_targets():
    assert refusals(template()) == [("wrong-template", "I6")]


@pytest.mark.parametrize(
    ("entries", "rule"),
    [
        ({"registered": {"H99": {"UNION_FOUNDED": 1}}}, "unknown-unit"),
        ({"assigned": {"H01": {"ENTERPRISE_TOTAL": 1}}}, "unknown-indicator"),
        ({"figures": {}}, "unknown-entry"),
        ({"assigned": {"H01": [1]}}, "not-a-mapping"),
    ],
)
def test_entries_that_fit_nowhere_are_refused(entries, rule):
    with pytest.raises(Refused) as refusal:
        fill_any(built(), entries)
    assert refusal.value.rule == rule
