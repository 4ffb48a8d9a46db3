"""Decimals and shares as people type them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.domain.numbers import parse_decimal
from dashboard.i18n import format_exact


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("0,95", "0.95"), ("0.95", "0.95"), ("95%", "0.95"), (" 95 % ", "0.95"), ("９５％", None),
        ("3,5", "3.5"), ("4", "4"), ("0.955", "0.955"), ("0,955", "0.955"), ("28,75%", "0.2875"),
        ("1000,5", "1000.5"), ("1.608", None), ("12,345", None), ("", None), ("-1", None),
        ("1e3", None), ("inf", None), ("nan", None), ("0,9,5", None), ("%", None), ("0,", None),
    ],
)  # fmt: skip
def test_a_comma_or_a_dot_marks_decimals_and_what_reads_two_ways_is_none(typed, number):
    assert parse_decimal(typed) == (None if number is None else Decimal(number))


@given(st.integers(0, 999_999), st.integers(0, 9_999))
def test_what_is_written_exactly_is_read_again(whole, rest):
    number = Decimal(f"{whole}.{rest:04d}")
    written = format_exact(number).replace(".", "")  # the marks of thousands
    if len(written.partition(",")[2]) != 3 or whole == 0 or whole > 999:
        assert parse_decimal(written) == number
