"""Signing in and out, and the accounts that may: one transaction for each."""

import hashlib
import re
import secrets
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy.orm import Session

from dashboard import clock
from dashboard.actions import allow, is_operator, record, throttling
from dashboard.domain.access import OPERATOR, Grant, Person, Right
from dashboard.errors import DashboardError, NotAllowed, Refused
from dashboard.settings import settings
from data_access import accounts, audit, engine, tokens, units
from data_access.errors import AlreadyThere, NotFound
from data_access.models import Account
from data_access.vocabulary import Channel, Role

PASSWORD_LENGTH = 10
LONGEST_PASSWORD = 256
KNOWN_FOR = timedelta(days=30)
NOBODY = 0  # no account has this id
_USERNAME = re.compile(r"[a-z0-9][a-z0-9._@-]{0,39}")
_TOUCHED_AGAIN_AFTER = timedelta(minutes=1)
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is mistaken for another


class WrongSignIn(DashboardError):
    """No such account, a wrong password, or an account that is closed: never said which."""


class TooManyAttempts(DashboardError):
    def __init__(self, minutes: int) -> None:
        super().__init__(f"try again in {minutes} minutes")
        self.minutes = minutes


@dataclass(frozen=True, slots=True)
class Doorstep:
    """Where somebody tries to sign in: network address, what the browser calls itself, and the
    token of a session it once held (it tells the owner's browser from a stranger's).
    """

    address: str
    browser: str = ""
    former_token: str | None = None


def sign_in(username: str, password: str, at: Doorstep) -> str:
    """Return the token of a new sign-in session.

    Takes as long for an unknown name as for a wrong password.

    Raises:
        TooManyAttempts: a limit is reached; nothing was compared.
        WrongSignIn: see there.
    """
    name = username.strip().lower()
    account = _find(name)
    limits = _limits(name, account, at)
    minutes = throttling.wait(limits)
    if minutes is not None:
        raise TooManyAttempts(minutes)
    right = _matches(account.password_hash if account else None, _normal(password))
    if account is None or not right or not account.active:
        _note_refusal(account)
        raise WrongSignIn(name)
    throttling.take_back(limits)
    throttling.sweep()
    return _open(account, _normal(password), at)


def sign_out(token: str) -> None:
    """End the session of a token; a token that is not open changes nothing."""
    with engine.writing() as session:
        account_id = accounts.end_session(session, digest(token), _now())
        if account_id is not None:
            audit.record(
                session,
                at=clock.now(),
                account_id=account_id,
                channel=Channel.WEB,
                action="account.sign_out",
                subject="account",
                subject_id=account_id,
            )


def person_of(token: str, *, in_use: bool = True) -> Person | None:
    """Return whose valid session the token is; None: nobody's (any more).

    ``in_use`` False only looks: it is not a use that keeps the session from its idle limit.
    """
    moment = _now()
    idle = timedelta(hours=settings().idle_hours)
    with engine.reading() as session:
        found = accounts.signed_in(session, digest(token), moment, idle)
    if found is None:
        return None
    if in_use and moment - found.last_used_at >= _TOUCHED_AGAIN_AFTER:
        with engine.writing() as session:
            accounts.touch(session, found.session_id, moment)
    return Person(
        account_id=found.account_id,
        username=found.username,
        name=found.display_name,
        grants=tuple(Grant(unit_id, role) for unit_id, role in found.grants),
        channel=Channel.WEB,
        language=found.language,
    )


def acting_as(username: str, channel: Channel) -> Person:
    """Return the person of an active account, for a door that needs no password.

    Raises:
        NotFound: there is no such account.
        Refused: ``account-closed``.
    """
    name = username.strip().lower()
    with engine.reading() as session:
        account = accounts.by_username(session, name)
        if account is None:
            raise NotFound("account", username)
        if not account.active:
            raise Refused("account-closed", account=name)
        grants = accounts.grants_of(session, account.id)
        return Person(
            account_id=account.id,
            username=account.username,
            name=account.display_name,
            grants=tuple(Grant(unit_id, role) for unit_id, role in grants),
            channel=channel,
            language=account.language,
        )


def choose_language(person: Person, language: str) -> None:
    with engine.writing() as session:
        accounts.set_language(session, person.account_id, language)


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
    wanted = username.strip().lower()
    shown = unicodedata.normalize("NFC", name).strip()
    if not _USERNAME.fullmatch(wanted):
        raise Refused("account-username", username=username)
    if not 1 <= len(shown) <= 120:
        raise Refused("account-name", username=wanted)
    if not grants and not (person and is_operator(person)):
        raise Refused("account-without-grant", username=wanted)
    if wanted == OPERATOR:
        raise AlreadyThere("account", wanted)
    with engine.writing() as session:
        granted = [(units.by_code(session, code).id, code, role) for code, role in grants]
        if person is None:
            _must_be_first(session, tuple(role for _code, role in grants))
        else:
            for unit_id, _code, _role in granted:
                allow(session, person, Right.MANAGE_ACCOUNTS, unit_id)
        account_id = accounts.create(
            session,
            username=wanted,
            display_name=shown,
            password_hash=_hash(wanted, password),
            language=language,
            at=clock.now(),
        )
        for unit_id, _code, role in granted:
            accounts.grant(session, account_id, unit_id, role, clock.now())
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
    with engine.writing() as session:
        account = managed(session, person, username)
        unit_id = units.by_code(session, unit_code).id
        allow(session, person, Right.MANAGE_ACCOUNTS, unit_id)
        given = accounts.grant(session, account.id, unit_id, role, clock.now())
        if given:
            _record(session, person, account, "account.grant", unit_id, role=role)
        return given


def revoke(person: Person, username: str, unit_code: str, role: Role) -> bool:
    """Take a role away; False: the account does not have it.

    Raises:
        NotAllowed, NotFound: as for ``grant``.
        Refused: ``own-account``: nobody takes their own administration away.
    """
    with engine.writing() as session:
        account = managed(session, person, username)
        unit_id = units.by_code(session, unit_code).id
        allow(session, person, Right.MANAGE_ACCOUNTS, unit_id)
        if account.id == person.account_id and role is Role.ADMINISTRATOR:
            raise Refused("own-account", username=account.username)
        taken = accounts.revoke(session, account.id, unit_id, role, clock.now())
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
    with engine.writing() as session:
        account = managed(session, person, username)
        account.password_hash = _hash(account.username, password)
        ended = accounts.end_sessions_of(session, account.id, _now())
        revoked = tokens.revoke_all(session, account.id, clock.now())
        _record(session, person, account, "account.reset_password", sessions=ended, tokens=revoked)


def deactivate(person: Person, username: str) -> None:
    """Close an account: it cannot sign in or act any more; its sessions end.

    Raises:
        NotAllowed, NotFound: as for ``reset_password``.
        Refused: ``own-account``.
    """
    with engine.writing() as session:
        account = managed(session, person, username)
        if account.id == person.account_id:
            raise Refused("own-account", username=account.username)
        account.active = False
        ended = accounts.end_sessions_of(session, account.id, _now())
        _record(session, person, account, "account.deactivate", sessions=ended)


def end_sessions(person: Person, username: str) -> int:
    """Sign an account out everywhere; return how many sessions were open.

    Anybody may do so for their own account.

    Raises:
        NotAllowed, NotFound: as for ``reset_password``.
    """
    with engine.writing() as session:
        account = accounts.locked(session, username.strip().lower())
        if account.id != person.account_id:
            cover(session, person, account)
        ended = accounts.end_sessions_of(session, account.id, _now())
        _record(session, person, account, "account.end_sessions", sessions=ended)
        return ended


def new_password() -> str:
    """Return a random password that can be read out over the telephone."""
    groups = ("".join(secrets.choice(_LETTERS) for _each in range(4)) for _group in range(4))
    return "-".join(groups)


def managed(session: Session, person: Person, username: str) -> Account:
    """Return the account, locked, if the person administers every unit it has a role on.

    Raises:
        NotAllowed, NotFound: they do not; no such account.
    """
    if not is_operator(person) and not person.units_with(Right.MANAGE_ACCOUNTS):
        raise NotAllowed(f"{person.username} may not manage accounts")
    account = accounts.locked(session, username.strip().lower())
    cover(session, person, account)
    return account


def cover(session: Session, person: Person, account: Account) -> None:
    """Return if the person administers every unit that the account has a role on, or once had.

    Raises:
        NotAllowed: they do not.
    """
    if is_operator(person):
        return
    current = frozenset(unit_id for unit_id, _role in accounts.grants_of(session, account.id))
    held = current or accounts.units_ever_granted(session, account.id)
    if not held:
        raise NotAllowed(f"{account.username} belongs to no unit")
    for unit_id in held:
        allow(session, person, Right.MANAGE_ACCOUNTS, unit_id)


def digest(token: str) -> bytes:
    """Return what the database keeps of a token."""
    return hashlib.sha256(token.encode("utf-8", "replace")).digest()


def _now() -> datetime:
    return datetime.now(UTC)


def _normal(password: str) -> str:
    return unicodedata.normalize("NFC", password)


def _find(username: str) -> Account | None:
    if not _USERNAME.fullmatch(username):
        return None
    with engine.reading() as session:
        return accounts.by_username(session, username)


def _limits(username: str, account: Account | None, at: Doorstep) -> tuple[throttling.Limit, ...]:
    """A browser that the account once signed in from answers for itself alone: whatever strangers
    try, at whatever address, it is never theirs to use up. Looks for nobody's sessions, too, so
    that a name that is none takes as long.
    """
    account_id = account.id if account else NOBODY
    since = _now() - KNOWN_FOR
    with engine.reading() as session:
        if at.former_token:
            token = digest(at.former_token)
            former = accounts.earlier_session(session, account_id, token, since)
            if former is not None:
                return ((throttling.PER_BROWSER, throttling.named("browser", former)),)
        familiar = accounts.signed_in_from(session, account_id, at.address, since)
    network = throttling.network(at.address)
    limits: tuple[throttling.Limit, ...] = (
        (throttling.PER_ACCOUNT_AND_ADDRESS, throttling.named("pair", username, network)),
        (throttling.PER_ADDRESS, throttling.named("address", network)),
    )
    if not familiar:
        limits += ((throttling.PER_ACCOUNT, throttling.named("account", username)),)
    return limits


@cache
def _hasher() -> PasswordHasher:
    return PasswordHasher()


@cache
def _nobodys_hash() -> str:
    return _hasher().hash(secrets.token_urlsafe(16))


def _matches(password_hash: str | None, password: str) -> bool:
    if len(password) > LONGEST_PASSWORD:
        password = ""
    try:
        compared = _hasher().verify(password_hash or _nobodys_hash(), password)
    except (VerificationError, InvalidHashError):
        return False
    return compared and password_hash is not None


def _hash(username: str, password: str) -> str:
    chosen = _normal(password)
    if len(chosen) < PASSWORD_LENGTH:
        raise Refused("password-short", least=PASSWORD_LENGTH)
    if len(chosen) > LONGEST_PASSWORD:
        raise Refused("password-long", most=LONGEST_PASSWORD)
    if chosen.casefold() == username:
        raise Refused("password-is-username")
    return _hasher().hash(chosen)


def _open(account: Account, password: str, at: Doorstep) -> str:
    token = secrets.token_urlsafe(32)
    moment = _now()
    with engine.writing() as session:
        if account.password_hash and _hasher().check_needs_rehash(account.password_hash):
            accounts.set_password_hash(session, account.id, _hasher().hash(password))
        session_id = accounts.open_session(
            session,
            account_id=account.id,
            token_hash=digest(token),
            at=moment,
            expires_at=moment + timedelta(days=settings().session_days),
            address=at.address[:64],
            browser=at.browser[:200],
        )
        audit.record(
            session,
            at=clock.now(),
            account_id=account.id,
            channel=Channel.WEB,
            action="account.sign_in",
            subject="sign_in_session",
            subject_id=session_id,
        )
    return token


def _note_refusal(account: Account | None) -> None:
    """Write the audit event; of a name that is none as well, for the time that it takes."""
    with engine.writing() as session:
        audit.record(
            session,
            at=clock.now(),
            account_id=None,
            channel=Channel.WEB,
            action="account.sign_in_refused",
            subject="account",
            subject_id=account.id if account else None,
        )


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
        username=account.username,
        **detail,
    )
