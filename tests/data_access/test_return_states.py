"""Where returns stand, compared with a slow replay of what happened to each."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data_access import engine, return_list, return_states, returns, units, worklists
from data_access.moment import FOR_EVER, Moment
from data_access.return_list import Wanted
from data_access.vocabulary import (
    LARGEST_ID,
    Channel,
    DecisionKind,
    Period,
    ReturnStatus,
    Role,
)
from tests.factories import a_person, a_return, a_unit, some_history

Q3 = Period(2026, 3)
DUE = date(2026, 9, 25)
START = datetime(2026, 9, 1, 3, tzinfo=UTC)
_GONE = (ReturnStatus.WITHDRAWN, ReturnStatus.SUPERSEDED)


@pytest.fixture
def province(database):
    return a_unit("P")


@pytest.fixture
def district(province):
    return a_unit("D", province)


@pytest.fixture
def officer(province):
    return a_person(Role.REVIEWER, province)


@dataclass
class Revision:
    received: datetime
    recorded: datetime
    status: ReturnStatus = ReturnStatus.SUBMITTED
    decided: datetime | None = None
    accepted: int | None = None
    sent_back: int = 0


@dataclass
class Replay:
    """A return, event by event, as a person with a notebook would keep it."""

    revisions: list[Revision] = field(default_factory=list)
    events: int = 0
    last_reopened: int = 0
    last_accepted: int = 0

    def submit(self, received: datetime, recorded: datetime) -> None:
        for each in self.revisions:
            if each.status is ReturnStatus.SUBMITTED:
                each.status = ReturnStatus.SUPERSEDED
        self.revisions.append(Revision(received, recorded))

    def subject(self, kind: DecisionKind) -> int | None:
        """The number of the revision that may be decided on so, if there is one."""
        if not self.revisions:
            return None
        if kind is not DecisionKind.REOPEN:
            newest = self.revisions[-1]
            return len(self.revisions) if newest.status is ReturnStatus.SUBMITTED else None
        stands = self.stands
        return stands if self.revisions[stands - 1].status is ReturnStatus.ACCEPTED else None

    def decide(self, number: int, kind: DecisionKind, at: datetime) -> None:
        self.events += 1
        revision = self.revisions[number - 1]
        revision.decided = at
        match kind:
            case DecisionKind.ACCEPT:
                revision.status, revision.accepted = ReturnStatus.ACCEPTED, self.events
                self.last_accepted = self.events
            case DecisionKind.SEND_BACK:
                revision.status = ReturnStatus.SENT_BACK
                revision.sent_back += 1
            case DecisionKind.WITHDRAW:
                revision.status = ReturnStatus.WITHDRAWN
            case DecisionKind.REOPEN:
                revision.status, self.last_reopened = ReturnStatus.REOPENED, self.events

    @property
    def stands(self) -> int:
        numbered = list(enumerate(self.revisions, start=1))
        left = [number for number, each in numbered if each.status not in _GONE]
        return max(left or [number for number, _each in numbered])

    @property
    def counts(self) -> int | None:
        accepted = [
            (each.accepted, number)
            for number, each in enumerate(self.revisions, start=1)
            if each.accepted
        ]
        return max(accepted)[1] if accepted else None

    @property
    def came(self) -> datetime | None:
        """When the first came that was ever accepted or still waits."""
        waiting = (ReturnStatus.SUBMITTED,)
        there = [
            each.received for each in self.revisions if each.accepted or each.status in waiting
        ]
        return min(there, default=None)

    def as_recorded(self) -> tuple[object, ...]:
        standing = self.revisions[self.stands - 1]
        return (
            len(self.revisions),
            self.stands,
            standing.status,
            standing.decided,
            self.counts,
            self.revisions[-1].status is ReturnStatus.SUBMITTED,
            self.last_reopened > self.last_accepted,
            max(filter(None, (each.decided for each in self.revisions)), default=None),
            sum(each.sent_back for each in self.revisions),
            self.came,
        )


def seen(state: return_states.ReturnStateRecord) -> tuple[object, ...]:
    return (
        state.newest,
        state.stands,
        state.status,
        state.decided_at,
        state.counts,
        state.provisional_id is not None,
        state.reopened,
        state.moved_at,
        state.sent_back,
        state.handed_in_at,
    )


def state_of(return_id: int, until: datetime = FOR_EVER) -> return_states.ReturnStateRecord | None:
    with engine.reading(engine.SERVICE, Moment(until, DUE)) as session:
        return return_states.of_returns(session, [return_id]).get(return_id)


STEPS = st.lists(
    st.tuples(
        st.sampled_from([None, *DecisionKind]),
        st.integers(1, 5 * 24 * 60),
        st.integers(0, 3 * 24 * 60),
    ),
    min_size=1,
    max_size=14,
)


@settings(
    max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(STEPS)
def test_a_return_stands_as_a_replay_of_its_events_says_at_every_moment(officer, province, steps):
    unit = a_unit(f"D{next(NUMBERS)}", province)
    replay, at, return_id = Replay(), START, 0
    known: list[tuple[datetime, tuple[object, ...]]] = []
    for kind, minutes, waited in steps:
        at += timedelta(minutes=minutes)
        if kind is None:
            return_id = a_return(
                unit,
                "2026Q3",
                {},
                officer,
                at=at - timedelta(minutes=waited),
                recorded_at=at,
                decided=None,
            )
            replay.submit(at - timedelta(minutes=waited), at)
        else:
            number = replay.subject(kind)
            if number is None:
                continue
            decide(return_id, number, kind, officer, at)
            replay.decide(number, kind, at)
        known.append((at + timedelta(seconds=1), replay.as_recorded()))
    for until, expected in known:
        found = state_of(return_id, until)
        assert found is not None
        assert seen(found) == expected
    if known:
        assert state_of(return_id, START) is None
        assert seen(state_of(return_id)) == known[-1][1]


NUMBERS = iter(range(1, 10_000))


def decide(return_id, number, kind, by, at):
    with engine.writing(engine.SERVICE) as session:
        revision = next(
            each for each in returns.revisions(session, return_id) if each.number == number
        )
        reason = None if kind is DecisionKind.ACCEPT else "lý do"
        returns.decide(session, revision.id, kind, by=by.account_id, at=at, reason=reason)


def due_of(unit, first, last, today=DUE, until=FOR_EVER):
    with engine.reading(engine.SERVICE, Moment(until, today)) as session:
        province = units.province_of(session, unit.id)
        found = return_states.due(session, (unit.id,), (province.id,), first, last, today)
    return {str(each.period): each for each in found}


def test_who_handed_it_in_and_through_which_door_is_of_the_first_that_stands(district, officer):
    first = a_person(Role.REPORTER, district)
    a_return(district, "2026Q3", {}, officer, decided=DecisionKind.SEND_BACK)
    number = a_return(district, "2026Q3", {}, first)
    a_return(district, "2026Q3", {}, officer, decided=None)
    state = state_of(number)
    assert (state.handed_in_by, state.channel) == (first.account_id, Channel.WEB)


def test_a_return_received_days_before_it_was_entered_is_on_time_and_was_not_known(
    district, officer
):
    received, entered = datetime(2026, 9, 20, tzinfo=UTC), datetime(2026, 9, 28, tzinfo=UTC)
    number = a_return(district, "2026Q3", {}, officer, at=received, recorded_at=entered,
                      decided=None)  # fmt: skip
    assert state_of(number, entered) is None
    assert state_of(number).handed_in_at == received


def test_returns_are_due_from_units_that_report_and_exist_once_the_province_has_begun(
    province, district, officer
):
    a_return(district, "2025Q3", {}, officer)
    new = a_unit("N", province, valid_from=date(2026, 4, 1))
    ended = a_unit("E", province, valid_to=date(2026, 6, 30))
    asked = {
        unit.code: [
            period for period, each in due_of(unit, Period(2025, 2), Q3).items() if each.asked
        ]
        for unit in (district, new, ended)
    }
    assert asked == {
        "D": ["2025Q3", "2025Q4", "2026Q1", "2026Q2", "2026Q3"],
        "N": ["2026Q2", "2026Q3"],
        "E": ["2025Q3", "2025Q4", "2026Q1", "2026Q2"],
    }
    assert due_of(province, Period(2026, 1), Q3) == {}


def test_a_province_begins_with_the_first_return_that_counts_or_waits(province, district, officer):
    def begin(until=FOR_EVER):
        with engine.reading(engine.SERVICE, Moment(until, DUE)) as session:
            return return_states.begin(session, province.id, DUE)

    assert begin() == Q3
    a_return(district, "2024Q1", {}, officer, decided=DecisionKind.SEND_BACK)
    a_return(district, "2025Q2", {}, officer, decided=None)
    a_return(district, "2025Q3", {}, officer)
    a_return(district, "2024Q2", {}, officer, decided=None)
    a_return(district, "2024Q2", {}, officer, decided=DecisionKind.WITHDRAW)
    assert begin() == Period(2025, 2)
    assert begin(datetime(2025, 6, 1, tzinfo=UTC)) == Q3


def test_history_stands_in_for_a_quarter_and_for_a_whole_year(district, officer):
    figures = {("PARTY_ORG_FOUNDED", 2024, 1): 2, ("UNION_FOUNDED", 2023, 0): 4}
    some_history(district, figures, officer)
    told = due_of(district, Period(2023, 1), Period(2024, 4))
    assert [period for period, each in told.items() if each.history] == [
        "2023Q1", "2023Q2", "2023Q3", "2023Q4", "2024Q1",
    ]  # fmt: skip
    before = due_of(
        district, Period(2023, 1), Period(2024, 4), until=datetime(2019, 1, 1, tzinfo=UTC)
    )
    assert not any(each.history for each in before.values())


def test_the_queue_the_list_and_the_state_name_the_same_returns(province, officer):
    kinds = [None, *DecisionKind]
    numbers = {
        a_return(a_unit(f"D{place}", province), "2026Q3", {}, officer, decided=kind)
        for place, kind in enumerate(kinds * 2)
        if kind is not DecisionKind.REOPEN
    }
    with engine.reading(engine.SERVICE) as session:
        states = return_states.of_returns(session, numbers)
        queue = {each.return_id for each in worklists.queue(session, (province.id,))}
        listed = {
            status: {
                each.return_id
                for each in return_list.page(
                    session, (province.id,), Wanted(status=status), LARGEST_ID, 50
                )
            }
            for status in ReturnStatus
            if status not in (ReturnStatus.DRAFT, ReturnStatus.SUPERSEDED)
        }
    assert queue == {each.return_id for each in states.values() if each.provisional_id}
    for status, found in listed.items():
        assert found == {each.return_id for each in states.values() if each.status is status}
