"""The row of sums under a list: whoever counts the rows must not count it."""

import re

from dashboard.domain.text import tidy
from dashboard.workbooks import layout
from dashboard.workbooks.reading import Reader
from dashboard.workbooks.tables import Table

_LEADING = ("number", "indicator", "name", "enterprise", "difficulty")
_OF_ONE = (  # what only one organisation or enterprise has; under a list stand at most small sums
    "tax_code",
    "enterprise_type",
    "founded_on",
    "decision_number",
    "has_party",
    "has_union",
    "has_youth",
)
_LARGEST_SUM = 10_000
_TOTAL = re.compile(
    r"(?:t cong|tong cong|tong so|tong|cong|(?:grand |sub ?)?total)(?: \d+(?: [a-z]+){0,6})*"
)
_BEGINNING = re.compile(r"tổng (?:cộng|số)\b.{0,60}")


def is_total(reader: Reader, found: Table, row: int) -> bool:
    """Whether the row of a list holds sums: "Tổng cộng", "Cộng: 2 tổ chức", "Total"."""
    columns = found.columns
    named = any(
        _says_total(reader.displayed((row, columns[field])), field)
        for field in _LEADING
        if field in columns
    )
    return named and all(
        reader.is_blank((row, columns[field])) or _is_sum(reader.displayed((row, columns[field])))
        for field in _OF_ONE
        if field in columns
    )


def _says_total(value: object, field: str) -> bool:
    if not isinstance(value, str):
        return False
    if _TOTAL.fullmatch(layout.squeezed(value)):
        return True
    return field != "difficulty" and _BEGINNING.fullmatch(tidy(value).lower()) is not None


def _is_sum(value: object) -> bool:
    return isinstance(value, int | float) and abs(value) < _LARGEST_SUM
