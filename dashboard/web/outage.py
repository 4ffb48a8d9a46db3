"""What a browser or program is told while the database does not answer: a sentence, never a 500."""

import logging
from http import HTTPStatus

from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard.explain import explain
from dashboard.i18n import _, set_language
from dashboard.web import pages, sessions
from dashboard.web.api import answers, links
from dashboard.web.cookies import LANGUAGE
from data_access.errors import DatabaseFull, DatabaseUnavailable

TRY_AGAIN_AFTER = 5
_LATER = 1013

_log = logging.getLogger("tiendo")


class Outage:
    """ASGI middleware around all that asks the database: answers in its place when it is away."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        begun = False

        async def watched(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self.app(scope, receive, watched)
        except ClientDisconnect:
            _log.info("%s: the line broke in the middle of the request", scope["path"])
        except DatabaseUnavailable as problem:
            _log.warning("%s: the database is away: %s", scope["path"], problem)
            if begun:
                raise
            if scope["type"] == "websocket":
                await send({"type": "websocket.close", "code": _LATER})
            else:
                await _answer(scope, problem)(scope, receive, send)


def _answer(scope: Scope, problem: DatabaseUnavailable) -> Response:
    """A program is told in its own form."""
    headers = Headers(scope=scope)
    set_language(sessions.cookies_of(scope).get(LANGUAGE))
    if scope["path"].startswith(links.BELOW):
        answers.speak(headers)
        answer: Response = answers.refusal(problem)
    elif "text/html" in headers.get("accept", ""):
        answer = _page(scope, problem)
    else:
        answer = PlainTextResponse(explain(problem), HTTPStatus.SERVICE_UNAVAILABLE)
    answer.headers["Retry-After"] = str(TRY_AGAIN_AFTER)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _page(scope: Scope, problem: DatabaseUnavailable) -> Response:
    """A page being opened comes back by itself; a form that was sent has to be sent again."""
    opened = scope["method"] in {"GET", "HEAD"}
    told = explain(problem)
    if opened and not isinstance(problem, DatabaseFull):
        told = _(
            "The database does not answer just now. What has a receipt is safe; what has none was "
            "not handed in yet. This page comes back by itself as soon as the database answers."
        )
    answer = pages.message(_("The database does not answer"), told, HTTPStatus.SERVICE_UNAVAILABLE)
    if opened:
        answer.headers["Refresh"] = str(TRY_AGAIN_AFTER)
    return answer
