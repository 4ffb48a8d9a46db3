"""Accounts, what they are granted, where they are signed in, and throttling counters."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import case, delete, func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from data_access.errors import AlreadyThere, NotFound
from data_access.models import (
    Account,
    AccountGrant,
    RateWindow,
    SignInSession,
)
from data_access.vocabulary import Role

_FIRST_ACCOUNT_LOCK = 7_204_311  # any number that nothing else in this database locks


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


def by_username(session: Session, username: str) -> Account | None:
    if not username.isprintable():  # PostgreSQL takes neither a null byte nor half a character
        return None
    return session.scalar(select(Account).where(Account.username == username))


def locked(session: Session, username: str) -> Account:
    """Return the account, locked until the transaction ends.

    Raises:
        NotFound: there is no such account.
    """
    if not username.isprintable():
        raise NotFound("account", username)
    found = session.scalar(select(Account).where(Account.username == username).with_for_update())
    if found is None:
        raise NotFound("account", username)
    return found


def is_first(session: Session) -> bool:
    """Whether no account can sign in yet; until the transaction ends, nobody else may ask."""
    session.execute(text("select pg_advisory_xact_lock(:key)"), {"key": _FIRST_ACCOUNT_LOCK})
    return not is_anybody(session)


def is_anybody(session: Session) -> bool:
    """Whether there are accounts that can sign in."""
    able = select(Account.id).where(Account.password_hash.is_not(None)).limit(1)
    return session.scalar(able) is not None


def create(
    session: Session,
    *,
    username: str,
    display_name: str,
    password_hash: str | None,
    language: str,
    at: datetime,
) -> int:
    """Add an active account and return its id.

    Raises:
        AlreadyThere: the name is taken.
    """
    made: int | None = session.scalar(
        insert(Account)
        .values(
            username=username,
            display_name=display_name,
            password_hash=password_hash,
            active=True,
            language=language,
            created_at=at,
        )
        .on_conflict_do_nothing(index_elements=["username"])
        .returning(Account.id)
    )
    if made is None:
        raise AlreadyThere("account", username)
    return made


def set_password_hash(session: Session, account_id: int, password_hash: str) -> None:
    session.execute(
        update(Account).where(Account.id == account_id).values(password_hash=password_hash)
    )


def set_language(session: Session, account_id: int, language: str) -> None:
    session.execute(update(Account).where(Account.id == account_id).values(language=language))


def grant(session: Session, account_id: int, unit_id: int, role: Role, at: datetime) -> bool:
    """Give a role on a unit; False: the account has it already."""
    made = session.scalar(
        insert(AccountGrant)
        .values(account_id=account_id, unit_id=unit_id, role=role, granted_at=at)
        .on_conflict_do_nothing()
        .returning(AccountGrant.id)
    )
    return made is not None


def revoke(session: Session, account_id: int, unit_id: int, role: Role, at: datetime) -> bool:
    """Take a role on a unit away; False: the account does not have it."""
    taken = session.scalar(
        update(AccountGrant)
        .where(
            AccountGrant.account_id == account_id,
            AccountGrant.unit_id == unit_id,
            AccountGrant.role == role,
            AccountGrant.revoked_at.is_(None),
        )
        .values(revoked_at=at)
        .returning(AccountGrant.id)
    )
    return taken is not None


def grants_of(session: Session, account_id: int) -> tuple[tuple[int, Role], ...]:
    """Return the current grants as (unit id, role), in the order they were given."""
    rows = session.execute(
        select(AccountGrant.unit_id, AccountGrant.role)
        .where(AccountGrant.account_id == account_id, AccountGrant.revoked_at.is_(None))
        .order_by(AccountGrant.id)
    )
    return tuple((unit_id, role) for unit_id, role in rows)


def units_ever_granted(session: Session, account_id: int) -> frozenset[int]:
    """Return the ids of the units of all grants, revoked ones too."""
    rows = session.scalars(
        select(AccountGrant.unit_id).where(AccountGrant.account_id == account_id)
    )
    return frozenset(rows)


def open_session(
    session: Session,
    *,
    account_id: int,
    token_hash: bytes,
    at: datetime,
    expires_at: datetime,
    address: str | None,
    browser: str | None,
) -> int:
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


def signed_in(
    session: Session, token_hash: bytes, at: datetime, idle: timedelta
) -> SignedIn | None:
    """Return the session of a token, if at ``at`` it is open, used within ``idle`` and not past
    its absolute limit, and its account is active; in one query.
    """
    granted = (
        select(
            func.coalesce(
                func.array_agg(func.concat(AccountGrant.unit_id, " ", AccountGrant.role)),
                [],
            )
        )
        .where(AccountGrant.account_id == Account.id, AccountGrant.revoked_at.is_(None))
        .scalar_subquery()
    )
    row = session.execute(
        select(
            SignInSession.id,
            Account.id,
            Account.username,
            Account.display_name,
            Account.language,
            SignInSession.last_used_at,
            granted,
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
        grants=tuple(grant_in(each) for each in row[6]),
    )


def grant_in(text_of_it: str) -> tuple[int, Role]:
    """Return the unit's id and the role that a grant says in a query's array: "12 reporter"."""
    unit, role = text_of_it.split(" ")
    return int(unit), Role(role)


def touch(session: Session, session_id: int, at: datetime) -> None:
    session.execute(
        update(SignInSession)
        .where(SignInSession.id == session_id, SignInSession.last_used_at < at)
        .values(last_used_at=at)
    )


def end_session(session: Session, token_hash: bytes, at: datetime) -> int | None:
    """End one session and return whose it was; None: it was not open."""
    return session.scalar(
        update(SignInSession)
        .where(SignInSession.token_hash == token_hash, SignInSession.ended_at.is_(None))
        .values(ended_at=at)
        .returning(SignInSession.account_id)
    )


def end_sessions_of(session: Session, account_id: int, at: datetime) -> int:
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


def earlier_session(
    session: Session, account_id: int, token_hash: bytes, since: datetime
) -> int | None:
    """Return the id of the account's session (open or not) with this token, opened since then."""
    return session.scalar(
        select(SignInSession.id).where(
            SignInSession.token_hash == token_hash,
            SignInSession.account_id == account_id,
            SignInSession.created_at >= since,
        )
    )


def count_in_window(
    session: Session, key: str, at: datetime, expires_at: datetime, amount: int = 1
) -> int:
    """Add to a counter and return it; a counter whose window is over begins anew."""
    fresh = insert(RateWindow).values(key=key, hits=max(amount, 0), expires_at=expires_at)
    over = RateWindow.expires_at <= at
    counted = session.scalar(
        fresh.on_conflict_do_update(
            index_elements=["key"],
            set_={
                "hits": func.greatest(0, case((over, amount), else_=RateWindow.hits + amount)),
                "expires_at": case((over, fresh.excluded.expires_at), else_=RateWindow.expires_at),
            },
        ).returning(RateWindow.hits)
    )
    return counted or 0


def window(session: Session, key: str, at: datetime) -> tuple[int, datetime] | None:
    """Return a counter and when its window ends; None: none is running."""
    row = session.execute(
        select(RateWindow.hits, RateWindow.expires_at).where(
            RateWindow.key == key, RateWindow.expires_at > at
        )
    ).one_or_none()
    return (row[0], row[1]) if row else None


def forget_window(session: Session, key: str) -> None:
    session.execute(delete(RateWindow).where(RateWindow.key == key))


def forget_windows_before(session: Session, at: datetime) -> int:
    gone = session.scalars(
        delete(RateWindow).where(RateWindow.expires_at <= at).returning(RateWindow.key)
    )
    return len(gone.all())
