"""Vietnamese order of words, the same on every server whatever collations it was built with."""

import unicodedata
from functools import lru_cache

_LETTERS = "0123456789aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_RANK = {letter: rank for rank, letter in enumerate(_LETTERS, start=1)}
_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}


@lru_cache(maxsize=20_000)
def vietnamese(text: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return a key that sorts by letters (a, ă, â, b …), then by tones (a, à, ả, ã, á, ạ)."""
    letters: list[int] = []
    tones: list[int] = []
    for letter in unicodedata.normalize("NFC", text).casefold():
        marks = unicodedata.normalize("NFD", letter)
        tone = next((_TONES[mark] for mark in marks if mark in _TONES), 0)
        bare = unicodedata.normalize("NFC", "".join(m for m in marks if m not in _TONES))
        letters.append(_RANK.get(bare, 0 if bare.isspace() else 1000 + ord(bare[0])))
        tones.append(tone)
    return tuple(letters), tuple(tones)
