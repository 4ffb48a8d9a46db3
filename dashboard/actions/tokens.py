"""Tokens of programs: making one, revoking it, and whose one is."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from dashboard import clock
from dashboard.actions import allow_somewhere, is_operator, record
from dashboard.actions.accounts import cover, managed, person_behind, typed_name
from dashboard.actions.credentials import digest
from dashboard.domain.access import OPERATOR, Person, Right
from dashboard.domain.text import normalized
from dashboard.doors import SERVICE, reading, writing
from dashboard.errors import Refused
from data_access import accounts, tokens
from data_access.errors import NotFound
from data_access.models import Account
from data_access.vocabulary import Channel, TokenScope

MARK = "td_"
USUAL_DAYS, MOST_DAYS = 180, 366
MOST_OPEN = 20
LONGEST_NAME = 120
LONGEST_TOKEN = 200
_TOUCHED_AGAIN_AFTER = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Made:
    """A token just made; ``token`` is shown to a person once and kept nowhere."""

    id: int
    token: str
    username: str
    name: str
    scope: TokenScope
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Bearer:
    """Who shows a valid token, and what the token lets them do of what they may."""

    token_id: int
    person: Person
    scope: TokenScope


def add(
    person: Person,
    *,
    name: str,
    scope: TokenScope,
    days: int = USUAL_DAYS,
    username: str | None = None,
) -> Made:
    """Make a token for the person's own account, or for the one named.

    Raises:
        NotAllowed: the person neither submits nor administers anywhere, or does not administer
            every unit that the account has a role on.
        NotFound: no such account.
        Refused: ``token-name``, ``token-days``, ``token-too-many``, ``account-closed``.
    """
    if not is_operator(person):
        allow_somewhere(person, Right.HAVE_TOKENS)
    told = _named(name)
    if not 1 <= days <= MOST_DAYS:
        raise Refused("token-days", days=days, most=MOST_DAYS)
    moment = clock.now()
    secret = f"{MARK}{secrets.token_urlsafe(32)}"
    expires_at = moment + timedelta(days=days)
    with writing(person) as session:
        account = _holder(session, person, username)
        if tokens.open_of(session, account.id, moment) >= MOST_OPEN:
            raise Refused("token-too-many", most=MOST_OPEN, account=account.username)
        token_id = tokens.add(
            session,
            token_hash=digest(secret),
            account_id=account.id,
            name=told,
            scope=scope,
            at=moment,
            expires_at=expires_at,
        )
        record(
            session,
            person,
            "token.add",
            subject="api_token",
            subject_id=token_id,
            username=account.username,
            name=told,
            scope=scope.value,
            expires_at=expires_at.isoformat(),
        )
        return Made(token_id, secret, account.username, told, scope, expires_at)


def revoke(person: Person, token_id: int) -> bool:
    """Let a token open nothing any more; False: it was revoked before.

    Anybody may do so with their own.

    Raises:
        NotAllowed: it is the token of an account that the person does not administer.
        NotFound: no such token.
    """
    with writing(person) as session:
        found = tokens.by_id(session, token_id)
        if found.account_id != person.account_id:
            cover(session, person, accounts.locked(session, found.username))
        taken = tokens.revoke(session, token_id, clock.now())
        if taken:
            record(
                session,
                person,
                "token.revoke",
                subject="api_token",
                subject_id=token_id,
                username=found.username,
                name=found.name,
            )
        return taken


def bearer_of(token: str) -> Bearer | None:
    """Return who shows the token; None: it opens nothing, or does so no more."""
    if not token.startswith(MARK) or len(token) > LONGEST_TOKEN:
        return None
    moment = clock.now()
    with reading(SERVICE) as session:
        found = tokens.bearer(session, digest(token), moment)
    if found is None:
        return None
    if found.last_used_at is None or moment - found.last_used_at >= _TOUCHED_AGAIN_AFTER:
        with writing(SERVICE) as session:
            tokens.touch(session, found.token_id, moment)
    return Bearer(found.token_id, person_behind(found, Channel.API), found.scope)


def _named(name: str) -> str:
    """Return a token's name as it is kept, if it can be taken."""
    told = " ".join(normalized("NFC", name).split())
    if not 1 <= len(told) <= LONGEST_NAME or not told.isprintable():
        raise Refused("token-name", most=LONGEST_NAME)
    return told


def _holder(session: Session, person: Person, username: str | None) -> Account:
    """Return the account, locked: tokens are counted before one is added."""
    if username is None or typed_name(username) == person.username:
        account = accounts.locked(session, person.username)
    else:
        account = managed(session, person, username)
    if account.username == OPERATOR:
        raise NotFound("account", OPERATOR)
    if not account.active:
        raise Refused("account-closed", account=account.username)
    return account
