"""A return that comes as entries: written into the unit's workbook, as a clerk would."""

from collections.abc import Mapping
from dataclasses import dataclass

from dashboard import forms, standing
from dashboard.actions import allow, returns
from dashboard.domain.access import Person, Right
from dashboard.domain.returns import ReturnForm
from dashboard.doors import reading
from dashboard.errors import Refused
from dashboard.workbooks import fill, paper, return_template
from dashboard.workbooks.sameness import settled
from data_access import units
from data_access.vocabulary import Period


@dataclass(frozen=True, slots=True)
class Written:
    """A unit's workbook with entries typed in; ``form`` is what it shows."""

    name: str
    data: bytes
    form: ReturnForm


def workbook(
    person: Person, unit_code: str, period: Period, entries: Mapping[str, object]
) -> Written:
    """Return the unit's workbook for the quarter with ``entries`` typed in (see ``fill.fill``).

    The same entries give the same bytes for as long as the workbook to fill in is the same.

    Raises:
        NotFound: no such unit, or the calendar does not reach the quarter.
        NotAllowed: the person may not submit for the unit.
        WrongState: ``unit-does-not-report``, ``unit-not-in-period``.
        Refused: see ``fill.fill``; ``unknown-indicator`` with all ``codes`` that are unknown.
    """
    with reading(person) as session:
        unit = units.by_code(session, unit_code)
        allow(session, person, Right.SUBMIT_RETURN, unit.id)
        standing.must_report(unit, period)
        form = forms.form_of(session, unit, period)
    _must_be_known(form, entries)
    book = return_template.drawn(form)
    fill.type_in(book, entries)
    return Written(returns.file_name(unit.code, period), settled(paper.saved(book)), form)


def _must_be_known(form: ReturnForm, entries: Mapping[str, object]) -> None:
    figures = entries.get("figures")
    told = figures if isinstance(figures, Mapping) else {}
    known = {each.code for each in form.indicators}
    unknown = [code for code in told if code not in known]
    if unknown:
        raise Refused("unknown-indicator", code=unknown[0], codes=tuple(unknown))
