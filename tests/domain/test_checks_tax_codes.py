"""Tax codes: their form, their check digit, and that no person's number is taken in."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.domain.checks import Place, check
from dashboard.domain.checks.tax_codes import fault
from dashboard.domain.returns import ReviewRow
from data_access.vocabulary import Severity
from tests.domain.test_checks import FORM, ROW, rules, said

WEIGHTS = (31, 29, 23, 19, 17, 13, 7, 5, 3)
PERSON = "001085012345"


@pytest.mark.parametrize("code", ["0123456787", "0101234565", "0101234565-001", None])
def test_a_right_code_and_none_are_no_fault(code):
    assert fault(code) is None


@pytest.mark.parametrize(
    "code", ["12345", "đang xin cấp", "01234567890", "0100000005", "0123456787-000", "a" * 12]
)
def test_what_has_not_the_form_of_a_tax_code_is_named_so(code):
    assert fault(code) == "tax-code-form"


@pytest.mark.parametrize("code", ["0123456786", "0123456778", "1023456787", "0123456786-001"])
def test_a_slip_of_the_finger_shows_in_the_check_digit(code):
    assert fault(code) == "tax-code-check-digit"


@given(st.from_regex(r"[0-9]{2}[1-9][0-9]{6}", fullmatch=True))
def test_of_ten_last_digits_one_is_right_at_most(body):
    right = [digit for digit in range(10) if fault(f"{body}{digit}") is None]
    expected = 10 - sum(int(d) * w for d, w in zip(body, WEIGHTS, strict=True)) % 11
    assert right == ([expected] if expected < 10 else [])


def test_both_lists_are_read_and_the_cell_is_named():
    content = said(replace(ROW, tax_code="12345"), reviews=(ReviewRow("X", tax_code="0123456786"),))
    places = {("review", 0, "tax_code"): Place("Biểu 3", "C9")}
    form, digit = check(content, FORM, places)
    assert (form.rule, form.severity, form.found) == ("tax-code-form", Severity.WARNING, "12345")
    assert (digit.rule, digit.severity) == ("tax-code-check-digit", Severity.WARNING)
    assert (digit.cell, digit.found) == ("C9", "0123456786")
    assert "0123456786" in digit.message


@pytest.mark.parametrize("written", [PERSON, "001 085 012345", "001.085.012345"])
def test_a_persons_number_is_refused_and_not_repeated(written):
    content = said(replace(ROW, tax_code=written), reviews=(ReviewRow("X", tax_code=PERSON),))
    found = check(content, FORM)
    assert [each.rule for each in found] == ["personal-number"] * 2
    for each in found:
        assert each.severity is Severity.ERROR
        assert "5012" not in each.message
        assert "5012" not in each.found


def test_a_text_that_is_no_tax_code_makes_nobody_the_same():
    second = replace(ROW, enterprise="Công ty Sao Mai", tax_code="đang xin")
    first = replace(ROW, tax_code="đang xin")
    assert rules(said(first, second)) == ["tax-code-form"] * 2
