"""What is counted."""

from datetime import date
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session, aliased

from data_access.models import Indicator
from data_access.remembered import remembered
from data_access.vocabulary import IndicatorRecord, Period

_Parent = aliased(Indicator)
_Moved = aliased(Indicator)


@remembered
def in_force(session: Session, when: Period | int) -> tuple[IndicatorRecord, ...]:
    """Return the indicators in force at the end of a period, or at any time in a year."""
    first, last = (
        (when.last_day, when.last_day)
        if isinstance(when, Period)
        else (date(when, 1, 1), date(when, 12, 31))
    )
    return _records(
        session,
        _indicators().where(
            Indicator.valid_from <= last,
            or_(Indicator.valid_to.is_(None), Indicator.valid_to >= first),
        ),
    )


@remembered
def everything(session: Session) -> tuple[IndicatorRecord, ...]:
    """Return all indicators, those no longer in force included."""
    return _records(session, _indicators())


def _indicators() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Indicator.id,
            Indicator.code,
            Indicator.name,
            Indicator.name_en,
            Indicator.short_name,
            Indicator.short_name_en,
            Indicator.organisation,
            Indicator.measure,
            Indicator.counted_in,
            Indicator.counted_in_en,
            Indicator.takes_target,
            Indicator.main,
            Indicator.listed,
            _Parent.code.label("parent"),
            Indicator.display_order,
            _Moved.code.label("moves"),
            Indicator.moves_by,
        )
        .outerjoin(_Parent, _Parent.id == Indicator.parent_id)
        .outerjoin(_Moved, _Moved.id == Indicator.moves_id)
        .order_by(Indicator.display_order, Indicator.code)
    )


def _records(session: Session, wanted: Select[*tuple[Any, ...]]) -> tuple[IndicatorRecord, ...]:
    return tuple(IndicatorRecord(*row) for row in session.execute(wanted))
