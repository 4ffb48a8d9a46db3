"""Tokens of programs: what each opens, in whose name, and until when."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, func, insert, or_, select, update
from sqlalchemy.orm import Session

from data_access import grants
from data_access.errors import NotFound
from data_access.models import Account, AccountGrant, ApiToken, UnitAncestor
from data_access.vocabulary import LARGEST_ID, Role, TokenScope


@dataclass(frozen=True, slots=True)
class TokenRecord:
    """A token without its secret; ``active``: whether its account may act at all."""

    id: int
    account_id: int
    username: str
    display_name: str
    active: bool
    name: str
    scope: TokenScope
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    last_used_at: datetime | None


@dataclass(frozen=True, slots=True)
class BearerRecord:
    """A valid token and whose it is; grants are (unit id, role)."""

    token_id: int
    account_id: int
    username: str
    display_name: str
    language: str
    scope: TokenScope
    last_used_at: datetime | None
    grants: tuple[tuple[int, Role], ...]


def add(
    session: Session,
    *,
    token_hash: bytes,
    account_id: int,
    name: str,
    scope: TokenScope,
    at: datetime,
    expires_at: datetime,
) -> int:
    """Add a token and return its id."""
    return session.scalars(
        insert(ApiToken).returning(ApiToken.id),
        {
            "token_hash": token_hash,
            "account_id": account_id,
            "name": name,
            "scope": scope,
            "created_at": at,
            "expires_at": expires_at,
        },
    ).one()


def bearer(session: Session, token_hash: bytes, at: datetime) -> BearerRecord | None:
    """Return whose token it is, if at ``at`` it opens anything; in one query."""
    row = session.execute(
        select(
            ApiToken.id,
            Account.id,
            Account.username,
            Account.display_name,
            Account.language,
            ApiToken.scope,
            ApiToken.last_used_at,
            grants.beside_account(),
        )
        .join(Account, Account.id == ApiToken.account_id)
        .where(
            ApiToken.token_hash == token_hash,
            ApiToken.revoked_at.is_(None),
            ApiToken.expires_at > at,
            Account.active,
        )
    ).one_or_none()
    if row is None:
        return None
    return BearerRecord(
        token_id=row[0],
        account_id=row[1],
        username=row[2],
        display_name=row[3],
        language=row[4],
        scope=row[5],
        last_used_at=row[6],
        grants=grants.told(row[7]),
    )


def touch(session: Session, token_id: int, at: datetime) -> None:
    """Note that the token was used."""
    session.execute(
        update(ApiToken)
        .where(
            ApiToken.id == token_id,
            or_(ApiToken.last_used_at.is_(None), ApiToken.last_used_at < at),
        )
        .values(last_used_at=at)
    )


def revoke(session: Session, token_id: int, at: datetime) -> bool:
    """Let the token open nothing from now on; False: it was revoked before."""
    taken = session.scalar(
        update(ApiToken)
        .where(ApiToken.id == token_id, ApiToken.revoked_at.is_(None))
        .values(revoked_at=at)
        .returning(ApiToken.id)
    )
    return taken is not None


def revoke_all(session: Session, account_id: int, at: datetime) -> int:
    """Let none of the account's tokens open anything from now on; return how many did."""
    revoked = session.execute(
        update(ApiToken)
        .where(ApiToken.account_id == account_id, ApiToken.revoked_at.is_(None))
        .values(revoked_at=at)
        .returning(ApiToken.id)
    )
    return len(revoked.all())


def by_id(session: Session, token_id: int) -> TokenRecord:
    """Return the token.

    Raises:
        NotFound: there is no such token.
    """
    if token_id > LARGEST_ID:
        raise NotFound("token", token_id)
    row = session.execute(_tokens().where(ApiToken.id == token_id)).one_or_none()
    if row is None:
        raise NotFound("token", token_id)
    return _record(row)


def open_of(session: Session, account_id: int, at: datetime) -> int:
    """Return how many tokens of the account are neither revoked nor past their expiry."""
    found = session.scalar(
        select(func.count())
        .select_from(ApiToken)
        .where(
            ApiToken.account_id == account_id,
            ApiToken.revoked_at.is_(None),
            ApiToken.expires_at > at,
        )
    )
    return found or 0


def of_account(session: Session, account_id: int) -> tuple[TokenRecord, ...]:
    """Return the account's tokens, newest first."""
    found = _tokens().where(ApiToken.account_id == account_id).order_by(ApiToken.id.desc())
    return tuple(map(_record, session.execute(found)))


def within(session: Session, unit_ids: Collection[int]) -> tuple[TokenRecord, ...]:
    """Return the tokens of accounts all of whose roles lie in the subtrees, newest first.

    Of an account without a role any more, the roles that it once had.
    """
    below = select(UnitAncestor.unit_id).where(UnitAncestor.ancestor_id.in_(unit_ids))
    mine = select(AccountGrant.id).where(AccountGrant.account_id == ApiToken.account_id)
    current = mine.where(AccountGrant.revoked_at.is_(None))
    elsewhere = AccountGrant.unit_id.not_in(below)
    found = _tokens().where(
        mine.exists(),
        ~current.where(elsewhere).exists(),
        or_(current.exists(), ~mine.where(elsewhere).exists()),
    )
    return tuple(map(_record, session.execute(found.order_by(ApiToken.id.desc()))))


def everything(session: Session) -> tuple[TokenRecord, ...]:
    """Return all tokens, newest first."""
    return tuple(map(_record, session.execute(_tokens().order_by(ApiToken.id.desc()))))


def _tokens() -> Select[*tuple[Any, ...]]:
    return select(
        ApiToken.id,
        Account.id,
        Account.username,
        Account.display_name,
        Account.active,
        ApiToken.name,
        ApiToken.scope,
        ApiToken.created_at,
        ApiToken.expires_at,
        ApiToken.revoked_at,
        ApiToken.last_used_at,
    ).join(Account, Account.id == ApiToken.account_id)


def _record(row: Row[*tuple[Any, ...]]) -> TokenRecord:
    return TokenRecord(*row)
