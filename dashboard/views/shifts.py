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
    words = _("{count} returns that are in are then marked otherwise: {names}.")
    return words.format(count=format_count(len(shifts)), names=_names(shifts))


def done(shifts: Sequence[Shift]) -> str:
    """Return which returns are marked otherwise now; nothing where none is."""
    words = _("Marked otherwise with it: {names}.")
    return words.format(names=_names(shifts)) if shifts else ""


def _names(shifts: Sequence[Shift]) -> str:
    names = "; ".join(_shift(each) for each in shifts[:NAMED])
    more = len(shifts) - NAMED
    if more > 0:
        names += " " + _("and {count} more").format(count=more)
    return names


def _shift(each: Shift) -> str:
    return _("{unit} (from {before} to {after})").format(
        unit=unit_name(each.unit), before=_late(each.before), after=_late(each.after)
    )


def _late(days: int) -> str:
    return _("{count} days late").format(count=format_count(days)) if days else _("on time")
