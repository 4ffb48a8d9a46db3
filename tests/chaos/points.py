"""Where to strike: a plan of points, the same for the same seed, spread over a request's life."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import islice

from tests.chaos.proxy import Moment


class Blow(StrEnum):
    """What is done to whom."""

    KILL_SERVER = "server killed"
    KILL_COMMAND = "command line killed"
    KILL_DATABASE = "database killed"
    KILL_BACKEND = "one process of the database killed"
    STOP_DATABASE = "database stopped at once"
    RESTART_DATABASE = "database restarted"
    KILL_BOTH = "server and database killed"
    CUT_DATABASE = "line to the database cut"
    CUT_REQUEST = "line cut in the request"
    CUT_ANSWER = "line cut in the answer"
    FILL_DISK = "disk full"


@dataclass(frozen=True, slots=True)
class Point:
    """One strike: the ``blow``, and its moment.

    ``moment`` is one of the talk with the database, ``share`` how far through: of the time that
    uploads take, of their messages, of their commits, of their bytes. ``twice``: two clients send
    the same return at once. ``page``: one is handed in at the page, in a browser.
    """

    number: int
    blow: Blow
    share: float
    moment: Moment | None = None
    twice: bool = False
    page: bool = False

    @property
    def kind(self) -> str:
        return f"{self.blow}{', at the page' if self.page else ''}"

    @property
    def told(self) -> str:
        where = f"{self.moment or 'of the time'}, at {self.share:.0%}"
        if self.blow in _LINES:
            where = f"of the bytes, at {self.share:.0%}"
        if self.blow is Blow.FILL_DISK:
            where = f"{self.room // 1024} kB left"
        return f"{self.kind}: {where}{', sent twice' if self.twice else ''}"

    @property
    def room(self) -> int:
        """How many bytes are left on a disk that is filled."""
        return int(self.share * 12) * 16 * 1024


COUNTED = (Moment.NTH_BEFORE, Moment.NTH_AFTER)
_COMMITS = (
    Moment.COMMIT_BEFORE,
    Moment.COMMIT_SENT,
    Moment.COMMIT_HELD,
    Moment.COMMIT_ANSWERED,
)
_LINES = (Blow.CUT_REQUEST, Blow.CUT_ANSWER)
_TWICE = 0.15


def _point(blow: Blow, moment: Moment | None = None, *, page: bool = False) -> "Point":
    return Point(0, blow, 0.0, moment, page=page)


# One round: each kind of point as often as it matters. What stands together follows each other:
# where both are killed the server comes back alone, without the relay, and has to start the
# database itself; then it has to keep it.
_CHAINS: tuple[tuple[Point, ...], ...] = (
    *[(_point(Blow.KILL_SERVER, moment),) for moment in (None, None, None, *_COMMITS, *COUNTED)],
    *[(_point(Blow.KILL_COMMAND, moment),) for moment in (None, *_COMMITS[1:3], Moment.NTH_AFTER)],
    *[(_point(Blow.KILL_DATABASE, moment),) for moment in (None, *_COMMITS, Moment.NTH_AFTER)],
    *[(_point(Blow.KILL_BACKEND, moment),) for moment in (None, *_COMMITS[:2])],
    *[(_point(Blow.STOP_DATABASE, moment),) for moment in (None, *_COMMITS[:2])],
    *[(_point(Blow.RESTART_DATABASE, moment),) for moment in (None, Moment.NTH_BEFORE)],
    *[(_point(Blow.CUT_DATABASE, moment),) for moment in (*_COMMITS, Moment.NTH_BEFORE)],
    *[(_point(blow),) for blow in (*_LINES, *_LINES)],
    *[
        (_point(Blow.KILL_BOTH, moment), _point(Blow.KILL_DATABASE), _point(Blow.KILL_SERVER))
        for moment in (Moment.COMMIT_SENT, Moment.COMMIT_HELD)
    ],
    *[(_point(blow, page=True),) for blow in (Blow.KILL_SERVER, Blow.KILL_DATABASE)],
    *[(_point(Blow.FILL_DISK),)] * 2,
)


def plan(seed: int, count: int, *, disk: bool, page: bool) -> tuple[Point, ...]:
    """Return ``count`` points; those of the ``disk`` only where one can be filled, and last,
    those at a ``page`` only where there is a browser.
    """
    chance = random.Random(f"points {seed}")  # a plan, not a secret
    kinds = _kinds(chance, disk=disk, page=page)
    chosen = sorted(islice(kinds, count), key=lambda point: point.blow is Blow.FILL_DISK)
    shares = _spread(chance)
    return tuple(
        replace(
            point,
            number=number,
            share=next(shares),
            twice=not point.page and chance.random() < _TWICE,
        )
        for number, point in enumerate(chosen, start=1)
    )


def _kinds(chance: random.Random, *, disk: bool, page: bool) -> Iterator[Point]:
    while True:
        for chain in chance.sample(_CHAINS, len(_CHAINS)):
            for point in chain:
                if (disk or point.blow is not Blow.FILL_DISK) and (page or not point.page):
                    yield point


def _spread(chance: random.Random) -> Iterator[float]:
    """Shares that never leave a part of the whole unvisited for long: the golden ratio's steps."""
    at = chance.random()
    while True:
        at = (at + 0.6180339887) % 1
        yield at
