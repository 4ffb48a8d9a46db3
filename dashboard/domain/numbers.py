# ruff: noqa: A005  # imported by its full name only
"""Counts and days as Vietnamese offices type them.

A dot or a space groups thousands (a line break or a tab never does), a comma marks decimals, a dash
or nothing means that none is reported, days come first in dates. Where a text can be read in two
ways it is not guessed.
"""

import math
import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum, auto
from fractions import Fraction

from dashboard.domain.text import normalized
from dashboard.i18n import _

LARGEST = 100_000_000

_FULL_WIDTH = str.maketrans("０１２３４５６７８９．，－＋／（）", "0123456789.,-+/()")
_DASHES = re.compile(r"[‐‑‒–—―−]")
_BLANK = re.compile(r"-*")
_WITHIN = re.compile(r"(?<=\d)\s+(?=\d)")
_BREAK = re.compile(r"[\t-\r\x1c-\x1f\x85\u2028\u2029]")
_GROUPED = re.compile(r"\d{1,3}(?:[. ]\d{3})+|\d+")
_NOISE = Fraction(1, 10**9)  # what floating-point arithmetic in a spreadsheet leaves behind


class Reading(Enum):
    """What the content of a cell for a count turned out to be."""

    WHOLE = auto()
    BLANK = auto()
    AMBIGUOUS = auto()
    NEGATIVE = auto()
    FRACTIONAL = auto()
    TOO_LARGE = auto()
    BROKEN = auto()
    NOT_A_NUMBER = auto()


@dataclass(frozen=True, slots=True)
class Count:
    """A count as it was read; ``value`` only where ``reading`` is WHOLE.

    ``readings`` are the two ways to read an ambiguous text, as one would type each plainly.
    """

    reading: Reading
    value: int | None = None
    readings: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Day:
    """A day as it was read; ``value`` None and ``reason`` None where the cell is blank."""

    value: date | None = None
    reason: str | None = None


BLANK = Count(Reading.BLANK)
NOT_A_NUMBER = Count(Reading.NOT_A_NUMBER)


def parse_count(value: object) -> Count:
    """Return what ``value`` (a cell's content or typed text) says as a count.

    "1.608", "1 608", "１６０８" and 1608.0 are 1608; None, "" and a dash are blank; "28,75" is a
    decimal and so no count; "1,608" and "1.60" can be read in two ways, and so can digits in two
    lines.
    """
    if value is None:
        return BLANK
    if isinstance(value, str):
        return _from_text(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return NOT_A_NUMBER
    if isinstance(value, float) and not math.isfinite(value):
        return NOT_A_NUMBER
    return _from_amount(Fraction(value))


def _from_amount(amount: Fraction) -> Count:
    nearest = round(amount)
    if abs(amount - nearest) > _NOISE:
        return Count(Reading.NEGATIVE if amount < 0 else Reading.FRACTIONAL)
    if nearest < 0:
        return Count(Reading.NEGATIVE)
    if nearest > LARGEST:
        return Count(Reading.TOO_LARGE)
    return Count(Reading.WHOLE, nearest)


def plain(text: str) -> str:
    """Return ``text`` with ordinary digits, dashes and single spaces, trimmed."""
    return " ".join(_DASHES.sub("-", _seen(text)).split())


def _seen(text: str) -> str:
    composed = normalized("NFC", text).translate(_FULL_WIDTH)
    return "".join(
        letter for letter in composed
        if letter.isspace() or not unicodedata.category(letter).startswith("C")
    )  # fmt: skip


def _from_text(text: str) -> Count:
    if not text.isprintable() and any(map(_BREAK.search, _WITHIN.findall(_seen(text)))):
        return Count(Reading.BROKEN)
    typed = plain(text)
    if _BLANK.fullmatch(typed.replace(" ", "")):
        return BLANK
    if len(typed) > 60:
        return Count(Reading.TOO_LARGE) if re.fullmatch(r"[\d. ]+", typed) else NOT_A_NUMBER
    sign, bare = _sign(typed)
    read = _unsigned(bare)
    if sign < 0 and read is not NOT_A_NUMBER and read.value != 0:
        return Count(Reading.NEGATIVE)
    return read


def _sign(typed: str) -> tuple[int, str]:
    if in_brackets := re.fullmatch(r"\((.*)\)", typed):
        return -1, in_brackets[1].strip()
    if typed[0] in "+-":
        return (-1 if typed[0] == "-" else 1), typed[1:].strip()
    return 1, typed


def _unsigned(typed: str) -> Count:
    if not re.fullmatch(r"[0-9]+(?:[., ][0-9]+)*", typed):
        return NOT_A_NUMBER
    if _GROUPED.fullmatch(typed) and _one_mark(typed) and not typed.startswith(("0.", "0 ")):
        return _from_amount(Fraction(re.sub(r"[. ]", "", typed)))
    if "," in typed:
        return _with_comma(typed)
    if typed.count(".") == 1 and " " not in typed:
        return _two_ways(*typed.split("."))
    return NOT_A_NUMBER


def _one_mark(typed: str) -> bool:
    return not ("." in typed and " " in typed)


def _with_comma(typed: str) -> Count:
    """Read a text with a comma: a decimal as we write it, or thousands as the English do."""
    whole, decimals = typed.rsplit(",", 1)
    if re.fullmatch(r"[1-9]\d{0,2}", whole) and re.fullmatch(r"\d{3}", decimals):
        return _two_ways(whole, decimals)
    if _GROUPED.fullmatch(whole) and _one_mark(whole) and decimals.isdigit():
        return _from_amount(Fraction(f"{re.sub(r'[. ]', '', whole)}.{decimals}"))
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", typed):
        return _from_amount(Fraction(typed.replace(",", "")))
    return NOT_A_NUMBER


def _two_ways(whole: str, rest: str) -> Count:
    return Count(
        Reading.AMBIGUOUS, readings=(f"{whole}{rest}".lstrip("0") or "0", f"{whole},{rest}")
    )


def why_refused(count: Count) -> str:
    """Return the sentence that says why ``count`` is none and what to type instead."""
    if count.readings:
        one, other = count.readings
        return _(
            "This can be read in two ways: {one}, or the decimal {other}. "
            "Type {one} if that is the count; a count is a whole number."
        ).format(one=one, other=other)
    return {
        Reading.NEGATIVE: _("A count cannot be negative. Type 0 or a larger whole number."),
        Reading.FRACTIONAL: _(
            "A count is a whole number, without decimals. If a dot or comma was meant to mark "
            "thousands, type the digits alone, for instance 1608."
        ),
        Reading.BROKEN: _(
            "A line break or a tab stands between the digits, so that they may be one number or "
            "two. Type one number in one line, its digits alone, for instance 2150."
        ),
        Reading.TOO_LARGE: _("The figure is too large to be a count. Check the digits typed."),
    }.get(
        count.reading,
        _("This is not a number. Type digits only, for instance 1608 or 1.608; 0 for none."),
    )


def parse_decimal(text: str) -> Decimal | None:
    """Return a number with decimals or a share as people type it: "0,95", "0.95" and "95%" are
    0.95; None: it is none, or can be read in two ways ("1.608")."""
    typed = plain(text)
    found = re.fullmatch(r"(\d{1,9})(?:([.,])(\d{1,9}))? ?(%?)", typed)
    if found is None or (len(found[3] or "") == 3 and re.fullmatch(r"[1-9]\d{0,2}", found[1])):
        return None
    number = Decimal(f"{found[1]}.{found[3] or '0'}")
    return number / 100 if found[4] else number


_DAY_FIRST = re.compile(r"(\d{1,2})\s?[/.\-]\s?(\d{1,2})\s?[/.\-]\s?(\d+)")
_IN_WORDS = re.compile(r"(?:ngày )?(\d{1,2}) tháng (\d{1,2}) năm (\d+)", re.IGNORECASE)
_YEAR_FIRST = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]0{1,2}:00(?::00)?)?")


def parse_day(value: object) -> Day:
    """Return the day in ``value``: a date cell, or text with the day first ("05/09/2026").

    Also d/m/yyyy, with dashes or dots, "ngày 5 tháng 9 năm 2026", and 2026-09-05. A year of two
    digits is refused, not guessed.
    """
    if isinstance(value, datetime):
        return Day(value.date())
    if isinstance(value, date):
        return Day(value)
    if value is None:
        return Day()
    return _day_from_text(plain(str(value))) if isinstance(value, str) else Day(reason=_unlike())


def _day_from_text(typed: str) -> Day:
    if not typed.strip("-"):
        return Day()
    if found := _YEAR_FIRST.fullmatch(typed):
        return _existing(int(found[1]), int(found[2]), int(found[3]))
    found = _DAY_FIRST.fullmatch(typed) or _IN_WORDS.fullmatch(typed)
    if not found:
        return Day(reason=_unlike())
    if len(found[3]) != 4:
        return Day(reason=_("Write the year with four digits, for instance 05/09/2026."))
    return _existing(int(found[3]), int(found[2]), int(found[1]))


def _existing(year: int, month: int, day: int) -> Day:
    try:
        found = date(year, month, day)
    except ValueError:
        found = None
    if found is None or not 1900 <= year <= 2200:
        return Day(reason=_("There is no such day. Type day/month/year, for instance 05/09/2026."))
    return Day(found)


def _unlike() -> str:
    return _("This is not a date. Type day/month/year, for instance 05/09/2026.")
