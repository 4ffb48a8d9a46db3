"""Everything that the page of the returns received shows, of one moment."""

from dataclasses import dataclass

from dashboard.domain import reach, selection
from dashboard.domain.access import Person, Right
from dashboard.domain.progress import UnitView
from dashboard.domain.selection import Asked
from dashboard.domain.timeliness import Call
from dashboard.doors import reading
from dashboard.readings import completeness, progress
from dashboard.readings.completeness import Completeness
from data_access.vocabulary import Period


@dataclass(frozen=True, slots=True)
class CompletenessPage:
    """The returns of a unit's subtree; ``units`` are those that may be looked at, ``latest`` is
    the newest due quarter. ``calls`` None: the person does not review these units' returns.
    """

    units: tuple[UnitView, ...]
    record: Completeness
    latest: Period
    calls: tuple[Call, ...] | None


def read(person: Person, asked: Asked) -> CompletenessPage | None:
    """Return what the page shows; None: the person may see no unit's returns."""
    with reading(person):
        visible = reach.units(person, Right.SEE_RETURN, progress.units_visible(person))
        if not visible:
            return None
        unit = selection.unit(asked.unit, visible)
        reviews = reach.includes(reach.units(person, Right.REVIEW_RETURN, visible), unit)
        return CompletenessPage(
            units=visible,
            record=completeness.of_unit(person, unit.code),
            latest=progress.latest_period(person, unit.code),
            calls=completeness.calls(person, unit.code) if reviews else None,
        )
