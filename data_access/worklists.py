"""What waits for somebody: returns to review and returns still owed; and what was accepted last."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from data_access.calendar import OWN_DUE
from data_access.returns import REVISIONS, STATUS_AFTER, RevisionRecord, revision_record
from data_access.standing import MOVED, STANDING
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

# The newest decisions of all are looked through first, ten for each unit of the subtree: where that
# many hold too few, each return of the subtree is asked. Each is asked by itself, in the innermost
# selects, so that no plan reads the record through, whatever it believes of its size.
_ACCEPTED = f"""
with below as materialized (
    select unit_id from unit_ancestor where ancestor_id = :unit_id
),
recent as materialized (
    select e.id, e.revision_id, e.decided_at
    from (
        select * from (
            select id, revision_id, kind, decided_at
            from return_decision order by decided_at desc, id desc limit 1000
        ) newest
        order by decided_at desc, id desc limit 10 * (select count(*) from below)
    ) e
    where e.kind = 'accept'
      and (select p.unit_id from return_revision w join quarterly_return p on p.id = w.return_id
           where w.id = e.revision_id) = any(array(select unit_id from below))
      and (select max(id) from return_decision where revision_id = e.revision_id) = e.id
    order by e.decided_at desc, e.id desc
    limit :limit
),
of_each as (
    select e.id, e.revision_id, e.decided_at
    from below
    cross join lateral (
        select id from quarterly_return where unit_id = below.unit_id offset 0
    ) p
    cross join lateral (
        select n.id, w.id as revision_id, n.decided_at
        from return_revision w
        cross join lateral (
            select id, kind, decided_at
            from return_decision where revision_id = w.id order by id desc limit 1
        ) n
        where w.return_id = p.id and n.kind = 'accept'
        offset 0
    ) e
    where (select count(*) from recent) < :limit
    order by e.decided_at desc, e.id desc
    limit :limit
)
{REVISIONS}
where v.id = any(array(select revision_id from recent union select revision_id from of_each))
order by d.decided_at desc, v.id desc
"""  # noqa: S608  # put together from constants

# Reporting units and quarters that have begun, whose return is not accepted and does not await
# review.
_OWED = f"""
select u.id as unit_id, p.year, p.quarter, {OWN_DUE} as due_on, p.closed_at, q.id as return_id,
       n.id as revision_id, n.number, n.kind, n.remark, n.decided_at,
       m.decided_at as moved_at, coalesce(m.reopened, false) as reopened,
       (select ancestor_id from unit_ancestor where unit_id = u.id order by depth desc limit 1)
           as province_id
from unit u
join reporting_period p
  on make_date(p.year, 3 * p.quarter - 2, 1) <= :today
 and u.valid_from <= make_date(p.year, 3 * p.quarter, 1) + interval '1 month - 1 day'
 and (u.valid_to is null
      or u.valid_to >= make_date(p.year, 3 * p.quarter, 1) + interval '1 month - 1 day')
left join quarterly_return q on q.unit_id = u.id and q.year = p.year and q.quarter = p.quarter
left join lateral {STANDING} n on true
left join lateral {MOVED} m on true
where u.reports
  and u.id in (select unit_id from unit_ancestor where ancestor_id = any(:units))
  and (q.id is not null or (p.year, p.quarter) >= (:year, :quarter))
  and (n.kind in ('send_back', 'reopen')
       or ((n.kind = 'withdraw'
            or (n.number is null and (p.year, p.quarter) >= (:year, :quarter)))
           and not exists (
               select from history_value h
               where h.unit_id = u.id and h.year = p.year and h.quarter in (0, p.quarter))))
order by p.year, p.quarter, u.display_order, u.id
"""  # noqa: S608  # put together from constants


@dataclass(frozen=True, slots=True)
class OwedRecord:
    """A return that a unit has not handed in, or has back; ``status`` None: nothing was handed in.

    ``revision``, ``remark`` and ``decided_at`` are of the revision by which it stands; ``moved_at``
    is when the newest decision on any revision was made, ``reopened`` whether it was opened again
    since it was last accepted. ``closed_at`` is the quarter's, ``province_id`` the topmost unit's.
    """

    unit_id: int
    province_id: int
    period: Period
    due_on: date
    closed_at: datetime | None
    return_id: int | None
    revision_id: int | None
    revision: int | None
    status: ReturnStatus | None
    remark: str | None
    decided_at: datetime | None
    moved_at: datetime | None
    reopened: bool


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
    """Return what reporting units in the subtrees have not handed in, or have back, the oldest
    quarter first; of closed quarters too, which not all take the return again.

    Quarters that have begun: those never reported from ``since`` on and not told by history, and
    those sent back, reopened or withdrawn however old.
    """
    found = session.execute(
        text(_OWED),
        {"units": list(unit_ids), "today": today, "year": since.year, "quarter": since.quarter},
    )
    return tuple(
        OwedRecord(
            unit_id=row.unit_id,
            province_id=row.province_id,
            period=Period(row.year, row.quarter),
            due_on=row.due_on,
            closed_at=row.closed_at,
            return_id=row.return_id,
            revision_id=row.revision_id,
            revision=row.number,
            status=STATUS_AFTER[DecisionKind(row.kind)] if row.kind else None,
            remark=row.remark,
            decided_at=row.decided_at,
            moved_at=row.moved_at,
            reopened=row.reopened,
        )
        for row in found
    )
