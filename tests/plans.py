"""What a reading costs the database: rows visited and buffers, by the plans of its statements.

What was asked is recorded, then explained again with the same parameters, prepared as the driver
prepares a statement that comes often. Afterwards PostgreSQL goes on with a plan made for the
values, or one made for any values: both are explained.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql
from psycopg.errors import QueryCanceled
from sqlalchemy import event

from data_access import engine

CUSTOM, GENERIC = "force_custom_plan", "force_generic_plan"
PATIENCE = 3.0  # seconds for one statement, which takes some milliseconds
_NAMED = re.compile(r"%\((\w+)\)s")
_READS = re.compile(r"\s*(select|with)\b(?!\s+seal\()", re.IGNORECASE)  # to seal a day writes
_TABLE_SCANS = frozenset(
    {"Seq Scan", "Index Scan", "Index Only Scan", "Bitmap Heap Scan", "Sample Scan", "Tid Scan"}
)
_READ_AGAIN = frozenset({"CTE Scan", "Function Scan", "WorkTable Scan"})


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement as the driver got it, and its parameters by name."""

    text: str
    parameters: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Plan:
    """What a statement did: rows that scans visited, those passed over included; pages looked at;
    milliseconds; and the plan as PostgreSQL tells it.
    """

    statement: Statement
    rows: int
    buffers: int
    milliseconds: float
    tree: Mapping[str, Any]

    def __str__(self) -> str:
        head = f"{self.rows} rows, {self.buffers} buffers, {self.milliseconds:.1f} ms"
        return "\n".join([head, *_lines(self.tree, 1), self.statement.text.strip()])


@dataclass(frozen=True, slots=True)
class Work:
    """What the statements of a reading did together."""

    plans: tuple[Plan, ...]

    @property
    def rows(self) -> int:
        return sum(each.rows for each in self.plans)

    @property
    def buffers(self) -> int:
        return sum(each.buffers for each in self.plans)

    @property
    def milliseconds(self) -> float:
        return sum(each.milliseconds for each in self.plans)

    def widest(self) -> Plan:
        return max(self.plans, key=lambda each: each.rows)

    def dearest(self) -> Plan:
        return max(self.plans, key=lambda each: each.buffers)


@contextmanager
def recorded() -> Iterator[list[Statement]]:
    """Collect what is asked of the database in use, by whichever thread."""
    found: list[Statement] = []

    def ask(_connection, _cursor, text, parameters, _context, _many) -> None:
        if _READS.match(text):
            found.append(Statement(text, dict(parameters)))

    event.listen(engine.engine(), "before_cursor_execute", ask)
    try:
        yield found
    finally:
        event.remove(engine.engine(), "before_cursor_execute", ask)


class TooLong(Exception):
    """A statement was given up."""


def work(statements: list[Statement], plan_cache_mode: str, patience: float = PATIENCE) -> Work:
    """Return what the statements do in the database in use; nothing is written.

    Raises:
        TooLong: one takes longer than ``patience``, in seconds.
    """
    connection = engine.engine().raw_connection()
    raw = connection.driver_connection
    if not isinstance(raw, psycopg.Connection):
        raise TypeError("psycopg is wanted")
    try:
        with raw.cursor() as cursor:
            cursor.execute("set transaction read only")
            cursor.execute(f"set local plan_cache_mode = {plan_cache_mode}")
            cursor.execute(f"set local statement_timeout = {1000 * patience:.0f}")
            return Work(tuple(_explained(cursor, each) for each in statements))
    finally:
        raw.rollback()
        connection.close()


def _explained(cursor: psycopg.Cursor[Any], statement: Statement) -> Plan:
    try:
        cursor.execute(statement.text, statement.parameters, prepare=True)
    except QueryCanceled as error:
        raise TooLong(statement.text) from error
    names = list(dict.fromkeys(_NAMED.findall(statement.text)))
    text = _NAMED.sub(lambda found: f"${names.index(found[1]) + 1}", statement.text)
    prepared, types = cursor.execute(
        "select name, parameter_types::text[] from pg_prepared_statements where statement = %s "
        "order by prepare_time desc limit 1",
        [text.replace("%%", "%")],
    ).fetchone()
    values = [
        sql.SQL("cast({} as {})").format(sql.Literal(statement.parameters[name]), sql.SQL(kind))
        for name, kind in zip(names, types, strict=True)
    ]
    executed = sql.SQL("execute {}").format(sql.Identifier(prepared))
    if values:
        executed += sql.SQL("({})").format(sql.SQL(", ").join(values))
    explain = sql.SQL("explain (analyze, buffers, timing off, format json) ")
    [[found]] = cursor.execute(explain + executed).fetchall()
    tree = found[0]["Plan"]
    return Plan(
        statement,
        round(sum(map(_visited, _nodes(tree)))),
        tree["Shared Hit Blocks"] + tree["Shared Read Blocks"],
        found[0]["Execution Time"],
        tree,
    )


def _nodes(tree: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield tree
    for below in tree.get("Plans", ()):
        yield from _nodes(below)


def _visited(node: Mapping[str, Any]) -> float:
    """Return the rows that a node read or compared in vain."""
    passed = sum(amount for key, amount in node.items() if key.startswith("Rows Removed by"))
    reads = node["Node Type"] in _TABLE_SCANS | _READ_AGAIN
    return float(node["Actual Loops"] * (passed + (node["Actual Rows"] if reads else 0)))


def _lines(node: Mapping[str, Any], depth: int) -> Iterator[str]:
    what = node.get("Relation Name") or node.get("CTE Name") or node.get("Function Name") or ""
    by = node.get("Index Name", "")
    buffers = node["Shared Hit Blocks"] + node["Shared Read Blocks"]
    yield (
        f"{'  ' * depth}{node['Node Type']} {what} {by}: {node['Actual Rows']:g} of "
        f"{node['Plan Rows']} rows × {node['Actual Loops']}, {_visited(node):.0f} visited, "
        f"{buffers} buffers"
    )
    for below in node.get("Plans", ()):
        yield from _lines(below, depth + 1)
