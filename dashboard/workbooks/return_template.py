"""The quarterly return as a workbook: an office form on A4, stamped with unit and period."""

from openpyxl import Workbook

from dashboard.domain.returns import ReturnForm
from dashboard.workbooks import layout, paper, return_figures, return_lists
from dashboard.workbooks.paper import Ink, Paper

_DRAW = {
    1: return_figures.draw,
    2: return_lists.draw_foundings,
    3: return_lists.draw_reviews,
    4: return_lists.draw_difficulties,
}


def build(form: ReturnForm) -> bytes:
    """Return the template of ``form`` as the bytes of an .xlsx workbook.

    Four sheets, each stamped in visible cells; cells for input are unlocked and validated, the
    rest is protected without a password.
    """
    return paper.saved(drawn(form))


def drawn(form: ReturnForm) -> Workbook:
    """Return the template before it is saved."""
    book = Workbook()
    styles: dict[Ink, object] = {}
    for at, each in enumerate(layout.RETURN_FORMS):
        sheet = book.worksheets[0] if at == 0 else book.create_sheet()
        sheet.title = each.tab
        _DRAW[each.number](Paper(sheet, styles), form)
        paper.protect(sheet)
    return book
