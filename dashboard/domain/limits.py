"""The thresholds of the checks: from where on a figure is doubted."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from data_access.vocabulary import Organisation

MEMBERS_PER_ORGANISATION = "party 3-300, union 5-3000, youth 3-500, women 3-300, veterans 3-200"
QUARTERS_BACK = 12
"""How many earlier quarters a figure is compared with."""

Span = tuple[int, int]
"""The least and the most, both included."""


def members_by_organisation(text: str) -> dict[Organisation, Span]:
    """Return the spans written as "party 3-300, union 5-3000"; kinds not named have none.

    Raises:
        ValueError: a part is not of that form, names no organisation, or its least is the larger.
    """
    spans: dict[Organisation, Span] = {}
    for part in filter(None, map(str.strip, text.split(","))):
        found = re.fullmatch(r"([a-z]+) +([0-9]{1,9}) *- *([0-9]{1,9})", part)
        if not found or int(found[2]) > int(found[3]):
            raise ValueError(f"not an organisation with its least and most members: {part!r}")
        spans[Organisation(found[1])] = (int(found[2]), int(found[3]))
    return spans


@dataclass(frozen=True, slots=True)
class Limits:
    """From where on the checks doubt a figure.

    ``outlier_score``: the modified z-score beyond which a figure is unusual; ``outlier_quarters``:
    how many earlier quarters it needs at least; ``outlier_share``: a stock that changes by a
    smaller share of itself is never unusual. ``least_difference``: what is nearer than this many
    to what it is compared with is never doubted. ``stock_tolerance``: how far a stock may be from
    what the quarter's movements make of the last one. ``cross_check_share``: how far, as a share
    of the units' sum, a second source may be from it.
    """

    outlier_score: float = 3.5
    outlier_quarters: int = 6
    outlier_share: float = 0.02
    least_difference: int = 10
    stock_tolerance: int = 0
    cross_check_share: float = 0.05
    party_members: int = 3
    union_workers: int = 20
    members: Mapping[Organisation, Span] = field(
        default_factory=lambda: members_by_organisation(MEMBERS_PER_ORGANISATION)
    )
