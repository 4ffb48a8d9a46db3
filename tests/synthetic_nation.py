"""The synthetic nation of ``bench`` at a tenth of its size, with statistics and without."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, text

from bench import nation
from data_access import databases, engine
from tests.conftest import copied, dropped

# Else PostgreSQL would take statistics by itself, in the middle of a test.
_LEAVE_ALONE = """
do $$ declare
    name text;
begin
    for name in select oid::regclass from pg_class
                where relkind = 'r' and relnamespace = 'public'::regnamespace loop
        execute format('alter table %s set (autovacuum_enabled = false)', name);
    end loop;
end $$
"""


@contextmanager
def a_tenth(server: Engine) -> Iterator[tuple[str, str]]:
    """Load the nation; yield the URLs of the database as PostgreSQL knows it, and of one of which
    it has no statistics yet. The first is in use.
    """
    unknown = copied(server, "template_migrated")
    engine.use(unknown)
    with engine.engine().begin() as connection:
        connection.execute(text(_LEAVE_ALONE))
    nation.load("", nation.TENTH, analyzed=False)
    engine.engine().dispose()
    known = copied(server, databases.name(unknown))
    engine.use(known)
    nation.analyze()
    try:
        yield known, unknown
    finally:
        for url in (known, unknown):
            dropped(server, url)
