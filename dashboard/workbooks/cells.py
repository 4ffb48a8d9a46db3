"""What stands in a cell: as the file writes it, and as the value that it means.

The values are those openpyxl reads; its own functions tell dates from numbers.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from openpyxl.utils.cell import get_column_letter
from openpyxl.utils.datetime import WINDOWS_EPOCH, from_excel, from_ISO8601

from dashboard.workbooks.rich_text import Font, Run, unescaped

At = tuple[int, int]
"""Row and column of a cell, both from 1."""


class Look(NamedTuple):
    """What a style says that bears on what is meant: its font, and the format of its numbers where
    that shows another number ("0%").
    """

    font: Font = Font()
    format: str = ""


class Cell(NamedTuple):
    """What stands in a cell: a value, or ``kind`` "f" for a formula and "e" for an error.

    ``look`` and ``runs`` only where they bear on what is meant (see ``cell_content``).
    """

    value: object
    kind: str
    look: Look | None = None
    runs: tuple[Run, ...] = ()


class Written(NamedTuple):
    """A cell as the file has it: its type, the number of its style, its text, its formula; the runs
    of its text where that stands in the cell itself and they have fonts of their own.
    """

    kind: str
    style: str
    text: str | None
    formula: str | None
    runs: tuple[Run, ...] = ()


def coordinate(at: At) -> str:
    """Return "G12" for row 12, column 7."""
    return f"{get_column_letter(at[1])}{at[0]}"


@dataclass(frozen=True, slots=True)
class Meaning:
    """What all sheets of a workbook share: its strings, which styles show dates, its first day.

    ``rich`` are the runs of strings, by their numbers, ``looks`` those of styles that bear on what
    is meant.
    """

    strings: Sequence[str] = ()
    dates: Collection[int] = ()
    durations: Collection[int] = ()
    epoch: datetime = WINDOWS_EPOCH
    rich: Mapping[int, tuple[Run, ...]] = field(default_factory=dict)
    looks: Mapping[int, Look] = field(default_factory=dict)

    def typed(self, written: Written) -> Cell | None:
        """Return what was typed: a formula or a value; None where the cell is empty.

        Raises:
            ValueError, IndexError, OverflowError: what is written means nothing.
        """
        if written.formula is not None:
            return Cell(written.formula, "f", self._look(written.style))
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
        look = self._look(written.style)
        match written.kind:
            case "n":
                return self._number(text, written.style, look)
            case "s":
                index = int(text)
                return Cell(self._string(index), "s", look, self.rich.get(index, ()))
            case "str":
                return Cell(unescaped(text), "s", look)
            case "inlineStr":
                return Cell(text, "s", look, written.runs)
            case "b":
                return Cell(bool(int(text)), "b", look)
            case "d":
                return Cell(from_ISO8601(text), "d", look)  # type: ignore[no-untyped-call]
            case kind:
                return Cell(text, kind)

    def _look(self, style: str) -> Look | None:
        return self.looks.get(int(style)) if self.looks else None

    def _string(self, index: int) -> str:
        if index < 0:
            raise IndexError(index)
        return self.strings[index]

    def _number(self, text: str, style_of: str, look: Look | None) -> Cell:
        value = float(text) if "." in text or "e" in text.lower() else int(text)
        style = int(style_of)
        if style not in self.dates:
            return Cell(value, "n", look)
        try:
            moment = from_excel(value, self.epoch, timedelta=style in self.durations)
        except (OverflowError, ValueError):
            return Cell("#VALUE!", "e")
        return Cell(moment, "d", look)
