"""The rules a return is held against, on values alone."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.domain.checks import RULES, Place, Unread, check
from dashboard.domain.limits import Limits
from dashboard.domain.returns import EarlierFounding, FoundingRow, ReturnContent, ReviewRow
from dashboard.domain.text import enterprise_key
from data_access.vocabulary import Period, Severity
from tests.workbooks.forms import FORM, indicators

MAIN = {each.code: 0 for each in indicators() if each.main}
ROW = FoundingRow(
    indicator="PARTY_ORG_FOUNDED",
    enterprise="Công ty TNHH Đông Á",
    founded_on=date(2026, 8, 5),
    name="Chi bộ Đông Á",
    tax_code="0123456787",
    enterprise_type="Công ty TNHH",
    decision_number="05-QĐ/HU",
    members=3,
)
LISTED = tuple(each.code for each in indicators() if each.listed)


def said(*rows, reviews=(), **figures):
    """A return whose numbers of foundings agree with its rows unless given otherwise."""
    counted = {code: sum(row.indicator == code for row in rows) for code in LISTED}
    kept = {code: value for code, value in {**MAIN, **counted, **figures}.items()
            if value is not None}  # fmt: skip
    return ReturnContent("H01", FORM.period, kept, rows, reviews)


def rules(content, form=FORM, **kept):
    return [problem.rule for problem in check(content, form, **kept)]


def test_a_return_without_fault_has_no_problem():
    assert rules(said(ROW)) == []


def test_a_part_larger_than_its_whole_is_an_error():
    content = said(PARTY_MEMBER_ADMITTED=3, PARTY_OWNER_ADMITTED=4)
    places = {("figure", "PARTY_OWNER_ADMITTED"): Place("Biểu 1", "G14")}
    [problem] = check(content, FORM, places)
    assert (problem.rule, problem.severity) == ("child-above-parent", Severity.ERROR)
    assert (problem.sheet, problem.cell, problem.found) == ("Biểu 1", "G14", "4")


def test_a_part_of_a_blank_whole_is_an_error_and_none_of_it_is_not():
    assert "child-above-parent" in rules(said(ENTERPRISE_20_WORKERS=1))
    assert rules(said(ENTERPRISE_20_WORKERS=0)) == []


@given(st.integers(0, 5), st.integers(0, 5))
def test_the_number_founded_equals_the_rows_of_the_list(figure, rows):
    listed = [replace(ROW, enterprise=f"Số {n}", tax_code=f"012345678{n}") for n in range(rows)]
    found = rules(said(*listed, PARTY_ORG_FOUNDED=figure))
    assert ("count-not-list" in found) == (figure != rows)


def test_both_numbers_are_named_where_they_differ():
    [problem] = check(said(ROW, PARTY_ORG_FOUNDED=7), FORM)
    assert "7" in problem.message
    assert "1" in problem.message
    assert problem.found == "7"


def test_rows_in_the_list_with_a_blank_number_are_an_error_and_no_second_warning():
    assert rules(said(ROW, PARTY_ORG_FOUNDED=None)) == ["count-not-list"]


@pytest.mark.parametrize(
    ("day", "rule"),
    [
        (date(2026, 9, 21), "founded-in-future"),
        (date(2026, 10, 2), "founded-in-future"),
        (date(2026, 6, 30), "founded-last-quarter"),
        (date(2026, 4, 1), "founded-last-quarter"),
        (date(2026, 3, 31), "founded-too-early"),
        (date(1996, 8, 5), "founded-too-early"),
    ],
)
def test_a_founding_date_out_of_the_quarter(day, rule):
    assert rules(said(replace(ROW, founded_on=day))) == [rule]


def test_a_founding_date_after_the_quarter_is_an_error_when_it_has_come():
    late = replace(FORM, today=date(2026, 11, 1))
    assert rules(said(replace(ROW, founded_on=date(2026, 10, 2))), late) == [
        "founded-after-quarter"
    ]


@pytest.mark.parametrize("day", [date(2026, 7, 1), date(2026, 9, 20)])
def test_the_first_day_and_today_are_in_the_quarter(day):
    assert rules(said(replace(ROW, founded_on=day))) == []


@pytest.mark.parametrize(
    "second",
    [
        replace(ROW, enterprise="Tên khác"),
        replace(ROW, tax_code="9999999997", enterprise="CTY TNHH MTV ĐÔNG Á"),
        replace(ROW, tax_code=None, enterprise="cty dong a"),
    ],
)
def test_one_enterprise_twice_under_one_kind_is_a_warning(second):
    found = [rule for rule in rules(said(ROW, second)) if not rule.startswith("no-")]
    assert found == ["founded-twice"]
    assert RULES["founded-twice"] is Severity.WARNING


def test_one_enterprise_under_two_kinds_is_no_duplicate():
    assert rules(said(ROW, replace(ROW, indicator="UNION_FOUNDED"))) == []


def test_an_organisation_reported_before_is_a_warning_with_unit_and_period():
    earlier = EarlierFounding(
        "PARTY_ORG_FOUNDED", enterprise_key("CTY ĐÔNG Á"), None, "Huyện Hòa Sơn", Period(2024, 2)
    )
    [problem] = check(said(ROW), replace(FORM, founded_before=(earlier,)))
    assert problem.rule == "founded-before"
    assert "Huyện Hòa Sơn" in problem.message
    assert "2024" in problem.message


def test_an_earlier_founding_of_another_kind_is_no_duplicate():
    earlier = EarlierFounding(
        "UNION_FOUNDED", enterprise_key(ROW.enterprise), ROW.tax_code, "X", Period(2024, 2)
    )
    assert rules(said(ROW), replace(FORM, founded_before=(earlier,))) == []


def test_a_party_cell_wants_three_members():
    assert rules(said(replace(ROW, members=2))) == ["party-few-members"]
    assert rules(said(replace(ROW, members=3))) == []


def test_a_party_cell_without_its_members_is_held_against_the_review():
    row = replace(ROW, members=None)
    few, enough = ((ReviewRow("Đông Á", party_members=n),) for n in (2, 3))
    assert rules(said(row, reviews=few)) == ["no-members", "party-few-members"]
    assert rules(said(row, reviews=enough)) == ["no-members"]


def test_the_thresholds_of_eligibility_are_settings():
    form = replace(FORM, limits=Limits(party_members=5, union_workers=10))
    union = replace(ROW, indicator="UNION_FOUNDED")
    assert rules(said(replace(ROW, members=4)), form) == ["party-few-members"]
    assert rules(said(union, reviews=(ReviewRow("Đông Á", workers=10),)), form) == []
    assert rules(said(union, reviews=(ReviewRow("Đông Á", workers=9),)), form) == [
        "union-few-workers"
    ]


def test_a_union_wants_twenty_workers_where_the_review_counts_them():
    row = replace(ROW, indicator="UNION_FOUNDED")
    assert rules(said(row, reviews=(ReviewRow("Đông Á", workers=19),))) == ["union-few-workers"]
    assert rules(said(row, reviews=(ReviewRow("Đông Á", workers=20),))) == []
    assert rules(said(row)) == []


def test_a_youth_branch_wants_a_party_organisation():
    row = replace(ROW, indicator="YOUTH_ORG_FOUNDED")
    assert rules(said(row)) == ["youth-without-party"]
    assert rules(said(row, reviews=(ReviewRow("Đông Á", has_party=False),))) == [
        "youth-without-party"
    ]
    assert rules(said(row, reviews=(ReviewRow("Đông Á", has_party=True),))) == []
    assert rules(said(row, ROW)) == []


def test_a_party_organisation_founded_before_is_enough_for_a_youth_branch():
    earlier = EarlierFounding("PARTY_ORG_FOUNDED", "x", ROW.tax_code, "H02", Period(2024, 2))
    row = replace(ROW, indicator="YOUTH_ORG_FOUNDED")
    assert rules(said(row), replace(FORM, founded_before=(earlier,))) == []


@pytest.mark.parametrize(
    ("column", "rule"),
    [("tax_code", "no-tax-code"), ("decision_number", "no-decision-number"),
     ("members", "no-members")],
)  # fmt: skip
def test_what_a_row_lacks_is_a_warning_at_its_cell(column, rule):
    places = {("founding", 0, column): Place("Biểu 2", "E9")}
    [problem] = check(said(replace(ROW, **{column: None})), FORM, places)
    assert (problem.rule, problem.severity) == (rule, Severity.WARNING)
    assert problem.cell == "E9"


@pytest.mark.parametrize(
    "household",
    [
        replace(ROW, tax_code=None, enterprise_type="Hộ kinh doanh"),
        replace(ROW, tax_code=None, enterprise="HỘ  KINH DOANH Sao Mai"),
    ],
)
def test_a_household_business_is_not_asked_for_its_owners_number(household):
    assert rules(said(household)) == []


def test_each_blank_main_indicator_is_one_warning_and_no_other_blank_is():
    content = ReturnContent("H01", FORM.period, {})
    found = check(content, FORM)
    assert [problem.rule for problem in found] == ["all-blank", *["main-blank"] * len(MAIN)]
    assert all(problem.severity is Severity.WARNING for problem in found[1:])


def test_a_return_that_reports_nothing_is_an_error_and_one_zero_is_something():
    [error, *_doubts] = check(ReturnContent("H01", FORM.period, {}), FORM)
    assert (error.rule, error.severity) == ("all-blank", Severity.ERROR)
    assert error.parameters == {"count": len(MAIN)}
    for code in MAIN:
        assert "all-blank" not in rules(ReturnContent("H01", FORM.period, {code: 0}))
    other = {each.code: 3 for each in FORM.indicators if not each.main and not each.listed}
    assert "all-blank" in rules(ReturnContent("H01", FORM.period, other))


def test_what_could_not_be_read_is_not_called_blank():
    content = ReturnContent("H01", FORM.period, {})
    assert "all-blank" not in rules(content, unread=Unread(frozenset({next(iter(MAIN))})))


def test_no_rule_speaks_of_what_could_not_be_read():
    content = ReturnContent("H01", FORM.period, dict.fromkeys(MAIN, 0) | {"UNION_FOUNDED": 5})
    assert rules(content, unread=Unread(frozenset({"UNION_FOUNDED"}))) == []
    assert rules(content, unread=Unread(whole_list=True)) == []
    assert rules(content) == ["count-not-list"]


@pytest.mark.parametrize(("figure", "faults"), [(0, 1), (1, 0), (2, 0), (3, 0), (4, 1)])
def test_a_row_of_no_known_kind_may_be_of_any(figure, faults):
    rows = (ROW, *(replace(ROW, indicator="", tax_code=None, enterprise=f"Số {n}") for n in (1, 2)))
    unread = Unread(fields={("founding", 1, "indicator"), ("founding", 2, "indicator")})
    found = rules(said(*rows, PARTY_ORG_FOUNDED=figure), unread=unread)
    assert found.count("count-not-list") == faults


@pytest.mark.parametrize(
    ("change", "rule", "field"),
    [
        ({"founded_on": date(1996, 8, 5)}, "founded-too-early", "founded_on"),
        ({"tax_code": None}, "no-tax-code", "tax_code"),
        ({"decision_number": None}, "no-decision-number", "decision_number"),
        ({"members": None}, "no-members", "members"),
        ({"members": 2}, "party-few-members", "members"),
    ],
)
def test_no_rule_speaks_of_a_field_that_could_not_be_read(change, rule, field):
    content = said(replace(ROW, **change))
    assert rules(content) == [rule]
    assert rules(content, unread=Unread(fields={("founding", 0, field)})) == []


def test_the_rows_that_are_hidden_are_named_where_the_number_differs():
    rows = [replace(ROW, enterprise=f"Số {n}", tax_code=None) for n in range(4)]
    places = {("founding", n, "enterprise"): Place("Biểu 2", f"D{9 + n}", hidden)
              for n, hidden in enumerate((None, 10, 11, None))}  # fmt: skip
    found = check(said(*rows, PARTY_ORG_FOUNDED=2), FORM, places)
    [error] = [each for each in found if each.rule == "count-not-list"]
    assert error.variant == "hidden"
    assert error.parameters["hidden"] == "10–11"
    [blank] = [each for each in check(said(*rows, PARTY_ORG_FOUNDED=None), FORM, places)
               if each.rule == "count-not-list"]  # fmt: skip
    assert blank.variant == "blank-hidden"


def test_a_part_is_not_compared_with_a_whole_that_could_not_be_read():
    content = said(PARTY_MEMBER_ADMITTED=None, PARTY_OWNER_ADMITTED=4)
    assert rules(content, unread=Unread(frozenset({"PARTY_MEMBER_ADMITTED"}))) == []


@given(st.lists(st.builds(
    FoundingRow,
    indicator=st.sampled_from(["PARTY_ORG_FOUNDED", "UNION_FOUNDED", "GONE"]),
    enterprise=st.text(min_size=1, max_size=20),
    founded_on=st.dates(date(2025, 1, 1), date(2027, 12, 31)),
    tax_code=st.none() | st.text(max_size=14),
    members=st.none() | st.integers(0, 300),
), max_size=4))  # fmt: skip
def test_every_problem_has_a_known_rule_with_its_severity_and_a_sentence(rows):
    for problem in check(said(*rows), FORM):
        assert problem.severity is RULES[problem.rule]
        assert len(problem.message) > 20


def test_a_cross_check_is_not_asked_for_what_is_not_its_own():
    content = ReturnContent("H01", FORM.period, {"UNION_MEMBER_ADMITTED": 0})
    assert check(content, replace(FORM, cross_check=True)) == ()


def test_a_cross_check_may_leave_all_blank_but_not_everything():
    form = replace(FORM, cross_check=True)
    blank = ReturnContent("H01", FORM.period, {})
    [error] = check(blank, form)
    assert (error.rule, error.variant, error.severity) == ("all-blank", "whole", Severity.ERROR)
    assert check(replace(blank, reviews=(ReviewRow("Đông Á"),)), form) == ()
    assert check(replace(blank, figures={"ENTERPRISE_TOTAL": 0}), form) == ()
