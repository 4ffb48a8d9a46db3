"""What a unit noted beside the figures, in the file that a revision was submitted as."""

from sqlalchemy.orm import Session

from dashboard.domain.returns import ReturnForm
from dashboard.errors import WorkbookRefused
from dashboard.workbooks import intake, received, workers
from data_access import files
from data_access.returns import RevisionRecord


def of_revision(
    session: Session, revision: RevisionRecord, form: ReturnForm
) -> tuple[intake.Note, ...] | None:
    """Return the notes; None: the file was taken in by the rules of an earlier version and cannot
    be read by today's.
    """
    try:
        return workers.run(received.notes, files.content(session, revision.file_id), form)
    except WorkbookRefused:
        return None
