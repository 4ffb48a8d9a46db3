"""Where a quarter's returns stand: what the overview says is what the completeness page says."""

from datetime import UTC, date, datetime

import pytest

from dashboard import clock, settings
from dashboard.actions import periods
from dashboard.domain.timeliness import Mark
from dashboard.readings import completeness, receipts
from dashboard.readings import returns as readings
from data_access.vocabulary import DecisionKind, Period, Role
from tests.factories import a_person, a_return, a_unit, some_history

Q1, Q2, Q3 = Period(2026, 1), Period(2026, 2), Period(2026, 3)


@pytest.fixture
def province(database, monkeypatch):
    on(monkeypatch, "2026-11-22")
    return a_unit("P")


@pytest.fixture
def officer(province):
    return a_person(Role.ADMINISTRATOR, province)


@pytest.fixture
def districts(province):
    return a_unit("A", province), a_unit("B", province)


def on(monkeypatch, day: str) -> None:
    monkeypatch.setenv("TIENDO_TODAY", day)
    settings.settings.cache_clear()


def handed_in(unit, period, by, day, decided=DecisionKind.ACCEPT):
    month, number = (int(part) for part in day.split("."))
    at = datetime(2026, month, number, 3, tzinfo=UTC)
    return a_return(unit, period, {}, by, at=at, decided=decided)


def both(officer, period):
    """Each unit's receipt beside its filing."""
    record = completeness.of_unit(officer, "P")
    return {
        each.unit.code: (each, record.states[each.unit.id, period])
        for each in receipts.of_unit(officer, "P", period)
    }


def says_the_same(receipt, filing):
    return (
        (receipt.due_on, receipt.handed_in) == (filing.due_on, filing.handed_in)
        and receipt.days_late
        == (filing.days if filing.mark in (Mark.ON_TIME, Mark.LATE, Mark.MISSING) else None)
        and receipt.asked is (filing.mark not in (Mark.NOT_ASKED, Mark.HISTORY))
        and receipt.history is (filing.mark is Mark.HISTORY)
        and receipt.is_taken is filing.is_taken
    )


def test_late_missing_and_put_off_are_the_same_on_both(districts, officer):
    handed_in(districts[0], "2026Q3", officer, "9.28")
    periods.extend(officer, "B", Q3, date(2026, 11, 30), "bão")
    found = both(officer, Q3)
    assert all(says_the_same(*each) for each in found.values())
    assert [each.days_late for each, _filing in found.values()] == [3, None]


def test_the_days_of_a_closed_quarter_end_with_the_closing(districts, officer):
    handed_in(districts[0], "2026Q2", officer, "5.20")
    number = handed_in(districts[1], "2026Q2", officer, "5.20", DecisionKind.SEND_BACK)
    with clock.held(datetime(2026, 5, 30, 3, tzinfo=UTC)):
        periods.close(officer, Q2)
    receipt, filing = both(officer, Q2)["B"]
    assert says_the_same(receipt, filing)
    assert (receipt.days_late, receipt.outstanding, receipt.is_taken) == (5, True, False)
    assert readings.detail(officer, number).days_late == 5


def test_figures_brought_in_as_history_are_not_missing(districts, officer):
    first, second = districts
    handed_in(first, "2026Q1", officer, "3.20")
    some_history(second, {("UNION_FOUNDED", 2026, 0): 8}, officer)
    receipt, filing = both(officer, Q2)["B"]
    assert says_the_same(receipt, filing)
    assert (receipt.history, receipt.asked, receipt.outstanding) == (True, False, False)
    number = handed_in(second, "2026Q2", officer, "5.20", DecisionKind.SEND_BACK)
    assert readings.detail(officer, number).days_late == 0


def test_nothing_is_missing_from_before_the_province_began(districts, officer):
    handed_in(districts[0], "2026Q2", officer, "5.20")
    for receipt, filing in both(officer, Q1).values():
        assert says_the_same(receipt, filing)
        assert (receipt.days_late, receipt.outstanding) == (None, False)
    assert both(officer, Q2)["B"][0].outstanding


class TestOnAnEarlierDay:
    def day(self, officer, period, as_of):
        found = receipts.of_unit(officer, "P", period, as_of)
        return {each.unit.code: each for each in found}

    def test_the_province_had_not_begun(self, districts, officer):
        handed_in(districts[0], "2025Q4", officer, "5.20")
        last_year = Period(2025, 4)
        assert not self.day(officer, last_year, date(2026, 5, 19))["B"].asked
        assert self.day(officer, last_year, date(2026, 5, 20))["B"].days_late == 146

    def test_a_due_date_moved_since_is_not_known(self, districts, officer):
        handed_in(districts[0], "2026Q3", officer, "9.28")
        for day, moved in (("10.1", date(2026, 9, 20)), ("10.5", date(2026, 9, 30))):
            month, number = (int(part) for part in day.split("."))
            with clock.held(datetime(2026, month, number, 3, tzinfo=UTC)):
                periods.set_due(officer, Q3, moved)
        due = {
            as_of: (found["A"].due_on, found["A"].days_late)
            for as_of in (date(2026, 9, 30), date(2026, 10, 1), date(2026, 10, 5))
            if (found := self.day(officer, Q3, as_of))
        }
        assert due == {
            date(2026, 9, 30): (date(2026, 9, 25), 3),
            date(2026, 10, 1): (date(2026, 9, 20), 8),
            date(2026, 10, 5): (date(2026, 9, 30), 0),
        }

    def test_the_quarter_was_open_and_closed_as_it_was_then(self, districts, officer):
        handed_in(districts[0], "2026Q2", officer, "5.20")
        for day, change in (
            ("5.30", periods.close),
            ("6.10", periods.reopen),
            ("7.1", periods.close),
        ):
            month, number = (int(part) for part in day.split("."))
            with clock.held(datetime(2026, month, number, 3, tzinfo=UTC)):
                change(officer, Q2)
        found = {
            as_of: (receipt.days_late, receipt.is_taken)
            for as_of in (date(2026, 5, 29), date(2026, 6, 5), date(2026, 6, 20), date(2026, 8, 1))
            if (receipt := self.day(officer, Q2, as_of)["B"])
        }
        assert found == {
            date(2026, 5, 29): (4, True),
            date(2026, 6, 5): (5, False),
            date(2026, 6, 20): (26, True),
            date(2026, 8, 1): (37, False),
        }
