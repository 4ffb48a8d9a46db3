"""What a unit noted beside the figures, in the file that a revision was submitted as."""

from threading import Lock

from cachetools import LRUCache, cached
from sqlalchemy.orm import Session

from dashboard.domain.returns import ReturnForm
from dashboard.errors import WorkbookRefused
from dashboard.workbooks import intake, received, workers
from data_access import files
from data_access.returns import RevisionRecord

Notes = tuple[intake.Note, ...]


def of_revision(session: Session, revision: RevisionRecord, form: ReturnForm) -> Notes | None:
    """Return the notes; None: the file was taken in by the rules of an earlier version and cannot
    be read by today's.
    """
    try:
        return _of_file(revision.sha256, session, revision.file_id, form)
    except WorkbookRefused:
        return None


def _key(sha256: str, _session: Session, _file_id: int, form: ReturnForm) -> tuple[object, ...]:
    asked = (*form.indicators, *form.not_asked)
    return sha256, frozenset((each.code, each.name) for each in asked)


# A file says the same whenever it is read, and a page is drawn often.
@cached(LRUCache(500), key=_key, lock=Lock())
def _of_file(_sha256: str, session: Session, file_id: int, form: ReturnForm) -> Notes:
    return workers.run(received.notes, files.content(session, file_id), form)
