"""Accounts and what they are granted: one transaction for each thing done with them."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Protocol

from sqlalchemy.orm import Session

from dashboard import clock
from dashboard.actions import allow, credentials, is_operator, record
from dashboard.domain.access import OPERATOR, Grant, Person, Right
from dashboard.domain.text import normalized
from dashboard.doors import SERVICE, reading, writing
from dashboard.errors import NotAllowed, Refused
from data_access import accounts, audit, sign_ins, tokens, units
from data_access import grants as grants_held
from data_access.errors import AlreadyThere, NotFound
from data_access.models import Account
from data_access.vocabulary import Channel, Role

USERNAME = re.compile(r"[a-z0-9][a-z0-9._@-]{0,39}")


def typed_name(username: str) -> str:
    """Return a user name as it is kept, however it was typed."""
    return username.strip().lower()


def acting_as(username: str, channel: Channel) -> Person:
    """Return the person of an active account, for a door that needs no password.

    Raises:
        NotFound: there is no such account.
        Refused: ``account-closed``.
    """
    name = typed_name(username)
    with reading(SERVICE) as session:
        account = accounts.by_username(session, name)
        if account is None:
            raise NotFound("account", username)
        if not account.active:
            raise Refused("account-closed", account=name)
        grants = grants_held.of_account(session, account.id)
        return Person(
            account_id=account.id,
            username=account.username,
            name=account.display_name,
            grants=tuple(Grant(unit_id, role) for unit_id, role in grants),
            channel=channel,
            language=account.language,
        )


class Known(Protocol):
    """An account as a session or a token leads to it; ``grants`` are (unit id, role)."""

    @property
    def account_id(self) -> int: ...
    @property
    def username(self) -> str: ...
    @property
    def display_name(self) -> str: ...
    @property
    def language(self) -> str: ...
    @property
    def grants(self) -> tuple[tuple[int, Role], ...]: ...


def person_behind(found: Known, channel: Channel) -> Person:
    """Return the person that the account is, coming through ``channel``."""
    return Person(
        account_id=found.account_id,
        username=found.username,
        name=found.display_name,
        grants=tuple(Grant(unit_id, role) for unit_id, role in found.grants),
        channel=channel,
        language=found.language,
    )


def add_account(
    person: Person | None,
    *,
    username: str,
    name: str,
    password: str,
    grants: Sequence[tuple[str, Role]],
    language: str = "vi",
    channel: Channel = Channel.COMMAND_LINE,
) -> int:
    """Add an account with its grants (unit code, role) and return its id.

    ``person`` None: the very first account, which must be an administrator's. Only the server's
    operator adds an account without grants.

    Raises:
        NotAllowed: no right on one of the units; or somebody is there already.
        Refused: ``account-username``, ``account-name``, ``account-without-grant``,
            ``password-short``, ``password-long``, ``password-is-username``.
        AlreadyThere, NotFound: the name is taken; no such unit.
    """
    wanted, shown = _named(username, name)
    if not grants and not (person and is_operator(person)):
        raise Refused("account-without-grant", username=wanted)
    with writing(person or SERVICE) as session:
        granted = [(units.by_code(session, code).id, code, role) for code, role in grants]
        _must_be_allowed(session, person, granted)
        account_id = accounts.create(
            session,
            username=wanted,
            display_name=shown,
            password_hash=credentials.hashed(wanted, password),
            language=language,
            at=clock.now(),
        )
        for unit_id, _code, role in granted:
            grants_held.give(session, account_id, unit_id, role, clock.now())
        audit.record(
            session,
            at=clock.now(),
            account_id=person.account_id if person else account_id,
            channel=person.channel if person else channel,
            action="account.add",
            unit_id=granted[0][0] if granted else None,
            subject="account",
            subject_id=account_id,
            detail={"username": wanted, "grants": [[code, role] for _id, code, role in granted]},
        )
        return account_id


def grant(person: Person, username: str, unit_code: str, role: Role) -> bool:
    """Give an account a role on a unit and its subtree; False: it has it already.

    Raises:
        NotAllowed: no right on the unit, or the account holds a role elsewhere.
        NotFound: no such account or unit.
    """
    with writing(person) as session:
        account = managed(session, person, username)
        unit_id = units.by_code(session, unit_code).id
        allow(session, person, Right.MANAGE_ACCOUNTS, unit_id)
        given = grants_held.give(session, account.id, unit_id, role, clock.now())
        if given:
            _record(session, person, account, "account.grant", unit_id, role=role)
        return given


def revoke(person: Person, username: str, unit_code: str, role: Role) -> bool:
    """Take a role away; False: the account does not have it.

    Raises:
        NotAllowed, NotFound: as for ``grant``.
        Refused: ``own-account``: nobody takes their own administration away.
    """
    with writing(person) as session:
        account = managed(session, person, username)
        unit_id = units.by_code(session, unit_code).id
        allow(session, person, Right.MANAGE_ACCOUNTS, unit_id)
        if account.id == person.account_id and role is Role.ADMINISTRATOR:
            raise Refused("own-account", username=account.username)
        taken = grants_held.take(session, account.id, unit_id, role, clock.now())
        if taken:
            _record(session, person, account, "account.revoke", unit_id, role=role)
        return taken


def reset_password(person: Person, username: str, password: str) -> None:
    """Give an account a new password, end all its sessions and revoke its access keys.

    Raises:
        NotAllowed: the account holds a role outside the person's units.
        Refused: ``password-short``, ``password-long``, ``password-is-username``.
        NotFound: no such account.
    """
    with writing(person) as session:
        account = managed(session, person, username)
        account.password_hash = credentials.hashed(account.username, password)
        ended = sign_ins.end_all(session, account.id, _now())
        revoked = tokens.revoke_all(session, account.id, clock.now())
        _record(session, person, account, "account.reset_password", sessions=ended, tokens=revoked)


def deactivate(person: Person, username: str) -> None:
    """Close an account: it cannot sign in or act any more; its sessions end.

    Raises:
        NotAllowed, NotFound: as for ``reset_password``.
        Refused: ``own-account``.
    """
    with writing(person) as session:
        account = managed(session, person, username)
        if account.id == person.account_id:
            raise Refused("own-account", username=account.username)
        account.active = False
        ended = sign_ins.end_all(session, account.id, _now())
        _record(session, person, account, "account.deactivate", sessions=ended)


def end_sessions(person: Person, username: str) -> int:
    """Sign an account out everywhere; return how many sessions were open.

    Anybody may do so for their own account.

    Raises:
        NotAllowed, NotFound: as for ``reset_password``.
    """
    with writing(person) as session:
        account = accounts.locked(session, typed_name(username))
        if account.id != person.account_id:
            cover(session, person, account)
        ended = sign_ins.end_all(session, account.id, _now())
        _record(session, person, account, "account.end_sessions", sessions=ended)
        return ended


def managed(session: Session, person: Person, username: str) -> Account:
    """Return the account, locked, if the person administers every unit it has a role on.

    Raises:
        NotAllowed, NotFound: they do not; no such account.
    """
    if not is_operator(person) and not person.units_with(Right.MANAGE_ACCOUNTS):
        raise NotAllowed(f"{person.username} may not manage accounts")
    account = accounts.locked(session, typed_name(username))
    cover(session, person, account)
    return account


def cover(session: Session, person: Person, account: Account) -> None:
    """Return if the person administers every unit that the account has a role on, or once had.

    Raises:
        NotAllowed: they do not.
    """
    if is_operator(person):
        return
    current = frozenset(unit_id for unit_id, _role in grants_held.of_account(session, account.id))
    held = current or grants_held.units_ever(session, account.id)
    if not held:
        raise NotAllowed(f"{account.username} belongs to no unit")
    for unit_id in held:
        allow(session, person, Right.MANAGE_ACCOUNTS, unit_id)


def _now() -> datetime:
    return datetime.now(UTC)


def _named(username: str, name: str) -> tuple[str, str]:
    """Return the names of a new account as they are kept: to sign in with, to show."""
    wanted = typed_name(username)
    shown = normalized("NFC", name).strip()
    if not USERNAME.fullmatch(wanted):
        raise Refused("account-username", username=username)
    if not 1 <= len(shown) <= 120:
        raise Refused("account-name", username=wanted)
    if wanted == OPERATOR:
        raise AlreadyThere("account", wanted)
    return wanted, shown


def _must_be_allowed(
    session: Session, person: Person | None, granted: Sequence[tuple[int, str, Role]]
) -> None:
    if person is None:
        _must_be_first(session, tuple(role for _id, _code, role in granted))
        return
    for unit_id, _code, _role in granted:
        allow(session, person, Right.MANAGE_ACCOUNTS, unit_id)


def _must_be_first(session: Session, roles: tuple[Role, ...]) -> None:
    if Role.ADMINISTRATOR not in roles:
        raise Refused("first-account")
    if not accounts.is_first(session):
        raise NotAllowed("there are accounts: say as whom")


def _record(
    session: Session,
    person: Person,
    account: Account,
    action: str,
    unit_id: int | None = None,
    **detail: object,
) -> None:
    record(
        session,
        person,
        action,
        unit_id=unit_id,
        subject="account",
        subject_id=account.id,
        at=None,
        username=account.username,
        **detail,
    )
