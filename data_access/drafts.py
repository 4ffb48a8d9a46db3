"""Drafts: what a unit's clerks are writing, one for a unit and quarter, until it is handed in."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert as insert_or_not
from sqlalchemy.orm import Session

from data_access.models import Account, ReturnDraft, UnitAncestor
from data_access.vocabulary import Period


@dataclass(frozen=True, slots=True)
class DraftRecord:
    """A draft as it stands; ``content`` is what stands in the form, as typed.

    ``file_id`` and ``file_name`` name the workbook that it was taken from, and are None once
    something was typed since. ``version`` is another with each saving, and no other draft ever
    has it. ``based_on`` is the number of the newest revision that its words know of, 0 for none.
    """

    id: int
    unit_id: int
    period: Period
    version: int
    based_on: int
    content: dict[str, Any]
    file_id: int | None
    file_name: str | None
    created_at: datetime
    updated_by: int
    writer: str
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class DraftHead:
    """That there is a draft, and who wrote on it last."""

    unit_id: int
    period: Period
    version: int
    file_name: str | None
    updated_by: int
    writer: str
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class NewDraft:
    """What is saved, by whom and when, knowing of which revision; and its workbook."""

    content: Mapping[str, Any]
    based_on: int
    by: int
    at: datetime
    file_id: int | None = None
    file_name: str | None = None


def of_unit(
    session: Session, unit_id: int, period: Period, *, lock: bool = False
) -> DraftRecord | None:
    """Return the unit's draft for the quarter; ``lock`` keeps it for this transaction."""
    wanted = _every().where(
        ReturnDraft.unit_id == unit_id,
        ReturnDraft.year == period.year,
        ReturnDraft.quarter == period.quarter,
    )
    row = session.execute(wanted.with_for_update(of=ReturnDraft) if lock else wanted).one_or_none()
    return None if row is None else _record(row)


def begin(session: Session, unit_id: int, period: Period, new: NewDraft) -> bool:
    """Add the draft; False where somebody else has just begun one."""
    added = session.scalar(
        insert_or_not(ReturnDraft)
        .values(
            unit_id=unit_id,
            year=period.year,
            quarter=period.quarter,
            created_at=new.at,
            **_values(new),
        )
        .on_conflict_do_nothing(index_elements=["unit_id", "year", "quarter"])
        .returning(ReturnDraft.id)
    )
    return added is not None


def save(session: Session, draft_id: int, new: NewDraft) -> None:
    """Write over the draft; it must be locked."""
    session.execute(
        update(ReturnDraft)
        .where(ReturnDraft.id == draft_id)
        .values(version=func.nextval("return_draft_version"), **_values(new))
    )


def remove(session: Session, draft_id: int) -> None:
    session.execute(delete(ReturnDraft).where(ReturnDraft.id == draft_id))


def below(session: Session, unit_ids: Collection[int]) -> tuple[DraftHead, ...]:
    """Return the drafts of the units and of all below them."""
    reached = select(UnitAncestor.unit_id).where(UnitAncestor.ancestor_id.in_(unit_ids))
    found = session.execute(
        select(
            ReturnDraft.unit_id,
            ReturnDraft.year,
            ReturnDraft.quarter,
            ReturnDraft.version,
            ReturnDraft.file_name,
            ReturnDraft.updated_by,
            Account.display_name,
            ReturnDraft.updated_at,
        )
        .join(Account, Account.id == ReturnDraft.updated_by)
        .where(ReturnDraft.unit_id.in_(reached))
        .order_by(ReturnDraft.year, ReturnDraft.quarter, ReturnDraft.unit_id)
    )
    return tuple(
        DraftHead(
            unit_id=row.unit_id,
            period=Period(row.year, row.quarter),
            version=row.version,
            file_name=row.file_name,
            updated_by=row.updated_by,
            writer=row.display_name,
            updated_at=row.updated_at,
        )
        for row in found
    )


def _every() -> Select[ReturnDraft, str]:
    return select(ReturnDraft, Account.display_name).join(
        Account, Account.id == ReturnDraft.updated_by
    )


def _values(new: NewDraft) -> dict[str, Any]:
    return {
        "content": dict(new.content),
        "based_on": new.based_on,
        "file_id": new.file_id,
        "file_name": new.file_name,
        "updated_by": new.by,
        "updated_at": new.at,
    }


def _record(row: Row[ReturnDraft, str]) -> DraftRecord:
    draft, writer = row
    return DraftRecord(
        id=draft.id,
        unit_id=draft.unit_id,
        period=Period(draft.year, draft.quarter),
        version=draft.version,
        based_on=draft.based_on,
        content=dict(draft.content),
        file_id=draft.file_id,
        file_name=draft.file_name,
        created_at=draft.created_at,
        updated_by=draft.updated_by,
        writer=writer,
        updated_at=draft.updated_at,
    )
