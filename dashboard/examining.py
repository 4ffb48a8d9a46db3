"""A return read and held against every rule: the same for a file and for the form on the page."""

from collections.abc import Callable
from dataclasses import dataclass

from dashboard import forms
from dashboard.domain.access import Person
from dashboard.domain.returns import ReturnContent, ReturnForm
from dashboard.doors import reading
from dashboard.errors import Problem
from data_access.vocabulary import Severity, UnitRecord


@dataclass(frozen=True, slots=True)
class Examined:
    """What a return says and what is wrong with it; ``content`` None where there are errors.

    ``form`` is what it was held against, the earlier foundings of its enterprises included.
    """

    form: ReturnForm
    content: ReturnContent | None
    problems: tuple[Problem, ...]


Read = Callable[[ReturnForm], tuple[ReturnContent | None, tuple[Problem, ...]]]
"""Returns what is said as a return of a form, as far as it can be read, and what is wrong with it
(``intake.as_far_as_read``)."""


def examined(person: Person, read: Read, form: ReturnForm, unit: UnitRecord) -> Examined:
    """Return what is said as the unit's return, checked."""
    said, problems = read(form)
    if said is not None and said.foundings:  # also where there are errors: all is said at once
        with reading(person) as session:
            form = forms.with_founded_before(session, form, unit, said)
        if form.founded_before:
            said, problems = read(form)
    refused = any(problem.severity is Severity.ERROR for problem in problems)
    return Examined(form, None if refused else said, problems)
