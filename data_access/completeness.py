"""What came from which unit and when: every revision's moment and the decisions on it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from data_access.returns import STATUS_AFTER
from data_access.vocabulary import DecisionKind, Period, ReturnStatus

_GONE = frozenset({ReturnStatus.WITHDRAWN, ReturnStatus.SUPERSEDED})
_ACCEPTED_ONCE = frozenset({ReturnStatus.ACCEPTED, ReturnStatus.REOPENED})

_REVISIONS = """
select q.unit_id, q.year, q.quarter, q.id as return_id, v.number, v.submitted_at,
       d.kind, d.reason, d.decided_at, coalesce(d.sent_back, 0) as sent_back,
       not exists (
           select from return_revision w where w.return_id = v.return_id and w.number > v.number
       ) as newest
from quarterly_return q
join return_revision v on v.return_id = q.id
left join lateral (
    select kind, reason, decided_at,
           count(*) filter (where kind = 'send_back') over () as sent_back
    from return_decision where revision_id = v.id order by id desc limit 1
) d on true
where q.unit_id in (select unit_id from unit_ancestor where ancestor_id = :branch)
  and (q.year, q.quarter) between (:first_year, :first_quarter) and (:last_year, :last_quarter)
order by q.unit_id, q.year, q.quarter, v.number
"""

_HANDED_IN = """
select v.return_id, min(v.submitted_at) as submitted_at
from return_revision v
where v.return_id = any(:returns)
  and (exists (select from return_decision where revision_id = v.id and kind = 'accept')
       or not exists (select from return_decision where revision_id = v.id)
          and not exists (
              select from return_revision w
              where w.return_id = v.return_id and w.number > v.number))
group by v.return_id
"""

# Quarter by quarter, so that only the first ones are looked into.
_BEGINS = """
select p.year, p.quarter
from reporting_period p
cross join lateral (
    select from quarterly_return q
    join return_revision v on v.return_id = q.id and v.submitted_at < :until
    where q.year = p.year and q.quarter = p.quarter
      and q.unit_id = any(array(select unit_id from unit_ancestor where ancestor_id = :branch))
      and (exists (
              select from return_decision d
              where d.revision_id = v.id and d.kind = 'accept' and d.decided_at < :until)
           or not exists (
                  select from return_decision d
                  where d.revision_id = v.id and d.decided_at < :until)
              and not exists (
                  select from return_revision w
                  where w.return_id = q.id and w.number > v.number and w.submitted_at < :until))
    limit 1
) r
where (p.year, p.quarter) >= (
    select year, quarter from quarterly_return order by year, quarter limit 1
)
order by p.year, p.quarter
limit 1
"""

_HISTORY = """
select distinct h.unit_id, h.year, h.quarter
from history_value h
where h.unit_id in (select unit_id from unit_ancestor where ancestor_id = :branch)
  and h.year between :first_year and :last_year
"""


@dataclass(frozen=True, slots=True)
class RevisionFact:
    """One submission: when it came, where it stands, and how often it was sent back."""

    number: int
    submitted_at: datetime
    status: ReturnStatus
    remark: str | None
    decided_at: datetime | None
    sent_back: int


@dataclass(frozen=True, slots=True)
class ReturnFacts:
    """A return with all that was submitted for it, oldest first."""

    id: int
    revisions: tuple[RevisionFact, ...]

    @property
    def standing(self) -> RevisionFact:
        """The revision by which the return stands: the newest that was not withdrawn or, before it
        was reviewed, replaced; where none is left, the newest."""
        return max(self.revisions, key=lambda each: (each.status not in _GONE, each.number))

    @property
    def reopened(self) -> bool:
        """Whether it was opened again since it was last accepted."""
        accepted = [each.status for each in self.revisions if each.status in _ACCEPTED_ONCE]
        return accepted[-1:] == [ReturnStatus.REOPENED]

    @property
    def decided_at(self) -> datetime | None:
        """When the newest decision on any revision was made."""
        return max(filter(None, (each.decided_at for each in self.revisions)), default=None)


def facts(
    session: Session, branch: int, first: Period, last: Period
) -> dict[tuple[int, Period], ReturnFacts]:
    """Return what was submitted in the subtree for the quarters, by unit and quarter."""
    found = session.execute(
        text(_REVISIONS),
        {
            "branch": branch,
            "first_year": first.year,
            "first_quarter": first.quarter,
            "last_year": last.year,
            "last_quarter": last.quarter,
        },
    )
    grouped: dict[tuple[int, int, int, int], list[RevisionFact]] = {}
    for row in found:
        key = (row.unit_id, row.year, row.quarter, row.return_id)
        grouped.setdefault(key, []).append(_fact(row))
    return {
        (unit_id, Period(year, quarter)): ReturnFacts(return_id, tuple(revisions))
        for (unit_id, year, quarter, return_id), revisions in grouped.items()
    }


def handed_in(session: Session, return_ids: Collection[int]) -> dict[int, datetime]:
    """Return when each return was handed in: its first submission that was accepted or still
    stands; a return without one is left out."""
    found = session.execute(text(_HANDED_IN), {"returns": list(return_ids)})
    return {row.return_id: row.submitted_at for row in found}


def begins(session: Session, branch: int, until: datetime) -> Period | None:
    """Return the first quarter for which a return of the subtree was accepted or is waiting, as
    the record stood at ``until``."""
    row = session.execute(text(_BEGINS), {"branch": branch, "until": until}).one_or_none()
    return None if row is None else Period(row.year, row.quarter)


def history(
    session: Session, branch: int, first_year: int, last_year: int
) -> frozenset[tuple[int, int, int]]:
    """Return unit, year and quarter of the figures brought in as history; quarter 0: the year."""
    found = session.execute(
        text(_HISTORY), {"branch": branch, "first_year": first_year, "last_year": last_year}
    )
    return frozenset((row.unit_id, row.year, row.quarter) for row in found)


def _fact(row: Row[*tuple[Any, ...]]) -> RevisionFact:
    undecided = ReturnStatus.SUBMITTED if row.newest else ReturnStatus.SUPERSEDED
    return RevisionFact(
        number=row.number,
        submitted_at=row.submitted_at,
        status=STATUS_AFTER[DecisionKind(row.kind)] if row.kind else undecided,
        remark=row.reason,
        decided_at=row.decided_at,
        sent_back=row.sent_back,
    )
