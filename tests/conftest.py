"""One PostgreSQL server for the whole run, and on it a fresh database for each test that asks.

Tests come in random order (pytest-randomly; the head of a run tells its seed), and whoever leaves
something behind in the process, for others to stumble over, fails here itself.
"""

import asyncio
import itertools
import os
import pickle
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import hypothesis
import pytest
from filelock import FileLock
from sqlalchemy import Engine, create_engine, make_url, text
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling

from dashboard import clock, demo, i18n
from dashboard import settings as settings_module
from dashboard.clock import VIETNAM
from dashboard.demo import DemoSummary
from data_access import databases, embedded, engine, schema

hypothesis.settings.register_profile("untimed", deadline=None)
hypothesis.settings.load_profile("untimed")  # how long something takes is for bench/, not here

GIVEN = "TIENDO_TEST_SERVER"
DEMONSTRATED = datetime(2026, 11, 22, tzinfo=VIETNAM)
NO_DATABASE = "postgresql://nobody@127.0.0.1:1/a_test_did_not_ask_for_a_database"
MEMORY, ROOM = Path("/dev/shm"), 6 * 2**30  # a folder of ours is made in it
_RUN_FOLDER = pytest.StashKey[Path]()
_numbers = itertools.count(1)


def pytest_configure(config: pytest.Config) -> None:
    """Make a folder for the run, which its workers are told.

    Not in pytest's own folder: whenever another run begins, that is shut to all but its owner,
    and so to a PostgreSQL that root has started under another name. In memory where there is room:
    a database is copied there in a tenth of the time.
    """
    told = getattr(config, "workerinput", None)
    roomy = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM
    config.stash[_RUN_FOLDER] = Path(
        told["run_folder"]
        if told
        else tempfile.mkdtemp(prefix="tiendo-tests-", dir=MEMORY if roomy else None)
    )


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node) -> None:
    node.workerinput["run_folder"] = str(node.config.stash[_RUN_FOLDER])


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadFileScheduling:
    """Give whole files to a worker, however the run was begun: they share what they prepare."""
    return LoadFileScheduling(config, log)


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        shutil.rmtree(config.stash[_RUN_FOLDER], ignore_errors=True)


@pytest.fixture(scope="session")
def run_folder(pytestconfig: pytest.Config) -> Path:
    """A folder of this run, the same one in all its processes."""
    return pytestconfig.stash[_RUN_FOLDER]


@pytest.fixture(scope="module")
def a_servers_folder(run_folder: Path) -> Path:
    """A folder for a database server that a module starts itself."""
    return Path(tempfile.mkdtemp(dir=run_folder))


@pytest.fixture(scope="module", autouse=True)
def _a_module_leaves_no_loop_running() -> Iterator[None]:
    before = _surroundings()
    yield
    assert _surroundings() == before
    with pytest.raises(RuntimeError, match="no running event loop"):
        asyncio.get_running_loop()


@pytest.fixture(autouse=True)
def _a_test_names_its_database() -> None:
    engine.use(NO_DATABASE)


@pytest.fixture(autouse=True)
def _a_test_leaves_the_environment_as_it_was() -> Iterator[None]:
    before = _surroundings()
    yield
    assert _surroundings() == before


def _surroundings() -> tuple[Path, dict[str, str]]:
    return Path.cwd(), {
        name: content for name, content in os.environ.items() if name != "PYTEST_CURRENT_TEST"
    }


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
def server(run_folder: Path) -> Iterator[Engine]:
    """The server of the run, with a migrated template database."""
    with started(run_folder) as administrator:
        url = administrator.url.render_as_string(hide_password=False)

        def migrated() -> str:
            made = databases.named(url, "being_migrated")
            databases.drop(made)
            databases.create_if_missing(made)
            engine.use(made)
            schema.migrate()
            return made

        made_once(administrator, run_folder, "template_migrated", migrated)
        yield administrator
        engine.use(NO_DATABASE)


def made_once(server: Engine, run_folder: Path, name: str, make: Callable[[], str]) -> None:
    """Let the first process of the run that needs a template database make it.

    ``make`` returns the URL of a database that is finished, which then takes the name; on a server
    that was given, one of an earlier run gives way to it.
    """
    made = run_folder / f"{name}.made"
    with FileLock(run_folder / f"{name}.lock"):
        if made.exists():
            return
        finished = databases.name(make())
        engine.use(NO_DATABASE)
        with server.connect() as connection:
            connection.execute(text(f"drop database if exists {name} with (force)"))
            connection.execute(text(f"alter database {finished} rename to {name}"))
        made.touch()


@dataclass(frozen=True)
class Demonstration:
    """The demonstration of three complete years and the running one, in a template database."""

    template: str
    summary: DemoSummary
    told: list[tuple[int, int, str]]


@pytest.fixture(scope="session")
def demonstrated(server: Engine, run_folder: Path) -> Demonstration:
    """The demonstration as of ``DEMONSTRATED``, loaded once in the run; what was told meanwhile."""
    notes = run_folder / "demonstration.pickle"

    def loaded() -> str:
        told: list[tuple[int, int, str]] = []
        url = copied(server, "template_migrated")
        engine.use(url)
        with clock.held(DEMONSTRATED):
            summary = demo.load(lambda *words: told.append(words), complete_years=3)
        notes.write_bytes(pickle.dumps(Demonstration("template_demonstration", summary, told)))
        return url

    made_once(server, run_folder, "template_demonstration", loaded)
    return pickle.loads(notes.read_bytes())  # our own, of a minute ago


def copied(server: Engine, template: str) -> str:
    """Return the URL of a new database with everything that ``template`` has."""
    name = f"test_{os.getpid()}_{next(_numbers)}"
    with server.connect() as connection:
        connection.execute(text(f"create database {name} template {template} strategy file_copy"))
    return server.url.set(database=name).render_as_string(hide_password=False)


def dropped(server: Engine, url: str) -> None:
    engine.use(NO_DATABASE)
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
