"""Two provinces in one database: dates, closings and thresholds of one leave the other alone."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest

from dashboard import clock, settings
from dashboard.actions import parameters, periods, returns
from dashboard.domain.access import Person
from dashboard.domain.progress import Status
from dashboard.domain.timeliness import Mark, Urgency
from dashboard.errors import NotAllowed, Refused, WrongState
from dashboard.readings import calendar, completeness, progress, receipts, worklists
from dashboard.readings import returns as reading
from dashboard.web import calendar as file
from data_access.errors import NotFound
from data_access.vocabulary import Period, Role, UnitRecord
from tests.actions.workbooks import a_workbook
from tests.factories import a_person, a_return, a_unit, some_targets

Q1, Q2, Q3, Q4 = (Period(2026, quarter) for quarter in (1, 2, 3, 4))
FOUNDED = "UNION_FOUNDED"
WORD = "Đã kiểm tra"


@dataclass(frozen=True)
class Nation:
    """Provinces A and B with a district each; an administrator and a clerk of each, and somebody
    who reviews and hands in for both."""

    a: UnitRecord
    b: UnitRecord
    in_a: UnitRecord
    in_b: UnitRecord
    of_a: Person
    of_b: Person
    of_both: Person
    clerk: Person


@pytest.fixture
def nation(database, monkeypatch) -> Nation:
    on(monkeypatch, "2026-10-20")
    a, b = a_unit("A"), a_unit("B")
    in_a, in_b = a_unit("A1", a), a_unit("B1", b)
    return Nation(
        a,
        b,
        in_a,
        in_b,
        a_person(Role.ADMINISTRATOR, a),
        a_person(Role.ADMINISTRATOR, b),
        a_person(Role.REVIEWER, a, b),
        a_person(Role.REPORTER, in_a, in_b),
    )


def on(monkeypatch, day: str) -> None:
    monkeypatch.setenv("TIENDO_TODAY", day)
    settings.settings.cache_clear()


def at(month: int, day: int) -> datetime:
    return datetime(2026, month, day, 3, tzinfo=UTC)


def status(person: Person, unit: UnitRecord, as_of: date | None = None) -> Status:
    return progress.unit_progress(person, unit.code, Q3, as_of=as_of).of(FOUNDED).status


def receipt(nation: Nation, unit: UnitRecord, period: Period, as_of: date | None = None):
    (found,) = receipts.of_unit(nation.of_both, unit.code, period, as_of)
    return found


def submitted(nation: Nation, unit: UnitRecord, amount: int) -> int:
    data = a_workbook(nation.clerk, unit.code, Q3, {"PARTY_MEMBER_ADMITTED": amount})
    done = returns.submit(nation.clerk, data, "a.xlsx", explanation=WORD, reason="sửa")
    return done.return_id


class TestDueDates:
    def test_a_return_is_late_by_the_date_of_its_own_province(self, nation):
        for unit in (nation.in_a, nation.in_b):
            a_return(unit, "2026Q3", {}, nation.clerk, at=at(9, 28), decided=None)
        periods.set_due(nation.of_a, Q3, date(2026, 9, 30))
        expected = {"A1": (date(2026, 9, 30), 0), "B1": (date(2026, 9, 25), 3)}
        for unit in (nation.in_a, nation.in_b):
            found = receipt(nation, unit, Q3)
            record = completeness.of_unit(nation.of_both, unit.code)
            kept = record.states[unit.id, Q3]
            assert (found.due_on, found.days_late) == expected[unit.code]
            assert (kept.due_on, kept.days_late) == expected[unit.code]
            assert record.periods[2].due_on == expected[unit.code][0]
            assert reading.form_for(nation.clerk, unit.code, Q3).due_on == expected[unit.code][0]
        queue = {each.unit.code: each for each in worklists.queue(nation.of_both)}
        assert {code: (each.due_on, each.days_late) for code, each in queue.items()} == expected

    def test_who_is_called_and_what_is_owed_goes_by_it(self, nation):
        for unit in (nation.in_a, nation.in_b):
            a_return(unit, "2026Q2", {}, nation.clerk, at=at(5, 20))
        periods.set_due(nation.of_a, Q3, date(2026, 10, 25))
        calls = {
            code: [(call.urgency, call.states[0].days) for call in completeness.calls(person, code)]
            for person, code in ((nation.of_a, "A"), (nation.of_b, "B"))
        }
        assert calls == {"A": [(Urgency.SOON, 5)], "B": [(Urgency.OVERDUE, 25)]}
        owed = {
            each.unit.code: each.mark for each in worklists.due(nation.clerk) if each.period == Q3
        }
        assert (owed["A1"], owed["B1"]) == (Mark.NOT_DUE, Mark.MISSING)

    def test_the_quarter_looked_at_first_is_the_provinces_newest(self, nation):
        periods.set_due(nation.of_a, Q3, date(2026, 10, 25))
        assert progress.latest_period(nation.of_both, "A1") == Q2
        assert progress.latest_period(nation.of_both, "B1") == Q3
        newest, coming = calendar.next_due(nation.of_both, "A")
        assert (newest.period, coming.period) == (Q2, Q3)
        assert calendar.next_due(nation.of_both, "B")[0].period == Q3

    def test_an_extension_reaches_from_the_date_of_its_province(self, nation):
        periods.set_due(nation.of_a, Q4, date(2027, 1, 20))
        with pytest.raises(Refused) as refusal:
            periods.extend(nation.of_both, "A1", Q4, date(2027, 1, 10), "bão")
        assert refusal.value.rule == "extension-out-of-reach"
        periods.extend(nation.of_both, "B1", Q4, date(2027, 1, 10), "bão")

    def test_marks_that_change_are_those_of_the_province(self, nation):
        for unit in (nation.in_a, nation.in_b):
            a_return(unit, "2026Q3", {}, nation.clerk, at=at(9, 28))
        both = a_person(Role.ADMINISTRATOR, nation.a, nation.b)
        moved = calendar.with_due(both, Q3, date(2026, 9, 30), "B1")
        assert [each.unit.code for each in moved] == ["B1"]
        assert len(calendar.with_due(both, Q3, date(2026, 9, 30))) == 2
        assert [each.code for each in periods.set_due(both, Q3, date(2026, 9, 30))] == ["A", "B"]


class TestClosings:
    def test_only_the_provinces_own_returns_are_refused(self, nation):
        periods.close(nation.of_a, Q3)
        with pytest.raises(WrongState) as refusal:
            submitted(nation, nation.in_a, 1)
        assert refusal.value.rule == "period-closed"
        assert submitted(nation, nation.in_b, 1)
        assert [each.unit.code for each in worklists.due(nation.clerk) if each.period == Q3] == []
        assert not receipt(nation, nation.in_a, Q3).is_taken
        assert receipt(nation, nation.in_b, Q3).is_taken

    def test_a_quarter_opened_again_takes_returns_and_the_others_stays_closed(self, nation):
        both = a_person(Role.ADMINISTRATOR, nation.a, nation.b)
        assert [each.code for each in periods.close(both, Q3)] == ["A", "B"]
        periods.reopen(nation.of_b, Q3)
        assert submitted(nation, nation.in_b, 1)
        with pytest.raises(WrongState):
            submitted(nation, nation.in_a, 1)

    def test_a_year_is_over_where_it_was_closed(self, nation, monkeypatch):
        on(monkeypatch, "2027-02-01")
        for unit in (nation.in_a, nation.in_b):
            some_targets(unit, 2026, {FOUNDED: 9}, nation.of_both)
            a_return(unit, "2026Q3", {FOUNDED: 1}, nation.clerk)
        periods.close(nation.of_a, Q4)
        found = [
            progress.unit_progress(nation.of_both, unit.code, Q4).of(FOUNDED).status
            for unit in (nation.in_a, nation.in_b)
        ]
        assert [each is Status.MISSED for each in found] == [True, False]

    def test_a_date_moves_where_the_quarter_is_open(self, nation):
        periods.close(nation.of_a, Q3)
        with pytest.raises(WrongState) as refusal:
            periods.set_due(nation.of_a, Q3, date(2026, 10, 30))
        assert (refusal.value.rule, refusal.value.values["province"]) == (
            "due-date-closed",
            "Tỉnh A",
        )
        periods.set_due(nation.of_b, Q3, date(2026, 10, 30))


class TestThresholds:
    @pytest.fixture(autouse=True)
    def figures(self, nation):
        """Each district has 24 of the 30 that an even year expects by the third quarter: 80%."""
        for unit in (nation.in_a, nation.in_b):
            some_targets(unit, 2026, {FOUNDED: 40}, nation.of_both)
            for quarter in (1, 2, 3):
                a_return(unit, f"2026Q{quarter}", {FOUNDED: 8}, nation.clerk)

    def test_a_status_goes_by_the_thresholds_of_its_province(self, nation):
        parameters.change(nation.of_a, {"slow_from": "0,85"})
        parameters.change(nation.of_b, {"on_track_from": "0,8", "slow_from": "0,5"})
        assert status(nation.of_both, nation.in_a) is Status.AT_RISK
        assert status(nation.of_both, nation.in_b) is Status.ON_TRACK
        found = progress.unit_progress(nation.of_both, "B1", Q3).of(FOUNDED).thresholds
        assert float(found.on_track) == 0.8

    def test_a_day_before_a_change_has_the_old_status_also_after_later_changes(self, nation):
        assert status(nation.of_both, nation.in_a) is Status.SLOW
        parameters.change(nation.of_a, {"slow_from": "0,85"})
        parameters.change(nation.of_a, {"on_track_from": "0,8", "slow_from": "0,7"})
        assert status(nation.of_both, nation.in_a) is Status.ON_TRACK
        assert status(nation.of_both, nation.in_a, date(2026, 10, 19)) is Status.SLOW

    def test_a_threshold_of_a_later_day_counts_from_that_day(self, nation, monkeypatch):
        parameters.change(nation.of_a, {"slow_from": "0,85"}, date(2026, 11, 1))
        assert status(nation.of_both, nation.in_a) is Status.SLOW
        on(monkeypatch, "2026-11-05")
        assert status(nation.of_both, nation.in_a) is Status.AT_RISK
        assert status(nation.of_both, nation.in_a, date(2026, 10, 31)) is Status.SLOW
        assert status(nation.of_both, nation.in_a, date(2026, 11, 1)) is Status.AT_RISK
        assert status(nation.of_both, nation.in_b) is Status.SLOW

    def test_the_checks_go_by_the_limits_of_their_province(self, nation):
        parameters.change(nation.of_b, {"union_workers": "10", "stock_tolerance": "2"})
        limits = [reading.form_for(nation.clerk, unit, Q4).limits for unit in ("A1", "B1")]
        assert [each.union_workers for each in limits] == [20, 10]
        assert [each.stock_tolerance for each in limits] == [0, 2]


class TestEarlierDays:
    def test_the_due_date_of_a_day_is_the_one_known_then(self, nation):
        for day, due in ((1, date(2026, 9, 28)), (5, date(2026, 10, 15)), (9, date(2026, 10, 2))):
            with clock.held(at(10, day)):
                periods.set_due(nation.of_a, Q3, due)
        seen = [
            receipt(nation, nation.in_a, Q3, date(2026, *day)).due_on
            for day in ((9, 30), (10, 1), (10, 4), (10, 5), (10, 8), (10, 9))
        ]
        assert seen == [
            date(2026, 9, 25),
            date(2026, 9, 28),
            date(2026, 9, 28),
            date(2026, 10, 15),
            date(2026, 10, 15),
            date(2026, 10, 2),
        ]
        assert receipt(nation, nation.in_b, Q3, date(2026, 10, 9)).due_on == date(2026, 9, 25)

    def test_a_quarter_is_closed_on_the_days_on_which_it_was(self, nation):
        for day, move in ((2, periods.close), (6, periods.reopen), (8, periods.close)):
            with clock.held(at(10, day)):
                move(nation.of_a, Q3)
        taken = [
            receipt(nation, nation.in_a, Q3, date(2026, 10, day)).is_taken
            for day in (1, 2, 5, 6, 7, 8)
        ]
        assert taken == [True, False, False, True, True, False]
        assert receipt(nation, nation.in_b, Q3, date(2026, 10, 8)).is_taken


class TestTheCalendarOfAPerson:
    def test_each_province_has_its_own_year(self, nation):
        periods.set_due(nation.of_a, Q3, date(2026, 10, 2))
        periods.extend(nation.of_both, "A1", Q3, date(2026, 11, 2), "bão")
        a, b = (calendar.year(nation.of_both, 2026, code) for code in ("A1", "B"))
        assert (a.province.code, b.province.code) == ("A", "B")
        assert (a.of(Q3).due_on, b.of(Q3).due_on) == (date(2026, 10, 2), date(2026, 9, 25))
        assert ([each.unit.code for each in a.extensions], b.extensions) == (["A1"], ())
        assert not a.may_change
        assert calendar.year(nation.of_a, 2026).may_change

    def test_another_province_is_not_shown(self, nation):
        for look in (calendar.next_due, lambda who, code: calendar.year(who, 2026, code)):
            with pytest.raises(NotAllowed):
                look(nation.of_a, "B")
            with pytest.raises(NotFound):
                look(nation.of_a, "C")
        with pytest.raises(NotAllowed):
            calendar.due_dates(nation.of_a, province="B")

    def test_the_units_of_one_province_can_be_asked_for(self, nation):
        codes = [
            [each.code for each in progress.units_visible(nation.of_both, province=asked)]
            for asked in (None, "A", "B", "C")
        ]
        assert codes == [["A", "A1", "B", "B1"], ["A", "A1"], ["B", "B1"], []]

    def test_a_file_of_due_dates_is_of_the_province_asked_for(self, nation):
        periods.set_due(nation.of_b, Q4, date(2026, 12, 28))
        found = {
            code: calendar.due_dates(nation.of_both, province=code)[3].due_on
            for code in (None, "A", "B")
        }
        assert found == {None: date(2026, 12, 25), "A": date(2026, 12, 25), "B": date(2026, 12, 28)}
        text = file.written(calendar.due_dates(nation.of_both, province="B"), clock.now()).decode()
        assert f"UID:2026Q4-B@{file.DOMAIN}" in text
        assert "Tỉnh B" in text
        general = file.written(calendar.due_dates(nation.of_both), clock.now()).decode()
        assert f"UID:2026Q4-all@{file.DOMAIN}" in general
