"""From rows of figures, targets and coverage to the progress of units."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from dashboard.domain import pace
from dashboard.domain.pace import YearShape
from dashboard.domain.progress import Expectation, IndicatorProgress, UnitProgress, UnitView
from dashboard.domain.returns import IndicatorView
from dashboard.domain.thresholds import Thresholds
from data_access.vocabulary import Measure, Period

EARLIER_YEARS = 5


@dataclass(frozen=True, slots=True)
class YearFigures:
    """One indicator of one unit in one year: quarters 1 to 4 as steps, None: none reported.

    A flow's step is the quarter's own figure, a stock's the change since the quarter before.
    ``whole_year`` is history that is known only by year. ``provisional_from`` and ``history_from``
    are the first quarters with figures of that kind. ``holders`` counts, for a stock, the units
    with a figure at the end of each quarter.
    """

    steps: tuple[int | None, int | None, int | None, int | None]
    whole_year: int | None
    provisional_from: int | None = None
    history_from: int | None = None
    holders: tuple[int, int, int, int] | None = None

    def until(self, quarter: int) -> int | None:
        """Return the year to date at the end of ``quarter``; None: nothing reported by then."""
        if self.holders and not self.holders[quarter - 1]:
            return None
        known = [step for step in self.steps[:quarter] if step is not None]
        if quarter == 4 and self.whole_year is not None:
            known.append(self.whole_year)
        return sum(known) if known else None


@dataclass(frozen=True, slots=True)
class QuarterCoverage:
    """How many returns of a quarter were due, were accepted, and have figures that count."""

    due: int
    accepted: int
    told: int
    whole_year: bool

    @property
    def complete(self) -> bool:
        return self.told > 0 and self.accepted >= self.due and not self.whole_year


@dataclass(frozen=True, slots=True)
class Target:
    """What is to be reached: ``effective`` is the assigned one, or what stands in for it."""

    registered: int | None
    assigned: int | None
    effective: int | None


NO_TARGET = Target(None, None, None)
NO_COVERAGE = QuarterCoverage(0, 0, 0, False)


@dataclass(frozen=True, slots=True)
class Record:
    """What is known of one unit: figures by indicator id and year, coverage by year and quarter,
    targets by indicator id of the year looked at.

    ``complete_years`` are those of which every quarter is complete.
    """

    figures: Mapping[int, Mapping[int, YearFigures]]
    coverage: Mapping[tuple[int, int], QuarterCoverage]
    targets: Mapping[int, Target]
    complete_years: frozenset[int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        quarters = Counter(year for (year, _), each in self.coverage.items() if each.complete)
        complete = frozenset(year for year, count in quarters.items() if count == 4)
        object.__setattr__(self, "complete_years", complete)

    def told_quarters(self, period: Period) -> tuple[int, ...]:
        """Return the year's quarters up to the period's for which anything was told."""
        return tuple(
            quarter
            for quarter in range(1, period.quarter + 1)
            if self.coverage.get((period.year, quarter), NO_COVERAGE).told
        )

    def year_to_date(self, indicator: IndicatorView, year: int, quarter: int) -> int | None:
        """Return the year to date: a flow's sum, a stock's figure at the latest quarter told."""
        figures = self.figures.get(indicator.id, {}).get(year)
        if figures is None:
            return None
        if indicator.measure is Measure.STOCK:
            told = self.told_quarters(Period(year, quarter))
            return figures.until(told[-1]) if told else None
        return figures.until(quarter)

    def shapes(self, indicator: int, before: int) -> tuple[YearShape, ...]:
        """Return the complete years before ``before``, newest first."""
        shapes = []
        for year, figures in sorted(self.figures.get(indicator, {}).items(), reverse=True):
            if year < before and year in self.complete_years and figures.whole_year is None:
                one, two, three, four = (step or 0 for step in figures.steps)
                shapes.append(YearShape(year, (one, two, three, four)))
        return tuple(shapes)


def unit_progress(
    unit: UnitView,
    period: Period,
    indicators: Sequence[IndicatorView],
    record: Record,
    province: Record,
    *,
    closed: bool,
    thresholds: Thresholds,
) -> UnitProgress:
    """Return the unit's progress up to ``period``, indicators in the order given.

    ``closed`` says that quarter 4 of the year is closed.
    """
    told = record.told_quarters(period)
    now = record.coverage.get((period.year, period.quarter), NO_COVERAGE)
    final = period.quarter == 4 and (closed or (now.told > 0 and now.accepted >= now.due))
    return UnitProgress(
        unit=unit,
        period=period,
        reported_quarters=told,
        due=now.due,
        accepted=now.accepted,
        indicators=tuple(
            _indicator_progress(each, period, told, record, province, final, thresholds)
            for each in indicators
        ),
    )


def _indicator_progress(
    indicator: IndicatorView,
    period: Period,
    told: tuple[int, ...],
    record: Record,
    province: Record,
    final: bool,
    thresholds: Thresholds,
) -> IndicatorProgress:
    by_year = record.figures.get(indicator.id, {})
    year = by_year.get(period.year)
    actual = record.year_to_date(indicator, period.year, period.quarter)
    takes = indicator.takes_target  # it may have taken one in another quarter of the year
    target = record.targets.get(indicator.id, NO_TARGET) if takes else NO_TARGET
    aim = target.effective
    expected = _expectation(indicator, aim, period, told, record, province)
    left = 4 - max(told, default=0)
    return IndicatorProgress(
        indicator=indicator,
        target=aim,
        registered=target.registered,
        assigned=target.assigned,
        actual=actual,
        achievement=Fraction(actual, aim) if actual is not None and aim else None,
        gap=actual - aim if actual is not None and aim else None,
        status=pace.status(target.effective, actual, expected, final=final, thresholds=thresholds),
        expectation=expected,
        quarters=_quarters(indicator, year, told),
        cumulative=_cumulative(year, period, told),
        earlier=_earlier(indicator, record, period.year),
        needed=_needed(aim, actual, left, final),
        best_quarter=_best_quarter(indicator, by_year, period),
        provisional=year is not None and _begun(year.provisional_from, period),
        history=year is not None and _begun(year.history_from, period),
        target_is_registered=aim is not None and target.assigned is None,
        thresholds=thresholds,
    )


def _begun(quarter: int | None, period: Period) -> bool:
    return quarter is not None and quarter <= period.quarter


def _expectation(
    indicator: IndicatorView,
    target: int | None,
    period: Period,
    told: tuple[int, ...],
    record: Record,
    province: Record,
) -> Expectation | None:
    if not target or not told:
        return None
    if indicator.measure is Measure.STOCK:
        return pace.expectation(target, told[-1], (), ())
    own = record.shapes(indicator.id, period.year)
    shared = () if pace.shaped(own) else province.shapes(indicator.id, period.year)
    return pace.expectation(target, told[-1], own, shared)


def _quarters(
    indicator: IndicatorView, year: YearFigures | None, told: tuple[int, ...]
) -> tuple[int | None, int | None, int | None, int | None]:
    def of(quarter: int) -> int | None:
        if year is None or quarter not in told or year.steps[quarter - 1] is None:
            return None
        if indicator.measure is Measure.STOCK:
            return year.until(quarter)
        return year.steps[quarter - 1]

    return of(1), of(2), of(3), of(4)


def _cumulative(
    year: YearFigures | None, period: Period, told: tuple[int, ...]
) -> tuple[int | None, int | None, int | None, int | None]:
    def at(quarter: int) -> int | None:
        if year is None or quarter not in told or quarter > period.quarter:
            return None
        return year.until(quarter)

    return at(1), at(2), at(3), at(4)


def _earlier(indicator: IndicatorView, record: Record, before: int) -> tuple[tuple[int, int], ...]:
    totals = [
        (year, total)
        for year in sorted(record.figures.get(indicator.id, {}), reverse=True)
        if year < before and (total := record.year_to_date(indicator, year, 4)) is not None
    ]
    return tuple(totals[:EARLIER_YEARS])


def _needed(target: int | None, actual: int | None, left: int, final: bool) -> Fraction | None:
    if not target or actual is None or actual >= target or left == 0 or final:
        return None
    return Fraction(target - actual, left)


def _best_quarter(
    indicator: IndicatorView, by_year: Mapping[int, YearFigures], period: Period
) -> int | None:
    if indicator.measure is Measure.STOCK:
        return None
    return max(
        (
            step
            for year, figures in by_year.items()
            for quarter, step in enumerate(figures.steps, start=1)
            if step is not None and (year, quarter) <= (period.year, period.quarter)
        ),
        default=None,
    )
