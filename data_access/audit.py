"""What people did: one event for each action, in the action's own transaction."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from data_access.models import AuditEvent
from data_access.vocabulary import Channel


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
    session.execute(
        insert(AuditEvent).values(
            at=at,
            account_id=account_id,
            channel=channel,
            action=action,
            unit_id=unit_id,
            subject=subject,
            subject_id=subject_id,
            detail=dict(detail or {}),
        )
    )
