"""Two revisions of a return side by side: what differs, cell by cell, who sent each and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from dashboard.domain import spots
from dashboard.domain.differences import FieldChange, FigureChange, Kind, RowChange, Value
from dashboard.domain.returns import DifficultyRow, FoundingRow, IndicatorView, ReviewRow
from dashboard.domain.spots import NOWHERE, Spots
from dashboard.i18n import N_, _, format_count, format_date
from dashboard.readings.returns import Compared
from dashboard.views import links
from dashboard.views.look import BLANK, RETURN_LOOKS, figure, indicator_name
from dashboard.views.templates import drawn
from data_access.returns import RevisionRecord

Row = FoundingRow | ReviewRow | DifficultyRow

FIELDS: dict[str, str] = {
    "indicator": N_("Kind of organisation"),
    "enterprise": N_("Enterprise"),
    "founded_on": N_("Date founded"),
    "name": N_("Organisation's name"),
    "tax_code": N_("Tax code"),
    "enterprise_type": N_("Type of enterprise"),
    "decision_number": N_("Decision number"),
    "members": N_("Members at founding"),
    "workers": N_("Workers"),
    "party_members": N_("Party members"),
    "has_party": N_("Party organisation"),
    "has_union": N_("Trade union organisation"),
    "has_youth": N_("Youth organisation"),
    "difficulty": N_("Difficulty"),
    "proposal": N_("Proposal"),
}
KINDS: dict[Kind, tuple[str, str]] = {
    Kind.ADDED: ("good", N_("added")),
    Kind.REMOVED: ("risk", N_("removed")),
    Kind.CHANGED: ("slow", N_("changed")),
}


@dataclass(frozen=True, slots=True)
class Side:
    """A revision as one side of the comparison; ``others`` choose another one for this side."""

    revision: RevisionRecord
    others: tuple["Other", ...]


@dataclass(frozen=True, slots=True)
class Other:
    """A revision that could stand on a side; ``href`` None: it does now."""

    number: int
    href: str | None


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure that differs, in words; ``cell`` is where it stands in the new file, if known."""

    name: str
    cell: str
    old: str
    new: str
    change: str


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a row; the old value is empty where the row is new, and so on."""

    name: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class ListedRow:
    """A row that was added, removed or changed."""

    tone: str
    word: str
    title: str
    number: int
    cell: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Listing:
    """One list of the return and what differs in it."""

    title: str
    rows: tuple[ListedRow, ...]


def differences_card(
    compared: Compared, revisions: Sequence[RevisionRecord], where: Spots = NOWHERE
) -> Markup:
    """Return the card; ``revisions`` are all of the return, newest first.

    ``where`` has the cells of the new revision's file.
    """
    names = {each.code: each for each in compared.indicators}
    order = {each.code: at for at, each in enumerate(compared.indicators)}
    found = compared.difference
    figures = sorted(found.figures, key=lambda each: order.get(each.indicator, len(order)))
    listings = (
        Listing(
            _("Organisations founded in the quarter"),
            _rows(found.foundings, names, where, spots.FOUNDINGS),
        ),
        Listing(_("Enterprises reviewed"), _rows(found.reviews, names, where, spots.REVIEWS)),
        Listing(
            _("Difficulties and proposals"),
            _rows(found.difficulties, names, where, spots.DIFFICULTIES),
        ),
    )
    return drawn(
        "differences.html",
        headline=headline(compared),
        sides=_sides(compared, revisions),
        figures=[_figure(each, names, where) for each in figures],
        listings=[each for each in listings if each.rows],
        old=compared.old.number,
        new=compared.new.number,
        same_file=compared.old.sha256 == compared.new.sha256,
        faces=RETURN_LOOKS,
    )


def headline(compared: Compared) -> str:
    """Return how many figures and rows differ, in a sentence."""
    found = compared.difference
    if found.says_the_same:
        return _("Both revisions say the same.")
    figures = _("{count} figures").format(count=format_count(len(found.figures)))
    rows = _("{count} rows").format(count=format_count(found.rows))
    told = [words for words, many in ((figures, found.figures), (rows, found.rows)) if many]
    return _("{what} differ.").format(what=_(" and ").join(told))


def _sides(compared: Compared, revisions: Sequence[RevisionRecord]) -> tuple[Side, Side]:
    old, new = compared.old.number, compared.new.number
    return_id = compared.new.return_id
    numbers = sorted(each.number for each in revisions)
    return (
        Side(
            compared.old,
            tuple(
                Other(n, None if n == old else links.to_difference(return_id, n, new))
                for n in numbers
                if n != new
            ),
        ),
        Side(
            compared.new,
            tuple(
                Other(n, None if n == new else links.to_difference(return_id, old, n))
                for n in numbers
                if n != old
            ),
        ),
    )


def _figure(change: FigureChange, names: dict[str, IndicatorView], where: Spots) -> Figure:
    known = names.get(change.indicator)
    return Figure(
        name=indicator_name(known) if known else change.indicator,
        cell=cell_of(where, spots.of_figure(change.indicator)),
        old=figure(change.old),
        new=figure(change.new),
        change=changed_by(change.old, change.new),
    )


def cell_of(where: Spots, spot: str) -> str:
    """Return the cell of a figure or row in its file; nothing where it is not known."""
    place = where.cells.get(spot)
    return place.cell or "" if place else ""


def changed_by(old: int | None, new: int | None) -> str:
    """Return "+3" or "−3"; a dash where one of them was not reported."""
    if old is None or new is None:
        return BLANK
    if old == new:
        return "0"
    sign = "+" if new > old else "−"  # the minus sign is as wide as the plus
    return f"{sign}{format_count(abs(new - old))}"


def _rows(
    changes: Sequence[RowChange[FoundingRow]]
    | Sequence[RowChange[ReviewRow]]
    | Sequence[RowChange[DifficultyRow]],
    names: dict[str, IndicatorView],
    where: Spots,
    sheet: int,
) -> tuple[ListedRow, ...]:
    return tuple(
        _row(
            each.kind,
            each.old,
            each.new,
            each.old_at if each.new_at is None else each.new_at,
            "" if each.new_at is None else cell_of(where, spots.of_row(sheet, each.new_at + 1)),
            each.fields,
            names,
        )
        for each in changes
        if each.kind is not Kind.MOVED
    )


def _row(
    kind: Kind,
    old: Row | None,
    new: Row | None,
    at: int | None,
    cell: str,
    fields: tuple[FieldChange, ...],
    names: dict[str, IndicatorView],
) -> ListedRow:
    row = new or old
    tone, word = KINDS[kind]
    if kind is Kind.CHANGED:
        told = tuple(
            Field(_(FIELDS[each.field]), said(each.old, names), said(each.new, names))
            for each in fields
        )
    else:
        told = _whole(row, names, gone=kind is Kind.REMOVED)
    return ListedRow(tone, _(word), title(row), (at or 0) + 1, cell, told)


def _whole(row: Row | None, names: dict[str, IndicatorView], *, gone: bool) -> tuple[Field, ...]:
    """Return the fields of a row that was added or removed, but for its title and blanks."""
    called = title(row)
    found = (
        (name, getattr(row, name))
        for name in FIELDS
        if getattr(row, name, None) is not None and str(getattr(row, name)) != called
    )
    return tuple(
        Field(_(FIELDS[name]), said(value, names), "")
        if gone
        else Field(_(FIELDS[name]), "", said(value, names))
        for name, value in found
    )


def title(row: Row | None) -> str:
    """Return what a row is called."""
    if isinstance(row, DifficultyRow):
        return row.difficulty or row.proposal or BLANK
    return row.enterprise if row else BLANK


def said(value: Value, names: Mapping[str, IndicatorView]) -> str:
    """Return a field's value as a person reads it."""
    match value:
        case None | "":
            return BLANK
        case bool():
            return _("has one") if value else _("has none")
        case date():
            return format_date(value)
        case int():
            return format_count(value)
        case words:
            known = names.get(words)
            return indicator_name(known) if known else words
