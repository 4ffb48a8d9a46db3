"""What each year was to bring: the province's targets, what units registered, what was assigned."""

from dataclasses import dataclass
from datetime import date
from functools import cache

from dashboard.demo.chance import Chance, apportioned
from dashboard.demo.units import COUNTED, PROVINCE

PUBLISHED_YEAR = 2023

# The province's target for 2023, and how fast it grows from year to year before and after.
TARGETS_2023 = {
    "PARTY_ORG_FOUNDED": (3, 0.2),
    "PARTY_MEMBER_ADMITTED": (80, 0.05),
    "PARTY_OWNER_ADMITTED": (6, 0.06),
    "UNION_FOUNDED": (15, 0.09),
    "UNION_MEMBER_ADMITTED": (1400, 0.05),
    "YOUTH_ORG_FOUNDED": (13, 0.07),
    "YOUTH_MEMBER_ADMITTED": (230, 0.05),
    "WOMEN_GROUP_FOUNDED": (3, 0.08),
    "WOMEN_MEMBER_ADMITTED": (50, 0.05),
    "VETERAN_ORG_FOUNDED": (1, 0.05),
    "VETERAN_MEMBER_ADMITTED": (10, 0.05),
}
FLOWS = tuple(TARGETS_2023)

Amounts = dict[str, int]
ByUnit = dict[str, Amounts]


@dataclass(frozen=True, slots=True)
class TargetSheet:
    """One numbered document; a unit or indicator it does not name has no target from it."""

    year: int
    number: str
    decided_on: date
    registered: ByUnit
    assigned: ByUnit


@cache
def of_province(year: int) -> Amounts:
    """Return the province's own targets; 2023's are the published ones."""
    if year == PUBLISHED_YEAR:
        return {code: amount for code, (amount, _) in TARGETS_2023.items()}
    return {code: _of_province(year, code) for code in FLOWS}


def _of_province(year: int, code: str) -> int:
    base, rate = TARGETS_2023[code]
    steps = 1 + rate * abs(year - PUBLISHED_YEAR)
    grown = base * (steps if year > PUBLISHED_YEAR else 1 / steps)
    drawn = grown * Chance("target", year, code).between(0.96, 1.08)
    step = 50 if drawn > 500 else 5 if drawn > 40 else 1
    return max(round(drawn / step) * step, 2 if code == "PARTY_ORG_FOUNDED" else 1)


@cache
def assigned(year: int) -> ByUnit:
    """Return what is assigned to each unit at first; in 2023 the units' sum to the province's.

    In other years they sum to a little more, as is the custom: somebody will fall short.
    """
    shares = {unit.code: Amounts() for unit in COUNTED}
    for code, amount in of_province(year).items():
        chance = Chance("assigned", year, code)
        reserve = 0 if year == PUBLISHED_YEAR else chance.rounded(amount * 0.04)
        weights = [unit.weight * chance.between(0.75, 1.3) for unit in COUNTED]
        for unit, share in zip(COUNTED, apportioned(amount + reserve, weights), strict=True):
            if share:
                shares[unit.code][code] = share
    return shares


@cache
def registered(year: int) -> ByUnit:
    """Return what each unit offered of itself, most often a little less than was assigned."""
    offers = {unit.code: Amounts() for unit in COUNTED}
    for unit, amounts in assigned(year).items():
        for code, amount in amounts.items():
            chance = Chance("registered", year, unit, code)
            offer = chance.rounded(amount * chance.between(0.8, 1.12))
            if offer:
                offers[unit][code] = offer
    return offers


@cache
def adjusted(year: int) -> ByUnit:
    """Return the targets that a decision in summer changed (none in 2023)."""
    if year == PUBLISHED_YEAR:
        return {}
    chance = Chance("adjusted", year)
    changes: ByUnit = {}
    for code, step in (("UNION_FOUNDED", 1), ("PARTY_MEMBER_ADMITTED", -1)):
        holders = [unit for unit, held in assigned(year).items() if held.get(code, 0) > 1]
        unit = chance.pick(holders)
        changes.setdefault(unit, {})[code] = assigned(year)[unit][code] + step
    return changes


def sheets(year: int) -> tuple[TargetSheet, ...]:
    """Return the year's documents in order of time: registration, assignment, adjustment."""
    chance = Chance("documents", year)
    offer = TargetSheet(
        year, f"{chance.whole(5, 30)}-BC/BTCTU", date(year, 1, chance.whole(14, 20)),
        registered(year), {},
    )  # fmt: skip
    given = TargetSheet(
        year, f"{chance.whole(95, 180)}-QĐ/TU", date(year, 2, chance.whole(3, 12)),
        {}, {PROVINCE: of_province(year), **assigned(year)},
    )  # fmt: skip
    change = TargetSheet(
        year, f"{chance.whole(620, 790)}-QĐ/TU", date(year, 7, chance.whole(8, 16)),
        {}, adjusted(year),
    )  # fmt: skip
    return (offer, given, change) if change.assigned else (offer, given)
