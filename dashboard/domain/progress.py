"""What figures mean against their targets: the shapes that pages, documents and commands show."""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from dashboard.domain.returns import IndicatorView
from dashboard.domain.thresholds import USUAL, Thresholds
from data_access.vocabulary import Period, UnitRecord

UnitView = UnitRecord


class Status(StrEnum):
    """Where a target stands, as in the rules of the field."""

    MET = "met"
    EXCEEDED = "exceeded"
    ON_TRACK = "on_track"
    SLOW = "slow"
    AT_RISK = "at_risk"
    MISSED = "missed"
    TOO_EARLY = "too_early"
    NO_REPORT = "no_report"
    NO_TARGET = "no_target"


@dataclass(frozen=True, slots=True)
class Expectation:
    """What was to be expected by a quarter, and from what it was computed.

    ``expected`` is E in the indicator's unit; ``quarter`` q; ``share`` h(q), the mean cumulative
    share of ``years`` earlier complete years (missing when there are none); ``weight`` w;
    ``of_province`` whether those years are the province's, the unit having none.
    """

    expected: Fraction
    quarter: int
    share: Fraction | None
    weight: Fraction
    years: tuple[int, ...]
    of_province: bool


@dataclass(frozen=True, slots=True)
class IndicatorProgress:
    """One indicator of one unit, up to one quarter of one year.

    ``actual`` is the year to date (None: no figure reported); ``achievement`` actual / target;
    ``gap`` actual - target. ``quarters`` are the four quarters' own figures (a flow's in the
    quarter, a stock's at its end), ``cumulative`` the year to date at each, both None where none
    is reported or the quarter lies after the one looked at. ``earlier`` holds the totals of
    earlier years, newest first. ``needed`` is what each remaining quarter must bring.
    ``best_quarter`` is the largest figure any one quarter of these years brought. ``thresholds``
    are those that the status was judged by.
    """

    indicator: IndicatorView
    target: int | None
    registered: int | None
    assigned: int | None
    actual: int | None
    achievement: Fraction | None
    gap: int | None
    status: Status
    expectation: Expectation | None
    quarters: tuple[int | None, int | None, int | None, int | None]
    cumulative: tuple[int | None, int | None, int | None, int | None]
    earlier: tuple[tuple[int, int], ...]
    needed: Fraction | None
    best_quarter: int | None
    provisional: bool
    history: bool
    target_is_registered: bool
    thresholds: Thresholds = USUAL


@dataclass(frozen=True, slots=True)
class UnitProgress:
    """All indicators of one unit up to one quarter, over its subtree.

    ``reported_quarters`` are the quarters of the year with an accepted return of the unit or of
    any unit below it; ``due`` and ``accepted`` count the returns of the quarter looked at.
    """

    unit: UnitView
    period: Period
    reported_quarters: tuple[int, ...]
    due: int
    accepted: int
    indicators: tuple[IndicatorProgress, ...]

    @property
    def main(self) -> tuple[IndicatorProgress, ...]:
        return tuple(each for each in self.indicators if each.indicator.main)

    @property
    def main_with_target(self) -> tuple[IndicatorProgress, ...]:
        return tuple(each for each in self.main if each.status is not Status.NO_TARGET)

    @property
    def main_met(self) -> int:
        return sum(each.status in (Status.MET, Status.EXCEEDED) for each in self.main)

    @property
    def main_total(self) -> int:
        return len(self.main_with_target)

    def of(self, code: str) -> IndicatorProgress:
        return next(each for each in self.indicators if each.indicator.code == code)
