"""Files as they were handed in; the same bytes are kept once."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256 as _sha256

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from data_access.errors import NotFound
from data_access.models import StoredFile


@dataclass(frozen=True, slots=True)
class FileRecord:
    """A stored file without its bytes; ``sha256`` in hexadecimal, ``size`` in bytes."""

    id: int
    sha256: str
    size: int
    stored_at: datetime


def sha256(content: bytes) -> str:
    """Return the fingerprint of ``content`` in hexadecimal."""
    return _sha256(content).hexdigest()


def store(session: Session, content: bytes, at: datetime) -> int:
    """Return the id of the file with these bytes, storing it where it is new."""
    digest = _sha256(content).digest()
    added: int | None = session.scalar(
        insert(StoredFile)
        .values(sha256=digest, size=len(content), content=content, stored_at=at)
        .on_conflict_do_nothing(index_elements=["sha256"])
        .returning(StoredFile.id)
    )
    if added is not None:
        return added
    return session.scalars(select(StoredFile.id).where(StoredFile.sha256 == digest)).one()


def content(session: Session, file_id: int) -> bytes:
    """Return the bytes.

    Raises:
        NotFound: there is no such file.
    """
    found = session.scalar(select(StoredFile.content).where(StoredFile.id == file_id))
    if found is None:
        raise NotFound("file", file_id)
    return found


def by_sha256(session: Session, digest: str) -> FileRecord | None:
    """Return the stored file with this fingerprint, if there is one."""
    row = session.execute(
        select(StoredFile.id, StoredFile.size, StoredFile.stored_at).where(
            StoredFile.sha256 == bytes.fromhex(digest)
        )
    ).one_or_none()
    return row and FileRecord(row.id, digest, row.size, row.stored_at)
