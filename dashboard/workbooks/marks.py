"""What is said about a file handed back: errors, doubts, the reviewer's remarks, by place."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from openpyxl import Workbook
from openpyxl.utils.cell import coordinate_to_tuple
from openpyxl.worksheet.worksheet import Worksheet

from dashboard.errors import Problem
from dashboard.i18n import N_
from dashboard.workbooks import layout
from dashboard.workbooks.grid import At
from data_access.vocabulary import Severity

LONGEST = 2_000
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LAST: At = (1_048_576, 16_384)


class Kind(Enum):
    """How a mark weighs, the heaviest first: its tint (RRGGBB) and its word."""

    ERROR = ("FFC9C4", N_("Error"))
    REMARK = ("CFE2FA", N_("Reviewer's remark"))
    WARNING = ("FFE3A6", N_("Look again"))

    @property
    def tint(self) -> str:
        return self.value[0]

    @property
    def word(self) -> str:
        return self.value[1]


WEIGHTS = {kind: weight for weight, kind in enumerate(Kind)}
TINTS = frozenset(kind.tint for kind in Kind)


@dataclass(frozen=True, slots=True)
class Remark:
    """What the reviewer says, about one place of the file or (no cell) about the whole."""

    message: str
    sheet: str | None = None
    cell: str | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """One thing to mend; ``sheet`` and ``cell`` as they were said, ``found`` what stood there."""

    kind: Kind
    message: str
    sheet: str | None
    cell: str | None
    found: str | None


@dataclass(frozen=True, slots=True)
class Placed:
    """A mark with the sheet and the cell that it is about; None where the file has no such."""

    mark: Mark
    sheet: Worksheet | None
    at: At | None


def of(problems: Iterable[Problem], remarks: Iterable[Remark]) -> list[Mark]:
    """Return all that is to be said: remarks, then errors, then doubts, each in its order."""
    said = [_of_remark(each) for each in remarks]
    found = [_of_problem(each) for each in problems]
    return [
        *said,
        *(each for each in found if each.kind is Kind.ERROR),
        *(each for each in found if each.kind is not Kind.ERROR),
    ]


def _of_remark(remark: Remark) -> Mark:
    return Mark(Kind.REMARK, clean(remark.message), remark.sheet, remark.cell, None)


def _of_problem(problem: Problem) -> Mark:
    kind = Kind.ERROR if problem.severity is Severity.ERROR else Kind.WARNING
    found = None if problem.found is None else clean(problem.found)
    return Mark(kind, clean(problem.message), problem.sheet, problem.cell, found)


def clean(text: str) -> str:
    """Return ``text`` as a workbook may hold it: of bounded length, nothing that XML forbids."""
    kept = writable(text).replace("\r\n", "\n").replace("\r", "\n")
    return kept if len(kept) <= LONGEST else f"{kept[: LONGEST - 1]}…"


def writable(text: str) -> str:
    """Return ``text`` without what XML forbids."""
    return _NOT_XML.sub("", text)


def placed(book: Workbook, said: Iterable[Mark]) -> list[Placed]:
    """Return the marks with their places in the workbook."""
    found = []
    for each in said:
        sheet = _sheet(book, each.sheet)
        found.append(Placed(each, sheet, _at(each.cell) if sheet else None))
    return found


def _sheet(book: Workbook, name: str | None) -> Worksheet | None:
    """A remark may call a sheet "Biểu 1" where its tab says more."""
    if not name:
        return None
    tabs = {sheet.title: sheet for sheet in book.worksheets}
    number = layout.number_of_tab(name)
    same = (tab for tab in tabs if number and layout.number_of_tab(tab) == number)
    return tabs.get(name) or tabs.get(next(same, ""))


def _at(cell: str | None) -> At | None:
    """Return the first cell of what was said: "G13", "g13", "$G$13" or "G13:G15"."""
    said = (cell or "").replace("$", "").strip().upper().split(":")[0]
    if not re.fullmatch(r"[A-Z]{1,3}[1-9][0-9]{0,6}", said):
        return None
    row, column = coordinate_to_tuple(said)
    return (row, column) if row <= _LAST[0] and column <= _LAST[1] else None
