"""The geometry of a bullet bar: how long the bar, where the two ticks stand."""

from dataclasses import dataclass
from fractions import Fraction

from dashboard.domain.progress import IndicatorProgress
from dashboard.views.look import LOOKS

ROOM = Fraction(110, 100)


@dataclass(frozen=True, slots=True)
class Bullet:
    """Lengths in percent of the track; None where there is nothing to mark."""

    bar: str
    target: str | None
    expected: str | None
    tone: str
    provisional: bool


def bullet(each: IndicatorProgress) -> Bullet:
    """Return the bar of one indicator; the track ends a tenth beyond the larger of actual, target.

    Bars of several indicators beside each other therefore compare shares of the target, as the
    target tick stands at the same place unless it has been exceeded.
    """
    expected = each.expectation.expected if each.expectation and each.target else None
    actual = each.actual or 0
    full = max(each.target or 0, actual, 1) * ROOM
    return Bullet(
        bar=_share(actual, full),
        target=_share(each.target, full) if each.target else None,
        expected=_share(expected, full) if expected is not None else None,
        tone=LOOKS[each.status].tone,
        provisional=each.provisional,
    )


def _share(part: int | Fraction, full: Fraction) -> str:
    return f"{float(part / full * 100):.4g}"
