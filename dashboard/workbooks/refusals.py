"""The refusal of a file, or of a cell in it, by the sentence of a rule."""

from dashboard.domain.text import must_be_readable
from dashboard.errors import Problem, Refused, WorkbookRefused
from dashboard.i18n import _
from dashboard.workbooks.sentences import SENTENCES
from data_access.vocabulary import Severity


def refused(
    rule: str, found: str | None = None, *, sheet: str | None = None, cell: str | None = None
) -> WorkbookRefused:
    """Return the refusal of a file by the rule's sentence, naming the place where one is known."""
    return WorkbookRefused((Problem(Severity.ERROR, rule, _(SENTENCES[rule]), sheet, cell, found),))


def misnamed(file_name: str) -> Problem | None:
    """Return what is wrong with the name of a file; None: nothing."""
    try:
        must_be_readable(file_name)
    except Refused as refusal:
        return refused("file-name-unreadable", str(refusal.values["found"])).problems[0]
    return None
