"""Two revisions of a return side by side, with where in the newer one's file each place is."""

from dataclasses import dataclass

from dashboard.domain.access import Person
from dashboard.domain.spots import Spots
from dashboard.doors import reading
from dashboard.readings import returns, spots
from dashboard.readings.returns import Compared


@dataclass(frozen=True, slots=True)
class Comparison:
    """How the new revision differs from the old; ``spots`` are of the new one's file."""

    compared: Compared
    spots: Spots


def read(person: Person, return_id: int, old: int, new: int) -> Comparison:
    """Return how one revision of a return differs from another, by their numbers.

    Raises:
        NotFound: no such return or revision.
        NotAllowed: the person may not see it.
    """
    with reading(person):
        compared = returns.difference(person, return_id, old, new)
        return Comparison(compared, spots.of_revision(person, return_id, compared.new.number))
