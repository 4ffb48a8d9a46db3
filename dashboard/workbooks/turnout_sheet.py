"""Who handed in when, as a workbook: units × quarters, and one line for each return."""

from collections.abc import Sequence
from datetime import datetime

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from dashboard.clock import VIETNAM
from dashboard.domain import timeliness
from dashboard.domain.lateness import standing
from dashboard.domain.timeliness import Mark, Rate, ReturnState
from dashboard.i18n import _, format_period
from dashboard.workbooks.paper import HEAD, Ink, Paper, page, saved
from data_access.vocabulary import UnitRecord

Row = tuple[UnitRecord, Sequence[ReturnState]]

_HEAD = Ink(11, bold=True, across="center", fill=HEAD, ruled=True)
_TEXT = Ink(11, ruled=True)
_COUNT = Ink(11, across="right", ruled=True, form="0")
_SHARE = Ink(11, across="right", ruled=True, form="0.00%")
_DAY = Ink(11, across="center", ruled=True, form="dd/mm/yyyy")
_MOMENT = Ink(11, across="center", ruled=True, form="dd/mm/yyyy hh:mm")
_TITLE = Ink(14, bold=True, wrap=False)


def build(title: str, rows: Sequence[Row]) -> bytes:
    """Return the workbook; every unit of ``rows`` has the same quarters, in order."""
    book = Workbook()
    table: Worksheet = book.worksheets[0]
    table.title = _("Units and quarters")[:31]
    _matrix(Paper(table, {}), title, rows)
    listed = book.create_sheet(_("Returns one by one")[:31])
    _list(Paper(listed, {}), title, rows)
    return saved(book)


def _matrix(paper: Paper, title: str, rows: Sequence[Row]) -> None:
    periods = [each.period for each in rows[0][1]] if rows else []
    heads = [
        _("Code"), _("Unit"), *map(format_period, periods),
        _("Due"), _("Handed in"), _("On time"), _("Share handed in"), _("Share on time"),
    ]  # fmt: skip
    _top(paper, title, heads)
    for row, (unit, states) in enumerate(rows, start=4):
        rate = timeliness.rate(states)
        paper.write(row, 1, unit.code, _TEXT)
        paper.write(row, 2, unit.name, _TEXT)
        for column, state in enumerate(states, start=3):
            paper.write(row, column, _said(state), _TEXT)
        _rates(paper, row, 3 + len(periods), rate)
    _finish(paper, [10, 32, *[20] * len(periods), 9, 9, 9, 11, 11])


def _rates(paper: Paper, row: int, column: int, rate: Rate) -> None:
    for step, count in enumerate((rate.due, rate.handed_in, rate.on_time)):
        paper.write(row, column + step, count, _COUNT)
    for step, share in enumerate((rate.completeness, rate.timeliness), start=3):
        paper.write(row, column + step, None if share is None else float(share), _SHARE)


def _list(paper: Paper, title: str, rows: Sequence[Row]) -> None:
    heads = [
        _("Code"), _("Unit"), _("Quarter"), _("Due date"), _("Handed in at"), _("Days late"),
        _("Sent back, times"), _("Status"),
    ]  # fmt: skip
    _top(paper, title, heads)
    asked = [each for _unit, states in rows for each in states if each.mark is not Mark.NOT_ASKED]
    for row, state in enumerate(asked, start=4):
        paper.write(row, 1, state.unit.code, _TEXT)
        paper.write(row, 2, state.unit.name, _TEXT)
        paper.write(row, 3, str(state.period), _TEXT)
        paper.write(row, 4, state.due_on, _DAY)
        paper.write(row, 5, _local(state.handed_in), _MOMENT)
        late = state.days if state.mark in (Mark.LATE, Mark.MISSING) else None
        paper.write(row, 6, 0 if state.mark is Mark.ON_TIME else late, _COUNT)
        paper.write(row, 7, state.sent_back, _COUNT)
        paper.write(row, 8, standing(state), _TEXT)
    _finish(paper, [10, 32, 10, 13, 17, 9, 10, 44])


def _top(paper: Paper, title: str, heads: Sequence[str]) -> None:
    paper.write(1, 1, title, _TITLE)
    for column, head in enumerate(heads, start=1):
        paper.write(3, column, head, _HEAD)


def _finish(paper: Paper, widths: Sequence[int]) -> None:
    sheet = paper.sheet
    for column, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.freeze_panes = "C4"
    page(sheet, landscape=True, head=3, last_column=len(widths), footer=sheet.title)


def _said(state: ReturnState) -> str | None:
    return None if state.mark is Mark.NOT_ASKED else standing(state)


def _local(moment: datetime | None) -> datetime | None:
    """Return the moment in Vietnam as spreadsheets know one: without a zone."""
    return moment.astimezone(VIETNAM).replace(tzinfo=None) if moment else None
