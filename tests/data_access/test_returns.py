"""Returns: where each revision stands, what counts, what is still owed."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest

from data_access import (
    contents,
    engine,
    indicators,
    return_list,
    returns,
    units,
    worklists,
)
from data_access.errors import NotFound
from data_access.return_list import Wanted
from data_access.returns import NewRevision
from data_access.vocabulary import (
    LARGEST_ID,
    Channel,
    DecisionKind,
    Period,
    ReturnStatus,
    Role,
)
from tests.factories import a_file, a_person, a_return, a_unit, some_history

CODE = "PARTY_MEMBER_ADMITTED"


@pytest.fixture
def district(database):
    return a_unit("D", a_unit("P"))


@pytest.fixture
def clerk(district):
    return a_person(Role.REPORTER, district)


def statuses(return_id: int) -> list[str]:
    with engine.reading(engine.SERVICE) as session:
        return [each.status.value for each in returns.revisions(session, return_id)]


def counted(district, first: str, last: str) -> dict[str, int | None]:
    with engine.reading(engine.SERVICE) as session:
        found = contents.figures_of_unit(
            session, district.id, Period.parse(first), Period.parse(last)
        )
    return {str(period): figures.get(CODE) for period, figures in found.items()}


def test_a_revision_nobody_decided_on_is_submitted_until_a_newer_one_comes(district, clerk):
    return_id = a_return(district, "2026Q1", {CODE: 1}, clerk, decided=None)
    assert statuses(return_id) == ["submitted"]
    a_return(district, "2026Q1", {CODE: 2}, clerk, decided=None)
    assert statuses(return_id) == ["submitted", "superseded"]


@pytest.mark.parametrize(
    ("decided", "status"),
    [
        (DecisionKind.ACCEPT, ReturnStatus.ACCEPTED),
        (DecisionKind.SEND_BACK, ReturnStatus.SENT_BACK),
        (DecisionKind.REOPEN, ReturnStatus.REOPENED),
        (DecisionKind.WITHDRAW, ReturnStatus.WITHDRAWN),
    ],
)
def test_a_revision_stands_where_the_last_decision_put_it(district, clerk, decided, status):
    return_id = a_return(district, "2026Q1", {CODE: 1}, clerk, decided=decided)
    assert statuses(return_id) == [status]


def test_the_accepted_revision_counts_until_a_newer_one_is_accepted(district, clerk):
    a_return(district, "2026Q1", {CODE: 1}, clerk)
    a_return(district, "2026Q1", {CODE: 2}, clerk, decided=None)
    assert counted(district, "2026Q1", "2026Q1") == {"2026Q1": 1}
    a_return(district, "2026Q1", {CODE: 3}, clerk)
    assert counted(district, "2026Q1", "2026Q1") == {"2026Q1": 3}


def test_history_stands_in_for_quarters_without_an_accepted_return(district, clerk):
    some_history(district, {(CODE, 2025, 3): 5, (CODE, 2025, 4): 6, (CODE, 2025, 0): 9}, clerk)
    a_return(district, "2025Q4", {CODE: 7}, clerk)
    assert counted(district, "2025Q1", "2026Q1") == {"2025Q3": 5, "2025Q4": 7}


def test_the_queue_holds_newest_undecided_revisions_the_longest_waiting_first(district, clerk):
    other = a_unit("E", a_unit("Q"))
    late = a_return(
        district, "2026Q1", {}, clerk, decided=None, at=datetime(2026, 5, 2, tzinfo=UTC)
    )
    early = a_return(
        district, "2026Q2", {}, clerk, decided=None, at=datetime(2026, 5, 1, tzinfo=UTC)
    )
    a_return(district, "2025Q4", {}, clerk)
    a_return(other, "2026Q1", {}, clerk, decided=None)
    with engine.reading(engine.SERVICE) as session:
        province = units.by_code(session, "P")
        found = worklists.queue(session, (province.id,))
    assert [each.return_id for each in found] == [early, late]


@pytest.mark.parametrize("number", [1, 10**30])
def test_a_return_that_is_not_there_is_not_found(database, number):
    with engine.writing(engine.SERVICE) as session, pytest.raises(NotFound):
        returns.locked(session, number)


def test_submissions_at_once_are_numbered_one_after_the_other(district, clerk):
    file_id = a_file()

    def submit(amount: int) -> int:
        with engine.writing(engine.SERVICE) as session:
            ids = {each.code: each.id for each in indicators.everything(session)}
            return_id = returns.obtain(session, district.id, Period(2026, 1))
            new = NewRevision(
                file_id=file_id,
                channel=Channel.API,
                submitted_by=clerk.account_id,
                submitted_at=datetime(2026, 3, 1, tzinfo=UTC),
                recorded_at=datetime(2026, 3, 1, tzinfo=UTC),
                figures={ids[CODE]: amount},
            )
            return returns.add_revision(session, return_id, new)[1]

    with ThreadPoolExecutor(8) as pool:
        numbers = list(pool.map(submit, range(16)))
    assert sorted(numbers) == list(range(1, 17))


def test_the_trail_of_a_figure_adds_up_to_it(district, clerk):
    with engine.reading(engine.SERVICE) as session:
        province = units.by_code(session, "P")
        indicator_id = next(each.id for each in indicators.everything(session) if each.code == CODE)
    other = a_unit("E", province)
    a_return(district, "2026Q1", {CODE: 1}, clerk)
    a_return(district, "2026Q1", {CODE: 2}, clerk)
    a_return(district, "2026Q2", {CODE: 4}, clerk)
    a_return(district, "2026Q3", {CODE: 64}, clerk)
    a_return(other, "2026Q1", {CODE: 100}, clerk, decided=None)
    some_history(other, {(CODE, 2026, 2): 8, (CODE, 2026, 0): 50}, clerk)
    with engine.reading(engine.SERVICE) as session:
        below = units.counted_subtree(session, province.id)
        found = contents.trail(session, below, indicator_id, Period(2026, 2))
    assert [(each.unit_id, each.quarter, each.amount, each.revision) for each in found] == [
        (district.id, 1, 2, 2),
        (district.id, 2, 4, 1),
        (other.id, 2, 8, None),
    ]


def test_no_returns_stand_superseded_or_as_drafts(district, clerk):
    a_return(district, "2026Q1", {}, clerk, decided=None)
    with engine.reading(engine.SERVICE) as session:
        for status in (ReturnStatus.SUPERSEDED, ReturnStatus.DRAFT):
            with pytest.raises(ValueError, match=status):
                return_list.page(
                    session, (district.id,), Wanted(status=status), before=LARGEST_ID, most=9
                )
        (found,) = return_list.page(
            session,
            (district.id,),
            Wanted(status=ReturnStatus.SUBMITTED),
            before=LARGEST_ID,
            most=9,
        )
    assert found.period == Period(2026, 1)
