"""Figures and dates as people read them."""

from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard import i18n
from data_access.vocabulary import Period


@pytest.fixture(autouse=True)
def _vietnamese():
    i18n.set_language("vi")
    yield
    i18n.set_language("vi")


@pytest.mark.parametrize(
    ("ratio", "shown"),
    [
        (Fraction(2875, 10000), "28,75%"),
        (Fraction(16, 15) - 1, "6,67%"),
        (Fraction(14, 13) - 1, "7,69%"),
        (Fraction(3, 3), "100%"),
        (Fraction(103, 80), "128,75%"),
        (Fraction(125, 100_000), "0,13%"),
        (Fraction(1245, 1_000_000), "0,12%"),
        (Fraction(1005, 100_000), "1,01%"),
        (Fraction(0), "0%"),
        (Fraction(-3, 80), "-3,75%"),
        (Fraction(12), "1.200%"),
        (0.00125, "0,13%"),
        (1.005, "100,5%"),
        (1.00005, "100,01%"),
    ],
)
def test_a_ratio_reads_as_a_percentage_rounded_half_up_without_trailing_zeros(ratio, shown):
    assert i18n.format_percent(ratio) == shown


@given(st.integers(0, 10**9), st.integers(1, 10**6))
def test_no_ratio_is_rounded_through_a_float(part, whole):
    exact = Fraction(part, whole) * 100
    twice = exact * 100
    expected = twice.numerator // twice.denominator
    if twice - expected >= Fraction(1, 2):
        expected += 1
    shown = i18n.format_percent(Fraction(part, whole))
    read = shown.removesuffix("%").replace(".", "").replace(",", ".")
    assert Decimal(read) == Decimal(expected).scaleb(-2)
    assert not ("," in shown and shown.removesuffix("%").endswith("0"))


@given(st.decimals(0, 1000, places=6, allow_nan=False))
def test_a_decimal_fraction_rounds_as_on_paper(ratio):
    expected = (ratio * 100).quantize(Decimal("0.01"), ROUND_HALF_UP)
    shown = i18n.format_percent(Fraction(ratio))
    assert Decimal(shown.removesuffix("%").replace(".", "").replace(",", ".")) == expected


@given(st.integers(0, 10**12))
def test_a_count_keeps_every_digit_and_groups_by_three(number):
    shown = i18n.format_count(number)
    assert int(shown.replace(".", "")) == number
    assert all(len(group) == 3 for group in shown.split(".")[1:])


def test_counts_read_as_in_each_language():
    assert i18n.format_count(35139) == "35.139"
    assert i18n.format_count(Fraction(7, 2)) == "3,5"
    i18n.set_language("en")
    assert i18n.format_count(35139) == "35,139"
    assert i18n.format_percent(Fraction(103, 80)) == "128.75%"


def test_days_and_moments_are_those_of_vietnam():
    late = datetime(2026, 9, 25, 17, 30, tzinfo=UTC)
    assert i18n.format_date(date(2026, 9, 26)) == "26/09/2026"
    assert i18n.format_date(late) == "26/09/2026"
    assert i18n.format_moment(late) == "26/09/2026 00:30"


def test_quarters_are_roman_in_vietnamese():
    assert i18n.roman_quarter(3) == "quý III"
    assert i18n.format_period(Period(2026, 3)) == "quý III/2026"


def test_an_unknown_language_is_vietnamese():
    i18n.set_language("fr")
    assert i18n.language() == "vi"


def test_a_catalogue_is_compiled_when_its_source_is_younger_and_read_only_is_no_obstacle(
    tmp_path, monkeypatch
):
    folder = tmp_path / "vi" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "dashboard.po").write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
        'msgid "Overview"\nmsgstr "Toàn cảnh"\n',
        "utf-8",
    )
    monkeypatch.setattr(i18n, "CATALOGUES", tmp_path)
    i18n.catalogue.cache_clear()
    try:
        assert i18n.catalogue("vi").gettext("Overview") == "Toàn cảnh"
        assert (folder / "dashboard.mo").exists()
        (folder / "dashboard.mo").unlink()

        def refuse(*_args: object, **_named: object) -> None:
            raise PermissionError("read-only")

        monkeypatch.setattr("tempfile.NamedTemporaryFile", refuse)
        i18n.catalogue.cache_clear()
        assert i18n.catalogue("vi").gettext("Overview") == "Toàn cảnh"
        assert not (folder / "dashboard.mo").exists()
    finally:
        i18n.catalogue.cache_clear()
