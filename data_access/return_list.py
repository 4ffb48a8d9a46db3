"""Returns page by page, whatever they say: which there are, and where each stands."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from data_access.returns import REVISIONS, STATUS_AFTER, RevisionRecord, revision_record
from data_access.standing import STANDING
from data_access.vocabulary import DecisionKind, Period, ReturnStatus

# Where a return stands is asked of each in turn, the newest first, until the page is full.
_PAGE = f"""
with picked as materialized (
    select q.id
    from quarterly_return q
    cross join lateral {STANDING} s
    where q.id < :before
      and q.unit_id in (select unit_id from unit_ancestor where ancestor_id = any(:units))
      and (cast(:within as bigint) is null or q.unit_id in (
          select unit_id from unit_ancestor where ancestor_id = :within))
      and (cast(:year as integer) is null or (q.year, q.quarter) = (:year, :quarter))
      and (not :by_status or s.kind is not distinct from :kind)
    order by q.id desc
    limit :most
)
{REVISIONS}
where v.return_id in (select id from picked) and v.number = n.newest
order by v.return_id desc
"""  # noqa: S608  # put together from constants

_ACCEPTED = """
select v.return_id, max(d.decided_at) as accepted_at
from return_revision v
join return_decision d on d.revision_id = v.id and d.kind = 'accept'
where v.return_id = any(:returns)
group by v.return_id
"""

_KINDS = {status: kind for kind, status in STATUS_AFTER.items()}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which returns: in the subtree of ``within``, of ``period``, that stand so; None: any."""

    within: int | None = None
    period: Period | None = None
    status: ReturnStatus | None = None


def page(
    session: Session, unit_ids: Collection[int], wanted: Wanted, before: int, most: int
) -> tuple[RevisionRecord, ...]:
    """Return the newest revisions of the returns in the subtrees, of ``most`` returns at most,
    those first whose id is the largest below ``before``.

    Raises:
        ValueError: no return stands so: draft and superseded.
    """
    found = session.execute(
        text(_PAGE),
        {
            "units": list(unit_ids),
            "within": wanted.within,
            "year": wanted.period.year if wanted.period else None,
            "quarter": wanted.period.quarter if wanted.period else None,
            "by_status": wanted.status is not None,
            "kind": _kind(wanted.status),
            "before": before,
            "most": most,
        },
    )
    return tuple(map(revision_record, found))


def _kind(status: ReturnStatus | None) -> DecisionKind | None:
    """Return the decision after which a return stands so; None: awaiting review is without one.

    Raises:
        ValueError: no return stands so.
    """
    if status is None or status is ReturnStatus.SUBMITTED:
        return None
    if status not in _KINDS:
        raise ValueError(f"no return stands {status}")
    return _KINDS[status]


def accepted_at(session: Session, return_ids: Collection[int]) -> dict[int, datetime]:
    """Return when each return was last accepted; those that never were are left out."""
    found = session.execute(text(_ACCEPTED), {"returns": list(return_ids)})
    return {row.return_id: row.accepted_at for row in found}
