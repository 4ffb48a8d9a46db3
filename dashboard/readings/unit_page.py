"""Everything that the page of one unit shows, of one moment."""

from dataclasses import dataclass

from dashboard.domain.access import Person
from dashboard.domain.progress import UnitProgress
from dashboard.domain.selection import Asked, year_to_date, years_before
from dashboard.domain.timeliness import ReturnState
from dashboard.doors import reading
from dashboard.readings import progress, receipts, selection, sources
from dashboard.readings.selection import Choices
from dashboard.readings.sources import ListedOrganisation, SaidDifficulty


@dataclass(frozen=True, slots=True)
class UnitPage:
    """The unit's progress, that of the units right below and that of earlier years (their main
    indicators); the returns, foundings and difficulties behind it, of the year up to the quarter.
    """

    choices: Choices
    progress: UnitProgress
    past: tuple[UnitProgress, ...]
    children: tuple[UnitProgress, ...]
    receipts: tuple[ReturnState, ...]
    foundings: tuple[ListedOrganisation, ...]
    difficulties: tuple[SaidDifficulty, ...]


def read(person: Person, asked: Asked) -> UnitPage | None:
    """Return what the page shows; None: the person may see no unit."""
    with reading(person):
        found = selection.choices(person, asked)
        if found is None:
            return None
        chosen = found.selection
        code, period, provisional = chosen.unit.code, chosen.period, chosen.provisional
        quarters = year_to_date(period)
        return UnitPage(
            choices=found,
            progress=progress.unit_progress(person, code, period, provisional),
            past=tuple(
                progress.unit_progress(person, code, each, main_only=True)
                for each in years_before(period, found.years)
            ),
            children=progress.children_progress(person, code, period, provisional),
            receipts=tuple(
                receipt for each in quarters for receipt in receipts.of_unit(person, code, each)
            ),
            foundings=sources.foundings(person, code, quarters[0], period),
            difficulties=sources.difficulties(person, code, period),
        )
