"""What every answer carries and every request obeys: headers, hosts, sizes."""

import re
from http import HTTPStatus

import anyio
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard.web.api import answers, links
from dashboard.workbooks.package import MOST_BYTES

LARGEST_BODY = 6 * 1024 * 1024
LARGEST_UPLOAD = 65 * 1024 * 1024  # an archive of returns, with what frames it
UPLOAD = "/_stcore/upload_file/"
HEARD_OUT = 4 * LARGEST_BODY
HEARD_FOR = 20  # seconds
_HOST = re.compile(r"[A-Za-z0-9.\-]+(:\d{1,5})?|\[[0-9A-Fa-f:.]+\](:\d{1,5})?")

FIXED = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": (
        "camera=(), microphone=(), geolocation=(), payment=(), usb=(), display-capture=()"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def policy(host: str, scripts: str) -> str:
    """Return the content security policy: nothing from any other host.

    Streamlit's page sets styles from script and imports a component's script from a blob; Vega's
    charts compile their expressions. ``scripts`` names the inline scripts that may run.
    """
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'self' {scripts}".strip(),
            "style-src 'self' 'unsafe-inline'",
            "font-src 'self' data:",
            "img-src 'self' data: blob:",
            "media-src 'self' blob:",
            f"connect-src 'self' ws://{host} wss://{host}",
            "worker-src 'self' blob:",
            "manifest-src 'self'",
            "frame-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        )
    )


class Shield:
    """ASGI middleware, the outermost: bad hosts, large bodies, and the headers of every answer.

    ``hosts``: the names people open the application under; none given: any.
    """

    def __init__(self, app: ASGIApp, hosts: frozenset[str]) -> None:
        self.app = app
        self.hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        host = Headers(scope=scope).get("host", "")
        if not self._is_ours(host):
            await _refuse(scope, receive, send, HTTPStatus.BAD_REQUEST)
        elif scope["type"] == "websocket":
            await self.app(scope, receive, send)
        else:
            await self._http(scope, receive, send, host)

    async def _http(self, scope: Scope, receive: Receive, send: Send, host: str) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in FIXED.items():
                    headers.setdefault(name, value)
                headers.setdefault("Content-Security-Policy", policy(host, ""))
            await send(message)

        length = Headers(scope=scope).get("content-length", "0")
        # who may send more than a form takes is the gate's to say
        largest = LARGEST_UPLOAD if scope["path"].startswith(UPLOAD) else LARGEST_BODY
        if not length.isdecimal() or int(length) > largest:
            await drained(receive)
            await _refuse(scope, receive, with_headers, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            return
        bounded = _Bounded(receive, largest)
        try:
            await self.app(scope, bounded, with_headers)
        except _TooLarge:
            await _refuse(scope, receive, with_headers, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)

    def _is_ours(self, host: str) -> bool:
        if not _HOST.fullmatch(host):
            return False
        name = host if host.endswith("]") else re.sub(r":\d+$", "", host)
        return not self.hosts or name.lower() in self.hosts


class _TooLarge(Exception):
    """A body without a length grew past the bound."""


class _Bounded:
    def __init__(self, receive: Receive, largest: int) -> None:
        self.receive = receive
        self.largest = largest
        self.received = 0

    async def __call__(self) -> Message:
        message = await self.receive()
        self.received += len(message.get("body", b""))
        if self.received > self.largest:
            raise _TooLarge
        return message


async def drained(receive: Receive) -> None:
    """Read what is still coming, and drop it: a program that is cut off hears no answer."""
    left = HEARD_OUT
    with anyio.move_on_after(HEARD_FOR):
        while left > 0:
            message = await receive()
            left -= len(message.get("body", b""))
            if not message.get("more_body", False):
                return


async def _refuse(scope: Scope, receive: Receive, send: Send, status: HTTPStatus) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 4400})
    else:
        answer = _program(scope, status) or PlainTextResponse(status.phrase, status)
        answer.headers["Connection"] = "close"
        await answer(scope, receive, send)


def _program(scope: Scope, status: HTTPStatus) -> Response | None:
    """Return what a program is told of a bad host or a large body; None: it is no program's."""
    if not scope["path"].startswith(links.BELOW):
        return None
    answers.speak(Headers(scope=scope))
    large = status is HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    turned = answers.too_large(MOST_BYTES) if large else answers.Turned(status, "host-unknown")
    return answers.refusal(turned)
