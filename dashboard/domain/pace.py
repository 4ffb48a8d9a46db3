"""What was to be expected by a quarter, and how a target stands against it."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from dashboard.domain.progress import Expectation, Status
from dashboard.domain.thresholds import Thresholds

MOST_YEARS = 3
PRIOR_YEARS = 2


@dataclass(frozen=True, slots=True)
class YearShape:
    """A complete earlier year of one indicator: its four quarters' own figures."""

    year: int
    quarters: tuple[int, int, int, int]

    def share_by(self, quarter: int) -> Fraction:
        return Fraction(sum(self.quarters[:quarter]), sum(self.quarters))


def expectation(
    target: int,
    quarter: int,
    own: Sequence[YearShape],
    province: Sequence[YearShape],
) -> Expectation:
    """Return E = T × [w·h(q) + (1−w)·q/4], and E = T at quarter 4.

    ``own`` and ``province`` are complete earlier years, newest first, of the unit and of its
    province; the newest three of the unit's count, or of the province's where the unit has none.
    Years in which nothing happened have no shape and are passed over.
    """
    of_province = not shaped(own)
    years = shaped(province if of_province else own)[:MOST_YEARS]
    weight = Fraction(len(years), len(years) + PRIOR_YEARS)
    even = Fraction(quarter, 4)
    share = (
        sum((year.share_by(quarter) for year in years), Fraction()) / len(years) if years else None
    )
    by_now = even if share is None else weight * share + (1 - weight) * even
    return Expectation(
        expected=Fraction(target) * (1 if quarter == 4 else by_now),
        quarter=quarter,
        share=share,
        weight=weight,
        years=tuple(year.year for year in years),
        of_province=of_province and bool(years),
    )


def shaped(years: Sequence[YearShape]) -> list[YearShape]:
    """Return the years in which something happened."""
    return [year for year in years if sum(year.quarters) > 0]


def status(
    target: int | None,
    actual: int | None,
    expected: Expectation | None,
    *,
    final: bool,
    thresholds: Thresholds,
) -> Status:
    """Return where a target stands: the first rule that applies.

    ``actual`` is None where no figure was accepted this year; ``final`` says that the year is
    over: quarter 4 is looked at, and closed or wholly accepted.
    """
    if not target:
        return Status.NO_TARGET
    if actual is None or expected is None:
        return Status.NO_REPORT
    if actual >= target:
        return Status.MET if actual == target else Status.EXCEEDED
    if final:
        return Status.MISSED
    return _underway(actual, expected, thresholds)


def _underway(actual: int, expectation: Expectation, thresholds: Thresholds) -> Status:
    if expectation.quarter == 1 or expectation.expected < 1:
        return Status.TOO_EARLY
    reached = actual / expectation.expected
    one_short = expectation.quarter < 4 and actual >= expectation.expected - 1
    if reached >= thresholds.on_track or one_short:
        return Status.ON_TRACK
    return Status.SLOW if reached >= thresholds.slow else Status.AT_RISK
