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

# The newest decisions first, so that a long record is not read through.
_ACCEPTED = f"""
{REVISIONS}
where v.id = any(array(
    select e.revision_id
    from return_decision e
    join return_revision w on w.id = e.revision_id
    join quarterly_return p on p.id = w.return_id
    where e.kind = 'accept' and e.decided_at < :until
      and p.unit_id = any(array(
          select unit_id from unit_ancestor where ancestor_id = :unit_id))
      and not exists (
          select from return_decision n
          where n.revision_id = e.revision_id and n.id > e.id and n.decided_at < :until)
    order by e.decided_at desc, e.id desc
    limit :limit
))
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
