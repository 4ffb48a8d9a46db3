"""Biểu 2 to 4 read: lists in which blank rows do not count and any row may have its problems."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Generic, TypeVar

from dashboard.domain.checks import Key, Place
from dashboard.domain.returns import DifficultyRow, FoundingRow, ReturnForm, ReviewRow
from dashboard.i18n import _
from dashboard.workbooks import layout
from dashboard.workbooks.grid import At, coordinate
from dashboard.workbooks.hidden import note_hidden
from dashboard.workbooks.layout import Form
from dashboard.workbooks.reading import Reader, rows, shown, table_as_far_as_known
from dashboard.workbooks.tables import Table
from dashboard.workbooks.totals import is_total

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Listed(Generic[Row]):
    """The rows read, in order, and where their fields stand.

    ``unread`` are the fields that could not be read, or lack where they must not; what stands in
    their place says nothing. ``unknown``: the list could not be found.
    """

    rows: tuple[Row, ...] = ()
    places: dict[Key, Place] = field(default_factory=dict)
    unread: Collection[Key] = frozenset()
    unknown: bool = False


class _Row:
    """One row of a list: its fields by name."""

    def __init__(self, reader: Reader, found: Table, form: Form, row: int) -> None:
        self.reader = reader
        self.row = row
        self._found = found
        self._titles = {column.field: column.title for column in form.columns}

    def at(self, field: str) -> At | None:
        """Return the field's cell; None where its column was not found."""
        return self._found.at(self.row, field) if field in self._found.columns else None

    @property
    def cell(self) -> str:
        """The cell that the row is called by."""
        return coordinate(self.at("enterprise") or (self.row, min(self._found.columns.values())))

    def label(self, field: str) -> str:
        return self._titles[field]

    def text(self, field: str) -> str | None:
        at = self.at(field)
        if at is None:
            return None
        return self.reader.text(
            at, self.label(field), layout.LENGTHS[field],
            prose=field in layout.PROSE, needed=field == "enterprise",
        )  # fmt: skip

    def count(self, field: str) -> int | None:
        at = self.at(field)
        return self.reader.count(at, self.label(field)) if at else None

    def day(self, field: str) -> date | None:
        at = self.at(field)
        return self.reader.day(at, self.label(field)) if at else None

    def yes_no(self, field: str) -> bool | None:
        at = self.at(field)
        return self.reader.yes_no(at, self.label(field)) if at else None

    def tax_code(self) -> str | None:
        at = self.at("tax_code")
        return self.reader.tax_code(at, self.label("tax_code")) if at else None

    def must_be_there(self, field: str, value: object, rule: str, **values: object) -> None:
        """Note an error where nothing stands in a field, and nothing else was noted there."""
        at = self.at(field)
        if value is None and at is not None and at not in self.reader.failed:
            self.reader.error(rule, at, "", **values)

    def enterprise(self) -> str:
        """Return the enterprise's name; the row's cell where there is none, with a problem."""
        name = self.text("enterprise")
        self.must_be_there("enterprise", name, "enterprise-missing")
        return name or _("cell {cell}").format(cell=self.cell)

    def places(self, kind: str, number: int, fields: tuple[str, ...]) -> dict[Key, Place]:
        sheet = self.reader.sheet
        hidden = self.row if self.row in sheet.hidden.rows else None
        known = ((field, self.at(field)) for field in fields)
        return {
            (kind, number, field): Place(sheet.name, coordinate(at), hidden)
            for field, at in known
            if at
        }

    def unread(self, kind: str, number: int, fields: tuple[str, ...]) -> set[Key]:
        """Return the fields whose column or content was not understood."""
        at = {field: self.at(field) for field in fields}
        return {
            (kind, number, field)
            for field, place in at.items()
            if place is None or place in self.reader.failed
        }


def _rows(reader: Reader | None, form: Form) -> list[_Row] | None:
    """Return the rows that say something, or None where the list was not found."""
    found = table_as_far_as_known(reader, form.columns) if reader else None
    if reader is None or found is None:
        return None
    listed = rows(reader, found, partial(is_total, reader, found))
    told = [_Row(reader, found, form, row) for row in listed]
    note_hidden(reader, [row.row for row in told], found.columns, form)
    return told


def read_foundings(reader: Reader | None, form: ReturnForm) -> Listed[FoundingRow]:
    """Return the organisations founded; problems stay with ``reader``."""
    listed = _rows(reader, layout.FOUNDINGS)
    if listed is None:
        return Listed(unknown=True)
    kinds = layout.kinds(form.indicators, form.other_names)
    found: list[FoundingRow] = []
    places: dict[Key, Place] = {}
    unread: set[Key] = set()
    for number, row in enumerate(listed):
        found.append(_founding(row, _kind(row, kinds, form), form))
        places |= row.places("founding", number, _FOUNDING_FIELDS)
        unread |= row.unread("founding", number, _FOUNDING_FIELDS)
    return Listed(tuple(found), places, unread)


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
    typed = row.reader.text(at, row.label("indicator"), 300, needed=True) if at else None
    choices = ", ".join(f"“{layout.kind_words(each)}”" for each in layout.listed(form.indicators))
    if typed is None:
        row.must_be_there("indicator", None, "kind-missing", choices=choices)
        return None
    kind = kinds.get(layout.squeezed(typed))
    if kind is None:
        row.reader.error("kind-unknown", at, typed, found=shown(typed), choices=choices)
    return kind


def _founding(row: _Row, kind: str | None, form: ReturnForm) -> FoundingRow:
    enterprise, founded_on = row.enterprise(), row.day("founded_on")
    row.must_be_there("founded_on", founded_on, "date-missing")
    name, tax_code = row.text("name"), row.tax_code()
    enterprise_type, decision = row.text("enterprise_type"), row.text("decision_number")
    members = row.count("members")
    return FoundingRow(
        indicator=kind or "",
        enterprise=enterprise,
        founded_on=founded_on or form.period.first_day,
        name=name,
        tax_code=tax_code,
        enterprise_type=enterprise_type,
        decision_number=decision,
        members=members,
        cell=row.cell,
    )


def read_reviews(reader: Reader | None) -> Listed[ReviewRow]:
    """Return the enterprises reviewed; problems stay with ``reader``."""
    found: list[ReviewRow] = []
    places: dict[Key, Place] = {}
    for number, row in enumerate(_rows(reader, layout.REVIEWS) or ()):
        read = ReviewRow(
            enterprise=row.enterprise(),
            tax_code=row.tax_code(),
            enterprise_type=row.text("enterprise_type"),
            workers=row.count("workers"),
            party_members=row.count("party_members"),
            has_party=row.yes_no("has_party"),
            has_union=row.yes_no("has_union"),
            has_youth=row.yes_no("has_youth"),
        )
        places |= row.places("review", number, ("enterprise", "tax_code", "workers"))
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
