"""Whether what somebody sees is invented, so that every page says so."""

from dashboard.domain.access import Person
from dashboard.doors import SERVICE, reading
from data_access import units


def is_shown_to(person: Person) -> bool:
    """Whether one of the units that the person has a role on is an illustration."""
    held = {grant.unit_id for grant in person.grants}
    with reading(person) as session:
        return any(unit.illustration for unit in units.by_ids(session, held).values())


def is_the_province() -> bool:
    """Whether a province in this database is an illustration."""
    with reading(SERVICE) as session:
        return any(unit.illustration for unit in units.roots(session))
