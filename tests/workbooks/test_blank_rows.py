"""Rows of a list that look filled and say nothing: formulas, unticked boxes, sums."""

import re

import pytest

from tests.workbooks.faults import TWO, at, problems, set_cells, the_error
from tests.workbooks.forms import edited, filled, founding, read, with_foundings
from tests.workbooks.sheet_xml import (
    EMPTY_TEXT,
    LINKED_BOX,
    NOT_COMPUTED,
    TICKED,
    UNTICKED,
    ZERO,
    part,
    row_of,
    with_cells,
)

PLAIN = read(filled())


@pytest.mark.parametrize("element", [EMPTY_TEXT, ZERO, LINKED_BOX, UNTICKED])
@pytest.mark.parametrize(
    ("number", "columns"), [(2, "BCDEFGHI"), (3, "BCDEFGHI"), (3, "GHI"), (4, "BC")]
)
def test_a_row_of_what_says_nothing_is_blank(number, columns, element):
    cells = {cell: each for row in range(11, 15) for cell, each in
             row_of(element, row, columns).items()}  # fmt: skip
    assert read(with_cells(number, cells)) == PLAIN


def test_a_zero_that_is_shown_as_a_date_or_a_length_of_time_is_blank_too():
    def styled(book):
        book.worksheets[1]["G12"].number_format = "dd/mm/yyyy"
        book.worksheets[1]["H12"].number_format = "[h]:mm"

    data = edited(filled(), styled)

    def write(xml: str) -> str:
        for cell in ("G12", "H12"):
            style = re.search(rf'<c r="{cell}" (s="\d+")', xml)[1]
            made = ZERO.format(cell=cell).replace(f'r="{cell}"', f'r="{cell}" {style}')
            xml = re.sub(rf'<c r="{cell}"[^>]*/>', lambda _found, made=made: made, xml)
        return xml

    assert read(part(data, "xl/worksheets/sheet2.xml", write)) == PLAIN


@pytest.mark.parametrize(
    ("cells", "rule"),
    [
        ({"G12": TICKED}, "enterprise-missing"),
        (row_of(NOT_COMPUTED, 12, "B"), "formula-without-value"),
        ({"E12": '<c r="{cell}"><v>0</v></c>'}, "enterprise-missing"),
    ],
)
def test_a_row_that_says_something_is_none(cells, rule):
    assert rule in {each.rule for each in problems(with_cells(3, cells))}


def test_a_formula_without_a_letter_is_a_blank_figure_and_its_zero_is_a_zero():
    content, found = read(with_cells(1, {"G29": EMPTY_TEXT}))
    assert (content, found) == PLAIN
    content, _found = read(with_cells(1, {"G29": ZERO}))
    assert content.figures == PLAIN[0].figures | {"WOMEN_MEMBER_ADMITTED": 0}


def test_a_link_to_an_empty_cell_is_no_text_and_no_date():
    row = {f"{column}9": ZERO for column in "CEFH"}
    content, found = read(with_cells(2, row))
    [first, _second] = content.foundings
    assert (first.name, first.tax_code, first.decision_number) == (None, None, None)
    assert {each.rule for each in found} == {"no-tax-code", "no-decision-number"}
    assert at(the_error(with_cells(2, {"G9": ZERO}))) == ("date-missing", TWO, "G9")


@pytest.mark.parametrize("dash", ["-", "–", " — "])
def test_a_row_of_dashes_is_blank(dash):
    cells = dict.fromkeys(("B12", "D12", "I12"), dash)
    assert read(edited(filled(), set_cells(2, **cells))) == PLAIN


@pytest.mark.parametrize(
    "words",
    [
        "Tổng cộng", "TỔNG CỘNG:", "Tổng số", "Cộng", "Tổng", "Total", "Grand total", "Sub-total",
        "Tổng cộng: 2 tổ chức", "Cộng: 02 tổ chức, 243 đoàn viên", "Tổng cộng (2)", "T. Cộng",
        "tong cong", "Tổng số tổ chức thành lập: 2", "Total: 2",
    ],
)  # fmt: skip
@pytest.mark.parametrize("column", "ABCD")
def test_a_row_of_sums_is_none_of_the_list(words, column):
    cells = {f"{column}11": words, "I11": 243}
    assert read(edited(filled(), set_cells(2, **cells))) == PLAIN


@pytest.mark.parametrize(("number", "cells"), [
    (3, {"A10": "Tổng cộng", "E10": 260, "G10": 0, "H10": 1, "I10": 0}),
    (3, {"B10": "Cộng: 1 doanh nghiệp", "E10": 260}),
    (4, {"A11": "Cộng", "B11": "2"}),
    (4, {"B11": "Tổng cộng: 2"}),
])  # fmt: skip
def test_a_row_of_sums_is_none_of_the_other_lists_either(number, cells):
    assert read(edited(filled(), set_cells(number, **cells))) == PLAIN


@pytest.mark.parametrize(
    "enterprise",
    ["Tổng Công ty May 10", "Total", "Công ty Tổng hợp", "Cộng Đồng Xanh", "Tổng kho Sao Mai"],
)
def test_an_enterprise_may_be_called_so(enterprise):
    content, _found = read(with_foundings(founding(enterprise=enterprise), PARTY_ORG_FOUNDED=1))
    assert [each.enterprise for each in content.foundings] == [enterprise]


def test_a_difficulty_may_begin_so():
    text = "Tổng số doanh nghiệp có từ 3 đảng viên còn ít"
    content, _found = read(edited(filled(), set_cells(4, B11=text)))
    assert content.difficulties[-1].difficulty == text
