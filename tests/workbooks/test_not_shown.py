"""What is hidden and counts is named by row, column and sheet; so is what does not count."""

import re

import pytest

from dashboard.workbooks import intake
from data_access.vocabulary import Severity
from tests.workbooks.faults import ONE, THREE, TWO, at, problems, set_cells, the_error
from tests.workbooks.forms import FORM, edited, filled, noted, read, with_figures
from tests.workbooks.sheet_xml import part, with_cells


def hidden(number, *rows, columns="", sheet=False):
    def change(book):
        tab = book.worksheets[number - 1]
        for row in rows:
            tab.row_dimensions[row].hidden = True
        for column in columns:
            tab.column_dimensions[column].hidden = True
        if sheet:
            tab.sheet_state = "veryHidden"

    return change


def doubts(data):
    content, found = read(data)
    assert content is not None
    assert all(each.severity is Severity.WARNING for each in found)
    return found


@pytest.mark.parametrize(
    ("number", "rows", "named", "cell"),
    [
        (1, (13,), "13", "G13"),
        (1, (9, 10, 12, 13, 14, 18), "12–14, 18", "G12"),
        (2, (9, 10), "9–10", "B9"),
        (3, (9, 30), "9", "B9"),
        (4, (10,), "10", "B10"),
    ],
)
def test_hidden_rows_that_count_are_named(number, rows, named, cell):
    [doubt] = doubts(edited(filled(), hidden(number, *rows)))
    assert (doubt.rule, doubt.cell, doubt.parameters) == ("hidden-rows", cell, {"rows": named})
    assert f"dòng {named}" in doubt.message


def test_hidden_rows_that_say_nothing_are_not():
    assert doubts(edited(filled(), hidden(2, 8, *range(11, 69)))) == ()
    assert doubts(edited(filled(), hidden(1, 22, 23, 29))) != ()


def test_a_main_figure_left_blank_in_a_hidden_row_is_named():
    data = edited(with_figures(UNION_MEMBER_ADMITTED=None), hidden(1, 19))
    assert {(each.rule, each.variant, each.cell) for each in doubts(data)} >= {
        ("hidden-rows", "blank", "G19"),
        ("main-blank", "", "G19"),
    }


def test_a_number_unlike_its_list_says_which_rows_are_hidden():
    two = {"B11": "Công đoàn cơ sở", "D11": "Công ty Mây", "G11": "15/07/2026"}
    data = edited(edited(filled(), set_cells(2, **two)), hidden(2, 11))
    error = the_error(data)
    assert at(error) == ("count-not-list", ONE, "G18")
    assert "dòng 11 " in error.message
    assert "ẩn" in error.message
    assert ("hidden-rows", TWO, "B11") in map(at, problems(data))


@pytest.mark.parametrize(("number", "columns", "cell"), [(1, "G", "G12"), (2, "E", "E9")])
def test_a_hidden_column_that_counts_is_named(number, columns, cell):
    [doubt] = doubts(edited(filled(), hidden(number, columns=columns)))
    assert (doubt.rule, doubt.cell) == ("hidden-columns", cell)
    assert doubt.parameters["column"] == columns


def test_hidden_columns_that_nobody_reads_are_not():
    assert doubts(edited(filled(), hidden(1, columns="CDEF"))) == ()
    assert doubts(edited(filled(), hidden(2, columns="AKL"))) == ()


def test_a_hidden_sheet_that_counts_is_named():
    [doubt] = doubts(edited(filled(), hidden(3, sheet=True)))
    assert at(doubt) == ("hidden-sheet", THREE, None)
    nothing = dict.fromkeys(("B9", "C9", "D9", "E9", "F9", "G9", "H9"))
    empty = edited(edited(filled(), set_cells(3, **nothing)), hidden(3, sheet=True))
    assert doubts(empty) == ()


@pytest.mark.parametrize("mark", ['hidden="1"', 'hidden="true"', 'ht="0" customHeight="1"'])
def test_however_a_program_writes_it(mark):
    def change(xml):
        return re.sub(r'<row r="10"[^>]*>', f'<row r="10" {mark}>', xml)

    [doubt] = doubts(part(filled(), "xl/worksheets/sheet2.xml", change))
    assert doubt.parameters == {"rows": "10"}


@pytest.mark.parametrize(
    ("cells", "cell", "variant"),
    [
        ({"H29": 21}, "H29", "year-to-date"),
        ({"H29": "1.021"}, "H29", "year-to-date"),
        ({"H13": 99}, "H13", "year-to-date-differs"),
        ({"G22": 5}, "G22", ""),
        ({"G22": 5, "H22": 21}, "G22", ""),
        ({"H9": 7}, "H9", ""),
        ({"E22": "12"}, "E22", ""),
        ({"B60": "Số khác", "G60": 3}, "G60", ""),
        ({"C60": "X1", "G60": 3}, "G60", ""),
        ({"A60": "Tổng cộng", "G60": 33, "H60": 44}, "G60", ""),
    ],
)
def test_a_number_where_none_is_asked_is_a_warning_with_its_cell_and_value(cells, cell, variant):
    [doubt] = doubts(edited(filled(), set_cells(1, **cells)))
    assert at(doubt) == ("figure-not-asked", ONE, cell)
    assert doubt.variant == variant
    for place, value in cells.items():
        if place[0] in "EGH":
            assert str(value) in doubt.message
            assert variant or f"{place}: {value}" in doubt.message


@pytest.mark.parametrize(
    "cells",
    [
        {"H13": 57},  # what the formula showed, pasted as a value
        {"G22": 0},
        {"H22": "-"},
        {"B60": "Ghi chú: số liệu tạm"},
        {"H29": "chưa có"},
        {"E60": "Nắng Mai, ngày 20 tháng 9 năm 2026"},
        {"H29": "=F29+G29"},
    ],
)
def test_what_loses_nothing_is_not_doubted(cells):
    assert doubts(edited(filled(), set_cells(1, **cells))) == ()


def test_what_a_clerks_own_formula_shows_is_doubted_where_it_says_more_than_before():
    formula = '<c r="{cell}"><f>F12+3</f><v>%s</v></c>'
    blank = with_figures(PARTY_OWNER_ADMITTED=None)
    [doubt] = doubts(with_cells(1, {"H14": formula % 3}, blank))
    assert (doubt.rule, doubt.found) == ("figure-not-asked", "3")
    assert doubts(with_cells(1, {"H14": formula % 0}, blank)) == ()


def test_the_warnings_change_nothing_of_what_the_return_says():
    data = edited(noted(filled(), {"UNION_FOUNDED": "Mới"}), set_cells(1, G22=5, H29=21))
    assert read(data)[0] == read(filled())[0]
    assert [each.text for each in intake.notes(intake.opened(data), FORM)] == ["Mới"]
