"""A return read and held against every rule: the same for a file and for the form on the page."""

from collections.abc import Callable
from dataclasses import dataclass

from dashboard import forms
from dashboard.domain.access import Person
from dashboard.domain.returns import ReturnContent, ReturnForm
from dashboard.doors import reading
from dashboard.errors import Problem
from data_access.vocabulary import UnitRecord


@dataclass(frozen=True, slots=True)
class Examined:
    """What a return says and what is wrong with it; ``content`` None where there are errors.

    ``form`` is what it was held against, the earlier foundings of its enterprises included.
    """

    form: ReturnForm
    content: ReturnContent | None
    problems: tuple[Problem, ...]


Read = Callable[[ReturnForm], tuple[ReturnContent | None, tuple[Problem, ...]]]
"""Returns what is said as a return of a form, and what is wrong with it (``intake.content``)."""


def examined(person: Person, read: Read, form: ReturnForm, unit: UnitRecord) -> Examined:
    """Return what is said as the unit's return, checked."""
    content, problems = read(form)
    if content is not None and content.foundings:
        with reading(person) as session:
            form = forms.with_founded_before(session, form, unit, content)
        if form.founded_before:
            content, problems = read(form)
    return Examined(form, content, problems)
