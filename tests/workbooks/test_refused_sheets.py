"""Faults of sheets, columns and stamps: a workbook that is not the form it was."""

from io import BytesIO

import pytest
from openpyxl import Workbook

from dashboard.errors import WorkbookRefused
from dashboard.workbooks import intake, targets_sheet
from data_access.vocabulary import Period
from tests.workbooks.faults import FOUR, ONE, THREE, TWO, at, problems, set_cells, the_error
from tests.workbooks.forms import FORM, edited, filled, indicators


@pytest.mark.parametrize(("number", "tab"), [(1, ONE), (2, TWO), (3, THREE), (4, FOUR)])
def test_a_missing_sheet_is_named_with_the_tabs_found(number, tab):
    def removed(book):
        del book[tab]

    problem = the_error(edited(filled(), removed))
    assert (problem.rule, problem.sheet) == ("sheet-missing", tab)
    assert problem.found.startswith("Biểu")


def test_a_renamed_sheet_is_missing():
    def renamed(book):
        book.worksheets[1].title = "Sheet2"

    problem = the_error(edited(filled(), renamed))
    assert (problem.rule, problem.sheet) == ("sheet-missing", TWO)
    assert "Sheet2" in problem.found


@pytest.mark.parametrize(
    ("number", "tab", "cell"), [(1, ONE, "G8"), (2, TWO, "G8"), (3, THREE, "E8"), (4, FOUR, "C8")]
)
def test_a_renamed_column_is_named_where_its_heading_stood(number, tab, cell):
    problem = the_error(edited(filled(), set_cells(number, **{cell: "Cột lạ"})))
    assert at(problem) == ("column-missing", tab, cell)
    assert problem.found == "Cột lạ"


def test_a_deleted_column_is_named():
    problem = the_error(edited(filled(), lambda book: book.worksheets[1].delete_cols(5)))
    assert (problem.rule, problem.sheet) == ("column-missing", TWO)
    assert "Mã số thuế" in problem.message


def test_a_heading_that_stands_twice_is_refused():
    problem = the_error(edited(filled(), set_cells(2, J8="Mã số thuế")))
    assert at(problem) == ("column-twice", TWO, "J8")


def test_a_sheet_without_headings_is_refused():
    problem = the_error(edited(filled(), lambda book: book.worksheets[3].delete_rows(8)))
    assert (problem.rule, problem.sheet) == ("headings-missing", FOUR)


def test_another_unit_period_or_version_is_refused_at_the_stamp():
    stamp = intake.stamp(intake.opened(filled()))
    [unit] = intake.expected(stamp, "H02", FORM.period)
    assert at(unit) == ("wrong-unit", ONE, "C6")
    assert unit.found == "H01"
    [period] = intake.expected(stamp, "H01", Period(2026, 2))
    assert at(period) == ("wrong-period", ONE, "F6")
    assert intake.expected(stamp, "h01", FORM.period) == ()


def test_another_version_of_the_template_is_refused():
    data = edited(filled(), set_cells(1, I6="BCQ-0"))
    [version] = intake.expected(intake.stamp(intake.opened(data)), "H01", FORM.period)
    assert at(version) == ("wrong-template", ONE, "I6")
    assert version.found == "BCQ-0"


@pytest.mark.parametrize(
    ("tab", "cell", "rule"),
    [(1, "C6", "stamps-differ"), (2, "C6", "stamps-differ"), (3, "C6", "stamps-differ")],
)
def test_sheets_of_two_returns_in_one_file_are_refused(tab, cell, rule):
    found = problems(edited(filled(), set_cells(tab, **{cell: "H09"})))
    assert {each.rule for each in found} == {rule}


def test_a_stamp_that_is_gone_from_one_sheet_is_read_from_another():
    data = edited(filled(), lambda book: book.worksheets[0].delete_rows(6))
    assert intake.stamp(intake.opened(data)).unit == "H01"


def refusal(data):
    with pytest.raises(WorkbookRefused) as refused:
        intake.stamp(intake.opened(data))
    return refused.value.problems


def test_a_workbook_that_is_no_template_is_refused_with_its_tabs():
    book, written = Workbook(), BytesIO()
    book.active.title = "Bảng lương"
    book.save(written)
    [problem] = refusal(written.getvalue())
    assert problem.rule == "not-our-template"
    assert problem.found == "Bảng lương"


def test_every_missing_part_of_a_stamp_is_named():
    def emptied(book):
        for sheet in book.worksheets[1:]:
            book.remove(sheet)
        book.worksheets[0]["C6"] = None
        book.worksheets[0]["D6"] = None

    found = refusal(edited(filled(), emptied))
    assert [each.rule for each in found] == ["stamp-missing", "stamp-missing"]


def test_a_stamp_that_is_no_period_is_refused():
    problem = next(
        each
        for each in refusal(edited(filled(), set_cells(1, F6="quý ba")))
        if each.rule == "stamp-period"
    )
    assert at(problem) == ("stamp-period", ONE, "F6")


def test_a_sheet_of_targets_is_not_a_return():
    data = targets_sheet.build(2026, "Tỉnh", [("H01", "H")], indicators(), {}, {}, False)
    assert {each.rule for each in refusal(data)} <= {"stamp-missing"}
