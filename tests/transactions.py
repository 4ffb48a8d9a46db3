"""Which transactions are begun: whether each only reads, and for whom."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, event

_ENTERS = "set_config('tiendo.account_id'"


@dataclass
class Begun:
    """A transaction; ``account`` is the id of whose it is, "" the application's own."""

    reads_only: bool
    account: str = ""


@contextmanager
def begun() -> Iterator[list[Begun]]:
    """Note the transactions that people's doings begin inside, in their order.

    Those of the application itself (whose a session is, whether the schema is current) are left
    out when the block ends.
    """
    found: list[Begun] = []

    def begins(connection: Connection) -> None:
        options = connection.get_execution_options()
        connection.info["begun"] = Begun(bool(options.get("postgresql_readonly")))
        found.append(connection.info["begun"])

    def executes(connection, _cursor, statement, parameters, _context, _many) -> None:
        if _ENTERS in statement:
            connection.info["begun"].account = str(parameters["account"])

    event.listen(Engine, "begin", begins)
    event.listen(Engine, "before_cursor_execute", executes)
    try:
        yield found
        found[:] = [each for each in found if each.account]
    finally:
        event.remove(Engine, "begin", begins)
        event.remove(Engine, "before_cursor_execute", executes)


def readings(transactions: list[Begun]) -> int:
    return sum(each.reads_only for each in transactions)


def writings(transactions: list[Begun]) -> int:
    return sum(not each.reads_only for each in transactions)
