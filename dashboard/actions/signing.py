"""Signing in and out, and whose a session is: one transaction for each."""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from dashboard import clock
from dashboard.actions import credentials, throttling
from dashboard.actions.accounts import USERNAME, person_behind, typed_name
from dashboard.domain.access import Person
from dashboard.doors import SERVICE, reading, writing
from dashboard.errors import DashboardError
from dashboard.settings import settings
from data_access import accounts, audit, sign_ins
from data_access.models import Account
from data_access.vocabulary import Channel

KNOWN_FOR = timedelta(days=30)
NOBODY = 0  # no account has this id
_TOUCHED_AGAIN_AFTER = timedelta(minutes=1)


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
    name = typed_name(username)
    account = _find(name)
    limits = _limits(name, account, at)
    minutes = throttling.wait(limits)
    if minutes is not None:
        raise TooManyAttempts(minutes)
    right = credentials.matches(account.password_hash if account else None, password)
    if account is None or not right or not account.active:
        _note_refusal(account)
        raise WrongSignIn(name)
    throttling.take_back(limits)
    throttling.sweep()
    return _open(account, password, at)


def sign_out(token: str) -> None:
    """End the session of a token; a token that is not open changes nothing."""
    with writing(SERVICE) as session:
        account_id = sign_ins.end(session, credentials.digest(token), _now())
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
    with reading(SERVICE) as session:
        found = sign_ins.valid(session, credentials.digest(token), moment, idle)
    if found is None:
        return None
    if in_use and moment - found.last_used_at >= _TOUCHED_AGAIN_AFTER:
        with writing(SERVICE) as session:
            sign_ins.touch(session, found.session_id, moment)
    return person_behind(found, Channel.WEB)


def choose_language(person: Person, language: str) -> None:
    """Speak ``language`` to the account from now on, wherever it signs in."""
    with writing(person) as session:
        accounts.set_language(session, person.account_id, language)


def _now() -> datetime:
    return datetime.now(UTC)


def _find(username: str) -> Account | None:
    if not USERNAME.fullmatch(username):
        return None
    with reading(SERVICE) as session:
        return accounts.by_username(session, username)


def _limits(username: str, account: Account | None, at: Doorstep) -> tuple[throttling.Limit, ...]:
    """A browser that the account once signed in from answers for itself alone: whatever strangers
    try, at whatever address, it is never theirs to use up. Looks for nobody's sessions, too, so
    that a name that is none takes as long.
    """
    account_id = account.id if account else NOBODY
    since = _now() - KNOWN_FOR
    with reading(SERVICE) as session:
        if at.former_token:
            token = credentials.digest(at.former_token)
            former = sign_ins.earlier(session, account_id, token, since)
            if former is not None:
                return ((throttling.PER_BROWSER, throttling.named("browser", former)),)
        familiar = sign_ins.signed_in_from(session, account_id, at.address, since)
    network = throttling.network(at.address)
    limits: tuple[throttling.Limit, ...] = (
        (throttling.PER_ACCOUNT_AND_ADDRESS, throttling.named("pair", username, network)),
        (throttling.PER_ADDRESS, throttling.named("address", network)),
    )
    if not familiar:
        limits += ((throttling.PER_ACCOUNT, throttling.named("account", username)),)
    return limits


def _open(account: Account, password: str, at: Doorstep) -> str:
    token = secrets.token_urlsafe(32)
    moment = _now()
    with writing(SERVICE) as session:
        anew = credentials.hashed_anew(account.password_hash, password)
        if anew:
            accounts.set_password_hash(session, account.id, anew)
        session_id = sign_ins.add(
            session,
            account_id=account.id,
            token_hash=credentials.digest(token),
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
    with writing(SERVICE) as session:
        audit.record(
            session,
            at=clock.now(),
            account_id=None,
            channel=Channel.WEB,
            action="account.sign_in_refused",
            subject="account",
            subject_id=account.id if account else None,
        )
