"""What exists at the quarter's end: moved on from the last, with members to go with it."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.domain.checks import Place, Unread, check
from dashboard.domain.checks.stocks import pairs
from dashboard.domain.limits import Limits
from dashboard.domain.returns import ReturnContent, TakenOver
from data_access.vocabulary import Organisation, Severity
from tests.workbooks.forms import FORM, indicators

RULES = ("stock-roll-forward", "members-per-organisation", "members-without-organisation")
STEMS = ("PARTY_ORG", "UNION", "YOUTH_ORG", "WOMEN_GROUP", "VETERAN_ORG")
FEW = st.none() | st.integers(0, 40)


def found(figures, form=FORM, **kept):
    told = {code: amount for code, amount in figures.items() if amount is not None}
    problems = check(ReturnContent("H01", FORM.period, told), form, **kept)
    return [each for each in problems if each.rule in RULES]


def rules(figures, form=FORM, **kept):
    return [each.rule for each in found(figures, form, **kept)]


def after(last, **changes):
    return replace(FORM, last_quarter=last, **changes)


@given(st.sampled_from(STEMS), st.integers(0, 400), FEW, FEW, FEW, st.integers(0, 500))
def test_a_stock_is_the_last_one_and_what_moved_it(stem, last, founded, dissolved, merged, now):
    figures = {
        f"{stem}_TOTAL": now,
        f"{stem}_FOUNDED": founded,
        f"{stem}_DISSOLVED": dissolved,
        f"{stem}_MERGED": merged,
    }
    made = last + (founded or 0) - (dissolved or 0) - (merged or 0)
    doubted = "stock-roll-forward" in rules(figures, after({f"{stem}_TOTAL": last}))
    assert doubted == (now != made)


def test_the_sum_is_written_out_with_its_blanks():
    places = {("figure", "UNION_TOTAL"): Place("Biểu 1", "G40")}
    figures = {"UNION_TOTAL": 41, "UNION_FOUNDED": 3, "UNION_DISSOLVED": 1}
    [problem] = found(figures, after({"UNION_TOTAL": 1040}), places=places)
    assert (problem.rule, problem.severity) == ("stock-roll-forward", Severity.WARNING)
    assert (problem.sheet, problem.cell, problem.found) == ("Biểu 1", "G40", "41")
    for part in ("41", "1.040", "+ 3", "− 1", "− 0", "1.042", "−1.001"):
        assert part in problem.message


def test_without_the_last_stock_or_this_one_nothing_is_said():
    assert rules({"UNION_TOTAL": 41, "UNION_FOUNDED": 3}, after({})) == []
    assert rules({"UNION_FOUNDED": 3}, after({"UNION_TOTAL": 40})) == []


def test_a_movement_that_could_not_be_read_is_not_taken_for_none():
    unread = Unread(frozenset({"UNION_DISSOLVED"}))
    assert rules({"UNION_TOTAL": 39}, after({"UNION_TOTAL": 40}), unread=unread) == []


def merged(unit, stock, *, whole=True):
    return TakenOver(unit, whole, {} if stock is None else {"UNION_TOTAL": stock})


@pytest.mark.parametrize(
    ("taken", "now", "expected"),
    [
        ([merged("Huyện Đông", 12)], 25, []),
        ([merged("Huyện Đông", 12)], 24, ["stock-roll-forward"]),
        ([merged("Huyện Đông", 12), merged("Huyện Tây", 5)], 30, []),
        ([merged("Huyện Đông", 12, whole=False)], 13, []),
        ([merged("Huyện Đông", 12, whole=False)], 25, []),
        ([merged("Huyện Đông", 12, whole=False)], 26, ["stock-roll-forward"]),
        ([merged("Huyện Đông", 12, whole=False)], 12, ["stock-roll-forward"]),
        ([merged("Huyện Đông", None)], 400, []),
        ([merged("Huyện Đông", None)], 12, ["stock-roll-forward"]),
        ([merged("Huyện Đông", None), merged("Huyện Tây", 5)], 17, ["stock-roll-forward"]),
    ],
)
def test_what_a_unit_taken_over_had_is_part_of_the_sum(taken, now, expected):
    """10 of its own and 3 founded; of a divided unit any part, of a silent one any number."""
    form = after({"UNION_TOTAL": 10}, taken_over=tuple(taken))
    assert rules({"UNION_TOTAL": now, "UNION_FOUNDED": 3}, form) == expected


def test_a_new_unit_is_held_against_those_that_it_continues():
    taken = (merged("Huyện Đông", 12), merged("Huyện Tây", 5))
    form = after({}, taken_over=taken, began=True)
    assert rules({"UNION_TOTAL": 20, "UNION_FOUNDED": 3}, form) == []
    [problem] = found({"UNION_TOTAL": 25, "UNION_FOUNDED": 3}, form)
    for part in ("Huyện Đông", "+ 12", "Huyện Tây", "+ 5", "20", "+5"):
        assert part in problem.message
    assert rules({"UNION_TOTAL": 25, "UNION_FOUNDED": 3}, after({}, began=True)) == []
    assert rules({"UNION_TOTAL": 25, "UNION_FOUNDED": 3}, after({}, taken_over=taken)) == []


def test_what_the_record_cannot_tell_of_a_unit_taken_over_is_said():
    form = after({"UNION_TOTAL": 10}, taken_over=(merged("Huyện Đông", 12, whole=False),))
    [problem] = found({"UNION_TOTAL": 40}, form)
    for part in ("0 đến 12, một phần của Huyện Đông", "10 đến 22", "+18"):
        assert part in problem.message
    form = after({"UNION_TOTAL": 10}, taken_over=(merged("Huyện Tây", None),))
    [problem] = found({"UNION_TOTAL": 8}, form)
    for part in ("số nhận từ Huyện Tây (quý trước chưa báo cáo)", "từ 10 trở lên", "−2"):
        assert part in problem.message


def test_members_have_no_such_sum():
    assert rules({"PARTY_MEMBER_TOTAL": 20}, after({"PARTY_MEMBER_TOTAL": 900})) == []


@pytest.mark.parametrize(("now", "expected"), [(42, []), (43, ["stock-roll-forward"])])
def test_a_tolerance_may_be_set(now, expected):
    form = after({"UNION_TOTAL": 40}, limits=Limits(stock_tolerance=2))
    assert rules({"UNION_TOTAL": now}, form) == expected


def test_a_second_source_need_not_say_what_was_founded():
    form = after({"UNION_TOTAL": 40}, cross_check=True)
    assert rules({"UNION_TOTAL": 45}, form) == []
    assert rules({"UNION_TOTAL": 45, "UNION_FOUNDED": 3}, form) == ["stock-roll-forward"]


def test_organisations_and_members_belong_together_by_what_moves_them():
    assert {
        pair.organisation: (pair.organisations.code, pair.members.code, pair.admitted.code)
        for pair in pairs(indicators())
    } == {
        Organisation.PARTY: ("PARTY_ORG_TOTAL", "PARTY_MEMBER_TOTAL", "PARTY_MEMBER_ADMITTED"),
        Organisation.UNION: ("UNION_TOTAL", "UNION_MEMBER_TOTAL", "UNION_MEMBER_ADMITTED"),
        Organisation.YOUTH: ("YOUTH_ORG_TOTAL", "YOUTH_MEMBER_TOTAL", "YOUTH_MEMBER_ADMITTED"),
        Organisation.WOMEN: ("WOMEN_GROUP_TOTAL", "WOMEN_MEMBER_TOTAL", "WOMEN_MEMBER_ADMITTED"),
        Organisation.VETERANS: (
            "VETERAN_ORG_TOTAL", "VETERAN_MEMBER_TOTAL", "VETERAN_MEMBER_ADMITTED",
        ),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        (29, ["members-per-organisation"]),
        (30, []),
        (3000, []),
        (3001, ["members-per-organisation"]),
        (0, ["members-per-organisation"]),
        (None, []),
    ],
)
def test_ten_party_cells_have_thirty_to_three_thousand_members(members, expected):
    assert rules({"PARTY_ORG_TOTAL": 10, "PARTY_MEMBER_TOTAL": members}, after({})) == expected


def test_the_average_is_told_beside_the_usual():
    [problem] = found({"UNION_TOTAL": 3, "UNION_MEMBER_TOTAL": 10}, after({}))
    for part in ("10", "3", "3,33", "5", "3.000"):
        assert part in problem.message


def test_the_usual_sizes_are_settings_and_a_kind_without_one_is_not_doubted():
    form = after({}, limits=Limits(members={Organisation.UNION: (10, 20)}))
    assert rules({"UNION_TOTAL": 3, "UNION_MEMBER_TOTAL": 61}, form) == ["members-per-organisation"]
    assert rules({"PARTY_ORG_TOTAL": 3, "PARTY_MEMBER_TOTAL": 1}, form) == []


def test_members_want_an_organisation_to_belong_to():
    figures = {"YOUTH_ORG_TOTAL": 0, "YOUTH_MEMBER_TOTAL": 12, "YOUTH_MEMBER_ADMITTED": 2}
    problems = found(figures, after({}))
    assert [each.rule for each in problems] == ["members-without-organisation"] * 2
    assert [each.found for each in problems] == ["12", "2"]
    assert rules({**figures, "YOUTH_MEMBER_TOTAL": 0, "YOUTH_MEMBER_ADMITTED": 0}, after({})) == []


def test_members_admitted_before_the_last_organisation_went_are_let_be():
    figures = {"UNION_TOTAL": 0, "UNION_DISSOLVED": 1, "UNION_MEMBER_ADMITTED": 4}
    assert rules(figures, after({"UNION_TOTAL": 1})) == []


def test_of_organisations_not_reported_nothing_is_said():
    assert rules({"YOUTH_MEMBER_TOTAL": 12, "YOUTH_MEMBER_ADMITTED": 2}, after({})) == []
