"""The ASGI application: Streamlit behind the gate, our own routes, and what runs beside them."""

import asyncio
import errno
import gc
import logging
import secrets
import signal
import socket
from collections.abc import AsyncIterator, Callable, Collection
from contextlib import asynccontextmanager, suppress
from http import HTTPStatus
from pathlib import Path

import uvicorn
from anyio import to_thread
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from streamlit.runtime import Runtime
from streamlit.starlette import App

from dashboard import frame, navigation, options
from dashboard.errors import Refused
from dashboard.settings import settings
from dashboard.views import charts
from dashboard.web import bundles, calendar, downloads, drafts, health, shell, signing, static
from dashboard.web.api import application as api
from dashboard.web.gate import Gate
from dashboard.web.outage import Outage
from dashboard.web.shield import Shield
from dashboard.workbooks import workers
from data_access import embedded
from data_access.errors import DataError

SCRIPT = Path(__file__).resolve().with_name("app.py")
FRONT = f"/{navigation.REGISTER[0].url_path}"
_COLLECT_EVERY = 30.0
_LOOK_EVERY = 1.0

_log = logging.getLogger("tiendo")


def application() -> App:
    """Return the application for an ASGI server; the database must have been chosen."""
    options.apply()
    hosts = frozenset(
        name.strip().lower() for name in settings().allowed_hosts.split(",") if name.strip()
    )
    return App(
        SCRIPT,
        routes=[
            Route("/health", health.health, methods=["GET"]),
            *signing.ROUTES,
            *downloads.ROUTES,
            *bundles.ROUTES,
            *calendar.ROUTES,
            *drafts.ROUTES,
            *api.routes(),
            *(Route(path, shell.page, methods=["GET"]) for path in sorted(_pages())),
            Route(FRONT, _front, methods=["GET"]),
        ],
        middleware=[
            Middleware(Shield, hosts=hosts),
            Middleware(static.PublicFiles),
            Middleware(Outage),
            Middleware(Gate, media_holders=_media_holders, held=_held, pages=_pages() | {FRONT}),
        ],
        lifespan=_beside,
        on_script_error=_broken,
    )


def _pages() -> frozenset[str]:
    """The first page of the register is the front page."""
    return frozenset({"/", *(f"/{entry.url_path}" for entry in navigation.REGISTER[1:])})


async def _front(request: Request) -> Response:
    query = request.url.query
    return RedirectResponse(f"/?{query}" if query else "/", HTTPStatus.SEE_OTHER)


def _media_holders(file_id: str) -> Collection[str]:
    """Return the Streamlit sessions whose page shows the media file (``<hash>.<extension>``)."""
    if not Runtime.exists():
        return ()
    manager = Runtime.instance().media_file_mgr
    wanted = file_id.rpartition(".")[0] or file_id
    shown = manager._files_by_session_and_coord  # the pinned version has no public way
    return [name for name, files in list(shown.items()) if wanted in list(files.values())]


def _held(session_id: str) -> int:
    """Return how many bytes of files a Streamlit session has uploaded that no page has let go."""
    if not Runtime.exists():
        return 0
    stored = Runtime.instance().uploaded_file_mgr
    files = stored.file_storage.get(session_id, {}) if hasattr(stored, "file_storage") else {}
    return sum(len(each.data) for each in list(files.values()))


def _broken(error: Exception) -> bool:
    """Log what a script did not catch, and show a sentence with the number it is logged under."""
    reference = secrets.token_hex(3).upper()
    _log.error("reference %s", reference, exc_info=error)
    frame.failed(reference)
    return True


@asynccontextmanager
async def _beside(_app: App) -> AsyncIterator[None]:
    """Warm up in the background, keep the embedded database running, have files read in processes
    of their own, and collect garbage where no page waits for it.
    """
    gc.collect()
    gc.freeze()
    workers.start()
    tasks = [asyncio.create_task(each()) for each in (_warm_up, _keep_database, _collect)]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        workers.stop()


async def _warm_up() -> None:
    await to_thread.run_sync(charts.warm)
    size = await to_thread.run_sync(static.warm_up)
    _log.info("a first visit takes %d bytes of public files", size)


async def _keep_database() -> None:
    """Start the embedded database again when it was killed; a shared one has its own keeper."""
    while True:
        await asyncio.sleep(_LOOK_EVERY)
        try:
            if await to_thread.run_sync(embedded.keep):
                _log.warning("the embedded database had ended and was started again")
        except DataError as problem:
            _log.error("the embedded database does not start: %s", problem)


async def _collect() -> None:
    """Reruns leave cycles behind; the young ones are collected often, all of them rarely."""
    turn = 0
    while True:
        await asyncio.sleep(_COLLECT_EVERY)
        turn += 1
        await to_thread.run_sync(gc.collect, 2 if turn % 10 == 0 else 1)


def serve(host: str, port: int, ready: Callable[[], None] = lambda: None) -> None:
    """Serve until a signal ends it; ``ready`` is called once people can come in.

    Raises:
        Refused: ``port-in-use``, ``address-unusable``.
    """
    reserve(host, port)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _end)
    trusted = settings().trusted_proxies
    configuration = uvicorn.Config(
        application(),
        host=host,
        port=port,
        access_log=False,
        log_level="warning",
        proxy_headers=bool(trusted),
        forwarded_allow_ips=trusted or None,
        server_header=False,
        ws_ping_interval=20,
        ws_ping_timeout=30,
        ws_max_size=8 * 1024 * 1024,
        timeout_graceful_shutdown=5,
        timeout_keep_alive=30,
    )
    _Server(configuration, ready).run()


def _end(*_signal: object) -> None:
    """Leave as a program does that has finished: what runs beside it is stopped on the way out."""
    raise SystemExit(0)


class _Server(uvicorn.Server):
    def __init__(self, configuration: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(configuration)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._ready()


def reserve(host: str, port: int) -> None:
    """Return if the port is free.

    Raises:
        Refused: ``port-in-use``, with a port that is free; ``address-unusable``.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise Refused("port-in-use", port=port, other=_free(family, host)) from error
            reason = error.strerror or str(error)
            raise Refused("address-unusable", host=host, port=port, reason=reason) from error


def _free(family: socket.AddressFamily, host: str) -> int:
    with socket.socket(family) as other:
        other.bind((host, 0))
        return int(other.getsockname()[1])
