"""What people do: one transaction for each thing, with its audit event, the right asked first."""

from datetime import datetime

from sqlalchemy.orm import Session

from dashboard import clock
from dashboard.domain.access import OPERATOR, Grant, Person, Right
from dashboard.domain.text import must_be_readable
from dashboard.doors import SERVICE, writing
from dashboard.errors import NotAllowed
from data_access import accounts as account_rows  # this package has modules of these names
from data_access import audit, recording
from data_access import units as unit_rows
from data_access.vocabulary import Channel, Role

OPERATOR_NAME = "Người vận hành máy chủ"


def allow(session: Session, person: Person, right: Right, unit_id: int) -> None:
    """Return if ``right`` reaches the unit.

    Raises:
        NotAllowed: it does not.
    """
    if not person.may(right, unit_rows.ancestors(session, unit_id)):
        raise NotAllowed(f"{person.username}: no {right} on unit {unit_id}")


def allow_somewhere(person: Person, right: Right) -> frozenset[int]:
    """Return the ids of the units on which the person holds ``right``.

    Raises:
        NotAllowed: there is none.
    """
    held = person.units_with(right)
    if not held:
        raise NotAllowed(f"{person.username}: no {right} anywhere")
    return held


def operator() -> Person:
    """Return whoever runs commands on the server itself: all rights on all units.

    Acts under an account of its own that nobody can sign in with, made at its first use.
    """
    with writing(SERVICE) as session:
        account = account_rows.by_username(session, OPERATOR)
        account_id = (
            account.id
            if account
            else account_rows.create(
                session,
                username=OPERATOR,
                display_name=OPERATOR_NAME,
                password_hash=None,
                language="vi",
                at=clock.now(),
            )
        )
        grants = tuple(Grant(unit.id, Role.ADMINISTRATOR) for unit in unit_rows.roots(session))
    return Person(account_id, OPERATOR, OPERATOR_NAME, grants, Channel.COMMAND_LINE)


def recording_moment(session: Session) -> datetime:
    """Return the moment at which the action is recorded; others that record wait for its end."""
    return recording.moment(session, clock.now())


def is_operator(person: Person) -> bool:
    return person.is_operator


def record(
    session: Session,
    person: Person,
    action: str,
    *,
    unit_id: int | None = None,
    subject: str | None = None,
    subject_id: int | None = None,
    at: datetime | None = None,
    **detail: object,
) -> None:
    """Add the audit event of what ``person`` does now, or as of ``at``."""
    audit.record(
        session,
        at=at or clock.now(),
        account_id=person.account_id,
        channel=person.channel,
        action=action,
        unit_id=unit_id,
        subject=subject,
        subject_id=subject_id,
        detail=detail,
    )


def said(words: str | None, most: int) -> str | None:
    """Return what a person typed, trimmed to ``most`` letters; None where it is nothing.

    Raises:
        Refused: ``combining-marks``.
    """
    typed = (words or "").replace("\0", "").strip()[:most]
    must_be_readable(typed)
    return typed or None
