"""Files that people handed in, whatever became of them."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from data_access.models import StoredFile, Upload
from data_access.vocabulary import Channel, UploadOutcome

_ADD = insert(Upload).returning(Upload.id)


def add(
    session: Session,
    *,
    file_id: int,
    file_name: str,
    outcome: UploadOutcome,
    problems: Sequence[Mapping[str, Any]],
    revision_id: int | None,
    channel: Channel,
    uploaded_by: int,
    uploaded_at: datetime,
) -> int:
    """Add the upload and return its id; a name longer than the column keeps its end."""
    added = session.connection().execute(
        _ADD,
        {
            "file_id": file_id,
            "file_name": file_name[-255:],
            "outcome": outcome,
            "problems": [dict(problem) for problem in problems],
            "revision_id": revision_id,
            "channel": channel,
            "uploaded_by": uploaded_by,
            "uploaded_at": uploaded_at,
        },
    )
    return int(added.scalar_one())


def refused_as(session: Session, account_id: int, sha256: str) -> int | None:
    """Return the account's newest upload of these bytes that was refused."""
    return session.scalar(
        select(Upload.id)
        .join(StoredFile, StoredFile.id == Upload.file_id)
        .where(
            Upload.uploaded_by == account_id,
            Upload.outcome == UploadOutcome.REFUSED,
            StoredFile.sha256 == bytes.fromhex(sha256),
        )
        .order_by(Upload.id.desc())
        .limit(1)
    )


def refused_bytes(session: Session, account_id: int, since: datetime) -> int:
    """Return how many bytes the account's files refused since then have."""
    found = session.scalar(
        select(func.coalesce(func.sum(StoredFile.size), 0))
        .join(Upload, Upload.file_id == StoredFile.id)
        .where(
            Upload.uploaded_by == account_id,
            Upload.outcome == UploadOutcome.REFUSED,
            Upload.uploaded_at >= since,
        )
    )
    return int(found or 0)


def stored_bytes(session: Session, account_id: int, since: datetime) -> int:
    """Return how many bytes the account's files have, whatever became of them since then."""
    found = session.scalar(
        select(func.coalesce(func.sum(StoredFile.size), 0))
        .join(Upload, Upload.file_id == StoredFile.id)
        .where(Upload.uploaded_by == account_id, Upload.uploaded_at >= since)
    )
    return int(found or 0)


def file_name_of(session: Session, revision_id: int) -> str | None:
    """Return the name of the file that became the revision."""
    return session.scalar(
        select(Upload.file_name).where(
            Upload.revision_id == revision_id, Upload.outcome == UploadOutcome.STORED
        )
    )


def file_names(session: Session, revision_ids: Collection[int]) -> dict[int, str]:
    """Return the names of the files that became the revisions, by the revisions' ids."""
    found = session.execute(
        select(Upload.revision_id, Upload.file_name).where(
            Upload.revision_id.in_(revision_ids), Upload.outcome == UploadOutcome.STORED
        )
    )
    return {revision_id: name for revision_id, name in found if revision_id is not None}
