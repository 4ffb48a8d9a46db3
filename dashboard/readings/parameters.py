"""The parameters of the rules, as the rules' pages and commands show them."""

from dataclasses import dataclass
from fractions import Fraction

from dashboard import parameters
from dashboard.domain.access import Person, Right
from dashboard.doors import reading
from dashboard.errors import NotAllowed
from dashboard.i18n import format_count
from dashboard.readings import looking_at
from data_access import parameters as rows
from data_access import units
from data_access.parameters import ParameterRecord
from data_access.vocabulary import UnitRecord


@dataclass(frozen=True, slots=True)
class ProvinceParameters:
    """The parameters of a province: those in force by name, as written, and all that were recorded,
    by name, the newest first."""

    province: UnitRecord
    in_force: dict[str, str]
    history: tuple[ParameterRecord, ...]


def of_province(person: Person, unit_code: str) -> ProvinceParameters:
    """Return the parameters of the unit's province.

    Raises:
        NotFound, NotAllowed: see ``looking_at``.
    """
    with looking_at(person, Right.SEE_PROGRESS, unit_code) as (session, unit):
        province = units.province_of(session, unit.id)
        return ProvinceParameters(
            province,
            parameters.in_force(session, province.id),
            rows.history(session, province.id),
        )


def shown(person: Person) -> dict[str, str]:
    """Return what is in force for the person's first province, by the name of each setting, with
    numbers as they are shown.

    Raises:
        NotAllowed: the person has no role anywhere.
    """
    seen = person.units_with(Right.SEE_PROGRESS)
    if not seen:
        raise NotAllowed(f"{person.username}: no unit")
    with reading(person) as session:
        roots = {units.province_of(session, each).id for each in seen}
        province = next(each for each in units.roots(session) if each.id in roots)
        found = parameters.in_force(session, province.id)
    return {f"TIENDO_{name.upper()}": _number(value) for name, value in found.items()}


def _number(value: str) -> str:
    try:
        return format_count(Fraction(value))
    except ValueError:
        return value
