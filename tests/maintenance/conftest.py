"""A small province with figures and targets, empty databases beside it, and poorer roles."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import Engine, make_url, text
from sqlalchemy.exc import ProgrammingError

from dashboard.actions import accounts
from dashboard.domain.progress import UnitProgress
from dashboard.maintenance.archive import Manifest
from dashboard.maintenance.backing_up import back_up
from dashboard.readings import progress
from data_access import databases, engine, schema
from data_access.vocabulary import Channel, Period, Role, UnitRecord
from tests.conftest import copied, dropped
from tests.factories import a_person, a_return, a_unit, some_targets

FOUNDED, STOCK = "PARTY_ORG_FOUNDED", "PARTY_ORG_TOTAL"
OLDER = "0005"


@dataclass(frozen=True)
class Kept:
    """A backup: its file, what it says of itself, and what the province answered then."""

    path: Path
    manifest: Manifest
    answer: UnitProgress


def silent(_words: str) -> None:
    """Hear what is being done, and say nothing."""


def a_province() -> UnitRecord:
    """Add two districts with two quarters of 2026 and an assigned target each."""
    found = a_unit("P")
    officer = a_person(Role.ADMINISTRATOR, found, username="quantri")
    for code, amount in (("A", 3), ("B", 5)):
        district = a_unit(code, found)
        some_targets(district, 2026, {FOUNDED: 4 * amount}, officer)
        for quarter in (1, 2):
            a_return(district, f"2026Q{quarter}", {FOUNDED: amount, STOCK: 40 + quarter}, officer)
    return found


@pytest.fixture
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIENDO_TODAY", "2026-11-22")


@pytest.fixture
def province(database: str, today: None) -> UnitRecord:
    """The province, in the database in use."""
    return a_province()


@pytest.fixture(scope="module")
def kept_once(server: Engine, tmp_path_factory: pytest.TempPathFactory) -> Kept:
    with pytest.MonkeyPatch.context() as changes, made(server, "template_migrated"):
        changes.setenv("TIENDO_TODAY", "2026-11-22")
        a_province()
        path = tmp_path_factory.mktemp("sao-luu") / "sao-luu.zip"
        manifest = back_up(path, silent)
        before = progress.unit_progress(
            accounts.acting_as("quantri", Channel.COMMAND_LINE), "P", Period(2026, 3)
        )
    return Kept(path, manifest, before)


@pytest.fixture
def kept(kept_once: Kept, today: None, tmp_path: Path) -> Kept:
    """A backup of the province, alone in its folder."""
    return replace(kept_once, path=Path(shutil.copy(kept_once.path, tmp_path)))


@pytest.fixture
def blank(server: Engine) -> Iterator[str]:
    """Another database, without a table; it is the one in use."""
    with made(server, "template0") as url:
        yield url


@pytest.fixture
def migrated(server: Engine) -> Iterator[str]:
    """Another database, with the tables and nothing that was handed in; it is the one in use."""
    with made(server, "template_migrated") as url:
        yield url


@pytest.fixture
def older(blank: str) -> str:
    """The other database as an older version of the program left it, with a province."""
    with engine.engine().connect() as connection:
        configuration = schema.config()
        configuration.attributes["connection"] = connection
        command.upgrade(configuration, OLDER)
    with engine.writing(engine.SERVICE) as session:
        session.execute(
            text(
                "insert into unit (code, kind_code, name, counting, reports, valid_from)"
                " values ('CU', 'province', 'Tỉnh Cũ', 'counted', false, '2000-01-01')"
            )
        )
    return blank


@contextmanager
def made(server: Engine, template: str) -> Iterator[str]:
    url = copied(server, template)
    engine.use(url)
    yield url
    dropped(server, url)


@pytest.fixture
def poor(server: Engine) -> Iterator[str]:
    """The other database as its owner sees it, a role that may not create databases."""
    role = f"vai_tro_{os.getpid()}"
    with server.connect() as connection:
        try:
            connection.execute(text(f"create role {role} login password 'mat-khau'"))
        except ProgrammingError:
            pytest.skip("the role that TIENDO_TEST_SERVER names may not make roles")
    with made(server, "template0") as url:
        name = databases.name(url)
        with server.connect() as connection:
            connection.execute(text(f"alter database {name} owner to {role}"))
        engine.use(
            make_url(url)
            .set(username=role, password="mat-khau")
            .render_as_string(hide_password=False)
        )
        yield engine.url()
    with server.connect() as connection:
        connection.execute(text(f"drop role {role}"))
