"""Whole returns, as a clerk would fill them in."""

from dataclasses import replace

from dashboard.demo import difficulties, flows, foundings, stocks
from dashboard.demo.chance import Chance
from dashboard.demo.targets import FLOWS
from dashboard.demo.units import COUNTED, DemoUnit
from dashboard.domain.returns import DifficultyRow, ReturnContent
from data_access.vocabulary import Period

LEFT_EMPTY = ("VETERAN_ORG_FOUNDED", "VETERAN_MEMBER_ADMITTED", "PARTY_OWNER_ADMITTED")
CROSS_CHECKED = {
    "T01": ("UNION_MEMBER_ADMITTED", "UNION_TOTAL", "UNION_MEMBER_TOTAL"),
    "T02": ("YOUTH_MEMBER_ADMITTED", "YOUTH_ORG_TOTAL", "YOUTH_MEMBER_TOTAL"),
}


def of_unit(unit: str, period: Period) -> ReturnContent:
    """Return the return of a district or the bloc: its figures, and the lists behind them.

    Of what did not happen in the quarter, some clerks type a zero and some leave the cell empty.
    """
    figures = {
        code: quarters[period.quarter - 1]
        for code, quarters in flows.of_year(period.year)[unit].items()
    }
    chance = Chance("empty", unit, period)
    for code in LEFT_EMPTY:
        if not figures[code] and chance.happens(0.3):
            del figures[code]
    return ReturnContent(
        unit=unit,
        period=period,
        figures=figures | stocks.of_unit(unit)[period],
        foundings=foundings.of_return(unit, period),
        reviews=foundings.reviewed(unit, period),
        difficulties=difficulties.of_return(unit, period),
    )


def of_cross_check(unit: DemoUnit, period: Period) -> ReturnContent:
    """Return what a provincial mass organisation counted itself: near the districts' sum."""
    chance = Chance("cross-check", unit.code, period)
    figures = {}
    for code in CROSS_CHECKED[unit.code]:
        whole = sum(_figure(each.code, period, code) for each in COUNTED)
        figures[code] = whole + chance.whole(-round(whole * 0.012), round(whole * 0.004))
    return ReturnContent(unit=unit.code, period=period, figures=figures)


def _figure(unit: str, period: Period, code: str) -> int:
    if code in FLOWS:
        return flows.of_year(period.year)[unit][code][period.quarter - 1]
    return stocks.of_unit(unit)[period][code]


def mistaken(content: ReturnContent) -> ReturnContent:
    """Return the same return as it was before it was corrected: a slip, and nothing explained."""
    chance = Chance("mistake", content.unit, content.period)
    wrong = dict(content.figures)
    wrong["UNION_MEMBER_ADMITTED"] += chance.whole(12, 60)
    wrong["UNION_MEMBER_TOTAL"] += 100 * chance.whole(1, 3)
    kept: tuple[DifficultyRow, ...] = content.difficulties[1:]
    return replace(content, figures=wrong, difficulties=kept)
