"""Text as people type it: tidied for keeping, folded for comparing, ordered for showing."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from stdnum.vn import mst

from dashboard.errors import Refused
from data_access import normal_form
from data_access.normal_form import Form

LONGEST = 100_000  # characters; a cell of Excel holds 32 767
KEY_LENGTH = 300
_SHORT = 100  # letters of a text that is worth remembering
_SHOWN = 20


_LEGAL_FORMS = tuple(
    tuple(phrase.split())
    for phrase in (
        "trach nhiem huu han",
        "hai thanh vien tro len",
        "2 thanh vien tro len",
        "mot thanh vien",
        "hai thanh vien",
        "1 thanh vien",
        "2 thanh vien",
        "doanh nghiep tu nhan",
        "joint stock company",
        "ho kinh doanh",
        "hop tac xa",
        "hop danh",
        "co phan",
        "cong ty",
        "co ltd",
        "ctcp",
        "cty",
        "tnhh",
        "tnhhmtv",
        "tnhh1tv",
        "1 tv",
        "2 tv",
        "mtv",
        "1tv",
        "2tv",
        "cp",
        "dntn",
        "htx",
        "hkd",
        "jsc",
        "ltd",
        "va",
    )
)
_ABBREVIATIONS = {
    "tm": "thuong mai",
    "dv": "dich vu",
    "sx": "san xuat",
    "xd": "xay dung",
    "xnk": "xuat nhap khau",
    "tmdv": "thuong mai dich vu",
    "sxtm": "san xuat thuong mai",
}


@dataclass(frozen=True, slots=True)
class TaxCode:
    """A tax code as kept ("0123456789", "0123456789-001"); None: left empty.

    ``valid`` is False where something stands there that is no tax code; ``code`` is then the
    tidied text. ``personal``: it is the identification number of a person, or was one before a
    spreadsheet took its leading zero.
    """

    code: str | None
    valid: bool
    personal: bool = False


_BETWEEN = r"[\s.\-‐‑‒–—−]"  # what people set between the digits
_SPACED = _BETWEEN + "{0,3}"
_NO_DIGIT_BEFORE = "".join(rf"(?<!\d{_BETWEEN * count})" for count in range(4))
_PERSONAL = re.compile(
    rf"{_NO_DIGIT_BEFORE}(\d(?:{_SPACED}\d){{2}})((?:{_SPACED}\d){{9}})(?!{_SPACED}\d)"
)


def normalized(form: Form, text: str) -> str:
    """Return ``text`` in a normal form of Unicode.

    Raises:
        Refused: see ``must_be_readable``.
    """
    must_be_readable(text)
    return normal_form.normalized(form, text)


def must_be_readable(text: str) -> None:
    """Return if the text can be brought into a normal form in a time that its length bounds.

    Raises:
        Refused: ``combining-marks``, ``text-too-long``, with the letters before it as ``found``.
    """
    if len(text) > LONGEST:
        raise Refused("text-too-long", found=before(text, _SHOWN))
    marks = normal_form.long_run(text)
    if marks is not None:
        raise Refused("combining-marks", found=before(text, marks))


def before(text: str, at: int) -> str:
    """Return the few letters in front of a place in a text, to show which place is meant."""
    return f"{text[max(0, at - _SHOWN) : at]}…"


def tidy(text: str) -> str:
    """Return ``text`` composed (NFC), trimmed, with single ordinary spaces between words.

    Line breaks and every kind of space become one space; control, zero-width and other invisible
    characters go.

    Raises:
        Refused: as for ``normalized``.
    """
    composed = normalized("NFC", text)
    if composed.isprintable():  # so nearly always: no space but the ordinary one, nothing unseen
        return " ".join(composed.split())
    shown = (
        " " if letter.isspace() else letter
        for letter in composed
        if letter.isspace() or not unicodedata.category(letter).startswith("C")
    )
    return normalized("NFC", " ".join("".join(shown).split()))


def fold(text: str) -> str:
    """Return ``text`` for comparing: no diacritics (đ is d), lower case, single spaces."""
    return _folded_once(text) if len(text) <= _SHORT else _folded(text)


def _folded(text: str) -> str:
    apart = normalized("NFKD", tidy(text)).lower().replace("đ", "d")
    bare = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return " ".join(bare.split())


_folded_once = lru_cache(maxsize=8192)(_folded)  # headings and codes, the same in every file


def words(text: str) -> tuple[str, ...]:
    """Return the folded words of ``text``, without punctuation."""
    return tuple(re.findall(r"[^\W_]+", fold(text)))


@lru_cache(maxsize=4096)  # one return asks for the same few names many times
def enterprise_key(name: str) -> str:
    """Return what two spellings of one enterprise's name have in common; never empty.

    Folded, without legal form ("Công ty TNHH MTV", "Cty CP", "HTX") and punctuation, the usual
    abbreviations of trades written out. A name that is nothing but legal form keeps its words.
    """
    # T.N.H.H. and C.P. are abbreviations too
    together = re.sub(r"(?<=\b\w)\.(?=\w\b)", "", fold(name))
    every = words(together)
    kept = _without_legal_form(every)
    written = [_ABBREVIATIONS.get(word, word) for word in kept] or list(every)
    return (" ".join(written) or fold(name) or "?")[:KEY_LENGTH].rstrip()


def _without_legal_form(name: tuple[str, ...]) -> list[str]:
    kept: list[str] = []
    at = 0
    while at < len(name):
        form = next((form for form in _LEGAL_FORMS if name[at : at + len(form)] == form), None)
        if form is None:
            kept.append(name[at])
        at += len(form) if form else 1
    return kept


def ranges(numbers: Iterable[int]) -> str:
    """Return whole numbers in their order, those in a row together: "3, 7–9"."""
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    ends = (run if len(run) == 1 else (run[0], run[-1]) for run in runs)
    return ", ".join("–".join(map(str, each)) for each in ends)


def tidy_tax_code(value: object) -> TaxCode:
    """Return the tax code in ``value`` (text, or the number a spreadsheet made of it).

    Ten digits, or ten and three for a dependent unit; twelve are a person's own number, which a
    household business uses. A number that lost its leading zero gets it back.
    """
    text = _tax_text(value)
    if not text.strip("-–— "):
        return TaxCode(None, True)
    digits = re.sub(_BETWEEN, "", text)
    if _lost_its_zero(digits):
        digits = text = f"0{digits}"
    if _PERSONAL.search(text):
        return TaxCode(digits, False, personal=True)
    if not re.fullmatch(r"[0-9]{10}|[0-9]{13}", digits):
        return TaxCode(text, False)
    return TaxCode(f"{digits[:10]}-{digits[10:]}" if len(digits) == 13 else digits, True)


def _lost_its_zero(digits: str) -> bool:
    """Whether these 12 are a dependent unit's code but for the zero it begins with; a person's
    number begins with one.
    """
    whole = re.fullmatch(r"([1-9][0-9]{8})[0-9]{3}", digits)
    return whole is not None and mst.is_valid(f"0{whole[1]}")


def without_personal_numbers(text: str) -> str:
    """Return ``text`` with each number of 12 digits unreadable after its third: "079 000 000 000".

    It still is a number of 12 digits, so that whoever reads it again says so again.
    """
    return _PERSONAL.sub(lambda found: found[1] + re.sub(r"\d", "0", found[2]), text)


def _tax_text(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool):
        text = str(value)
        return f"0{text}" if len(text) in (9, 11) else text
    return "" if value is None else tidy(normalized("NFKC", str(value)))
