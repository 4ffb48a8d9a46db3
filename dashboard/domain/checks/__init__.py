"""The rules a quarterly return is held against, whatever it was written in.

Errors block a submission, warnings want a tick. A rule knows nothing of workbooks: where a figure
or a row stands is told by ``places``, so that a form on a page is checked by the same rules. What
a rule compares with, and its thresholds, come with the form.
"""

from collections.abc import Callable, Iterator, Mapping

from dashboard.domain.checks.case import (
    ALL_READ,
    NOWHERE,
    Case,
    Key,
    Place,
    Unread,
)
from dashboard.domain.checks.eligibility import party_cells, unions, youth_branches
from dashboard.domain.checks.figures import all_blank, counts, main_blanks, parents
from dashboard.domain.checks.foundings import before, days, gaps, twice
from dashboard.domain.checks.history import unusual
from dashboard.domain.checks.others import above, children, cross_check
from dashboard.domain.checks.rules import RULES
from dashboard.domain.checks.stocks import members, roll_forward
from dashboard.domain.checks.tax_codes import tax_codes
from dashboard.domain.returns import ReturnContent, ReturnForm
from dashboard.errors import Problem

__all__ = ["ALL_READ", "NOWHERE", "RULES", "Key", "Place", "Unread", "check"]

_CHECKS: tuple[Callable[[Case], Iterator[Problem]], ...] = (
    parents,
    all_blank,
    main_blanks,
    counts,
    roll_forward,
    members,
    unusual,
    children,
    above,
    cross_check,
    days,
    gaps,
    tax_codes,
    twice,
    before,
    party_cells,
    unions,
    youth_branches,
)


def check(
    content: ReturnContent,
    form: ReturnForm,
    places: Mapping[Key, Place] = NOWHERE,
    unread: Unread = ALL_READ,
) -> tuple[Problem, ...]:
    """Return every problem of ``content``, figures before lists, each with its parameters."""
    case = Case(content, form, places, unread)
    return tuple(problem for rule in _CHECKS for problem in rule(case))
