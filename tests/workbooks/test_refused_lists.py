"""Each fault in the lists of a return's workbook: which rule, which cell, what was found."""

import pytest

from dashboard.workbooks import intake
from data_access.vocabulary import Severity
from tests.workbooks.faults import FOUR, THREE, TWO, at, problems, set_cells, the_error
from tests.workbooks.forms import FORM, edited, filled, founding, with_foundings


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
