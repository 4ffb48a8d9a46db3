"""What people did: one event for each action, in the action's own transaction."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Integer, func, insert, select
from sqlalchemy.orm import Session

from data_access.models import AuditEvent
from data_access.vocabulary import Channel

_ADD = insert(AuditEvent)


def record(
    session: Session,
    *,
    at: datetime,
    account_id: int | None,
    channel: Channel,
    action: str,
    unit_id: int | None = None,
    subject: str | None = None,
    subject_id: int | None = None,
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Add the event; ``action`` is such as ``return.accept``, ``subject`` the table's name."""
    session.connection().execute(
        _ADD,
        {
            "at": at,
            "account_id": account_id,
            "channel": channel,
            "action": action,
            "unit_id": unit_id,
            "subject": subject,
            "subject_id": subject_id,
            "detail": dict(detail or {}),
        },
    )


def newest_of(session: Session, actions: Collection[str]) -> str | None:
    """Return the action of the newest event among those of these actions; None: there is none."""
    return session.scalar(
        select(AuditEvent.action)
        .where(AuditEvent.action.in_(actions))
        .order_by(AuditEvent.id.desc())
        .limit(1)
    )


def bytes_of(session: Session, account_id: int, action: str, since: datetime) -> int:
    """Return how many bytes the files have that the account's events of one kind are about."""
    found = session.scalar(
        select(func.coalesce(func.sum(AuditEvent.detail["size"].astext.cast(Integer)), 0)).where(
            AuditEvent.account_id == account_id,
            AuditEvent.action == action,
            AuditEvent.at >= since,
        )
    )
    return int(found or 0)
