"""Returns page by page, whatever they say: which there are, and where each stands."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.orm import Session

from data_access.returns import REVISIONS, RevisionRecord, revision_record, upto
from data_access.vocabulary import Period, ReturnStatus

# Where a return stands is asked of each in turn, the newest first, until the page is full.
_PAGE = f"""
with picked as materialized (
    select s.return_id
    from return_state(:until) s
    where s.return_id < :before
      and s.unit_id = any(array(
          select unit_id from unit_ancestor where ancestor_id = any(:units)))
      and (cast(:within as bigint) is null or s.unit_id in (
          select unit_id from unit_ancestor where ancestor_id = :within))
      and (cast(:year as integer) is null or (s.year, s.quarter) = (:year, :quarter))
      and (cast(:status as text) is null or s.status = :status)
    order by s.return_id desc
    limit :most
)
{REVISIONS}
where v.return_id in (select return_id from picked) and v.number = s.newest
order by v.return_id desc
"""  # noqa: S608  # put together from constants


_NEVER = frozenset({ReturnStatus.DRAFT, ReturnStatus.SUPERSEDED})


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
    if wanted.status in _NEVER:
        raise ValueError(f"no return stands {wanted.status}")
    found = session.execute(
        text(_PAGE),
        {
            **upto(session),
            "units": list(unit_ids),
            "within": wanted.within,
            "year": wanted.period.year if wanted.period else None,
            "quarter": wanted.period.quarter if wanted.period else None,
            "status": wanted.status.value if wanted.status else None,
            "before": before,
            "most": most,
        },
    )
    return tuple(map(revision_record, found))
