"""What a return is held against in the record: its own past, other units, earlier lists."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event

from dashboard import forms
from dashboard.actions import decisions, returns
from dashboard.domain.returns import OtherUnits
from dashboard.errors import WorkbookRefused
from dashboard.settings import settings
from data_access import engine
from data_access.vocabulary import Counting, DecisionKind, Period, Role
from tests.actions.workbooks import Q3, a_workbook
from tests.factories import a_person, a_return, a_unit, some_history

FLOW, STOCK = "UNION_MEMBER_ADMITTED", "UNION_TOTAL"
FOUNDING = {
    "indicator": "UNION_FOUNDED",
    "name": "Công đoàn cơ sở Công ty TNHH Sao Mai",
    "enterprise": "Công ty TNHH Sao Mai",
    "tax_code": "0101234565",
    "founded_on": "12/08/2026",
    "decision_number": "12/QĐ-LĐLĐ",
    "members": 40,
}


def form(unit, period=Q3):
    with engine.reading(engine.SERVICE) as session:
        return forms.form_of(session, unit, period)


def rules(person, unit="D01", **entries):
    data = a_workbook(person, unit, **entries)
    return {each.rule for each in returns.check(person, data, "bc.xlsx").problems} - {"main-blank"}


def listing(person, unit="D01", **changes):
    """Submit a return that lists one founding; return what the checks said."""
    row = {**FOUNDING, **changes}
    data = a_workbook(person, unit, figures={"UNION_FOUNDED": 1}, foundings=[row])
    receipt = returns.submit(person, data, "bc.xlsx", explanation="đã rà")
    return receipt.return_id, {each.rule for each in receipt.problems} - {"main-blank"}


@contextmanager
def statements() -> Iterator[list[str]]:
    told: list[str] = []

    def note(_connection, _cursor, statement, *_rest):
        told.append(statement)

    event.listen(engine.engine(), "before_cursor_execute", note)
    try:
        yield told
    finally:
        event.remove(engine.engine(), "before_cursor_execute", note)


def test_a_form_knows_the_twelve_quarters_before_and_no_more(world):
    for year in (2022, 2023, 2024, 2025):
        for quarter in (1, 2, 3, 4):
            a_return(world.district, f"{year}Q{quarter}", {FLOW: year}, world.clerk)
    a_return(world.district, "2026Q1", {FLOW: 7}, world.clerk, decided=None)
    a_return(world.district, "2026Q3", {FLOW: 9}, world.clerk)
    earlier = form(world.district).earlier
    assert sorted(earlier) == [
        Period(2023, 3), Period(2023, 4),
        *(Period(year, quarter) for year in (2024, 2025) for quarter in (1, 2, 3, 4)),
    ]  # fmt: skip
    assert earlier[Period(2024, 2)] == {FLOW: 2024}


def test_history_by_quarter_is_the_units_past_too(world):
    quarters = {(FLOW, 2024, quarter): 10 for quarter in (1, 2, 3, 4)}
    quarters |= {(FLOW, 2025, quarter): 12 for quarter in (1, 2, 3, 4)}
    some_history(world.district, quarters, world.administrator)
    assert rules(world.clerk, figures={FLOW: 14}) == set()
    assert rules(world.clerk, figures={FLOW: 140}) == {"unusual-figure"}


def test_a_whole_year_of_history_is_no_quarter(world):
    years = {(FLOW, year, 0): 40 for year in range(2015, 2026)}
    some_history(world.district, years, world.administrator)
    assert rules(world.clerk, figures={FLOW: 4000}) == set()


def test_a_stock_is_held_against_the_last_accepted_one(world):
    a_return(world.district, "2026Q2", {STOCK: 40}, world.clerk)
    moved = {"UNION_FOUNDED": 0, "UNION_DISSOLVED": 1, "UNION_MERGED": 1}
    assert rules(world.clerk, figures={STOCK: 38, **moved}) == set()
    assert rules(world.clerk, figures={STOCK: 39, **moved}) == {"stock-roll-forward"}


def test_a_stock_after_a_return_nobody_accepted_is_not_doubted(world):
    a_return(world.district, "2026Q2", {STOCK: 40}, world.clerk, decided=None)
    assert rules(world.clerk, figures={STOCK: 90, "UNION_FOUNDED": 0}) == set()


@pytest.fixture
def tree(world):
    """The district reports itself, and so do a commune and a hamlet below it."""
    commune = a_unit("X1", world.district)
    hamlet = a_unit("X11", commune)
    silent = a_unit("X2", world.district, reports=False)
    beside = a_unit("X3", world.district, counting=Counting.CROSS_CHECK)
    return commune, hamlet, silent, beside


def test_a_unit_with_units_below_is_told_what_they_reported(world, tree):
    commune, hamlet, _silent, beside = tree
    assert form(world.district).others == OtherUnits(2, 0, {})
    a_return(commune, "2026Q3", {FLOW: 30, "UNION_MEMBER_TOTAL": 0}, world.clerk)
    a_return(commune, "2026Q3", {FLOW: 31}, world.clerk, decided=None)
    a_return(hamlet, "2026Q3", {FLOW: 20}, world.clerk, decided=None)
    a_return(beside, "2026Q3", {FLOW: 999}, world.clerk)
    assert form(world.district).others == OtherUnits(2, 2, {FLOW: 51})
    assert form(hamlet).others is None
    assert rules(world.clerk, figures={FLOW: 50}) == set()
    assert rules(world.clerk, figures={FLOW: 51}) == {"parent-and-children"}


def test_the_last_unit_below_is_told_of_the_parent_that_reported_first(world, tree):
    commune, hamlet, _silent, beside = tree
    a_return(world.district, "2026Q3", {FLOW: 50}, world.clerk, decided=None)
    assert form(hamlet).above[0].others == OtherUnits(1, 0, {})
    a_return(commune, "2026Q3", {FLOW: 5}, world.clerk)
    above = {each.unit_name: each for each in form(hamlet).above}
    assert set(above) == {world.district.name, commune.name}
    assert above[world.district.name].figures[FLOW] == 50
    assert above[world.district.name].others == OtherUnits(1, 1, {FLOW: 5})
    assert above[commune.name].others == OtherUnits(0, 0, {})
    assert form(beside).above == form(world.sibling).above == ()
    clerk = a_person(Role.REPORTER, hamlet)
    assert rules(clerk, "X11", figures={FLOW: 45}) == {"parent-and-children"}
    assert rules(clerk, "X11", figures={FLOW: 46}) == set()


def test_what_was_sent_back_is_not_summed(world, tree):
    a_return(tree[0], "2026Q3", {FLOW: 30}, world.clerk, decided=DecisionKind.SEND_BACK)
    assert form(world.district).others == OtherUnits(2, 0, {})


def test_a_second_source_is_held_against_the_units_it_counts_beside(world, tree):
    federation = a_unit("T1", world.province, counting=Counting.CROSS_CHECK)
    officer = a_person(Role.REPORTER, federation)
    for unit, amount in ((world.district, 500), (world.sibling, 300), (tree[0], 150)):
        a_return(unit, "2026Q3", {FLOW: amount}, world.clerk)
    assert form(federation).others == OtherUnits(4, 3, {FLOW: 950})
    assert rules(officer, "T1", figures={FLOW: 2000}) == set()
    assert rules(officer, "T1", figures={FLOW: 900}) == {"cross-check-differs"}
    a_return(tree[1], "2026Q3", {FLOW: 50}, world.clerk)
    assert rules(officer, "T1", figures={FLOW: 1050}) == set()
    assert rules(officer, "T1", figures={FLOW: 1051}) == {"cross-check-differs"}


def test_a_founding_accepted_in_another_unit_and_year_is_known_again(world):
    neighbour = a_person(Role.REPORTER, world.sibling)
    earlier = {**FOUNDING, "founded_on": "12/08/2025", "tax_code": None}
    data = a_workbook(neighbour, "D02", Period(2025, 3), figures={"UNION_FOUNDED": 1},
                      foundings=[earlier])  # fmt: skip
    number = returns.submit(neighbour, data, "bc.xlsx", explanation="đã rà").return_id
    decisions.accept(world.officer, number, 1)
    _return, found = listing(world.clerk, enterprise="CTY TNHH SAO MAI", tax_code="0109876557")
    assert found == {"founded-before"}


def test_a_founding_of_the_same_tax_code_is_known_again_under_another_name(world):
    number, _found = listing(a_person(Role.REPORTER, world.sibling), "D02")
    decisions.accept(world.officer, number, 1)
    assert listing(world.clerk, enterprise="Tên mới")[1] == {"founded-before"}


def test_two_units_that_list_one_enterprise_in_the_same_week_are_told(world):
    assert listing(a_person(Role.REPORTER, world.sibling), "D02")[1] == set()
    assert listing(world.clerk)[1] == {"founded-before"}


def test_a_founding_known_already_is_told_beside_the_errors(world):
    assert listing(a_person(Role.REPORTER, world.sibling), "D02")[1] == set()
    known, wrong = FOUNDING, {**FOUNDING, "enterprise": "Công ty B", "founded_on": "hôm qua"}
    told = rules(world.clerk, figures={"UNION_FOUNDED": "hai"}, foundings=[known, wrong])
    assert {"not-a-number", "not-a-date", "founded-before"} <= told
    assert "founded-before" in rules(world.clerk, figures={"UNION_FOUNDED": 1},
                                     foundings=[{**known, "founded_on": "hôm qua"}])  # fmt: skip


def test_a_return_that_reports_nothing_is_refused_from_every_side(world):
    data = a_workbook(world.clerk, figures={})
    with pytest.raises(WorkbookRefused) as refusal:
        returns.submit(world.clerk, data, "bc.xlsx", explanation="đã rà")
    assert "all-blank" in {each.rule for each in refusal.value.problems}
    assert rules(world.clerk, figures={"UNION_TOTAL": 5}) >= {"all-blank"}
    assert "all-blank" not in rules(world.clerk, figures={"UNION_MEMBER_ADMITTED": 0})


def test_a_second_source_may_leave_blank_what_is_not_its_own_but_not_all(world):
    federation = a_unit("T1", world.province, counting=Counting.CROSS_CHECK)
    officer = a_person(Role.REPORTER, federation)
    assert rules(officer, "T1", figures={}) == {"all-blank"}
    assert rules(officer, "T1", figures={"UNION_TOTAL": 5}) == set()
    assert rules(officer, "T1", figures={}, difficulties=["Chưa có số liệu"]) == set()


def test_a_founding_that_was_sent_back_or_replaced_is_not_known(world):
    neighbour = a_person(Role.REPORTER, world.sibling)
    number, _found = listing(neighbour, "D02")
    decisions.send_back(world.officer, number, "sai tên doanh nghiệp")
    assert listing(world.clerk)[1] == set()


def test_a_correction_does_not_meet_its_own_foundings(world):
    number, _found = listing(world.clerk)
    decisions.accept(world.officer, number, 1)
    data = a_workbook(world.clerk, figures={"UNION_FOUNDED": 1, FLOW: 1}, foundings=[FOUNDING])
    receipt = returns.submit(world.clerk, data, "b.xlsx", explanation="đã rà", reason="bổ sung")
    assert {each.rule for each in receipt.problems} == {"main-blank"}


def test_the_units_below_cost_one_statement_more(world, tree):
    for unit in (world.sibling, world.district):
        form(unit)  # what seldom changes is remembered from here on
    with statements() as leaf:
        form(world.sibling)
    with statements() as parent:
        form(world.district)
    assert len(parent) - len(leaf) == 1
    assert sum("return_value" in each for each in leaf) == 1


def test_the_thresholds_in_the_settings_change_what_is_said(world, monkeypatch):
    for number, period in enumerate(("2025Q1", "2025Q2", "2025Q3", "2025Q4", "2026Q1", "2026Q2")):
        a_return(world.district, period, {FLOW: 40 + number, STOCK: 40}, world.clerk)
    said = {
        "figures": {"UNION_FOUNDED": 1, "UNION_MEMBER_TOTAL": 4000, FLOW: 60, STOCK: 42},
        "foundings": [FOUNDING],
        "reviews": [{"enterprise": FOUNDING["enterprise"], "workers": 18}],
    }
    usual = {"unusual-figure", "stock-roll-forward", "union-few-workers"}
    assert rules(world.clerk, **said) == usual
    for name, value, expected in (
        ("OUTLIER_SCORE", "9", usual - {"unusual-figure"}),
        ("OUTLIER_QUARTERS", "7", usual - {"unusual-figure"}),
        ("LEAST_DIFFERENCE", "30", usual - {"unusual-figure"}),
        ("STOCK_TOLERANCE", "1", usual - {"stock-roll-forward"}),
        ("UNION_WORKERS", "18", usual - {"union-few-workers"}),
        ("MEMBERS_PER_ORGANISATION", "union 5-90", usual | {"members-per-organisation"}),
    ):
        with monkeypatch.context() as patch:
            patch.setenv(f"TIENDO_{name}", value)
            settings.cache_clear()
            assert rules(world.clerk, **said) == expected, name
    settings.cache_clear()
