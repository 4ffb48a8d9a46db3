"""Who asks: the account behind the token in the ``Authorization`` header, never a cookie's."""

from http import HTTPStatus

from anyio import CapacityLimiter, to_thread
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import Scope

from dashboard.actions import throttling, tokens
from dashboard.actions.tokens import Bearer
from dashboard.web import client
from dashboard.web.api.answers import Turned

CHALLENGE = {"WWW-Authenticate": 'Bearer realm="tiendo"'}
_LOOKUPS: list[CapacityLimiter] = []


async def of(scope: Scope) -> Bearer:
    """Return who shows a valid token.

    A valid one is never held up by the wrong ones that others in its network show.

    Raises:
        Turned: ``token-missing``, ``token-unknown``, ``too-many-requests``.
    """
    token = _token(Headers(scope=scope))
    if token is None:
        raise Turned(HTTPStatus.UNAUTHORIZED, "token-missing", headers=CHALLENGE)
    found = await to_thread.run_sync(tokens.bearer_of, token, limiter=_limiter())
    if found is None:
        address = client.address(Request(scope))
        waits = await to_thread.run_sync(throttling.wrong_token, address, limiter=_limiter())
        _not_too_often(waits)
        headers = {"WWW-Authenticate": f'{CHALLENGE["WWW-Authenticate"]}, error="invalid_token"'}
        raise Turned(HTTPStatus.UNAUTHORIZED, "token-unknown", headers=headers)
    _not_too_often(throttling.request(found.token_id))
    return found


def _not_too_often(seconds: int | None) -> None:
    if seconds is not None:
        raise Turned(
            HTTPStatus.TOO_MANY_REQUESTS,
            "too-many-requests",
            headers={"Retry-After": str(seconds)},
            seconds=seconds,
        )


def _token(headers: Headers) -> str | None:
    scheme, _space, token = headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" and token.strip() else None


def _limiter() -> CapacityLimiter:
    """Lookups at once: with those of the pages fewer than the pool has connections."""
    if not _LOOKUPS:
        _LOOKUPS.append(CapacityLimiter(4))
    return _LOOKUPS[0]
