"""What stands above the table of every form: whose it is, what it is, its stamp, a short guide."""

from dataclasses import dataclass

from dashboard.workbooks import layout, paper
from dashboard.workbooks.paper import Ink, Paper

SUBJECT = "về phát triển tổ chức đảng, đoàn thể trong các đơn vị kinh tế tư nhân"
ROMAN = {1: "I", 2: "II", 3: "III", 4: "IV"}

HEADING = Ink(11, bold=True, across="center", fill=paper.HEAD, ruled=True)

_CENTRED = Ink(across="center", wrap=False)
_LABEL = Ink(11, across="right", wrap=False)
_VALUE = Ink(11, bold=True, wrap=False, form=paper.TEXT)
_ENTERED = Ink(11, bold=True, wrap=False, form=paper.TEXT, fill=paper.INPUT, ruled=True, open=True)

Span = tuple[int, int, int]
"""First and last column of a label, and the column of its value."""


@dataclass(frozen=True, slots=True)
class Letterhead:
    """The words above a table of ``columns`` columns.

    ``left`` and ``right`` are the two lines of either corner, parted after column ``split``;
    ``stamp`` holds labels and values (None: two cells to fill in), placed by ``spans`` (none:
    they share one cell). ``guide_height`` is in points.
    """

    columns: int
    split: int
    left: tuple[str, str]
    right: tuple[str, str]
    title: str
    stamp: tuple[tuple[str, str | None], ...]
    spans: tuple[Span, ...]
    guide: str
    guide_height: float
    illustration: bool


def write(drawn: Paper, head: Letterhead) -> int:
    """Write the head from row 1; return the row for the table's headings."""
    last = head.columns
    for row, (left, right) in enumerate(zip(head.left, head.right, strict=True), start=1):
        strong, light = _CENTRED._replace(bold=row == 2), _CENTRED._replace(bold=row == 1)
        drawn.across(row, 1, head.split, left.upper(), strong)
        drawn.across(row, head.split + 1, last, right, light._replace(italic=row == 2))
    if head.illustration:
        mark = Ink(12, bold=True, colour=paper.WARNING, across="center")
        drawn.across(3, 1, last, layout.ILLUSTRATION, mark)
    drawn.across(4, 1, last, head.title, Ink(14, bold=True, across="center"))
    drawn.across(5, 1, last, SUBJECT, Ink(12, italic=True, across="center"))
    _stamp(drawn, head, 6)
    drawn.across(7, 1, last, head.guide, Ink(10.5, italic=True, down="top"))
    drawn.heights((4,), 24)
    drawn.heights((5, 6), 18)
    drawn.heights((7,), head.guide_height)
    return 8


def _stamp(drawn: Paper, head: Letterhead, row: int) -> None:
    if not head.spans:
        line = f" {layout.STAMP_MARK} ".join(f"{label}: {value}" for label, value in head.stamp)
        drawn.across(row, 1, head.columns, line, _CENTRED._replace(size=11))
        return
    for (label, value), (first, last, at) in zip(head.stamp, head.spans, strict=True):
        drawn.across(row, first, last, f"{label}:", _LABEL)
        if value is None:
            drawn.across(row, at, at + 1, None, _ENTERED)
        else:
            drawn.write(row, at, value, _VALUE)
