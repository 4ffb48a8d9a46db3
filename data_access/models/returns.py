"""What units report: returns, their revisions and contents, and what was decided about them."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    FetchedValue,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    SmallInteger,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from data_access.models.base import Base, account_ref, identity, indicator_ref
from data_access.vocabulary import Channel, DecisionKind, UploadOutcome


class QuarterlyReturn(Base):
    """The return of one unit for one quarter; what it says stands in its revisions."""

    __tablename__ = "quarterly_return"
    __table_args__ = (
        UniqueConstraint("unit_id", "year", "quarter"),
        ForeignKeyConstraint(
            ["year", "quarter"],
            ["reporting_period.year", "reporting_period.quarter"],
            ondelete="RESTRICT",
            name="fk_quarterly_return_period",
        ),
        Index("ix_quarterly_return_period", "year", "quarter"),
        Index("ix_quarterly_return_province_period", "province_id", "year", "quarter"),
        {"comment": "Append-only. One row for each unit and quarter ever reported"},
    )

    id: Mapped[identity]
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id", ondelete="RESTRICT"))
    province_id: Mapped[int] = mapped_column(
        ForeignKey("unit.id", ondelete="RESTRICT"),
        server_default=FetchedValue(),
        comment="the topmost unit above, set by a trigger",
    )
    year: Mapped[int] = mapped_column(SmallInteger)
    quarter: Mapped[int] = mapped_column(SmallInteger)


class ReturnRevision(Base):
    """One submission of a return, whole."""

    __tablename__ = "return_revision"
    __table_args__ = (
        UniqueConstraint("return_id", "number"),
        CheckConstraint("number >= 1", name="numbered_from_one"),
        {"comment": "Append-only. Submissions; the newest accepted one counts"},
    )

    id: Mapped[identity]
    return_id: Mapped[int] = mapped_column(ForeignKey("quarterly_return.id", ondelete="RESTRICT"))
    number: Mapped[int] = mapped_column(SmallInteger, comment="1, 2, … within the return")
    reason: Mapped[str | None] = mapped_column(
        String(1000), comment="why an earlier revision is corrected"
    )
    warnings: Mapped[list[dict[str, Any]]] = mapped_column(
        comment="what the checks warned of: severity, sheet, cell, rule, found, variant, "
        "parameters; of earlier versions a message in place of the last two"
    )
    explanation: Mapped[str | None] = mapped_column(
        String(2000), comment="the submitter's word on the warnings"
    )
    channel: Mapped[Channel] = mapped_column(comment="the door it came through")
    file_id: Mapped[int] = mapped_column(
        ForeignKey("stored_file.id", ondelete="RESTRICT"), index=True, comment="the file as sent"
    )
    submitted_by: Mapped[account_ref]
    submitted_at: Mapped[datetime] = mapped_column(
        index=True,
        comment="when it was handed in or, sent by e-mail, received; timeliness goes by it",
    )
    recorded_at: Mapped[datetime] = mapped_column(
        index=True, comment="when it was entered; as-of answers go by it"
    )


class WarningParameters(Base):
    """What fills the sentence of a warning that was stored as one, so that it is said anew."""

    __tablename__ = "warning_parameters"
    __table_args__ = (
        CheckConstraint("position >= 1", name="counted_from_one"),
        {"comment": "Append-only. Parameters derived from warnings that were stored as sentences"},
    )

    revision_id: Mapped[int] = mapped_column(
        ForeignKey("return_revision.id", ondelete="RESTRICT"), primary_key=True
    )
    position: Mapped[int] = mapped_column(
        SmallInteger, primary_key=True, comment="1, 2, … in the revision's warnings"
    )
    variant: Mapped[str] = mapped_column(
        String(40), comment="which of the rule's sentences; empty where it has one"
    )
    parameters: Mapped[dict[str, Any]] = mapped_column(comment="by name, in no language")


class ReturnValue(Base):
    """One figure of a revision; a cell left empty has no row."""

    __tablename__ = "return_value"
    __table_args__ = (
        CheckConstraint("amount >= 0", name="amount_not_negative"),
        {"comment": "Append-only. Figures of a revision; no row: none reported"},
    )

    revision_id: Mapped[int] = mapped_column(
        ForeignKey("return_revision.id", ondelete="RESTRICT"), primary_key=True
    )
    indicator_id: Mapped[int] = mapped_column(
        ForeignKey("indicator.id", ondelete="RESTRICT"), primary_key=True
    )
    amount: Mapped[int] = mapped_column(
        Integer, comment="in the indicator's unit; a flow in the quarter, a stock at its end"
    )


class Founding(Base):
    """One organisation that a revision says was founded."""

    __tablename__ = "founding"
    __table_args__ = (
        CheckConstraint("members >= 0", name="members_not_negative"),
        Index("ix_founding_enterprise_key", "enterprise_key"),
        {"comment": "Append-only. The list behind the numbers of organisations founded"},
    )

    revision_id: Mapped[int] = mapped_column(
        ForeignKey("return_revision.id", ondelete="RESTRICT"), primary_key=True
    )
    row: Mapped[int] = mapped_column(SmallInteger, primary_key=True, comment="1, 2, … in the list")
    indicator_id: Mapped[indicator_ref] = mapped_column(comment="which number it is part of")
    name: Mapped[str | None] = mapped_column(String(300), comment="the organisation's name")
    enterprise: Mapped[str] = mapped_column(String(300), comment="the enterprise's name as typed")
    enterprise_key: Mapped[str] = mapped_column(
        String(300), comment="the name folded: no diacritics, case, spaces or legal form"
    )
    tax_code: Mapped[str | None] = mapped_column(String(14), index=True, comment="digits and dash")
    enterprise_type: Mapped[str | None] = mapped_column(String(120), comment="as typed")
    founded_on: Mapped[date] = mapped_column(comment="date of the founding decision")
    decision_number: Mapped[str | None] = mapped_column(String(80))
    members: Mapped[int | None] = mapped_column(Integer, comment="members at founding")


class EnterpriseReview(Base):
    """One enterprise that the unit reviewed in the quarter (rà soát doanh nghiệp)."""

    __tablename__ = "enterprise_review"
    __table_args__ = (
        CheckConstraint("workers >= 0 and party_members >= 0", name="not_negative"),
        {"comment": "Append-only. Enterprises reviewed, for the room to grow"},
    )

    revision_id: Mapped[int] = mapped_column(
        ForeignKey("return_revision.id", ondelete="RESTRICT"), primary_key=True
    )
    row: Mapped[int] = mapped_column(SmallInteger, primary_key=True, comment="1, 2, … in the list")
    enterprise: Mapped[str] = mapped_column(String(300), comment="the enterprise's name as typed")
    enterprise_key: Mapped[str] = mapped_column(String(300), comment="the name folded")
    tax_code: Mapped[str | None] = mapped_column(String(14), comment="digits and dash")
    enterprise_type: Mapped[str | None] = mapped_column(String(120), comment="as typed")
    workers: Mapped[int | None] = mapped_column(Integer, comment="people working there")
    party_members: Mapped[int | None] = mapped_column(Integer, comment="Party members among them")
    has_party: Mapped[bool | None] = mapped_column(comment="has a Party organisation")
    has_union: Mapped[bool | None] = mapped_column(comment="has a trade union")
    has_youth: Mapped[bool | None] = mapped_column(comment="has a youth organisation")


class Difficulty(Base):
    """One difficulty that a revision names, with what the unit proposes."""

    __tablename__ = "difficulty"
    __table_args__ = {"comment": "Append-only. Difficulties and proposals"}

    revision_id: Mapped[int] = mapped_column(
        ForeignKey("return_revision.id", ondelete="RESTRICT"), primary_key=True
    )
    row: Mapped[int] = mapped_column(SmallInteger, primary_key=True, comment="1, 2, … in the list")
    difficulty: Mapped[str | None] = mapped_column(Text)
    proposal: Mapped[str | None] = mapped_column(Text)


class ReturnDecision(Base):
    """What a person decided about a revision; the newest is where it stands."""

    __tablename__ = "return_decision"
    __table_args__ = (
        CheckConstraint("kind = 'accept' or reason is not null", name="a_refusal_has_a_reason"),
        Index("ix_return_decision_revision", "revision_id", "id"),
        {"comment": "Append-only. Decisions on revisions"},
    )

    id: Mapped[identity]
    revision_id: Mapped[int] = mapped_column(ForeignKey("return_revision.id", ondelete="RESTRICT"))
    kind: Mapped[DecisionKind] = mapped_column(comment="accept, send back, reopen, withdraw")
    reason: Mapped[str | None] = mapped_column(String(2000))
    remarks: Mapped[list[dict[str, Any]]] = mapped_column(
        server_default="[]", comment="sheet, cell, message of each remark on one place of the file"
    )
    decided_by: Mapped[account_ref]
    decided_at: Mapped[datetime] = mapped_column(index=True)


class Upload(Base):
    """A file somebody handed in, whatever became of it."""

    __tablename__ = "upload"
    __table_args__ = {"comment": "Append-only. Files handed in, refused ones included"}

    id: Mapped[identity]
    file_id: Mapped[int] = mapped_column(
        ForeignKey("stored_file.id", ondelete="RESTRICT"), index=True
    )
    file_name: Mapped[str] = mapped_column(String(255), comment="as the person's machine named it")
    outcome: Mapped[UploadOutcome] = mapped_column(comment="stored, repeated or refused")
    problems: Mapped[list[dict[str, Any]]] = mapped_column(
        comment="severity, sheet, cell, rule, found of each problem; message, or variant and "
        "parameters"
    )
    revision_id: Mapped[int | None] = mapped_column(
        ForeignKey("return_revision.id", ondelete="RESTRICT"),
        index=True,
        comment="the revision it became or repeats; null where refused",
    )
    channel: Mapped[Channel] = mapped_column(comment="the door it came through")
    uploaded_by: Mapped[account_ref]
    uploaded_at: Mapped[datetime] = mapped_column(index=True)
