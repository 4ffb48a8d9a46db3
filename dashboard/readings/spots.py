"""Where in its own file the figures and rows of a revision stand, and what was said of them."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from dashboard import forms
from dashboard.domain import spots
from dashboard.domain.access import Person, Right
from dashboard.domain.returns import IndicatorView, ReturnContent
from dashboard.domain.spots import NOWHERE, Spots
from dashboard.doors import reading
from dashboard.errors import NotAllowed, WorkbookRefused
from dashboard.workbooks import received, workers
from data_access import files, returns, units
from data_access.errors import NotFound
from data_access.returns import RevisionRecord
from data_access.vocabulary import UnitRecord


@dataclass(frozen=True, slots=True)
class Said:
    """The remarks on single places of a revision (sheet, cell, message), and what it says there."""

    remarks: tuple[Mapping[str, str], ...]
    spots: Spots
    content: ReturnContent
    indicators: tuple[IndicatorView, ...]


def of_revision(person: Person, return_id: int, number: int) -> Spots:
    """Return the spots of the file that a revision was submitted as.

    Raises:
        NotFound, NotAllowed: no such return or revision; the person may not see it.
    """
    with reading(person) as session:
        revision, unit = _seen(session, person, return_id, number)
        form = forms.form_of(session, unit, revision.period)
        data = files.content(session, revision.file_id)
    try:
        return spots.spots(workers.run(received.places, data, form))
    except WorkbookRefused:  # taken in by the rules of an earlier version
        return NOWHERE


def remarks(person: Person, return_id: int, number: int) -> Said | None:
    """Return what a reviewer said of single places of a revision; None: nothing.

    Raises:
        NotFound, NotAllowed: as for ``of_revision``.
    """
    with reading(person) as session:
        revision, unit = _seen(session, person, return_id, number)
        if not revision.remarks:
            return None
        content = forms.content_of(session, revision.id, unit.code, revision.period)
        form = forms.form_of(session, unit, revision.period)
        where = of_revision(person, return_id, number)
        return Said(revision.remarks, where, content, form.indicators)


def _seen(
    session: Session, person: Person, return_id: int, number: int
) -> tuple[RevisionRecord, UnitRecord]:
    held = returns.by_id(session, return_id)
    if not person.may(Right.SEE_RETURN, units.ancestors(session, held.unit_id)):
        raise NotAllowed(f"{person.username}: may not see return {return_id}")
    for each in returns.revisions(session, return_id):
        if each.number == number:
            return each, units.by_id(session, held.unit_id)
    raise NotFound("revision", number)
