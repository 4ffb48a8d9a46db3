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

# A whole database takes longer than a server may allow a page.
_PATIENT = """
select set_config(name, '0', true) from pg_settings
where name in (
    'statement_timeout', 'transaction_timeout', 'idle_in_transaction_session_timeout'
)
"""

# Whatever belongs to an extension is its own, and pg_dump leaves it out. A file's content would be
# written out in hexadecimal to be part of its row's text; its hash takes its place.
_TABLES = """
select format('%I.%I', n.nspname, c.relname) as name,
       case when bool_or(a.atttypid = 'bytea'::regtype)
           then format('row(%s)', string_agg(
               format(
                   case a.atttypid when 'bytea'::regtype then 'sha256(t.%I)' else 't.%I' end,
                   a.attname
               ), ', ' order by a.attnum))
           else 't'
       end as row
from pg_class c
join pg_namespace n on n.oid = c.relnamespace
left join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
where c.relkind = 'r' and c.relpersistence <> 't'
  and n.nspname <> 'information_schema' and n.nspname not like 'pg\\_%'
  and not exists (
      select from pg_depend d
      where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e'
  )
group by n.nspname, c.relname
order by 1
"""

# In whatever order the rows come, their sum is the same. The hash is one that is the same on every
# version of PostgreSQL and on every machine.
_SUM = """
select count(*),
       coalesce(sum(('x' || encode(substr(
           sha256(convert_to({row}::text, 'UTF8')), 1, 8), 'hex'))::bit(64)::bigint), 0)::text
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
    """Return the moment that the session's transaction sees, and let others see it.

    From now on no limit of time ends the transaction.
    """
    session.execute(text(_PATIENT))
    snapshot, at, database, server = session.execute(text(_MOMENT)).one()
    return Moment(snapshot, at, database, server, schema.current_on(session.connection()))


def tables(session: Session) -> tuple[str, ...]:
    """Return every table of the database, its schema before it, quoted where that is needed."""
    return tuple(name for name, _row in session.execute(text(_TABLES)))


def sums(session: Session) -> dict[str, TableSum]:
    """Return what each table holds, as the session's transaction sees it."""
    found: dict[str, TableSum] = {}
    with session.begin_nested() as until_here:
        for name, value in _WRITTEN_AS.items():
            session.execute(
                text("select set_config(:name, :value, true)"), {"name": name, "value": value}
            )
        for table, row in session.execute(text(_TABLES)).all():
            rows, checksum = session.execute(text(_SUM.format(table=table, row=row))).one()
            found[table] = TableSum(rows, checksum)
        until_here.rollback()
    return found
