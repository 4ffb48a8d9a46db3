"""The calendar: extensions for one unit, due dates for all, closing and what may still change."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from dashboard import clock, settings
from dashboard.actions import decisions, periods, returns
from dashboard.errors import NotAllowed, Refused, WrongState
from dashboard.readings import calendar, worklists
from dashboard.readings import returns as readings
from data_access import engine, units
from data_access.errors import NotFound
from data_access.models import AuditEvent
from data_access.vocabulary import Period, ReturnStatus, Role
from tests.actions.workbooks import a_workbook
from tests.factories import a_person, a_return, a_unit

Q3 = Period(2026, 3)
LATER = date(2026, 10, 5)
CODE = "PARTY_MEMBER_ADMITTED"
WORD = "Đã kiểm tra"


def due_on(person, unit, period=Q3) -> date:
    (found,) = calendar.due_dates_of(person, unit.code, (period,))
    return found.due_on


def events(action: str) -> list[dict]:
    with engine.reading(engine.SERVICE) as session:
        found = session.scalars(
            select(AuditEvent).where(AuditEvent.action == action).order_by(AuditEvent.id)
        )
        return [dict(each.detail) for each in found]


def on(monkeypatch, day: str) -> None:
    monkeypatch.setenv("TIENDO_TODAY", day)
    settings.settings.cache_clear()


def test_an_extension_holds_for_its_unit_and_quarter_alone(world):
    periods.extend(world.officer, "D01", Q3, LATER, "  Bão số 12  ")
    assert due_on(world.officer, world.district) == LATER
    assert due_on(world.officer, world.sibling) == date(2026, 9, 25)
    assert due_on(world.officer, world.district, Period(2026, 4)) == date(2026, 12, 25)
    (found,) = calendar.year(world.officer, 2026).extensions
    assert (found.unit.code, found.reason, found.decider) == (
        "D01", "Bão số 12", world.officer.name,
    )  # fmt: skip


def test_the_newest_extension_holds_and_taking_it_back_leaves_the_calendars(world):
    periods.extend(world.officer, "D01", Q3, LATER, "bão")
    periods.extend(world.officer, "D01", Q3, date(2026, 10, 12), "bão nữa")
    assert due_on(world.officer, world.district) == date(2026, 10, 12)
    periods.withdraw_extension(world.officer, "D01", Q3, "đường đã thông")
    assert due_on(world.officer, world.district) == date(2026, 9, 25)
    assert calendar.year(world.officer, 2026).extensions == ()


def test_what_was_put_off_and_taken_back_is_on_record(world):
    periods.extend(world.officer, "D01", Q3, LATER, "bão")
    periods.withdraw_extension(world.officer, "D01", Q3, "đã thông")
    assert events("period.extend") == [
        {"period": "2026Q3", "before": None, "due_on": "2026-10-05", "reason": "bão"}
    ]
    assert events("period.withdraw_extension") == [
        {"period": "2026Q3", "before": "2026-10-05", "due_on": None, "reason": "đã thông"}
    ]


@pytest.mark.parametrize("reason", ["", "  ", "\0"])
def test_an_extension_wants_a_reason(world, reason):
    for call in (
        lambda: periods.extend(world.officer, "D01", Q3, LATER, reason),
        lambda: periods.withdraw_extension(world.officer, "D01", Q3, reason),
    ):
        with pytest.raises(Refused) as refusal:
            call()
        assert refusal.value.rule == "extension-reason-missing"
    assert events("period.extend") == []


@pytest.mark.parametrize(
    "day", [date(2026, 9, 25), date(2026, 9, 1), date(2025, 12, 1), date(2027, 10, 5)]
)
def test_an_extension_lies_after_the_calendars_date_and_within_half_a_year(world, day):
    with pytest.raises(Refused) as refusal:
        periods.extend(world.officer, "D01", Q3, day, "bão")
    assert refusal.value.rule == "extension-out-of-reach"
    assert refusal.value.values["first"] == date(2026, 9, 26)
    assert due_on(world.officer, world.district) == date(2026, 9, 25)


def test_an_extension_does_not_end_in_the_past(world, monkeypatch):
    on(monkeypatch, "2026-10-10")
    with pytest.raises(Refused) as refusal:
        periods.extend(world.officer, "D01", Q3, date(2026, 10, 9), "bão")
    assert refusal.value.values["first"] == date(2026, 10, 10)
    periods.extend(world.officer, "D01", Q3, date(2026, 10, 10), "bão")


def test_only_a_unit_that_owes_the_return_is_given_more_time(world):
    a_unit("X", world.province, valid_from=date(2026, 10, 1))
    for code, rule in (("P", "unit-does-not-report"), ("X", "unit-not-in-period")):
        with pytest.raises(WrongState) as refusal:
            periods.extend(world.officer, code, Q3, LATER, "bão")
        assert refusal.value.rule == rule
    with pytest.raises(WrongState) as refusal:
        periods.withdraw_extension(world.officer, "D01", Q3, "không có")
    assert refusal.value.rule == "no-extension"
    with pytest.raises(NotFound):
        periods.extend(world.officer, "D01", Period(2099, 1), LATER, "bão")


def test_a_closed_quarter_is_not_put_off(world):
    periods.close(world.administrator, Q3)
    with pytest.raises(WrongState) as refusal:
        periods.extend(world.officer, "D01", Q3, LATER, "bão")
    assert refusal.value.rule == "extension-closed"


def test_the_due_date_of_a_closed_quarter_stays(world):
    periods.close(world.administrator, Q3)
    with pytest.raises(WrongState) as refusal:
        periods.set_due(world.administrator, Q3, LATER)
    assert refusal.value.rule == "due-date-closed"
    assert due_on(world.officer, world.district) == date(2026, 9, 25)


class TestMarksThatChange:
    """A return that came on 28 September: due on the 25th, put off until 5 October for D01."""

    @pytest.fixture
    def handed_in(self, world):
        for unit in (world.district, world.sibling):
            a_return(unit, "2026Q3", {CODE: 1}, world.clerk, at=datetime(2026, 9, 28, tzinfo=UTC))
        periods.extend(world.officer, "D01", Q3, LATER, "bão")
        return world

    def changes(self, found):
        return [(each.unit.code, each.before, each.after) for each in found]

    def test_taking_an_extension_back_is_foretold_and_on_record(self, handed_in):
        officer = handed_in.officer
        assert self.changes(calendar.without_extension(officer, "D01", Q3)) == [("D01", 0, 3)]
        assert calendar.without_extension(officer, "D02", Q3) == ()
        periods.withdraw_extension(officer, "D01", Q3, "nhầm đơn vị")
        (event,) = events("period.withdraw_extension")
        assert event["marks"] == {"D01": [0, 3]}
        assert calendar.without_extension(officer, "D01", Q3) == ()

    def test_moving_the_due_date_is_foretold_beside_extensions(self, handed_in):
        administrator = handed_in.administrator
        earlier, later = date(2026, 9, 20), date(2026, 9, 30)
        assert self.changes(calendar.with_due(administrator, Q3, earlier)) == [("D02", 3, 8)]
        assert self.changes(calendar.with_due(administrator, Q3, later)) == [("D02", 3, 0)]
        periods.set_due(administrator, Q3, later)
        (event,) = events("period.set_due")
        assert event["marks"] == {"D02": [3, 0]}

    def test_putting_a_late_return_off_is_foretold_and_on_record(self, handed_in, monkeypatch):
        on(monkeypatch, "2026-10-02")
        officer, until = handed_in.officer, date(2026, 10, 9)
        assert self.changes(calendar.with_extension(officer, "D02", Q3, until)) == [("D02", 3, 0)]
        assert calendar.with_extension(officer, "D01", Q3, until) == ()
        periods.extend(officer, "D02", Q3, until, "mất điện")
        assert events("period.extend")[-1]["marks"] == {"D02": [3, 0]}
        assert calendar.with_extension(officer, "D02", Q3, until) == ()

    def test_a_unit_that_is_not_asked_is_not_marked_otherwise(self, handed_in):
        with engine.writing(engine.SERVICE) as session:
            units.close(
                session,
                handed_in.sibling.id,
                date(2026, 9, 24),
                recorded_at=datetime(2026, 9, 1, tzinfo=UTC),
            )
        earlier = date(2026, 9, 15)
        assert calendar.with_due(handed_in.administrator, Q3, earlier) == ()
        periods.set_due(handed_in.administrator, Q3, earlier)
        (event,) = events("period.set_due")
        assert "marks" not in event

    def test_what_has_not_come_relies_on_nothing(self, world):
        periods.extend(world.officer, "D01", Q3, LATER, "bão")
        assert calendar.without_extension(world.officer, "D01", Q3) == ()


def test_what_would_be_refused_is_not_foretold(world):
    a_unit("X", world.province, valid_from=date(2026, 10, 1))
    officer = world.officer

    def refused(code, day, period=Q3):
        with pytest.raises(Refused) as refusal:
            calendar.with_extension(officer, code, period, day)
        return refusal.value.rule

    assert refused("P", LATER) == "unit-does-not-report"
    assert refused("X", LATER) == "unit-not-in-period"
    assert refused("D01", date(2026, 9, 25)) == "extension-out-of-reach"
    assert refused("D01", None) == "no-extension"
    with pytest.raises(NotFound):
        calendar.with_extension(officer, "D01", Period(2099, 1), LATER)
    with pytest.raises(Refused) as refusal:
        calendar.with_due(world.administrator, Q3, date(2026, 6, 30))
    assert refusal.value.rule == "due-date-out-of-reach"
    periods.close(world.administrator, Q3)
    assert refused("D01", LATER) == "extension-closed"
    with pytest.raises(WrongState) as refusal:
        calendar.with_due(world.administrator, Q3, LATER)
    assert refusal.value.rule == "due-date-closed"


def test_a_clerk_does_not_put_off_their_own_due_date(world):
    with pytest.raises(NotAllowed):
        periods.extend(world.clerk, "D01", Q3, LATER, "bão")


def test_form_queue_and_what_is_owed_show_the_units_own_due_date(world, monkeypatch):
    periods.extend(world.officer, "D01", Q3, LATER, "bão")
    assert readings.form_for(world.clerk, "D01", Q3).due_on == LATER
    owed = next(each for each in worklists.due(world.clerk) if each.period == Q3)
    assert (owed.due_on, owed.overdue) == (LATER, -15)
    for unit in (world.district, world.sibling):
        a_return(unit, "2026Q3", {CODE: 1}, world.clerk, decided=None,
                 at=datetime(2026, 10, 4, tzinfo=UTC))  # fmt: skip
    found = {each.unit.code: each.days_late for each in worklists.queue(world.officer)}
    assert found == {"D01": 0, "D02": 9}


def test_a_correction_under_review_does_not_make_an_on_time_return_late(world):
    number = a_return(world.district, "2026Q3", {CODE: 1}, world.clerk,
                      at=datetime(2026, 9, 20, tzinfo=UTC))  # fmt: skip
    a_return(world.district, "2026Q3", {CODE: 2}, world.clerk, decided=None,
             at=datetime(2026, 11, 3, tzinfo=UTC))  # fmt: skip
    (waiting,) = worklists.queue(world.officer)
    assert waiting.days_late == 0
    assert readings.detail(world.officer, number).days_late == 0


def test_due_dates_stay_near_their_quarter(world):
    periods.set_due(world.administrator, Q3, date(2026, 7, 1))
    periods.set_due(world.administrator, Q3, date(2027, 9, 30))
    for day in (date(2026, 6, 30), date(2027, 10, 1), date(2062, 9, 25)):
        with pytest.raises(Refused) as refusal:
            periods.set_due(world.administrator, Q3, day)
        assert refusal.value.rule == "due-date-out-of-reach"
    assert due_on(world.officer, world.district) == date(2027, 9, 30)


def submitted(world, *, amount: int = 1) -> int:
    data = a_workbook(world.clerk, "D01", Q3, {CODE: amount})
    done = returns.submit(world.clerk, data, "a.xlsx", explanation=WORD, reason="sửa")
    return done.return_id


def test_what_awaited_review_at_the_closing_may_be_decided_and_comes_again_if_sent_back(
    world, monkeypatch
):
    number = submitted(world)
    periods.close(world.administrator, Q3)
    on(monkeypatch, "2026-09-21")
    decisions.send_back(world.officer, number, "thiếu số")
    again = submitted(world, amount=2)
    assert decisions.accept(world.officer, again).status is ReturnStatus.ACCEPTED


def test_what_was_sent_back_before_the_closing_stays_away(world, monkeypatch):
    decisions.send_back(world.officer, submitted(world), "thiếu số")
    with clock.held(datetime(2026, 9, 21, 3, tzinfo=UTC)):
        periods.close(world.administrator, Q3)
    on(monkeypatch, "2026-09-22")
    with pytest.raises(WrongState) as refusal:
        submitted(world, amount=2)
    assert refusal.value.rule == "period-closed"


def test_a_year_tells_who_may_change_the_provinces_calendar(world):
    everywhere = a_person(Role.ADMINISTRATOR, world.province, a_unit("P2"))
    assert calendar.year(world.administrator, 2026).may_change
    assert calendar.year(everywhere, 2026, "P").may_change
    assert calendar.year(everywhere, 2026, "P2").may_change
    assert not calendar.year(world.officer, 2026).may_change
    with pytest.raises(NotAllowed):
        calendar.year(world.administrator, 2026, "P2")
    assert [each.period.quarter for each in calendar.year(world.clerk, 2026).quarters] == [
        1, 2, 3, 4,
    ]  # fmt: skip


def test_others_extensions_are_not_shown(world):
    periods.extend(world.officer, "D02", Q3, LATER, "bão")
    assert calendar.year(world.clerk, 2026).extensions == ()
    periods.extend(world.officer, "D01", Q3, LATER, "lũ")
    (own,) = calendar.year(world.clerk, 2026).extensions
    assert own.unit.code == "D01"


def test_what_is_due_next_follows_what_fell_due_last(world, monkeypatch):
    latest, coming = calendar.next_due(world.clerk)
    assert (latest.period, coming.period) == (Period(2026, 2), Q3)
    on(monkeypatch, "2026-09-25")
    latest, coming = calendar.next_due(world.clerk)
    assert (latest.period, coming.period) == (Q3, Period(2026, 4))
