"""Which return a clerk has in hand: the one that the address names, else the most urgent."""

from collections.abc import Sequence
from dataclasses import dataclass

from dashboard import clock
from dashboard.domain import reach
from dashboard.domain.access import Person, Right
from dashboard.domain.progress import UnitView
from dashboard.domain.returns import ReturnContent
from dashboard.domain.selection import Asked
from dashboard.domain.timeliness import ReturnState
from dashboard.doors import reading
from dashboard.readings import progress, returns, worklists
from data_access.returns import RevisionRecord
from data_access.vocabulary import Period


@dataclass(frozen=True, slots=True)
class ReturnChoice:
    """The units that a clerk hands in for, what these owe, and the return in hand."""

    units: tuple[UnitView, ...]
    owed: tuple[ReturnState, ...]
    unit: UnitView
    period: Period


def choice(person: Person, asked: Asked) -> ReturnChoice | None:
    """Return what may be handed in and what is in hand; None: no unit of theirs hands in.

    Raises:
        NotAllowed: the person submits for no unit.
    """
    with reading(person):
        owed = worklists.due(person)
        reached = reach.units(person, Right.SUBMIT_RETURN, progress.units_visible(person))
        units = reach.reporting(reached)
        if not units:
            return None
        unit, period = _chosen(asked, units, owed)
        return ReturnChoice(units, owed, unit, period)


def says(
    person: Person, choice: ReturnChoice, revision: RevisionRecord | None
) -> ReturnContent | None:
    """Return what a revision of the return in hand says; None: it is none of it.

    Raises:
        NotAllowed: the person may not see the return.
    """
    if revision is None or (revision.unit_id, revision.period) != (choice.unit.id, choice.period):
        return None
    return returns.detail(person, revision.return_id, revision.number).content


def _chosen(
    asked: Asked, units: Sequence[UnitView], owed: Sequence[ReturnState]
) -> tuple[UnitView, Period]:
    named = next((each for each in units if each.code == asked.unit), None)
    first = _most_urgent([each for each in owed if named is None or each.unit.code == named.code])
    unit = named or next((each for each in units if first and each.code == first.unit.code), None)
    period = asked.period or (first.period if first else Period.of(clock.today()))
    return unit or units[0], period


def _most_urgent(owed: Sequence[ReturnState]) -> ReturnState | None:
    """Return what was sent back last; else what fell due last; else what falls due next."""
    back = [each for each in owed if each.status is not None]
    overdue = [each for each in owed if each.overdue > 0]
    found = back or overdue
    if found:
        return max(found, key=lambda each: each.due_on)
    return min(owed, key=lambda each: each.due_on, default=None)
