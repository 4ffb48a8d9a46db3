"""The calendar: a unit's own due date, and what came when."""

import random
from datetime import UTC, date, datetime, timedelta

import pytest

from dashboard.domain import timeliness
from data_access import calendar, completeness, engine, frames, returns, worklists
from data_access.errors import NotFound
from data_access.vocabulary import DecisionKind, Period, ReturnStatus, Role
from tests.factories import a_person, a_return, a_unit, some_history

Q3 = Period(2026, 3)
DUE = date(2026, 9, 25)
LATER = date(2026, 10, 5)
MOMENT = datetime(2026, 9, 20, 3, tzinfo=UTC)
FOR_EVER = datetime(9999, 1, 1, tzinfo=UTC)


@pytest.fixture
def province(database):
    return a_unit("P")


@pytest.fixture
def district(province):
    return a_unit("D", province)


@pytest.fixture
def officer(province):
    return a_person(Role.REVIEWER, province)


def put_off(unit, until, by, at=MOMENT, which=Q3):
    with engine.writing(engine.SERVICE) as session:
        calendar.extend(session, unit.id, which, until, reason="bão lũ", by=by.account_id, at=at)


def own(unit, which=Q3) -> date:
    with engine.reading(engine.SERVICE) as session:
        return calendar.due_on(session, unit.id, which)


def test_a_units_due_date_is_its_newest_extension_or_the_calendars(district, officer):
    assert own(district) == DUE
    put_off(district, date(2026, 9, 30), officer)
    put_off(district, LATER, officer)
    assert own(district) == LATER
    assert own(district, Period(2026, 4)) == date(2026, 12, 25)
    put_off(district, None, officer)
    assert own(district) == DUE


def test_an_extension_never_brings_a_due_date_forward(district, officer):
    put_off(district, LATER, officer)
    with engine.writing(engine.SERVICE) as session:
        calendar.set_due(session, Q3, date(2026, 10, 20))
    assert own(district) == date(2026, 10, 20)


def test_a_quarter_beyond_the_calendar_is_not_found(district):
    with pytest.raises(NotFound):
        own(district, Period(2099, 1))


def test_due_dates_of_many_units_are_read_at_once(province, district, officer):
    other = a_unit("E", province)
    put_off(district, LATER, officer)
    wanted = [(district.id, Q3), (other.id, Q3), (other.id, Period(2026, 4)), (district.id, Q3)]
    with engine.reading(engine.SERVICE) as session:
        assert calendar.due_dates(session, wanted) == {
            (district.id, Q3): LATER,
            (other.id, Q3): DUE,
            (other.id, Period(2026, 4)): date(2026, 12, 25),
        }
        assert calendar.due_dates(session, []) == {}


def test_the_extensions_in_force_are_those_of_the_subtree(province, district, officer):
    below, other = a_unit("X", district), a_unit("E", province)
    for unit in (district, below, other):
        put_off(unit, LATER, officer)
    put_off(below, None, officer)
    with engine.reading(engine.SERVICE) as session:
        found = calendar.extensions(session, (district.id,), 2026, 2026)
        everywhere = calendar.extensions(session, (province.id,), 2026, 2026)
        assert calendar.extensions(session, (province.id,), 2027, 2028) == ()
    assert [(each.unit_id, each.due_on, each.reason) for each in found] == [
        (district.id, LATER, "bão lũ")
    ]
    assert {each.unit_id for each in everywhere} == {district.id, other.id}


def test_receipts_and_what_is_owed_go_by_the_units_own_due_date(province, district, officer):
    other = a_unit("E", province)
    put_off(district, LATER, officer)
    with engine.reading(engine.SERVICE) as session:
        receipts = frames.receipts(session, province.id, Q3, FOR_EVER)
        owed = worklists.owed(session, (province.id,), date(2026, 9, 28), Q3)
    assert {row.unit_id: row.put_off for row in receipts} == {district.id: LATER, other.id: None}
    assert {each.unit_id: each.due_on for each in owed if each.period == Q3} == {
        district.id: LATER, other.id: DUE,
    }  # fmt: skip


def test_on_an_earlier_day_an_extension_given_later_is_not_known(province, district, officer):
    put_off(district, LATER, officer)
    with engine.reading(engine.SERVICE) as session:
        (before,) = frames.receipts(session, province.id, Q3, MOMENT)
        (after,) = frames.receipts(session, province.id, Q3, MOMENT + timedelta(seconds=1))
    assert (before.put_off, after.put_off) == (None, LATER)


def test_a_province_begins_with_the_first_return_that_counts_or_waits(province, district, officer):
    with engine.reading(engine.SERVICE) as session:
        assert completeness.begins(session, province.id, FOR_EVER) is None
    a_return(district, "2024Q1", {}, officer, decided=DecisionKind.SEND_BACK)
    a_return(district, "2025Q2", {}, officer, decided=None)
    a_return(district, "2025Q3", {}, officer)
    a_return(district, "2024Q2", {}, officer, decided=None)
    a_return(district, "2024Q2", {}, officer, decided=DecisionKind.WITHDRAW)
    with engine.reading(engine.SERVICE) as session:
        assert completeness.begins(session, province.id, FOR_EVER) == Period(2025, 2)
        then = datetime(2025, 6, 1, tzinfo=UTC)
        assert completeness.begins(session, province.id, then) is None


def test_history_names_units_and_quarters(province, district, officer):
    figures = {("PARTY_ORG_FOUNDED", 2024, 1): 2, ("UNION_FOUNDED", 2024, 1): 1,
               ("UNION_FOUNDED", 2023, 0): 4}  # fmt: skip
    some_history(district, figures, officer)
    with engine.reading(engine.SERVICE) as session:
        assert completeness.history(session, province.id, 2020, 2026) == {
            (district.id, 2024, 1),
            (district.id, 2023, 0),
        }
        assert completeness.history(session, province.id, 2025, 2026) == frozenset()


def a_life(unit, officer, chance: random.Random) -> int:
    """Let a return live through random submissions and decisions that the rules allow."""
    at, return_id, waits, accepted = MOMENT, 0, False, False
    for _step in range(chance.randint(1, 6)):
        at += timedelta(hours=chance.randint(1, 90))
        decision = chance.choice([None, *DecisionKind])
        if decision is DecisionKind.REOPEN:
            decision = None
        return_id = a_return(unit, "2026Q3", {}, officer, at=at, decided=decision,
                             decided_at=at + timedelta(minutes=5))  # fmt: skip
        waits, accepted = decision is None, accepted or decision is DecisionKind.ACCEPT
        if accepted and not waits and chance.random() < 0.3:
            reopen(return_id, officer, at + timedelta(minutes=9))
    return return_id


def reopen(return_id, officer, at):
    with engine.writing(engine.SERVICE) as session:
        held = next(
            (each for each in returns.revisions(session, return_id)
             if each.status is ReturnStatus.ACCEPTED),
            None,
        )  # fmt: skip
        if held is not None:
            returns.decide(
                session, held.id, DecisionKind.REOPEN, by=officer.account_id, at=at, reason="sửa"
            )


def test_three_ways_of_reading_agree_on_when_a_return_came(province, officer):
    chance = random.Random(7)
    lives = {a_unit(f"D{number}", province): 0 for number in range(40)}
    lives = {unit: a_life(unit, officer, chance) for unit in lives}
    with engine.reading(engine.SERVICE) as session:
        receipts = {row.unit_id: row.submitted_at
                    for row in frames.receipts(session, province.id, Q3, FOR_EVER)}  # fmt: skip
        at_once = completeness.handed_in(session, list(lives.values()))
        facts = completeness.facts(session, province.id, Q3, Q3)
        revisions = {unit.id: returns.revisions(session, number) for unit, number in lives.items()}
    seen = set()
    for unit, number in lives.items():
        told = [(each.submitted_at, each.status) for each in facts[unit.id, Q3].revisions]
        assert told == [(each.submitted_at, each.status) for each in reversed(revisions[unit.id])]
        came = timeliness.handed_in(told)
        assert receipts[unit.id] == at_once.get(number) == came
        seen |= {status for _at, status in told}
    assert seen == set(ReturnStatus) - {ReturnStatus.DRAFT}
    assert any(came is None for came in receipts.values())


def test_how_often_a_return_was_sent_back_is_counted(province, district, officer):
    for decision in (DecisionKind.SEND_BACK, DecisionKind.SEND_BACK, None):
        a_return(district, "2026Q3", {}, officer, decided=decision)
    with engine.reading(engine.SERVICE) as session:
        (found,) = completeness.facts(session, province.id, Q3, Q3).values()
    assert [each.sent_back for each in found.revisions] == [1, 1, 0]
    assert [each.remark for each in found.revisions] == ["lý do", "lý do", None]
