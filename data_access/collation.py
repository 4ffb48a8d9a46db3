"""Vietnamese order of words, the same on every server whatever collations it was built with."""

import re
from functools import lru_cache

from data_access.normal_form import long_run, normalized

_LETTERS = {
    letter: rank for rank, letter in enumerate("aăâbcdđeêfghijklmnoôơpqrstuưvwxyz", start=1)
}
_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
_PIECES = re.compile(r"[0-9]+|.", re.DOTALL)

Rank = tuple[int, int]


@lru_cache(maxsize=20_000)
def vietnamese(text: str) -> tuple[tuple[Rank, ...], tuple[int, ...]]:
    """Return a key that sorts by letters (a, ă, â, b …), then by tones (a, à, ả, ã, á, ạ).

    Spaces come before digits, digits before letters; numbers come by their size.
    """
    composed = text if long_run(text) is not None else normalized("NFC", text)
    pieces = _PIECES.findall(composed.casefold())
    ranked = [_ranked(piece) for piece in pieces]
    return tuple(rank for rank, _tone in ranked), tuple(tone for _rank, tone in ranked)


def _ranked(piece: str) -> tuple[Rank, int]:
    if piece.isspace():
        return (0, 0), 0
    if piece.isascii() and piece.isdigit():
        return (1, int(piece[:1000])), 0
    marks = normalized("NFD", piece)
    tone = next((_TONES[mark] for mark in marks if mark in _TONES), 0)
    bare = normalized("NFC", "".join(mark for mark in marks if mark not in _TONES))
    if bare in _LETTERS:
        return (2, _LETTERS[bare]), tone
    return (3, ord(piece[0])), tone
