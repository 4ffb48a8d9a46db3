"""The rule of the field behind a status, with figures put in."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.domain import pace
from dashboard.domain.pace import Thresholds, YearShape
from dashboard.domain.progress import Expectation, Status

THREE_YEARS = (
    YearShape(2025, (1, 2, 3, 4)),
    YearShape(2024, (2, 2, 2, 2)),
    YearShape(2023, (0, 0, 5, 5)),
)


def judged(
    target: int | None, actual: int | None, quarter: int = 3, *, final: bool = False, own=()
) -> Status:
    expected = pace.expectation(target, quarter, own, ()) if target else None
    return pace.status(target, actual, expected, final=final, thresholds=Thresholds())


def test_without_earlier_years_a_quarter_of_the_target_is_expected_each_quarter():
    found = pace.expectation(80, 3, (), ())
    assert found == Expectation(Fraction(60), 3, None, Fraction(0), (), False)


def test_three_years_weigh_three_fifths():
    found = pace.expectation(100, 2, THREE_YEARS, ())
    share = (Fraction(3, 10) + Fraction(4, 8) + Fraction(0, 10)) / 3
    assert found.share == share
    assert found.weight == Fraction(3, 5)
    assert found.expected == 100 * (Fraction(3, 5) * share + Fraction(2, 5) * Fraction(1, 2))


def test_only_the_newest_three_years_count_and_empty_ones_are_passed_over():
    years = (YearShape(2026, (0, 0, 0, 0)), *THREE_YEARS, YearShape(2022, (9, 0, 0, 0)))
    assert pace.expectation(10, 2, years, ()).years == (2025, 2024, 2023)


def test_a_unit_without_complete_years_takes_its_provinces():
    found = pace.expectation(10, 2, (), THREE_YEARS)
    assert found.of_province
    assert found.years == (2025, 2024, 2023)


def test_at_quarter_four_the_whole_target_is_expected():
    assert pace.expectation(7, 4, THREE_YEARS, ()).expected == 7


@pytest.mark.parametrize(
    ("target", "actual", "quarter", "final", "status"),
    [
        (None, 3, 3, False, Status.NO_TARGET),
        (0, 3, 3, False, Status.NO_TARGET),
        (0, None, 3, False, Status.NO_TARGET),
        (5, None, 3, False, Status.NO_REPORT),
        (3, 3, 1, False, Status.MET),
        (80, 103, 4, True, Status.EXCEEDED),
        (80, 79, 4, True, Status.MISSED),
        (80, 0, 1, False, Status.TOO_EARLY),
        (1, 0, 3, False, Status.TOO_EARLY),
        (80, 57, 3, False, Status.ON_TRACK),
        (80, 56, 3, False, Status.SLOW),
        (80, 45, 3, False, Status.SLOW),
        (80, 44, 3, False, Status.AT_RISK),
        (4, 2, 3, False, Status.ON_TRACK),
        (4, 1, 3, False, Status.AT_RISK),
        (100, 99, 4, False, Status.ON_TRACK),
        (10, 9, 4, False, Status.SLOW),
    ],
)
def test_the_first_rule_that_applies_is_the_status(target, actual, quarter, final, status):
    assert judged(target, actual, quarter, final=final) is status


@given(
    target=st.integers(1, 5000),
    quarter=st.integers(2, 3),
    years=st.lists(
        st.tuples(*[st.integers(0, 50)] * 4).map(lambda q: YearShape(2020, q)), max_size=5
    ),
)
def test_more_done_is_never_a_worse_status(target, quarter, years):
    rank = [Status.AT_RISK, Status.SLOW, Status.ON_TRACK, Status.MET, Status.EXCEEDED]
    expected = pace.expectation(target, quarter, years, ())
    found = [
        pace.status(target, actual, expected, final=False, thresholds=Thresholds())
        for actual in range(0, target + 2, max(1, target // 20))
    ]
    ranks = [rank.index(each) for each in found if each is not Status.TOO_EARLY]
    assert ranks == sorted(ranks)
    assert 0 <= expected.expected <= target
