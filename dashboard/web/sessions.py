"""Whose a request is: one indexed query, off the event loop, remembered for a few seconds.

An ended session is let past for at most ``REMEMBERED`` seconds in other processes; in the one
that ended it, not at all. Every run of a page asks the database itself (``identity.current``).
"""

from collections import OrderedDict
from collections.abc import Mapping
from http.cookies import CookieError, SimpleCookie
from time import monotonic

from anyio import CapacityLimiter, to_thread
from starlette.types import Scope

from dashboard.actions import credentials, signing
from dashboard.domain.access import Person
from dashboard.web.cookies import SESSION

REMEMBERED = 3.0
_MOST = 10_000

_seen: OrderedDict[bytes, tuple[float, Person]] = OrderedDict()
_lookups: list[CapacityLimiter] = []


def cookies_of(scope: Scope) -> Mapping[str, str]:
    """Return the cookies of a request or websocket; one that cannot be read counts as absent."""
    found: dict[str, str] = {}
    for name, value in scope["headers"]:
        if name == b"cookie":
            for part in value.decode("latin-1").split(";"):
                key, _equals, content = part.strip().partition("=")
                found.setdefault(key, _unquoted(content))
    return found


def _unquoted(content: str) -> str:
    if not content.startswith('"'):
        return content
    try:
        return SimpleCookie(f"value={content}")["value"].value
    except (CookieError, KeyError):
        return ""


def token_of(scope: Scope) -> str | None:
    return cookies_of(scope).get(SESSION) or None


async def person(token: str | None, *, in_use: bool = True) -> Person | None:
    """Return whose valid session the token is; None: nobody's."""
    if not token:
        return None
    key = credentials.digest(token)
    known = _seen.get(key)
    if known and known[0] > monotonic():
        return known[1]
    found = await to_thread.run_sync(
        lambda: signing.person_of(token, in_use=in_use), limiter=_limiter()
    )
    if found is None:
        _seen.pop(key, None)
        return None
    _seen[key] = (monotonic() + REMEMBERED, found)
    while len(_seen) > _MOST:
        _seen.popitem(last=False)
    return found


def forget(token: str) -> None:
    """Ask the database at the next request of this token."""
    _seen.pop(credentials.digest(token), None)


def forget_all() -> None:
    _seen.clear()


def _limiter() -> CapacityLimiter:
    """Lookups at once: fewer than the pool has connections, so that pages get theirs."""
    if not _lookups:
        _lookups.append(CapacityLimiter(8))
    return _lookups[0]
