"""Everything that was found in a file, at once: where, what stood there, how to mend it."""

from collections.abc import Sequence

from markupsafe import Markup

from dashboard.errors import Problem
from dashboard.i18n import _, format_count
from dashboard.views.templates import drawn
from data_access.vocabulary import Severity

MOST = 300


def problems_table(
    problems: Sequence[Problem], *, refused: bool = False, explanation: str | None = None
) -> Markup:
    """Return the card with its counting sentence; errors stand before warnings.

    ``refused``: the file was not taken in. ``explanation`` is the clerk's word on the warnings.
    """
    return drawn(
        "problems.html",
        headline=headline(problems),
        problems=in_order(problems)[:MOST],
        unnamed=max(0, len(problems) - MOST),
        refused=refused,
        explanation=explanation,
        error=Severity.ERROR,
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
