"""What stands in a cell: as the file writes it, and as the value that it means.

The values are those openpyxl reads; its own functions tell dates from numbers.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from openpyxl.utils.cell import get_column_letter
from openpyxl.utils.datetime import WINDOWS_EPOCH, from_excel, from_ISO8601

At = tuple[int, int]
"""Row and column of a cell, both from 1."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a cell: a value, or ``kind`` "f" for a formula and "e" for an error."""

    value: object
    kind: str


@dataclass(frozen=True, slots=True)
class Written:
    """A cell as the file has it: its type, the number of its style, its text, its formula."""

    kind: str
    style: str
    text: str | None
    formula: str | None


def coordinate(at: At) -> str:
    """Return "G12" for row 12, column 7."""
    return f"{get_column_letter(at[1])}{at[0]}"


@dataclass(frozen=True, slots=True)
class Meaning:
    """What all sheets of a workbook share: its strings, which styles show dates, its first day."""

    strings: Sequence[str] = ()
    dates: Collection[int] = ()
    durations: Collection[int] = ()
    epoch: datetime = WINDOWS_EPOCH

    def typed(self, written: Written) -> Cell | None:
        """Return what was typed: a formula or a value; None where the cell is empty.

        Raises:
            ValueError, IndexError, OverflowError: what is written means nothing.
        """
        if written.formula is not None:
            return Cell(written.formula, "f")
        return self.shown(written)

    def shown(self, written: Written) -> Cell | None:
        """Return the value, a formula's as it was last computed; None where there is none.

        A formula that computed a text without a letter shows nothing, and so has a value.

        Raises:
            ValueError, IndexError, OverflowError: what is written means nothing.
        """
        text = written.text
        if text is None:
            computed = written.formula is not None and written.kind == "str"
            return Cell("", "s") if computed else None
        match written.kind:
            case "n":
                return self._number(text, written.style)
            case "s":
                return Cell(self._string(int(text)), "s")
            case "str" | "inlineStr":
                return Cell(text, "s")
            case "b":
                return Cell(bool(int(text)), "b")
            case "d":
                return Cell(from_ISO8601(text), "d")  # type: ignore[no-untyped-call]
            case kind:
                return Cell(text, kind)

    def _string(self, index: int) -> str:
        if index < 0:
            raise IndexError(index)
        return self.strings[index]

    def _number(self, text: str, style_of: str) -> Cell:
        value = float(text) if "." in text or "e" in text.lower() else int(text)
        style = int(style_of)
        if style not in self.dates:
            return Cell(value, "n")
        try:
            return Cell(from_excel(value, self.epoch, timedelta=style in self.durations), "d")
        except (OverflowError, ValueError):
            return Cell("#VALUE!", "e")
