"""Figures of years from before the system was used."""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import insert, text
from sqlalchemy.orm import Session

from data_access.models import HistoryImport, HistoryValue

WHOLE_YEAR = 0

_VALUES = """
select distinct on (unit_id, indicator_id, year, quarter)
    unit_id, indicator_id, year, quarter, amount
from history_value
where unit_id = any(:units) and year between :first and :last
order by unit_id, indicator_id, year, quarter, import_id desc
"""

Cell = tuple[int, int, int, int]
"""unit id, indicator id, year, quarter (0: the whole year)"""


def values(session: Session, unit_ids: Collection[int], years: tuple[int, int]) -> dict[Cell, int]:
    """Return the figures in force from the first to the last of ``years``."""
    found = session.execute(
        text(_VALUES), {"units": list(unit_ids), "first": years[0], "last": years[1]}
    )
    return {(row.unit_id, row.indicator_id, row.year, row.quarter): row.amount for row in found}


def add(
    session: Session,
    amounts: Mapping[Cell, int],
    *,
    file_id: int,
    imported_by: int,
    imported_at: datetime,
) -> tuple[int | None, int]:
    """Add one import with those figures that differ; return its id and how many they are.

    Where nothing differs nothing is written: (None, 0).
    """
    if not amounts:
        return None, 0
    session.execute(text("select pg_advisory_xact_lock(hashtext('history_import'), 0)"))
    years = [year for _, _, year, _ in amounts]
    before = values(session, {cell[0] for cell in amounts}, (min(years), max(years)))
    changed = {cell: amount for cell, amount in amounts.items() if before.get(cell) != amount}
    if not changed:
        return None, 0
    import_id = session.scalars(
        insert(HistoryImport).returning(HistoryImport.id),
        {"file_id": file_id, "imported_by": imported_by, "imported_at": imported_at},
    ).one()
    session.execute(
        insert(HistoryValue),
        [
            {
                "import_id": import_id,
                "unit_id": unit_id,
                "indicator_id": indicator_id,
                "year": year,
                "quarter": quarter,
                "amount": amount,
            }
            for (unit_id, indicator_id, year, quarter), amount in changed.items()
        ],
    )
    return import_id, len(changed)
