"""Each fault of a return's workbook: which rule, which sheet, which cell, what was found."""

from datetime import date
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import Workbook

from dashboard.errors import WorkbookRefused
from dashboard.workbooks import intake, layout, targets_sheet
from dashboard.workbooks.fill import fill
from data_access.vocabulary import Period, Severity
from tests.workbooks.forms import (
    ENTRIES,
    FIGURES,
    FORM,
    edited,
    filled,
    founding,
    indicators,
    template,
    with_figures,
    with_foundings,
)

ONE, TWO, THREE, FOUR = (form.tab for form in layout.RETURN_FORMS)


def problems(data, form=FORM):
    return intake.content(intake.opened(data), form)[1]


def the_error(data, form=FORM):
    """The one error, having seen that the content is withheld."""
    content, found = intake.content(intake.opened(data), form)
    errors = [each for each in found if each.severity is Severity.ERROR]
    assert content is None
    assert len(errors) == 1, errors
    return errors[0]


def at(problem):
    return problem.rule, problem.sheet, problem.cell


def set_cells(tab, **cells):
    """A change that types into cells of the sheet whose number is ``tab``."""

    def change(book):
        for cell, value in cells.items():
            book.worksheets[tab - 1][cell] = value

    return change


# figures


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


# sheets and columns


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


def test_two_sheets_of_one_number_are_refused_unless_one_has_the_very_name():
    def doubled(book):
        book.create_sheet("Biểu 4 (2)")

    assert intake.content(intake.opened(edited(filled(), doubled)), FORM)[0]

    def renamed(book):
        doubled(book)
        book.worksheets[3].title = "Biểu 4"

    assert the_error(edited(filled(), renamed)).rule == "sheet-twice"


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


# lists


@pytest.mark.parametrize(
    ("cell", "typed", "rule"),
    [
        ("B9", "Câu lạc bộ bóng đá", "kind-unknown"),
        ("B9", None, "kind-missing"),
        ("D9", None, "enterprise-missing"),
        ("D9", "Đ" * 301, "too-long"),
        ("C9", "x" * 301, "too-long"),
        ("F9", "x" * 121, "too-long"),
        ("H9", "x" * 81, "too-long"),
        ("E9", "1" * 30, "tax-code-too-long"),
        ("G9", None, "date-missing"),
        ("G9", "31/02/2026", "not-a-date"),
        ("G9", "5/8/26", "not-a-date"),
        ("G9", 46239, "not-a-date"),
        ("I9", "ba", "not-a-number"),
        ("I9", -3, "negative"),
        ("G9", "05/08/2025", "founded-too-early"),
        ("G9", "21/09/2026", "founded-in-future"),
    ],
)
def test_a_fault_in_a_founding_is_named_with_its_cell(cell, typed, rule):
    assert at(the_error(edited(filled(), set_cells(2, **{cell: typed})))) == (rule, TWO, cell)


@pytest.mark.parametrize(
    ("cell", "typed", "rule"),
    [
        ("B9", None, "enterprise-missing"),
        ("E9", "nhiều", "not-a-number"),
        ("E9", 2.5, "fractional"),
        ("F9", "1,608", "ambiguous-number"),
        ("G9", "có lẽ", "yes-or-no"),
        ("B9", "Đ" * 301, "too-long"),
    ],
)
def test_a_fault_in_a_review_is_named_with_its_cell(cell, typed, rule):
    assert at(the_error(edited(filled(), set_cells(3, **{cell: typed})))) == (rule, THREE, cell)


def test_a_difficulty_too_long_is_named_with_its_cell():
    problem = the_error(edited(filled(), set_cells(4, B9="a" * 4001)))
    assert at(problem) == ("too-long", FOUR, "B9")
    assert len(problem.found) <= 60


@pytest.mark.parametrize(
    ("change", "rule", "cell"),
    [
        ({"tax_code": None}, "no-tax-code", "E9"),
        ({"decision_number": None}, "no-decision-number", "H9"),
        ({"members": None}, "no-members", "I9"),
        ({"members": 2}, "party-few-members", "I9"),
        ({"tax_code": "12345"}, "tax-code-form", "E9"),
        ({"founded_on": "30/06/2026"}, "founded-last-quarter", "G9"),
    ],
)
def test_a_doubt_about_a_founding_is_a_warning_at_its_cell(change, rule, cell):
    data = with_foundings(founding(**change), PARTY_ORG_FOUNDED=1)
    content, [problem] = intake.content(intake.opened(data), FORM)
    assert content is not None
    assert problem.severity is Severity.WARNING
    assert at(problem) == (rule, TWO, cell)


def test_the_same_enterprise_twice_is_a_warning_that_names_both_cells():
    data = with_foundings(founding(), founding(enterprise="CTY ĐÔNG Á"), PARTY_ORG_FOUNDED=2)
    [problem] = problems(data)
    assert at(problem) == ("founded-twice", TWO, "D10")
    assert "D9" in problem.message


def test_merged_cells_in_a_list_are_refused_at_the_covered_cell():
    def merged(book):
        sheet = book.worksheets[1]
        sheet.merge_cells("D9:D10")

    problem = the_error(edited(filled(), merged))
    assert at(problem) == ("merged-cells", TWO, "D10")
    assert problem.found == "D9:D10"


def test_a_list_of_more_than_two_thousand_rows_is_refused():
    problem = the_error(edited(filled(), set_cells(4, B2500="xa quá")))
    assert (problem.rule, problem.sheet) == ("too-many-rows", FOUR)


# stamps


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


# all at once


def test_every_problem_comes_at_once_in_sheet_order():
    def spoilt(book):
        set_cells(1, G13="x", G19="-1")(book)
        set_cells(2, G9="hôm qua", E10=None)(book)
        set_cells(3, G9="có lẽ")(book)
        book.worksheets[3]["C8"] = "Cột lạ"

    content, found = intake.content(intake.opened(edited(filled(), spoilt)), FORM)
    assert content is None
    assert [(each.sheet, each.cell) for each in found] == [
        (ONE, "G13"), (ONE, "G19"), (TWO, "G9"), (TWO, "E10"), (THREE, "G9"), (FOUR, "C8")
    ]  # fmt: skip


def test_messages_speak_the_reader_s_language_and_name_what_was_found():
    for problem in problems(with_figures(PARTY_MEMBER_ADMITTED="1,608", UNION_FOUNDED=9)):
        assert "{" not in problem.message
        assert len(problem.message) > 20


def test_figures_beside_an_unreadable_list_are_not_accused():
    data = edited(fill(template(), ENTRIES), set_cells(2, B8="Cột lạ"))
    found = problems(data)
    assert [each.rule for each in found] == ["column-missing"]
    assert FIGURES["UNION_FOUNDED"] == 1
