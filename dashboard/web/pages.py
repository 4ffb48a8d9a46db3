"""The few pages that are not Streamlit's: sign-in, and short messages."""

import secrets
from functools import cache
from http import HTTPStatus
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.responses import HTMLResponse

from dashboard.i18n import _, language
from dashboard.web import fonts

_TEMPLATES = Path(__file__).resolve().parent / "templates"


@cache
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(_TEMPLATES), autoescape=True, undefined=StrictUndefined
    )
    made.globals["_"] = _
    return made


def html(template: str, status: HTTPStatus = HTTPStatus.OK, **values: object) -> HTMLResponse:
    """Return a page in the language in force; its one script and style carry a nonce."""
    nonce = secrets.token_urlsafe(16)
    content = (
        _environment()
        .get_template(template)
        .render(
            language=language(),
            nonce=nonce,
            fonts=Markup(fonts.links()),  # constant
            faces=Markup(fonts.faces()),  # constant
            **values,
        )
    )
    policy = (
        f"default-src 'none'; script-src 'nonce-{nonce}'; style-src 'nonce-{nonce}'; "
        "font-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    )
    return HTMLResponse(
        content, status, {"Content-Security-Policy": policy, "Cache-Control": "no-store"}
    )


def message(title: str, text: str, status: HTTPStatus, link: str = "/") -> HTMLResponse:
    return html("message.html", status, title=title, text=text, link=link)
