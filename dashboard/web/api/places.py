"""Where in a JSON document a problem of the workbook made from it is."""

from dashboard.domain.returns import ReturnForm
from dashboard.errors import Problem
from dashboard.web.api.answers import Where
from dashboard.web.api.bodies import pointer
from dashboard.workbooks import typed_sheets
from dashboard.workbooks.typed import FIGURES


def of_entries(form: ReturnForm) -> Where:
    """Return what finds the entry that stands in the cell that a problem names."""
    blank = typed_sheets.blank_form(form)

    def where(problem: Problem) -> str | None:
        spot = blank.spot(problem.sheet, problem.cell)
        if spot is None:
            return None
        steps = [spot.part, spot.row, None if spot.part == FIGURES else spot.field]
        return pointer(*(step for step in steps if step is not None))

    return where
