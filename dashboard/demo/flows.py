"""What happened in each quarter: figures that are summed over the year."""

from functools import cache

from dashboard.demo import anchors, targets
from dashboard.demo.chance import Chance, apportioned
from dashboard.demo.targets import FLOWS, PUBLISHED_YEAR
from dashboard.demo.units import COUNTED

# Published totals, and beside them invented figures of the indicators that they do not name.
TOTALS_2023 = {
    "PARTY_ORG_FOUNDED": 3,
    "PARTY_MEMBER_ADMITTED": 103,
    "PARTY_OWNER_ADMITTED": 7,
    "UNION_FOUNDED": 16,
    "UNION_MEMBER_ADMITTED": 1482,
    "YOUTH_ORG_FOUNDED": 14,
    "YOUTH_MEMBER_ADMITTED": 236,
    "WOMEN_GROUP_FOUNDED": 4,
    "WOMEN_MEMBER_ADMITTED": 61,
    "VETERAN_ORG_FOUNDED": 1,
    "VETERAN_MEMBER_ADMITTED": 11,
}
MEMBERS_OF = {
    "PARTY_ORG_FOUNDED": "PARTY_MEMBER_ADMITTED",
    "UNION_FOUNDED": "UNION_MEMBER_ADMITTED",
    "YOUTH_ORG_FOUNDED": "YOUTH_MEMBER_ADMITTED",
    "WOMEN_GROUP_FOUNDED": "WOMEN_MEMBER_ADMITTED",
    "VETERAN_ORG_FOUNDED": "VETERAN_MEMBER_ADMITTED",
}
FOUNDED_OF = {members: founded for founded, members in MEMBERS_OF.items()}
YEARS_MOOD = {2020: 0.97, 2021: 0.84, 2022: 0.99, 2024: 1.06, 2025: 1.0, 2026: 1.03}
MOODS = (1.22, 1.1, 1.06, 1.04, 1.02, 1.0, 0.98, 0.87, 0.62)
SEASON = (0.15, 0.28, 0.24, 0.33)
# How many of the members admitted came with each organisation founded, at the least.
BROUGHT = {
    "PARTY_MEMBER_ADMITTED": 0,
    "UNION_MEMBER_ADMITTED": 36,
    "YOUTH_MEMBER_ADMITTED": 6,
    "WOMEN_MEMBER_ADMITTED": 6,
    "VETERAN_MEMBER_ADMITTED": 5,
}
WEAK_SPOTS = {2023: ("D06", "YOUTH"), 2026: ("D01", "UNION")}

Quarters = tuple[int, int, int, int]


@cache
def of_year(year: int) -> dict[str, dict[str, Quarters]]:
    """Return each unit's figures in each quarter of ``year``: unit, indicator, four numbers."""
    totals: dict[str, dict[str, int]] = {}
    for code in FLOWS:
        totals[code] = _of_units(year, code, totals.get(FOUNDED_OF.get(code, "")))
    return {unit.code: _by_quarter(year, unit.code, totals) for unit in COUNTED}


def _of_units(year: int, code: str, founded: dict[str, int] | None) -> dict[str, int]:
    raw = [
        _tendency(year, unit.code, code) if _may_bring(year, unit.code, code, founded) else 0.0
        for unit in COUNTED
    ]
    if founded:
        brought = [BROUGHT[code] * founded[unit.code] for unit in COUNTED]
        raw = [max(pair) for pair in zip(raw, brought, strict=True)]
    if year == PUBLISHED_YEAR:
        shares = apportioned(TOTALS_2023[code], raw)
    else:
        lots = [Chance("flow", year, unit.code, code) for unit in COUNTED]
        shares = [lot.rounded(amount) for lot, amount in zip(lots, raw, strict=True)]
    return {unit.code: share for unit, share in zip(COUNTED, shares, strict=True)}


def _may_bring(year: int, unit: str, code: str, founded: dict[str, int] | None) -> bool:
    """Whether the year can have brought any: members come to organisations that there are."""
    if not anchors.without(unit, code):
        return True
    if year <= PUBLISHED_YEAR:
        return False
    return not founded or founded[unit] > 0 or not _is_first_year(year, unit, FOUNDED_OF[code])


def _is_first_year(year: int, unit: str, founded: str) -> bool:
    """Whether the unit had no organisation of the kind when the year began."""
    before = (of_year(each)[unit][founded] for each in range(PUBLISHED_YEAR + 1, year))
    return anchors.without(unit, founded) and not any(map(sum, before))


def _tendency(year: int, unit: str, code: str) -> float:
    """Return what the unit's year would bring if organisations came in fractions."""
    target = targets.assigned(year)[unit].get(code, 0)
    chance = Chance("tendency", year, unit, code)
    if not target:
        return 0.12 * chance.share()
    return target * YEARS_MOOD.get(year, 1.01) * mood(year, unit, code) * chance.between(0.95, 1.08)


def mood(year: int, unit: str, code: str) -> float:
    """Return how a unit's year goes; every year one large unit is far behind with one kind."""
    behind, kind = weak_spot(year)
    if unit == behind and code.startswith(kind):
        return 0.5
    return Chance("mood", year, unit, code.partition("_")[0]).pick(MOODS)


def weak_spot(year: int) -> tuple[str, str]:
    """Return the unit, and the kind of organisation, that the year's briefings were about."""
    if year in WEAK_SPOTS:
        return WEAK_SPOTS[year]
    chance = Chance("weak", year)
    return chance.pick(("D01", "D02", "D03", "D05")), chance.pick(("UNION", "UNION", "YOUTH"))


def _by_quarter(year: int, unit: str, totals: dict[str, dict[str, int]]) -> dict[str, Quarters]:
    quarters: dict[str, Quarters] = {}
    for code in FLOWS:
        amount = totals[code][unit]
        founded = quarters.get(FOUNDED_OF.get(code, ""))
        limit = quarters["PARTY_MEMBER_ADMITTED"] if code == "PARTY_OWNER_ADMITTED" else None
        if limit:
            quarters[code] = _within(amount, limit)
        elif founded and sum(founded):
            quarters[code] = _following(year, unit, code, amount, founded)
        else:
            quarters[code] = _seasonal(year, unit, code, amount)
    return quarters


def season(year: int, unit: str) -> list[float]:
    """Return the shares of the four quarters: light first, heavy last, each unit in its way."""
    habit, whim = Chance("season", unit), Chance("season", unit, year)
    return [part * habit.between(0.75, 1.3) * whim.between(0.9, 1.12) for part in SEASON]


def _seasonal(year: int, unit: str, code: str, amount: int) -> Quarters:
    shares = season(year, unit)
    if amount > 6:
        return _four(apportioned(amount, shares))
    place = Chance("order", year, code).shuffled([each.code for each in COUNTED]).index(unit)
    start = (place + Chance("start", year, unit, code).share()) / len(COUNTED)
    drawn = [0, 0, 0, 0]
    for n in range(amount):
        lot, quarter = (n + start) / amount * sum(shares), 0
        while quarter < 3 and lot >= shares[quarter]:
            lot -= shares[quarter]
            quarter += 1
        drawn[quarter] += 1
    return _four(drawn)


def _following(year: int, unit: str, code: str, amount: int, founded: Quarters) -> Quarters:
    """Put members first where new organisations brought them, and the rest by season."""
    brought = [BROUGHT[code] * number for number in founded]
    if sum(brought) >= amount or _is_first_year(year, unit, FOUNDED_OF[code]):
        return _four(apportioned(amount, founded))
    rest = apportioned(amount - sum(brought), season(year, unit))
    return _four([new + other for new, other in zip(brought, rest, strict=True)])


def _within(amount: int, limit: Quarters) -> Quarters:
    """Spread ``amount`` so that no quarter's part exceeds ``limit``'s; what is over falls away."""
    parts = apportioned(min(amount, sum(limit)), limit)
    return _four([min(part, most) for part, most in zip(parts, limit, strict=True)])


def _four(numbers: list[int]) -> Quarters:
    first, second, third, fourth = numbers
    return first, second, third, fourth
