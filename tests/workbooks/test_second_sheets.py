"""A second sheet that answers to a form: refused where it could be the one that was meant."""

from io import BytesIO

import pytest
from openpyxl import load_workbook
from openpyxl.cell import MergedCell

from dashboard.workbooks import intake, typed_file
from tests.workbooks.faults import FOUR, ONE, THREE, TWO, at, the_error
from tests.workbooks.forms import FORM, edited, filled, read, template
from tests.workbooks.sheet_xml import with_cells

TABS = (ONE, TWO, THREE, FOUR)
PLAIN = read(filled())
FILLED = {1: ("G13", 11), 2: ("D9", "Công ty Khác"), 3: ("E9", 7), 4: ("B9", "Khó khăn khác")}
STATES = ("visible", "hidden", "veryHidden")


def copied(number, name="Bản sao", *, first=False, state="visible", cleared=False, **cells):
    """A change that copies a sheet as a spreadsheet program does, and types into the copy."""

    def change(book):
        source = book.worksheets[number - 1]
        title, source.title = source.title, "K"  # a copy is called after it, and that too long
        copy = book.copy_worksheet(source)
        source.title = title
        copy.title, copy.sheet_state = name, state
        if cleared:
            blank(copy)
        for cell, value in cells.items():
            copy[cell] = value
        if first:
            book.move_sheet(copy, -len(book.worksheets) + 1)

    return change


def blank(sheet):
    for row in sheet.iter_rows(min_row=9, max_col=9):
        for cell in row:
            if not cell.protection.locked and not isinstance(cell, MergedCell):
                cell.value = None


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("first", [False, True])
@pytest.mark.parametrize("number", FILLED)
def test_a_second_sheet_that_says_something_else_is_refused(number, first, state):
    tab = TABS[number - 1]
    cell, value = FILLED[number]
    name = f"{tab[:22]} (2)"
    problem = the_error(
        edited(filled(), copied(number, name, first=first, state=state, **{cell: value}))
    )
    assert at(problem) == ("sheet-twice", name, cell)
    assert problem.found == tab
    assert str(value) in problem.message


@pytest.mark.parametrize("name", ["Nháp", "Sheet1", "Biểu 9", "Biểu 3 (2)", "So lieu quy 3"])
def test_whatever_its_name(name):
    problem = the_error(edited(filled(), copied(1, name, G13=11)))
    assert at(problem) == ("sheet-twice", name, "G13")


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("number", FILLED)
def test_an_empty_copy_and_an_identical_one_pass(number, state):
    assert read(edited(filled(), copied(number, state=state))) == PLAIN
    assert read(edited(filled(), copied(number, state=state, cleared=True))) == PLAIN
    assert read(edited(filled(), copied(number, first=True, cleared=True))) == PLAIN


@pytest.mark.parametrize("number", FILLED)
def test_a_filled_copy_beside_the_original_left_empty_is_refused(number):
    def change(book):
        copied(number)(book)
        blank(book.worksheets[number - 1])

    rules = {each.rule for each in read(edited(filled(), change))[1]}
    assert "sheet-twice" in rules


@pytest.mark.parametrize(
    "cells", [{"I13": "ghi chú khác"}, {"H13": 57}, {"G13": None}, {"G22": 5}, {"G9": "12"}]
)
def test_notes_years_to_date_and_headings_are_compared_as_well(cells):
    assert the_error(edited(filled(), copied(1, **cells))).rule == "sheet-twice"


def test_a_number_typed_otherwise_is_the_same_number():
    assert read(edited(filled(), copied(1, G19="1.608"))) == PLAIN


def hiding(change, number=1, state="hidden"):
    def both(book):
        change(book)
        sheet = next(each for each in book.worksheets if each.title == TABS[number - 1])
        sheet.sheet_state = state

    return both


@pytest.mark.parametrize("state", STATES[1:])
def test_the_sheet_that_counts_may_not_be_the_hidden_one(state):
    problem = the_error(edited(filled(), hiding(copied(1, cleared=True), state=state)))
    assert (problem.rule, problem.sheet) == ("sheet-twice", "Bản sao")
    assert "ẩn" in problem.message


def test_of_identical_sheets_the_one_that_is_shown_counts():
    data = edited(filled(), hiding(copied(1)))
    content, problems = read(data)
    assert (content, problems) == PLAIN
    assert {each.sheet for key, each in intake.places(intake.opened(data), FORM).items()
            if key[0] == "figure"} == {"Bản sao"}  # fmt: skip


@pytest.mark.parametrize("names", [("Biểu 1", "Biểu 1 (2)"), ("bieu 1 a", "BIỂU 01")])
def test_where_none_bears_the_very_name_the_first_counts_and_the_other_is_held_against_it(names):
    def renamed(**cells):
        def change(book):
            copied(1, names[1], **cells)(book)
            book.worksheets[0].title = names[0]

        return edited(filled(), change)

    assert read(renamed())[0] == PLAIN[0]
    problem = the_error(renamed(G13=11))
    assert at(problem) == ("sheet-twice", names[1], "G13")


def test_a_tab_of_the_same_number_without_the_headings_is_none_of_ours():
    def change(book):
        book.create_sheet("Biểu 4 nháp", 0)["B9"] = "Việc riêng"
        book.worksheets[4].title = "Biểu 4"

    assert read(edited(filled(), change))[0] == PLAIN[0]


@pytest.mark.parametrize(
    "heads", [("TT", "Tên doanh nghiệp", "Mã số thuế", "Loại hình", "Số lao động"), ("A", "B")]
)
def test_a_register_of_the_clerks_own_is_no_second_sheet(heads):
    def change(book):
        sheet = book.create_sheet("Sổ theo dõi")
        sheet.append(heads)
        sheet.append(["1", "Công ty A", "0101234565", "TNHH", 12][: len(heads)])

    assert read(edited(filled(), change)) == PLAIN


def test_a_copy_that_lost_one_heading_still_answers():
    assert the_error(edited(filled(), copied(1, C8=None, G13=11))).rule == "sheet-twice"


def test_the_stamp_is_read_off_the_sheet_that_counts():
    data = edited(filled(), copied(1, "Biểu 1 (0)", first=True, C6="H02", cleared=True))
    assert intake.stamp(intake.opened(data)).unit == "H01"


def test_a_draft_is_taken_from_the_sheet_that_counts():
    data = edited(filled(), copied(1, f"{ONE} (2)", first=True, G13=11))
    book = intake.opened(data)
    assert typed_file.taken(book, FORM).typed.figures["PARTY_MEMBER_ADMITTED"] == "12"
    assert [each.rule for each in intake.doubled(book)] == ["sheet-twice"]
    assert intake.doubled(intake.opened(filled())) == ()


def test_a_foreign_sheet_that_cannot_be_understood_does_not_matter():
    data = edited(filled(), copied(4, "Riêng"))
    data = with_cells(5, {"B9": '<c r="{cell}" t="s"><v>9999</v></c>'}, data)
    assert read(data) == PLAIN


def test_an_untouched_copy_of_every_sheet_passes():
    def change(book):
        blank_book = load_workbook(BytesIO(template()))
        for sheet in blank_book.worksheets:
            copy = book.create_sheet(f"{sheet.title[:25]} gốc")
            for row in sheet.iter_rows():
                for cell in row:
                    copy[cell.coordinate] = cell.value

    assert read(edited(filled(), change)) == PLAIN
