"""One revision of a return with everything that people said in it and beside it."""

from collections.abc import Mapping
from dataclasses import dataclass

from dashboard.domain.access import Person
from dashboard.domain.returns import ReturnForm
from dashboard.doors import reading
from dashboard.errors import WorkbookRefused
from dashboard.readings.returns import ReturnDetail, detail
from dashboard.workbooks import intake, received, workers
from data_access import files, uploads


@dataclass(frozen=True, slots=True)
class WholeReturn:
    """A revision as it is shown, with the names of the files of all revisions by their ids.

    ``notes`` are those in the revision's own file, beside its figures; None: the file was taken in
    by the rules of an earlier version and cannot be read by today's.
    """

    detail: ReturnDetail
    file_names: Mapping[int, str]
    notes: tuple[intake.Note, ...] | None


def whole(person: Person, return_id: int, revision: int | None = None) -> WholeReturn:
    """Return one revision of a return, the newest by default, with all that was said beside it.

    Raises:
        NotFound: no such return or revision.
        NotAllowed: the person may not see it.
    """
    with reading(person) as session:
        found = detail(person, return_id, revision)
        names = uploads.file_names(session, [each.id for each in found.revisions])
        data = files.content(session, found.revision.file_id)
    return WholeReturn(found, names, _notes(data, found.form))


def _notes(data: bytes, form: ReturnForm) -> tuple[intake.Note, ...] | None:
    try:
        return workers.run(received.notes, data, form)
    except WorkbookRefused:
        return None
