"""The table of moves: who may do what to a return where it stands."""

from itertools import product

import pytest

from dashboard.domain.access import RIGHTS, Right
from dashboard.domain.workflow import (
    STAYS,
    TABLE,
    Move,
    Reason,
    Situation,
    Wants,
    handing_in,
    hindrance,
    may,
    moves,
    reason_of,
)
from data_access.vocabulary import ReturnStatus, Role

STATUSES = (None, *(each for each in ReturnStatus if each is not ReturnStatus.SUPERSEDED))
NONE, DRAFT, SUBMITTED, ACCEPTED, SENT_BACK, REOPENED, WITHDRAWN = STATUSES

# What each role may do in an open quarter, with no draft there, to somebody else's submission.
CLERK = {
    None: "save_draft submit",
    DRAFT: "save_draft discard_draft submit",
    SUBMITTED: "save_draft correct withdraw",
    ACCEPTED: "save_draft correct",
    SENT_BACK: "save_draft correct",
    REOPENED: "save_draft correct",
    WITHDRAWN: "save_draft submit",
}
OFFICER = {
    None: "receive",
    DRAFT: "receive",
    SUBMITTED: "receive accept send_back",
    ACCEPTED: "receive reopen",
    SENT_BACK: "receive",
    REOPENED: "receive",
    WITHDRAWN: "receive",
}


def names(situation: Situation) -> set[str]:
    return {each.move.value for each in moves(situation)}


@pytest.mark.parametrize("status", STATUSES)
def test_a_clerk_hands_in_and_takes_back_and_an_officer_decides(status):
    assert names(Situation(status, RIGHTS[Role.REPORTER])) == set(CLERK[status].split())
    assert names(Situation(status, RIGHTS[Role.REVIEWER])) == set(OFFICER[status].split())
    assert names(Situation(status, RIGHTS[Role.VIEWER])) == set()
    both = names(Situation(status, RIGHTS[Role.ADMINISTRATOR]))
    assert both == set(CLERK[status].split()) | set(OFFICER[status].split())


@pytest.mark.parametrize("status", STATUSES)
def test_in_a_closed_quarter_nothing_is_handed_in_unless_the_return_was_reopened(status):
    handing = {"save_draft", "submit", "correct", "receive"}
    closed = Situation(status, RIGHTS[Role.ADMINISTRATOR], closed=True)
    opened = Situation(status, RIGHTS[Role.ADMINISTRATOR], closed=True, reopened=True)
    ordinary = Situation(status, RIGHTS[Role.ADMINISTRATOR])
    assert not names(closed) & handing
    assert names(opened) == names(ordinary)


def test_a_reviewer_opens_an_accepted_return_again_in_a_closed_quarter_too():
    for status in STATUSES:
        closed = Situation(status, RIGHTS[Role.REVIEWER], closed=True)
        assert may(Move.REOPEN, closed) is (status is ACCEPTED)


def test_nobody_but_an_administrator_accepts_their_own():
    own = {role: Situation(SUBMITTED, RIGHTS[role], own=True) for role in Role}
    assert hindrance(Move.ACCEPT, own[Role.REVIEWER]) is Wants.ANOTHERS
    assert may(Move.SEND_BACK, own[Role.REVIEWER])
    assert may(Move.ACCEPT, own[Role.ADMINISTRATOR])


def test_a_draft_beside_what_stands_can_be_discarded():
    for status in (SUBMITTED, ACCEPTED, SENT_BACK, REOPENED):
        assert not may(Move.DISCARD_DRAFT, Situation(status, RIGHTS[Role.REPORTER]))
        assert may(Move.DISCARD_DRAFT, Situation(status, RIGHTS[Role.REPORTER], draft=True))


def test_what_is_missing_is_the_right_before_the_status_before_the_rest():
    nobody, reviewer = frozenset[Right](), RIGHTS[Role.REVIEWER]
    assert hindrance(Move.ACCEPT, Situation(WITHDRAWN, nobody)) is Wants.RIGHT
    assert hindrance(Move.ACCEPT, Situation(WITHDRAWN, reviewer, own=True)) is Wants.STATUS
    assert hindrance(Move.REOPEN, Situation(SENT_BACK, reviewer)) is Wants.STATUS
    clerk = RIGHTS[Role.REPORTER]
    assert hindrance(Move.SUBMIT, Situation(None, clerk, closed=True)) is Wants.OPEN_PERIOD
    assert hindrance(Move.DISCARD_DRAFT, Situation(ACCEPTED, clerk)) is Wants.DRAFT


def test_a_move_is_hindered_exactly_where_it_is_not_open():
    truths = (True, False)
    for role, status, closed, reopened, own, draft in product(
        Role, STATUSES, truths, truths, truths, truths
    ):
        now = Situation(status, RIGHTS[role], closed, reopened, own, draft)
        for move in Move:
            assert (hindrance(move, now) is None) is may(move, now)


def test_each_move_leads_from_a_status_to_one_status():
    for move, status in product(Move, STATUSES):
        leads = {each.to for each in TABLE if each.move is move and status in each.starts}
        assert len(leads) <= 1


def test_every_status_and_every_move_is_in_the_table():
    assert {each.move for each in TABLE} == set(Move)
    assert {status for each in TABLE for status in each.starts} == set(STATUSES)
    led_to = {each.to for each in TABLE} - {STAYS}
    assert led_to == set(STATUSES)
    # superseded is what a revision is, never a return
    assert ReturnStatus.SUPERSEDED not in led_to


@pytest.mark.parametrize(
    ("status", "move", "reason"),
    [
        (None, Move.SUBMIT, Reason.NONE),
        (DRAFT, Move.SUBMIT, Reason.NONE),
        (WITHDRAWN, Move.SUBMIT, Reason.NONE),
        (SUBMITTED, Move.CORRECT, Reason.ASKED),
        (SENT_BACK, Move.CORRECT, Reason.ASKED),
        (ACCEPTED, Move.CORRECT, Reason.REQUIRED),
        (REOPENED, Move.CORRECT, Reason.REQUIRED),
    ],
)
def test_a_correction_of_what_was_accepted_wants_a_reason(status, move, reason):
    assert handing_in(status) is move
    assert reason_of(move, status) is reason


def test_sending_back_taking_back_and_reopening_want_a_reason():
    for move in (Move.SEND_BACK, Move.WITHDRAW, Move.REOPEN):
        assert {each.reason for each in TABLE if each.move is move} == {Reason.REQUIRED}
    assert reason_of(Move.ACCEPT, SUBMITTED) is Reason.NONE
