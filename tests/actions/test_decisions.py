"""Deciding on returns: every move from every status, remarks, and who wins when two are at it."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from itertools import product
from threading import Barrier

import pytest
from sqlalchemy import text

from dashboard import forms
from dashboard.actions import decisions, drafts, periods, returns, submission
from dashboard.domain.access import Right
from dashboard.domain.workflow import TABLE, Move, Situation, handing_in, may
from dashboard.errors import NotAllowed, Refused, WrongState
from dashboard.explain import explain
from dashboard.readings import progress
from dashboard.readings import returns as readings
from dashboard.standing import situation as situation_of
from data_access import contents, engine
from data_access.errors import NotFound
from data_access.vocabulary import Channel, DecisionKind, Period, ReturnStatus, Role
from tests.actions.workbooks import Q3, a_workbook
from tests.factories import a_person, a_return

Q1 = Period(2026, 1)
CODE = "PARTY_MEMBER_ADMITTED"
DECIDING = (Move.ACCEPT, Move.SEND_BACK, Move.REOPEN, Move.WITHDRAW)
STATUSES = (
    ReturnStatus.SUBMITTED,
    ReturnStatus.ACCEPTED,
    ReturnStatus.SENT_BACK,
    ReturnStatus.REOPENED,
    ReturnStatus.WITHDRAWN,
)
_DECIDED = {
    ReturnStatus.SUBMITTED: None,
    ReturnStatus.ACCEPTED: DecisionKind.ACCEPT,
    ReturnStatus.SENT_BACK: DecisionKind.SEND_BACK,
    ReturnStatus.REOPENED: DecisionKind.ACCEPT,
    ReturnStatus.WITHDRAWN: DecisionKind.WITHDRAW,
}


def standing(world, status: ReturnStatus, period: str = "2026Q1", amount: int = 1) -> int:
    """Bring the district's return to a status; return its number."""
    number = a_return(world.district, period, {CODE: amount}, world.clerk, decided=_DECIDED[status])
    if status is ReturnStatus.REOPENED:
        decisions.reopen(world.officer, number, "Sai số")
    return number


def move(person, what: Move, number: int, revision: int | None = None):
    words = {} if what is Move.ACCEPT else {"reason": "lý do"}
    return decisions.BY_MOVE[what](person, number, revision=revision, **words)


def stands(world, number: int) -> ReturnStatus:
    return readings.detail(world.officer, number).revision.standing


def counted(world, period: Period = Q1) -> int | None:
    with engine.reading() as session:
        found = contents.figures_of_unit(session, world.district.id, period, period)
    return found.get(period, {}).get(CODE)


def rows(table: str) -> int:
    with engine.reading() as session:
        return session.scalar(text(f"select count(*) from {table}"))  # noqa: S608


def last_event() -> tuple[str, str]:
    with engine.reading() as session:
        return session.execute(
            text(
                "select e.action, a.username from audit_event e "
                "join account a on a.id = e.account_id order by e.id desc limit 1"
            )
        ).one()


def at_once(*calls: Callable[[], object]) -> list[object]:
    """Return what each call returned or raised, all of them let go together."""
    gate = Barrier(len(calls))

    def run(call: Callable[[], object]) -> object:
        gate.wait()
        try:
            return call()
        except (Refused, NotAllowed) as refusal:
            return refusal

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


@pytest.mark.parametrize(("what", "status"), list(product(DECIDING, STATUSES)))
def test_a_move_is_made_from_the_statuses_of_the_table_and_refused_from_every_other(
    world, what, status
):
    number = standing(world, status)
    before, there = rows("return_decision"), stands(world, number)
    open_here = may(what, Situation(status, frozenset(step.right for step in TABLE)))
    if open_here:
        done = move(world.administrator, what, number)
        step = next(each for each in TABLE if each.move is what and status in each.starts)
        assert (done.status, done.move) == (step.to, what)
        assert stands(world, number) is step.to
        assert last_event() == (f"return.{what}", world.administrator.username)
        return
    with pytest.raises(WrongState) as caught:
        move(world.administrator, what, number)
    assert caught.value.rule == ("not-accepted" if what is Move.REOPEN else "not-submitted")
    assert rows("return_decision") == before
    assert stands(world, number) is there


@pytest.mark.parametrize("status", [None, *STATUSES])
def test_what_is_handed_in_is_taken_exactly_where_the_table_says_so(world, status):
    """In an open quarter; closed after what happened; opened again after the closing."""
    number = standing(world, status) if status else None
    assert taken(world) == by_the_table(world) == (True, True, True)
    periods.close(world.administrator, Q1)
    assert taken(world) == by_the_table(world)
    if status is ReturnStatus.ACCEPTED:
        assert taken(world) == (False, False, False)
        decisions.reopen(world.officer, number, "Sai số")
        assert taken(world) == by_the_table(world) == (True, True, True)


def taken(world) -> tuple[bool, ...]:
    """Whether a file, a draft and a received file are let in."""

    def lets_in(call: Callable[[], object]) -> bool:
        try:
            call()
        except WrongState:
            return False
        return True

    data = a_workbook(world.clerk, period=Q1, figures={CODE: 2})
    return (
        lets_in(lambda: returns.check(world.clerk, data, "a.xlsx")),
        lets_in(lambda: drafts.save(world.clerk, "D01", Q1, {}, 0)),
        lets_in(lambda: returns.looked_at(world.officer, data, right=Right.RECEIVE_RETURNS)),
    )


def by_the_table(world) -> tuple[bool, ...]:
    with engine.reading() as session:
        newest = submission.newest_of(session, world.district, Q1)
        clerk, officer = (
            situation_of(session, each, world.district.id, Q1, newest)
            for each in (world.clerk, world.officer)
        )
    return (
        may(handing_in(clerk.status), clerk),
        may(Move.SAVE_DRAFT, clerk),
        may(Move.RECEIVE, officer),
    )


def test_each_move_wants_its_own_right(world):
    number = standing(world, ReturnStatus.SUBMITTED)
    for what in (Move.ACCEPT, Move.SEND_BACK, Move.REOPEN):
        with pytest.raises(NotAllowed):
            move(world.clerk, what, number)
    with pytest.raises(NotAllowed):
        move(world.officer, Move.WITHDRAW, number)
    assert rows("return_decision") == 0


@pytest.mark.parametrize(
    ("what", "rule"),
    [
        (Move.SEND_BACK, "reason-missing"),
        (Move.REOPEN, "reopen-reason-missing"),
        (Move.WITHDRAW, "withdraw-reason-missing"),
    ],
)
def test_a_move_that_wants_words_is_refused_without(world, what, rule):
    number = standing(world, ReturnStatus.SUBMITTED)
    with pytest.raises(Refused, match=rule):
        decisions.BY_MOVE[what](world.administrator, number, reason=" \0 ")
    assert explain(Refused(rule)) != rule


def test_a_return_that_is_not_there_cannot_be_decided(world):
    for what in DECIDING:
        with pytest.raises(NotFound):
            move(world.administrator, what, 99)
    number = standing(world, ReturnStatus.SUBMITTED)
    with pytest.raises(NotFound):
        move(world.administrator, Move.ACCEPT, number, revision=7)


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
    receipt = progress.receipts(world.officer, "P", Period(2025, 4))[0]
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
        receipt = progress.receipts(world.officer, "D01", Period.parse(period))[0]
        assert (receipt.status, receipt.revision) == (status, 1)
    owed = {(str(each.period), each.status) for each in readings.due(world.clerk)}
    back = (ReturnStatus.SENT_BACK, ReturnStatus.REOPENED)
    assert {status for _period, status in owed} - {None} == set(back)


def test_what_was_withdrawn_alone_is_not_handed_in(world):
    number = standing(world, ReturnStatus.WITHDRAWN)
    receipt = progress.receipts(world.officer, "D01", Period(2026, 1))[0]
    assert (receipt.status, receipt.outstanding, receipt.counts) == (None, True, None)
    assert number not in [each.return_id for each in readings.queue(world.officer)]


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
    assert Q3 in [each.period for each in readings.due(world.clerk)]
    assert hand_in(2).revision == 2
    assert hand_in(3).revision == 3
    decisions.send_back(world.officer, number, "vẫn sai")
    assert hand_in(4).revision == 4
    decisions.withdraw(world.clerk, number, "nhầm")
    assert hand_in(5).revision == 5
    decisions.accept(world.officer, number)
    with pytest.raises(WrongState, match="period-closed"):
        hand_in(6)
    assert Q3 not in [each.period for each in readings.due(world.clerk)]


def test_nobody_accepts_their_own_but_what_came_by_email_is_the_units(world):
    both = a_person(Role.REVIEWER, world.district)
    own = a_return(world.district, "2026Q1", {CODE: 1}, both, decided=None)
    with pytest.raises(Refused, match="own-submission"):
        decisions.accept(both, own)
    assert decisions.send_back(both, own, "nhầm").status is ReturnStatus.SENT_BACK
    data = a_workbook(world.officer, figures={CODE: 4})
    by_mail = replace(world.officer, channel=Channel.EMAIL)
    received = received_by(by_mail, data)
    assert decisions.accept(world.officer, received).status is ReturnStatus.ACCEPTED


def received_by(person, data: bytes) -> int:
    """Store what an officer received, as the bulk intake does."""
    checked = returns.looked_at(person, data, right=Right.RECEIVE_RETURNS)
    new = returns.as_handed_in(checked, data, "thu.xlsx")
    with engine.writing() as session:
        return submission.stored(session, person, new).return_id


def test_remarks_are_kept_with_the_decision(world):
    number = standing(world, ReturnStatus.SUBMITTED)
    sheet = "Biểu 1 – Số liệu"
    decisions.send_back(
        world.officer, number, "xem ô",
        remarks=[(sheet, "G14", " khớp LĐLĐ "), ("bieu 2", "D9", "thiếu"), (sheet, "G14", "sửa")],
    )  # fmt: skip
    detail = readings.detail(world.clerk, number)
    assert detail.revision.remarks == (
        {"sheet": sheet, "cell": "G14", "message": "khớp LĐLĐ sửa"},
        {"sheet": "bieu 2", "cell": "D9", "message": "thiếu"},
    )
    assert detail.decisions[-1].remarks == detail.revision.remarks
    assert detail.decisions[-1].decider == world.officer.name


@pytest.mark.parametrize(
    ("remark", "rule"),
    [
        (("Biểu 9", "G14", "x"), "remark-place"),
        (("Chỉ tiêu năm", "G14", "x"), "remark-place"),
        (("Biểu 1 – Số liệu", "14", "x"), "remark-place"),
        (("Biểu 1 – Số liệu", "G14:G15", "x"), "remark-place"),
        (("Biểu 1 – Số liệu", "=G1", "x"), "remark-place"),
        (("Biểu 1 – Số liệu", "G14", " \n"), "remark-empty"),
    ],
)
def test_a_remark_on_no_place_or_without_words_is_refused(world, remark, rule):
    number = standing(world, ReturnStatus.SUBMITTED)
    with pytest.raises(Refused, match=rule) as caught:
        decisions.send_back(world.officer, number, "lý do", remarks=[remark])
    assert explain(caught.value)
    assert rows("return_decision") == 0


def test_remarks_are_bounded_in_number_and_length(world):
    number = standing(world, ReturnStatus.SUBMITTED)
    many = [("Biểu 1 – Số liệu", f"G{row}", "x") for row in range(1, 102)]
    with pytest.raises(Refused, match="remarks-many"):
        decisions.send_back(world.officer, number, "lý do", remarks=many)
    decisions.send_back(world.officer, number, "lý do", remarks=[(*many[0][:2], "x" * 9000)])
    assert len(readings.detail(world.clerk, number).revision.remarks[0]["message"]) == 500


def test_the_story_of_a_return_holds_every_decision(world):
    number = standing(world, ReturnStatus.SUBMITTED)
    move(world.officer, Move.SEND_BACK, number)
    a_return(world.district, "2026Q1", {CODE: 2}, world.clerk, decided=None)
    move(world.clerk, Move.WITHDRAW, number)
    a_return(world.district, "2026Q1", {CODE: 3}, world.clerk, decided=None)
    move(world.officer, Move.ACCEPT, number)
    move(world.administrator, Move.REOPEN, number)
    told = readings.detail(world.clerk, number).decisions
    assert [(each.revision, each.kind.value, each.decider) for each in told] == [
        (1, "send_back", world.officer.name),
        (2, "withdraw", world.clerk.name),
        (3, "accept", world.officer.name),
        (3, "reopen", world.administrator.name),
    ]


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


def test_the_difference_of_two_revisions_tells_who_and_when_and_why(world):
    form = {"figures": {CODE: 5}, "difficulties": [{"difficulty": "Xa", "proposal": "Hỗ trợ"}]}
    data = a_workbook(world.clerk, **form)
    number = returns.submit(world.clerk, data, "a.xlsx", explanation="đã rà").return_id
    again = a_workbook(
        world.clerk, figures={CODE: 7}, difficulties=[{"difficulty": "Xa", "proposal": "Vốn"}]
    )
    returns.submit(world.clerk, again, "b.xlsx", explanation="đã rà", reason="đếm nhầm")
    found = readings.difference(world.officer, number, 1, 2)
    assert [(each.indicator, each.old, each.new) for each in found.difference.figures] == [
        (CODE, 5, 7)
    ]
    (row,) = found.difference.difficulties
    assert [(each.field, each.old, each.new) for each in row.fields] == [
        ("proposal", "Hỗ trợ", "Vốn")
    ]
    assert (found.old.number, found.new.reason) == (1, "đếm nhầm")
    assert found.new.submitter == world.clerk.name
    with engine.reading() as session:
        whole = forms.content_of(session, found.new.id, "D01", Q3)
    assert whole.figures == {CODE: 7}
    with pytest.raises(NotFound):
        readings.difference(world.officer, number, 1, 3)
