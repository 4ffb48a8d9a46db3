"""Figures of years from before the system was used."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, SmallInteger
from sqlalchemy.orm import Mapped, mapped_column

from data_access.models.base import Base, account_ref, identity, indicator_ref


class HistoryImport(Base):
    """One sheet of historical figures, brought in by an administrator."""

    __tablename__ = "history_import"
    __table_args__ = {"comment": "Append-only. Sheets of figures from before the system"}

    id: Mapped[identity]
    file_id: Mapped[int] = mapped_column(
        ForeignKey("stored_file.id", ondelete="RESTRICT"), index=True
    )
    imported_by: Mapped[account_ref]
    imported_at: Mapped[datetime] = mapped_column(comment="from when the figures hold")


class HistoryValue(Base):
    """One historical figure; the newest import of a unit, indicator, year and quarter counts."""

    __tablename__ = "history_value"
    __table_args__ = (
        CheckConstraint("amount >= 0", name="amount_not_negative"),
        CheckConstraint("quarter between 0 and 4", name="quarter_or_whole_year"),
        Index("ix_history_value_unit_year", "unit_id", "year"),
        {"comment": "Append-only. Counts without a list"},
    )

    import_id: Mapped[int] = mapped_column(
        ForeignKey("history_import.id", ondelete="RESTRICT"), primary_key=True
    )
    unit_id: Mapped[int] = mapped_column(
        ForeignKey("unit.id", ondelete="RESTRICT"), primary_key=True
    )
    indicator_id: Mapped[indicator_ref] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    quarter: Mapped[int] = mapped_column(
        SmallInteger,
        primary_key=True,
        autoincrement=False,
        comment="1 to 4; 0 where only the whole year is known",
    )
    amount: Mapped[int] = mapped_column(Integer, comment="in the indicator's unit")
