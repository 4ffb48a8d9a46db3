"""Turns at work that is dear: so many at once, one of a person at a time, and few that wait."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from http import HTTPStatus

from anyio import CapacityLimiter, Lock

RETRY_AFTER = 2


class NoTurn(Exception):
    """Too many wait: ``TOO_MANY_REQUESTS`` of one person, ``SERVICE_UNAVAILABLE`` of all."""

    def __init__(self, status: HTTPStatus) -> None:
        super().__init__(status.phrase)
        self.status = status
        self.headers = {"Retry-After": str(RETRY_AFTER)}


@dataclass(slots=True)
class _Line:
    """The requests of one person: one at work, the others behind it."""

    one: Lock = field(default_factory=Lock)
    there: int = 0


class Turns:
    """``at_once`` are worked on; ``most`` are there in all, ``most_of_one`` of one person."""

    def __init__(self, at_once: int, most: int, most_of_one: int) -> None:
        self._places = CapacityLimiter(at_once)
        self._most, self._most_of_one = most, most_of_one
        self._lines: dict[int, _Line] = {}
        self._there = 0

    @asynccontextmanager
    async def of(self, account_id: int) -> AsyncIterator[CapacityLimiter]:
        """Wait for the person's turn; the work is then done with the limiter that this gives.

        Raises:
            NoTurn: too many wait already.
        """
        line = self._lines.get(account_id) or _Line()
        if line.there >= self._most_of_one:
            raise NoTurn(HTTPStatus.TOO_MANY_REQUESTS)
        if self._there >= self._most:
            raise NoTurn(HTTPStatus.SERVICE_UNAVAILABLE)
        self._lines[account_id] = line
        line.there += 1
        self._there += 1
        try:
            async with line.one:
                yield self._places
        finally:
            line.there -= 1
            self._there -= 1
            if not line.there:
                del self._lines[account_id]
