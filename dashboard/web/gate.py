"""The gate: nobody gets past without a valid session, whatever the door.

Let past without one: the sign-in and its styles, health, the public assets (they are answered
before the gate), the description of the API, and the two answers with which Streamlit's page finds
its server again, which say nothing about anybody.
"""

import asyncio
from collections.abc import Callable, Collection
from http import HTTPStatus
from math import ceil
from urllib.parse import quote

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard.domain.access import Person, Right
from dashboard.i18n import _, set_language
from dashboard.web import allowance, owners, pages, sessions
from dashboard.web.api import answers, bearer, links
from dashboard.web.shield import LARGEST_BODY, LARGEST_UPLOAD, UPLOAD, drained

OPEN = frozenset(
    {
        "/sign-in",
        "/sign-out",
        "/language",
        "/health",
        "/_stcore/health",
        "/_stcore/host-config",
        *links.OPEN,
    }
)
STREAM = "/_stcore/stream"
MEDIA = "/media/"
# With the pages, all that there is; the rest of Streamlit's own doors stay shut.
BEYOND = (UPLOAD, MEDIA, "/_stcore/bidi-components/", "/component/", "/download/", "/draft/")
ENDED = 4401
_LOOK_AGAIN_AFTER = 30.0

MediaHolders = Callable[[str], Collection[str]]
Held = Callable[[str], int]


class Gate:
    """ASGI middleware; ``media_holders`` names the Streamlit sessions that show a media file,
    ``held`` tells how many bytes of uploads one of them holds unread, ``pages`` the paths at which
    a page opens.
    """

    def __init__(
        self, app: ASGIApp, media_holders: MediaHolders, held: Held, pages: frozenset[str]
    ) -> None:
        self.app = app
        self.held = held
        self.media_holders = media_holders
        self.pages = pages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan" or scope["path"] in OPEN:
            await self.app(scope, receive, send)
            return
        if scope["type"] == "http" and scope["path"].startswith(links.BELOW):
            await self._program(scope, receive, send)
            return
        token = sessions.token_of(scope)
        person = await sessions.person(token)
        if scope["type"] == "websocket":
            await self._websocket(scope, receive, send, person, token)
        elif person is None:
            await _refusal(scope)(scope, receive, send)
        elif not self._is_theirs(scope, person):
            await _plain(HTTPStatus.FORBIDDEN)(scope, receive, send)
        elif _is_too_large(scope, person):
            await _plain(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)(scope, receive, send)
        elif wait := self._wait(scope, person):
            await drained(receive)
            await _later(person, wait)(scope, receive, send)
        elif scope["path"] not in self.pages and not scope["path"].startswith(BEYOND):
            await _nothing(person)(scope, receive, send)
        else:
            scope["tiendo.person"] = person
            await self.app(scope, receive, send)

    async def _program(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Programs come with a token of their own; a browser's cookie opens nothing here."""
        answers.speak(Headers(scope=scope))
        try:
            found = await bearer.of(scope)
        except answers.Turned as turned:
            await answers.refusal(turned)(scope, receive, send)
        else:
            scope["tiendo.bearer"] = found
            await self.app(scope, receive, send)

    def _is_theirs(self, scope: Scope, person: Person) -> bool:
        path: str = scope["path"]
        if path.startswith(UPLOAD):
            return owners.of(path.removeprefix(UPLOAD).split("/")[0]) == person.account_id
        if path.startswith(MEDIA):
            holders = self.media_holders(path.removeprefix(MEDIA))
            return any(owners.of(holder) == person.account_id for holder in holders)
        return True

    def _wait(self, scope: Scope, person: Person) -> int | None:
        """Return the seconds until an upload may come; None: now."""
        if not scope["path"].startswith(UPLOAD) or scope["method"] != "PUT":
            return None
        length = Headers(scope=scope).get("content-length", "")
        size = int(length) if length.isdecimal() else LARGEST_UPLOAD  # as much as may come
        received = person.units_with(Right.RECEIVE_RETURNS)
        most = allowance.OF_A_DESK if received else allowance.OF_A_CLERK
        session = scope["path"].removeprefix(UPLOAD).split("/")[0]
        if self.held(session) + size > most:
            return int(allowance.WINDOW)
        return allowance.take(person.account_id, size, most)

    async def _websocket(
        self, scope: Scope, receive: Receive, send: Send, person: Person | None, token: str | None
    ) -> None:
        if scope["path"] != STREAM or not _same_site(scope) or not _may_resume(scope, person):
            await send({"type": "websocket.close", "code": 4403})
        elif person is None:
            # Accepted, so that the page hears why it is closed and goes to the sign-in.
            await receive()
            await send(
                {"type": "websocket.accept", "subprotocol": next(iter(scope["subprotocols"]), None)}
            )
            await send({"type": "websocket.close", "code": ENDED})
        else:
            await self.app(scope, _Watched(receive, send, token), send)


class _Watched:
    """A websocket's ``receive`` that ends with the session: at the next message, or by itself."""

    def __init__(self, receive: Receive, send: Send, token: str | None) -> None:
        self.receive = receive
        self.send = send
        self.token = token
        self.waiting: asyncio.Task[Message] | None = None

    async def __call__(self) -> Message:
        if self.waiting is None:
            self.waiting = asyncio.ensure_future(_next(self.receive))
        while not self.waiting.done():
            await asyncio.wait({self.waiting}, timeout=_LOOK_AGAIN_AFTER)
            if not self.waiting.done() and await sessions.person(self.token, in_use=False) is None:
                self.waiting.cancel()
                return await self._end()
        message = self.waiting.result()
        self.waiting = None
        if message["type"] == "websocket.receive" and await sessions.person(self.token) is None:
            return await self._end()
        return message

    async def _end(self) -> Message:
        await self.send({"type": "websocket.close", "code": ENDED})
        return {"type": "websocket.disconnect", "code": ENDED}


async def _next(receive: Receive) -> Message:
    return await receive()


def _is_too_large(scope: Scope, person: Person) -> bool:
    """Only who receives returns by the bundle hands over more than one form takes."""
    if not scope["path"].startswith(UPLOAD) or person.units_with(Right.RECEIVE_RETURNS):
        return False
    length = Headers(scope=scope).get("content-length")
    if length is None:
        return scope["method"] in {"PUT", "POST"}
    return not length.isdecimal() or int(length) > LARGEST_BODY


def _same_site(scope: Scope) -> bool:
    """A browser says where a websocket was opened from; another site's page may not."""
    headers = Headers(scope=scope)
    origin = headers.get("origin")
    return origin is None or origin.partition("://")[2] == headers.get("host")


def _may_resume(scope: Scope, person: Person | None) -> bool:
    """Streamlit takes a session up again whose id the page names third; only its owner may."""
    named = scope["subprotocols"][2:3]
    owner = owners.of(named[0]) if named else None
    return owner is None or person is None or owner == person.account_id


def _later(person: Person, seconds: int) -> Response:
    """The page shows this sentence in the place of its uploader's own."""
    set_language(person.language)
    told = _("Too many files were uploaded in a short time. Wait {minutes} minutes, then go on.")
    return PlainTextResponse(
        told.format(minutes=ceil(seconds / 60)),
        HTTPStatus.TOO_MANY_REQUESTS,
        headers={"Retry-After": str(seconds), "Cache-Control": "no-store"},
    )


def _nothing(person: Person) -> Response:
    set_language(person.language)
    return pages.message(
        _("No such page"),
        _("There is nothing at this address. Check it, or begin at the overview."),
        HTTPStatus.NOT_FOUND,
    )


def _refusal(scope: Scope) -> Response:
    """A page being opened goes to the sign-in and comes back; anything else is told no."""
    headers = Headers(scope=scope)
    is_page = scope["method"] in {"GET", "HEAD"} and (
        headers.get("sec-fetch-mode", "navigate") == "navigate"
        and "text/html" in headers.get("accept", "")
    )
    if not is_page:
        return _plain(HTTPStatus.UNAUTHORIZED)
    query = scope["query_string"].decode("latin-1")
    wanted = scope["path"] + (f"?{query}" if query else "")
    next_one = "" if wanted == "/" else f"?next={quote(wanted, safe='')}"
    return RedirectResponse(
        f"/sign-in{next_one}", HTTPStatus.SEE_OTHER, headers={"Cache-Control": "no-store"}
    )


def _plain(status: HTTPStatus) -> Response:
    return PlainTextResponse(status.phrase, status, headers={"Cache-Control": "no-store"})
