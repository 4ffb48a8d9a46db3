"""Accounts, and throttling counters."""

from datetime import datetime

from sqlalchemy import case, delete, func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from data_access.errors import AlreadyThere, NotFound
from data_access.models import Account, RateWindow

_FIRST_ACCOUNT_LOCK = 7_204_311  # any number that nothing else in this database locks


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
    """Forget the counters whose window is over; return how many there were."""
    gone = session.scalars(
        delete(RateWindow).where(RateWindow.expires_at <= at).returning(RateWindow.key)
    )
    return len(gone.all())
