"""Which provinces a person has a role in, or administers. For readings and actions, which open the
transaction.
"""

from sqlalchemy.orm import Session

from dashboard.domain.access import Person, Right
from dashboard.errors import NotAllowed
from data_access import units
from data_access.vocabulary import UnitRecord


def entered(session: Session, person: Person) -> tuple[UnitRecord, ...]:
    """Return the provinces in which the person has a role, in display order.

    Raises:
        NotAllowed: nowhere.
    """
    found = {units.province_of(session, each).id for each in person.units_with(Right.SEE_PROGRESS)}
    if not found:
        raise NotAllowed(f"{person.username}: no unit")
    return tuple(each for each in units.roots(session) if each.id in found)


def one_entered(session: Session, person: Person, code: str | None) -> UnitRecord:
    """Return the province of the unit with the code, if the person has a role in it; None: their
    first.

    Raises:
        NotFound: no such unit.
        NotAllowed: the person has no role in the province, or nowhere.
    """
    found = entered(session, person)
    if code is None:
        return found[0]
    wanted = units.province_of(session, units.by_code(session, code).id)
    if wanted not in found:
        raise NotAllowed(f"{person.username}: no unit in {code}")
    return wanted


def administered(session: Session, person: Person, code: str | None) -> tuple[UnitRecord, ...]:
    """Return the province with this code, or all that the person administers.

    Raises:
        NotAllowed: the person does not administer it, or none.
        NotFound: no such unit.
    """
    reached = person.units_with(Right.MANAGE_UNITS)
    if code is not None and reached:
        whole = units.province_of(session, units.by_code(session, code).id)
        found = [whole] if whole.id in reached else []
    else:
        found = [each for each in units.roots(session) if each.id in reached]
    if not found:
        raise NotAllowed(f"{person.username}: does not administer {code or 'any province'}")
    return tuple(found)


def all_administered(session: Session, person: Person) -> tuple[UnitRecord, ...]:
    """Return all provinces, if the person administers every one: what is common to them is theirs
    to change.

    Raises:
        NotAllowed: the person does not.
    """
    found = units.roots(session)
    reached = person.units_with(Right.MANAGE_UNITS)
    if not found or any(each.id not in reached for each in found):
        raise NotAllowed(f"{person.username}: does not administer every province")
    return found
