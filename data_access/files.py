"""Files as they were handed in; the same bytes are kept once."""

from datetime import datetime
from hashlib import sha256 as _sha256

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from data_access.errors import NotFound
from data_access.models import StoredFile

_ADD = insert(StoredFile).on_conflict_do_nothing(index_elements=["sha256"]).returning(StoredFile.id)


def sha256(content: bytes) -> str:
    """Return the fingerprint of ``content`` in hexadecimal."""
    return _sha256(content).hexdigest()


def store(session: Session, content: bytes, at: datetime) -> int:
    """Return the id of the file with these bytes, storing it where it is new."""
    digest = _sha256(content).digest()
    added = session.connection().scalar(
        _ADD, {"sha256": digest, "size": len(content), "content": content, "stored_at": at}
    )
    if added is not None:
        return int(added)
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
