"""What is to be reached: decisions on targets and their figures, added and never changed."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from data_access.models.base import Base, account_ref, identity, indicator_ref
from data_access.vocabulary import TargetStage


class TargetDecision(Base):
    """One document, or one sheet, by which targets of a year were registered or assigned."""

    __tablename__ = "target_decision"
    __table_args__ = {"comment": "Append-only. Documents that set targets"}

    id: Mapped[identity]
    year: Mapped[int] = mapped_column(SmallInteger, index=True)
    stage: Mapped[TargetStage] = mapped_column(comment="registered by units, or assigned")
    number: Mapped[str | None] = mapped_column(String(80), comment="the document's number")
    decided_on: Mapped[date | None] = mapped_column(comment="the document's date")
    history: Mapped[bool] = mapped_column(comment="from before the system was used")
    note: Mapped[str | None] = mapped_column(String(1000))
    file_id: Mapped[int | None] = mapped_column(
        ForeignKey("stored_file.id", ondelete="RESTRICT"), index=True
    )
    recorded_by: Mapped[account_ref]
    recorded_at: Mapped[datetime] = mapped_column(comment="from when the figures hold")


class TargetValue(Base):
    """One target; the newest row of a unit, indicator, year and stage is in force."""

    __tablename__ = "target_value"
    __table_args__ = (
        CheckConstraint("amount >= 0", name="amount_not_negative"),
        Index("ix_target_value_current", "unit_id", "year", "stage", "indicator_id", "decision_id"),
        {"comment": "Append-only. Targets as each decision set them"},
    )

    decision_id: Mapped[int] = mapped_column(
        ForeignKey("target_decision.id", ondelete="RESTRICT"), primary_key=True
    )
    unit_id: Mapped[int] = mapped_column(
        ForeignKey("unit.id", ondelete="RESTRICT"), primary_key=True
    )
    indicator_id: Mapped[indicator_ref] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(SmallInteger, comment="as the decision's, for the index")
    stage: Mapped[TargetStage] = mapped_column(comment="as the decision's, for the index")
    amount: Mapped[int | None] = mapped_column(
        Integer, comment="to reach by 31 December, in the indicator's unit; null: no target given"
    )
