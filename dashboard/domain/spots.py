"""Spots of a return that a remark can be made on: a figure, or a row of one of its lists.

A spot is a short text that an address can carry: "f-PARTY_ORG_FOUNDED", "2-1" (Biểu 2, row 1).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from dashboard.domain.checks import Key, Place

FOUNDINGS, REVIEWS, DIFFICULTIES = 2, 3, 4
_LISTS = {"founding": FOUNDINGS, "review": REVIEWS, "difficulty": DIFFICULTIES}
_FIGURE = re.compile(r"f-([A-Z0-9_]{1,60})")
_ROW = re.compile(r"([2-4])-([1-9][0-9]{0,3})")


def of_figure(code: str) -> str:
    return f"f-{code}"


def of_row(sheet: int, number: int) -> str:
    """Return the spot of a row; rows are numbered from 1."""
    return f"{sheet}-{number}"


def figure_of(spot: str) -> str | None:
    """Return the code of the figure that the spot is; None: it is none."""
    found = _FIGURE.fullmatch(spot)
    return found[1] if found else None


def row_of(spot: str) -> tuple[int, int] | None:
    """Return the number of the sheet and of the row that the spot is; None: it is none."""
    found = _ROW.fullmatch(spot)
    return (int(found[1]), int(found[2])) if found else None


@dataclass(frozen=True, slots=True)
class Spots:
    """Where the spots stand in a revision's file: the cell for a remark, and all their cells."""

    cells: Mapping[str, Place] = field(default_factory=dict)
    by_cell: Mapping[Place, str] = field(default_factory=dict)

    def at(self, sheet: str, cell: str) -> str | None:
        """Return the spot that a cell belongs to; None: it belongs to none."""
        return self.by_cell.get(Place(sheet, cell))


NOWHERE = Spots()


def spots(places: Mapping[Key, Place]) -> Spots:
    """Return the spots of a file from where its figures and the fields of its rows stand."""
    cells: dict[str, Place] = {}
    by_cell: dict[Place, str] = {}
    for key, place in places.items():
        spot = _spot(key)
        if spot is not None:
            if spot not in cells or key[-1] == "enterprise":
                cells[spot] = place
            by_cell[place] = spot
    return Spots(cells, by_cell)


def _spot(key: Key) -> str | None:
    kind, which = key[0], key[1]
    if kind == "figure":
        return of_figure(str(which))
    if kind in _LISTS and isinstance(which, int):
        return of_row(_LISTS[str(kind)], which + 1)
    return None
