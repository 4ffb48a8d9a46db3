"""The rule behind a status names the thresholds that it was judged by."""

from dataclasses import replace
from fractions import Fraction

from dashboard.domain.thresholds import Thresholds
from dashboard.views.rule import reason
from tests.pages import samples


def test_the_limits_named_are_those_of_the_province():
    slow = samples.an_indicator("UNION_FOUNDED", 40, (8, 8, 8), years=())
    assert "(từ 75% đến dưới 95%)" in reason(slow).verdict
    other = replace(slow, thresholds=Thresholds(Fraction("0.855"), Fraction(1, 2)))
    assert "(từ 50% đến dưới 85,5%)" in reason(other).verdict


def test_what_is_on_track_by_other_thresholds_is_not_told_as_one_short():
    each = samples.an_indicator("UNION_FOUNDED", 40, (8, 8, 13), years=())
    lower = replace(each, thresholds=Thresholds(Fraction(9, 10), Fraction(1, 2)))
    assert "từ 90%" in reason(lower).verdict
