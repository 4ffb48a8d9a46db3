"""Everything that the page of one indicator shows, of one moment."""

from dataclasses import dataclass, replace

from dashboard.domain.access import Person
from dashboard.domain.progress import UnitProgress
from dashboard.domain.selection import Asked, indicator, years_before
from dashboard.doors import reading
from dashboard.readings import progress, selection, sources
from dashboard.readings.selection import Choices
from dashboard.readings.sources import Trail


@dataclass(frozen=True, slots=True)
class IndicatorPage:
    """The unit's progress, that of the units right below and of those compared with it
    (``beside``), and that of earlier years; ``code`` is the indicator looked at, ``trail`` what
    lies behind the figure that was asked for, if one was.
    """

    choices: Choices
    code: str
    progress: UnitProgress
    past: tuple[UnitProgress, ...]
    children: tuple[UnitProgress, ...]
    beside: tuple[UnitProgress, ...]
    trail: Trail | None


def read(person: Person, asked: Asked) -> IndicatorPage | None:
    """Return what the page shows; None: the person may see no unit."""
    with reading(person):
        found = selection.choices(person, asked)
        if found is None:
            return None
        chosen = found.selection
        place = (person, chosen.unit.code, chosen.period, chosen.provisional)
        shown = progress.unit_progress(*place)
        code = indicator(chosen.indicator, shown)
        return IndicatorPage(
            choices=replace(found, selection=replace(chosen, indicator=code)),
            code=code,
            progress=shown,
            past=tuple(
                progress.unit_progress(person, chosen.unit.code, each)
                for each in years_before(chosen.period, found.years)
            ),
            children=progress.children_progress(*place),
            beside=progress.children_progress(*place, counted=False),
            trail=_trail(person, found, code),
        )


def _trail(person: Person, found: Choices, code: str) -> Trail | None:
    chosen = found.selection
    if chosen.source is None:
        return None
    return sources.figure_trail(
        person,
        chosen.source,
        code,
        chosen.period.year,
        chosen.period.quarter,
        provisional=chosen.provisional,
    )
