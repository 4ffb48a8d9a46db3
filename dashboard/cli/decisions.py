"""``tiendo accept``, ``send-back``, ``reopen``, ``withdraw`` and ``diff``."""

from datetime import date
from typing import Any

import click

from dashboard.actions import decisions
from dashboard.cli import foretold
from dashboard.cli.connection import acting
from dashboard.cli.output import done, json_option
from dashboard.cli.parameters import as_option
from dashboard.clock import told
from dashboard.domain.differences import FigureChange, RowChange, Value
from dashboard.domain.returns import (
    DifficultyRow,
    FoundingRow,
    IndicatorView,
    ReviewRow,
    said_in,
)
from dashboard.domain.spots import Spots, of_figure
from dashboard.doors import reading
from dashboard.i18n import _, format_moment, format_period
from dashboard.readings import comparison, effect
from dashboard.readings.returns import Compared
from dashboard.views.differences import FIELDS, KINDS, cell_of, headline, said, title
from dashboard.views.look import figure
from data_access.returns import RevisionRecord

Change = RowChange[FoundingRow] | RowChange[ReviewRow] | RowChange[DifficultyRow]
_REVISION = _("Refuse if this is not the newest revision.")


@click.command(help=_("Accept the newest revision of the return with this number."))
@click.argument("number", type=int, metavar="ID")
@as_option(required=True)
@click.option("--revision", type=int, help=_REVISION)
@click.option(
    "--dry-run", is_flag=True, help=_("Show what accepting would change, and accept nothing.")
)
@json_option()
def accept(number: int, username: str, revision: int | None, dry_run: bool) -> None:
    person = acting(username)
    if not dry_run:
        _told(decisions.accept(person, number, revision), _("Accepted"))
        return
    with reading(person):
        found = effect.effect(person, number, decisions.acceptable(person, number, revision))
    done(foretold.document(number, found), *foretold.sentences(found))


@click.command("send-back", help=_("Send the newest revision of a return back."))
@click.argument("number", type=int, metavar="ID")
@click.option("--reason", required=True, metavar="TEXT", help=_("What the unit has to mend."))
@click.option(
    "--remark",
    "remarks",
    nargs=3,
    multiple=True,
    metavar="SHEET CELL TEXT",
    help=_("A word on one cell of the file; as often as wanted."),
)
@as_option(required=True)
@click.option("--revision", type=int, help=_REVISION)
@json_option()
def send_back(
    number: int,
    reason: str,
    remarks: tuple[decisions.Remark, ...],
    username: str,
    revision: int | None,
) -> None:
    _told(decisions.send_back(acting(username), number, reason, revision, remarks), _("Sent back"))


@click.command(help=_("Ask the unit to correct an accepted return, also in a closed quarter."))
@click.argument("number", type=int, metavar="ID")
@click.option("--reason", required=True, metavar="TEXT", help=_("What the unit has to correct."))
@as_option(required=True)
@click.option("--revision", type=int, help=_("Refuse if this is not the accepted revision."))
@json_option()
def reopen(number: int, reason: str, username: str, revision: int | None) -> None:
    _told(decisions.reopen(acting(username), number, reason, revision), _("Opened again"))


@click.command(help=_("Take a submitted return back before anybody decides on it."))
@click.argument("number", type=int, metavar="ID")
@click.option("--reason", required=True, metavar="TEXT", help=_("Why the unit takes it back."))
@as_option(required=True)
@click.option("--revision", type=int, help=_REVISION)
@json_option()
def withdraw(number: int, reason: str, username: str, revision: int | None) -> None:
    _told(decisions.withdraw(acting(username), number, reason, revision), _("Taken back"))


def _told(decided: decisions.Decided, head: str) -> None:
    done(
        {
            "return": decided.return_id,
            "revision": decided.revision,
            "status": decided.status.value,
            "unit": decided.unit.code,
            "period": str(decided.period),
            "decided_at": told(decided.decided_at),
        },
        f"{head}: {decided.unit.name}, {format_period(decided.period)}, "
        + _("revision {revision}").format(revision=decided.revision),
    )


@click.command(help=_("Show how one revision of a return differs from another."))
@click.argument("number", type=int, metavar="ID")
@click.option("--from", "old", type=int, required=True, help=_("Number of the old revision."))
@click.option("--to", "new", type=int, required=True, help=_("Number of the new revision."))
@as_option()
@json_option()
def diff(number: int, old: int, new: int, username: str | None) -> None:
    person = acting(username)
    found = comparison.read(person, number, old, new)
    compared, where = found.compared, found.spots
    done(_document(compared, where), *_sentences(compared, where))


def _document(compared: Compared, where: Spots) -> dict[str, Any]:
    found = compared.difference
    return {
        "return": compared.new.return_id,
        "unit": compared.unit.code,
        "period": str(compared.period),
        "from": _side(compared.old),
        "to": _side(compared.new),
        "figures": [
            {
                "code": each.indicator,
                "cell": cell_of(where, of_figure(each.indicator)) or None,
                "old": each.old,
                "new": each.new,
            }
            for each in found.figures
        ],
        "foundings": [_row(each) for each in found.foundings if each.kind in KINDS],
        "reviews": [_row(each) for each in found.reviews if each.kind in KINDS],
        "difficulties": [_row(each) for each in found.difficulties if each.kind in KINDS],
    }


def _side(revision: RevisionRecord) -> dict[str, Any]:
    return {
        "revision": revision.number,
        "status": revision.status.value,
        "submitted_by": revision.submitter,
        "submitted_at": told(revision.submitted_at),
        "reason": revision.reason,
        "explanation": revision.explanation,
        "sha256": revision.sha256,
    }


def _row(change: Change) -> dict[str, Any]:
    return {
        "change": change.kind.value,
        "old_row": None if change.old_at is None else change.old_at + 1,
        "new_row": None if change.new_at is None else change.new_at + 1,
        "old": _values(change.old),
        "new": _values(change.new),
        "fields": [each.field for each in change.fields],
    }


def _values(row: FoundingRow | ReviewRow | DifficultyRow | None) -> dict[str, Any] | None:
    if row is None:
        return None
    return {name: _plain(value) for name, value in said_in(row).items()}


def _plain(value: Value) -> Value:
    return value.isoformat() if isinstance(value, date) else value


def _sentences(compared: Compared, where: Spots) -> list[str]:
    found = compared.difference
    names = {each.code: each for each in compared.indicators}
    rows: list[Change] = [*found.foundings, *found.reviews, *found.difficulties]
    return [
        _told_side(compared.old),
        _told_side(compared.new),
        *(_told_figure(each, names, where) for each in found.figures),
        *(_told_row(each, names) for each in rows if each.kind in KINDS),
        headline(compared),
    ]


def _told_side(revision: RevisionRecord) -> str:
    head = _("revision {revision}").format(revision=revision.number)
    words = f"{head}: {revision.submitter}, {format_moment(revision.submitted_at)}"
    return f"{words}. {revision.reason}" if revision.reason else words


def _told_figure(change: FigureChange, names: dict[str, IndicatorView], where: Spots) -> str:
    cell = cell_of(where, of_figure(change.indicator))
    head = f"  {cell}  " if cell else "  "
    return f"{head}{said(change.indicator, names)}: {figure(change.old)} → {figure(change.new)}"


def _told_row(change: Change, names: dict[str, IndicatorView]) -> str:
    turned = "; ".join(
        f"{_(FIELDS[each.field])}: {said(each.old, names)} → {said(each.new, names)}"
        for each in change.fields
    )
    row = change.new or change.old
    head = f"  {_(KINDS[change.kind][1])}: {title(row)}"
    return f"{head} ({turned})" if turned else head
