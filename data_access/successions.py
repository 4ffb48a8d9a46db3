"""Units continued by others: splits and mergers; a unit that is renamed stays the same."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from data_access import moment as moments
from data_access import units
from data_access.models import UnitSuccession
from data_access.remembered import remembered_whole
from data_access.vocabulary import Period, UnitRecord


@dataclass(frozen=True, slots=True)
class Predecessor:
    """A unit that another continues; ``whole``: it ended, and no third unit continues it."""

    unit: UnitRecord
    whole: bool


def predecessors(session: Session, unit_id: int, period: Period) -> tuple[Predecessor, ...]:
    """Return the units that this one continues since a day of ``period``, by their codes."""
    every = _every(session)
    continued = Counter(predecessor for predecessor, _successor, _on in every)
    mine = {
        predecessor
        for predecessor, successor, effective_on in every
        if successor == unit_id and period.first_day <= effective_on <= period.last_day
    }
    there = units.by_ids(session, mine) if mine else {}
    return tuple(
        Predecessor(each, whole=continued[each.id] == 1 and not each.exists_in(period))
        for each in sorted(there.values(), key=lambda each: each.code)
    )


@remembered_whole
def _every(session: Session) -> tuple[tuple[int, int, date], ...]:
    """Return who is continued by whom since when."""
    found = session.execute(
        select(
            UnitSuccession.predecessor_id, UnitSuccession.successor_id, UnitSuccession.effective_on
        ).where(UnitSuccession.recorded_at < moments.of(session).until)
    )
    return tuple((row[0], row[1], row[2]) for row in found)
