"""Marks in the cells themselves: a tint and a comment, put on and taken off again."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from math import ceil

from openpyxl import Workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.styles.colors import Color
from openpyxl.worksheet.worksheet import Worksheet

from dashboard.i18n import _
from dashboard.workbooks import paper
from dashboard.workbooks.grid import At, coordinate
from dashboard.workbooks.marks import TINTS, WEIGHTS, Mark, Placed

AUTHOR = "Tiến Độ"
_HEAD = "— Tiến Độ —"
_OWN = "— + —"  # between our words and the clerk's own comment
_LONGEST = 8_000
_WIDTH, _LETTERS, _LINE, _ROOM = 360, 54, 17, 22  # a comment in pixels, and letters in its line
_TALLEST = 440

Fills = Mapping[tuple[str, str], str]
"""How cells were filled before they were tinted, by sheet and cell, as ``described``."""


def put_on(marks: Iterable[Placed]) -> dict[tuple[str, str], str]:
    """Tint every cell that is marked and say there what is wrong; return how it was filled."""
    by_cell: dict[tuple[str, At], list[Placed]] = defaultdict(list)
    for each in marks:
        if each.sheet is not None and each.at is not None:
            at = _top_left(each.sheet, each.at)
            by_cell[each.sheet.title, at].append(each)
    before: dict[tuple[str, str], str] = {}
    for (title, at), said in by_cell.items():
        sheet = said[0].sheet
        cell = sheet.cell(*at) if sheet is not None else None
        if isinstance(cell, Cell) and sheet is not None:
            before[title, coordinate(at)] = described(cell)
            _mark(cell, [each.mark for each in said])
            _let_be_seen(sheet, at)
    return before


def _top_left(sheet: Worksheet, at: At) -> At:
    """Only the first cell of merged ones can bear a mark."""
    if isinstance(sheet._cells.get(at), MergedCell):
        name = coordinate(at)
        for merged in sheet.merged_cells.ranges:
            if name in merged:
                return merged.min_row, merged.min_col
    return at


def _mark(cell: Cell, said: list[Mark]) -> None:
    kind = min((each.kind for each in said), key=WEIGHTS.__getitem__)
    cell.fill = PatternFill("solid", fgColor=kind.tint)
    own = cell.comment.text if cell.comment else ""
    cell.comment = _sized(_words(said, own), AUTHOR)


def _words(said: list[Mark], own: str) -> str:
    numbered = len(said) > 1
    lines = [_HEAD]
    for number, each in enumerate(said, start=1):
        head = f"{number}. " if numbered else ""
        lines.append(f"{head}{_(each.kind.word).upper()}: {each.message}")
    words = "\n".join(lines)
    words = words if len(words) <= _LONGEST else f"{words[: _LONGEST - 1]}…"
    return f"{words}\n{_OWN}\n{own}" if own else words


def _sized(text: str, author: str) -> Comment:
    """Return the comment in a box that shows all of it, or as much as fits a screen."""
    lines = sum(max(1, ceil(len(line) / _LETTERS)) for line in text.split("\n"))
    return Comment(text, author, height=min(_LINE * lines + _ROOM, _TALLEST), width=_WIDTH)


def _let_be_seen(sheet: Worksheet, at: At) -> None:
    row, column = at
    sheet.sheet_state = "visible"
    if row in sheet.row_dimensions:
        sheet.row_dimensions[row].hidden = False
    letters = coordinate((1, column))[:-1]
    if letters in sheet.column_dimensions:
        sheet.column_dimensions[letters].hidden = False


def take_off(book: Workbook, before: Fills) -> None:
    """Take every tint and every comment of an earlier marking off."""
    for sheet in book.worksheets:
        # the public ways make every empty cell up to the last one
        for at, cell in list(sheet._cells.items()):
            if isinstance(cell, Cell):
                _take_off(cell, before.get((sheet.title, coordinate(at))))


def _take_off(cell: Cell, before: str | None) -> None:
    if cell.comment is not None:
        own = _own(cell.comment.text)
        cell.comment = _sized(own, cell.comment.author or "") if own else None
    if _tint(cell) in TINTS:
        cell.fill = _filled(before) or _usual(cell)


def _own(text: str) -> str:
    """Return the clerk's own words in a comment."""
    if not text.lstrip().startswith(_HEAD):
        return text
    return text.partition(f"\n{_OWN}\n")[2]


def _tint(cell: Cell) -> str:
    fill = cell.fill
    if not cell.has_style or fill.fill_type != "solid":
        return ""
    return str(fill.fgColor.rgb)[-6:] if fill.fgColor.type == "rgb" else ""


def described(cell: Cell) -> str:
    """Return the fill of a cell as a short text that ``take_off`` understands."""
    fill = cell.fill
    if fill.tagname != PatternFill.tagname or fill.fill_type is None:
        return "none"
    colours = (fill.fgColor, fill.bgColor)
    parts = [f"{each.type}:{each.value}:{each.tint}" for each in colours]
    return " ".join([str(fill.fill_type), *parts])


def _filled(words: str | None) -> PatternFill | None:
    """Return the fill so described; None where somebody has changed the description."""
    if words == "none":
        return PatternFill()
    try:
        kind, front, back = (words or "").split()
        return PatternFill(kind, fgColor=_colour(front), bgColor=_colour(back))  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return None


def _colour(words: str) -> Color:
    kind, value, tint = words.split(":")
    if kind == "rgb":
        return Color(rgb=value, tint=float(tint))
    if kind == "theme":
        return Color(theme=int(value), tint=float(tint))
    return Color(indexed=int(value), tint=float(tint))


def _usual(cell: Cell) -> PatternFill:
    """The template's own: cells to fill in are light yellow, the others bare."""
    return PatternFill() if cell.protection.locked else PatternFill("solid", fgColor=paper.INPUT)
