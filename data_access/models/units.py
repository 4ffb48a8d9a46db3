"""Who reports: units, their kinds, their place in the tree, their successions."""

from datetime import date, datetime

from sqlalchemy import (
    CheckConstraint,
    FetchedValue,
    ForeignKey,
    Index,
    Integer,
    SmallInteger,
    String,
)
from sqlalchemy.orm import Mapped, mapped_column

from data_access.models.base import Base, code, identity, recorder_ref
from data_access.vocabulary import Counting


class UnitKind(Base):
    """A kind of unit and the words shown for it."""

    __tablename__ = "unit_kind"
    __table_args__ = {"comment": "Kinds of unit; the words shown for them are data"}

    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    name: Mapped[str] = mapped_column(String(120), comment="Vietnamese, as shown")
    name_en: Mapped[str] = mapped_column(String(120), comment="English, as shown")
    display_order: Mapped[int] = mapped_column(SmallInteger, comment="smaller is shown first")


class Unit(Base):
    """A unit of the programme; its parent never changes, a successor is a new unit."""

    __tablename__ = "unit"
    __table_args__ = (
        CheckConstraint("parent_id <> id", name="not_its_own_parent"),
        {"comment": "Append-only. Units; their names and ends stand in rows of their own"},
    )

    id: Mapped[identity]
    code: Mapped[code]
    parent_id: Mapped[int | None] = mapped_column(
        ForeignKey("unit.id", ondelete="RESTRICT"), index=True, comment="null for a province"
    )
    province_id: Mapped[int] = mapped_column(
        ForeignKey("unit.id", ondelete="RESTRICT"),
        index=True,
        server_default=FetchedValue(),
        comment="the topmost unit above, set by a trigger",
    )
    counting: Mapped[Counting] = mapped_column(
        comment="counted: part of the parent's figures; cross_check: compared, never added"
    )
    reports: Mapped[bool] = mapped_column(comment="whether a quarterly return is due from it")
    illustration: Mapped[bool] = mapped_column(
        default=False, server_default="false", comment="invented, and marked so wherever shown"
    )
    valid_from: Mapped[date] = mapped_column(comment="first day on which the unit exists")
    display_order: Mapped[int] = mapped_column(
        Integer, default=0, server_default="0", comment="smaller is shown first, then by name"
    )
    recorded_at: Mapped[datetime] = mapped_column(
        comment="when it was entered; before, nobody knew of it"
    )


class UnitName(Base):
    """What a unit is called, and of which kind it is, from a day on."""

    __tablename__ = "unit_name"
    __table_args__ = (
        Index("ix_unit_name_unit", "unit_id", "id"),
        {"comment": "Append-only. Names and kinds of units, each from a day on"},
    )

    id: Mapped[identity]
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id", ondelete="RESTRICT"))
    kind_code: Mapped[str] = mapped_column(
        ForeignKey("unit_kind.code", ondelete="RESTRICT"), index=True
    )
    name: Mapped[str] = mapped_column(String(200), comment="Vietnamese, with the kind's word")
    name_en: Mapped[str | None] = mapped_column(String(200), comment="English, where there is one")
    decision_number: Mapped[str | None] = mapped_column(
        String(80), comment="the resolution or decision behind it"
    )
    effective_on: Mapped[date] = mapped_column(comment="first day on which it holds")
    recorded_by: Mapped[recorder_ref]
    recorded_at: Mapped[datetime]


class UnitEnd(Base):
    """Until when a unit exists, as it was recorded; the newest row holds."""

    __tablename__ = "unit_end"
    __table_args__ = (
        Index("ix_unit_end_unit", "unit_id", "id"),
        {"comment": "Append-only. Until when units exist; the newest row of a unit holds"},
    )

    id: Mapped[identity]
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id", ondelete="RESTRICT"))
    last_day: Mapped[date | None] = mapped_column(
        comment="last day on which the unit exists; null: no end"
    )
    recorded_by: Mapped[recorder_ref]
    recorded_at: Mapped[datetime]


class UnitAncestor(Base):
    """The tree, unfolded: one row for each unit and each unit above it, itself included."""

    __tablename__ = "unit_ancestor"
    __table_args__ = {"comment": "Kept by a trigger on unit; never written by hand"}

    unit_id: Mapped[int] = mapped_column(
        ForeignKey("unit.id", ondelete="CASCADE"), primary_key=True
    )
    ancestor_id: Mapped[int] = mapped_column(
        ForeignKey("unit.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    depth: Mapped[int] = mapped_column(
        SmallInteger, comment="steps from the unit up to the ancestor; 0 is the unit itself"
    )
    counted: Mapped[bool] = mapped_column(
        comment="whether the unit's figures are part of the ancestor's"
    )


class UnitSuccession(Base):
    """One unit continued, wholly or partly, by another."""

    __tablename__ = "unit_succession"
    __table_args__ = (
        CheckConstraint("predecessor_id <> successor_id", name="two_units"),
        {"comment": "Splits, mergers and renamings"},
    )

    predecessor_id: Mapped[int] = mapped_column(
        ForeignKey("unit.id", ondelete="RESTRICT"), primary_key=True
    )
    successor_id: Mapped[int] = mapped_column(
        ForeignKey("unit.id", ondelete="RESTRICT"), primary_key=True, index=True
    )
    effective_on: Mapped[date] = mapped_column(comment="first day of the successor's part")
    decision_number: Mapped[str | None] = mapped_column(
        String(80), comment="the resolution or decision behind it"
    )
    recorded_at: Mapped[datetime] = mapped_column(
        comment="when it was entered; before, nobody knew of it"
    )
