"""A figure against the unit's own earlier quarters."""

import re
from dataclasses import replace
from fractions import Fraction
from statistics import mean, median

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from dashboard.domain.checks import Place, check
from dashboard.domain.checks.history import Past, usual
from dashboard.domain.limits import Limits
from dashboard.domain.returns import ReturnContent, TakenOver
from data_access.vocabulary import Severity
from tests.workbooks.forms import FORM, indicators

FLOW, STOCK = "UNION_MEMBER_ADMITTED", "UNION_MEMBER_TOTAL"
BY_CODE = {each.code: each for each in indicators()}
QUIET = replace(FORM, last_quarter={}, cross_check=True)  # so that no other rule speaks


def before(*amounts, code=FLOW, last=FORM.period.previous):
    """A form with these figures of the quarters before, the last one first."""
    earlier, when = {}, last
    for amount in amounts:
        earlier[when] = {} if amount is None else {code: amount}
        when = when.previous
    return replace(QUIET, earlier=earlier, last_quarter=earlier.get(FORM.period.previous, {}))


def doubts(figure, form, code=FLOW):
    found = check(ReturnContent("H01", FORM.period, {code: figure}), form)
    return [each for each in found if each.rule == "unusual-figure"]


def naive_score(value, values):
    """Iglewicz and Hoaglin's modified z-score, exactly, as it stands in the book."""
    middle = Fraction(median(map(Fraction, values)))
    away = [abs(value - middle) for value in values]
    if median(away):
        return Fraction("0.6745") * (value - middle) / median(away)
    if mean(away):
        return (value - middle) / (Fraction("1.253314") * mean(away))
    return None


COUNTS = st.lists(st.integers(0, 5000), min_size=1, max_size=12)


@given(COUNTS, st.integers(0, 6000))
@example([7, 7, 7, 7, 7, 90], 40)
@example([7] * 6, 7)
def test_the_score_is_the_one_of_the_book(values, value):
    expected, known = naive_score(value, values), usual(values)
    if expected is None:
        assert known.spread == 0
        assert abs(known.score(value)) == (0 if value == values[0] else float("inf"))
    else:
        assert known.score(value) == pytest.approx(float(expected), rel=1e-9, abs=1e-9)


@given(st.lists(st.integers(0, 500), min_size=6, max_size=12), st.integers(0, 2000))
def test_a_figure_is_doubted_by_its_score_and_its_distance(values, value):
    score, distance = naive_score(value, values), abs(value - Fraction(median(values)))
    assume(score is None or abs(abs(score) - Fraction("3.5")) > Fraction("1e-9"))
    expected = distance >= 10 and (score is None or abs(score) > Fraction("3.5"))
    assert bool(doubts(value, before(*values))) is expected


@given(st.lists(st.integers(0, 500), min_size=6, max_size=12), st.integers(0, 2000))
def test_the_range_told_is_the_one_that_is_not_doubted(values, value):
    low, high = usual(values).range(3.5, 10)
    if doubts(value, before(*values)):
        assert not low <= value <= high
    elif abs(value - median(values)) <= 9:
        assert low <= value <= high


@given(COUNTS, st.integers(-2000, 2000), st.sampled_from([10, 24.68, 700, 0.5]))
@example([1234] * 7, 24, 24.68)
def test_the_range_told_reaches_to_the_last_value_that_is_not_doubted(values, away, reach):
    known = usual(values)
    value = round(known.middle) + away
    assume(abs(abs(known.score(value)) - 3.5) > 1e-9)
    low, high = known.range(3.5, reach)
    assert (low <= value <= high) is not known.doubts(value, 3.5, reach)


def test_the_range_of_a_change_is_the_one_that_is_let_be():
    form = before(*[1234] * 8, code=STOCK)  # 2% of it is 24.68
    assert doubts(1234 + 24, form, STOCK) == []
    [problem] = doubts(1234 + 25, form, STOCK)
    assert "−24 đến +24" in problem.message


def test_what_a_unit_taken_over_had_is_no_change():
    taken = TakenOver("Huyện Đông", True, {STOCK: 800})
    form = before(*[1234] * 8, code=STOCK)
    assert doubts(2034, form, STOCK)
    assert doubts(2034, replace(form, taken_over=(taken,)), STOCK) == []
    part = replace(form, taken_over=(replace(taken, whole=False),))
    assert doubts(1600, part, STOCK) == []  # nobody knows how much of the 800 came


def test_ten_times_the_usual_is_doubted_with_median_and_range():
    form = before(12, 9, 14, 11, 10, 13)
    [problem] = check(
        ReturnContent("H01", FORM.period, {FLOW: 120}), form, {("figure", FLOW): Place("B1", "G19")}
    )
    assert (problem.rule, problem.severity) == ("unusual-figure", Severity.WARNING)
    assert (problem.sheet, problem.cell, problem.found) == ("B1", "G19", "120")
    # median 11.5; deviations 0.5 0.5 1.5 1.5 2.5 2.5: MAD 1.5; 3.5 * 1.5 / 0.6745 = 7.78,
    # less than the 9.5 that are let be in any case
    assert re.findall(r"\d+(?:,\d+)?", problem.message)[:5] == ["120", "6", "11,5", "2", "21"]


@pytest.mark.parametrize(("quarters", "expected"), [(5, []), (6, ["unusual-figure"])])
def test_six_earlier_quarters_are_wanted(quarters, expected):
    assert [each.rule for each in doubts(900, before(*[10] * quarters))] == expected


def test_a_quarter_without_the_figure_is_no_quarter():
    assert doubts(900, before(10, None, 10, None, 10, 10, 10)) == []


@pytest.mark.parametrize(("figure", "expected"), [(9, False), (10, True)])
def test_small_counts_do_not_shout(figure, expected):
    assert bool(doubts(figure, before(*[0] * 8))) is expected


def test_where_half_the_quarters_are_equal_the_mean_deviation_stands_in():
    form = before(20, 20, 20, 20, 20, 44)  # MAD 0; mean 4, 1.253314 * 4 * 3.5 = 17.5
    assert doubts(37, form) == []
    assert doubts(38, form)


def test_a_stock_is_held_against_its_own_changes():
    form = before(1500, 1490, 1479, 1470, 1462, 1450, 1441, code=STOCK)
    assert doubts(1512, form, STOCK) == []
    [problem] = doubts(1215, form, STOCK)  # two digits the wrong way round: 1512
    assert "−285" in problem.message
    assert "+9,5" in problem.message


def test_a_change_that_is_small_beside_the_stock_is_let_be():
    form = before(*range(35_000, 34_930, -10), code=STOCK)
    assert doubts(35_709, form, STOCK) == []  # 2% of 35,000 is 700, from the usual 10 on
    assert doubts(35_710, form, STOCK)


def test_a_stock_without_last_quarters_figure_is_not_doubted():
    form = before(*[1500] * 8, code=STOCK, last=FORM.period.previous.previous)
    assert doubts(9, form, STOCK) == []


def test_changes_are_only_those_between_neighbouring_quarters():
    form = before(50, 40, None, 20, 15, code=STOCK)
    assert Past.of(form).values(BY_CODE[STOCK]) == [10, 5]
    assert Past.of(before(5, None, 7)).values(BY_CODE[FLOW]) == [5, 7]


def test_the_limits_are_settings():
    form, more = before(*[10] * 4), Limits(outlier_quarters=4, least_difference=2)
    assert doubts(13, replace(form, limits=more))
    calm = Limits(outlier_score=1000)
    assert doubts(1300, replace(before(1, 2, 3, 4, 5, 6), limits=calm)) == []


def test_a_blank_is_not_doubted():
    found = check(ReturnContent("H01", FORM.period, {}), before(*[90] * 12))
    assert [each.rule for each in found] == ["all-blank"]
