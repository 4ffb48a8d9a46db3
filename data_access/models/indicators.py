"""What is counted, and the calendar it is counted by."""

from datetime import date, datetime

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    SmallInteger,
    String,
)
from sqlalchemy.orm import Mapped, mapped_column

from data_access.models.base import Base, account_ref, code, identity
from data_access.vocabulary import Measure, Organisation


class Indicator(Base):
    """One thing that is counted."""

    __tablename__ = "indicator"
    __table_args__ = (
        CheckConstraint("valid_to is null or valid_to >= valid_from", name="valid_in_order"),
        CheckConstraint("not listed or measure = 'flow'", name="only_flows_are_listed"),
        CheckConstraint(
            "(moves_id is null) = (moves_by is null) and (moves_id is null or measure = 'flow')",
            name="only_flows_move_a_stock",
        ),
        CheckConstraint("moves_by in (-1, 1)", name="moves_up_or_down"),
        {"comment": "Indicators with the days between which they are in force"},
    )

    id: Mapped[identity]
    code: Mapped[code]
    name: Mapped[str] = mapped_column(String(200), comment="Vietnamese, in full")
    name_en: Mapped[str] = mapped_column(String(200), comment="English, in full")
    short_name: Mapped[str] = mapped_column(String(60), comment="Vietnamese, for table heads")
    short_name_en: Mapped[str] = mapped_column(String(60), comment="English, for table heads")
    organisation: Mapped[Organisation] = mapped_column(comment="whose founding or members")
    measure: Mapped[Measure] = mapped_column(
        comment="flow: what happened in the quarter; stock: what exists at its end"
    )
    counted_in: Mapped[str] = mapped_column(String(60), comment="Vietnamese unit of count")
    counted_in_en: Mapped[str] = mapped_column(String(60), comment="English unit of count")
    takes_target: Mapped[bool] = mapped_column(comment="whether targets may be given for it")
    main: Mapped[bool] = mapped_column(comment="whether it is a main indicator (chủ yếu)")
    listed: Mapped[bool] = mapped_column(
        comment="whether each one counted stands as a row in the return's list of foundings"
    )
    parent_id: Mapped[int | None] = mapped_column(
        ForeignKey("indicator.id", ondelete="RESTRICT"),
        index=True,
        comment="trong đó: the value cannot exceed that of this indicator",
    )
    moves_id: Mapped[int | None] = mapped_column(
        ForeignKey("indicator.id", ondelete="RESTRICT"),
        index=True,
        comment="the stock that this flow adds to or takes from",
    )
    moves_by: Mapped[int | None] = mapped_column(
        SmallInteger, comment="1: adds to that stock; -1: takes from it"
    )
    display_order: Mapped[int] = mapped_column(SmallInteger, comment="smaller is shown first")
    valid_from: Mapped[date] = mapped_column(comment="first day in force")
    valid_to: Mapped[date | None] = mapped_column(comment="last day in force; null while it is")


class ReportingPeriod(Base):
    """A quarter of the calendar: when its return is due, and whether it is closed."""

    __tablename__ = "reporting_period"
    __table_args__ = (
        CheckConstraint("quarter between 1 and 4", name="quarter_of_a_year"),
        {"comment": "Quarters with the days on which their returns are due"},
    )

    year: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    quarter: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    due_on: Mapped[date] = mapped_column(comment="last day on which a return is on time")
    closed_at: Mapped[datetime | None] = mapped_column(
        comment="from when no new return is taken; null while open"
    )


class DueDateExtension(Base):
    """Another due date of one unit for one quarter; the newest holds."""

    __tablename__ = "due_date_extension"
    __table_args__ = (
        ForeignKeyConstraint(
            ["year", "quarter"],
            ["reporting_period.year", "reporting_period.quarter"],
            ondelete="RESTRICT",
            name="fk_due_date_extension_period",
        ),
        Index("ix_due_date_extension_unit_period", "unit_id", "year", "quarter", "id"),
        {"comment": "Append-only. Due dates put off for one unit, with the reason"},
    )

    id: Mapped[identity]
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id", ondelete="RESTRICT"))
    year: Mapped[int] = mapped_column(SmallInteger)
    quarter: Mapped[int] = mapped_column(SmallInteger)
    due_on: Mapped[date | None] = mapped_column(
        comment="last day on which the unit's return is on time; null: the calendar's again"
    )
    reason: Mapped[str] = mapped_column(String(1000))
    decided_by: Mapped[account_ref]
    decided_at: Mapped[datetime] = mapped_column(index=True)
