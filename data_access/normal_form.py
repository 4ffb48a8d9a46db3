"""Unicode's normal forms, asked for only where they take no longer than the text is long.

``unicodedata.normalize`` sorts the combining marks that follow one another, in time that grows with
the square of their number. This is the one place that calls it.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Literal

Form = Literal["NFC", "NFD", "NFKC", "NFKD"]

MOST_MARKS = 30  # in a row; the scripts in use have fewer than ten

# A run of more marks has so many characters in a row, since none is more than three marks; none
# stands below U+0300, nor among the letters that Vietnamese adds.
_STRETCH = re.compile("[^\x20-\x7e\xa0-\xac\xae-\u02ff\u1e00-\u1eff]{9}")


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
    """Return where a run of more than ``MOST_MARKS`` combining marks begins; None: nowhere.

    They are counted as in the decomposed text without what nobody sees, so that where there is none
    there is none in any normal form of the text, nor in that of its visible letters.
    """
    if not _STRETCH.search(text):
        return None
    return next((began for run, began in _runs(text) if run > MOST_MARKS), None)


def shortened(text: str) -> str:
    """Return ``text`` with the first ``MOST_MARKS`` marks of each run only."""
    if long_run(text) is None:
        return text
    runs = _runs(text)
    return "".join(
        letter for letter, (run, _at) in zip(text, runs, strict=True) if run <= MOST_MARKS
    )


def _runs(text: str) -> Iterator[tuple[int, int]]:
    """Yield for each letter how many marks end with it, and where the first of them stands."""
    run = began = 0
    for at, letter in enumerate(text):
        own, goes_on = _marks(letter)
        if not goes_on:
            run, began = own, at + 1
        else:
            run += own
        yield run, began


@lru_cache(maxsize=4096)
def _marks(letter: str) -> tuple[int, bool]:
    """Return how many marks a letter ends with, decomposed, and whether it is nothing else.

    What has no form of its own, as a control character, is no mark and ends no run.
    """
    if unicodedata.category(letter)[0] == "C" and not letter.isspace():
        return 0, True
    apart = unicodedata.normalize("NFKD", letter)
    is_mark = [unicodedata.category(each)[0] == "M" for each in apart]
    return ([*is_mark[::-1], False]).index(False), all(is_mark)
