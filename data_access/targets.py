"""Targets: decisions that set them, and those in force."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import insert, text
from sqlalchemy.orm import Session

from data_access import moment as moments
from data_access.models import TargetDecision, TargetValue
from data_access.vocabulary import TargetStage

# By unit and indicator. Only a revocation (null) of every assigned target of the unit's year
# lets the registered ones stand in again.
_CURRENT = """
with newest as (
    select distinct on (v.unit_id, v.indicator_id, v.stage)
        v.unit_id, v.indicator_id, v.stage, v.amount, d.history
    from target_value v
    join target_decision d on d.id = v.decision_id
    where v.unit_id = any(:units) and v.year = :year
      and d.recorded_at < :until
    order by v.unit_id, v.indicator_id, v.stage, v.decision_id desc
),
cells as (
    select unit_id, indicator_id,
           max(amount) filter (where stage = 'registered') as registered,
           max(amount) filter (where stage = 'assigned') as assigned,
           bool_or(history) as history
    from newest
    where amount is not null
    group by unit_id, indicator_id
)
select unit_id, indicator_id, registered, assigned,
       case when bool_or(assigned is not null) over (partition by unit_id)
            then assigned else registered end as effective,
       history
from cells
"""


@dataclass(frozen=True, slots=True)
class TargetRecord:
    """The targets in force of one unit and indicator, in the indicator's unit of count.

    ``effective`` is the assigned one; where nothing at all is assigned to the unit in the year,
    the registered one stands in. None: no target given.
    """

    unit_id: int
    indicator_id: int
    registered: int | None
    assigned: int | None
    effective: int | None
    history: bool


@dataclass(frozen=True, slots=True)
class Document:
    """Where targets come from: the document's number and date, the file, who recorded it."""

    number: str | None
    decided_on: date | None
    file_id: int | None
    recorded_by: int
    recorded_at: datetime
    history: bool = False
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """A decision that was added, and how many figures it changed."""

    decision_id: int
    figures: int


def current(session: Session, unit_ids: Collection[int], year: int) -> list[TargetRecord]:
    """Return the targets in force, one record per unit and indicator.

    Where neither a registered nor an assigned target is in force, there is no record.
    """
    asked = {"units": list(unit_ids), "year": year, "until": moments.of(session).until}
    found = session.execute(text(_CURRENT), asked)
    return [TargetRecord(*row) for row in found]


def decide(
    session: Session,
    year: int,
    stage: TargetStage,
    document: Document,
    amounts: Mapping[tuple[int, int], int | None],
) -> Written | None:
    """Add a decision with those ``amounts`` (by unit and indicator) that differ from the current.

    None is "no target given". Returns None, and writes nothing, where nothing differs.
    """
    session.execute(
        text("select pg_advisory_xact_lock(hashtext('target_decision'), :year)"), {"year": year}
    )
    before = _of_stage(session, {unit_id for unit_id, _ in amounts}, year, stage)
    changed = {cell: amount for cell, amount in amounts.items() if amount != before.get(cell)}
    if not changed:
        return None
    decision_id = session.scalars(
        insert(TargetDecision).returning(TargetDecision.id),
        {
            "year": year,
            "stage": stage,
            "number": document.number,
            "decided_on": document.decided_on,
            "history": document.history,
            "note": document.note,
            "file_id": document.file_id,
            "recorded_by": document.recorded_by,
            "recorded_at": document.recorded_at,
        },
    ).one()
    session.execute(
        insert(TargetValue),
        [
            {
                "decision_id": decision_id,
                "unit_id": unit_id,
                "indicator_id": indicator_id,
                "year": year,
                "stage": stage,
                "amount": amount,
            }
            for (unit_id, indicator_id), amount in changed.items()
        ],
    )
    return Written(decision_id, len(changed))


def _of_stage(
    session: Session, unit_ids: Collection[int], year: int, stage: TargetStage
) -> dict[tuple[int, int], int | None]:
    return {
        (target.unit_id, target.indicator_id): (
            target.registered if stage is TargetStage.REGISTERED else target.assigned
        )
        for target in current(session, unit_ids, year)
    }
