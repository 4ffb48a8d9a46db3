"""Whole databases on a server: made, emptied, put in the place of another, dropped."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import URL, Connection, Engine, create_engine, make_url, text
from sqlalchemy.exc import OperationalError, ProgrammingError
from sqlalchemy.orm import Session

from data_access import checksums
from data_access.embedded import as_url
from data_access.engine import engine
from data_access.errors import DatabaseUnavailable
from data_access.models import Base

# Where one connects to say something about other databases; a server may lack the first.
_BESIDE = ("postgres", "template1")

_MAY = """
select r.rolcreatedb or r.rolsuper, pg_has_role(d.datdba, 'USAGE')
from pg_roles r, pg_database d
where r.rolname = current_user and d.datname = :name
"""

_NOT_ALLOWED = "42501"
_END_OURS = """
select pg_terminate_backend(pid) from pg_stat_activity
where datname = :name and pg_has_role(usesysid, 'USAGE')
"""

# Everything of ours and not of an extension; what belongs to a table goes with it.
_OBJECTS = """
with ours as (
    select oid from pg_namespace
    where nspname <> 'information_schema' and nspname not like 'pg\\_%'
)
select 0, format('drop %s if exists %s cascade',
           case c.relkind when 'v' then 'view' when 'm' then 'materialized view'
                          when 'S' then 'sequence' else 'table' end,
           c.oid::regclass)
from pg_class c
where c.relnamespace in (select oid from ours) and c.relkind in ('r', 'p', 'v', 'm', 'S')
  and pg_has_role(c.relowner, 'USAGE')
  and not exists (
      select from pg_depend d
      where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype in ('e', 'i')
  )
union all
select 1, format('drop routine if exists %s cascade', p.oid::regprocedure)
from pg_proc p
where p.pronamespace in (select oid from ours) and pg_has_role(p.proowner, 'USAGE')
  and not exists (
      select from pg_depend d
      where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e'
  )
order by 1
"""


class DatabaseRight(StrEnum):
    """What a role must be able to do to put another database in the place of one."""

    CREATE = "create"  # databases
    OWN = "own"  # the one that is replaced
    CONNECT = "connect"  # to a database beside it


def missing_right(url: str) -> DatabaseRight | None:
    """Return the first right that the role lacks to replace the database; None: it lacks none."""
    place = make_url(as_url(url))
    try:
        with _server(place) as connection:
            creates, owns = connection.execute(text(_MAY), {"name": place.database}).one()
    except DatabaseUnavailable:
        return DatabaseRight.CONNECT
    if not creates:
        return DatabaseRight.CREATE
    return None if owns else DatabaseRight.OWN


def role(session: Session) -> str:
    """Return the name of the role that the session acts as."""
    return str(session.scalar(text("select current_user")))


def may_make_tables(session: Session) -> bool:
    """Whether the session's role may make tables in its schema; from PostgreSQL 15 on, not any
    role may in every database.
    """
    return bool(session.scalar(text("select has_schema_privilege(current_schema(), 'CREATE')")))


def gather_statistics() -> None:
    """Let the server know how the tables in the database in use are filled, as after a load."""
    with engine().connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("analyze"))


def is_empty(session: Session) -> bool:
    """Whether nothing would be lost with the database: there is nothing, or our tables without a
    unit and without an account that can sign in.
    """
    names = {table.rpartition(".")[2] for table in checksums.tables(session)}
    known = {*Base.metadata.tables, "alembic_version"}
    return names <= known and not holds_anything(session)


def holds_anything(session: Session) -> bool:
    """Whether there are units, or accounts that can sign in, at whatever revision of the schema."""
    if session.scalar(text("select to_regclass('unit') is null or to_regclass('account') is null")):
        return False
    return bool(
        session.scalar(
            text(
                "select exists (select from unit)"
                " or exists (select from account where password_hash is not null)"
            )
        )
    )


@dataclass(frozen=True, slots=True)
class States:
    """How often the data and the reference data of a database had changed; 0: it had none."""

    number: int = 0
    reference: int = 0


def clear(session: Session) -> States:
    """Drop every table and function that the role owns in the database; the caller knows why.

    Returns what ``go_on_from`` is to be given once there are tables again.
    """
    session.execute(text("set local lock_timeout = '20s'"))
    states = States()
    if session.scalar(text("select to_regclass('data_revision') is not null")):
        row = session.scalar(text("select to_jsonb(r) from data_revision r")) or {}
        states = States(row.get("number", 0), row.get("reference", 0))
    for _order, statement in session.execute(text(_OBJECTS)).all():
        session.connection().exec_driver_sql(statement)
    return states


def go_on_from(session: Session, states: States) -> None:
    """Count changes on from there: who remembers those states of the database must not see them
    again with other contents.
    """
    session.execute(
        text(
            "update data_revision set number = greatest(number, :number) + 1,"
            " reference = greatest(reference, :reference) + 1"
        ),
        {"number": states.number, "reference": states.reference},
    )


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
    """Drop the database that ``url`` names, whoever of ours is connected, if it is there.

    Raises:
        DatabaseUnavailable: the server does not let us, or others stay connected.
    """
    doomed = make_url(as_url(url))
    with _server(doomed) as connection:
        statement = f"drop database if exists {_name(connection, doomed)}"
        try:
            connection.execute(text(f"{statement} with (force)"))
        except ProgrammingError as error:
            if getattr(error.orig, "sqlstate", None) != _NOT_ALLOWED:
                raise
            # Up to PostgreSQL 16 a role may not force the server's own vacuuming out of it, which
            # gives way to one who asks without force.
            connection.execute(text(_END_OURS), {"name": doomed.database})
            connection.execute(text(statement))


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
    """Wait for and hold this database's turn among processes that replace databases.

    Raises:
        DatabaseUnavailable: the server cannot be reached, or has no database beside this one.
    """
    with _server(make_url(as_url(url))) as connection:
        lock = {"key": f"replace {name(url)}"}
        connection.execute(text("select pg_advisory_lock(hashtext(:key))"), lock)
        try:
            yield
        finally:
            connection.execute(text("select pg_advisory_unlock(hashtext(:key))"), lock)


@contextmanager
def _server(url: URL) -> Iterator[Connection]:
    server, connection = _connected(url)
    try:
        with connection:
            yield connection
    except (OperationalError, ProgrammingError) as error:
        raise DatabaseUnavailable(str(error.orig)) from error
    finally:
        server.dispose()


def _connected(url: URL) -> tuple[Engine, Connection]:
    """Connect to a database beside the one that ``url`` names.

    Raises:
        DatabaseUnavailable: there is none that lets us in; with the reason of the first.
    """
    reasons = []
    for beside in _BESIDE:
        server = create_engine(url.set(database=beside), isolation_level="AUTOCOMMIT")
        try:
            return server, server.connect()
        except OperationalError as error:
            server.dispose()
            reasons.append(error)
    raise DatabaseUnavailable(str(reasons[0].orig)) from reasons[0]


def _exists(connection: Connection, url: URL) -> bool:
    found = connection.scalar(
        text("select 1 from pg_database where datname = :name"), {"name": url.database}
    )
    return found is not None


def _name(connection: Connection, url: URL) -> str:
    return connection.dialect.identifier_preparer.quote(url.database or "tiendo")
