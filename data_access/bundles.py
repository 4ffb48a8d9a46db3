"""Files received together, and what became of each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Update, func, insert, select, text, update
from sqlalchemy.orm import Session

from data_access.errors import NotFound
from data_access.models import IntakeBatch, IntakeItem, StoredFile
from data_access.returns import upto
from data_access.vocabulary import LARGEST_ID, Period, UploadOutcome
from data_access.warning_parameters import DERIVED, completed

_ITEMS = f"""
select i.position, i.file_name, i.file_id, i.unit_code, i.year, i.quarter, i.outcome, i.upload_id,
       i.finished_at, coalesce(p.problems, i.problems) as problems,
       v.id as revision_id, v.number, v.return_id, v.warnings,
       case when p.outcome = 'stored' then {DERIVED} end as derived,
       s.stands > v.number or (s.newest > v.number and not exists (
           select from return_decision where revision_id = v.id
       )) as old
from intake_item i
left join upload p on p.id = i.upload_id
left join return_revision v on v.id = p.revision_id
left join return_state(:until) s on s.return_id = v.return_id
where i.batch_id = :batch_id
order by i.position
"""  # noqa: S608  # put together from constants

# Of two files of one return the one that was saved last is to be its newest revision.
_IN_TURN = (IntakeItem.saved_at.asc().nulls_first(), IntakeItem.position)

# Taken for a transaction: one bundle at a time is put away, one file of a bundle at a time is read.
_RECEIVING = text("select pg_advisory_xact_lock(hashtext('intake_batch'))")
_READING = text("select pg_advisory_xact_lock(hashtext('intake_item'), hashint8(:batch_id))")

_COUNTED = """
select b.id, b.received_by, b.received_at, b.left_out,
       count(*) as files,
       count(*) filter (where i.outcome = 'stored') as stored,
       count(*) filter (where i.outcome = 'repeated') as repeated,
       count(*) filter (where i.outcome = 'refused') as refused,
       min(i.file_name) as first_name
from intake_batch b
join intake_item i on i.batch_id = b.id
where {which}
group by b.id
order by b.id desc
"""

_ONE = _COUNTED.format(which="b.id = :batch_id")
_OF_ACCOUNT = _COUNTED.format(which="b.received_by = :account_id") + "limit :limit"


@dataclass(frozen=True, slots=True)
class BatchRecord:
    """A bundle and how many of its files had which end; ``first_name`` is one of its files."""

    id: int
    received_by: int
    received_at: datetime
    left_out: tuple[str, ...]
    files: int
    stored: int
    repeated: int
    refused: int
    first_name: str

    @property
    def waiting(self) -> int:
        return self.files - self.stored - self.repeated - self.refused


@dataclass(frozen=True, slots=True)
class NewItem:
    """A file to be added; without an outcome it waits to be read."""

    file_name: str
    file_id: int | None
    saved_at: datetime | None = None
    problems: Sequence[Mapping[str, Any]] = ()
    outcome: UploadOutcome | None = None
    upload_id: int | None = None
    finished_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class WaitingRecord:
    """A file that is still to be read; ``attempts`` is how often that was begun."""

    position: int
    file_name: str
    file_id: int
    attempts: int
    saved_at: datetime | None


@dataclass(frozen=True, slots=True)
class ItemRecord:
    """One file of a bundle; ``unit_code`` and ``period`` as its stamp has them, as far as known.

    ``outcome`` None: not read yet. ``superseded``: a newer revision has taken the place of the one
    that it is.
    """

    position: int
    file_name: str
    file_id: int | None
    unit_code: str | None
    period: Period | None
    outcome: UploadOutcome | None
    upload_id: int | None
    finished_at: datetime | None
    problems: tuple[dict[str, Any], ...]
    warnings: int
    return_id: int | None
    revision_id: int | None
    revision: int | None
    superseded: bool


def take_turn(session: Session, batch_id: int | None = None) -> None:
    """Wait until nobody else receives a bundle, or reads this one, and keep others waiting until
    the transaction ends.
    """
    if batch_id is None:
        session.execute(_RECEIVING)
    else:
        session.execute(_READING, {"batch_id": batch_id})


def add(session: Session, received_by: int, at: datetime, left_out: Sequence[str]) -> int:
    """Add a bundle and return its id."""
    return session.scalars(
        insert(IntakeBatch)
        .values(received_by=received_by, received_at=at, left_out=list(left_out))
        .returning(IntakeBatch.id)
    ).one()


def received_bytes(session: Session, account_id: int, since: datetime) -> int:
    """Return how many bytes the files have that the account received since then."""
    found = session.scalar(
        select(func.coalesce(func.sum(StoredFile.size), 0))
        .join(IntakeItem, IntakeItem.file_id == StoredFile.id)
        .join(IntakeBatch, IntakeBatch.id == IntakeItem.batch_id)
        .where(IntakeBatch.received_by == account_id, IntakeBatch.received_at >= since)
    )
    return int(found or 0)


def add_item(session: Session, batch_id: int, position: int, new: NewItem) -> None:
    """Add a file to a bundle."""
    session.execute(
        insert(IntakeItem).values(
            batch_id=batch_id,
            position=position,
            file_name=new.file_name,
            file_id=new.file_id,
            saved_at=new.saved_at,
            problems=[dict(each) for each in new.problems],
            outcome=new.outcome,
            upload_id=new.upload_id,
            finished_at=new.finished_at,
        )
    )


def receiver(session: Session, batch_id: int, *, lock: bool = False) -> int:
    """Return the account that received the bundle; ``lock``: nobody else reads on meanwhile.

    Raises:
        NotFound: there is no such bundle.
    """
    wanted = select(IntakeBatch.received_by).where(IntakeBatch.id == batch_id)
    found = None
    if batch_id <= LARGEST_ID:
        found = session.scalar(wanted.with_for_update() if lock else wanted)
    if found is None:
        raise NotFound("bundle", batch_id)
    return found


def next_waiting(session: Session, batch_id: int) -> WaitingRecord | None:
    """Return the file that is to be read next; None: none is left."""
    return _waiting(session, batch_id, IntakeItem.outcome.is_(None))


def still_waiting(session: Session, batch_id: int, position: int) -> bool:
    """Whether the file is still to be read."""
    here = IntakeItem.position == position
    return _waiting(session, batch_id, here, IntakeItem.outcome.is_(None)) is not None


def file_at(session: Session, batch_id: int, position: int) -> WaitingRecord:
    """Return a file that was kept, read or not.

    Raises:
        NotFound: there is no such file in the bundle, or it was not kept.
    """
    here = IntakeItem.position == position
    found = _waiting(session, batch_id, here, IntakeItem.file_id.is_not(None))
    if found is None:
        raise NotFound("file", position)
    return found


def _waiting(session: Session, batch_id: int, *which: ColumnElement[bool]) -> WaitingRecord | None:
    row = session.execute(
        select(
            IntakeItem.position,
            IntakeItem.file_name,
            IntakeItem.file_id,
            IntakeItem.attempts,
            IntakeItem.saved_at,
        )
        .where(IntakeItem.batch_id == batch_id, *which)
        .order_by(*_IN_TURN)
        .limit(1)
    ).one_or_none()
    return None if row is None else WaitingRecord(row[0], row[1], row[2] or 0, row[3], row[4])


def has_later(
    session: Session, batch_id: int, unit_code: str, period: Period, saved_at: datetime | None
) -> bool:
    """Whether a file of the same return that was saved later became a revision already."""
    later = IntakeItem.saved_at.is_not(None) if saved_at is None else IntakeItem.saved_at > saved_at
    found = session.scalar(
        select(IntakeItem.position)
        .where(
            IntakeItem.batch_id == batch_id,
            IntakeItem.outcome == UploadOutcome.STORED,
            IntakeItem.unit_code == unit_code,
            IntakeItem.year == period.year,
            IntakeItem.quarter == period.quarter,
            later,
        )
        .limit(1)
    )
    return found is not None


def begin(session: Session, batch_id: int, position: int) -> None:
    """Count that the reading of a file begins."""
    session.execute(_item_at(batch_id, position).values(attempts=IntakeItem.attempts + 1))


def not_begun(session: Session, batch_id: int, position: int) -> None:
    """Take back that it began: what ended it has nothing to do with the file."""
    fewer = func.greatest(IntakeItem.attempts - 1, 0)
    session.execute(_item_at(batch_id, position).values(attempts=fewer))


def wait_again(session: Session, batch_id: int, position: int) -> None:
    """Let a file that was put aside be read once more."""
    session.execute(
        _item_at(batch_id, position).values(
            outcome=None, upload_id=None, finished_at=None, problems=[], attempts=0
        )
    )


def _item_at(batch_id: int, position: int) -> Update:
    return update(IntakeItem).where(
        IntakeItem.batch_id == batch_id, IntakeItem.position == position
    )


def finish(
    session: Session,
    batch_id: int,
    position: int,
    *,
    outcome: UploadOutcome,
    upload_id: int | None,
    unit_code: str | None,
    period: Period | None,
    at: datetime,
    problems: Sequence[Mapping[str, Any]] = (),
) -> None:
    """Write down what became of a file; ``problems`` where no upload says why it was refused."""
    session.execute(
        _item_at(batch_id, position).values(
            outcome=outcome,
            problems=[dict(each) for each in problems],
            upload_id=upload_id,
            unit_code=unit_code[:40] if unit_code else None,
            year=period.year if period else None,
            quarter=period.quarter if period else None,
            finished_at=at,
        )
    )


def waiting(session: Session, batch_id: int) -> int:
    """Return how many files are still to be read."""
    found = session.scalar(
        select(func.count()).where(IntakeItem.batch_id == batch_id, IntakeItem.outcome.is_(None))
    )
    return int(found or 0)


def batch(session: Session, batch_id: int) -> BatchRecord:
    """Return the bundle.

    Raises:
        NotFound: there is no such bundle.
    """
    row = None
    if batch_id <= LARGEST_ID:
        row = session.execute(text(_ONE), {"batch_id": batch_id}).one_or_none()
    if row is None:
        raise NotFound("bundle", batch_id)
    return _batch(row)


def of_account(session: Session, account_id: int, limit: int) -> tuple[BatchRecord, ...]:
    """Return the bundles that the account received, newest first."""
    found = session.execute(text(_OF_ACCOUNT), {"account_id": account_id, "limit": limit})
    return tuple(map(_batch, found))


def items(session: Session, batch_id: int) -> tuple[ItemRecord, ...]:
    """Return the bundle's files in their order."""
    found = session.execute(text(_ITEMS), {"batch_id": batch_id, **upto(session)})
    return tuple(map(_item, found))


def _batch(row: Row[*tuple[Any, ...]]) -> BatchRecord:
    return BatchRecord(
        id=row.id,
        received_by=row.received_by,
        received_at=row.received_at,
        left_out=tuple(row.left_out),
        files=row.files,
        stored=row.stored,
        repeated=row.repeated,
        refused=row.refused,
        first_name=row.first_name,
    )


def _item(row: Row[*tuple[Any, ...]]) -> ItemRecord:
    return ItemRecord(
        position=row.position,
        file_name=row.file_name,
        file_id=row.file_id,
        unit_code=row.unit_code,
        period=Period(row.year, row.quarter) if row.year and row.quarter else None,
        outcome=UploadOutcome(row.outcome) if row.outcome else None,
        upload_id=row.upload_id,
        finished_at=row.finished_at,
        problems=completed(row.problems or (), row.derived),
        warnings=len(row.warnings or ()),
        return_id=row.return_id,
        revision_id=row.revision_id,
        revision=row.number,
        superseded=bool(row.old),
    )
