"""The parameters of the rules as they are in force in a province. For readings and actions, which
open the transaction.

The settings from the environment are a province's first values; once recorded, they count no more.
"""

from collections.abc import Iterable, Mapping
from fractions import Fraction

from sqlalchemy.orm import Session

from dashboard.domain.limits import Limits, members_by_organisation
from dashboard.domain.pace import Thresholds
from dashboard.settings import settings
from data_access import parameters

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


def first_values() -> dict[str, str]:
    """Return what the settings say, by name."""
    return {name: str(getattr(settings(), name)) for name in NAMES}


def in_force(session: Session, province_id: int) -> dict[str, str]:
    """Return the parameters by name, as written."""
    return {**first_values(), **parameters.in_force(session, province_id)}


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


def ignored(recorded: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """Return the settings that the environment gives, and that differ from what is in force in a
    province: they count no more. ``recorded`` has each province's parameters; by name."""
    given = settings().model_fields_set
    first = first_values()
    return {
        name: first[name]
        for name in NAMES
        if name in given
        and any(values.get(name, first[name]) != first[name] for values in recorded)
    }
