"""What waits for a reviewer, and what was accepted last."""

from collections.abc import Collection

from sqlalchemy import text
from sqlalchemy.orm import Session

from data_access.returns import REVISIONS, RevisionRecord, revision_record, upto

# Those without a decision are few and found first; whether one awaits review says the state.
_QUEUE = f"""
{REVISIONS}
where v.id = any(array(
    select s.provisional_id
    from return_state(:until) s
    where s.return_id = any(array(
        select w.return_id
        from quarterly_return p
        join return_revision w on w.return_id = p.id
        where p.unit_id = any(array(
              select unit_id from unit_ancestor where ancestor_id = any(:units)))
          and not exists (select from return_decision e where e.revision_id = w.id)))
))
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
            from return_decision where decided_at < :until
            order by decided_at desc, id desc limit 1000
        ) newest
        order by decided_at desc, id desc limit 10 * (select count(*) from below)
    ) e
    where e.kind = 'accept'
      and (select p.unit_id from return_revision w join quarterly_return p on p.id = w.return_id
           where w.id = e.revision_id) = any(array(select unit_id from below))
      and (select max(id) from return_decision
           where revision_id = e.revision_id and decided_at < :until) = e.id
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
            from return_decision where revision_id = w.id and decided_at < :until
            order by id desc limit 1
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


def queue(session: Session, unit_ids: Collection[int]) -> tuple[RevisionRecord, ...]:
    """Return the newest revisions in the subtrees that nobody has decided on, oldest first."""
    found = session.execute(text(_QUEUE), {"units": list(unit_ids), **upto(session)})
    return tuple(map(revision_record, found))


def latest_accepted(session: Session, unit_id: int, limit: int) -> tuple[RevisionRecord, ...]:
    """Return what was accepted last in the unit's subtree, newest first."""
    asked = {"unit_id": unit_id, "limit": limit, **upto(session)}
    return tuple(map(revision_record, session.execute(text(_ACCEPTED), asked)))
