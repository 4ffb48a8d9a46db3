"""Biểu 2 to 4 read: lists in which blank rows do not count and any row may have its problems."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Generic, TypeVar

from dashboard.domain.checks import Key, Place
from dashboard.domain.returns import DifficultyRow, FoundingRow, ReturnForm, ReviewRow
from dashboard.workbooks import layout
from dashboard.workbooks.grid import At, coordinate
from dashboard.workbooks.layout import Form
from dashboard.workbooks.reading import Reader, rows, shown, table
from dashboard.workbooks.tables import Table
from dashboard.workbooks.totals import is_total

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Listed(Generic[Row]):
    """The rows read whole, in order, and where their fields stand.

    ``unread`` counts the rows that could not be read whole, by indicator; ``unknown``: there are
    rows of which not even that is known, or the list could not be found.
    """

    rows: tuple[Row, ...] = ()
    places: dict[Key, Place] = field(default_factory=dict)
    unread: Mapping[str, int] = field(default_factory=dict)
    unknown: bool = False


class _Row:
    """One row of a list: its fields by name."""

    def __init__(self, reader: Reader, found: Table, form: Form, row: int) -> None:
        self.reader = reader
        self.row = row
        self._found = found
        self._titles = {column.field: column.title for column in form.columns}

    def at(self, field: str) -> At:
        return self._found.at(self.row, field)

    def label(self, field: str) -> str:
        return self._titles[field]

    def text(self, field: str) -> str | None:
        return self.reader.text(self.at(field), self.label(field), layout.LENGTHS[field])

    def count(self, field: str) -> int | None:
        return self.reader.count(self.at(field), self.label(field))

    def yes_no(self, field: str) -> bool | None:
        return self.reader.yes_no(self.at(field), self.label(field))

    def tax_code(self) -> str | None:
        return self.reader.tax_code(self.at("tax_code"), self.label("tax_code"))

    def enterprise(self) -> str | None:
        name = self.text("enterprise")
        if name is None and self.at("enterprise") not in self.reader.failed:
            self.reader.error("enterprise-missing", self.at("enterprise"), "")
        return name

    def places(self, kind: str, number: int, fields: tuple[str, ...]) -> dict[Key, Place]:
        sheet = self.reader.sheet.name
        return {(kind, number, field): Place(sheet, coordinate(self.at(field))) for field in fields}


def _rows(reader: Reader | None, form: Form) -> list[_Row] | None:
    """Return the rows that say something, or None where the list was not found."""
    found = table(reader, form.columns) if reader else None
    if reader is None or found is None:
        return None
    listed = rows(reader, found, partial(is_total, reader, found))
    return [_Row(reader, found, form, row) for row in listed]


def read_foundings(reader: Reader | None, form: ReturnForm) -> Listed[FoundingRow]:
    """Return the organisations founded; problems stay with ``reader``."""
    listed = _rows(reader, layout.FOUNDINGS)
    if listed is None:
        return Listed(unknown=True)
    kinds = layout.kinds(form.indicators, form.other_names)
    found: list[FoundingRow] = []
    places: dict[Key, Place] = {}
    unread: Counter[str] = Counter()
    unknown = False
    for row in listed:
        kind = _kind(row, kinds, form)
        read = _founding(row, kind)
        if read is not None:
            places |= row.places("founding", len(found), _FOUNDING_FIELDS)
            found.append(read)
        elif kind is not None:
            unread[kind] += 1
        else:
            unknown = True
    return Listed(tuple(found), places, unread, unknown)


_FOUNDING_FIELDS = (
    "indicator",
    "name",
    "enterprise",
    "tax_code",
    "enterprise_type",
    "founded_on",
    "decision_number",
    "members",
)


def _kind(row: _Row, kinds: Mapping[str, str], form: ReturnForm) -> str | None:
    at = row.at("indicator")
    typed = row.reader.text(at, row.label("indicator"), 300)
    choices = ", ".join(f"“{layout.kind_words(each)}”" for each in layout.listed(form.indicators))
    if typed is None:
        if at not in row.reader.failed:
            row.reader.error("kind-missing", at, "", choices=choices)
        return None
    kind = kinds.get(layout.squeezed(typed))
    if kind is None:
        row.reader.error("kind-unknown", at, typed, found=shown(typed), choices=choices)
    return kind


def _founding(row: _Row, kind: str | None) -> FoundingRow | None:
    enterprise, founded_on = row.enterprise(), _founded_on(row)
    name, tax_code = row.text("name"), row.tax_code()
    enterprise_type, decision = row.text("enterprise_type"), row.text("decision_number")
    members = row.count("members")
    if kind is None or enterprise is None or founded_on is None:
        return None
    return FoundingRow(
        indicator=kind,
        enterprise=enterprise,
        founded_on=founded_on,
        name=name,
        tax_code=tax_code,
        enterprise_type=enterprise_type,
        decision_number=decision,
        members=members,
        cell=coordinate(row.at("enterprise")),
    )


def _founded_on(row: _Row) -> date | None:
    at = row.at("founded_on")
    day = row.reader.day(at, row.label("founded_on"))
    if day is None and at not in row.reader.failed:
        row.reader.error("date-missing", at, "")
    return day


def read_reviews(reader: Reader | None) -> Listed[ReviewRow]:
    """Return the enterprises reviewed; problems stay with ``reader``."""
    found: list[ReviewRow] = []
    places: dict[Key, Place] = {}
    for row in _rows(reader, layout.REVIEWS) or ():
        enterprise = row.enterprise()
        read = ReviewRow(
            enterprise=enterprise or "",
            tax_code=row.tax_code(),
            enterprise_type=row.text("enterprise_type"),
            workers=row.count("workers"),
            party_members=row.count("party_members"),
            has_party=row.yes_no("has_party"),
            has_union=row.yes_no("has_union"),
            has_youth=row.yes_no("has_youth"),
        )
        if enterprise:
            places |= row.places("review", len(found), ("enterprise", "tax_code", "workers"))
            found.append(read)
    return Listed(tuple(found), places)


def read_difficulties(reader: Reader | None) -> Listed[DifficultyRow]:
    """Return the difficulties and proposals; problems stay with ``reader``."""
    found: list[DifficultyRow] = []
    places: dict[Key, Place] = {}
    for row in _rows(reader, layout.DIFFICULTIES) or ():
        read = DifficultyRow(row.text("difficulty"), row.text("proposal"))
        if read.difficulty or read.proposal:
            places |= row.places("difficulty", len(found), ("difficulty", "proposal"))
            found.append(read)
    return Listed(tuple(found), places)
