"""The parameters of the rules as they are in force in a province. For readings and actions, which
open the transaction.

The settings from the environment are a province's first values; once recorded, they count no more.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from sqlalchemy.orm import Session

from dashboard.domain.limits import Limits, members_by_organisation
from dashboard.domain.thresholds import Thresholds
from dashboard.i18n import format_exact
from dashboard.settings import settings
from data_access import parameters
from data_access.parameters import ParameterRecord

NAMES = (
    "on_track_from",
    "slow_from",
    "outlier_score",
    "outlier_quarters",
    "outlier_share",
    "least_difference",
    "stock_tolerance",
    "cross_check_share",
    "party_members",
    "union_workers",
    "members_per_organisation",
)


@dataclass(frozen=True, slots=True)
class Ignored:
    """A setting that the environment gives and that counts no more: ``in_force`` are the values
    that provinces have instead, by the province's code, as written."""

    name: str
    given: str
    in_force: Mapping[str, str]

    @property
    def setting(self) -> str:
        return setting(self.name)


def setting(name: str) -> str:
    """Return the environment variable that a parameter has its first value from."""
    return f"TIENDO_{name.upper()}"


def first_values() -> dict[str, str]:
    """Return what the settings say, by name."""
    return {name: str(getattr(settings(), name)) for name in NAMES}


def in_force(session: Session, province_id: int) -> dict[str, str]:
    """Return the parameters by name, as written."""
    return {**first_values(), **parameters.in_force(session, province_id)}


def valid(history: Iterable[ParameterRecord], day: date) -> dict[str, ParameterRecord]:
    """Return what is in force on the day of all that was recorded, by name.

    Of each name the newest record comes first; of those effective by the day, the one effective
    last holds, and of two from the same day the newer.
    """
    found: dict[str, ParameterRecord] = {}
    for each in history:
        before = found.get(each.name)
        if each.effective_on <= day and (before is None or each.effective_on > before.effective_on):
            found[each.name] = each
    return found


def thresholds(session: Session, province_id: int) -> Thresholds:
    """Return from which share of what was to be expected a target is on track, or merely slow."""
    found = in_force(session, province_id)
    return Thresholds(Fraction(found["on_track_from"]), Fraction(found["slow_from"]))


def limits(session: Session, province_id: int) -> Limits:
    """Return from where on the checks doubt a figure."""
    found = in_force(session, province_id)
    return Limits(
        outlier_score=float(found["outlier_score"]),
        outlier_quarters=int(found["outlier_quarters"]),
        outlier_share=float(found["outlier_share"]),
        least_difference=int(found["least_difference"]),
        stock_tolerance=int(found["stock_tolerance"]),
        cross_check_share=float(found["cross_check_share"]),
        party_members=int(found["party_members"]),
        union_workers=int(found["union_workers"]),
        members=members_by_organisation(found["members_per_organisation"]),
    )


def ignored(recorded: Mapping[str, Mapping[str, str]]) -> tuple[Ignored, ...]:
    """Return the settings that the environment gives and that differ from what is in force in a
    province. ``recorded`` has each province's parameters, by its code."""
    given = settings().model_fields_set
    first = first_values()
    found = []
    for name in NAMES:
        others = {
            code: values[name]
            for code, values in recorded.items()
            if values.get(name, first[name]) != first[name]
        }
        if name in given and others:
            found.append(Ignored(name, first[name], others))
    return tuple(found)


def as_number(value: str) -> float | int | str:
    """Return a value as programs are told it: a number, or other words as written."""
    try:
        return int(value) if value.isdecimal() else float(value)
    except ValueError:
        return value


def shown(value: str) -> str:
    """Return a value as people read it: a number with a decimal comma, other words as written."""
    try:
        return format_exact(Decimal(value))
    except InvalidOperation:
        return value
