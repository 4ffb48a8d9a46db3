"""What a quarterly return says, as values, whatever it was written in."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from dashboard.domain.limits import Limits
from data_access.vocabulary import IndicatorRecord, Period

IndicatorView = IndicatorRecord


def in_families(indicators: Sequence[IndicatorView]) -> Iterator[IndicatorView]:
    """Yield the indicators in their order, but what takes from a stock right after that stock."""
    there = {each.code for each in indicators}
    for each in indicators:
        if each.moves_by != -1 or each.moves not in there:
            yield each
            yield from (
                other for other in indicators if other.moves == each.code and other.moves_by == -1
            )


@dataclass(frozen=True, slots=True)
class FoundingRow:
    """One organisation founded; ``indicator`` is the code of the number it is part of."""

    indicator: str
    enterprise: str
    founded_on: date
    name: str | None = None
    tax_code: str | None = None
    enterprise_type: str | None = None
    decision_number: str | None = None
    members: int | None = None
    cell: str | None = None


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """One enterprise reviewed."""

    enterprise: str
    tax_code: str | None = None
    enterprise_type: str | None = None
    workers: int | None = None
    party_members: int | None = None
    has_party: bool | None = None
    has_union: bool | None = None
    has_youth: bool | None = None


@dataclass(frozen=True, slots=True)
class DifficultyRow:
    """One difficulty, its proposal, or both."""

    difficulty: str | None
    proposal: str | None = None


@dataclass(frozen=True, slots=True)
class ReturnContent:
    """A return, whole. ``figures`` has an indicator's code only where a figure was reported."""

    unit: str
    period: Period
    figures: dict[str, int]
    foundings: tuple[FoundingRow, ...] = ()
    reviews: tuple[ReviewRow, ...] = ()
    difficulties: tuple[DifficultyRow, ...] = ()


@dataclass(frozen=True, slots=True)
class ReturnForm:
    """What a template shows and a check needs beside the content.

    ``year_to_date`` is the accepted year to date before this quarter's figure (missing: none
    reported); ``last_quarter`` the accepted figures of the quarter before, ``earlier`` those of all
    the quarters a figure is compared with; ``founded_before`` the foundings already accepted in the
    province, for the warning of a second one. A ``cross_check`` reports on its own indicators only,
    so that a blank one is no doubt; ``others`` are the units its figures, or those of a unit with
    units below it, are held against. ``limits`` are the thresholds of the checks.
    """

    unit: str
    unit_name: str
    province_name: str
    period: Period
    due_on: date
    today: date
    indicators: tuple[IndicatorView, ...]
    targets: dict[str, int] = field(default_factory=dict)
    year_to_date: dict[str, int] = field(default_factory=dict)
    last_quarter: dict[str, int] = field(default_factory=dict)
    founded_before: tuple["EarlierFounding", ...] = ()
    illustration: bool = False
    cross_check: bool = False
    earlier: dict[Period, dict[str, int]] = field(default_factory=dict)
    others: "OtherUnits | None" = None
    limits: Limits = field(default_factory=Limits)


@dataclass(frozen=True, slots=True)
class EarlierFounding:
    """A founding in an accepted return of another quarter or unit."""

    indicator: str
    enterprise_key: str
    tax_code: str | None
    unit_name: str
    period: Period


@dataclass(frozen=True, slots=True)
class OtherUnits:
    """What other units reported for the same quarter, accepted or awaiting review.

    Of ``due`` returns ``told`` are there; ``figures`` are their sums by indicator code.
    """

    due: int
    told: int
    figures: dict[str, int]
