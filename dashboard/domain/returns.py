"""What a quarterly return says, as values, whatever it was written in."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any

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


_WHERE_IT_STOOD = frozenset({"cell"})


def names_of(row: FoundingRow | ReviewRow | DifficultyRow) -> tuple[str, ...]:
    """Return the names of what a row says, in the order of the form."""
    return tuple(each.name for each in fields(row) if each.name not in _WHERE_IT_STOOD)


def said_in(row: FoundingRow | ReviewRow | DifficultyRow) -> dict[str, Any]:
    """Return what a row says by name; None for what it leaves out."""
    return {name: getattr(row, name) for name in names_of(row)}


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
    units below it, are held against, ``above`` those that hold figures of their own beside its own.
    ``taken_over`` are the units it continues since this quarter,
    ``began``: it did not exist at the end of the quarter before. ``limits`` are the thresholds of
    the checks. ``not_asked`` are the indicators that are not in force in the quarter, for which a
    template made earlier may have a row; ``other_names`` all that those in force have ever been
    called, by their codes: such a template's lists call them so.
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
    above: tuple["UnitAbove", ...] = ()
    taken_over: tuple["TakenOver", ...] = ()
    began: bool = False
    limits: Limits = field(default_factory=Limits)
    not_asked: tuple[IndicatorView, ...] = ()
    other_names: dict[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class UnitAbove:
    """A unit above that reported for the same quarter itself: its figures by indicator code, and
    what all other units below it reported.
    """

    unit_name: str
    figures: dict[str, int]
    others: "OtherUnits"


@dataclass(frozen=True, slots=True)
class TakenOver:
    """A unit that another continues, ``whole`` or a part of it, with its accepted figures of the
    quarter before by indicator code."""

    unit_name: str
    whole: bool
    figures: dict[str, int]


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
