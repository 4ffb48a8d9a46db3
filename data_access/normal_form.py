"""Unicode's normal forms, asked for only where they take no longer than the text is long.

``unicodedata.normalize`` sorts the combining marks that follow one another, in time that grows with
the square of their number. This is the one place that calls it.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import Literal

Form = Literal["NFC", "NFD", "NFKC", "NFKD"]

MOST_MARKS = 30  # in a row; the scripts in use have fewer than ten

# No mark stands below U+0300, nor among the letters that Vietnamese adds.
_STRETCH = re.compile(f"[^\x00-\u02ff\u1e00-\u1eff]{{{MOST_MARKS + 1}}}")
_OTHER_MARKS = "\uff9e\uff9f"  # letters by their category, yet composed as marks are


class TooManyMarks(ValueError):
    """More than ``MOST_MARKS`` combining marks follow one another, the first of them ``at``."""

    def __init__(self, at: int) -> None:
        super().__init__(f"more than {MOST_MARKS} combining marks from {at} on")
        self.at = at


def normalized(form: Form, text: str) -> str:
    """Return ``text`` in the normal form.

    Raises:
        TooManyMarks: it holds a run of marks that would take too long.
    """
    at = long_run(text)
    if at is not None:
        raise TooManyMarks(at)
    return unicodedata.normalize(form, text)


def long_run(text: str) -> int | None:
    """Return where a run of more than ``MOST_MARKS`` combining marks begins; None: nowhere."""
    if len(text) <= MOST_MARKS or not _STRETCH.search(text):
        return None
    past = next((at for at, run in enumerate(_runs(text)) if run > MOST_MARKS), None)
    return None if past is None else past - MOST_MARKS


def shortened(text: str) -> str:
    """Return ``text`` with the first ``MOST_MARKS`` marks of each run only."""
    if long_run(text) is None:
        return text
    runs = _runs(text)
    return "".join(letter for letter, run in zip(text, runs, strict=True) if run <= MOST_MARKS)


def _runs(text: str) -> Iterator[int]:
    """Yield for each letter how many combining marks end with it."""
    run = 0
    for letter in text:
        run = run + 1 if _is_mark(letter) else 0
        yield run


def _is_mark(letter: str) -> bool:
    return unicodedata.category(letter)[0] == "M" or letter in _OTHER_MARKS
