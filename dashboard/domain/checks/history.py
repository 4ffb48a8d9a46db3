"""A figure against the unit's own earlier quarters: the modified z-score.

Boris Iglewicz and David Hoaglin, How to Detect and Handle Outliers (1993): the distance from the
median in units of the median absolute deviation, which a few odd quarters do not move.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil, floor, inf, isinf
from typing import Self

from dashboard.domain.checks.carried import carried
from dashboard.domain.checks.case import Case
from dashboard.domain.limits import Limits, Span
from dashboard.domain.parameters import exact, named
from dashboard.domain.returns import IndicatorView, ReturnForm
from dashboard.errors import Problem
from data_access.vocabulary import Measure

# what makes both deviations estimate the standard deviation of a normal distribution
MEDIAN_DEVIATIONS = 0.6745
MEAN_DEVIATIONS = 1.253314


@dataclass(frozen=True, slots=True)
class Usual:
    """What was usual: the middle of earlier values and the spread around it, in their unit."""

    middle: float
    spread: float
    quarters: int

    def score(self, value: int) -> float:
        """Return the modified z-score; infinite beside values that never differed."""
        away = value - self.middle
        if self.spread:
            return away / self.spread
        return inf if away > 0 else -inf if away else 0.0

    def doubts(self, value: int, most: float, reach: float) -> bool:
        """Whether the score is beyond ``most``, and the value ``reach`` or more from the middle."""
        return abs(value - self.middle) >= reach and abs(self.score(value)) > most

    def range(self, most: float, reach: float) -> Span:
        """Return the least and the most, in whole numbers, that are not doubted."""
        away = self.spread * most
        nearest = floor(self.middle - reach) + 1, ceil(self.middle + reach) - 1
        return min(ceil(self.middle - away), nearest[0]), max(floor(self.middle + away), nearest[1])


def usual(values: Sequence[int]) -> Usual:
    """Return what was usual over earlier values, one at least.

    The spread is the median absolute deviation over 0.6745; where half the values or more are
    equal, so that it is 0, the mean absolute deviation times 1.253314.
    """
    middle = _median(values)
    away = [abs(value - middle) for value in values]
    spread = _median(away) / MEDIAN_DEVIATIONS or sum(away) / len(away) * MEAN_DEVIATIONS
    return Usual(middle, spread, len(values))


def _median(values: Sequence[float]) -> float:
    """Return the median; the library's own takes ten times as long."""
    ordered, half = sorted(values), len(values) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def unusual(case: Case) -> Iterator[Problem]:
    past = Past.of(case.form)
    for indicator in case.form.indicators:
        figure = case.content.figures.get(indicator.code)
        flow = indicator.measure is Measure.FLOW
        had = None if flow else carried(case.form, indicator.code)
        last = 0 if flow else had.exact if had else None
        if figure is None or last is None:
            continue
        before, value = past.values(indicator), figure - last
        if len(before) < case.limits.outlier_quarters:
            continue
        known, reach = usual(before), least_reach(last, case.limits)
        if known.doubts(value, case.limits.outlier_score, reach):
            low, high = known.range(case.limits.outlier_score, reach)
            yield case.problem(
                "unusual-figure",
                ("figure", indicator.code),
                figure,
                variant="flow" if flow else "stock",
                indicator=named(indicator),
                figure=figure,
                **({} if flow else {"change": value}),
                quarters=known.quarters,
                median=exact(known.middle),
                low=max(0, low) if flow else low,
                high=high,
                score=_in_tenths(known.score(value)),
            )


def least_reach(last: int, limits: Limits) -> float:
    """Return how far a value must be from the middle at least, beside a stock's last figure."""
    return max(limits.least_difference, limits.outlier_share * last)


@dataclass(frozen=True, slots=True)
class Past:
    """The figures of the earlier quarters, and those of each two that follow each other."""

    quarters: tuple[dict[str, int], ...]
    steps: tuple[tuple[dict[str, int], dict[str, int]], ...]

    @classmethod
    def of(cls, form: ReturnForm) -> Self:
        earlier = form.earlier
        steps = ((earlier.get(when.previous), each) for when, each in earlier.items())
        return cls(tuple(earlier.values()), tuple((a, b) for a, b in steps if a is not None))

    def values(self, indicator: IndicatorView) -> list[int]:
        """Return a flow's figures of the quarters; of a stock the changes from one to the next.

        A quarter without the figure is left out, and with it the changes on both its sides.
        """
        code = indicator.code
        if indicator.measure is Measure.FLOW:
            return [each[code] for each in self.quarters if code in each]
        return [now[code] - then[code] for then, now in self.steps if code in then and code in now]


def _in_tenths(score: float) -> str | None:
    """Return the score as it is said; None where it is infinite."""
    return None if isinf(score) else exact(Decimal(round(score * 10)) / 10)
