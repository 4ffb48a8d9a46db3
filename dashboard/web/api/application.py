"""The API as an application of its own, mounted under ``/api/v1``: everything it says is JSON."""

from http import HTTPStatus

from anyio import to_thread
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route

from dashboard.i18n import set_language
from dashboard.settings import settings
from dashboard.web import pages
from dashboard.web.api import drawing, openapi
from dashboard.web.api.answers import Turned, failed, refusal, speak
from dashboard.web.api.links import DOCUMENT, PAGE, ROOT
from dashboard.web.api.operations import MEANINGS, OPERATIONS
from dashboard.web.api.serving import served
from dashboard.web.cookies import LANGUAGE

_RULES = {
    HTTPStatus.NOT_FOUND: "no-such-address",
    HTTPStatus.METHOD_NOT_ALLOWED: "method-not-allowed",
}


def routes() -> tuple[BaseRoute, ...]:
    """Return the API for the server's routes."""
    everything = [_place(path) for path in dict.fromkeys(each.path for each in OPERATIONS)]
    about = Route(DOCUMENT.removeprefix(ROOT), description, methods=["GET"])
    api = Starlette(
        routes=[Mount(ROOT.removeprefix(PAGE), routes=[*everything, about])],
        exception_handlers={
            HTTPException: _nothing_there,
            ClientDisconnect: _nobody_listens,
            Exception: failed,
        },
    )
    api.router.redirect_slashes = False
    return Route(PAGE, page, methods=["GET"]), Mount(PAGE, app=api)


def _place(path: str) -> Route:
    """Return all that is done at one address: whoever asks for something else is told of it all."""
    done = {
        each.method: served(each.endpoint, each.scope) for each in OPERATIONS if each.path == path
    }

    async def answer(request: Request) -> Response:
        return await done["GET" if request.method == "HEAD" else request.method](request)

    return Route(path, answer, methods=[*done])


async def description(request: Request) -> Response:
    """The OpenAPI document; it says nothing about anybody."""
    speak(request.headers)
    made = await to_thread.run_sync(openapi.document)
    return JSONResponse(made, headers={"Cache-Control": "no-cache", "Vary": "Accept-Language"})


async def page(request: Request) -> Response:
    """What a person who writes a program begins with."""
    set_language(request.cookies.get(LANGUAGE))
    return pages.html(
        "api.html",
        root=f"{request.url.scheme}://{request.url.netloc}{ROOT}",
        operations=drawing.operations(),
        shapes=drawing.shapes(),
        meanings=MEANINGS,
        most=settings().api_requests_per_minute,
    )


async def _nobody_listens(_request: Request, _error: Exception) -> Response:
    """The line broke in the middle of the request: nothing was handed in, and nobody is told."""
    return Response(status_code=HTTPStatus.BAD_REQUEST)


async def _nothing_there(request: Request, error: Exception) -> Response:
    speak(request.headers)
    found = error if isinstance(error, HTTPException) else HTTPException(HTTPStatus.NOT_FOUND)
    status = HTTPStatus(found.status_code)
    allowed = _allowed(found)
    if allowed and request.method == "OPTIONS":
        return Response(status_code=HTTPStatus.NO_CONTENT, headers=allowed)
    return refusal(
        Turned(
            status,
            _RULES.get(status, "failed"),
            headers=allowed,
            path=request.url.path,
            method=request.method,
            reference=status.value,
        )
    )


def _allowed(found: HTTPException) -> dict[str, str]:
    """Return the header that names the methods of an address, where there is such an address."""
    methods = (found.headers or {}).get("Allow")
    return {"Allow": ", ".join(sorted({*methods.split(", "), "OPTIONS"}))} if methods else {}
