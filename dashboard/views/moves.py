"""The words of the table of moves: on buttons, in the story of a return, in the guide."""

from dashboard.domain.access import Right
from dashboard.domain.workflow import STAYS, TABLE, Move, Reason, Wants
from dashboard.i18n import N_, _
from dashboard.views.look import RETURN_LOOKS
from data_access.vocabulary import DecisionKind, ReturnStatus

MOVES: dict[Move, str] = {
    Move.SAVE_DRAFT: N_("Save the draft"),
    Move.DISCARD_DRAFT: N_("Put the draft away"),
    Move.SUBMIT: N_("Submit"),
    Move.CORRECT: N_("Submit a correction"),
    Move.RECEIVE: N_("Receive by e-mail"),
    Move.WITHDRAW: N_("Take back"),
    Move.ACCEPT: N_("Accept"),
    Move.SEND_BACK: N_("Send back"),
    Move.REOPEN: N_("Open again"),
}
BUTTONS: dict[Move, str] = {
    Move.ACCEPT: N_("Accept the return"),
    Move.SEND_BACK: N_("Send back…"),
    Move.REOPEN: N_("Open again…"),
    Move.WITHDRAW: N_("Take back…"),
}
DECIDED: dict[DecisionKind, str] = {
    DecisionKind.ACCEPT: N_("Accepted by {person}"),
    DecisionKind.SEND_BACK: N_("Sent back by {person}"),
    DecisionKind.REOPEN: N_("Opened again by {person}"),
    DecisionKind.WITHDRAW: N_("Taken back by {person}"),
}
_WHO: dict[Right, str] = {
    Right.SUBMIT_RETURN: N_("The unit's clerk"),
    Right.RECEIVE_RETURNS: N_("The provincial officer"),
    Right.REVIEW_RETURN: N_("The provincial officer"),
}
_REASONS: dict[Reason, str] = {
    Reason.NONE: N_("No"),
    Reason.ASKED: N_("Asked for"),
    Reason.REQUIRED: N_("Required"),
}
_WANTS: dict[Wants, str] = {
    Wants.DRAFT: N_("There is a draft"),
    Wants.OPEN_PERIOD: N_("The quarter is not closed, or the return was opened again"),
    Wants.ANOTHERS: N_("Not one's own submission (administrators excepted)"),
}


def status_word(status: ReturnStatus | None) -> str:
    return _(RETURN_LOOKS[status].word)


def heading() -> tuple[str, ...]:
    """Return the heads of the columns of ``table``."""
    return (_("It stands"), _("Move"), _("Becomes"), _("Who"), _("Reason"), _("If"))


def table() -> list[tuple[str, ...]]:
    """Return the table of moves in words: from, move, to, who, whether a reason, conditions."""
    return [
        (
            ", ".join(map(status_word, step.starts)),
            _(MOVES[step.move]),
            _("as it stands") if step.to == STAYS else status_word(step.to),
            _(_WHO[step.right]),
            _(_REASONS[step.reason]),
            "; ".join(_(_WANTS[each]) for each in step.wants) or "–",
        )
        for step in TABLE
    ]
