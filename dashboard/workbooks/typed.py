"""A return as it is typed on the page: texts in the fields of the form's four sheets.

Nothing is understood here: whatever stands in a field is kept as it was typed, and read by the same
rules as a cell of a workbook (see ``typed_sheets``).
"""

import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from dashboard.domain.numbers import Reading, parse_count
from dashboard.domain.text import must_be_readable, tidy, without_personal_numbers
from dashboard.errors import Refused
from dashboard.workbooks import clerk, layout
from dashboard.workbooks.grid import MOST_ROWS
from dashboard.workbooks.layout import Form

MOST_BYTES = 512 * 1024
LONGEST_TEXT = 10_000
FIGURES = "figures"
LISTS: Mapping[str, Form] = {
    "foundings": layout.FOUNDINGS,
    "reviews": layout.REVIEWS,
    "difficulties": layout.DIFFICULTIES,
}
COUNTS = frozenset({"figure", "members", "workers", "party_members"})
"""The fields that hold counts; the others hold texts, days, yes and no."""

_CODE = re.compile(r"[A-Z0-9_]{1,60}")
_LINE_BREAK = re.compile(r"\r\n|[\v\f\r\x1c-\x1f\x85]")
_NO_TEXT = ("\ufffe", "\uffff")  # allowed in no XML

Row = dict[str, str]


def fields(form: Form) -> tuple[str, ...]:
    """Return what a row of the list can hold, in the order of its columns."""
    return tuple(each.field for each in form.columns if each.field != "number")


_FIELDS = frozenset(name for form in LISTS.values() for name in fields(form))


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the form: figures by indicator code, rows with the fields that are filled.

    Blank rows between others stay, so that a row keeps its place; those at the end do not.
    """

    figures: dict[str, str] = field(default_factory=dict)
    foundings: tuple[Row, ...] = ()
    reviews: tuple[Row, ...] = ()
    difficulties: tuple[Row, ...] = ()

    def rows(self, part: str) -> tuple[Row, ...]:
        return {
            "foundings": self.foundings,
            "reviews": self.reviews,
            "difficulties": self.difficulties,
        }[part]

    def as_content(self) -> dict[str, Any]:
        """Return it as it is stored and sent."""
        return {FIGURES: dict(self.figures)} | {part: list(self.rows(part)) for part in LISTS}

    @property
    def is_blank(self) -> bool:
        return not (self.figures or any(self.rows(part) for part in LISTS))


def parsed(raw: object) -> Typed:
    """Return what a program sent as a draft.

    Raises:
        Refused: ``draft-shape``, ``draft-too-long``, ``draft-too-large``, ``combining-marks``.
    """
    if not isinstance(raw, Mapping) or not set(raw) <= {FIGURES, *LISTS}:
        raise Refused("draft-shape")
    found = Typed(
        figures=_texts(raw.get(FIGURES, {}), lambda key: _CODE.fullmatch(key) is not None),
        **{part: _rows(raw.get(part, ()), form) for part, form in LISTS.items()},
    )
    if len(json.dumps(found.as_content(), ensure_ascii=False).encode("utf-8")) > MOST_BYTES:
        raise Refused("draft-too-large", most=MOST_BYTES // 1024)
    return found


def stored(content: Mapping[str, Any]) -> Typed:
    """Return a draft as the record holds it; what the form no longer has is left out."""
    lists = {
        part: tuple(
            {key: text for key, text in row.items() if key in fields(form)}
            for row in content.get(part, ())
        )
        for part, form in LISTS.items()
    }
    return Typed(dict(content.get(FIGURES, {})), **lists)


def _rows(raw: object, form: Form) -> tuple[Row, ...]:
    if not isinstance(raw, list | tuple):
        raise Refused("draft-shape")
    if len(raw) > MOST_ROWS:
        raise Refused("draft-too-long", most=MOST_ROWS)
    known = frozenset(fields(form))
    return without_blank_end(_texts(row, known.__contains__) for row in raw)


def without_blank_end(rows: Iterable[Row]) -> tuple[Row, ...]:
    """Return the rows without those at the end in which nothing stands."""
    kept = list(rows)
    while kept and not kept[-1]:
        kept.pop()
    return tuple(kept)


def _texts(raw: object, known: Callable[[str], bool]) -> Row:
    if not isinstance(raw, Mapping):
        raise Refused("draft-shape")
    found: Row = {}
    for key, text in raw.items():
        if not isinstance(key, str) or not isinstance(text, str) or not known(key):
            raise Refused("draft-shape")
        if len(text) > LONGEST_TEXT:
            raise Refused("draft-too-large", most=MOST_BYTES // 1024)
        cleaned = clean(text)
        must_be_readable(cleaned)
        if key == "tax_code":
            cleaned = without_personal_numbers(cleaned)
        if tidy(cleaned):
            found[key] = cleaned
    return found


def clean(text: str) -> str:
    """Return ``text`` without what neither a database nor a workbook can hold; other characters
    that part lines are line breaks.
    """
    lines = _LINE_BREAK.sub("\n", text)
    return "".join(
        letter
        for letter in lines
        if letter in "\n\t"
        or (unicodedata.category(letter) not in ("Cc", "Cs") and letter not in _NO_TEXT)
    )


def value(name: str, text: str) -> object:
    """Return what a clerk has in the cell after typing ``text`` into the field of that name.

    A count that can be read in one way is a number, as a spreadsheet makes of it; anything else
    stays the text it is, and is read by the rules for texts.
    """
    if name in COUNTS:
        read = parse_count(text)
        return read.value if read.reading is Reading.WHOLE else text
    return clerk.typed(name, text)


def entries(typed: Typed, codes: Iterable[str]) -> dict[str, object]:
    """Return the draft as ``fill.type_in`` takes it; figures of ``codes`` only."""
    known = set(codes)
    found: dict[str, object] = {
        FIGURES: {
            code: value("figure", text) for code, text in typed.figures.items() if code in known
        }
    }
    for part in LISTS:
        found[part] = [
            {name: value(name, text) for name, text in row.items()} for row in typed.rows(part)
        ]
    return found


def holds(whole: Typed, part: Typed) -> bool:
    """Whether everything that stands in ``part`` stands in ``whole`` too: nothing would be lost."""
    lists = (
        (list(filter(None, whole.rows(each))), list(filter(None, part.rows(each))))
        for each in LISTS
    )
    return _within(part.figures, whole.figures) and all(
        len(few) <= len(many) and all(map(_within, few, many)) for many, few in lists
    )


def _within(few: Row, many: Row) -> bool:
    return all(_same(name, text, many.get(name, "")) for name, text in few.items())


def _same(name: str, one: str, other: str) -> bool:
    kind = name if name in _FIELDS else "figure"
    return value(kind, one) == value(kind, other)
