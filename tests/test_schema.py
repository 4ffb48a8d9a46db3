"""The database, the models and the vocabulary say the same."""

import re
import subprocess
import sys
from enum import StrEnum

import pytest
from alembic import command
from sqlalchemy import Enum, text

from data_access import databases, engine, schema
from data_access.models import Base
from tests.conftest import dropped

ENUM_COLUMNS = [
    (table.name, column)
    for table in Base.metadata.sorted_tables
    for column in table.columns
    if isinstance(column.type, Enum)
]


def test_the_models_need_no_further_migration(database):
    with engine.engine().connect() as connection:
        made = schema.config()
        made.attributes["connection"] = connection
        command.check(made)


@pytest.mark.parametrize(
    ("table", "column"),
    ENUM_COLUMNS,
    ids=[f"{table}.{column.name}" for table, column in ENUM_COLUMNS],
)
def test_the_database_accepts_exactly_the_values_we_know(database, table, column):
    known: type[StrEnum] = column.type.enum_class
    with engine.reading(engine.SERVICE) as session:
        rules = session.scalars(
            text(
                "select pg_get_constraintdef(oid) from pg_constraint "
                "where conrelid = cast(:table as regclass) and contype = 'c'"
            ),
            {"table": table},
        ).all()
    stored = [set(re.findall(r"'(\w+)'", rule)) for rule in rules if f"({column.name})::" in rule]
    assert {each.value for each in known} in stored


@pytest.mark.parametrize("table", Base.metadata.sorted_tables, ids=lambda table: table.name)
def test_every_table_says_what_it_holds(table):
    assert table.comment


@pytest.mark.parametrize("table", Base.metadata.sorted_tables, ids=lambda table: table.name)
def test_every_amount_says_its_unit(table):
    for column in table.columns:
        if column.name in {"amount", "size", "hits", "number", "depth"}:
            assert column.comment, column


MIGRATE = (
    "import sys; from data_access import engine, schema; engine.use(sys.argv[1]); schema.migrate()"
)


def test_two_processes_that_migrate_at_once_take_turns(server):
    url = server.url.set(database="migrated_twice").render_as_string(hide_password=False)
    databases.create_if_missing(url)
    running = [
        subprocess.Popen([sys.executable, "-c", MIGRATE, url], stderr=subprocess.PIPE)
        for _ in range(2)
    ]
    said = [process.communicate(timeout=60)[1].decode() for process in running]
    engine.use(url)
    try:
        assert [process.returncode for process in running] == [0, 0], said
        assert schema.is_current()
    finally:
        dropped(server, url)
