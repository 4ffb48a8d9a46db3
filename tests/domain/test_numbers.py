"""Counts and days as Vietnamese offices type them."""

import unicodedata
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.domain.numbers import (
    BLANK,
    LARGEST,
    NOT_A_NUMBER,
    Count,
    Reading,
    parse_count,
    parse_day,
    why_refused,
)

COUNTS = st.integers(min_value=0, max_value=LARGEST)
SPACES = st.sampled_from([" ", "\u00a0", "\u2009", "\u202f", "\u2007", "\u3000"])
FULL_WIDTH = str.maketrans("0123456789.", "０１２３４５６７８９．")


def grouped(number: int, mark: str) -> str:
    return f"{number:,}".replace(",", mark)


@given(COUNTS)
def test_a_count_with_dots_for_thousands_is_read_as_typed(number):
    assert parse_count(grouped(number, ".")) == Count(Reading.WHOLE, number)


@given(COUNTS, SPACES)
def test_a_count_with_any_space_for_thousands_is_read_as_typed(number, space):
    assert parse_count(grouped(number, space)).value == number


@given(COUNTS, SPACES, SPACES)
def test_full_width_digits_and_stray_spaces_change_nothing(number, before, after):
    typed = f"{before}{grouped(number, '.').translate(FULL_WIDTH)}{after}"
    assert parse_count(typed).value == number


BREAKS = st.sampled_from(list("\n\r\t\v\f\x1c\x1d\x1e\x1f\x85\u2028\u2029"))


@given(st.integers(min_value=1000, max_value=LARGEST), BREAKS, SPACES)
def test_digits_parted_by_a_line_break_or_a_tab_are_refused(number, line_break, space):
    for between in (line_break, f"{line_break}{space}", f"{space}{line_break}{line_break}"):
        read = parse_count(grouped(number, between))
        assert read == Count(Reading.BROKEN)
        assert why_refused(read)


@given(COUNTS, BREAKS, BREAKS)
def test_a_line_break_or_a_tab_beside_a_count_changes_nothing(number, before, after):
    assert parse_count(f"{before}{number}{after}\u200b").value == number


@given(COUNTS)
def test_a_number_cell_is_read_whatever_its_type(number):
    assert parse_count(number).value == parse_count(float(number)).value == number


@pytest.mark.parametrize(
    ("number", "reading"),
    [
        (10**400, Reading.TOO_LARGE),
        (-(10**400), Reading.NEGATIVE),
        (1e308, Reading.TOO_LARGE),
        (float("inf"), Reading.NOT_A_NUMBER),
        (float("nan"), Reading.NOT_A_NUMBER),
    ],
)
def test_a_number_beyond_all_bounds_is_told_apart(number, reading):
    assert parse_count(number).reading is reading


@given(st.text(max_size=40) | st.floats() | st.integers() | st.booleans() | st.none())
def test_anything_gets_a_reading_and_a_value_only_where_it_is_whole(value):
    read = parse_count(value)
    assert (read.value is not None) == (read.reading is Reading.WHOLE)
    assert (read.readings is not None) == (read.reading is Reading.AMBIGUOUS)
    if read.value is not None:
        assert 0 <= read.value <= LARGEST


@given(st.integers(min_value=1, max_value=999), st.integers(min_value=0, max_value=999))
def test_a_comma_before_three_digits_is_never_guessed(whole, rest):
    read = parse_count(f"{whole},{rest:03d}")
    assert read.reading is Reading.AMBIGUOUS
    assert read.readings == (f"{whole}{rest:03d}", f"{whole},{rest:03d}")


@pytest.mark.parametrize(
    "blank", [None, "", "  ", "-", "–", "—", " - ", "--", "\u2212", "\u00a0–\u00a0", "\u200b"]
)
def test_nothing_or_a_dash_means_none_reported(blank):
    assert parse_count(blank) is BLANK


@pytest.mark.parametrize(
    ("typed", "readings"),
    [
        ("1,608", ("1608", "1,608")),
        ("1.60", ("160", "1,60")),
        ("1.6", ("16", "1,6")),
        ("1234.567", ("1234567", "1234,567")),
        ("0.608", ("608", "0,608")),
    ],
)
def test_two_readings_are_suggested_where_there_are_two(typed, readings):
    read = parse_count(typed)
    assert read.reading is Reading.AMBIGUOUS
    assert read.readings == readings
    assert readings[0] in why_refused(read)
    assert readings[1] in why_refused(read)


@pytest.mark.parametrize(
    ("typed", "reading"),
    [
        ("28,75", Reading.FRACTIONAL),
        ("1,60", Reading.FRACTIONAL),
        (1.5, Reading.FRACTIONAL),
        (1.608, Reading.FRACTIONAL),
        ("-5", Reading.NEGATIVE),
        ("−5", Reading.NEGATIVE),
        ("(5)", Reading.NEGATIVE),
        (-1, Reading.NEGATIVE),
        (-0.5, Reading.NEGATIVE),
        ("100.000.001", Reading.TOO_LARGE),
        ("9" * 5000, Reading.TOO_LARGE),
        (10**30, Reading.TOO_LARGE),
    ],
)
def test_what_is_no_count_is_told_apart(typed, reading):
    assert parse_count(typed).reading is reading
    assert why_refused(parse_count(typed))


@pytest.mark.parametrize(
    "typed",
    ["5 người", "x", "1e3", "1.60.8", "1 60", "12.34.567", "1.234 567", "٣", "²", "½", "#REF!",
     "1.608.", "+", True, False, float("nan"), float("inf"), date(2026, 5, 3), Decimal(5), [1]],
)  # fmt: skip
def test_what_is_no_number_is_refused(typed):
    assert parse_count(typed) is NOT_A_NUMBER


@pytest.mark.parametrize(
    ("typed", "value"),
    [("1.608,00", 1608), ("1,608,000", 1608000), ("00012", 12), ("+7", 7), ("-0", 0),
     (2.9999999999999996, 3), ("1608,0", 1608), ("1,608.00", 1608)],
)  # fmt: skip
def test_a_text_that_can_be_read_in_one_way_only_is_read(typed, value):
    assert parse_count(typed).value == value


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2200, 12, 31)),
       st.sampled_from(["/", "-", ".", " / "]))  # fmt: skip
def test_a_day_is_read_with_the_day_first(day, mark):
    assert parse_day(f"{day.day}{mark}{day.month}{mark}{day.year}").value == day
    assert parse_day(f"{day:%d}{mark}{day:%m}{mark}{day.year:04d}").value == day


@pytest.mark.parametrize(
    "typed",
    ["５/９/２０２６", "2026-09-05", "ngày 5 tháng 9 năm 2026", " 05/09/2026\u00a0",
     unicodedata.normalize("NFD", "Ngày 05 tháng 09 năm 2026"),
     datetime(2026, 9, 5, 13, tzinfo=UTC), date(2026, 9, 5)],
)  # fmt: skip
def test_the_other_ways_to_write_a_day(typed):
    assert parse_day(typed).value == date(2026, 9, 5)


@pytest.mark.parametrize("typed", ["31/02/2026", "09/25/2026", "5/9/26", "quý III", 46270, 1.5,
                                   True, "5/9", "05/09/20266", "0/1/2026"])  # fmt: skip
def test_what_is_no_day_comes_with_a_reason(typed):
    read = parse_day(typed)
    assert read.value is None
    assert read.reason


def test_a_year_of_two_digits_is_not_guessed():
    assert parse_day("5/9/26").reason == "Hãy ghi năm đủ bốn chữ số, ví dụ 05/09/2026."


@pytest.mark.parametrize("typed", [None, "", " ", "-", "–"])
def test_no_day_and_no_reason_where_nothing_stands(typed):
    assert parse_day(typed).value is None
    assert parse_day(typed).reason is None


@given(st.text(max_size=30))
def test_any_text_is_a_day_or_a_reason_or_blank(text):
    read = parse_day(text)
    assert read.value is None or read.reason is None
