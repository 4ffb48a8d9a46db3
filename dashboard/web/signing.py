"""Sign-in, sign-out and the language: plain forms, answered without Streamlit."""

from http import HTTPStatus
from urllib.parse import quote

from anyio import CapacityLimiter, to_thread
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from dashboard.actions import signing
from dashboard.actions.signing import Doorstep, TooManyAttempts, WrongSignIn
from dashboard.explain import explain
from dashboard.i18n import LANGUAGES, _, set_language
from dashboard.settings import settings
from dashboard.web import bounded, client, pages, paths, sessions
from dashboard.web.cookies import BROWSER, LANGUAGE, SESSION, drop_session, keep_language
from dashboard.web.cookies import keep_session as keep
from dashboard.web.demonstration import sign_ins
from dashboard.web.outage import TRY_AGAIN_AFTER
from data_access.errors import DatabaseUnavailable

LARGEST = 8 * 1024  # bytes of a form

# Comparing a password takes much of a processor on purpose; more at once would starve the pages.
_COMPARISONS: list[CapacityLimiter] = []


def _limiter() -> CapacityLimiter:
    if not _COMPARISONS:
        _COMPARISONS.append(CapacityLimiter(2))
    return _COMPARISONS[0]


async def form(request: Request) -> Response:
    """Show the sign-in; somebody signed in goes on to where they wanted."""
    wanted = paths.safe(request.query_params.get("next"))
    if await sessions.person(request.cookies.get(SESSION)):
        return _go(wanted)
    _speak(request)
    return await _page(wanted)


async def submit(request: Request) -> Response:
    """Compare what was typed; on success set the cookie and go on."""
    _speak(request)
    if not client.is_from_our_page(request):
        return await _page(paths.FRONT, HTTPStatus.FORBIDDEN, error=_strange())
    try:
        sent = await _form(request)
    except bounded.TooLarge:
        return await _page(paths.FRONT, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, error=_too_long())
    username, password = str(sent.get("username", "")), str(sent.get("password", ""))
    wanted = paths.safe(str(sent.get("next", "")))
    at = Doorstep(
        address=client.address(request),
        browser=request.headers.get("user-agent", ""),
        former_token=request.cookies.get(BROWSER),
    )
    try:
        token = await to_thread.run_sync(
            signing.sign_in, username, password, at, limiter=_limiter()
        )
    except TooManyAttempts as problem:
        page = await _page(
            wanted, HTTPStatus.TOO_MANY_REQUESTS, username=username, error=explain(problem)
        )
        page.headers["Retry-After"] = str(problem.minutes * 60)
        return page
    except WrongSignIn as problem:
        return await _page(
            wanted, HTTPStatus.UNPROCESSABLE_ENTITY, username=username, error=explain(problem)
        )
    except DatabaseUnavailable:
        page = await _page(
            wanted, HTTPStatus.SERVICE_UNAVAILABLE, username=username, error=_not_now()
        )
        page.headers["Retry-After"] = str(TRY_AGAIN_AFTER)
        return page
    await _end(request.cookies.get(SESSION))
    answer = _go(wanted)
    keep(answer, token)
    return answer


async def sign_out(request: Request) -> Response:
    """End the session here and in the database."""
    _speak(request)
    if not client.is_from_our_page(request):
        return pages.message(_("Not done"), _strange(), HTTPStatus.FORBIDDEN)
    await _end(request.cookies.get(SESSION))
    answer = _go("/sign-in")
    drop_session(answer)
    answer.headers["Clear-Site-Data"] = '"storage"'
    return answer


async def language(request: Request) -> Response:
    """Speak another language from here on: in this browser, and for the account signed in."""
    _speak(request)
    if not client.is_from_our_page(request):
        return pages.message(_("Not done"), _strange(), HTTPStatus.FORBIDDEN)
    try:
        sent = await _form(request)
    except bounded.TooLarge:
        return pages.message(_("Not done"), _too_long(), HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    chosen = str(sent.get("to", ""))
    wanted = str(sent.get("next", "")) or _referred(request)
    answer = _go(wanted if wanted.startswith("/sign-in") else paths.safe(wanted))
    if chosen in LANGUAGES:
        keep_language(answer, chosen)
        person = await sessions.person(request.cookies.get(SESSION))
        if person is not None:
            await to_thread.run_sync(signing.choose_language, person, chosen)
            sessions.forget(request.cookies[SESSION])
    return answer


async def _form(request: Request) -> FormData:
    """Return the fields that were sent.

    Raises:
        TooLarge: they are more than a name, a password and an address can be.
    """
    return await bounded.request(request, LARGEST).form(max_files=0, max_fields=10)


def _referred(request: Request) -> str:
    """Return the path of the page whose form this is."""
    page = request.headers.get("referer", "").partition("://")[2]
    host, slash, path = page.partition("/")
    return f"{slash}{path}" if host == request.headers.get("host") else paths.FRONT


async def _end(token: str | None) -> None:
    if token:
        sessions.forget(token)
        await to_thread.run_sync(signing.sign_out, token)


async def _page(
    wanted: str, status: HTTPStatus = HTTPStatus.OK, username: str = "", error: str | None = None
) -> Response:
    shown = settings().show_demo_sign_ins
    return pages.html(
        "sign_in.html",
        status,
        next=wanted,
        here="/sign-in" if wanted == paths.FRONT else f"/sign-in?next={quote(wanted, safe='')}",
        username=username[:40],
        error=error,
        demonstration=await to_thread.run_sync(sign_ins) if shown else (),
    )


def _strange() -> str:
    return _("The form was not sent from this site. Open the page anew and try again.")


def _too_long() -> str:
    return _(
        "What was sent is too long for a name and a password. Open the page anew and try again."
    )


def _not_now() -> str:
    return _("The database does not answer just now. Wait a moment, then sign in again.")


def _speak(request: Request) -> None:
    set_language(request.cookies.get(LANGUAGE))


def _go(path: str) -> Response:
    return RedirectResponse(path, HTTPStatus.SEE_OTHER, headers={"Cache-Control": "no-store"})


async def back(_request: Request) -> Response:
    """Somebody opened the address of a form as if it were a page."""
    return _go(paths.FRONT)


ROUTES = (
    Route("/sign-in", form, methods=["GET"]),
    Route("/sign-in", submit, methods=["POST"]),
    Route("/sign-out", sign_out, methods=["POST"]),
    Route("/sign-out", back, methods=["GET"]),
    Route("/language", language, methods=["POST"]),
    Route("/language", back, methods=["GET"]),
)
