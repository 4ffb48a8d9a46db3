"""The life of a quarterly return: what may be done to it where it stands, and by whom.

One table. Actions refuse what it does not hold, pages draw their buttons from it, and the guide's
table is compared with it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Literal

from dashboard.domain.access import Right
from data_access.vocabulary import ReturnStatus


class Move(StrEnum):
    """One thing that a person does to a return."""

    SAVE_DRAFT = "save_draft"
    DISCARD_DRAFT = "discard_draft"
    SUBMIT = "submit"
    CORRECT = "correct"
    RECEIVE = "receive"
    WITHDRAW = "withdraw"
    ACCEPT = "accept"
    SEND_BACK = "send_back"
    REOPEN = "reopen"


class Reason(StrEnum):
    """Whether a move wants words: none, asked for, or required."""

    NONE = "none"
    ASKED = "asked"
    REQUIRED = "required"


class Wants(StrEnum):
    """What a move wants to be so; a right and a status always, the others where the table says."""

    RIGHT = "right"
    STATUS = "status"
    DRAFT = "draft"
    OPEN_PERIOD = "open_period"
    ANOTHERS = "anothers"


STAYS: Final = "stays"
NOT_HANDED_IN: Final = None


@dataclass(frozen=True, slots=True)
class Step:
    """A row of the table; ``to`` STAYS: the move leaves the return where it stands."""

    move: Move
    starts: tuple[ReturnStatus | None, ...]
    to: ReturnStatus | Literal["stays"] | None
    right: Right
    reason: Reason = Reason.NONE
    wants: tuple[Wants, ...] = ()


@dataclass(frozen=True, slots=True)
class Situation:
    """Where a return stands, and what the person in front of it is to it.

    ``status`` None: nothing is handed in. ``rights`` are those that reach its unit. ``closed``: the
    quarter takes no returns any more; ``reopened``: it takes this one all the same, which was
    opened again or given back since. ``own``: the person handed in what awaits review, other than
    for a unit that sent it by e-mail.
    """

    status: ReturnStatus | None
    rights: frozenset[Right]
    closed: bool = False
    reopened: bool = False
    own: bool = False
    draft: bool = False


_DRAFT, _SUBMITTED, _ACCEPTED = ReturnStatus.DRAFT, ReturnStatus.SUBMITTED, ReturnStatus.ACCEPTED
_SENT_BACK, _REOPENED = ReturnStatus.SENT_BACK, ReturnStatus.REOPENED
_WITHDRAWN = ReturnStatus.WITHDRAWN
_BEFORE = (NOT_HANDED_IN, _DRAFT, _WITHDRAWN)
_AFTER = (_SUBMITTED, _SENT_BACK, _ACCEPTED, _REOPENED)
_CLERK, _DESK, _REVIEWER = Right.SUBMIT_RETURN, Right.RECEIVE_RETURNS, Right.REVIEW_RETURN
_ASKED, _REQUIRED = Reason.ASKED, Reason.REQUIRED
_OPEN = (Wants.OPEN_PERIOD,)

# A withdrawn correction leaves the return as it stood before: accepted, reopened or sent back.
# A reopened return keeps counting as it was accepted, until another revision is accepted.
TABLE: tuple[Step, ...] = (
    Step(Move.SAVE_DRAFT, _BEFORE, _DRAFT, _CLERK, wants=_OPEN),
    Step(Move.SAVE_DRAFT, _AFTER, STAYS, _CLERK, wants=_OPEN),
    Step(Move.DISCARD_DRAFT, (_DRAFT,), NOT_HANDED_IN, _CLERK),
    Step(Move.DISCARD_DRAFT, _AFTER, STAYS, _CLERK, wants=(Wants.DRAFT,)),
    Step(Move.SUBMIT, _BEFORE, _SUBMITTED, _CLERK, wants=_OPEN),
    Step(Move.CORRECT, (_SUBMITTED, _SENT_BACK), _SUBMITTED, _CLERK, _ASKED, _OPEN),
    Step(Move.CORRECT, (_ACCEPTED, _REOPENED), _SUBMITTED, _CLERK, _REQUIRED, _OPEN),
    Step(Move.RECEIVE, (*_BEFORE, *_AFTER), _SUBMITTED, _DESK, wants=_OPEN),
    Step(Move.WITHDRAW, (_SUBMITTED,), _WITHDRAWN, _CLERK, _REQUIRED),
    Step(Move.ACCEPT, (_SUBMITTED,), _ACCEPTED, _REVIEWER, wants=(Wants.ANOTHERS,)),
    Step(Move.SEND_BACK, (_SUBMITTED,), _SENT_BACK, _REVIEWER, _REQUIRED),
    Step(Move.REOPEN, (_ACCEPTED,), _REOPENED, _REVIEWER, _REQUIRED),
)

_IS_SO: dict[Wants, Callable[[Situation], bool]] = {
    Wants.DRAFT: lambda now: now.draft,
    Wants.OPEN_PERIOD: lambda now: not now.closed or now.reopened,
    Wants.ANOTHERS: lambda now: not now.own or Right.MANAGE_ACCOUNTS in now.rights,
}


def moves(situation: Situation) -> tuple[Step, ...]:
    """Return what the person may do now, in the order of the table."""
    return tuple(
        step
        for step in TABLE
        if step.right in situation.rights
        and situation.status in step.starts
        and _missing(step, situation) is None
    )


def may(move: Move, situation: Situation) -> bool:
    return any(step.move is move for step in moves(situation))


def hindrance(move: Move, situation: Situation) -> Wants | None:
    """Return what is missing for the move: the right before the status, before the rest."""
    allowed = [each for each in TABLE if each.move is move and each.right in situation.rights]
    if not allowed:
        return Wants.RIGHT
    starting = [each for each in allowed if situation.status in each.starts]
    if not starting:
        return Wants.STATUS
    missing = [_missing(each, situation) for each in starting]
    return None if None in missing else missing[0]


def handing_in(status: ReturnStatus | None) -> Move:
    """Return what it is to hand in a return that stands so: the first time, or a correction."""
    corrects = any(each.move is Move.CORRECT and status in each.starts for each in TABLE)
    return Move.CORRECT if corrects else Move.SUBMIT


def reason_of(move: Move, status: ReturnStatus | None) -> Reason:
    """Return whether the move wants words of a return that stands so."""
    found = (each.reason for each in TABLE if each.move is move and status in each.starts)
    return next(found, Reason.NONE)


def _missing(step: Step, situation: Situation) -> Wants | None:
    return next((each for each in step.wants if not _IS_SO[each](situation)), None)
