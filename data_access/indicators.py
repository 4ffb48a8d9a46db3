"""What is counted: as named, flagged, ordered and in force at the transaction's moment."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, text
from sqlalchemy.orm import Session

from data_access import moment as moments
from data_access.errors import NotFound
from data_access.models import IndicatorEnd, IndicatorVersion
from data_access.remembered import remembered
from data_access.vocabulary import IndicatorRecord, Measure, Organisation, Period

# A quarter is shown with the names, flags and order of its last day.
_RECORDS = """
select i.id, i.code, i.name, i.name_en, i.short_name, i.short_name_en, i.organisation, i.measure,
       i.counted_in, i.counted_in_en, i.takes_target, i.main, i.listed, p.code as parent,
       i.display_order, m.code as moves, i.moves_by
from indicator_at(:until, :day) i
left join indicator p on p.id = i.parent_id
left join indicator m on m.id = i.moves_id
where i.valid_from <= :last and coalesce(i.valid_to >= :first, true)
order by i.display_order, i.code
"""


@remembered
def in_force(session: Session, when: Period | int) -> tuple[IndicatorRecord, ...]:
    """Return the indicators in force at the end of a period, or at any time in a year."""
    if isinstance(when, Period):
        return _records(session, when.last_day, when.last_day, when.last_day)
    return _records(session, date(when, 12, 31), date(when, 1, 1), date(when, 12, 31))


@remembered
def everything(session: Session) -> tuple[IndicatorRecord, ...]:
    """Return all indicators as they are called on the transaction's day, those no longer in force
    included."""
    return _records(session, moments.of(session).day, date.min, date.max)


def by_code(session: Session, code: str) -> IndicatorRecord:
    """Return the indicator.

    Raises:
        NotFound: there is no indicator with this code.
    """
    for each in everything(session):
        if each.code == code:
            return each
    raise NotFound("indicator", code)


def change(
    session: Session,
    indicator_id: int,
    values: Mapping[str, object],
    effective_on: date,
    *,
    recorded_by: int | None,
    recorded_at: datetime,
) -> None:
    """Let the indicator have these names, flags and place from a day on; ``values`` has all of
    them, by the columns of ``indicator_version``."""
    session.execute(
        insert(IndicatorVersion).values(
            indicator_id=indicator_id,
            effective_on=effective_on,
            recorded_by=recorded_by,
            recorded_at=recorded_at,
            **values,
        )
    )


def retire(
    session: Session,
    indicator_id: int,
    last_day: date | None,
    *,
    recorded_by: int | None,
    recorded_at: datetime,
) -> None:
    """Let the indicator be in force until ``last_day``; None: without an end again."""
    session.execute(
        insert(IndicatorEnd).values(
            indicator_id=indicator_id,
            last_day=last_day,
            recorded_by=recorded_by,
            recorded_at=recorded_at,
        )
    )


def _records(session: Session, day: date, first: date, last: date) -> tuple[IndicatorRecord, ...]:
    asked = {"until": moments.of(session).until, "day": day, "first": first, "last": last}
    return tuple(_record(row._asdict()) for row in session.execute(text(_RECORDS), asked))


def _record(row: Mapping[str, Any]) -> IndicatorRecord:
    values = {
        **row,
        "organisation": Organisation(row["organisation"]),
        "measure": Measure(row["measure"]),
    }
    return IndicatorRecord(**values)
