"""Files as people handed them in, with the name they came under and whose they are."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, case, select
from sqlalchemy.orm import Session

from data_access import warning_parameters
from data_access.errors import NotFound
from data_access.models import QuarterlyReturn, ReturnRevision, StoredFile, Upload
from data_access.vocabulary import LARGEST_ID, Period, UploadOutcome


@dataclass(frozen=True, slots=True)
class Original:
    """A file handed in; ``return_id`` to ``revision`` are None where it was refused.

    ``problems``, as they were stored or derived since, are what was found in it.
    """

    uploaded_by: int
    uploaded_at: datetime
    return_id: int | None
    unit_id: int | None
    period: Period | None
    revision: int | None
    file_name: str
    content: bytes
    problems: tuple[dict[str, Any], ...]


_WHAT_IT_BECAME = (
    ReturnRevision.return_id,
    QuarterlyReturn.unit_id,
    QuarterlyReturn.year,
    QuarterlyReturn.quarter,
    ReturnRevision.number,
    Upload.file_name,
    StoredFile.content,
)


def of_revision(session: Session, revision_id: int) -> Original:
    """Return the file that became the revision.

    Raises:
        NotFound: there is no such revision.
    """
    if revision_id > LARGEST_ID:
        raise NotFound("revision", revision_id)
    row = session.execute(
        select(
            ReturnRevision.submitted_by.label("uploaded_by"),
            ReturnRevision.submitted_at.label("uploaded_at"),
            *_WHAT_IT_BECAME,
            ReturnRevision.warnings.label("problems"),
            ReturnRevision.id.label("warned"),
        )
        .join(QuarterlyReturn, QuarterlyReturn.id == ReturnRevision.return_id)
        .join(StoredFile, StoredFile.id == ReturnRevision.file_id)
        .outerjoin(
            Upload,
            (Upload.revision_id == ReturnRevision.id) & (Upload.outcome == UploadOutcome.STORED),
        )
        .where(ReturnRevision.id == revision_id)
        .limit(1)
    ).one_or_none()
    return _original(session, row, "revision", revision_id)


def of_upload(session: Session, upload_id: int) -> Original:
    """Return a file handed in, whatever became of it.

    Raises:
        NotFound: there is no such upload.
    """
    if upload_id > LARGEST_ID:
        raise NotFound("upload", upload_id)
    row = session.execute(
        select(
            Upload.uploaded_by,
            Upload.uploaded_at,
            *_WHAT_IT_BECAME,
            Upload.problems,
            case((Upload.outcome == UploadOutcome.STORED, Upload.revision_id)).label("warned"),
        )
        .join(StoredFile, StoredFile.id == Upload.file_id)
        .outerjoin(ReturnRevision, ReturnRevision.id == Upload.revision_id)
        .outerjoin(QuarterlyReturn, QuarterlyReturn.id == ReturnRevision.return_id)
        .where(Upload.id == upload_id)
    ).one_or_none()
    return _original(session, row, "upload", upload_id)


def _original(
    session: Session, row: Row[*tuple[Any, ...]] | None, subject: str, key: int
) -> Original:
    """Return the file; where its problems are a revision's warnings, ``warned`` is that one."""
    if row is None:
        raise NotFound(subject, key)
    derived = warning_parameters.of_revision(session, row.warned) if row.warned else None
    return Original(
        uploaded_by=row.uploaded_by,
        uploaded_at=row.uploaded_at,
        return_id=row.return_id,
        unit_id=row.unit_id,
        period=Period(row.year, row.quarter) if row.year else None,
        revision=row.number,
        file_name=row.file_name or f"{subject}-{key}.xlsx",
        content=row.content,
        problems=warning_parameters.completed(row.problems, derived),
    )
