"""The parameters of the rules, as the rules' pages and commands show them."""

from dataclasses import dataclass
from datetime import date

from dashboard import clock, parameters
from dashboard.domain.access import Person
from dashboard.doors import reading
from dashboard.provinces import entered, one_entered
from data_access import parameters as rows
from data_access.parameters import ParameterRecord
from data_access.vocabulary import UnitRecord


@dataclass(frozen=True, slots=True)
class ProvinceParameters:
    """The parameters of a province on a day: those ``in_force`` by name, as written; the records
    that they come from, by name; and all that were recorded, by name, the newest first.

    Of a name without a record the setting counts.
    """

    province: UnitRecord
    today: date
    in_force: dict[str, str]
    records: dict[str, ParameterRecord]
    history: tuple[ParameterRecord, ...]


def of_province(person: Person, unit_code: str | None = None) -> ProvinceParameters:
    """Return the parameters of a unit's province; None: of the person's first.

    Raises:
        NotFound: no such unit.
        NotAllowed: the person has no role in the province, or nowhere.
    """
    with reading(person) as session:
        province = one_entered(session, person, unit_code)
        history = rows.history(session, province.id)
        return ProvinceParameters(
            province,
            clock.today(),
            parameters.in_force(session, province.id),
            parameters.valid(history, clock.today()),
            history,
        )


def shown(person: Person) -> dict[str, str]:
    """Return what is in force, by the name of each setting, as people read it; in provinces of the
    person that differ, each value with its province.

    Raises:
        NotAllowed: the person has no role anywhere.
    """
    with reading(person) as session:
        found = [(each, parameters.in_force(session, each.id)) for each in entered(session, person)]
    return {
        parameters.setting(name): _of_each([(each.name, values[name]) for each, values in found])
        for name in parameters.NAMES
    }


def _of_each(values: list[tuple[str, str]]) -> str:
    """Return the one value that provinces have, or each with its province."""
    if len({value for _province, value in values}) == 1:
        return parameters.shown(values[0][1])
    return "; ".join(f"{parameters.shown(value)} ({province})" for province, value in values)
