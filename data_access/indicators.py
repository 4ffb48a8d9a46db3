"""What is counted: as named, flagged, ordered and in force at the transaction's moment."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, select, text
from sqlalchemy.orm import Session

from data_access import moment as moments
from data_access.errors import NotFound
from data_access.models import Account, Indicator, IndicatorEnd, IndicatorVersion
from data_access.remembered import remembered
from data_access.vocabulary import EndRecord, IndicatorRecord, Measure, Organisation, Period

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

_SPANS = """
select i.code, p.code as parent, m.code as moves, i.valid_from, i.valid_to
from indicator_at(:until, :day) i
left join indicator p on p.id = i.parent_id
left join indicator m on m.id = i.moves_id
order by i.code
"""

# Of figures that count or await review; a year of history that is known as a whole is its last
# quarter's.
_LAST_REPORTED = """
select year, quarter
from (
    select s.year, s.quarter
    from return_state(:until) s
    join return_value v on v.revision_id in (s.counts_id, s.provisional_id)
    where v.indicator_id = :indicator_id
      and quarter_end(s.year, s.quarter) > :day
    union all
    select h.year, case h.quarter when 0 then 4 else h.quarter end
    from history_value h
    where h.indicator_id = :indicator_id
      and quarter_end(h.year, case h.quarter when 0 then 4 else h.quarter end) > :day
) reported
order by year desc, quarter desc
limit 1
"""

_OTHERS_WAIT = text("select pg_advisory_xact_lock(hashtext('indicator'))")


@dataclass(frozen=True, slots=True)
class Span:
    """Between which days an indicator is in force (``valid_to`` None: no end), and the codes of
    those it is part of and moves."""

    code: str
    parent: str | None
    moves: str | None
    valid_from: date
    valid_to: date | None

    @property
    def upon(self) -> tuple[str, ...]:
        """The codes of those without which it says nothing."""
        return tuple(code for code in (self.parent, self.moves) if code is not None)

    def outlives(self, last_day: date | None) -> bool:
        """Whether it is in force after ``last_day`` (None: there is no end)."""
        return last_day is not None and (self.valid_to is None or self.valid_to > last_day)


@dataclass(frozen=True, slots=True)
class VersionRecord:
    """An indicator's names, flags and place from a day on, as they were recorded.

    ``recorder`` None: taken over from before this was kept.
    """

    name: str
    name_en: str
    short_name: str
    short_name_en: str
    counted_in: str
    counted_in_en: str
    takes_target: bool
    main: bool
    display_order: int
    effective_on: date
    recorder: str | None
    recorded_at: datetime


@remembered
def in_force(session: Session, when: Period | int) -> tuple[IndicatorRecord, ...]:
    """Return the indicators in force at the end of a period, or at any time in a year."""
    if isinstance(when, Period):
        return _records(session, when.last_day, when.last_day, when.last_day)
    return _records(session, date(when, 12, 31), date(when, 1, 1), date(when, 12, 31))


@remembered
def on(session: Session, day: date) -> tuple[IndicatorRecord, ...]:
    """Return the indicators in force on a day, as they are called on it."""
    return _records(session, day, day, day)


@remembered
def everything(session: Session, day: date | None = None) -> tuple[IndicatorRecord, ...]:
    """Return all indicators as they are called on ``day`` (the transaction's), those not in force
    included."""
    return _records(session, day or moments.of(session).day, date.min, date.max)


@remembered
def names(session: Session) -> Mapping[str, tuple[str, ...]]:
    """Return all Vietnamese names, in full and short, that each indicator has ever borne, by its
    code."""
    found = session.execute(
        select(Indicator.code, IndicatorVersion.name, IndicatorVersion.short_name)
        .join(IndicatorVersion, IndicatorVersion.indicator_id == Indicator.id)
        .where(IndicatorVersion.recorded_at < moments.of(session).until)
        .order_by(IndicatorVersion.id)
    )
    borne: dict[str, dict[str, None]] = {}
    for code, *both in found:
        borne.setdefault(code, {}).update(dict.fromkeys(both))
    return {code: tuple(every) for code, every in borne.items()}


def days_of_change(session: Session) -> tuple[date, ...]:
    """Return the days from which any indicator has other names, flags or another place."""
    found = session.scalars(
        select(IndicatorVersion.effective_on)
        .where(IndicatorVersion.recorded_at < moments.of(session).until)
        .distinct()
    )
    return tuple(sorted(found))


def spans(session: Session) -> Mapping[str, Span]:
    """Return between which days the indicators are in force, by their codes."""
    moment = moments.of(session)
    found = session.execute(text(_SPANS), {"until": moment.until, "day": moment.day})
    return {row.code: Span(*row) for row in found}


def last_reported(session: Session, indicator_id: int, after: date) -> Period | None:
    """Return the newest quarter ending after a day for which there is a figure of the indicator
    that counts or awaits review; None: there is none."""
    asked = {"until": moments.of(session).until, "indicator_id": indicator_id, "day": after}
    row = session.execute(text(_LAST_REPORTED), asked).one_or_none()
    return Period(*row) if row else None


def versions(session: Session, indicator_id: int) -> tuple[VersionRecord, ...]:
    """Return all names, flags and places that were recorded for the indicator: the latest day first
    and, of one day, what was recorded last, which is what holds."""
    found = session.execute(
        select(
            IndicatorVersion.name,
            IndicatorVersion.name_en,
            IndicatorVersion.short_name,
            IndicatorVersion.short_name_en,
            IndicatorVersion.counted_in,
            IndicatorVersion.counted_in_en,
            IndicatorVersion.takes_target,
            IndicatorVersion.main,
            IndicatorVersion.display_order,
            IndicatorVersion.effective_on,
            Account.display_name.label("recorder"),
            IndicatorVersion.recorded_at,
        )
        .outerjoin(Account, Account.id == IndicatorVersion.recorded_by)
        .where(
            IndicatorVersion.indicator_id == indicator_id,
            IndicatorVersion.recorded_at < moments.of(session).until,
        )
        .order_by(IndicatorVersion.effective_on.desc(), IndicatorVersion.id.desc())
    )
    return tuple(VersionRecord(**row._asdict()) for row in found)


def ends(session: Session, indicator_id: int) -> tuple[EndRecord, ...]:
    """Return every last day that was recorded for the indicator, the newest first, which holds."""
    found = session.execute(
        select(IndicatorEnd.last_day, Account.display_name, IndicatorEnd.recorded_at)
        .outerjoin(Account, Account.id == IndicatorEnd.recorded_by)
        .where(
            IndicatorEnd.indicator_id == indicator_id,
            IndicatorEnd.recorded_at < moments.of(session).until,
        )
        .order_by(IndicatorEnd.id.desc())
    )
    return tuple(EndRecord(*row) for row in found)


def let_others_wait(session: Session) -> None:
    """Let nobody else change or retire an indicator until the transaction ends."""
    session.execute(_OTHERS_WAIT)


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
