"""From which share of what was to be expected a target is on track, and from which merely slow."""

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Shares of the expected from which a target is on track, and from which merely slow."""

    on_track: Fraction = Fraction(95, 100)
    slow: Fraction = Fraction(75, 100)


USUAL = Thresholds()
