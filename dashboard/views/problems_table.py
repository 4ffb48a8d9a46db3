"""Everything that was found in a file, at once: where, what stood there, how to mend it."""

from collections.abc import Sequence

from markupsafe import Markup

from dashboard import guide
from dashboard.errors import Problem
from dashboard.i18n import _, format_count
from dashboard.views import links
from dashboard.views.templates import drawn
from dashboard.workbooks.marked_up import can_be_marked
from data_access.vocabulary import Severity

MOST = 300


def problems_table(
    problems: Sequence[Problem],
    *,
    refused: bool = False,
    explanation: str | None = None,
    upload_id: int | None = None,
    form: str | None = None,
    typed: bool = False,
) -> Markup:
    """Return the card with its counting sentence; errors stand before warnings.

    ``refused``: the file was not taken in; it is handed back from ``upload_id`` with its wrong
    cells marked, or where nothing in it can be marked, a new form from the address ``form``.
    ``explanation`` is the clerk's word on the warnings, "" where there is none; None: nothing was
    handed in yet. ``typed``: there is no file, the return was typed in on the page.
    """
    markable = can_be_marked(problems)
    return drawn(
        "problems.html",
        headline=headline_of_typed(problems) if typed else headline(problems),
        problems=in_order(problems)[:MOST],
        unnamed=max(0, len(problems) - MOST),
        refused=refused,
        explanation=explanation,
        error=Severity.ERROR,
        explained=guide.rules(),
        marked=links.marked_upload(upload_id) if refused and upload_id and markable else None,
        form=form if refused and not markable else None,
    )


def in_order(problems: Sequence[Problem]) -> list[Problem]:
    """Return errors before warnings, each in the order of the file."""
    return sorted(problems, key=lambda each: each.severity is not Severity.ERROR)


def headline(problems: Sequence[Problem]) -> str:
    """Return "The file has 3 errors to mend and 2 points to look at again"."""
    errors = sum(each.severity is Severity.ERROR for each in problems)
    warnings = len(problems) - errors
    counts = {"errors": format_count(errors), "warnings": format_count(warnings)}
    if errors and warnings:
        return _(
            "The file has {errors} errors to mend and {warnings} points to look at again"
        ).format(**counts)
    if errors:
        return _("The file has {errors} errors to mend").format(**counts)
    if warnings:
        return _("The file has {warnings} points to look at again").format(**counts)
    return _("The file has no errors")


def headline_of_typed(problems: Sequence[Problem]) -> str:
    """Return the same of a return that is no file."""
    errors = sum(each.severity is Severity.ERROR for each in problems)
    warnings = len(problems) - errors
    counts = {"errors": format_count(errors), "warnings": format_count(warnings)}
    if errors and warnings:
        return _(
            "The return has {errors} errors to mend and {warnings} points to look at again"
        ).format(**counts)
    if errors:
        return _("The return has {errors} errors to mend").format(**counts)
    if warnings:
        return _("The return has {warnings} points to look at again").format(**counts)
    return _("The return has no errors")
