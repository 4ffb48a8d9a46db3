"""Whole returns, as a clerk would fill them in."""

from dataclasses import replace

from dashboard.demo import difficulties, flows, foundings, stocks
from dashboard.demo.chance import Chance
from dashboard.demo.enterprises import enterprise
from dashboard.demo.targets import FLOWS
from dashboard.demo.units import COUNTED, DemoUnit
from dashboard.domain.returns import DifficultyRow, ReturnContent, ReviewRow
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
        figures=figures | _leaving(unit, period) | stocks.of_unit(unit)[period],
        foundings=foundings.of_return(unit, period),
        reviews=foundings.reviewed(unit, period),
        difficulties=difficulties.of_return(unit, period),
    )


def _leaving(unit: str, period: Period) -> dict[str, int]:
    """Return what took from the stocks; where nothing did, most clerks leave the cells empty."""
    chance = Chance("nothing left", unit, period)
    zeros = chance.happens(0.35)
    return {code: count for code, count in stocks.leaving(unit, period).items() if count or zeros}


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


def in_a_hurry(content: ReturnContent) -> ReturnContent:
    """Return the same return with slips that the checks point to, for the officer to decide on."""
    unit, figures = content.unit, dict(content.figures)
    figures["UNION_TOTAL"] += 2
    figures["YOUTH_MEMBER_TOTAL"] += 10 * (2 + figures["YOUTH_MEMBER_TOTAL"] // 100)
    host = enterprise(unit, foundings.before(unit, "UNION_FOUNDED", content.period.next) + 4)
    looked_at = ReviewRow(
        enterprise=host.name,
        tax_code=_slipped(host.tax_code),
        enterprise_type=host.type,
        workers=host.workers,
        party_members=2,
        has_party=False,
        has_union=False,
        has_youth=False,
    )
    return replace(content, figures=figures, reviews=(*content.reviews, looked_at))


def in_doubt(content: ReturnContent) -> ReturnContent:
    """Return the same return with an organisation gone that nothing else in it speaks of."""
    figures = {**content.figures, "YOUTH_ORG_TOTAL": content.figures["YOUTH_ORG_TOTAL"] - 1}
    figures.pop("YOUTH_ORG_DISSOLVED", None)
    figures.pop("YOUTH_ORG_MERGED", None)
    return replace(content, figures=figures)


def _slipped(tax_code: str) -> str:
    """Return the tax code with its last digit mistyped."""
    return f"{tax_code[:-1]}{(int(tax_code[-1]) + 1) % 10}"


def mistaken(content: ReturnContent) -> ReturnContent:
    """Return the same return as it was before it was corrected: a slip, and nothing explained."""
    chance = Chance("mistake", content.unit, content.period)
    wrong = dict(content.figures)
    wrong["UNION_MEMBER_ADMITTED"] += chance.whole(12, 60)
    wrong["UNION_MEMBER_TOTAL"] += 100 * chance.whole(1, 3)
    kept: tuple[DifficultyRow, ...] = content.difficulties[1:]
    return replace(content, figures=wrong, difficulties=kept)
