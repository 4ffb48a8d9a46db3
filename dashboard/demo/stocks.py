"""What exists at the end of each quarter, rolled forward and back from the published year."""

from functools import cache
from itertools import pairwise

from dashboard.demo import anchors, flows
from dashboard.demo.anchors import KINDS
from dashboard.demo.chance import Chance, apportioned
from dashboard.demo.units import COUNTED
from data_access.vocabulary import Period

FIRST, ANCHOR, LAST = Period(2018, 4), Period(2023, 4), Period(2040, 4)

CLOSED_DOWN = {"PARTY": 0.02, "UNION": 0.12, "YOUTH": 0.06, "WOMEN": 0.01, "VETERANS": 0.004}
LEAVING = {"PARTY": 0.007, "UNION": 0.006, "YOUTH": 0.013, "WOMEN": 0.008, "VETERANS": 0.006}

MERGED_AWAY = 0.3  # of the organisations that went, the part that another one took in

Stocks = dict[Period, dict[str, int]]


@cache
def of_unit(unit: str) -> Stocks:
    """Return the unit's stock indicators at the end of every quarter from 2018Q4 to 2040Q4."""
    stocks: Stocks = {period: {} for period in _periods()}
    for kind, (founded, organisations, _, members, _, least) in KINDS.items():
        anchor = anchors.of_units()[unit][kind]
        _roll(stocks, organisations, anchor[0], unit, kind, founded, least=min(anchor[0], 1))
        admitted = flows.MEMBERS_OF[founded]
        _roll(stocks, members, anchor[1], unit, kind, admitted, least, per=organisations)
    for period in stocks:
        stocks[period] |= _enterprises(unit, period, stocks[period])
    return stocks


@cache
def leaving(unit: str, period: Period) -> dict[str, int]:
    """Return how many organisations were dissolved, and how many merged or moved away."""
    now, before = of_unit(unit)[period], of_unit(unit)[period.previous]
    left: dict[str, int] = {}
    for kind, (founded, organisations, *_rest) in KINDS.items():
        gone = before[organisations] + _came(unit, period, founded) - now[organisations]
        chance = Chance("merged", unit, period, kind)
        merged = sum(chance.happens(MERGED_AWAY) for _each in range(gone))
        stem = founded.removesuffix("_FOUNDED")
        left |= {f"{stem}_DISSOLVED": gone - merged, f"{stem}_MERGED": merged}
    return left


def _periods() -> list[Period]:
    periods = [FIRST]
    while periods[-1] < LAST:
        periods.append(periods[-1].next)
    return periods


def _roll(
    stocks: Stocks, code: str, anchor: int, unit: str, kind: str, incoming: str,
    least: int, per: str | None = None,
) -> None:  # fmt: skip
    """Fill ``code`` both ways from the anchor: end = beginning + came - went, none below ``least``.

    Of members ``least`` is each organisation's, ``per`` the organisations' indicator: where there
    is none, there are no members either.
    """

    def floor(period: Period) -> int:
        return least * (stocks[period][per] if per else 1)

    stocks[ANCHOR][code] = anchor
    periods = _periods()
    for before, after in pairwise(period for period in periods if period >= ANCHOR):
        came, went = _came(unit, after, incoming), _went(unit, after, kind, anchor, bool(per))
        there = stocks[before][code] + came
        stocks[after][code] = max(there - went, min(there, floor(after)))
    for after, before in pairwise(period for period in reversed(periods) if period <= ANCHOR):
        came, went = _came(unit, after, incoming), _went(unit, after, kind, anchor, bool(per))
        stocks[before][code] = max(stocks[after][code] - came + went, floor(before))


def _came(unit: str, period: Period, code: str) -> int:
    if period.year == FIRST.year:
        return 0
    return flows.of_year(period.year)[unit][code][period.quarter - 1]


def _went(unit: str, period: Period, kind: str, anchor: int, members: bool) -> int:
    chance = Chance("went", unit, period, kind, members)
    if members:
        return chance.rounded(anchor * LEAVING[kind] * chance.between(0.4, 1.5))
    return int(chance.happens(CLOSED_DOWN[kind] * (anchor > 1)))


def _enterprises(unit: str, period: Period, existing: dict[str, int]) -> dict[str, int]:
    chance = Chance("enterprises", unit, period)
    quarters = 4 * (period.year - ANCHOR.year) + period.quarter - ANCHOR.quarter
    parties, unions = (anchors.of_units()[unit][kind][0] for kind in ("PARTY", "UNION"))
    in_all = _enterprises_at_anchor()[unit] * (1 + 0.009 * quarters) * chance.between(0.995, 1.005)
    with_twenty = unions * 1.52 * (1 + 0.01 * quarters) * chance.between(0.995, 1.005)
    with_members = parties * 1.55 * (1 + 0.009 * quarters)
    party_orgs, union_orgs = existing["PARTY_ORG_TOTAL"], existing["UNION_TOTAL"]
    twenty = max(round(with_twenty), round(union_orgs * 0.93))
    share = Chance("no youth", unit).between(0.18, 0.4) + chance.between(-0.03, 0.03)
    return {
        "ENTERPRISE_TOTAL": max(round(in_all), twenty),
        "ENTERPRISE_20_WORKERS": twenty,
        "ENTERPRISE_3_MEMBERS_NO_PARTY": max(round(with_members) - party_orgs, chance.whole(0, 2)),
        "ENTERPRISE_20_WORKERS_NO_UNION": twenty - round(union_orgs * 0.93),
        "ENTERPRISE_PARTY_NO_YOUTH": round(party_orgs * share),
    }


@cache
def _enterprises_at_anchor() -> dict[str, int]:
    chance = Chance("enterprises")
    weights = [unit.weight * chance.between(0.85, 1.2) for unit in COUNTED]
    return dict(zip((unit.code for unit in COUNTED), apportioned(4860, weights), strict=True))
