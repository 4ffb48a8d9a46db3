"""How far a unit and those right below it have come: what a command and the API tell programs."""

from dataclasses import dataclass
from datetime import date

from dashboard.domain.access import Person
from dashboard.domain.progress import UnitProgress
from dashboard.doors import reading
from dashboard.readings import progress
from data_access.vocabulary import Period


@dataclass(frozen=True, slots=True)
class UnitReport:
    """A unit's progress, and that of the units right below that exist at the period's end."""

    unit: UnitProgress
    children: tuple[UnitProgress, ...]


def read(
    person: Person,
    unit_code: str,
    period: Period,
    provisional: bool = False,
    as_of: date | None = None,
) -> UnitReport:
    """Return the progress up to ``period``; for the rest see ``progress.unit_progress``.

    Raises:
        NotFound: no such unit.
        NotAllowed: the person may not see its progress.
    """
    with reading(person, as_of):
        place = (person, unit_code, period, provisional, as_of)
        return UnitReport(progress.unit_progress(*place), progress.children_progress(*place))
