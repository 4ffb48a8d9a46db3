"""Where a table stands in a sheet: found by the words of its headings, not by its place."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from dashboard.workbooks.grid import At, Sheet
from dashboard.workbooks.labels import UPPER_ROWS
from dashboard.workbooks.layout import Column, squeezed


@dataclass(frozen=True, slots=True)
class Table:
    """A table as found: the row of its headings and the column of each field.

    ``missing`` holds the required columns not found, each with the cell where it was expected;
    ``twice`` the headings that stand more than once, with the second cell.
    """

    head: int
    columns: dict[str, int]
    missing: tuple[tuple[Column, At], ...] = ()
    twice: tuple[tuple[Column, At], ...] = ()

    def at(self, row: int, field: str) -> At:
        return row, self.columns[field]


def texts(sheet: Sheet) -> dict[At, str]:
    """Return the texts in the upper rows of a sheet, where headings and stamps stand."""
    return sheet.texts


def located(written: Mapping[At, str], columns: Sequence[Column]) -> Table | None:
    """Return the table with these headings, or None where no row has two of them."""
    headed = _by_heading(tuple(columns))
    matches = [
        (at, column)
        for at, text in written.items()
        if at[0] <= UPPER_ROWS
        for column in headed.get(squeezed(text), ())
    ]
    rows = Counter(at[0] for at, _column in matches)
    if not rows:
        return None
    head, most = max(rows.items(), key=lambda row: (row[1], -row[0]))
    if most < 2:
        return None
    found: dict[str, int] = {}
    twice: list[tuple[Column, At]] = []
    for at, column in sorted(matches, key=lambda match: match[0]):
        if at[0] != head:
            continue
        if column.field in found:
            twice.append((column, at))
        found.setdefault(column.field, at[1])
    missing = tuple(_missing(written, columns, head, found))
    return Table(head, found, missing, tuple(twice))


@cache
def _by_heading(columns: tuple[Column, ...]) -> dict[str, tuple[Column, ...]]:
    headings = {heading for column in columns for heading in column.headings}
    return {
        heading: tuple(column for column in columns if heading in column.headings)
        for heading in headings
    }


def _missing(
    written: Mapping[At, str], columns: Sequence[Column], head: int, found: Mapping[str, int]
) -> Iterator[tuple[Column, At]]:
    """Yield each column not found, with the cell where its heading was renamed or taken out."""
    taken = set(found.values())
    reach = max(len(columns), *taken) if taken else len(columns)
    others = sorted(
        at[1] for at in written if at[0] == head and at[1] <= reach and at[1] not in taken
    )
    for place, column in enumerate(columns, start=1):
        if column.field in found:
            continue
        strange = place if place in others or place not in taken else None
        expected = strange or next(iter(others), max([*taken, place]) + 1)
        if expected in others:
            others.remove(expected)
        taken.add(expected)
        if column.required:
            yield column, (head, expected)


def beside(sheet: Sheet, at: At, within: int = 3) -> At | None:
    """Return the next cell with content to the right."""
    places = ((at[0], at[1] + step) for step in range(1, within + 1))
    return next((place for place in places if place in sheet.cells), None)
