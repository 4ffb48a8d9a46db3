"""Reads for the screen, the command line and documents; the only room that caches."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session

from dashboard.domain.access import Person, Right
from dashboard.errors import NotAllowed
from data_access import engine, units
from data_access.vocabulary import UnitRecord


@contextmanager
def looking_at(
    person: Person, right: Right, unit_code: str
) -> Iterator[tuple[Session, UnitRecord]]:
    """Open the reading door on one unit, if ``right`` reaches it.

    Raises:
        NotFound: there is no such unit.
        NotAllowed: the person has no such right on it.
    """
    with engine.reading() as session:
        unit = units.by_code(session, unit_code)
        if not person.may(right, units.ancestors(session, unit.id)):
            raise NotAllowed(f"{right} on {unit_code}")
        yield session, unit
