"""How often a sign-in or a token may be tried: counters in the database, shared by all processes;
and how often a token may ask.
"""

import hashlib
from datetime import UTC, datetime, timedelta
from functools import cache
from ipaddress import IPv6Address, ip_address, ip_network
from math import ceil

from limits import RateLimitItem, RateLimitItemPerMinute, parse
from limits.storage import MemoryStorage, Storage
from limits.strategies import FixedWindowRateLimiter

from dashboard.doors import SERVICE, reading, writing
from dashboard.settings import settings
from data_access import accounts

PER_BROWSER = parse("10 per 15 minutes")
PER_ACCOUNT_AND_ADDRESS = parse("5 per 15 minutes")
PER_ADDRESS = parse("60 per 15 minutes")
PER_ACCOUNT = parse("20 per 1 hour")
WRONG_TOKENS_PER_ADDRESS = parse("30 per 15 minutes")

Limit = tuple[RateLimitItem, tuple[str, ...]]


class DatabaseStorage(Storage):
    """Fixed windows in ``rate_window``; each call is a transaction of its own."""

    STORAGE_SCHEME = ["tiendo"]

    @property
    def base_exceptions(self) -> type[Exception]:
        return OSError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        now = datetime.now(UTC)
        with writing(SERVICE) as session:
            return accounts.count_in_window(
                session, key, now, now + timedelta(seconds=expiry), amount
            )

    def get(self, key: str) -> int:
        running = self._running(key)
        return running[0] if running else 0

    def get_expiry(self, key: str) -> float:
        running = self._running(key)
        return (running[1] if running else datetime.now(UTC)).timestamp()

    def check(self) -> bool:
        return True

    def reset(self) -> int:
        with writing(SERVICE) as session:
            return accounts.forget_windows_before(session, datetime.max.replace(tzinfo=UTC))

    def clear(self, key: str) -> None:
        with writing(SERVICE) as session:
            accounts.forget_window(session, key)

    def _running(self, key: str) -> tuple[int, datetime] | None:
        with reading(SERVICE) as session:
            return accounts.window(session, key, datetime.now(UTC))


_limiter = FixedWindowRateLimiter(DatabaseStorage())


@cache
def _here() -> FixedWindowRateLimiter:
    """Counts in this process alone: what happens hundreds of times a minute is not written down."""
    return FixedWindowRateLimiter(MemoryStorage())


def named(kind: str, *identifiers: object) -> tuple[str, ...]:
    """Return a short key: what people type can be of any length and hold any character."""
    told = "\n".join(str(each) for each in identifiers).encode("utf-8", "replace")
    return kind, hashlib.sha256(told).hexdigest()[:32]


def network(address: str) -> str:
    """Return what one subscriber holds: an IPv4 address, or an IPv6 network of 64 bits."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if not isinstance(found, IPv6Address):
        return address
    return str(found.ipv4_mapped or ip_network((found.packed, 64), strict=False))


def wait(limits: tuple[Limit, ...]) -> int | None:
    """Count one attempt against each limit in turn; return the minutes to wait where one is
    reached (the limits after it are then not counted), None where the attempt may go on.
    """
    seconds = _pause(_limiter, limits)
    return None if seconds is None else ceil(seconds / 60)


def wrong_token(address: str) -> int | None:
    """Count a token that opens nothing against the network it came from; return the seconds to
    wait where that has been tried too often, None else. Past the limit nothing is written down.
    """
    key = named("token", network(address))
    if not _limiter.test(WRONG_TOKENS_PER_ADDRESS, *key):
        return _left(_limiter, WRONG_TOKENS_PER_ADDRESS, key)
    return _pause(_limiter, ((WRONG_TOKENS_PER_ADDRESS, key),))


def request(token_id: int) -> int | None:
    """Count a request under a token; return the seconds to wait where there are too many."""
    most = RateLimitItemPerMinute(settings().api_requests_per_minute)
    return _pause(_here(), ((most, named("requests", token_id)),))


def _pause(limiter: FixedWindowRateLimiter, limits: tuple[Limit, ...]) -> int | None:
    for item, key in limits:
        if not limiter.hit(item, *key):
            return _left(limiter, item, key)
    return None


def _left(limiter: FixedWindowRateLimiter, item: RateLimitItem, key: tuple[str, ...]) -> int:
    """Return the seconds until the window ends."""
    ends = limiter.get_window_stats(item, *key).reset_time
    return max(1, ceil(ends - datetime.now(UTC).timestamp()))


def take_back(limits: tuple[Limit, ...]) -> None:
    """The attempt succeeded: the first limit, the narrowest, begins anew; uncount it elsewhere."""
    for place, (item, key) in enumerate(limits):
        if place == 0:
            _limiter.clear(item, *key)
        else:
            _limiter.hit(item, *key, cost=-1)


def sweep() -> None:
    """Forget the counters whose windows are over."""
    with writing(SERVICE) as session:
        accounts.forget_windows_before(session, datetime.now(UTC))
