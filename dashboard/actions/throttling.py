"""How often a sign-in may be tried: counters in the database, shared by all processes."""

import hashlib
from datetime import UTC, datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network
from math import ceil

from limits import RateLimitItem, parse
from limits.storage import Storage
from limits.strategies import FixedWindowRateLimiter

from data_access import accounts, engine

PER_BROWSER = parse("10 per 15 minutes")
PER_ACCOUNT_AND_ADDRESS = parse("5 per 15 minutes")
PER_ADDRESS = parse("60 per 15 minutes")
PER_ACCOUNT = parse("20 per 1 hour")

Limit = tuple[RateLimitItem, tuple[str, ...]]


class DatabaseStorage(Storage):
    """Fixed windows in ``rate_window``; each call is a transaction of its own."""

    STORAGE_SCHEME = ["tiendo"]

    @property
    def base_exceptions(self) -> type[Exception]:
        return OSError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        now = datetime.now(UTC)
        with engine.writing() as session:
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
        with engine.writing() as session:
            return accounts.forget_windows_before(session, datetime.max.replace(tzinfo=UTC))

    def clear(self, key: str) -> None:
        with engine.writing() as session:
            accounts.forget_window(session, key)

    def _running(self, key: str) -> tuple[int, datetime] | None:
        with engine.reading() as session:
            return accounts.window(session, key, datetime.now(UTC))


_limiter = FixedWindowRateLimiter(DatabaseStorage())


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
    for item, key in limits:
        if not _limiter.hit(item, *key):
            ends = _limiter.get_window_stats(item, *key).reset_time
            return max(1, ceil((ends - datetime.now(UTC).timestamp()) / 60))
    return None


def take_back(limits: tuple[Limit, ...]) -> None:
    """The attempt succeeded: the first limit, the narrowest, begins anew; uncount it elsewhere."""
    for place, (item, key) in enumerate(limits):
        if place == 0:
            _limiter.clear(item, *key)
        else:
            _limiter.hit(item, *key, cost=-1)


def sweep() -> None:
    """Forget the counters whose windows are over."""
    with engine.writing() as session:
        accounts.forget_windows_before(session, datetime.now(UTC))
