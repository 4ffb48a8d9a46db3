"""What the record holds after something was done, and doing several things at once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from sqlalchemy import text

from dashboard.errors import DashboardError
from data_access import engine


def rows(table: str) -> int:
    with engine.reading(engine.SERVICE) as session:
        return session.scalar(text(f"select count(*) from {table}"))  # noqa: S608


def events() -> list[str]:
    """Return what was done, the first first."""
    with engine.reading(engine.SERVICE) as session:
        return list(session.scalars(text("select action from audit_event order by id")))


def at_once(*calls: Callable[[], object]) -> list[object]:
    """Return what each call returned or was refused with, all of them let go together."""
    gate = Barrier(len(calls))

    def run(call: Callable[[], object]) -> object:
        gate.wait()
        try:
            return call()
        except DashboardError as refusal:
            return refusal

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))
