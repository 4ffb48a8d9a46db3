"""Returns: their revisions, where each stands, and what was decided about them."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, func, insert, select, text
from sqlalchemy.dialects.postgresql import insert as insert_or_not
from sqlalchemy.orm import Session

from data_access import moment as moments
from data_access.errors import NotFound
from data_access.models import (
    QuarterlyReturn,
    ReturnDecision,
    ReturnRevision,
)
from data_access.vocabulary import LARGEST_ID, Channel, DecisionKind, Period, ReturnStatus
from data_access.warning_parameters import DERIVED, completed

STATUS_AFTER = {
    DecisionKind.ACCEPT: ReturnStatus.ACCEPTED,
    DecisionKind.SEND_BACK: ReturnStatus.SENT_BACK,
    DecisionKind.REOPEN: ReturnStatus.REOPENED,
    DecisionKind.WITHDRAW: ReturnStatus.WITHDRAWN,
}

_AWAITING = ReturnStatus.SUBMITTED

# What a revision is; where its return stands is asked of ``return_state``.
REVISIONS = f"""
select v.id, v.return_id, s.unit_id, s.year, s.quarter, v.number,
       v.reason, v.explanation, v.warnings, v.channel,
       v.file_id, encode(f.sha256, 'hex') as sha256, f.size,
       v.submitted_by, a.display_name as submitter, v.submitted_at, v.recorded_at,
       d.kind, d.reason as remark, d.remarks, d.decided_by, b.display_name as decider, d.decided_at,
       v.number = s.newest as newest, s.counts, s.reopened, s.status as standing,
       case when v.warnings <> '[]' then {DERIVED} end as derived
from return_revision v
join return_state(:until) s on s.return_id = v.return_id
join stored_file f on f.id = v.file_id
join account a on a.id = v.submitted_by
left join lateral (
    select kind, reason, remarks, decided_by, decided_at
    from return_decision where revision_id = v.id and decided_at < :until order by id desc limit 1
) d on true
left join account b on b.id = d.decided_by
"""  # noqa: S608  # put together from constants

_OF_RETURN = (
    REVISIONS + "where v.return_id = :return_id and s.return_id = :return_id "
    "and v.recorded_at < :until order by v.number desc"
)

_NEWEST = _OF_RETURN + " limit 1"

_ONE = REVISIONS + "where v.id = :revision_id"

# The file is looked for first: else every return's newest revision would be.
_OF_FILE = f"""
{REVISIONS}
where v.id = any(array(
    select w.id from return_revision w join stored_file g on g.id = w.file_id
    where g.sha256 = :digest))
"""  # noqa: S608  # put together from constants

_WITH_FILE = _OF_FILE + "and v.number = s.newest order by v.id desc"

_EVER_WITH_FILE = _OF_FILE + "order by v.id desc limit 1"

# One statement, however much is said: a burst of returns on the due date spends its time here.
_ADD_CONTENT = text("""
with figures as (
    insert into return_value
    select * from jsonb_populate_recordset(cast(null as return_value), cast(:figures as jsonb))
),
founded as (
    insert into founding
    select * from jsonb_populate_recordset(cast(null as founding), cast(:foundings as jsonb))
),
reviewed as (
    insert into enterprise_review
    select * from jsonb_populate_recordset(cast(null as enterprise_review), cast(:reviews as jsonb))
)
insert into difficulty
select * from jsonb_populate_recordset(cast(null as difficulty), cast(:difficulties as jsonb))
""")

_OBTAIN = insert_or_not(QuarterlyReturn).on_conflict_do_nothing().returning(QuarterlyReturn.id)

_ADD = (
    insert(ReturnRevision)
    .values(
        number=select(func.coalesce(func.max(ReturnRevision.number), 0) + 1)
        .where(ReturnRevision.return_id == bindparam("of_return"))
        .scalar_subquery()
    )
    .returning(ReturnRevision.id, ReturnRevision.number)
)

_DECIDE = insert(ReturnDecision)


@dataclass(frozen=True, slots=True)
class ReturnRecord:
    """The return of one unit for one quarter, whatever its revisions say."""

    id: int
    unit_id: int
    period: Period


@dataclass(frozen=True, slots=True)
class RevisionRecord:
    """One submission of a return and where it stands.

    ``status`` is derived: what was decided last; where nothing was, submitted, or superseded by a
    newer submission. ``warnings`` are problems as they were stored, with the parameters derived
    since; ``remark`` is the newest decision's reason and ``remarks`` its words on single places:
    sheet, cell, message. ``sha256`` in hexadecimal, ``size`` of the file in bytes. ``submitted_at``
    is when it was handed in or, by e-mail, received; ``recorded_at`` when it was entered.

    Of the whole return: ``standing`` is where it stands (a withdrawn correction leaves it as it
    stood before), ``counts`` the number of the revision whose figures count, ``reopened`` whether
    it was opened again since it was last accepted.
    """

    id: int
    return_id: int
    unit_id: int
    period: Period
    number: int
    newest: bool
    status: ReturnStatus
    reason: str | None
    explanation: str | None
    warnings: tuple[dict[str, Any], ...]
    channel: Channel
    file_id: int
    sha256: str
    size: int
    submitted_by: int
    submitter: str
    submitted_at: datetime
    recorded_at: datetime
    remark: str | None
    remarks: tuple[dict[str, str], ...]
    decided_by: int | None
    decider: str | None
    decided_at: datetime | None
    standing: ReturnStatus
    counts: int | None
    reopened: bool

    @property
    def stands(self) -> bool:
        """Whether the return stands by this revision, if no newer one says so too."""
        return self.status is self.standing


@dataclass(frozen=True, slots=True)
class NewRevision:
    """A submission to be added; rows are columns by name, in the order of the list.

    ``submitted_at`` is when it was handed in or received, ``recorded_at`` when it is entered.
    ``figures`` by indicator id; foundings, reviews and difficulties without revision and row.
    """

    file_id: int
    channel: Channel
    submitted_by: int
    submitted_at: datetime
    recorded_at: datetime
    figures: Mapping[int, int]
    foundings: Sequence[Mapping[str, Any]] = ()
    reviews: Sequence[Mapping[str, Any]] = ()
    difficulties: Sequence[Mapping[str, Any]] = ()
    warnings: Sequence[Mapping[str, Any]] = ()
    reason: str | None = None
    explanation: str | None = None


def obtain(session: Session, unit_id: int, period: Period) -> int:
    """Return the id of the unit's return for the quarter, locked; it is added where it is new.

    Whoever else submits or decides on the same return waits until the transaction ends.
    """
    return obtained(session, unit_id, period)[0]


def obtained(session: Session, unit_id: int, period: Period) -> tuple[int, bool]:
    """Return what ``obtain`` does, and whether it was added, so that nothing was submitted yet."""
    place = {"unit_id": unit_id, "year": period.year, "quarter": period.quarter}
    added = session.connection().scalar(_OBTAIN, place)
    if added is not None:
        return int(added), True
    there = session.scalars(
        select(QuarterlyReturn.id)
        .where(
            QuarterlyReturn.unit_id == unit_id,
            QuarterlyReturn.year == period.year,
            QuarterlyReturn.quarter == period.quarter,
        )
        .with_for_update()
    ).one()
    return there, False


def locked(session: Session, return_id: int) -> ReturnRecord:
    """Return the return, locked until the transaction ends.

    Raises:
        NotFound: there is no such return.
    """
    return _return(session, return_id, lock=True)


def by_id(session: Session, return_id: int) -> ReturnRecord:
    """Return the return.

    Raises:
        NotFound: there is no such return.
    """
    return _return(session, return_id, lock=False)


def of_unit(session: Session, unit_id: int, period: Period) -> ReturnRecord | None:
    """Return the unit's return for the quarter, if there ever was one."""
    found = session.scalar(
        select(QuarterlyReturn.id).where(
            QuarterlyReturn.unit_id == unit_id,
            QuarterlyReturn.year == period.year,
            QuarterlyReturn.quarter == period.quarter,
        )
    )
    return None if found is None else ReturnRecord(found, unit_id, period)


def quarters_reported(session: Session, unit_ids: Collection[int]) -> set[tuple[int, Period]]:
    """Return the units and quarters for which there is a return."""
    found = session.execute(
        select(QuarterlyReturn.unit_id, QuarterlyReturn.year, QuarterlyReturn.quarter).where(
            QuarterlyReturn.unit_id.in_(unit_ids)
        )
    )
    return {(unit_id, Period(year, quarter)) for unit_id, year, quarter in found}


def newest(session: Session, return_id: int) -> RevisionRecord | None:
    """Return the newest revision; None where nothing was submitted."""
    row = session.execute(text(_NEWEST), {"return_id": return_id, **upto(session)}).one_or_none()
    return None if row is None else revision_record(row)


def revision(session: Session, revision_id: int) -> RevisionRecord:
    """Return the revision.

    Raises:
        NotFound: there is no such revision.
    """
    if revision_id > LARGEST_ID:
        raise NotFound("revision", revision_id)
    row = session.execute(text(_ONE), {"revision_id": revision_id, **upto(session)}).one_or_none()
    if row is None:
        raise NotFound("revision", revision_id)
    return revision_record(row)


def newest_with_file(session: Session, sha256: str) -> RevisionRecord | None:
    """Return a newest revision of some return that was submitted as the file with these bytes."""
    row = session.execute(
        text(_WITH_FILE), {"digest": bytes.fromhex(sha256), **upto(session)}
    ).first()
    return None if row is None else revision_record(row)


def with_file(session: Session, sha256: str) -> RevisionRecord | None:
    """Return the latest revision, of any age, that was submitted as the file with these bytes."""
    row = session.execute(
        text(_EVER_WITH_FILE), {"digest": bytes.fromhex(sha256), **upto(session)}
    ).first()
    return None if row is None else revision_record(row)


def revisions(session: Session, return_id: int) -> tuple[RevisionRecord, ...]:
    """Return all revisions, newest first."""
    found = session.execute(text(_OF_RETURN), {"return_id": return_id, **upto(session)})
    return tuple(map(revision_record, found))


def revisions_since(session: Session, return_id: int, since: datetime) -> int:
    """Return how many revisions were submitted since then."""
    found = session.scalar(
        select(func.count()).where(
            ReturnRevision.return_id == return_id, ReturnRevision.submitted_at >= since
        )
    )
    return int(found or 0)


def add_revision(session: Session, return_id: int, new: NewRevision) -> tuple[int, int]:
    """Add a submission, whole; return its id and its number. The return must be locked."""
    connection = session.connection()
    revision_id, number = connection.execute(
        _ADD,
        {
            "return_id": return_id,
            "of_return": return_id,
            "reason": new.reason,
            "warnings": [dict(warning) for warning in new.warnings],
            "explanation": new.explanation,
            "channel": new.channel,
            "file_id": new.file_id,
            "submitted_by": new.submitted_by,
            "submitted_at": new.submitted_at,
            "recorded_at": new.recorded_at,
        },
    ).one()
    figures = [
        {"revision_id": revision_id, "indicator_id": indicator_id, "amount": amount}
        for indicator_id, amount in new.figures.items()
    ]
    connection.execute(
        _ADD_CONTENT,
        {
            "figures": json.dumps(figures),
            "foundings": _numbered(revision_id, new.foundings),
            "reviews": _numbered(revision_id, new.reviews),
            "difficulties": _numbered(revision_id, new.difficulties),
        },
    )
    return revision_id, number


def decide(
    session: Session,
    revision_id: int,
    kind: DecisionKind,
    *,
    by: int,
    at: datetime,
    reason: str | None = None,
    remarks: Sequence[Mapping[str, str]] = (),
) -> None:
    """Add a decision; the return must be locked. ``remarks`` have sheet, cell and message."""
    session.connection().execute(
        _DECIDE,
        {
            "revision_id": revision_id,
            "kind": kind,
            "reason": reason,
            "remarks": [dict(each) for each in remarks],
            "decided_by": by,
            "decided_at": at,
        },
    )


def _numbered(revision_id: int, rows: Sequence[Mapping[str, Any]]) -> str:
    """Return a list's rows as JSON, with the columns that place them in it; days in ISO form."""
    placed = (
        {"revision_id": revision_id, "row": number, **row}
        for number, row in enumerate(rows, start=1)
    )
    return json.dumps(list(placed), default=str)


def _return(session: Session, return_id: int, *, lock: bool) -> ReturnRecord:
    if return_id > LARGEST_ID:
        raise NotFound("return", return_id)
    wanted = select(QuarterlyReturn.unit_id, QuarterlyReturn.year, QuarterlyReturn.quarter).where(
        QuarterlyReturn.id == return_id
    )
    row = session.execute(wanted.with_for_update() if lock else wanted).one_or_none()
    if row is None:
        raise NotFound("return", return_id)
    return ReturnRecord(return_id, row.unit_id, Period(row.year, row.quarter))


def upto(session: Session) -> dict[str, object]:
    """Return the parameter of ``REVISIONS``: up to when the transaction sees the record."""
    return {"until": moments.of(session).until}


def revision_record(row: Row[*tuple[Any, ...]]) -> RevisionRecord:
    undecided = _AWAITING if row.newest else ReturnStatus.SUPERSEDED
    return RevisionRecord(
        id=row.id,
        return_id=row.return_id,
        unit_id=row.unit_id,
        period=Period(row.year, row.quarter),
        number=row.number,
        newest=row.newest,
        status=STATUS_AFTER[DecisionKind(row.kind)] if row.kind else undecided,
        reason=row.reason,
        explanation=row.explanation,
        warnings=completed(row.warnings, row.derived),
        channel=Channel(row.channel),
        file_id=row.file_id,
        sha256=row.sha256,
        size=row.size,
        submitted_by=row.submitted_by,
        submitter=row.submitter,
        submitted_at=row.submitted_at,
        recorded_at=row.recorded_at,
        remark=row.remark,
        remarks=tuple(row.remarks or ()),
        decided_by=row.decided_by,
        decider=row.decider,
        decided_at=row.decided_at,
        standing=ReturnStatus(row.standing),
        counts=row.counts,
        reopened=row.reopened,
    )
