"""A figure beside what other units reported for the same quarter."""

from dataclasses import replace

import pytest

from dashboard.domain.checks import check
from dashboard.domain.limits import Limits
from dashboard.domain.returns import OtherUnits, ReturnContent, UnitAbove
from data_access.vocabulary import Severity
from tests.workbooks.forms import FORM

CODE = "UNION_MEMBER_ADMITTED"


def found(own, theirs, *, cross_check=False, told=3, due=3, limits=None):
    form = replace(
        FORM,
        last_quarter={},
        cross_check=cross_check,
        others=OtherUnits(due, told, {} if theirs is None else {CODE: theirs}),
        limits=limits or Limits(),
    )
    problems = check(ReturnContent("H01", FORM.period, {CODE: own}), form)
    return [each for each in problems if each.rule != "main-blank"]


@pytest.mark.parametrize(
    ("own", "theirs", "doubted"),
    [(120, 120, True), (121, 120, True), (119, 120, False), (0, 120, False),
     (10, 10, True), (9, 9, False), (50, 9, False), (50, 0, False), (50, None, False)],
)  # fmt: skip
def test_a_parent_that_seems_to_hold_its_children_is_doubted(own, theirs, doubted):
    assert [each.rule for each in found(own, theirs)] == ["parent-and-children"] * doubted


def test_both_figures_and_the_number_of_units_are_told():
    [problem] = found(1250, 1200, told=2)
    assert problem.severity is Severity.WARNING
    for part in ("1.250", "1.200", "2"):
        assert part in problem.message


@pytest.mark.parametrize(
    ("own", "theirs", "doubted"),
    [(1050, 1000, False), (1051, 1000, True), (950, 1000, False), (949, 1000, True),
     (109, 100, False), (110, 100, True), (90, 100, True), (91, 100, False),
     (9, 0, False), (10, 0, True), (10, None, False)],
)  # fmt: skip
def test_a_second_source_is_to_be_near_the_units_sum(own, theirs, doubted):
    rules = [each.rule for each in found(own, theirs, cross_check=True)]
    assert rules == ["cross-check-differs"] * doubted


def test_while_units_are_missing_only_too_little_is_doubted():
    assert found(2000, 1000, cross_check=True, told=2) == []
    [problem] = found(800, 1000, cross_check=True, told=2)
    for part in ("800", "1.000", "2", "3", "−200", "5%"):
        assert part in problem.message


def test_the_share_is_a_setting():
    assert found(1051, 1000, cross_check=True, limits=Limits(cross_check_share=0.06)) == []


@pytest.mark.parametrize(
    ("mine", "told", "doubted"),
    [(40, 2, True), (45, 2, True), (46, 2, False), (40, 1, False), (None, 2, False)],
)
def test_the_last_unit_below_is_asked_where_its_parent_reported_first(mine, told, doubted):
    above = UnitAbove("Huyện Minh An", {CODE: 135}, OtherUnits(2, told, {CODE: 90}))
    form = replace(FORM, last_quarter={}, above=(above,))
    problems = check(ReturnContent("X01", FORM.period, {} if mine is None else {CODE: mine}), form)
    asked = [each for each in problems if each.rule == "parent-and-children"]
    assert bool(asked) is doubted
    for each in asked:
        assert "Huyện Minh An" in each.message
        assert not {"135", "90", "130"} & set(each.message.split())  # they are others' to see


def test_a_unit_with_nothing_below_it_is_compared_with_nobody():
    form = replace(FORM, others=None, last_quarter={})
    content = ReturnContent("H01", FORM.period, {CODE: 10_000})
    assert {each.rule for each in check(content, form)} == {"main-blank"}
