"""Bring a database to the schema this code works with, or say whether it is there."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from data_access.engine import engine

MIGRATIONS = Path(__file__).resolve().parent / "migrations"


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
    with engine().connect() as connection:
        found = MigrationContext.configure(connection).get_current_heads()
    return set(found) == set(ScriptDirectory.from_config(config()).get_heads())
