"""Deciding on returns: every move from every status, its right, its words, remarks on cells."""

from collections.abc import Callable
from dataclasses import replace
from itertools import product

import pytest
from sqlalchemy import text

from dashboard import forms
from dashboard.actions import admission, decisions, drafts, periods, returns, submission
from dashboard.domain.access import Right
from dashboard.domain.workflow import TABLE, Move, Situation, handing_in, may
from dashboard.errors import NotAllowed, Refused, WrongState
from dashboard.explain import explain
from dashboard.readings import returns as readings
from dashboard.standing import situation as situation_of
from data_access import engine
from data_access.errors import NotFound
from data_access.vocabulary import Channel, ReturnStatus, Role
from tests.actions.deciding import CODE, Q1, move, standing, stands
from tests.actions.record import rows
from tests.actions.workbooks import Q3, a_workbook
from tests.factories import a_person, a_return

DECIDING = (Move.ACCEPT, Move.SEND_BACK, Move.REOPEN, Move.WITHDRAW)
STATUSES = (
    ReturnStatus.SUBMITTED,
    ReturnStatus.ACCEPTED,
    ReturnStatus.SENT_BACK,
    ReturnStatus.REOPENED,
    ReturnStatus.WITHDRAWN,
)


def last_event() -> tuple[str, str]:
    with engine.reading(engine.SERVICE) as session:
        return session.execute(
            text(
                "select e.action, a.username from audit_event e "
                "join account a on a.id = e.account_id order by e.id desc limit 1"
            )
        ).one()


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
        lets_in(lambda: drafts.save(world.clerk, "D01", Q1, {}, 0, based_on=1)),
        lets_in(lambda: returns.looked_at(world.officer, data, right=Right.RECEIVE_RETURNS)),
    )


def by_the_table(world) -> tuple[bool, ...]:
    with engine.reading(engine.SERVICE) as session:
        newest = admission.newest_of(session, world.district, Q1)
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
    with engine.writing(engine.SERVICE) as session:
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
    with engine.reading(engine.SERVICE) as session:
        whole = forms.content_of(session, found.new.id, "D01", Q3)
    assert whole.figures == {CODE: 7}
    with pytest.raises(NotFound):
        readings.difference(world.officer, number, 1, 3)
