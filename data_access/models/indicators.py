"""What is counted."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from data_access.models.base import Base, code, identity, recorder_ref
from data_access.vocabulary import Measure, Organisation


class Indicator(Base):
    """One thing that is counted: what never changes of it."""

    __tablename__ = "indicator"
    __table_args__ = (
        CheckConstraint("not listed or measure = 'flow'", name="only_flows_are_listed"),
        CheckConstraint(
            "(moves_id is null) = (moves_by is null) and (moves_id is null or measure = 'flow')",
            name="only_flows_move_a_stock",
        ),
        CheckConstraint("moves_by in (-1, 1)", name="moves_up_or_down"),
        {"comment": "Append-only. Indicators; names, flags and ends stand in rows of their own"},
    )

    id: Mapped[identity]
    code: Mapped[code]
    organisation: Mapped[Organisation] = mapped_column(comment="whose founding or members")
    measure: Mapped[Measure] = mapped_column(
        comment="flow: what happened in the quarter; stock: what exists at its end"
    )
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
    valid_from: Mapped[date] = mapped_column(comment="first day in force")
    recorded_at: Mapped[datetime] = mapped_column(
        comment="when it was entered; before, nobody knew of it"
    )


class IndicatorVersion(Base):
    """What an indicator is called, its flags and its place, from a day on."""

    __tablename__ = "indicator_version"
    __table_args__ = (
        Index("ix_indicator_version_indicator", "indicator_id", "id"),
        {"comment": "Append-only. Names, flags and order of indicators, each from a day on"},
    )

    id: Mapped[identity]
    indicator_id: Mapped[int] = mapped_column(ForeignKey("indicator.id", ondelete="RESTRICT"))
    name: Mapped[str] = mapped_column(String(200), comment="Vietnamese, in full")
    name_en: Mapped[str] = mapped_column(String(200), comment="English, in full")
    short_name: Mapped[str] = mapped_column(String(60), comment="Vietnamese, for table heads")
    short_name_en: Mapped[str] = mapped_column(String(60), comment="English, for table heads")
    counted_in: Mapped[str] = mapped_column(String(60), comment="Vietnamese unit of count")
    counted_in_en: Mapped[str] = mapped_column(String(60), comment="English unit of count")
    takes_target: Mapped[bool] = mapped_column(comment="whether targets may be given for it")
    main: Mapped[bool] = mapped_column(comment="whether it is a main indicator (chủ yếu)")
    display_order: Mapped[int] = mapped_column(SmallInteger, comment="smaller is shown first")
    effective_on: Mapped[date] = mapped_column(comment="first day on which it holds")
    recorded_by: Mapped[recorder_ref]
    recorded_at: Mapped[datetime]


class IndicatorEnd(Base):
    """Until when an indicator is in force, as it was recorded; the newest row holds."""

    __tablename__ = "indicator_end"
    __table_args__ = (
        Index("ix_indicator_end_indicator", "indicator_id", "id"),
        {"comment": "Append-only. Until when indicators are in force; the newest row of one holds"},
    )

    id: Mapped[identity]
    indicator_id: Mapped[int] = mapped_column(ForeignKey("indicator.id", ondelete="RESTRICT"))
    last_day: Mapped[date | None] = mapped_column(
        comment="last day on which it is in force; null: no end"
    )
    recorded_by: Mapped[recorder_ref]
    recorded_at: Mapped[datetime]
