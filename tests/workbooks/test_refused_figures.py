"""Each fault in the figures of a return's workbook: which rule, which cell, what was found."""

from datetime import date
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from dashboard.workbooks import intake
from tests.workbooks.faults import ONE, TWO, at, problems, set_cells, the_error
from tests.workbooks.forms import FORM, edited, filled, with_figures


@pytest.mark.parametrize(
    ("typed", "rule"),
    [
        ("năm người", "not-a-number"),
        ("1,608", "ambiguous-number"),
        ("1.60", "ambiguous-number"),
        ("-5", "negative"),
        (-5, "negative"),
        ("28,75", "fractional"),
        (1.5, "fractional"),
        (10**12, "number-too-large"),
        ("999.999.999.999", "number-too-large"),
        (True, "not-a-number"),
        (date(2026, 8, 5), "not-a-number"),
    ],
)
def test_a_figure_that_is_no_count_is_named_with_its_cell(typed, rule):
    problem = the_error(edited(filled(), set_cells(1, G13=typed)))
    assert at(problem) == (rule, ONE, "G13")
    assert problem.found
    assert "Đảng viên mới kết nạp" in problem.message


def test_an_ambiguous_figure_is_shown_with_both_readings():
    problem = the_error(with_figures(PARTY_MEMBER_ADMITTED="1,608"))
    assert problem.found == "1,608"
    assert "1608" in problem.message
    assert "1,608" in problem.message


def test_a_part_above_its_whole_is_named_at_the_part():
    problem = the_error(with_figures(PARTY_OWNER_ADMITTED=13))
    assert at(problem) == ("child-above-parent", ONE, "G14")


def test_a_number_unequal_to_its_list_is_named_at_the_number():
    problem = the_error(with_figures(UNION_FOUNDED=3))
    assert at(problem) == ("count-not-list", ONE, "G18")
    assert problem.found == "3"


def test_a_blank_number_with_rows_in_the_list_is_an_error():
    problem = the_error(with_figures(UNION_FOUNDED=None))
    assert at(problem) == ("count-not-list", ONE, "G18")


def test_a_row_that_cannot_be_read_still_counts_as_a_row():
    problem = the_error(edited(filled(), set_cells(2, G9="hôm qua")))
    assert at(problem) == ("not-a-date", TWO, "G9")


@pytest.mark.parametrize("error", ["#REF!", "#N/A", "#DIV/0!", "#VALUE!"])
def test_an_error_value_is_refused(error):
    def spoilt(book):
        cell = book.worksheets[0]["G13"]
        cell.value, cell.data_type = error, "e"

    problem = the_error(edited(filled(), spoilt))
    assert at(problem) == ("error-value", ONE, "G13")
    assert problem.found == error


def test_a_formula_without_a_computed_value_is_refused():
    problem = the_error(edited(filled(), set_cells(1, G13="=6+6")))
    assert at(problem) == ("formula-without-value", ONE, "G13")
    assert problem.found == "=6+6"


def test_a_formula_with_a_computed_value_is_read():
    data = with_computed(edited(filled(), set_cells(1, G13="=6+6")), b"6+6", b"12")
    content, found = intake.content(intake.opened(data), FORM)
    assert found == ()
    assert content.figures["PARTY_MEMBER_ADMITTED"] == 12


def test_a_computed_value_is_held_against_the_same_rules():
    data = with_computed(edited(filled(), set_cells(1, G13="=1/8")), b"1/8", b"0.125")
    assert at(the_error(data)) == ("fractional", ONE, "G13")


def test_a_formula_that_computed_an_error_is_refused():
    data = with_computed(edited(filled(), set_cells(1, G13="=1/0")), b"1/0", b"#DIV/0!", b"e")
    assert at(the_error(data)) == ("error-value", ONE, "G13")


def with_computed(data, formula, value, kind=b"n"):
    """The workbook as a spreadsheet program saves it: with what the formula showed."""
    written = BytesIO()
    with ZipFile(BytesIO(data)) as source, ZipFile(written, "w", ZIP_DEFLATED) as target:
        for entry in source.infolist():
            content = source.read(entry)
            if entry.filename == "xl/worksheets/sheet1.xml":
                before = b"<f>%s</f><v />" % formula
                if before not in content:
                    before = b"<f>%s</f><v></v>" % formula
                assert before in content
                content = content.replace(before, b"<f>%s</f><v>%s</v>" % (formula, value))
                if kind == b"e":
                    content = content.replace(b'r="G13"', b'r="G13" t="e"')
            target.writestr(entry, content)
    return written.getvalue()


@pytest.mark.parametrize(
    ("cell", "typed", "rule"),
    [
        ("C13", "PARTY_MEMBER_ADMITED", "code-unknown"),
        ("C13", None, "code-deleted"),
        ("C13", "UNION_FOUNDED", "code-twice"),
    ],
)
def test_a_spoilt_code_is_named(cell, typed, rule):
    found = problems(edited(filled(), set_cells(1, **{cell: typed})))
    assert (rule, ONE) in [(each.rule, each.sheet) for each in found]
    assert all(each.cell in ("C13", "C18", "C8", "G13") for each in found)


def test_a_deleted_row_is_named_by_its_indicator():
    problem = the_error(edited(filled(), lambda book: book.worksheets[0].delete_rows(13)))
    assert problem.rule == "code-missing"
    assert "PARTY_MEMBER_ADMITTED" in problem.message
