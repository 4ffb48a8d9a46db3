"""All units and their places in the tree, read at once and remembered while nothing changes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Date,
    DateTime,
    Integer,
    Row,
    Select,
    String,
    bindparam,
    column,
    func,
    select,
)
from sqlalchemy.orm import Session, aliased

from data_access import moment as moments
from data_access.errors import NotFound
from data_access.models import Unit, UnitAncestor, UnitKind
from data_access.remembered import READS_ONLY, remembered_whole
from data_access.vocabulary import Counting, Period, UnitRecord

_Parent = aliased(Unit)

UNITS = (
    func.unit_at(bindparam("until", type_=DateTime(timezone=True)), bindparam("day", type_=Date()))
    .table_valued(
        column("id", BigInteger()),
        column("code", String()),
        column("parent_id", BigInteger()),
        column("province_id", BigInteger()),
        column("counting", String()),
        column("reports", Boolean()),
        column("illustration", Boolean()),
        column("valid_from", Date()),
        column("valid_to", Date()),
        column("display_order", Integer()),
        column("kind_code", String()),
        column("name", String()),
        column("name_en", String()),
    )
    .alias("u")
)
"""The units, as named and ended at the moment given by ``at``."""


@dataclass(frozen=True, slots=True)
class Tree:
    """Every unit by id and by code, and what is above and below each, itself included.

    ``counted`` are, of those below, the ones whose figures are part of the unit's own.
    """

    units: Mapping[int, UnitRecord]
    by_code: Mapping[str, UnitRecord]
    above: Mapping[int, frozenset[int]]
    counted: Mapping[int, frozenset[int]]

    def of_code(self, code: str) -> UnitRecord:
        """Return the unit; NotFound where there is none."""
        if code.strip() not in self.by_code:
            raise NotFound("unit", code)
        return self.by_code[code.strip()]

    def of_id(self, unit_id: int) -> UnitRecord:
        """Return the unit; NotFound where there is none."""
        if unit_id not in self.units:
            raise NotFound("unit", unit_id)
        return self.units[unit_id]

    def province_of(self, unit_id: int) -> UnitRecord:
        """Return the topmost unit above; NotFound where there is no such unit."""
        self.of_id(unit_id)
        above = (self.units[each] for each in self.above[unit_id])
        return next(unit for unit in above if unit.parent is None)

    def counted_above(self, unit_id: int) -> tuple[int, ...]:
        """Return the ids of the units that its figures are part of, itself included, upwards."""
        above = self.above.get(unit_id, frozenset())
        found = (each for each in above if unit_id in self.counted[each])
        return tuple(sorted(found, key=lambda each: -len(self.above[each])))

    def counted_below(self, code: str, period: Period) -> frozenset[int]:
        """Return the ids of the units whose returns for ``period`` are added to ``code``'s own."""
        top = self.by_code.get(code)
        if top is None:
            return frozenset()
        below = (self.units[each] for each in self.counted[top.id] - {top.id})
        return frozenset(unit.id for unit in below if unit.reports and unit.exists_in(period))


def known(session: Session) -> Tree | None:
    """Return the tree as the transaction sees it; None in one that writes and may change it."""
    return _tree(session) if session.info.get(READS_ONLY) else None


@remembered_whole
def _tree(session: Session) -> Tree:
    units = {row.id: record_of(row) for row in session.execute(select_units(), at(session))}
    above: dict[int, set[int]] = {each: set() for each in units}
    counted: dict[int, set[int]] = {each: set() for each in units}
    places = select(UnitAncestor.unit_id, UnitAncestor.ancestor_id, UnitAncestor.counted)
    for unit_id, ancestor_id, is_counted in session.execute(places):
        if unit_id not in units:  # entered after the transaction's moment
            continue
        above[unit_id].add(ancestor_id)
        if is_counted:
            counted[ancestor_id].add(unit_id)
    return Tree(units, {each.code: each for each in units.values()}, _still(above), _still(counted))


def _still(sets: Mapping[int, Iterable[int]]) -> dict[int, frozenset[int]]:
    return {key: frozenset(found) for key, found in sets.items()}


def select_units() -> Select[*tuple[Any, ...]]:
    """Return the statement whose rows ``record_of`` takes; ``display_order`` is in them too.

    It wants ``at(session)`` among its parameters.
    """
    return (
        select(
            UNITS.c.id,
            UNITS.c.code,
            UNITS.c.name,
            UNITS.c.name_en,
            UnitKind.name.label("kind"),
            UnitKind.name_en.label("kind_en"),
            _Parent.code.label("parent"),
            UNITS.c.counting,
            UNITS.c.reports,
            UNITS.c.illustration,
            UNITS.c.valid_from,
            UNITS.c.valid_to,
            UNITS.c.display_order,
        )
        .join(UnitKind, UnitKind.code == UNITS.c.kind_code)
        .outerjoin(_Parent, _Parent.id == UNITS.c.parent_id)
    )


def at(session: Session) -> dict[str, object]:
    """Return the parameters of ``UNITS``: as of when the transaction sees them."""
    moment = moments.of(session)
    return {"until": moment.until, "day": moment.day}


def record_of(row: Row[Any]) -> UnitRecord:
    return UnitRecord(
        id=row.id,
        code=row.code,
        name=row.name,
        name_en=row.name_en,
        kind=row.kind,
        kind_en=row.kind_en,
        parent=row.parent,
        counted=row.counting == Counting.COUNTED,
        reports=row.reports,
        illustration=row.illustration,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
    )
