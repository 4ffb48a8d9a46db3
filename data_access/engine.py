"""The engine, and the two doors to the record: ``reading(actor)`` and ``writing(actor)``.

Both put who acts, and how far they reach, into the transaction's settings (``tiendo.account_id``,
``tiendo.channel``, ``tiendo.units``), where policies of the database can ask for them.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from threading import Event
from time import monotonic
from typing import Protocol

from sqlalchemy import Engine, create_engine, event, make_url, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError, DisconnectionError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection

from data_access import moment as moments
from data_access.embedded import as_url
from data_access.errors import DatabaseFull, DatabaseUnavailable
from data_access.moment import Moment
from data_access.remembered import READS_ONLY
from data_access.vocabulary import Channel

# Seconds, but for the last: a server that has gone silent is given up, not waited for.
_PATIENCE = {
    "connect_timeout": 10,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 60_000,
}
_FULL = frozenset({"53100", "58030"})  # no room on the disk; a file that cannot be written
_FRESH = 1.0  # seconds for which a connection that was just in use is taken to be alive
_USED = "used"
# Classes of SQLSTATE: connection, two that waited for each other, resources, shutdown, system.
_GONE = ("08", "40P", "53", "57P", "58")

# Needs pages that the database does not have yet; gone with its transaction.
_TAKE_ROOM = """
create temporary table room on commit drop as
select repeat('x', 1000) from generate_series(1, 256)
"""

_ENTER = text(
    "select set_config('tiendo.account_id', :account, true), "
    "set_config('tiendo.channel', :channel, true), set_config('tiendo.units', :units, true)"
)

_url: str | None = None
_was_full = Event()


class Actor(Protocol):
    """Who opens a transaction.

    ``account_id`` None: nobody is known yet. ``reach`` are the ids of the units that a role is held
    on, which includes what is below them; None: every unit.
    """

    @property
    def account_id(self) -> int | None: ...

    @property
    def channel(self) -> Channel: ...

    @property
    def reach(self) -> Collection[int] | None: ...


@dataclass(frozen=True, slots=True)
class Service:
    """The application itself: before it knows who is there, or when nobody is."""

    account_id: int | None = None
    channel: Channel = Channel.SYSTEM
    reach: Collection[int] | None = None


SERVICE = Service()


def use(url: str) -> None:
    """Set the database that everything in this process reads and writes."""
    global _url
    if _url is not None:
        engine().dispose()
        engine.cache_clear()
    _url = as_url(url)
    _was_full.clear()


def url() -> str:
    """Return the URL of the database in use, password included.

    Raises:
        DatabaseUnavailable: ``use`` was not called.
    """
    if _url is None:
        raise DatabaseUnavailable("no database was chosen")
    return _url


@cache
def engine() -> Engine:
    """Return the process's engine.

    Raises:
        DatabaseUnavailable: ``use`` was not called.
    """
    made = create_engine(
        url(),
        connect_args={key: _PATIENCE[key] for key in _PATIENCE.keys() - make_url(url()).query},
        pool_size=10,
        max_overflow=20,
        pool_timeout=20,
        pool_recycle=1800,
        pool_use_lifo=True,
    )
    _ask_those_that_rested(made)
    return made


def _ask_those_that_rested(made: Engine) -> None:
    """Ping a connection before it is used, unless it was in use just now; a dead one is replaced.

    What ``pool_pre_ping`` does always, at the price of three more answers for each return.
    """

    @event.listens_for(made, "checkin")
    def _rests(_connection: DBAPIConnection | None, record: ConnectionPoolEntry) -> None:
        record.info[_USED] = monotonic()

    @event.listens_for(made, "checkout")
    def _is_taken(
        connection: DBAPIConnection, record: ConnectionPoolEntry, _proxy: PoolProxiedConnection
    ) -> None:
        if monotonic() - record.info.get(_USED, monotonic()) < _FRESH:
            return
        try:
            made.dialect.do_ping(connection)
        except made.dialect.loaded_dbapi.Error as error:
            raise DisconnectionError from error


@contextmanager
def reading(actor: Actor, moment: Moment | None = None) -> Iterator[Session]:
    """A read-only transaction that sees one moment; PostgreSQL itself refuses a write.

    ``moment`` is as of when it sees the record; None: all of it, today.
    """
    with _session(moment) as session:
        session.connection(
            execution_options={"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        )
        session.info[READS_ONLY] = True
        _enter(session, actor)
        yield session
        session.commit()  # a rollback would have the driver forget every statement it prepared


@contextmanager
def writing(actor: Actor, moment: Moment | None = None) -> Iterator[Session]:
    """One transaction: committed when the block ends, rolled back if it raises."""
    with _session(moment) as session, session.begin():
        _enter(session, actor)
        yield session


def _enter(session: Session, actor: Actor) -> None:
    units = "*" if actor.reach is None else ",".join(map(str, sorted(actor.reach)))
    session.connection().execute(
        _ENTER,
        {
            "account": "" if actor.account_id is None else str(actor.account_id),
            "channel": actor.channel.value,
            "units": units,
        },
    )


@contextmanager
def _session(moment: Moment | None) -> Iterator[Session]:
    try:
        with Session(engine(), expire_on_commit=False) as session:
            moments.set_for(session, moment or moments.now())
            yield session
    except PoolTimeout as error:
        raise DatabaseUnavailable("too many at once") from error
    except DBAPIError as error:
        problem = _blamed(error)
        if isinstance(problem, DatabaseFull):
            _was_full.set()
        raise problem or error from error


def ask() -> None:
    """Return if the database answers and, where it had no room lately, has room again.

    Raises:
        DatabaseUnavailable: it does not answer.
        DatabaseFull: it can be read, and nothing can be stored.
    """
    with reading(SERVICE) as session:
        session.execute(text("select 1"))
    if _was_full.is_set():
        with writing(SERVICE) as session:
            session.execute(text(_TAKE_ROOM))
        _was_full.clear()


def _blamed(error: DBAPIError) -> DatabaseUnavailable | None:
    """Return the error as what it means where the database, not the statement, is to blame."""
    state = getattr(error.orig, "sqlstate", None) or ""
    if state in _FULL:
        return DatabaseFull(str(error.orig))
    lost = error.connection_invalidated or "connection" in str(error.orig).lower()
    return DatabaseUnavailable(str(error.orig)) if lost or state.startswith(_GONE) else None
