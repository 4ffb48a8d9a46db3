"""Whole databases on a server: made, put in the place of an empty one, dropped."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import URL, Connection, create_engine, make_url, text
from sqlalchemy.exc import OperationalError, ProgrammingError

from data_access.embedded import as_url
from data_access.errors import DatabaseUnavailable


def create_if_missing(url: str) -> bool:
    """Create the database that ``url`` names, where the server does not have it yet.

    Returns whether it was created.

    Raises:
        DatabaseUnavailable: the server cannot be reached, or does not let us.
    """
    wanted = make_url(as_url(url))
    with _server(wanted) as connection:
        if _exists(connection, wanted):
            return False
        connection.execute(
            text(f"create database {_name(connection, wanted)} encoding 'UTF8' template template0")
        )
        return True


def drop(url: str) -> None:
    """Drop the database that ``url`` names, whoever is connected, if it is there."""
    doomed = make_url(as_url(url))
    with _server(doomed) as connection:
        connection.execute(
            text(f"drop database if exists {_name(connection, doomed)} with (force)")
        )


def put_in_place(finished: str, place: str) -> None:
    """Let the ``finished`` database take the name of the one at ``place``, which is dropped."""
    source, target = make_url(as_url(finished)), make_url(as_url(place))
    drop(place)
    with _server(source) as connection:
        connection.execute(
            text(
                f"alter database {_name(connection, source)} rename to {_name(connection, target)}"
            )
        )


def name(url: str) -> str:
    return make_url(as_url(url)).database or "tiendo"


def named(url: str, database: str) -> str:
    """Return the URL of another database on the same server."""
    other = make_url(as_url(url)).set(database=database)
    return other.render_as_string(hide_password=False)


@contextmanager
def turn(url: str) -> Iterator[None]:
    """Wait for and hold this database's turn among processes that replace databases."""
    with _server(make_url(as_url(url))) as connection:
        lock = {"key": f"replace {name(url)}"}
        connection.execute(text("select pg_advisory_lock(hashtext(:key))"), lock)
        try:
            yield
        finally:
            connection.execute(text("select pg_advisory_unlock(hashtext(:key))"), lock)


@contextmanager
def _server(url: URL) -> Iterator[Connection]:
    server = create_engine(url.set(database="postgres"), isolation_level="AUTOCOMMIT")
    try:
        with server.connect() as connection:
            yield connection
    except (OperationalError, ProgrammingError) as error:
        raise DatabaseUnavailable(str(error.orig)) from error
    finally:
        server.dispose()


def _exists(connection: Connection, url: URL) -> bool:
    found = connection.scalar(
        text("select 1 from pg_database where datname = :name"), {"name": url.database}
    )
    return found is not None


def _name(connection: Connection, url: URL) -> str:
    return connection.dialect.identifier_preparer.quote(url.database or "tiendo")
