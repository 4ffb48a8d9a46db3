"""Returns whose mark changes with their due date, as a sentence."""

from collections.abc import Sequence

from dashboard.domain.timeliness import Shift
from dashboard.i18n import _, format_count
from dashboard.views.look import unit_name

NAMED = 5


def sentence(shifts: Sequence[Shift]) -> str:
    """Return how many returns that are in are marked otherwise, the first few from what to what;
    nothing where none is."""
    if not shifts:
        return ""
    names = "; ".join(_shift(each) for each in shifts[:NAMED])
    more = len(shifts) - NAMED
    if more > 0:
        names += " " + _("and {count} more").format(count=more)
    words = _("{count} returns that are in are then marked otherwise: {names}.")
    return words.format(count=format_count(len(shifts)), names=names)


def _shift(each: Shift) -> str:
    return f"{unit_name(each.unit)} ({_late(each.before)} → {_late(each.after)})"


def _late(days: int) -> str:
    return _("{count} days late").format(count=format_count(days)) if days else _("on time")
