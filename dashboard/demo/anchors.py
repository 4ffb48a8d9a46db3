"""What existed at the end of the published year, unit by unit: the stocks start from here."""

from functools import cache

from dashboard.demo.chance import Chance, apportioned
from dashboard.demo.units import COUNTED, DISTRICTS

# organisation: (founded, in existence), (admitted, in existence), at the anchor, least members
KINDS = {
    "PARTY": ("PARTY_ORG_FOUNDED", "PARTY_ORG_TOTAL", 73, "PARTY_MEMBER_TOTAL", 1549, 3),
    "UNION": ("UNION_FOUNDED", "UNION_TOTAL", 307, "UNION_MEMBER_TOTAL", 35139, 15),
    "YOUTH": ("YOUTH_ORG_FOUNDED", "YOUTH_ORG_TOTAL", 112, "YOUTH_MEMBER_TOTAL", 2388, 3),
    "WOMEN": ("WOMEN_GROUP_FOUNDED", "WOMEN_GROUP_TOTAL", 30, "WOMEN_MEMBER_TOTAL", 412, 3),
    "VETERANS": ("VETERAN_ORG_FOUNDED", "VETERAN_ORG_TOTAL", 9, "VETERAN_MEMBER_TOTAL", 97, 3),
}
BLOC_PARTY_ORGANISATIONS = 10


@cache
def of_units() -> dict[str, dict[str, tuple[int, int]]]:
    """Return organisations and members of each unit and kind at the end of 2023."""
    anchors: dict[str, dict[str, tuple[int, int]]] = {unit.code: {} for unit in COUNTED}
    for kind, (_, _, organisations, _, members, _) in KINDS.items():
        chance = Chance("anchor", kind)
        counts = _organisations(kind, organisations, chance)
        sizes = [count * chance.between(0.8, 1.25) for count in counts]
        for unit, count, size in zip(COUNTED, counts, apportioned(members, sizes), strict=True):
            anchors[unit.code][kind] = (count, size)
    return anchors


def _organisations(kind: str, total: int, chance: Chance) -> list[int]:
    weights = [unit.weight * chance.between(0.85, 1.2) for unit in COUNTED]
    if kind != "PARTY":
        return apportioned(total, weights)
    in_districts = apportioned(total - BLOC_PARTY_ORGANISATIONS, weights[: len(DISTRICTS)])
    return [*in_districts, BLOC_PARTY_ORGANISATIONS]


def without(unit: str, code: str) -> bool:
    """Whether the unit had no organisation of the indicator's kind at the end of 2023."""
    stem = code.partition("_")[0]
    kind = next(kind for kind, held in KINDS.items() if held[0].startswith(f"{stem}_"))
    return of_units()[unit][kind][0] == 0
