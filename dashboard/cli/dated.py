"""How commands show what was recorded from which day on, when, and by whom."""

from datetime import UTC, date, datetime

from dashboard.i18n import _, format_date, format_moment
from data_access.moment import BEGINNING
from data_access.vocabulary import EndRecord


def since(day: date) -> str:
    """Return from which day on something holds."""
    if day <= BEGINNING:
        return _("from the beginning")
    return _("from {day}").format(day=format_date(day))


def recorded(at: datetime, by: str | None) -> str:
    """Return when it was recorded, and by whom where that is known."""
    if at.astimezone(UTC).date() <= BEGINNING:
        return _("taken over")
    words = _("recorded {moment}").format(moment=format_moment(at))
    return f"{words}, {by}" if by else words


def end_line(each: EndRecord) -> str:
    """Return the line of a last day that was recorded, or taken back."""
    day = each.last_day
    words = _("until {day}").format(day=format_date(day)) if day else _("without an end")
    return f"  {words}\t{recorded(each.recorded_at, each.recorder)}"
