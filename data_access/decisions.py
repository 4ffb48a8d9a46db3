"""What was decided about returns: every decision of every revision, as it was made."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from data_access.models import Account, ReturnDecision, ReturnRevision
from data_access.vocabulary import DecisionKind


@dataclass(frozen=True, slots=True)
class DecisionRecord:
    """One decision; ``revision`` is the number of the revision it was made about.

    ``remarks`` are words on single places of its file: sheet, cell, message.
    """

    id: int
    revision: int
    kind: DecisionKind
    reason: str | None
    remarks: tuple[dict[str, str], ...]
    decided_by: int
    decider: str
    decided_at: datetime


def of_return(session: Session, return_id: int) -> tuple[DecisionRecord, ...]:
    """Return all decisions on the return's revisions, in the order they were made."""
    found = session.execute(
        select(ReturnDecision, ReturnRevision.number, Account.display_name)
        .join(ReturnRevision, ReturnRevision.id == ReturnDecision.revision_id)
        .join(Account, Account.id == ReturnDecision.decided_by)
        .where(ReturnRevision.return_id == return_id)
        .order_by(ReturnDecision.id)
    )
    return tuple(
        DecisionRecord(
            id=made.id,
            revision=number,
            kind=made.kind,
            reason=made.reason,
            remarks=tuple(made.remarks),
            decided_by=made.decided_by,
            decider=decider,
            decided_at=made.decided_at,
        )
        for made, number, decider in found
    )
