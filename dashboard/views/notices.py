"""A sentence that must be seen: why something was refused, or what has just been done."""

from dataclasses import dataclass

from markupsafe import Markup

from dashboard.views.templates import drawn


@dataclass(frozen=True, slots=True)
class Next:
    """Where to go on, as a button."""

    label: str
    href: str


def notice(
    sentence: str, tone: str, more: str = "", onward: Next | None = None, *, arrive: bool = False
) -> Markup:
    """Return the card; ``tone`` is one of the style sheet's, ``arrive`` brings it into view."""
    return drawn(
        "notice.html", sentence=sentence, tone=tone, more=more, onward=onward, arrive=arrive
    )
