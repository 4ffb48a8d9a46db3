"""Who handed in when: units that begin and end, extensions, history, what was given back."""

from datetime import UTC, date, datetime

import pytest

from dashboard import settings
from dashboard.actions import periods
from dashboard.domain import timeliness
from dashboard.domain.timeliness import Mark, Urgency
from dashboard.errors import NotAllowed
from dashboard.readings import completeness
from data_access.vocabulary import Counting, DecisionKind, Period, ReturnStatus, Role
from tests.factories import a_person, a_return, a_unit, some_history

Q2, Q3, Q4 = Period(2026, 2), Period(2026, 3), Period(2026, 4)
TODAY = "2026-11-22"


def handed_in(unit, period, by, day, decided=DecisionKind.ACCEPT):
    """Hand in on a day of the period's year, written ``month.day``."""
    month, number = (int(part) for part in day.split("."))
    at = datetime(Period.parse(period).year, month, number, 3, tzinfo=UTC)
    return a_return(unit, period, {}, by, at=at, decided=decided)


def marks(person, unit="P", *periods):
    record = completeness.of_unit(person, unit)
    return {
        (filing.unit.code, str(filing.period)): (filing.mark, filing.days)
        for filing in record.states.values()
        if not periods or filing.period in periods
    }


def test_each_return_is_on_time_late_missing_or_not_due(province, districts, officer):
    first, _second = districts
    handed_in(first, "2026Q2", officer, "5.20")
    handed_in(first, "2026Q3", officer, "10.1", decided=None)
    assert marks(officer, "P", Q2, Q3, Q4) == {
        ("A", "2026Q2"): (Mark.ON_TIME, 0),
        ("A", "2026Q3"): (Mark.LATE, 6),
        ("A", "2026Q4"): (Mark.NOT_DUE, 33),
        ("B", "2026Q2"): (Mark.MISSING, 181),
        ("B", "2026Q3"): (Mark.MISSING, 58),
        ("B", "2026Q4"): (Mark.NOT_DUE, 33),
    }
    record = completeness.of_unit(officer, "P")
    rate = timeliness.rate(record.of_year(2026))
    assert (rate.due, rate.handed_in, rate.on_time) == (4, 2, 1)
    assert record.states[first.id, Q3].waits


def test_no_return_is_asked_for_before_the_province_began(province, districts, officer):
    handed_in(districts[0], "2026Q2", officer, "5.20")
    found = marks(officer)
    assert found["A", "2026Q1"] == found["B", "2026Q1"] == (Mark.NOT_ASKED, 0)
    assert found["B", "2026Q2"][0] is Mark.MISSING


def test_where_nothing_was_ever_handed_in_the_newest_due_quarter_is_missing(
    province, districts, officer
):
    found = marks(officer)
    assert found["A", "2026Q3"] == (Mark.MISSING, 58)
    assert found["A", "2026Q2"] == (Mark.NOT_ASKED, 0)


def test_a_unit_is_asked_while_it_exists_at_the_quarters_end(province, districts, officer):
    """July 2025: two districts end, communes follow; one opens in the middle of a quarter."""
    old = a_unit("OLD", province, valid_to=date(2025, 6, 30))
    new = a_unit("NEW", province, valid_from=date(2025, 7, 1))
    middle = a_unit("MID", province, valid_from=date(2026, 8, 15))
    ends = a_unit("END", province, valid_to=date(2026, 8, 14))
    for period, at in (("2025Q1", datetime(2025, 3, 20, tzinfo=UTC)),):
        a_return(old, period, {}, officer, at=at)
    record = completeness.of_unit(officer, "P")

    def asked(unit):
        return [str(each.period) for each in record.of_unit(unit.id)
                if each.mark is not Mark.NOT_ASKED]  # fmt: skip

    assert asked(old) == ["2025Q1", "2025Q2"]
    assert asked(new) == ["2025Q3", "2025Q4", "2026Q1", "2026Q2", "2026Q3", "2026Q4"]
    assert asked(middle) == ["2026Q3", "2026Q4"]
    assert asked(ends)[-1] == "2026Q2"
    assert [each.unit.code for each in record.of_period(Period(2025, 3))] == [
        "A", "B", "END", "NEW",
    ]  # fmt: skip
    assert {unit.code for unit, _filings in record.between(2025, 2025)} == {
        "A", "B", "END", "NEW", "OLD",
    }  # fmt: skip


def test_an_extension_makes_on_time_what_would_be_late_and_not_due_what_would_be_missing(
    province, districts, officer
):
    first, second = districts
    handed_in(first, "2026Q3", officer, "10.1")
    for unit in ("A", "B"):
        periods.extend(officer, unit, Q3, date(2026, 11, 30), "bão")
    record = completeness.of_unit(officer, "P")
    early, waiting = record.states[first.id, Q3], record.states[second.id, Q3]
    assert (early.mark, early.extended) == (Mark.ON_TIME, True)
    assert (waiting.mark, waiting.days) == (Mark.NOT_DUE, 8)
    assert timeliness.rate(record.of_period(Q3)).due == 1
    periods.withdraw_extension(officer, "B", Q3, "không cần")
    assert marks(officer)["B", "2026Q3"] == (Mark.MISSING, 58)


def test_what_was_sent_back_twice_comes_with_the_submission_that_was_accepted(
    province, districts, officer
):
    first, _ = districts
    handed_in(first, "2026Q3", officer, "9.20", DecisionKind.SEND_BACK)
    handed_in(first, "2026Q3", officer, "9.24", DecisionKind.SEND_BACK)
    filing = completeness.of_unit(officer, "P").states[first.id, Q3]
    assert (filing.mark, filing.days, filing.is_back) == (Mark.MISSING, 58, True)
    assert (filing.sent_back, filing.remark) == (2, "lý do")
    handed_in(first, "2026Q3", officer, "9.28")
    filing = completeness.of_unit(officer, "P").states[first.id, Q3]
    assert (filing.mark, filing.days, filing.is_back) == (Mark.LATE, 3, False)
    assert filing.sent_back == 2


def test_a_return_that_was_withdrawn_is_missing_again(province, districts, officer):
    first, _ = districts
    handed_in(first, "2026Q3", officer, "9.20", DecisionKind.WITHDRAW)
    filing = completeness.of_unit(officer, "P").states[first.id, Q3]
    assert (filing.mark, filing.status) == (Mark.MISSING, ReturnStatus.WITHDRAWN)


def test_a_correction_that_is_accepted_later_leaves_the_return_on_time(
    province, districts, officer
):
    first, _ = districts
    for day in ("9.20", "11.3"):
        handed_in(first, "2026Q3", officer, day)
    assert marks(officer)["A", "2026Q3"] == (Mark.ON_TIME, 0)


def test_history_covers_its_quarters_and_is_not_missing(province, districts, officer):
    first, second = districts
    handed_in(second, "2025Q4", officer, "12.20")
    some_history(first, {("UNION_FOUNDED", 2025, 4): 3, ("UNION_FOUNDED", 2026, 0): 8}, officer)
    handed_in(first, "2026Q2", officer, "5.20")
    found = marks(officer)
    assert found["A", "2025Q4"] == found["A", "2026Q1"] == (Mark.HISTORY, 0)
    assert found["A", "2026Q2"] == (Mark.ON_TIME, 0)
    assert found["B", "2026Q1"][0] is Mark.MISSING
    rate = timeliness.rate(completeness.of_unit(officer, "A").of_unit(first.id))
    assert (rate.due, rate.on_time) == (1, 1)


def test_in_a_closed_quarter_days_end_with_the_closing(province, districts, officer):
    handed_in(districts[0], "2026Q2", officer, "5.20")
    periods.close(officer, Q2)
    filing = completeness.of_unit(officer, "P").states[districts[1].id, Q2]
    assert (filing.mark, filing.days, filing.is_taken) == (Mark.MISSING, 181, False)
    assert [str(each.period) for call in completeness.calls(officer, "P")
            for each in call.states] == ["2026Q3", "2026Q3"]  # fmt: skip


def test_a_quarter_closed_early_leaves_nobody_waiting_for_its_due_date(
    province, districts, officer
):
    periods.close(officer, Q4)
    assert marks(officer)["A", "2026Q4"] == (Mark.MISSING, 0)


def test_second_sources_stand_beside_and_are_not_counted(province, districts, officer):
    source = a_unit("S", province, counting=Counting.CROSS_CHECK)
    handed_in(source, "2026Q3", officer, "9.20")
    record = completeness.of_unit(officer, "P")
    assert [unit.code for unit in record.counted] == ["A", "B"]
    assert [unit.code for unit in record.beside] == ["S"]
    assert timeliness.rate(record.of_period(Q3)).due == 2
    assert [unit.code for unit in completeness.of_unit(officer, "S").counted] == ["S"]


def test_the_call_list_reaches_all_open_quarters_and_names_reasons(province, districts, officer):
    first, _second = districts
    handed_in(first, "2026Q2", officer, "5.20")
    handed_in(first, "2026Q3", officer, "9.20", DecisionKind.SEND_BACK)
    calls = completeness.calls(officer, "P")
    assert [(call.unit.code, call.urgency) for call in calls] == [
        ("B", Urgency.OVERDUE),
        ("A", Urgency.BACK),
    ]
    assert [str(each.period) for each in calls[0].states] == ["2026Q2", "2026Q3"]
    assert calls[1].states[0].remark == "lý do"


def test_what_is_due_within_a_week_is_called_about(province, districts, officer, monkeypatch):
    handed_in(districts[0], "2026Q3", officer, "9.20")
    handed_in(districts[1], "2026Q3", officer, "9.20")
    monkeypatch.setenv("TIENDO_TODAY", "2026-12-17")
    assert completeness.calls(officer, "P") == ()
    monkeypatch.setenv("TIENDO_TODAY", "2026-12-18")
    settings.settings.cache_clear()
    assert {call.urgency for call in completeness.calls(officer, "P")} == {Urgency.SOON}


def test_a_clerk_sees_their_unit_and_calls_nobody(province, districts, officer):
    clerk = a_person(Role.REPORTER, districts[0])
    assert {code for code, _period in marks(clerk, "A")} == {"A"}
    with pytest.raises(NotAllowed):
        completeness.of_unit(clerk, "B")
    with pytest.raises(NotAllowed):
        completeness.calls(clerk, "A")


def test_what_is_handed_in_is_seen_at_once(province, districts, officer):
    assert marks(officer)["A", "2026Q3"][0] is Mark.MISSING
    handed_in(districts[0], "2026Q3", officer, "9.20")
    assert marks(officer)["A", "2026Q3"] == (Mark.ON_TIME, 0)
