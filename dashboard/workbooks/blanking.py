"""The texts of an XML part, the identification numbers of persons in them made unreadable.

A text is what a reader sees as one: its runs joined, its references resolved. Only digits are
written over, where they stand; the rest of the part stays byte for byte.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from xml.parsers import expat

from dashboard.domain.text import without_personal_numbers

# Within these a text goes on; any other element ends it.
_RUNS = frozenset({"r", "span", "t"})
_ASIDE = "rPh"  # how a text is read aloud: a text of its own within another
_AROUND_RUNS = frozenset({"is", "r", "si"})  # what stands between their elements is no text
_NUMBER = re.compile(r"([0-9]{3})([0-9]{8,9})")  # 11: its leading zero is lost
_IN_FORMULA = re.compile(r"(?<![\w.$])([0-9]{3})([0-9]{8,9})(?![\w.])")
_SHORTEST = 11
_LITERAL = re.compile(r'"([^"]*)"')
_WORDS = frozenset({"str", "inlineStr"})  # types of cells whose value is a text
_MAY_SAY = re.compile(rb">[^<]*?[0-9&\x80-\xff]|<!\[CDATA\[")  # styles and themes never do
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, slots=True)
class Blanked:
    """A part without such numbers; ``whole`` is False where one can still be worked out of it."""

    content: bytes
    whole: bool


@dataclass(frozen=True, slots=True)
class _Piece:
    """A run of characters and the bytes that it is written as."""

    text: str
    first: int
    end: int


def blanked(part: bytes) -> Blanked:
    """Return the part with every such number's last nine digits 0.

    What is not well formed is looked through as it is from where it breaks.
    """
    if part.startswith(_UTF_16):
        text = part.decode("utf-16", "replace")
        found = blanked(text.encode())
        same = found.content == text.encode()
        return Blanked(part if same else found.content.decode().encode("utf-16"), found.whole)
    if not _MAY_SAY.search(part):
        return Blanked(part, True)
    texts = _Texts(part)
    content, end = bytearray(), 0
    for piece, written in sorted(texts.edits, key=lambda edit: edit[0].first):
        content += part[end : piece.first] + written.encode()
        end = piece.end
    rest = part[end : texts.broken_at]
    return Blanked(bytes(content + rest + _crude(part[texts.broken_at :])), texts.whole)


def _crude(part: bytes) -> bytes:
    return without_personal_numbers(part.decode("latin-1")).encode("latin-1") if part else part


class _Texts:
    """Goes through a part; ``edits`` are the pieces to be written otherwise, ``broken_at`` is how
    far it is well formed.
    """

    def __init__(self, part: bytes) -> None:
        self.edits: list[tuple[_Piece, str]] = []
        self.whole = True
        self._part = part
        self._inside: list[str] = []
        self._text: list[_Piece] = []
        self._around: list[list[_Piece]] = []
        self._kind = ""
        self._computed = False  # the cell has a formula that stays as it is
        self._parser = expat.ParserCreate("utf-8")
        self._parser.StartElementHandler = self._begins
        self._parser.EndElementHandler = self._ends
        self._parser.CharacterDataHandler = self._more
        self.broken_at = self._parsed()

    def _parsed(self) -> int:
        try:
            self._parser.Parse(self._part, True)
        except (expat.ExpatError, ValueError):
            self._over()
            return max(self._parser.ErrorByteIndex, 0)
        return len(self._part)

    def _begins(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(":")[2]
        if local == _ASIDE:
            self._around.append(self._text)
            self._text = []
        elif local not in _RUNS and not self._formats(local):
            self._over()
        if local == "c":
            self._kind, self._computed = attributes.get("t", "n"), False
        self._computed |= local == "f"
        self._inside.append(local)

    def _ends(self, _name: str) -> None:
        local = self._inside[-1]
        if local == _ASIDE:
            self._over()
            self._text = self._around.pop()
        elif local not in _RUNS and not self._formats(local):
            self._over()
        self._inside.pop()

    def _formats(self, local: str) -> bool:
        """Whether the element only says how a run looks."""
        return local.endswith("Pr") or any(each.endswith("Pr") for each in self._inside[-3:])

    def _more(self, text: str) -> None:
        if self._inside[-1] in _AROUND_RUNS and not text.strip():
            return
        first = self._parser.CurrentByteIndex
        if len(text) == 1 and self._part[first : first + 1] == b"&":
            end = self._part.find(b";", first) + 1
        else:
            end = first + len(text.encode())
        self._text.append(_Piece(text, first, end))

    def _over(self) -> None:
        """End the text: have it written without such a number."""
        pieces, self._text = self._text, []
        if sum(len(each.text) for each in pieces) < _SHORTEST:
            return
        said = "".join(each.text for each in pieces)
        told = self._rule()(said)
        if self._inside[-1:] == ["f"]:
            self._computed = told == said
            self.whole &= not _is_put_together(told)
        if told == said:
            return
        if self._inside[-1:] == ["v"] and self._kind in _WORDS and self._computed:
            self.whole = False
        self._write(pieces, told)

    def _rule(self) -> Callable[[str], str]:
        innermost = self._inside[-1] if self._inside else ""
        if innermost == "f":
            return _formula
        return _value if innermost == "v" and self._kind not in _WORDS else without_personal_numbers

    def _write(self, pieces: list[_Piece], told: str) -> None:
        at = 0
        for number, piece in enumerate(pieces, start=1):
            length = len(piece.text) if number < len(pieces) else len(told)
            now, at = told[at : at + length], at + length
            if now != piece.text:
                self.edits.append((piece, now))


def _formula(said: str) -> str:
    return _IN_FORMULA.sub(_zeros, without_personal_numbers(said))


def _is_put_together(formula: str) -> bool:
    """Whether a formula's texts, one after the other, are such a number."""
    together = "".join(_LITERAL.findall(formula))
    return without_personal_numbers(together) != together


def _value(said: str) -> str:
    """Return what a cell that holds a number holds without such a one."""
    plain = said.strip()
    try:
        number = float(plain)
    except ValueError:
        return without_personal_numbers(said)
    if not number.is_integer():
        return said
    digits = str(int(number))
    return _NUMBER.sub(_zeros, digits) if _NUMBER.fullmatch(digits) else said


def _zeros(found: re.Match[str]) -> str:
    return found[1] + "0" * len(found[2])
