"""What a cell's number format shows of its number: the number itself, a percentage, thousands."""

import re
from fractions import Fraction

from dashboard.i18n import format_count

_NOT_SHOWN_AS_IS = re.compile(r'"[^"]*(?:"|$)|\\.|_.|\*.|\[[^\]]*\]', re.DOTALL)
_LONGEST = 255  # characters that a format may have
_CONDITION = re.compile(r"\[[<>=]")
_IN_THOUSANDS = re.compile(r"(?<=[0#?]),+(?![0#?,])")


def scales(code: str | None) -> bool:
    """Whether a format shows some number as a percentage, or in thousands."""
    if code is None or ("%" not in code and "," not in code):
        return False
    return any(factor != 1 for factor, _mark in map(_scaling, _sections(code)))


def shown(code: str, value: float) -> str | None:
    """Return what a format shows instead of the number; None: the number itself."""
    sections = _sections(code)
    if _CONDITION.search(code):  # which of them is taken is not worked out
        section = next((each for each in sections if _scaling(each)[0] != 1), sections[0])
    elif value < 0:
        section = sections[1] if len(sections) > 1 else sections[0]
    else:
        section = sections[2] if value == 0 and len(sections) > 2 else sections[0]
    factor, mark = _scaling(section)
    return None if factor == 1 else f"{format_count(Fraction(str(value)) * factor)}{mark}"


def _sections(code: str) -> list[str]:
    return _NOT_SHOWN_AS_IS.sub("", code[:_LONGEST]).split(";")


def _scaling(section: str) -> tuple[Fraction, str]:
    percents = section.count("%")
    thousands = sum(map(len, _IN_THOUSANDS.findall(section)))
    return Fraction(100**percents, 1000**thousands), "%" * percents
