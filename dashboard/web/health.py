"""Whether the server is well, for whoever watches over it: open to all, and so never dear."""

import asyncio
import logging
from http import HTTPStatus

from anyio import to_thread
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from data_access import engine
from data_access.errors import DatabaseFull, DataError

_log = logging.getLogger("tiendo")
_under_way: list[asyncio.Task[str]] = []


async def health(_request: Request) -> Response:
    """Say whether the database answers, and can store what is handed in.

    It is asked once at a time: whoever comes meanwhile hears the same answer.
    """
    if not _under_way or _under_way[0].done():
        _under_way[:] = [asyncio.create_task(_asked())]
    status = await asyncio.shield(_under_way[0])
    return JSONResponse(
        {"status": status},
        HTTPStatus.OK if status == "ok" else HTTPStatus.SERVICE_UNAVAILABLE,
        headers={"Cache-Control": "no-store"},
    )


async def _asked() -> str:
    try:
        await to_thread.run_sync(engine.ask)
    except DatabaseFull as problem:
        _log.warning("the database has no room: %s", problem)
        return "full"
    except (DataError, SQLAlchemyError) as problem:
        _log.warning("the database does not answer: %s", problem)
        return "unavailable"
    return "ok"
