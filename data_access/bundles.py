"""Files received together, and what became of each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, insert, select, text, update
from sqlalchemy.orm import Session

from data_access.errors import NotFound
from data_access.models import IntakeBatch, IntakeItem
from data_access.vocabulary import LARGEST_ID, Period, UploadOutcome

_ITEMS = """
select i.position, i.file_name, i.file_id, i.unit_code, i.year, i.quarter, i.outcome, i.upload_id,
       i.finished_at, coalesce(p.problems, i.problems) as problems,
       v.id as revision_id, v.number, v.return_id, v.warnings,
       v.number < (select max(number) from return_revision where return_id = v.return_id) as old
from intake_item i
left join upload p on p.id = i.upload_id
left join return_revision v on v.id = p.revision_id
where i.batch_id = :batch_id
order by i.position
"""

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
class ItemRecord:
    """One file of a bundle; ``unit_code`` and ``period`` as its stamp has them, as far as known.

    ``outcome`` None: not read yet. ``superseded``: a newer revision of its return is there.
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


def add(session: Session, received_by: int, at: datetime, left_out: Sequence[str]) -> int:
    """Add a bundle and return its id."""
    return session.scalars(
        insert(IntakeBatch)
        .values(received_by=received_by, received_at=at, left_out=list(left_out))
        .returning(IntakeBatch.id)
    ).one()


def add_item(
    session: Session,
    batch_id: int,
    position: int,
    *,
    file_name: str,
    file_id: int | None,
    problems: Sequence[Mapping[str, Any]] = (),
    outcome: UploadOutcome | None = None,
    upload_id: int | None = None,
    finished_at: datetime | None = None,
) -> None:
    """Add a file; without an outcome it waits to be read."""
    session.execute(
        insert(IntakeItem).values(
            batch_id=batch_id,
            position=position,
            file_name=file_name,
            file_id=file_id,
            problems=[dict(each) for each in problems],
            outcome=outcome,
            upload_id=upload_id,
            finished_at=finished_at,
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


def next_waiting(session: Session, batch_id: int) -> tuple[int, str, int] | None:
    """Return position, name and file id of the first file that is still to be read."""
    row = session.execute(
        select(IntakeItem.position, IntakeItem.file_name, IntakeItem.file_id)
        .where(IntakeItem.batch_id == batch_id, IntakeItem.outcome.is_(None))
        .order_by(IntakeItem.position)
        .limit(1)
    ).one_or_none()
    return None if row is None else (row.position, row.file_name, row.file_id or 0)


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
) -> None:
    """Write down what became of a file."""
    session.execute(
        update(IntakeItem)
        .where(IntakeItem.batch_id == batch_id, IntakeItem.position == position)
        .values(
            outcome=outcome,
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
    found = session.execute(text(_ITEMS), {"batch_id": batch_id})
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
        problems=tuple(row.problems or ()),
        warnings=len(row.warnings or ()),
        return_id=row.return_id,
        revision_id=row.revision_id,
        revision=row.number,
        superseded=bool(row.old),
    )
