"""How one revision of a return differs from another, cell by cell.

Rows of lists are matched by who they are about, then by where they stand; what is left was added
or removed. A difference is whole: the old content and the difference make the new one.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Generic, TypeVar

from dashboard.domain.returns import (
    DifficultyRow,
    FoundingRow,
    ReturnContent,
    ReviewRow,
    names_of,
)
from dashboard.domain.text import enterprise_key, fold

Value = str | int | bool | date | None
Row = TypeVar("Row", FoundingRow, ReviewRow, DifficultyRow)
Key = Callable[[Row], Hashable | None]


class Kind(StrEnum):
    """What became of a row."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class FigureChange:
    """A figure that is another; None: none reported."""

    indicator: str
    old: int | None
    new: int | None


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of a row that says something else."""

    field: str
    old: Value
    new: Value


@dataclass(frozen=True, slots=True)
class RowChange(Generic[Row]):
    """A row that is not as it was; ``at`` are its places in the lists, from 0.

    ``fields`` are those that differ, of a changed row only.
    """

    kind: Kind
    old: Row | None
    new: Row | None
    old_at: int | None
    new_at: int | None
    fields: tuple[FieldChange, ...] = ()


@dataclass(frozen=True, slots=True)
class Difference:
    """Everything in which the new content differs from the old one, in the order of the form."""

    figures: tuple[FigureChange, ...]
    foundings: tuple[RowChange[FoundingRow], ...]
    reviews: tuple[RowChange[ReviewRow], ...]
    difficulties: tuple[RowChange[DifficultyRow], ...]

    @property
    def rows(self) -> int:
        """How many rows were added, removed or changed; those that only moved are as they were."""
        kinds = [
            *(each.kind for each in self.foundings),
            *(each.kind for each in self.reviews),
            *(each.kind for each in self.difficulties),
        ]
        return len(kinds) - kinds.count(Kind.MOVED)

    @property
    def says_the_same(self) -> bool:
        return not self.figures and not self.rows


SAME = Difference((), (), (), ())


def difference(old: ReturnContent, new: ReturnContent) -> Difference:
    """Return how ``new`` differs from ``old``; both are revisions of one return."""
    codes = dict.fromkeys((*new.figures, *old.figures))
    return Difference(
        figures=tuple(
            FigureChange(code, old.figures.get(code), new.figures.get(code))
            for code in codes
            if old.figures.get(code) != new.figures.get(code)
        ),
        foundings=_rows(old.foundings, new.foundings, _FOUNDING_KEYS),
        reviews=_rows(old.reviews, new.reviews, _REVIEW_KEYS),
        difficulties=_rows(old.difficulties, new.difficulties, _DIFFICULTY_KEYS),
    )


def _tax(row: FoundingRow | ReviewRow) -> Hashable | None:
    return row.tax_code


def _enterprise(row: FoundingRow | ReviewRow) -> Hashable:
    return enterprise_key(row.enterprise)


# From the surest sign that two rows are about the same to the weakest.
_FOUNDING_KEYS: tuple[Key[FoundingRow], ...] = (
    lambda row: row,
    lambda row: (row.indicator, row.tax_code, row.founded_on) if row.tax_code else None,
    lambda row: (row.indicator, row.tax_code) if row.tax_code else None,
    lambda row: (row.indicator, _enterprise(row), row.founded_on),
    lambda row: (row.indicator, _enterprise(row)),
    _tax,
    _enterprise,
)
_REVIEW_KEYS: tuple[Key[ReviewRow], ...] = (lambda row: row, _tax, _enterprise)
_DIFFICULTY_KEYS: tuple[Key[DifficultyRow], ...] = (
    lambda row: row,
    lambda row: fold(row.difficulty) if row.difficulty else None,
    lambda row: fold(row.proposal) if row.proposal else None,
)


def _rows(
    old: Sequence[Row], new: Sequence[Row], keys: Sequence[Key[Row]]
) -> tuple[RowChange[Row], ...]:
    pairs = _pairs(_plain(old), _plain(new), keys)
    moved = _out_of_order(pairs)
    matched = {old_at for old_at, _new_at in pairs}
    changes = [
        RowChange(Kind.REMOVED, row, None, at, None)
        for at, row in enumerate(old)
        if at not in matched
    ]
    partner = {new_at: old_at for old_at, new_at in pairs}
    for at, row in enumerate(new):
        old_at = partner.get(at)
        if old_at is None:
            changes.append(RowChange(Kind.ADDED, None, row, None, at))
            continue
        differing = _fields(old[old_at], row)
        if differing:
            changes.append(RowChange(Kind.CHANGED, old[old_at], row, old_at, at, differing))
        elif old_at in moved:
            changes.append(RowChange(Kind.MOVED, old[old_at], row, old_at, at))
    return tuple(changes)


def _plain(rows: Sequence[Row]) -> list[Row]:
    """Return the rows without where they stood, so that the same words are the same row."""
    return [replace(row, cell=None) if isinstance(row, FoundingRow) else row for row in rows]


def _pairs(
    old: Sequence[Row], new: Sequence[Row], keys: Sequence[Key[Row]]
) -> list[tuple[int, int]]:
    left, right = dict(enumerate(old)), dict(enumerate(new))
    pairs: list[tuple[int, int]] = []
    for key in keys:
        pairs += _matched(left, right, key)
        _take_out(left, right, pairs)
    pairs += _beside(left, right, sorted(pairs))
    return sorted(pairs)


def _matched(left: dict[int, Row], right: dict[int, Row], key: Key[Row]) -> list[tuple[int, int]]:
    """Return rows with the same key, the first of them with the first."""
    waiting: defaultdict[Hashable, list[int]] = defaultdict(list)
    for at, row in left.items():
        waiting[key(row)].append(at)
    waiting.pop(None, None)
    for places in waiting.values():
        places.reverse()
    return [(waiting[key(row)].pop(), at) for at, row in right.items() if waiting.get(key(row))]


def _take_out(
    left: dict[int, Row], right: dict[int, Row], pairs: Iterable[tuple[int, int]]
) -> None:
    for old_at, new_at in pairs:
        left.pop(old_at, None)
        right.pop(new_at, None)


def _beside(
    left: dict[int, Row], right: dict[int, Row], pairs: Sequence[tuple[int, int]]
) -> list[tuple[int, int]]:
    """Return rows that stand after the same matched row and have more in common than not."""
    after_old = {at: _before(at, [old for old, _new in pairs], pairs) for at in left}
    news = sorted(pairs, key=lambda pair: pair[1])
    after_new = {at: _before(at, [new for _old, new in news], news) for at in right}
    found: list[tuple[int, int]] = []
    for old_at, row in left.items():
        for new_at, other in right.items():
            taken = any(new_at == pair[1] for pair in found)
            if not taken and after_old[old_at] == after_new[new_at] and _alike(row, other):
                found.append((old_at, new_at))
                break
    return found


def _before(
    at: int, places: Sequence[int], pairs: Sequence[tuple[int, int]]
) -> tuple[int, int] | None:
    index = bisect_left(places, at)
    return pairs[index - 1] if index else None


def _alike(old: Row, new: Row) -> bool:
    if isinstance(old, DifficultyRow):
        return True
    said = [
        (getattr(old, each), getattr(new, each)) for each in names_of(old) if each != "enterprise"
    ]
    told = [(before, now) for before, now in said if before is not None or now is not None]
    same = [before == now for before, now in told].count(True)
    return 2 * same > len(told)


def _fields(old: Row, new: Row) -> tuple[FieldChange, ...]:
    return tuple(
        FieldChange(name, getattr(old, name), getattr(new, name))
        for name in names_of(old)
        if getattr(old, name) != getattr(new, name)
    )


def _out_of_order(pairs: Sequence[tuple[int, int]]) -> frozenset[int]:
    """Return the old places of those rows that moved: all but a longest run that kept its order.

    ``pairs`` are in the old order.
    """
    ends: list[int] = []  # the smallest new place that a run of each length ends with
    lengths: list[int] = []
    for _old_at, new_at in pairs:
        length = bisect_left(ends, new_at)
        ends[length : length + 1] = [new_at]
        lengths.append(length)
    wanted = len(ends) - 1
    moved = set()
    for (old_at, _new_at), length in zip(reversed(pairs), reversed(lengths), strict=True):
        if length == wanted:
            wanted -= 1
        else:
            moved.add(old_at)
    return frozenset(moved)
