"""Units, their place in the tree, and which of them exist when."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, func, or_, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, aliased

from data_access import moment as moments
from data_access.collation import vietnamese
from data_access.errors import AlreadyThere, NotFound
from data_access.models import (
    Account,
    Unit,
    UnitAncestor,
    UnitEnd,
    UnitKind,
    UnitName,
    UnitSuccession,
)
from data_access.unit_tree import UNITS, at, known, record_of, select_units
from data_access.vocabulary import Counting, EndRecord, Period, UnitRecord

_Above = aliased(Unit)

_CALLED = "select kind_code, name, name_en from unit_at(:until, :day) where id = :unit_id"
_OTHERS_WAIT = text("select pg_advisory_xact_lock(hashtext('unit'), hashint8(:unit_id))")


@dataclass(frozen=True, slots=True)
class KindRecord:
    """A kind of unit and the words shown for it."""

    code: str
    name: str
    name_en: str


@dataclass(frozen=True, slots=True)
class Called:
    """What a unit is called on a day; ``kind`` is its kind's code."""

    kind: str
    name: str
    name_en: str | None


@dataclass(frozen=True, slots=True)
class NameRecord:
    """A unit's name and the word for its kind from a day on, as they were recorded.

    ``recorder`` None: taken over from before this was kept.
    """

    name: str
    name_en: str | None
    kind: str
    kind_en: str
    decision_number: str | None
    effective_on: date
    recorder: str | None
    recorded_at: datetime


def by_code(session: Session, code: str) -> UnitRecord:
    """Return the unit.

    Raises:
        NotFound: there is no unit with this code.
    """
    tree = known(session)
    if tree is not None:
        return tree.of_code(code)
    if not code.strip().isprintable():  # PostgreSQL takes neither a null byte nor half a character
        raise NotFound("unit", code)
    return _one(session, UNITS.c.code == code.strip(), code)


def by_id(session: Session, unit_id: int) -> UnitRecord:
    """Return the unit.

    Raises:
        NotFound: there is no unit with this id.
    """
    tree = known(session)
    return (
        tree.of_id(unit_id) if tree is not None else _one(session, UNITS.c.id == unit_id, unit_id)
    )


def by_ids(session: Session, unit_ids: Collection[int]) -> dict[int, UnitRecord]:
    """Return the units that there are, by id."""
    tree = known(session)
    if tree is not None:
        return {each: tree.units[each] for each in unit_ids if each in tree.units}
    found = session.execute(select_units().where(UNITS.c.id.in_(unit_ids)), at(session))
    return {record.id: record for record in map(record_of, found)}


def by_codes(session: Session, codes: Collection[str]) -> dict[str, UnitRecord]:
    """Return the units that there are, by code."""
    tree = known(session)
    if tree is not None:
        return {each: tree.by_code[each] for each in codes if each in tree.by_code}
    found = session.execute(select_units().where(UNITS.c.code.in_(codes)), at(session))
    return {record.code: record for record in map(record_of, found)}


def visible(session: Session, unit_ids: Collection[int]) -> tuple[UnitRecord, ...]:
    """Return all units in the subtrees of ``unit_ids``, themselves included, as shown in order."""
    below = select(UnitAncestor.unit_id).where(UnitAncestor.ancestor_id.in_(unit_ids))
    return _ordered(session.execute(select_units().where(UNITS.c.id.in_(below)), at(session)))


def everything(session: Session) -> tuple[UnitRecord, ...]:
    """Return all units that ever existed, as shown in order."""
    return _ordered(session.execute(select_units(), at(session)))


def roots(session: Session) -> tuple[UnitRecord, ...]:
    """Return the units with nothing above them."""
    return _ordered(session.execute(select_units().where(UNITS.c.parent_id.is_(None)), at(session)))


def children(session: Session, unit_id: int, period: Period) -> tuple[UnitRecord, ...]:
    """Return the units directly below that exist at the end of ``period``."""
    return _ordered(
        session.execute(
            select_units().where(UNITS.c.parent_id == unit_id, _exists_in(period)), at(session)
        )
    )


def reporting(
    session: Session, unit_ids: Collection[int], period: Period
) -> tuple[UnitRecord, ...]:
    """Return the units in the subtrees from which a return for ``period`` is due."""
    below = select(UnitAncestor.unit_id).where(UnitAncestor.ancestor_id.in_(unit_ids))
    return _ordered(
        session.execute(
            select_units().where(UNITS.c.id.in_(below), UNITS.c.reports, _exists_in(period)),
            at(session),
        )
    )


def ancestors(session: Session, unit_id: int) -> frozenset[int]:
    """Return the ids of the unit and of every unit above it; none where there is no such unit."""
    tree = known(session)
    if tree is not None:
        return tree.above.get(unit_id, frozenset())
    return frozenset(
        session.scalars(select(UnitAncestor.ancestor_id).where(UnitAncestor.unit_id == unit_id))
    )


def subtree(session: Session, unit_ids: int | Collection[int]) -> frozenset[int]:
    """Return the ids of the unit, or units, and of every unit below."""
    wanted = [unit_ids] if isinstance(unit_ids, int) else unit_ids
    return frozenset(
        session.scalars(select(UnitAncestor.unit_id).where(UnitAncestor.ancestor_id.in_(wanted)))
    )


def counted_subtree(session: Session, unit_id: int) -> frozenset[int]:
    """Return the ids of the unit and of every unit below whose figures are part of its own."""
    tree = known(session)
    if tree is not None:
        return tree.counted.get(unit_id, frozenset())
    return frozenset(
        session.scalars(
            select(UnitAncestor.unit_id).where(
                UnitAncestor.ancestor_id == unit_id, UnitAncestor.counted
            )
        )
    )


def counted_below(session: Session, code: str, period: Period) -> frozenset[int]:
    """Return the ids of the units below ``code`` whose returns for ``period`` are added to its own.

    Those that report and exist at the period's end, at whatever depth.
    """
    tree = known(session)
    if tree is not None:
        return tree.counted_below(code, period)
    return frozenset(
        session.scalars(
            select(UnitAncestor.unit_id)
            .join(_Above, _Above.id == UnitAncestor.ancestor_id)
            .join(UNITS, UNITS.c.id == UnitAncestor.unit_id)
            .where(
                _Above.code == code,
                UnitAncestor.counted,
                UnitAncestor.unit_id != _Above.id,
                UNITS.c.reports,
                _exists_in(period),
            ),
            at(session),
        )
    )


def counted_above(session: Session, unit_id: int) -> tuple[int, ...]:
    """Return the ids of the unit and of every unit above that its figures are part of, upwards."""
    tree = known(session)
    if tree is not None:
        return tree.counted_above(unit_id)
    return tuple(
        session.scalars(
            select(UnitAncestor.ancestor_id)
            .where(UnitAncestor.unit_id == unit_id, UnitAncestor.counted)
            .order_by(UnitAncestor.depth)
        )
    )


def province_of(session: Session, unit_id: int) -> UnitRecord:
    """Return the topmost unit above ``unit_id`` (itself where nothing is above it).

    Raises:
        NotFound: there is no unit with this id.
    """
    tree = known(session)
    if tree is not None:
        return tree.province_of(unit_id)
    above = select(UnitAncestor.ancestor_id).where(UnitAncestor.unit_id == unit_id)
    return _one(session, and_(UNITS.c.id.in_(above), UNITS.c.parent_id.is_(None)), unit_id)


def kinds(session: Session) -> tuple[KindRecord, ...]:
    """Return the kinds of unit in the order in which they are shown."""
    found = select(UnitKind.code, UnitKind.name, UnitKind.name_en).order_by(
        UnitKind.display_order, UnitKind.code
    )
    return tuple(KindRecord(*row) for row in session.execute(found))


def add_kind(
    session: Session, code: str, name: str, name_en: str, display_order: int | None = None
) -> KindRecord:
    """Add a kind of unit, after all others where no order is given.

    Raises:
        AlreadyThere: the code is taken.
    """
    last = select(func.coalesce(func.max(UnitKind.display_order), 0) + 1).scalar_subquery()
    added = session.scalar(
        insert(UnitKind)
        .values(
            code=code,
            name=name,
            name_en=name_en,
            display_order=last if display_order is None else display_order,
        )
        .on_conflict_do_nothing(index_elements=["code"])
        .returning(UnitKind.code)
    )
    if added is None:
        raise AlreadyThere("unit_kind", code)
    return KindRecord(code, name, name_en)


def let_others_wait(session: Session, unit_id: int) -> None:
    """Let nobody else name the unit, or end it, until the transaction ends."""
    session.execute(_OTHERS_WAIT, {"unit_id": unit_id})


def called(session: Session, unit_id: int, day: date) -> Called:
    """Return the unit's kind and names on ``day``; before its first ones, those.

    Raises:
        NotFound: there is no unit with this id.
    """
    asked = {"until": moments.of(session).until, "day": day, "unit_id": unit_id}
    row = session.execute(text(_CALLED), asked).one_or_none()
    if row is None:
        raise NotFound("unit", unit_id)
    return Called(*row)


def names(session: Session, unit_id: int) -> tuple[NameRecord, ...]:
    """Return every name and kind that was recorded for the unit: the latest day first and, of one
    day, what was recorded last, which is what holds."""
    found = session.execute(
        select(
            UnitName.name,
            UnitName.name_en,
            UnitKind.name,
            UnitKind.name_en,
            UnitName.decision_number,
            UnitName.effective_on,
            Account.display_name,
            UnitName.recorded_at,
        )
        .join(UnitKind, UnitKind.code == UnitName.kind_code)
        .outerjoin(Account, Account.id == UnitName.recorded_by)
        .where(UnitName.unit_id == unit_id, UnitName.recorded_at < moments.of(session).until)
        .order_by(UnitName.effective_on.desc(), UnitName.id.desc())
    )
    return tuple(NameRecord(*row) for row in found)


def ends(session: Session, unit_id: int) -> tuple[EndRecord, ...]:
    """Return every last day that was recorded for the unit, the newest first, which holds."""
    found = session.execute(
        select(UnitEnd.last_day, Account.display_name, UnitEnd.recorded_at)
        .outerjoin(Account, Account.id == UnitEnd.recorded_by)
        .where(UnitEnd.unit_id == unit_id, UnitEnd.recorded_at < moments.of(session).until)
        .order_by(UnitEnd.id.desc())
    )
    return tuple(EndRecord(*row) for row in found)


def add(
    session: Session,
    *,
    code: str,
    kind: str,
    name: str,
    valid_from: date,
    recorded_at: datetime,
    recorded_by: int | None = None,
    valid_to: date | None = None,
    name_en: str | None = None,
    parent_id: int | None = None,
    counting: Counting = Counting.COUNTED,
    reports: bool = True,
    illustration: bool = False,
    display_order: int = 0,
) -> UnitRecord:
    """Add a unit; below a parent it is an illustration where the parent is one.

    Raises:
        NotFound: there is no such kind or parent.
        AlreadyThere: the code is taken.
    """
    if session.get(UnitKind, kind) is None:
        raise NotFound("unit_kind", kind)
    if parent_id is not None:
        illustration = by_id(session, parent_id).illustration
    added = session.scalar(
        insert(Unit)
        .values(
            code=code,
            parent_id=parent_id,
            counting=counting,
            reports=reports,
            illustration=illustration,
            valid_from=valid_from,
            display_order=display_order,
            recorded_at=recorded_at,
        )
        .on_conflict_do_nothing(index_elements=["code"])
        .returning(Unit.id)
    )
    if added is None:
        raise AlreadyThere("unit", code)
    name_it(
        session,
        added,
        kind=kind,
        name=name,
        name_en=name_en,
        effective_on=valid_from,
        recorded_by=recorded_by,
        recorded_at=recorded_at,
    )
    if valid_to is not None:
        close(session, added, valid_to, recorded_by=recorded_by, recorded_at=recorded_at)
    return by_id(session, added)


def name_it(
    session: Session,
    unit_id: int,
    *,
    kind: str,
    name: str,
    effective_on: date,
    recorded_at: datetime,
    recorded_by: int | None = None,
    name_en: str | None = None,
    decision_number: str | None = None,
) -> None:
    """Let the unit be of this kind and bear this name from a day on.

    Raises:
        NotFound: there is no such kind.
    """
    if session.get(UnitKind, kind) is None:
        raise NotFound("unit_kind", kind)
    session.execute(
        insert(UnitName).values(
            unit_id=unit_id,
            kind_code=kind,
            name=name,
            name_en=name_en,
            decision_number=decision_number,
            effective_on=effective_on,
            recorded_by=recorded_by,
            recorded_at=recorded_at,
        )
    )


def close(
    session: Session,
    unit_id: int,
    last_day: date | None,
    *,
    recorded_at: datetime,
    recorded_by: int | None = None,
) -> None:
    """Let the unit exist until ``last_day``; None: without an end again."""
    session.execute(
        insert(UnitEnd).values(
            unit_id=unit_id, last_day=last_day, recorded_by=recorded_by, recorded_at=recorded_at
        )
    )


def succeed(
    session: Session,
    predecessor_id: int,
    successor_id: int,
    effective_on: date,
    decision_number: str | None = None,
    *,
    recorded_at: datetime,
) -> None:
    """Record that one unit is continued, wholly or partly, by another."""
    session.execute(
        insert(UnitSuccession)
        .values(
            predecessor_id=predecessor_id,
            successor_id=successor_id,
            effective_on=effective_on,
            decision_number=decision_number,
            recorded_at=recorded_at,
        )
        .on_conflict_do_nothing()
    )


def _exists_in(period: Period) -> ColumnElement[bool]:
    last = period.last_day
    return and_(
        UNITS.c.valid_from <= last, or_(UNITS.c.valid_to.is_(None), UNITS.c.valid_to >= last)
    )


def _one(session: Session, condition: ColumnElement[bool], key: object) -> UnitRecord:
    row = session.execute(select_units().where(condition), at(session)).one_or_none()
    if row is None:
        raise NotFound("unit", key)
    return record_of(row)


def _ordered(rows: Iterable[Row[Any]]) -> tuple[UnitRecord, ...]:
    """Return the records by display order, then in Vietnamese order of their names."""
    found = sorted(rows, key=lambda row: (row.display_order, vietnamese(row.name), row.code))
    return tuple(map(record_of, found))
