"""Passwords and tokens: how they are made, compared, and what the database keeps of them."""

import hashlib
import secrets
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from dashboard.domain.text import normalized
from dashboard.errors import Refused

SHORTEST_PASSWORD, LONGEST_PASSWORD = 10, 256
_LONGEST_TYPED = 4 * LONGEST_PASSWORD  # a letter typed as itself and its accents
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is mistaken for another


def digest(token: str) -> bytes:
    """Return what the database keeps of a token."""
    return hashlib.sha256(token.encode("utf-8", "replace")).digest()


def new_password() -> str:
    """Return a random password that can be read out over the telephone."""
    groups = ("".join(secrets.choice(_LETTERS) for _each in range(4)) for _group in range(4))
    return "-".join(groups)


def hashed(username: str, password: str) -> str:
    """Return what the database keeps of a password somebody chose.

    Raises:
        Refused: ``password-short``, ``password-long``, ``password-is-username``.
    """
    chosen = _composed(password)
    if len(chosen) < SHORTEST_PASSWORD:
        raise Refused("password-short", least=SHORTEST_PASSWORD)
    if len(chosen) > LONGEST_PASSWORD:
        raise Refused("password-long", most=LONGEST_PASSWORD)
    if chosen.casefold() == username:
        raise Refused("password-is-username")
    return _hasher().hash(chosen)


def matches(password_hash: str | None, password: str) -> bool:
    """Whether it is the password; without a hash it takes as long, and is not."""
    try:
        typed = _composed(password)
    except Refused:
        typed = ""
    if len(typed) > LONGEST_PASSWORD:
        typed = ""
    try:
        compared = _hasher().verify(password_hash or _nobodys_hash(), typed)
    except (VerificationError, InvalidHashError):
        return False
    return compared and password_hash is not None


def hashed_anew(password_hash: str | None, password: str) -> str | None:
    """Return a hash by today's parameters of a password that matched; None: the old one is."""
    if password_hash is None or not _hasher().check_needs_rehash(password_hash):
        return None
    return _hasher().hash(_composed(password))


def _composed(password: str) -> str:
    """Return the password as it is compared, whichever way its accents were typed.

    Raises:
        Refused: ``password-long``, ``combining-marks``.
    """
    if len(password) > _LONGEST_TYPED:
        raise Refused("password-long", most=LONGEST_PASSWORD)
    return normalized("NFC", password)


@cache
def _hasher() -> PasswordHasher:
    return PasswordHasher()


@cache
def _nobodys_hash() -> str:
    return _hasher().hash(secrets.token_urlsafe(16))
