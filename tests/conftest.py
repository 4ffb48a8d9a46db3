"""A migrated PostgreSQL database, fresh for each test that asks for one."""

import itertools
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import hypothesis
import pytest
from sqlalchemy import Engine, create_engine, make_url, text
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from dashboard import i18n
from dashboard import settings as settings_module
from data_access import databases, embedded, engine, schema

hypothesis.settings.register_profile("untimed", deadline=None)
hypothesis.settings.load_profile("untimed")  # how long something takes is for bench/, not here

GIVEN = "TIENDO_TEST_SERVER"
_numbers = itertools.count(1)
_BROWSER = "tests/browser/"


class ByModule(LoadScopeScheduling):
    """Gives whole modules to a worker, and all browser tests, which share a server, to one.

    The mark ``xdist_group`` does nothing under pytest 9.2 (pytest-xdist issue 1386).
    """

    def _split_scope(self, nodeid: str) -> str:
        return _BROWSER if nodeid.startswith(_BROWSER) else super()._split_scope(nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ByModule:
    return ByModule(config, log)


@pytest.fixture(autouse=True)
def _settings_are_read_anew() -> Iterator[None]:
    settings_module.settings.cache_clear()
    yield
    settings_module.settings.cache_clear()


@pytest.fixture(autouse=True)
def _vietnamese_is_spoken_unless_a_test_says_otherwise() -> None:
    """The language stands in the thread's context, where the test before may have left another."""
    i18n.set_language(None)


@contextmanager
def started(folder: Path) -> Iterator[Engine]:
    """The server that TIENDO_TEST_SERVER names, by a role that may create databases, or an
    embedded one on ``folder`` which need not survive a crash.
    """
    given = os.environ.get(GIVEN)
    url = embedded.as_url(given) if given else embedded.start(folder, "postgres")
    administrator = create_engine(
        make_url(url).set(database="postgres"), isolation_level="AUTOCOMMIT"
    )
    if not given:
        with administrator.connect() as connection:
            for setting in ("fsync", "synchronous_commit", "full_page_writes"):
                connection.execute(text(f"alter system set {setting} = off"))
            connection.execute(text("select pg_reload_conf()"))
    yield administrator
    administrator.dispose()
    if not given:
        embedded.stop(folder)


@pytest.fixture(scope="session")
def server() -> Iterator[Engine]:
    """The server of this test process, with a migrated template database.

    Not in pytest's own folder: another run beside this one would clear that away.
    """
    folder = Path(tempfile.mkdtemp(prefix="tiendo-tests-"))
    with started(folder) as administrator:
        url = administrator.url.set(database="template_migrated").render_as_string(
            hide_password=False
        )
        databases.drop(url)
        databases.create_if_missing(url)
        engine.use(url)
        schema.migrate()
        engine.engine().dispose()
        yield administrator
        engine.engine().dispose()
        databases.drop(url)
    shutil.rmtree(folder, ignore_errors=True)


def copied(server: Engine, template: str) -> str:
    """Return the URL of a new database with everything that ``template`` has."""
    name = f"test_{os.getpid()}_{next(_numbers)}"
    with server.connect() as connection:
        connection.execute(text(f"create database {name} template {template} strategy file_copy"))
    return server.url.set(database=name).render_as_string(hide_password=False)


def dropped(server: Engine, url: str) -> None:
    engine.engine().dispose()
    name = Path(url.split("?")[0]).name
    with server.connect() as connection:
        connection.execute(text(f"drop database {name} with (force)"))


@pytest.fixture
def database(server: Engine) -> Iterator[str]:
    """An empty, migrated database that ``engine.reading`` and ``engine.writing`` open; its URL."""
    url = copied(server, "template_migrated")
    engine.use(url)
    yield url
    dropped(server, url)
