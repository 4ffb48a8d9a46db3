"""Reads for the screen, the command line and documents; the only room that caches."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from sqlalchemy.orm import Session

from dashboard.domain.access import Person, Right
from dashboard.doors import reading
from dashboard.errors import NotAllowed
from data_access import units
from data_access.vocabulary import UnitRecord


@contextmanager
def looking_at(
    person: Person, right: Right, unit_code: str, as_of: date | None = None
) -> Iterator[tuple[Session, UnitRecord]]:
    """Open the reading door on one unit, if ``right`` reaches it; as of a day's end, or now.

    Raises:
        NotFound: there is no such unit.
        NotAllowed: the person has no such right on it.
    """
    with reading(person, as_of) as session:
        unit = units.by_code(session, unit_code)
        if not person.may(right, units.ancestors(session, unit.id)):
            raise NotAllowed(f"{right} on {unit_code}")
        yield session, unit
