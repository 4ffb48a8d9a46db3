"""Returns on their way in: drafts being written, and files received by the bundle."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    SmallInteger,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from data_access.models.base import Base, account_ref, identity
from data_access.vocabulary import UploadOutcome


class ReturnDraft(Base):
    """A return as its unit is writing it; one for a unit and quarter, shared by its clerks."""

    __tablename__ = "return_draft"
    __table_args__ = (
        UniqueConstraint("unit_id", "year", "quarter"),
        ForeignKeyConstraint(
            ["year", "quarter"],
            ["reporting_period.year", "reporting_period.quarter"],
            ondelete="RESTRICT",
            name="fk_return_draft_period",
        ),
        {"comment": "Drafts; changed in place, and gone once handed in or discarded"},
    )

    id: Mapped[identity]
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id", ondelete="RESTRICT"))
    year: Mapped[int] = mapped_column(SmallInteger)
    quarter: Mapped[int] = mapped_column(SmallInteger)
    version: Mapped[int] = mapped_column(
        BigInteger,
        server_default=text("nextval('return_draft_version')"),
        comment="another with each saving, never used again: nobody saves over another's",
    )
    based_on: Mapped[int] = mapped_column(
        SmallInteger,
        comment="number of the newest revision that its words know of; 0: there was none",
    )
    content: Mapped[dict[str, Any]] = mapped_column(
        comment="what stands in the form, as typed: figures, foundings, reviews, difficulties"
    )
    file_id: Mapped[int | None] = mapped_column(
        ForeignKey("stored_file.id", ondelete="RESTRICT"),
        index=True,
        comment="the workbook it was taken from, while nothing is typed since",
    )
    file_name: Mapped[str | None] = mapped_column(String(255), comment="that workbook's name")
    created_at: Mapped[datetime]
    updated_by: Mapped[account_ref]
    updated_at: Mapped[datetime]


class IntakeBatch(Base):
    """Files that an officer received together, from the attachments of e-mails."""

    __tablename__ = "intake_batch"
    __table_args__ = {"comment": "Append-only. Bundles of files received"}

    id: Mapped[identity]
    received_by: Mapped[account_ref]
    received_at: Mapped[datetime] = mapped_column(index=True)
    left_out: Mapped[list[str]] = mapped_column(
        JSONB, server_default="[]", comment="names in an archive that are no files of a person"
    )


class IntakeItem(Base):
    """One file of a bundle, kept before anything else is done with it."""

    __tablename__ = "intake_item"
    __table_args__ = (
        Index(
            "ix_intake_item_waiting",
            "batch_id",
            "position",
            postgresql_where="outcome is null",
        ),
        CheckConstraint("file_id is not null or outcome = 'refused'", name="kept_or_refused"),
        {"comment": "Files of bundles; those without an outcome are still to be read"},
    )

    batch_id: Mapped[int] = mapped_column(
        ForeignKey("intake_batch.id", ondelete="RESTRICT"), primary_key=True
    )
    position: Mapped[int] = mapped_column(
        SmallInteger, primary_key=True, autoincrement=False, comment="1, 2, … in the bundle"
    )
    file_name: Mapped[str] = mapped_column(String(255), comment="with the folder in an archive")
    file_id: Mapped[int | None] = mapped_column(
        ForeignKey("stored_file.id", ondelete="RESTRICT"),
        index=True,
        comment="null: it could not be taken out of the archive, or was not kept",
    )
    saved_at: Mapped[datetime | None] = mapped_column(
        comment="when its writer saved it, as it says; files are read in that order"
    )
    attempts: Mapped[int] = mapped_column(
        SmallInteger, server_default="0", comment="how often its reading was begun"
    )
    unit_code: Mapped[str | None] = mapped_column(String(40), comment="as the file is stamped")
    year: Mapped[int | None] = mapped_column(SmallInteger, comment="as the file is stamped")
    quarter: Mapped[int | None] = mapped_column(SmallInteger, comment="as the file is stamped")
    problems: Mapped[list[dict[str, Any]]] = mapped_column(
        server_default="[]", comment="why it was refused, where there is no upload to say so"
    )
    outcome: Mapped[UploadOutcome | None] = mapped_column(
        comment="stored, repeated or refused; null: not read yet"
    )
    upload_id: Mapped[int | None] = mapped_column(
        ForeignKey("upload.id", ondelete="RESTRICT"), index=True, comment="the upload it became"
    )
    finished_at: Mapped[datetime | None]
