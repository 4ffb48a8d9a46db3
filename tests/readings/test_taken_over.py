"""A unit that takes others over: what they had the quarter before is part of its own stock."""

from datetime import UTC, date, datetime

import pytest

from dashboard.domain.checks import check
from dashboard.domain.returns import ReturnContent
from dashboard.readings import returns
from data_access import engine, units
from data_access.vocabulary import Period, Role
from tests.factories import a_person, a_return, a_unit, some_history

Q2, Q3 = Period(2026, 2), Period(2026, 3)
STOCK, FOUNDED = "UNION_TOTAL", "UNION_FOUNDED"
RECORDED = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def province(database, monkeypatch):
    monkeypatch.setenv("TIENDO_TODAY", "2026-09-20")
    return a_unit("P")


@pytest.fixture
def officer(province):
    return a_person(Role.ADMINISTRATOR, province)


def with_stock(unit, amount, officer):
    a_return(unit, "2026Q2", {STOCK: amount}, officer)
    return unit


def continued(predecessor, *successors, on=date(2026, 7, 1)):
    with engine.writing(engine.SERVICE) as session:
        for successor in successors:
            units.succeed(session, predecessor.id, successor.id, on, recorded_at=RECORDED)


def taken_over(officer, unit):
    return [
        (each.unit_name, each.whole, each.figures.get(STOCK))
        for each in returns.form_for(officer, unit.code, Q3).taken_over
    ]


def doubts(officer, unit, now):
    form = returns.form_for(officer, unit.code, Q3)
    found = check(ReturnContent(unit.code, Q3, {STOCK: now, FOUNDED: 3}), form)
    return [each.message for each in found if each.rule == "stock-roll-forward"]


def test_a_unit_that_absorbs_another_goes_on_from_both(province, officer):
    own = with_stock(a_unit("A", province), 10, officer)
    gone = with_stock(a_unit("B", province, valid_to=date(2026, 6, 30)), 12, officer)
    continued(gone, own)
    assert taken_over(officer, own) == [("Huyện B", True, 12)]
    assert doubts(officer, own, 25) == []
    (message,) = doubts(officer, own, 13)
    assert "12 (Huyện B chuyển sang)" in message


def test_a_new_unit_goes_on_from_its_predecessors(province, officer):
    old = [
        with_stock(a_unit(code, province, valid_to=date(2026, 8, 14)), stock, officer)
        for code, stock in (("B", 12), ("C", 5))
    ]
    new = a_unit("N", province, valid_from=date(2026, 8, 15))
    for each in old:
        continued(each, new, on=date(2026, 8, 15))
    assert doubts(officer, new, 20) == []
    assert doubts(officer, new, 30)


def test_what_a_new_unit_had_by_history_is_not_its_own_beginning(province, officer):
    old = with_stock(a_unit("B", province, valid_to=date(2026, 6, 30)), 30, officer)
    new = a_unit("N", province, valid_from=date(2026, 7, 1))
    continued(old, new)
    some_history(new, {(STOCK, 2026, 2): 40}, officer)
    (message,) = doubts(officer, new, 50)
    assert "40" not in message
    assert "= 33" in message


def test_of_a_divided_unit_any_part_may_have_come(province, officer):
    gone = with_stock(a_unit("B", province, valid_to=date(2026, 6, 30)), 12, officer)
    parts = [a_unit(code, province, valid_from=date(2026, 7, 1)) for code in ("N1", "N2")]
    continued(gone, *parts)
    assert taken_over(officer, parts[0]) == [("Huyện B", False, 12)]
    assert doubts(officer, parts[0], 3) == doubts(officer, parts[0], 15) == []
    assert doubts(officer, parts[0], 16)


def test_a_succession_of_another_quarter_is_nothing_to_this_one(province, officer):
    own = with_stock(a_unit("A", province), 10, officer)
    continued(a_unit("B", province, valid_to=date(2026, 3, 31)), own, on=date(2026, 4, 1))
    assert taken_over(officer, own) == []
