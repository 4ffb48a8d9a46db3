"""Which of the units a person sees one of their rights reaches: what buttons are drawn for."""

from collections.abc import Sequence

from dashboard.domain.access import Person, Right
from dashboard.domain.progress import UnitView


def units(person: Person, right: Right, visible: Sequence[UnitView]) -> tuple[UnitView, ...]:
    """Return the units that ``right`` reaches; ``visible`` has a parent before its children."""
    held = person.units_with(right)
    reached: dict[str, UnitView] = {}
    for each in visible:
        if each.id in held or each.parent in reached:
            reached[each.code] = each
    return tuple(reached.values())


def tops(reached: Sequence[UnitView]) -> tuple[UnitView, ...]:
    """Return those that are below none of the others."""
    codes = {each.code for each in reached}
    return tuple(each for each in reached if each.parent not in codes)


def reporting(reached: Sequence[UnitView]) -> tuple[UnitView, ...]:
    """Return those that hand in returns of their own."""
    return tuple(each for each in reached if each.reports)


def includes(reached: Sequence[UnitView], unit: UnitView) -> bool:
    return any(each.code == unit.code for each in reached)
