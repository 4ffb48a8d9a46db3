"""Where a return stands: one rule behind what is taken, what is owed and who is called."""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest

from dashboard import standing
from dashboard.actions import admission
from dashboard.domain import timeliness
from dashboard.domain.access import Person
from dashboard.domain.timeliness import Mark, ReturnState, Urgency
from dashboard.errors import WrongState
from dashboard.readings import completeness, receipts, worklists
from data_access import calendar, engine, units
from data_access import returns as stored
from data_access.vocabulary import DecisionKind, Period, ReturnStatus, Role, UnitRecord
from tests.factories import a_person, a_return, a_unit

Q1, Q2, Q3 = Period(2026, 1), Period(2026, 2), Period(2026, 3)
TODAY = date(2026, 11, 22)
SEND_BACK, WITHDRAW = DecisionKind.SEND_BACK, DecisionKind.WITHDRAW
_GIVEN_BACK = (ReturnStatus.SENT_BACK, ReturnStatus.REOPENED, ReturnStatus.WITHDRAWN)


@dataclass(frozen=True)
class Place:
    province: UnitRecord
    unit: UnitRecord
    clerk: Person
    officer: Person

    def submitted(self, day: str, decided: DecisionKind | None = None, on: str = "") -> int:
        return a_return(
            self.unit, "2026Q2", {}, self.clerk, at=at(day), decided=decided,
            decided_at=at(on) if on else None,
        )  # fmt: skip

    @property
    def filing(self) -> ReturnState:
        return completeness.of_unit(self.officer, "P").states[self.unit.id, Q2]

    @property
    def called(self) -> list[Urgency | None]:
        return [
            timeliness.urgency(each)
            for call in completeness.calls(self.officer, "P")
            for each in call.states
            if call.unit.code == "A" and each.period == Q2
        ]

    @property
    def owed(self) -> list[ReturnStatus | None]:
        return [each.status for each in worklists.due(self.clerk) if each.period == Q2]


def at(day: str) -> datetime:
    month, number = (int(part) for part in day.split("."))
    return datetime(2026, month, number, 3, tzinfo=UTC)


def reopen(return_id: int, by: Person, moment: datetime) -> None:
    with engine.writing(engine.SERVICE) as session:
        stands = next(each for each in stored.revisions(session, return_id) if each.stands)
        stored.decide(
            session, stands.id, DecisionKind.REOPEN, by=by.account_id, at=moment, reason="mở lại"
        )


def close(moment: datetime, period: Period = Q2, *, closed: bool = True) -> None:
    with engine.writing(engine.SERVICE) as session:
        (province,) = units.roots(session)
        calendar.set_closed(
            session, province.id, period, closed=closed, recorded_by=None, recorded_at=moment
        )


@pytest.fixture
def place(database, monkeypatch) -> Place:
    """A province that has reported since the first quarter of 2026, and one of its units."""
    monkeypatch.setenv("TIENDO_TODAY", TODAY.isoformat())
    province = a_unit("P")
    unit, other = a_unit("A", province), a_unit("B", province)
    officer = a_person(Role.ADMINISTRATOR, province)
    for period, day in (("2026Q1", "3.20"), ("2026Q2", "5.20"), ("2026Q3", "9.20")):
        a_return(other, period, {}, officer, at=at(day))
    return Place(province, unit, a_person(Role.REPORTER, unit), officer)


class TestCorrectionTakenBack:
    def test_a_reopened_return_is_called_about_as_before(self, place):
        reopen(place.submitted("5.20", DecisionKind.ACCEPT), place.officer, at("6.1"))
        place.submitted("6.2", WITHDRAW, "6.3")
        assert place.filing.status is ReturnStatus.REOPENED
        assert (place.filing.mark, place.filing.remark) == (Mark.ON_TIME, "mở lại")
        assert place.called == [Urgency.BACK]
        assert place.owed == [ReturnStatus.REOPENED]

    def test_a_sent_back_return_keeps_the_officers_reason(self, place):
        place.submitted("5.20", SEND_BACK, "5.21")
        place.submitted("6.2")
        with engine.writing(engine.SERVICE) as session:
            newest = admission.newest_of(session, place.unit, Q2)
            stored.decide(
                session, newest.id, WITHDRAW, by=place.clerk.account_id, at=at("6.3"),
                reason="nộp nhầm tệp",
            )  # fmt: skip
        assert place.filing.status is ReturnStatus.SENT_BACK
        assert (place.filing.remark, place.filing.decided_at) == ("lý do", at("5.21"))
        assert place.called == [Urgency.BACK]

    def test_after_the_closing_the_sent_back_return_is_owed_again(self, place):
        place.submitted("5.20", SEND_BACK, "5.21")
        close(at("6.10"))
        assert not is_taken(place.unit)
        assert place.owed == place.called == []
        place.submitted("6.2", WITHDRAW, "6.12")
        assert is_taken(place.unit)
        assert place.owed == [ReturnStatus.SENT_BACK]
        assert place.called == [Urgency.BACK]


def test_a_reopened_return_whose_correction_was_sent_back_is_called_about_after_the_closing(place):
    reopen(place.submitted("5.20", DecisionKind.ACCEPT), place.officer, at("6.1"))
    place.submitted("6.2", SEND_BACK, "6.3")
    close(at("6.10"))
    assert is_taken(place.unit)
    assert place.owed == [ReturnStatus.SENT_BACK]
    assert place.called == [Urgency.BACK]


def test_nothing_is_owed_from_before_the_province_began(place):
    assert [str(each.period) for each in worklists.due(place.clerk)] == [
        "2026Q1", "2026Q2", "2026Q3", "2026Q4",
    ]  # fmt: skip
    a_return(place.unit, "2025Q4", {}, place.clerk, at=at("1.5"), decided=WITHDRAW)
    a_return(place.unit, "2025Q3", {}, place.clerk, at=at("1.5"), decided=SEND_BACK)
    assert [str(each.period) for each in worklists.due(place.clerk)][:2] == ["2025Q3", "2026Q1"]


EVENTS = ("submit", "submit", "accept", "send_back", "withdraw", "reopen", "nothing")


def is_taken(unit: UnitRecord) -> bool:
    with engine.reading(engine.SERVICE) as session:
        newest = admission.newest_of(session, unit, Q2)
        try:
            standing.must_be_taken(session, unit, Q2, newest)
        except WrongState:
            return False
        return True


def tried(unit: UnitRecord, by: Person, event: str, moment: datetime) -> None:
    """Do it where the table of moves, and the closing, let it be done."""
    with engine.reading(engine.SERVICE) as session:
        newest = admission.newest_of(session, unit, Q2)
    if event == "submit":
        if is_taken(unit):
            a_return(unit, "2026Q2", {}, by, at=moment, decided=None)
    elif event == "reopen":
        if newest and newest.standing is ReturnStatus.ACCEPTED:
            reopen(newest.return_id, by, moment)
    elif event != "nothing" and newest and newest.status is ReturnStatus.SUBMITTED:
        with engine.writing(engine.SERVICE) as session:
            stored.decide(
                session, newest.id, DecisionKind(event), by=by.account_id, at=moment,
                reason=None if event == "accept" else event,
            )  # fmt: skip


def agree(lives: list[UnitRecord], clerk: Person, officer: Person) -> Counter[tuple[str, bool]]:
    """Assert that all who say where the returns stand say the same, and count where."""
    owed = {each.unit.id: each.status for each in worklists.due(clerk) if each.period == Q2}
    called = {
        each.unit.id
        for call in completeness.calls(officer, "P")
        for each in call.states
        if each.period == Q2
    }
    filings = completeness.of_unit(officer, "P").states
    told = {each.unit.id: each for each in receipts.of_unit(officer, "P", Q2)}
    seen: Counter[tuple[str, bool]] = Counter()
    for unit in lives:
        with engine.reading(engine.SERVICE) as session:
            newest = admission.newest_of(session, unit, Q2)
            situation = standing.situation(session, clerk, unit.id, Q2, newest)
        status, taken = newest.standing if newest else None, is_taken(unit)
        filing, receipt = filings[unit.id, Q2], told[unit.id]
        assert (filing.status, filing.is_taken) == (status, taken)
        assert receipt.present == (None if status is ReturnStatus.WITHDRAWN else status)
        assert (receipt.revision, receipt.is_taken) == (filing.revision, taken)
        assert (receipt.handed_in, receipt.days_late) == (filing.handed_in, filing.days)
        assert taken is (not situation.closed or situation.reopened)
        lacking = taken and (status is None or status in _GIVEN_BACK)
        assert (unit.id in owed, unit.id in called) == (lacking, lacking)
        assert owed.get(unit.id) is (status if lacking else None)
        seen[str(status), taken] += 1
    return seen


def test_what_is_missing_or_given_back_is_owed_and_called_about_just_where_it_is_taken(place):
    """Random lives of thirty returns, their quarter closed, opened and closed again meanwhile.

    What ``must_be_taken`` takes, the owed list names and the call list calls about, wherever the
    return was given back or nothing came. It takes a correction of what awaits review or is
    accepted too, which nobody owes. The owed list goes back four quarters only for what was never
    handed in, and the call list calls a unit a week before the due date: the quarter is
    one that has begun, has fallen due and lies within those four.
    """
    chance, seen = Random(3), Counter[tuple[str, bool]]()
    lives = [a_unit(f"D{number}", place.province) for number in range(30)]
    clerk = a_person(Role.REPORTER, *lives)
    for step in range(14):
        moment = at("5.1") + timedelta(days=step)
        if step in (5, 11):
            close(moment)
        if step == 9:
            close(moment, closed=False)
        for number, unit in enumerate(lives):
            tried(unit, clerk, chance.choice(EVENTS), moment + timedelta(minutes=1 + number))
        seen += agree(lives, clerk, place.officer)
    statuses = {str(each) for each in (None, *_GIVEN_BACK)}
    assert {(status, taken) for status in statuses for taken in (True, False)} - set(seen) == {
        (ReturnStatus.REOPENED.value, False)
    }
