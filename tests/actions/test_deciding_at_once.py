"""Two who decide at once: one wins, and the other is told who."""

from datetime import UTC, datetime

import pytest

from dashboard.actions import decisions, returns
from dashboard.domain.workflow import Move
from dashboard.errors import WrongState
from dashboard.explain import explain
from dashboard.readings import returns as readings
from data_access.vocabulary import ReturnStatus
from tests.actions.deciding import CODE, counted, move, standing
from tests.actions.record import at_once, rows
from tests.actions.workbooks import Q3, a_workbook
from tests.factories import a_return


@pytest.mark.parametrize("faster", range(4))
def test_a_reviewer_and_a_clerk_at_once_one_wins_and_the_other_is_told(world, faster):
    number = standing(world, ReturnStatus.SUBMITTED)
    found = at_once(
        lambda: decisions.accept(world.officer, number, 1),
        lambda: decisions.withdraw(world.clerk, number, "nhầm", 1),
        lambda: decisions.send_back(world.administrator, number, "thiếu", 1),
    )
    won = [each for each in found if isinstance(each, decisions.Decided)]
    told = [each for each in found if isinstance(each, WrongState)]
    assert (len(won), len(told), rows("return_decision")) == (1, 2, 1)
    winner = (world.officer, world.clerk, world.administrator)[found.index(won[0])]
    for refusal in told:
        assert refusal.rule == "not-submitted"
        assert refusal.values["by"] == winner.name
        assert refusal.values["status"] is won[0].status
        sentence = explain(refusal)
        assert winner.name in sentence
        assert "20/09/2026" in sentence


@pytest.mark.parametrize("round_", range(4))
def test_a_reviewer_accepts_while_the_clerk_submits_again(world, round_):
    first = a_workbook(world.clerk, figures={CODE: 1})
    number = returns.submit(world.clerk, first, "a.xlsx", explanation="đã rà").return_id
    second = a_workbook(world.clerk, figures={CODE: 2})
    accepted, submitted = at_once(
        lambda: decisions.accept(world.officer, number, 1),
        lambda: returns.submit(
            world.clerk, second, "b.xlsx", explanation="đã rà", reason="gõ nhầm"
        ),
    )
    assert submitted.revision == 2
    detail = readings.detail(world.officer, number)
    assert (detail.revision.number, detail.revision.standing) == (2, ReturnStatus.SUBMITTED)
    if isinstance(accepted, WrongState):
        assert accepted.rule == "newer-revision"
        assert world.clerk.name in explain(accepted)
        assert (counted(world, Q3), detail.revision.counts) == (None, None)
    else:
        assert (counted(world, Q3), detail.revision.counts) == (1, 1)


def test_two_reviewers_reopen_at_once_and_one_of_them_is_told(world):
    number = standing(world, ReturnStatus.ACCEPTED)
    found = at_once(
        lambda: decisions.reopen(world.officer, number, "sai", 1),
        lambda: decisions.reopen(world.administrator, number, "sai", 1),
    )
    refusals = [each for each in found if isinstance(each, WrongState)]
    assert [each.rule for each in refusals] == ["not-accepted"]
    assert refusals[0].values["status"] is ReturnStatus.REOPENED
    assert rows("return_decision") == 2


def test_a_reviewer_of_an_older_revision_is_told_who_sent_the_newer_one(world):
    number = standing(world, ReturnStatus.SUBMITTED)
    a_return(
        world.district, "2026Q1", {CODE: 2}, world.clerk,
        decided=None, at=datetime(2026, 4, 2, 3, tzinfo=UTC),
    )  # fmt: skip
    for what in (Move.ACCEPT, Move.SEND_BACK, Move.WITHDRAW):
        with pytest.raises(WrongState, match="newer-revision") as caught:
            move(world.administrator, what, number, revision=1)
        assert world.clerk.name in explain(caught.value)
    assert move(world.officer, Move.ACCEPT, number, revision=2).revision == 2
