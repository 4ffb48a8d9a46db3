"""What is counted, and the calendar it is counted by."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from data_access.models.base import Base, code, identity
from data_access.vocabulary import Measure, Organisation


class Indicator(Base):
    """One thing that is counted."""

    __tablename__ = "indicator"
    __table_args__ = (
        CheckConstraint("valid_to is null or valid_to >= valid_from", name="valid_in_order"),
        CheckConstraint("not listed or measure = 'flow'", name="only_flows_are_listed"),
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
