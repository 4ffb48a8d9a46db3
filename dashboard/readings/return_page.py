"""Everything that the page of a return shows, of one moment."""

from dataclasses import dataclass

from dashboard.domain.access import Person
from dashboard.doors import reading
from dashboard.readings import comparison, notes, returns, spots
from dashboard.readings.comparison import Comparison
from dashboard.readings.returns import ReturnDetail
from dashboard.readings.spots import Said
from dashboard.workbooks.intake import Note


@dataclass(frozen=True, slots=True)
class ReturnPage:
    """One revision, what was said of single places of it, what the unit noted in its file (None:
    it cannot be read), and the two compared, if two were asked for.
    """

    detail: ReturnDetail
    remarks: Said | None
    comparison: Comparison | None
    notes: tuple[Note, ...] | None


def read(
    person: Person,
    return_id: int,
    revision: int | None = None,
    old: int | None = None,
    new: int | None = None,
) -> ReturnPage:
    """Return what the page shows, of the newest revision by default; ``old`` and ``new`` are
    compared where both are given.

    Raises:
        NotFound: no such return or revision.
        NotAllowed: the person may not see it.
    """
    with reading(person) as session:
        detail = returns.detail(person, return_id, revision)
        return ReturnPage(
            detail=detail,
            remarks=spots.remarks(person, return_id, detail.revision.number),
            comparison=comparison.read(person, return_id, old, new) if old and new else None,
            notes=notes.of_revision(session, detail.revision, detail.form),
        )
