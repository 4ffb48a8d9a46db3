"""The engine, and the two doors to the record: ``reading()`` and ``writing()``."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from sqlalchemy import Engine, create_engine, make_url, text
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


@cache
def engine() -> Engine:
    """Return the process's engine.

    Raises:
        DatabaseUnavailable: ``use`` was not called.
    """
    if _url is None:
        raise DatabaseUnavailable("no database was chosen")
    return create_engine(
        _url, pool_size=10, max_overflow=20, pool_pre_ping=True, pool_timeout=20, pool_recycle=1800
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


def create_database_if_missing(url: str) -> None:
    """Create the database that ``url`` names, where the server does not have it yet."""
    wanted = make_url(as_url(url))
    server = create_engine(wanted.set(database="postgres"), isolation_level="AUTOCOMMIT")
    try:
        with server.connect() as connection:
            there = connection.scalar(
                text("select 1 from pg_database where datname = :name"),
                {"name": wanted.database},
            )
            if not there:
                name = server.dialect.identifier_preparer.quote(wanted.database or "tiendo")
                connection.execute(
                    text(f"create database {name} encoding 'UTF8' template template0")
                )
    except OperationalError as error:
        raise DatabaseUnavailable(str(error.orig)) from error
    finally:
        server.dispose()
