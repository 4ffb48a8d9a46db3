"""How a return stands against its due date, in words: the same on a page and in a sheet."""

from dashboard.domain.timeliness import Mark, ReturnState
from dashboard.i18n import _, format_count, format_date
from data_access.vocabulary import ReturnStatus


def standing(state: ReturnState) -> str:
    """Return all that is known of a return as one phrase: "late 6 days, awaiting review"."""
    said = [_phrase(state)]
    if state.waits:
        said.append(_("awaiting review"))
    said.append(times_back(state))
    if state.extended:
        said.append(_("put off until {day}").format(day=format_date(state.due_on)))
    return ", ".join(filter(None, said))


def times_back(state: ReturnState) -> str:
    """Return how often it was sent back; nothing where it never was."""
    count = state.sent_back
    return _("sent back {count} times").format(count=count) if count else ""


def shut_out(status: ReturnStatus | None) -> str:
    """Return what is said of a return that a closed quarter does not take any more."""
    if status is None or status is ReturnStatus.WITHDRAWN:
        return _("never handed in; the quarter is closed")
    return _("did not come again; the quarter is closed")


def _phrase(state: ReturnState) -> str:
    days = format_count(state.days)
    match state.mark:
        case Mark.ON_TIME:
            return _("on time")
        case Mark.LATE:
            return _("{count} days late").format(count=days)
        case Mark.MISSING if not state.is_taken:
            return shut_out(state.status)
        case Mark.MISSING:
            return _("not handed in, {count} days overdue").format(count=days)
        case Mark.NOT_DUE:
            return _("not due yet, {count} days left").format(count=days)
        case Mark.HISTORY:
            return _("figures brought in as history")
        case _other:
            return _("no return is asked for")
