"""Keys under which programs handed in returns, so that asking again hands in nothing."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from data_access.models import IdempotencyKey, ReturnRevision


@dataclass(frozen=True, slots=True)
class KeptKey:
    """A key that was used; ``request_sha256`` tells the request it was used for."""

    request_sha256: bytes
    revision_id: int
    return_id: int


def find(session: Session, account_id: int, key: str) -> KeptKey | None:
    """Return what the account used the key for, if it did."""
    row = session.execute(
        select(IdempotencyKey.request_sha256, IdempotencyKey.revision_id, ReturnRevision.return_id)
        .join(ReturnRevision, ReturnRevision.id == IdempotencyKey.revision_id)
        .where(IdempotencyKey.account_id == account_id, IdempotencyKey.key == key)
    ).one_or_none()
    return None if row is None else KeptKey(*row)


def keep(
    session: Session,
    *,
    account_id: int,
    key: str,
    request_sha256: bytes,
    revision_id: int,
    at: datetime,
) -> bool:
    """Keep the key; False: somebody did so a moment ago, whom this waited for."""
    kept = session.scalar(
        insert(IdempotencyKey)
        .values(
            account_id=account_id,
            key=key,
            request_sha256=request_sha256,
            revision_id=revision_id,
            kept_at=at,
        )
        .on_conflict_do_nothing()
        .returning(IdempotencyKey.key)
    )
    return kept is not None
