"""Everything that the overview shows, of one moment."""

from dataclasses import dataclass

from dashboard.domain.access import Person
from dashboard.domain.progress import UnitProgress
from dashboard.domain.selection import Asked
from dashboard.domain.timeliness import ReturnState
from dashboard.doors import reading
from dashboard.readings import progress, receipts, selection, sources
from dashboard.readings.selection import Choices
from dashboard.readings.sources import Accepted

RECENT = 5


@dataclass(frozen=True, slots=True)
class OverviewPage:
    """The unit's progress and that of the units right below, where the quarter's returns stand,
    and what was accepted last, newest first.
    """

    choices: Choices
    progress: UnitProgress
    children: tuple[UnitProgress, ...]
    receipts: tuple[ReturnState, ...]
    recent: tuple[Accepted, ...]


def read(person: Person, asked: Asked) -> OverviewPage | None:
    """Return what the page shows; None: the person may see no unit."""
    with reading(person):
        found = selection.choices(person, asked)
        if found is None:
            return None
        chosen = found.selection
        place = (person, chosen.unit.code, chosen.period)
        return OverviewPage(
            choices=found,
            progress=progress.unit_progress(*place, chosen.provisional),
            children=progress.children_progress(*place, chosen.provisional),
            receipts=receipts.of_unit(*place),
            recent=sources.latest_accepted(person, chosen.unit.code, RECENT),
        )
