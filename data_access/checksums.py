"""What a whole database holds at one moment, table by table, to tell whether a copy is the same.

Nothing here names a table of ours: whatever there is in the database is looked at.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from data_access import schema

_MOMENT = """
select pg_export_snapshot(), now(), current_database(),
       current_setting('server_version_num')::int / 10000
"""

# Whatever belongs to an extension is its own, and pg_dump leaves it out.
_TABLES = """
select format('%I.%I', n.nspname, c.relname)
from pg_class c
join pg_namespace n on n.oid = c.relnamespace
where c.relkind = 'r' and c.relpersistence <> 't'
  and n.nspname <> 'information_schema' and n.nspname not like 'pg\\_%'
  and not exists (
      select from pg_depend d
      where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e'
  )
order by 1
"""

# In whatever order the rows come, their sum is the same. The hash is one that is the same on every
# version of PostgreSQL and on every machine.
_SUM = """
select count(*),
       coalesce(sum(('x' || encode(substr(
           sha256(convert_to(t::text, 'UTF8')), 1, 8), 'hex'))::bit(64)::bigint), 0)::text
from {table} t
"""

# By these a row is written as text.
_WRITTEN_AS = {
    "TimeZone": "UTC",
    "DateStyle": "ISO, YMD",
    "IntervalStyle": "postgres",
    "bytea_output": "hex",
    "extra_float_digits": "1",
    "row_security": "off",  # an error instead of fewer rows
}


@dataclass(frozen=True, slots=True)
class TableSum:
    """How many rows a table has, and one number computed from the contents of all of them."""

    rows: int
    checksum: str


@dataclass(frozen=True, slots=True)
class Moment:
    """What a transaction sees: ``snapshot`` names it for others while the transaction lasts.

    ``server`` is the major version of PostgreSQL, ``revision`` that of the schema, None where the
    database has none yet.
    """

    snapshot: str
    at: datetime
    database: str
    server: int
    revision: str | None


def moment(session: Session) -> Moment:
    """Return the moment that the session's transaction sees, and let others see it."""
    snapshot, at, database, server = session.execute(text(_MOMENT)).one()
    return Moment(snapshot, at, database, server, schema.current_on(session.connection()))


def tables(session: Session) -> tuple[str, ...]:
    """Return every table of the database, its schema before it, quoted where that is needed."""
    return tuple(session.scalars(text(_TABLES)))


def sums(session: Session) -> dict[str, TableSum]:
    """Return what each table holds, as the session's transaction sees it."""
    found: dict[str, TableSum] = {}
    with session.begin_nested() as until_here:
        for name, value in _WRITTEN_AS.items():
            session.execute(
                text("select set_config(:name, :value, true)"), {"name": name, "value": value}
            )
        for table in tables(session):
            rows, checksum = session.execute(text(_SUM.format(table=table))).one()
            found[table] = TableSum(rows, checksum)
        until_here.rollback()
    return found
