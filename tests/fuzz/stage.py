"""A province to hand in to: units of every kind, a clerk, quarters open, closed and to come."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy import create_engine, make_url, text

from dashboard import settings
from dashboard.domain.access import Person
from data_access import calendar, databases, embedded, engine, schema
from data_access.vocabulary import Period, Role
from tests.factories import a_person, a_return, a_unit, some_targets

TODAY = "2026-09-20"
THIS = Period(2026, 3)
CLOSED = Period(2026, 2)


@dataclass(frozen=True, slots=True)
class Stage:
    """Where the files are handed in: the database's URL, and the clerk who does it."""

    url: str
    clerk: Person


def begin() -> None:
    """Let it be the day on which everything here happens."""
    os.environ["TIENDO_TODAY"] = TODAY
    settings.settings.cache_clear()


def filled() -> Person:
    """Put the province into the migrated, empty database in use, and return the clerk."""
    begin()
    province = a_unit("P")
    own = [a_unit(code, province, name=f"Huyện {code}") for code in ("H01", "H02")]
    other = a_unit("H03", province)
    a_unit("H04", province, valid_to=date(2025, 6, 30))
    clerk = a_person(Role.REPORTER, *own)
    officer = a_person(Role.REVIEWER, province)
    some_targets(own[0], 2026, {"PARTY_ORG_FOUNDED": 8, "UNION_FOUNDED": 15}, officer)
    for number, period in enumerate(_quarters()):
        figures = {"PARTY_MEMBER_ADMITTED": 10 + number % 4, "PARTY_ORG_TOTAL": 60 + number}
        for unit in (*own, other):
            a_return(unit, str(period), figures, officer)
    with engine.writing(engine.SERVICE) as session:
        calendar.set_closed(
            session,
            province.id,
            CLOSED,
            closed=True,
            recorded_by=None,
            recorded_at=datetime(2026, 7, 1, tzinfo=UTC),
        )
    return clerk


def _quarters() -> list[Period]:
    return [Period(year, quarter) for year in (2024, 2025) for quarter in (1, 2, 3, 4)] + [
        Period(2026, 1),
        Period(2026, 2),
    ]


@contextmanager
def province(folder: Path, copies: int) -> Iterator[list[Stage]]:
    """Start a database server in ``folder`` and yield as many provinces, all alike."""
    url = embedded.start(folder, "fuzz")
    _do(url, "alter system set fsync = off", "alter system set synchronous_commit = off",
        "select pg_reload_conf()")  # fmt: skip
    databases.create_if_missing(url)
    engine.use(url)
    schema.migrate()
    clerk = filled()
    engine.engine().dispose()
    names = [f"fuzz_{number}" for number in range(copies)]
    _do(url, *(f"create database {name} template fuzz strategy file_copy" for name in names))
    try:
        yield [Stage(databases.named(url, name), clerk) for name in names]
    finally:
        engine.engine().dispose()
        embedded.stop(folder)


def _do(url: str, *statements: str) -> None:
    server = create_engine(make_url(url).set(database="postgres"), isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        for statement in statements:
            connection.execute(text(statement))
    server.dispose()
