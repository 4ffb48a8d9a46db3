"""What somebody may look at, and what of it an address selects."""

from dataclasses import dataclass

from dashboard.domain import selection
from dashboard.domain.access import Person
from dashboard.domain.progress import UnitView
from dashboard.domain.selection import Asked, Selection
from dashboard.doors import reading
from dashboard.readings import progress


@dataclass(frozen=True, slots=True)
class Choices:
    """The units that the person may see, a parent before its children; the years for which the
    unit looked at has figures, newest first; and what is looked at.
    """

    units: tuple[UnitView, ...]
    years: tuple[int, ...]
    selection: Selection


def choices(person: Person, asked: Asked) -> Choices | None:
    """Return what may be looked at and what is; None: the person may see no unit."""
    with reading(person):
        visible = progress.units_visible(person)
        if not visible:
            return None
        unit = selection.unit(asked.unit, visible)
        years = progress.years(person, unit.code)
        latest = progress.latest_period(person, unit.code)
        return Choices(visible, years, selection.selection(asked, unit, years, latest, visible))
