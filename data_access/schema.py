"""Bring a database to the schema this code works with, or say whether it is there."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from data_access.engine import engine

MIGRATIONS = Path(__file__).resolve().parent / "migrations"
_TURN = 7_310_263  # any number that nothing else in this database locks


def config() -> Config:
    """Return Alembic's configuration, the same in a checkout and in an installed wheel."""
    made = Config()
    made.set_main_option("script_location", str(MIGRATIONS))
    return made


def migrate() -> None:
    """Upgrade the database in use to the newest schema; two at once take turns."""
    with engine().connect() as connection:
        made = config()
        made.attributes["connection"] = connection
        command.upgrade(made, "head")


def is_current() -> bool:
    return current() == newest()


def current() -> str | None:
    """Return the revision of the schema of the database in use; None: it has none yet."""
    with engine().connect() as connection:
        return current_on(connection)


def current_on(connection: Connection) -> str | None:
    """Return the revision of the schema that the connection's transaction sees."""
    return MigrationContext.configure(connection).get_current_revision()


def newest() -> str:
    """Return the revision of the schema that this code works with."""
    return str(ScriptDirectory.from_config(config()).get_current_head())


def is_known(revision: str) -> bool:
    """Whether this code can bring a schema of that revision to the newest one."""
    every = ScriptDirectory.from_config(config()).walk_revisions()
    return revision in {each.revision for each in every}


@contextmanager
def turn(*, shared: bool = False) -> Iterator[None]:
    """Wait for and hold the turn of whoever changes the whole database in use.

    Those who only want it to stay as it is share a turn.
    """
    lock, unlock = (f"pg_advisory_{each}{'_shared' * shared}" for each in ("lock", "unlock"))
    with engine().connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.detach()  # it outlives the engine where another database is used meanwhile
        connection.execute(text(f"select {lock}(:key)"), {"key": _TURN})
        try:
            yield
        finally:
            connection.execute(text(f"select {unlock}(:key)"), {"key": _TURN})
