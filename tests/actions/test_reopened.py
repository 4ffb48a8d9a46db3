"""What was accepted and is open again, and what was taken back: which figures count."""

import pytest

from dashboard.actions import decisions, periods, returns
from dashboard.domain.workflow import Move
from dashboard.errors import WrongState
from dashboard.readings import progress, receipts, worklists
from data_access.vocabulary import DecisionKind, Period, ReturnStatus
from tests.actions.deciding import CODE, counted, move, standing, stands
from tests.actions.workbooks import Q3, a_workbook
from tests.factories import a_return


def test_a_reopened_return_counts_until_its_correction_is_accepted(world):
    number = standing(world, ReturnStatus.REOPENED, amount=4)
    assert counted(world) == 4
    a_return(world.district, "2026Q1", {CODE: 9}, world.clerk, decided=None)
    assert (counted(world), stands(world, number)) == (4, ReturnStatus.SUBMITTED)
    move(world.officer, Move.SEND_BACK, number)
    assert (counted(world), stands(world, number)) == (4, ReturnStatus.SENT_BACK)
    a_return(world.district, "2026Q1", {CODE: 7}, world.clerk, decided=None)
    move(world.officer, Move.ACCEPT, number)
    assert (counted(world), stands(world, number)) == (7, ReturnStatus.ACCEPTED)


def test_every_return_is_accepted_as_before_when_one_of_them_is_reopened(world):
    for quarter in (1, 2, 3, 4):
        numbers = [
            a_return(unit, f"2025Q{quarter}", {CODE: 2}, world.clerk)
            for unit in (world.district, world.sibling)
        ]
    before = progress.unit_progress(world.officer, "P", Period(2025, 4))
    assert (before.due, before.accepted) == (2, 2)
    decisions.reopen(world.officer, numbers[0], "Kiểm tra")
    after = progress.unit_progress(world.officer, "P", Period(2025, 4))
    assert after == before
    receipt = receipts.of_unit(world.officer, "P", Period(2025, 4))[0]
    assert (receipt.status, receipt.counts) == (ReturnStatus.REOPENED, 1)
    assert not receipt.outstanding


def test_a_withdrawn_correction_leaves_the_return_as_it_stood(world):
    for status, period in (
        (ReturnStatus.ACCEPTED, "2023Q1"),
        (ReturnStatus.SENT_BACK, "2024Q1"),
        (ReturnStatus.REOPENED, "2025Q1"),
    ):
        number = standing(world, status, period, amount=4)
        a_return(world.district, period, {CODE: 9}, world.clerk, decided=None)
        done = move(world.clerk, Move.WITHDRAW, number)
        assert (done.revision, done.status) == (2, status)
        receipt = receipts.of_unit(world.officer, "D01", Period.parse(period))[0]
        assert (receipt.status, receipt.revision) == (status, 1)
    owed = {(str(each.period), each.status) for each in worklists.due(world.clerk)}
    back = (ReturnStatus.SENT_BACK, ReturnStatus.REOPENED)
    assert {status for _period, status in owed} - {None} == set(back)


def test_what_was_withdrawn_alone_is_not_handed_in(world):
    a_return(world.sibling, "2026Q1", {CODE: 2}, world.clerk)  # its province has begun to report
    number = standing(world, ReturnStatus.WITHDRAWN)
    receipt = receipts.of_unit(world.officer, "D01", Period(2026, 1))[0]
    assert (receipt.present, receipt.outstanding, receipt.counts) == (None, True, None)
    assert number not in [each.return_id for each in worklists.queue(world.officer)]


def test_an_accepted_return_is_reopened_past_a_withdrawn_correction(world):
    number = standing(world, ReturnStatus.ACCEPTED)
    a_return(world.district, "2026Q1", {CODE: 9}, world.clerk, decided=DecisionKind.WITHDRAW)
    with pytest.raises(WrongState, match="not-accepted"):
        move(world.officer, Move.REOPEN, number, revision=2)
    done = move(world.officer, Move.REOPEN, number, revision=1)
    assert (done.revision, done.status) == (1, ReturnStatus.REOPENED)


def test_a_closed_quarter_takes_a_reopened_return_until_it_is_accepted_and_no_other(world):
    def hand_in(amount: int):
        data = a_workbook(world.clerk, figures={CODE: amount})
        return returns.submit(world.clerk, data, "a.xlsx", explanation="đã rà", reason="sửa")

    number = hand_in(1).return_id
    decisions.accept(world.officer, number)
    periods.close(world.administrator, Q3)
    with pytest.raises(WrongState, match="period-closed"):
        hand_in(2)
    decisions.reopen(world.officer, number, "Sai số")
    assert Q3 in [each.period for each in worklists.due(world.clerk)]
    assert hand_in(2).revision == 2
    assert hand_in(3).revision == 3
    decisions.send_back(world.officer, number, "vẫn sai")
    assert hand_in(4).revision == 4
    decisions.withdraw(world.clerk, number, "nhầm")
    assert hand_in(5).revision == 5
    decisions.accept(world.officer, number)
    with pytest.raises(WrongState, match="period-closed"):
        hand_in(6)
    assert Q3 not in [each.period for each in worklists.due(world.clerk)]
