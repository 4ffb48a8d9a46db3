"""What accepting a revision would change: the year to date and the statuses, before it is done.

Computed as progress is, with the revision counted as if it were accepted; nothing is stored.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from dashboard.domain.access import Person, Right
from dashboard.domain.progress import IndicatorProgress, UnitProgress, UnitView
from dashboard.doors import reading
from dashboard.errors import NotAllowed
from dashboard.readings.progress import rest_of_year
from data_access import returns, units
from data_access.errors import NotFound
from data_access.vocabulary import Period


@dataclass(frozen=True, slots=True)
class Shift:
    """One indicator up to the end of one quarter: as it is, and as it would be."""

    period: Period
    now: IndicatorProgress
    then: IndicatorProgress

    @property
    def status_changes(self) -> bool:
        return self.now.status is not self.then.status


@dataclass(frozen=True, slots=True)
class Reach:
    """What would change of one unit, quarter by quarter, in the order of the indicators."""

    unit: UnitView
    shifts: tuple[Shift, ...]


@dataclass(frozen=True, slots=True)
class Effect:
    """What would change of the unit, then of those above that its figures are part of.

    Quarters from the return's own to the latest of the year with figures that count.
    """

    revision: int
    reaches: tuple[Reach, ...]

    @property
    def nothing(self) -> bool:
        return not any(each.shifts for each in self.reaches)


def effect(person: Person, return_id: int, revision: int) -> Effect:
    """Return what accepting the revision would change, of units that the person may see.

    Raises:
        NotFound: no such return or revision.
        NotAllowed: the person may not see the return.
    """
    with reading(person) as session:
        held = returns.by_id(session, return_id)
        if not person.may(Right.SEE_RETURN, units.ancestors(session, held.unit_id)):
            raise NotAllowed(f"{person.username}: may not see return {return_id}")
        found = (each for each in returns.revisions(session, return_id) if each.number == revision)
        assumed = next(found, None)
        if assumed is None:
            raise NotFound("revision", revision)
        seen = _seen(session, person, held.unit_id)
        now = rest_of_year(session, seen, held.period)
        then = rest_of_year(session, seen, held.period, assumed=assumed.id)
    told = _told(then)
    return Effect(
        revision,
        tuple(
            _reach([(now[at][which], then[at][which]) for at in range(told)])
            for which in range(len(seen))
        ),
    )


def _seen(session: Session, person: Person, unit_id: int) -> tuple[int, ...]:
    return tuple(
        each
        for each in units.counted_above(session, unit_id)
        if person.may(Right.SEE_PROGRESS, units.ancestors(session, each))
    )


def _told(quarters: Sequence[Sequence[UnitProgress]]) -> int:
    """Return how many of the quarters there are up to the latest that any unit has figures for."""
    last = max(max(each.reported_quarters, default=0) for each in quarters[-1])
    return max(1, 1 + last - quarters[0][0].period.quarter)


def _reach(pairs: Sequence[tuple[UnitProgress, UnitProgress]]) -> Reach:
    return Reach(
        pairs[0][0].unit,
        tuple(
            Shift(now.period, before, after)
            for now, then in pairs
            for before, after in zip(now.indicators, then.indicators, strict=True)
            if (before.actual, before.status) != (after.actual, after.status)
        ),
    )
