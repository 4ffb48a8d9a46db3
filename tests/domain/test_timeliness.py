"""Late marks, rates and calls, compared with a slow replay of what happened to a return."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.domain import timeliness
from dashboard.domain.timeliness import Mark, ReturnState, Urgency, Verdict
from data_access.vocabulary import Period, ReturnStatus, UnitRecord

Q3 = Period(2026, 3)
DUE = date(2026, 9, 25)
TODAY = date(2026, 11, 22)
START = datetime(2026, 9, 1, 3, tzinfo=UTC)


def a_unit(number: int = 1, **settings: object) -> UnitRecord:
    plain = UnitRecord(
        id=number, code=f"D{number}", name=f"Huyện {number}", name_en=None, kind="Huyện",
        kind_en="District", parent="P", counted=True, reports=True, illustration=False,
        valid_from=date(2000, 1, 1), valid_to=None,
    )  # fmt: skip
    return replace(plain, **settings)


def a_state(mark: Mark, days: int = 0, unit: int = 1, **more: object) -> ReturnState:
    return ReturnState(a_unit(unit), Q3, TODAY, Verdict(mark, days), DUE, **more)


@pytest.mark.parametrize(
    ("day", "mark", "days"),
    [(20, Mark.ON_TIME, 0), (25, Mark.ON_TIME, 0), (26, Mark.LATE, 1), (None, Mark.MISSING, 58)],
)
def test_the_late_mark(day, mark, days):
    came = datetime(2026, 9, day, 3, tzinfo=UTC) if day else None
    assert timeliness.verdict(DUE, came, date(2026, 11, 22)) == Verdict(mark, days)


def test_days_are_counted_in_vietnam():
    last_minute = datetime(2026, 9, 25, 16, 59, tzinfo=UTC)  # a minute to midnight in Hà Nội
    assert timeliness.days_late(DUE, last_minute) == 0
    assert timeliness.days_late(DUE, last_minute + timedelta(minutes=1)) == 1


@pytest.mark.parametrize(
    ("today", "shut_on", "expected"),
    [
        (date(2026, 9, 25), None, Verdict(Mark.NOT_DUE, 0)),
        (date(2026, 9, 20), None, Verdict(Mark.NOT_DUE, 5)),
        (date(2026, 9, 26), None, Verdict(Mark.MISSING, 1)),
        (date(2027, 3, 1), date(2026, 10, 5), Verdict(Mark.MISSING, 10)),
        (date(2026, 9, 24), date(2026, 9, 23), Verdict(Mark.MISSING, 0)),
    ],
)
def test_what_did_not_come_is_not_due_or_overdue_until_its_quarter_was_closed(
    today, shut_on, expected
):
    assert timeliness.verdict(DUE, None, today, shut_on) == expected


@given(st.lists(st.sampled_from(Mark), max_size=40))
def test_no_rate_is_above_the_whole_and_what_is_not_due_is_left_out(marks):
    rate = timeliness.rate(a_state(mark) for mark in marks)
    assert 0 <= rate.on_time <= rate.handed_in <= rate.due <= len(marks)
    assert rate.due == sum(mark in (Mark.ON_TIME, Mark.LATE, Mark.MISSING) for mark in marks)
    for share in (rate.completeness, rate.timeliness):
        assert share is None if not rate.due else 0 <= share <= 1


def test_rates_are_shares_of_what_was_due():
    marks = [Mark.ON_TIME] * 6 + [Mark.LATE] * 3 + [Mark.MISSING] * 2 + [Mark.NOT_DUE, Mark.HISTORY]
    rate = timeliness.rate(map(a_state, marks))
    assert (rate.completeness, rate.timeliness) == (Fraction(9, 11), Fraction(6, 11))


def test_the_longest_overdue_is_called_first_then_what_was_sent_back_then_what_is_due_soon():
    back = {"status": ReturnStatus.SENT_BACK, "decided_at": START}
    found = timeliness.calls(
        [
            a_state(Mark.NOT_DUE, 7, unit=1),
            a_state(Mark.NOT_DUE, 8, unit=2),
            a_state(Mark.MISSING, 3, unit=3),
            a_state(Mark.MISSING, 60, unit=4, **back),
            a_state(Mark.MISSING, 58, unit=5),
            a_state(Mark.NOT_DUE, 2, unit=6),
            a_state(Mark.LATE, 9, unit=7),
            a_state(Mark.NOT_DUE, 20, unit=8, **back),
            a_state(Mark.HISTORY, unit=9),
            a_state(Mark.ON_TIME, unit=10, status=ReturnStatus.REOPENED, handed_in=START),
        ]
    )
    assert [(call.unit.id, call.urgency) for call in found] == [
        (5, Urgency.OVERDUE),
        (3, Urgency.OVERDUE),
        (4, Urgency.BACK),
        (10, Urgency.BACK),
        (8, Urgency.BACK),
        (6, Urgency.SOON),
        (1, Urgency.SOON),
    ]


def test_a_unit_is_called_once_about_all_that_it_owes():
    owed = [a_state(Mark.NOT_DUE, 4), a_state(Mark.MISSING, 12), a_state(Mark.MISSING, 90)]
    (call,) = timeliness.calls(owed)
    assert [each.days for each in call.states] == [90, 12, 4]


@pytest.mark.parametrize(
    ("status", "reopened", "since_closing", "taken"),
    [
        (None, False, None, False),
        (ReturnStatus.SENT_BACK, False, -1, False),
        (ReturnStatus.SENT_BACK, False, 0, True),
        (ReturnStatus.SENT_BACK, False, 1, True),
        (ReturnStatus.SENT_BACK, True, -1, True),
        (ReturnStatus.WITHDRAWN, False, -1, False),
        (ReturnStatus.WITHDRAWN, False, 1, True),
        (ReturnStatus.REOPENED, True, -1, True),
        (ReturnStatus.SUBMITTED, False, None, False),
        (ReturnStatus.SUBMITTED, True, -1, True),
        (ReturnStatus.ACCEPTED, False, 1, False),
    ],
)
def test_a_closed_quarter_takes_again_what_was_reopened_or_given_back_since(
    status, reopened, since_closing, taken
):
    decided_at = None if since_closing is None else START + timedelta(days=since_closing)
    found = {"reopened": reopened, "decided_at": decided_at}
    assert timeliness.takes_again(status, START, **found) is taken
    assert timeliness.takes_again(status, None, **found)


def test_nobody_is_called_about_what_a_closed_quarter_does_not_take():
    assert timeliness.calls([a_state(Mark.MISSING, 5, is_taken=False)]) == ()


def test_a_unit_is_called_about_what_was_sent_back_where_no_return_was_asked_for():
    for mark in (Mark.HISTORY, Mark.NOT_ASKED):
        (call,) = timeliness.calls([a_state(mark, status=ReturnStatus.SENT_BACK)])
        assert call.urgency is Urgency.BACK
        assert timeliness.calls([a_state(mark, status=ReturnStatus.WITHDRAWN)]) == ()
