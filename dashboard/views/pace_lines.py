"""The year's line beside the expected one and the years before: what the charts are drawn from."""

from collections.abc import Mapping, Sequence
from functools import lru_cache

from markupsafe import Markup

from dashboard.domain import pace
from dashboard.domain.pace import YearShape
from dashboard.domain.progress import IndicatorProgress, UnitProgress
from dashboard.i18n import language
from dashboard.views import charts
from dashboard.views.look import indicator_name

YEARS = 3


def line(
    each: IndicatorProgress, past: Sequence[UnitProgress], *, width: int = 520, height: int = 230
) -> Markup:
    """Return the chart of one indicator; ``past`` are the unit's earlier years, newest first."""
    earlier = _earlier(each.indicator.code, past)
    return _drawn(each, tuple(earlier.items()), width, height, language())


@lru_cache(maxsize=512)
def _drawn(
    each: IndicatorProgress,
    earlier: tuple[tuple[int, tuple[int | None, ...]], ...],
    width: int,
    height: int,
    _language: str,
) -> Markup:
    before = dict(earlier)
    chart = charts.year_line(each, before, expected(each, before), width=width, height=height)
    return charts.svg(chart, charts.described(each, indicator_name(each.indicator)))


def expected(
    each: IndicatorProgress, earlier: Mapping[int, Sequence[int | None]]
) -> list[float | None]:
    """Return E at quarters 1 to 4; its two known points where the years behind it are not at
    hand (the province's pace).
    """
    known = each.expectation
    if known is None or not each.target:
        return []
    shapes = [shape for year in known.years if (shape := _shape(year, earlier.get(year, ())))]
    if known.of_province or len(shapes) < len(known.years):
        points: list[float | None] = [None, None, None, float(each.target)]
        points[known.quarter - 1] = float(known.expected)
        return points
    return [
        float(pace.expectation(each.target, quarter, shapes, ()).expected)
        for quarter in range(1, 5)
    ]


def _earlier(code: str, past: Sequence[UnitProgress]) -> dict[int, tuple[int | None, ...]]:
    return {
        progress.period.year: each.cumulative
        for progress in past
        for each in progress.indicators
        if each.indicator.code == code and any(n is not None for n in each.cumulative)
    }


def _shape(year: int, cumulative: Sequence[int | None]) -> YearShape | None:
    known = [number for number in cumulative if number is not None]
    if len(known) < 4:
        return None
    first, second, third, fourth = known
    return YearShape(year, (first, second - first, third - second, fourth - third))
