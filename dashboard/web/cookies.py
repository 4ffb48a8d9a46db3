"""The cookies of ours, and how they are set."""

from starlette.responses import Response

from dashboard.settings import settings

SESSION = "tiendo_session"
BROWSER = "tiendo_browser"
LANGUAGE = "tiendo_language"
_MONTH = 30 * 24 * 3600


def keep_session(response: Response, token: str) -> None:
    """Set the session's token, and beside it what later tells this browser from a stranger's."""
    _set(response, SESSION, token, int(settings().session_days * 24 * 3600))
    _set(response, BROWSER, token, _MONTH)


def drop_session(response: Response) -> None:
    response.delete_cookie(
        SESSION, path="/", secure=settings().secure_cookie, httponly=True, samesite="lax"
    )


def keep_language(response: Response, language: str) -> None:
    _set(response, LANGUAGE, language, 12 * _MONTH)


def _set(response: Response, name: str, value: str, seconds: int) -> None:
    response.set_cookie(
        name,
        value,
        max_age=seconds,
        path="/",
        secure=settings().secure_cookie,
        httponly=True,
        samesite="lax",
    )
