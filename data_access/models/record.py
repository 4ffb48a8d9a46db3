"""The record's own keeping: files, audit, and the number that says figures have changed."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
)
from sqlalchemy.orm import Mapped, deferred, mapped_column

from data_access.models.base import Base, identity
from data_access.vocabulary import Channel


class StoredFile(Base):
    """A file as it was handed in; the same bytes are kept once."""

    __tablename__ = "stored_file"
    __table_args__ = {"comment": "Append-only. Files as handed in"}

    id: Mapped[identity]
    sha256: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    size: Mapped[int] = mapped_column(Integer, comment="bytes")
    content: Mapped[bytes] = deferred(mapped_column(LargeBinary))
    stored_at: Mapped[datetime]


class AuditEvent(Base):
    """Something a person did."""

    __tablename__ = "audit_event"
    __table_args__ = (
        Index("ix_audit_event_subject", "subject", "subject_id"),
        {"comment": "Append-only. Who did what, when and through which door"},
    )

    id: Mapped[identity]
    at: Mapped[datetime] = mapped_column(index=True)
    account_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id", ondelete="RESTRICT"), index=True, comment="null: nobody known"
    )
    unit_id: Mapped[int | None] = mapped_column(
        ForeignKey("unit.id", ondelete="RESTRICT"), index=True, comment="the unit it concerns"
    )
    channel: Mapped[Channel] = mapped_column(comment="the door they came through")
    action: Mapped[str] = mapped_column(String(40), comment="such as return.accept")
    subject: Mapped[str | None] = mapped_column(String(40), comment="the table it is about")
    subject_id: Mapped[int | None] = mapped_column(comment="the row it is about")
    detail: Mapped[dict[str, Any]] = mapped_column(comment="what a reader needs besides")


class DataRevision(Base):
    """A number that grows with every commit that changes a figure; the key of every cache."""

    __tablename__ = "data_revision"
    __table_args__ = (
        CheckConstraint("id = 1", name="one_row"),
        {"comment": "One row, kept by triggers at commit"},
    )

    id: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(comment="grows by one or more with each change")
    reference: Mapped[int] = mapped_column(
        server_default="1", comment="grows with each change to units, indicators or the calendar"
    )
    recorded_at: Mapped[datetime | None] = mapped_column(
        comment="the newest moment at which anything was recorded; none comes before it"
    )
