"""What a cell says to whoever looks at it, beyond its bare value: how its parts are drawn, what
its format makes of a number, which font its letters were typed for.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from dashboard.domain import legacy_fonts
from dashboard.domain.text import tidy
from dashboard.workbooks import number_formats
from dashboard.workbooks.cells import Cell
from dashboard.workbooks.rich_text import Font, Run

_LONGEST_MARK = 4  # characters of a footnote's mark: "(12)"
_RAISED = {
    "superscript": str.maketrans("0123456789+-()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾"),
    "subscript": str.maketrans("0123456789+-()", "₀₁₂₃₄₅₆₇₈₉₊₋₍₎"),
}
_PLAIN = Font()


@dataclass(frozen=True, slots=True)
class Content:
    """What a cell says: ``value`` without the parts ``left_out``, which are raised, lowered or
    struck out.

    ``parted``: such a part stands between others; ``is_gone``: there is nothing else. ``format``:
    what the cell shows instead of its number. ``old_font``: nobody can be certain what the text
    says, and ``value`` is the letters as they are.
    """

    value: object
    left_out: str = ""
    parted: bool = False
    is_gone: bool = False
    format: str | None = None
    old_font: bool = False


def content_of(cell: Cell, *, words: bool = False, prose: bool = False) -> Content:
    """Return what a cell with a value says.

    ``words``: a text is expected, of which only marks as short as a footnote's are left out where
    they are raised or lowered; ``prose``: not even those ("m²" is one).
    """
    font = cell.look.font if cell.look else _PLAIN
    if not isinstance(cell.value, str):
        return _of_value(cell, font, words)
    if cell.look is None and not cell.runs:
        turned = legacy_fonts.turned(cell.value)
        return Content(cell.value if turned is None else turned, old_font=turned is None)
    runs = cell.runs or (Run(cell.value, None),)
    drawn = [(run.text, font if run.font is None else run.font) for run in runs]
    out = [_is_left_out(text, font, words, prose) for text, font in drawn]
    if words and all(out) and not any(font.struck for _text, font in drawn):
        out = [False] * len(drawn)
    kept = [(_in_words(text, font) if prose else text, font)
            for (text, font), left in zip(drawn, out, strict=True) if not left]  # fmt: skip
    turned = _turned(kept)
    said = "".join(text for text, _font in kept) if turned is None else turned
    left_out = " ".join(
        tidy(text) for (text, _font), left in zip(drawn, out, strict=True) if left and tidy(text)
    )
    seen = [left for (text, _font), left in zip(drawn, out, strict=True) if tidy(text)]
    return Content(
        said,
        left_out,
        parted=[left for left, _group in groupby(seen)].count(False) > 1,
        is_gone=bool(left_out) and not tidy(said),
        old_font=turned is None,
    )


def _of_value(cell: Cell, font: Font, words: bool) -> Content:
    number = cell.value
    if isinstance(number, bool) or not isinstance(number, int | float):
        return Content(number, is_gone=font.struck)
    shown = number_formats.shown(cell.look.format, number) if cell.look else None
    return Content(number, is_gone=font.struck or (bool(font.raised) and not words), format=shown)


def is_struck_out(cell: Cell) -> bool:
    """Whether all that stands in the cell is struck out."""
    font = cell.look.font if cell.look else _PLAIN
    fonts = [run.font or font for run in cell.runs if tidy(run.text)] or [font]
    return all(each.struck for each in fonts)


def _is_left_out(text: str, font: Font, words: bool, prose: bool) -> bool:
    if font.struck or not font.raised:
        return font.struck
    return not prose and not (words and len(tidy(text)) > _LONGEST_MARK)


def _in_words(text: str, font: Font) -> str:
    return text.translate(_RAISED.get(font.raised, {}))


def _turned(drawn: Sequence[tuple[str, Font]]) -> str | None:
    """Return the texts in Unicode as one; None where that of one of them is not certain."""
    pieces: list[str] = []
    for font, texts in groupby(drawn, key=lambda each: _old_font(each[1])):
        piece = legacy_fonts.turned("".join(text for text, _font in texts), font)
        if piece is None:
            return None
        pieces.append(piece)
    return "".join(pieces)


def _old_font(font: Font) -> str:
    return font.name if legacy_fonts.scheme_of(font.name) else ""
