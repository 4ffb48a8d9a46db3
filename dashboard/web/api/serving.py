"""How an endpoint is served: the language, the scope, work off the event loop, refusals as JSON."""

from collections.abc import Awaitable, Callable
from functools import partial
from http import HTTPStatus
from typing import ParamSpec, TypeVar

from anyio import CapacityLimiter, to_thread
from starlette.requests import Request
from starlette.responses import Response

from dashboard.actions.tokens import Bearer
from dashboard.domain.access import Person
from dashboard.errors import DashboardError
from dashboard.web.api.answers import Turned, refusal, speak
from data_access.errors import DataError
from data_access.vocabulary import TokenScope

Endpoint = Callable[[Request], Awaitable[Response]]
P = ParamSpec("P")
R = TypeVar("R")

AT_ONCE = 8
MOST_WAITING = 400
_PLACES: list[CapacityLimiter] = []


def served(endpoint: Endpoint, scope: TokenScope = TokenScope.READ) -> Endpoint:
    """Return the endpoint with its refusals told as documents, open to tokens of ``scope``."""

    async def answer(request: Request) -> Response:
        speak(request.headers)
        try:
            _must_open(request, scope)
            return await endpoint(request)
        except (DashboardError, DataError) as refused:
            return refusal(refused)

    return answer


def _must_open(request: Request, scope: TokenScope) -> None:
    bearer: Bearer = request.scope["tiendo.bearer"]
    if scope is TokenScope.SUBMIT and bearer.scope is not TokenScope.SUBMIT:
        raise Turned(HTTPStatus.FORBIDDEN, "token-reads-only")


def asking(request: Request) -> Person:
    bearer: Bearer = request.scope["tiendo.bearer"]
    return bearer.person


async def work(function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Do the work in a thread, so many at once and no more.

    Raises:
        Turned: ``server-busy``: too many wait already.
    """
    limiter = _limiter()
    if limiter.statistics().tasks_waiting >= MOST_WAITING:
        raise Turned(HTTPStatus.SERVICE_UNAVAILABLE, "server-busy", headers={"Retry-After": "2"})
    return await to_thread.run_sync(partial(function, *args, **kwargs), limiter=limiter)


def _limiter() -> CapacityLimiter:
    if not _PLACES:
        _PLACES.append(CapacityLimiter(AT_ONCE))
    return _PLACES[0]
