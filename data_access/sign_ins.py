"""Where accounts are signed in: sessions, known by the hash of a token."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from data_access import grants
from data_access.errors import NotFound
from data_access.models import Account, SignInSession
from data_access.vocabulary import Role


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A valid sign-in session and whose it is; grants are (unit id, role)."""

    session_id: int
    account_id: int
    username: str
    display_name: str
    language: str
    last_used_at: datetime
    grants: tuple[tuple[int, Role], ...]


def add(
    session: Session,
    *,
    account_id: int,
    token_hash: bytes,
    at: datetime,
    expires_at: datetime,
    address: str | None,
    browser: str | None,
) -> int:
    """Open a session and return its id.

    Raises:
        NotFound: there is no such account.
    """
    made: int | None = session.scalar(
        insert(SignInSession)
        .values(
            account_id=account_id,
            token_hash=token_hash,
            created_at=at,
            last_used_at=at,
            expires_at=expires_at,
            address=address,
            browser=browser,
        )
        .returning(SignInSession.id)
    )
    if made is None:
        raise NotFound("account", account_id)
    return made


def valid(session: Session, token_hash: bytes, at: datetime, idle: timedelta) -> SignedIn | None:
    """Return the session of a token, if at ``at`` it is open, used within ``idle`` and not past
    its absolute limit, and its account is active; in one query.
    """
    row = session.execute(
        select(
            SignInSession.id,
            Account.id,
            Account.username,
            Account.display_name,
            Account.language,
            SignInSession.last_used_at,
            grants.beside_account(),
        )
        .join(Account, Account.id == SignInSession.account_id)
        .where(
            SignInSession.token_hash == token_hash,
            SignInSession.ended_at.is_(None),
            SignInSession.expires_at > at,
            SignInSession.last_used_at > at - idle,
            Account.active,
        )
    ).one_or_none()
    if row is None:
        return None
    return SignedIn(
        session_id=row[0],
        account_id=row[1],
        username=row[2],
        display_name=row[3],
        language=row[4],
        last_used_at=row[5],
        grants=grants.told(row[6]),
    )


def touch(session: Session, session_id: int, at: datetime) -> None:
    """Note that the session was used."""
    session.execute(
        update(SignInSession)
        .where(SignInSession.id == session_id, SignInSession.last_used_at < at)
        .values(last_used_at=at)
    )


def end(session: Session, token_hash: bytes, at: datetime) -> int | None:
    """End one session and return whose it was; None: it was not open."""
    return session.scalar(
        update(SignInSession)
        .where(SignInSession.token_hash == token_hash, SignInSession.ended_at.is_(None))
        .values(ended_at=at)
        .returning(SignInSession.account_id)
    )


def end_all(session: Session, account_id: int, at: datetime) -> int:
    """End all open sessions of an account and return how many there were."""
    ended = session.scalars(
        update(SignInSession)
        .where(SignInSession.account_id == account_id, SignInSession.ended_at.is_(None))
        .values(ended_at=at)
        .returning(SignInSession.id)
    )
    return len(ended.all())


def signed_in_from(session: Session, account_id: int, address: str, since: datetime) -> bool:
    """Whether the account signed in from this address since then."""
    found = session.scalar(
        select(SignInSession.id)
        .where(
            SignInSession.account_id == account_id,
            SignInSession.address == address,
            SignInSession.created_at >= since,
        )
        .limit(1)
    )
    return found is not None


def earlier(session: Session, account_id: int, token_hash: bytes, since: datetime) -> int | None:
    """Return the id of the account's session (open or not) with this token, opened since then."""
    return session.scalar(
        select(SignInSession.id).where(
            SignInSession.token_hash == token_hash,
            SignInSession.account_id == account_id,
            SignInSession.created_at >= since,
        )
    )
