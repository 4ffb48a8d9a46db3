"""Texts as a part writes them: in runs, each with its own font, and with escaped characters."""

import re
import unicodedata
from collections.abc import Callable
from itertools import groupby, pairwise
from operator import itemgetter
from typing import NamedTuple

from dashboard.domain.legacy_fonts import scheme_of
from dashboard.workbooks.markup import Attributes
from dashboard.workbooks.refusals import refused

MOST_RUNS = 100  # of one text, each in another font than the one before
_ESCAPED = re.compile(r"((?:_x[0-9A-Fa-f]{4}_)+)")
_NO_TEXT = frozenset({"Cc", "Cn", "Cs"})  # nothing to be seen, and no database holds all of them


class Font(NamedTuple):
    """What a font says of its text; ``raised`` is "superscript", "subscript" or nothing."""

    name: str = ""
    struck: bool = False
    raised: str = ""

    @property
    def is_plain(self) -> bool:
        return not (self.struck or self.raised or scheme_of(self.name))


class Run(NamedTuple):
    """A piece of a text; ``font`` None: that of the cell."""

    text: str
    font: Font | None


class FontScan:
    """What is taken down of one font while its element is parsed."""

    def __init__(self) -> None:
        self.font = Font()

    def begin(self, _attributes: Attributes) -> None:
        self.font = Font()

    def name(self, attributes: Attributes) -> None:
        self.font = self.font._replace(name=attributes.get("val", ""))

    def strike(self, attributes: Attributes) -> None:
        self.font = self.font._replace(struck=attributes.get("val", "1") not in ("0", "false"))

    def position(self, attributes: Attributes) -> None:
        position = attributes.get("val", "")
        self.font = self.font._replace(raised="" if position == "baseline" else position)


class TextScan:
    """What is taken down of the texts in a part while they are parsed, one after the other."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self._fonts: list[tuple[int, Font | None]] = []  # each from the piece of that number on
        self._wanted = self._aside = False
        self._font = FontScan()

    def begins(self) -> dict[str, Callable[[Attributes], None]]:
        """Return who watches for which elements, by their local names."""
        return {
            "t": self._text_begins,
            "rPh": self._phonetic_begins,
            "rPr": self._font.begin,
            "rFont": self._font.name,
            "strike": self._font.strike,
            "vertAlign": self._font.position,
        }

    def ends(self) -> dict[str, Callable[[], None]]:
        """Return who watches for the ends of which elements."""
        return {
            "t": self._text_ends,
            "rPh": self._phonetic_ends,
            "rPr": self._font_ends,
            "r": self._run_ends,
        }

    def _text_begins(self, _attributes: Attributes) -> None:
        self._wanted = not self._aside

    def _text_ends(self) -> None:
        self._wanted = False

    def _phonetic_begins(self, _attributes: Attributes) -> None:
        self._aside = True

    def _phonetic_ends(self) -> None:
        self._aside = False

    def _font_ends(self) -> None:
        self._fonts.append((len(self.pieces), self._font.font))

    def _run_ends(self) -> None:
        if self._fonts:
            self._fonts.append((len(self.pieces), None))

    def more(self, characters: str) -> None:
        """Take characters that stand in a text."""
        if self._wanted:
            self.pieces.append(characters)

    def finished(self) -> tuple[str, tuple[Run, ...]]:
        """Return the text that was parsed, and its runs where any has a font of its own.

        Raises:
            WorkbookRefused: it changes its font far too often.
        """
        runs: list[Run] = []
        if self._fonts:
            starts = [(0, None), *self._fonts, (len(self.pieces), None)]
            drawn = (
                (unescaped("".join(self.pieces[first:end])), font)
                for (first, font), (end, _next) in pairwise(starts)
                if first < end
            )
            for font, same in groupby(drawn, key=itemgetter(1)):
                runs.append(Run("".join(text for text, _font in same), font))
            self._fonts.clear()
            text = "".join(run.text for run in runs)
        else:
            text = unescaped("".join(self.pieces))
        if len(runs) > MOST_RUNS:
            raise refused("unpacks-too-large")
        self.pieces.clear()
        return text, tuple(runs)


def unescaped(text: str) -> str:
    """Return ``text`` with each ``_xHHHH_`` as the character that it stands for, as spreadsheets
    write those that XML has no place for; ``_x005F_`` is the mark itself.

    What nobody could see, and is no kind of space, is left out.
    """
    return _ESCAPED.sub(_characters, text) if "_x" in text else text


def _characters(found: re.Match[str]) -> str:
    codes = [int(each, 16) for each in re.findall(r"_x([0-9A-Fa-f]{4})_", found[1])]
    units = b"".join(code.to_bytes(2, "little") for code in codes)
    written = units.decode("utf-16-le", "ignore")
    return "".join(
        letter for letter in written
        if letter.isspace() or unicodedata.category(letter) not in _NO_TEXT
    )  # fmt: skip
