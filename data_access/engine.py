"""The engine, and the two doors to the record: ``reading()`` and ``writing()``."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from sqlalchemy import Engine, create_engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from data_access.embedded import as_url
from data_access.errors import DatabaseUnavailable

_url: str | None = None


def use(url: str) -> None:
    """Set the database that everything in this process reads and writes."""
    global _url
    if _url is not None:
        engine().dispose()
        engine.cache_clear()
    _url = as_url(url)


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
    return create_engine(
        url(), pool_size=10, max_overflow=20, pool_pre_ping=True, pool_timeout=20, pool_recycle=1800
    )


@contextmanager
def reading() -> Iterator[Session]:
    """A read-only transaction that sees one moment; PostgreSQL itself refuses a write."""
    with _session() as session:
        session.connection(
            execution_options={"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        )
        yield session


@contextmanager
def writing() -> Iterator[Session]:
    """One transaction: committed when the block ends, rolled back if it raises."""
    with _session() as session, session.begin():
        yield session


@contextmanager
def _session() -> Iterator[Session]:
    try:
        with Session(engine()) as session:
            yield session
    except OperationalError as error:
        if error.connection_invalidated or "connection" in str(error.orig).lower():
            raise DatabaseUnavailable(str(error.orig)) from error
        raise
