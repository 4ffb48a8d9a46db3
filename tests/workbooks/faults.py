"""What is wrong with a return's workbook, and where."""

from dashboard.workbooks import intake, layout
from data_access.vocabulary import Severity
from tests.workbooks.forms import FORM

ONE, TWO, THREE, FOUR = (form.tab for form in layout.RETURN_FORMS)


def problems(data, form=FORM):
    return intake.content(intake.opened(data), form)[1]


def the_error(data, form=FORM):
    """The one error, having seen that the content is withheld."""
    content, found = intake.content(intake.opened(data), form)
    errors = [each for each in found if each.severity is Severity.ERROR]
    assert content is None
    assert len(errors) == 1, errors
    return errors[0]


def at(problem):
    return problem.rule, problem.sheet, problem.cell


def set_cells(tab, **cells):
    """A change that types into cells of the sheet whose number is ``tab``."""

    def change(book):
        for cell, value in cells.items():
            book.worksheets[tab - 1][cell] = value

    return change
