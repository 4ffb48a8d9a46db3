"""What waits for somebody: returns to review and returns still owed; and what was accepted last."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from data_access.calendar import OWN_DUE
from data_access.returns import REVISIONS, STATUS_AFTER, RevisionRecord, revision_record
from data_access.vocabulary import DecisionKind, Period, ReturnStatus

_QUEUE = f"""
{REVISIONS}
where v.id in (
    select w.id
    from return_revision w
    join quarterly_return p on p.id = w.return_id
    where p.unit_id = any(array(
          select unit_id from unit_ancestor where ancestor_id = any(:units)))
      and not exists (select from return_decision e where e.revision_id = w.id)
      and not exists (
          select from return_revision x where x.return_id = w.return_id and x.number > w.number)
)
order by v.submitted_at, v.id
"""  # noqa: S608  # put together from constants

# The newest decisions first, so that a long record is not read through.
_ACCEPTED = f"""
{REVISIONS}
where v.id in (
    select e.revision_id
    from return_decision e
    join return_revision w on w.id = e.revision_id
    join quarterly_return p on p.id = w.return_id
    where e.kind = 'accept'
      and p.unit_id = any(array(
          select unit_id from unit_ancestor where ancestor_id = :unit_id))
      and not exists (
          select from return_decision n where n.revision_id = e.revision_id and n.id > e.id)
    order by e.decided_at desc, e.id desc
    limit :limit
)
order by d.decided_at desc, v.id desc
"""  # noqa: S608  # put together from constants

# Reporting units and quarters whose return is not accepted and does not await review; of closed
# quarters those only that were reopened, or given back since. A withdrawn correction leaves a
# return as it stood before.
_OWED = f"""
select u.id as unit_id, p.year, p.quarter, {OWN_DUE} as due_on, q.id as return_id,
       n.id as revision_id, n.number, n.kind, n.remark, n.decided_at
from unit u
join reporting_period p
  on make_date(p.year, 3 * p.quarter - 2, 1) <= :today
 and u.valid_from <= make_date(p.year, 3 * p.quarter, 1) + interval '1 month - 1 day'
 and (u.valid_to is null
      or u.valid_to >= make_date(p.year, 3 * p.quarter, 1) + interval '1 month - 1 day')
left join quarterly_return q on q.unit_id = u.id and q.year = p.year and q.quarter = p.quarter
left join lateral (
    select v.id, v.number, d.kind, d.reason as remark, d.decided_at
    from return_revision v
    left join lateral (
        select kind, reason, decided_at
        from return_decision where revision_id = v.id order by id desc limit 1
    ) d on true
    where v.return_id = q.id
    order by d.kind is not distinct from 'withdraw'
                 or (d.kind is null and v.number < max(v.number) over ()),
             v.number desc
    limit 1
) n on true
where u.reports
  and u.id in (select unit_id from unit_ancestor where ancestor_id = any(:units))
  and (p.closed_at is null or n.decided_at >= p.closed_at or exists (
      select from return_revision v
      join return_decision e on e.revision_id = v.id and e.kind = 'reopen'
      where v.return_id = q.id
        and not exists (
            select from return_revision w
            join return_decision l on l.revision_id = w.id and l.kind = 'accept'
            where w.return_id = q.id and l.id > e.id)))
  and (n.kind in ('send_back', 'reopen', 'withdraw')
       or (n.number is null and (p.year, p.quarter) >= (:year, :quarter)
           and not exists (
               select from history_value h
               where h.unit_id = u.id and h.year = p.year and h.quarter in (0, p.quarter))))
order by p.year, p.quarter, u.display_order, u.id
"""  # noqa: S608  # put together from constants


@dataclass(frozen=True, slots=True)
class OwedRecord:
    """A return that a unit has still to hand in; ``status`` None: nothing was handed in."""

    unit_id: int
    period: Period
    due_on: date
    return_id: int | None
    revision: int | None
    status: ReturnStatus | None
    remark: str | None
    decided_at: datetime | None
    revision_id: int | None = None


def queue(session: Session, unit_ids: Collection[int]) -> tuple[RevisionRecord, ...]:
    """Return the newest revisions in the subtrees that nobody has decided on, oldest first."""
    found = session.execute(text(_QUEUE), {"units": list(unit_ids)})
    return tuple(map(revision_record, found))


def latest_accepted(session: Session, unit_id: int, limit: int) -> tuple[RevisionRecord, ...]:
    """Return what was accepted last in the unit's subtree, newest first."""
    found = session.execute(text(_ACCEPTED), {"unit_id": unit_id, "limit": limit})
    return tuple(map(revision_record, found))


def owed(
    session: Session, unit_ids: Collection[int], today: date, since: Period
) -> tuple[OwedRecord, ...]:
    """Return what reporting units in the subtrees have still to hand in, oldest quarter first.

    Quarters that have begun and are not closed, or take the return all the same: those never
    reported from ``since`` on, and those sent back, reopened or withdrawn however old.
    """
    found = session.execute(
        text(_OWED),
        {"units": list(unit_ids), "today": today, "year": since.year, "quarter": since.quarter},
    )
    return tuple(
        OwedRecord(
            unit_id=row.unit_id,
            period=Period(row.year, row.quarter),
            due_on=row.due_on,
            return_id=row.return_id,
            revision=row.number,
            status=STATUS_AFTER[DecisionKind(row.kind)] if row.kind else None,
            remark=row.remark,
            decided_at=row.decided_at,
            revision_id=row.revision_id,
        )
        for row in found
    )
