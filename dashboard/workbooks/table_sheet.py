"""A plain list as a workbook: headings, rows, nothing that a person typed becoming a formula."""

from collections.abc import Sequence

from openpyxl import Workbook

from dashboard.workbooks import paper
from dashboard.workbooks.grid import coordinate
from dashboard.workbooks.letterhead import HEADING
from dashboard.workbooks.marks import clean
from dashboard.workbooks.paper import Ink, Paper

_TITLE = Ink(14, bold=True, wrap=False)
_WORDS = Ink(12, ruled=True, down="top")
_NUMBER = _WORDS._replace(across="right", form=paper.COUNTED)


def build(
    tab: str, title: str, columns: Sequence[tuple[str, float]], rows: Sequence[Sequence[object]]
) -> bytes:
    """Return the workbook; ``columns`` are headings with their widths in characters."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = tab
    drawn = Paper(sheet, {})
    drawn.write(1, 1, clean(title), _TITLE)
    drawn.heights((1,), 24)
    for at, (heading, width) in enumerate(columns, start=1):
        drawn.write(3, at, heading, HEADING)
        sheet.column_dimensions[coordinate((1, at))[:-1]].width = width
    drawn.heights((3,), 32)
    for row, values in enumerate(rows, start=4):
        for at, value in enumerate(values, start=1):
            number = isinstance(value, int)
            cell = drawn.write(
                row, at, clean(value) if isinstance(value, str) else value,
                _NUMBER if number else _WORDS,
            )  # fmt: skip
            cell.quotePrefix = not number
    sheet.freeze_panes = "A4"
    sheet.auto_filter.ref = f"A3:{coordinate((3 + max(1, len(rows)), len(columns)))}"
    paper.page(sheet, landscape=True, head=3, last_column=len(columns), footer=title)
    return paper.saved(book)
