# ruff: noqa: A005  # the name is the subject; it is imported in full only
"""When returns are due, what is closed, and the parameters of the rules."""

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

from data_access.models.base import Base, account_ref, identity, province_ref, recorder_ref


def _of_period(table: str) -> ForeignKeyConstraint:
    return ForeignKeyConstraint(
        ["year", "quarter"],
        ["reporting_period.year", "reporting_period.quarter"],
        ondelete="RESTRICT",
        name=f"fk_{table}_period",
    )


class ReportingPeriod(Base):
    """A quarter of the calendar, and when its return is due where its province says nothing."""

    __tablename__ = "reporting_period"
    __table_args__ = (
        CheckConstraint("quarter between 1 and 4", name="quarter_of_a_year"),
        {"comment": "Append-only. Quarters, with the days on which their returns are usually due"},
    )

    year: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    quarter: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    due_on: Mapped[date] = mapped_column(
        comment="last day on which a return is on time, unless its province set another"
    )


class DueDate(Base):
    """The due date that a province set for a quarter; the newest holds."""

    __tablename__ = "due_date"
    __table_args__ = (
        _of_period("due_date"),
        Index("ix_due_date_province_period", "province_id", "year", "quarter", "id"),
        {
            "comment": "Append-only. Due dates that a province set; the newest row of a quarter "
            "holds"
        },
    )

    id: Mapped[identity]
    province_id: Mapped[province_ref]
    year: Mapped[int] = mapped_column(SmallInteger)
    quarter: Mapped[int] = mapped_column(SmallInteger)
    due_on: Mapped[date] = mapped_column(
        comment="last day on which a return of the province is on time"
    )
    recorded_by: Mapped[recorder_ref]
    recorded_at: Mapped[datetime]


class PeriodClosing(Base):
    """That a province takes no returns for a quarter any more, or takes them again."""

    __tablename__ = "period_closing"
    __table_args__ = (
        _of_period("period_closing"),
        Index("ix_period_closing_province_period", "province_id", "year", "quarter", "id"),
        {"comment": "Append-only. Closings and reopenings of quarters, by province"},
    )

    id: Mapped[identity]
    province_id: Mapped[province_ref]
    year: Mapped[int] = mapped_column(SmallInteger)
    quarter: Mapped[int] = mapped_column(SmallInteger)
    closed: Mapped[bool] = mapped_column(comment="false: it takes returns again")
    recorded_by: Mapped[recorder_ref]
    recorded_at: Mapped[datetime]


class DueDateExtension(Base):
    """Another due date of one unit for one quarter; the newest holds."""

    __tablename__ = "due_date_extension"
    __table_args__ = (
        _of_period("due_date_extension"),
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


class RuleParameter(Base):
    """A parameter of the rules in a province, from a day on, as it was recorded."""

    __tablename__ = "rule_parameter"
    __table_args__ = (
        Index("ix_rule_parameter_province_name", "province_id", "name", "id"),
        {"comment": "Append-only. Parameters of the rules, by province, each from a day on"},
    )

    id: Mapped[identity]
    province_id: Mapped[province_ref]
    name: Mapped[str] = mapped_column(String(40), comment="such as on_track_from")
    value: Mapped[str] = mapped_column(String(400), comment="as it is written")
    effective_on: Mapped[date] = mapped_column(comment="first day on which it holds")
    recorded_by: Mapped[recorder_ref]
    recorded_at: Mapped[datetime]
