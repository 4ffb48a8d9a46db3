"""Streamlit's page as we serve it: our title, language, icon and fonts, and nothing unused."""

import base64
import hashlib
import json
import re
from functools import cache
from http import HTTPStatus
from pathlib import Path

from markupsafe import escape
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response

from dashboard import navigation
from dashboard.domain.access import Person
from dashboard.errors import NotAllowed
from dashboard.explain import explain
from dashboard.i18n import N_, _, catalogue, set_language
from dashboard.web import fonts, pages, shield, static

THEME = {
    "primaryColor": "#7C1F2B",
    "backgroundColor": "#F7F6F3",
    "secondaryBackgroundColor": "#FFFFFF",
    "textColor": "#1D2430",
    "bodyFont": "Be Vietnam Pro, sans-serif",
    "headingFont": "Be Vietnam Pro, sans-serif",
}
_SCRIPT = Path(__file__).resolve().parent / "templates" / "shell.js"
# What Streamlit's page says by itself, to the eye or to a screen reader.
_ITS_OWN_WORDS = (
    N_("App pages"),
    N_("Close"),
    N_("Skip to main content"),
    N_("file upload"),
)
_LOST = N_(
    "No connection: the server or its database does not answer. The page goes on by itself once "
    "they do."
)
_OWED = N_(
    "Without a receipt take the return as not handed in, and hand it in again: it is never taken "
    "twice."
)
_UNUSED = (
    r"<script>.*?</script>",
    r"<!--.*?-->",
    r"<link\s[^>]*?rel=\"(?:preload|service-desc|shortcut icon)\".*?/>",
)


async def page(request: Request) -> Response:
    """Serve the page that then opens the websocket."""
    person: Person = request.scope["tiendo.person"]
    if not _is_offered(request.url.path, person):
        return _not_theirs(person)
    found = _asset(person.language)
    wanted = Headers(scope=request.scope)
    headers = {
        "ETag": found.etag,
        "Cache-Control": static.ASK_AGAIN,
        "Vary": "Accept-Encoding, Cookie",
        "Content-Security-Policy": shield.policy(
            wanted.get("host", ""), f"blob: 'unsafe-eval' '{_script_hash(person.language)}'"
        ),
    }
    if found.etag in wanted.get("if-none-match", ""):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    content, encoding = found.encoded(wanted.get("accept-encoding", ""))
    if encoding:
        headers["Content-Encoding"] = encoding
    return Response(content, headers=headers, media_type="text/html; charset=utf-8")


def _is_offered(path: str, person: Person) -> bool:
    offered = {f"/{entry.url_path}" for entry in navigation.entries_for(person)}
    return path == "/" or path in offered


def _not_theirs(person: Person) -> Response:
    set_language(person.language)
    return pages.message(_("Not your page"), explain(NotAllowed("page")), HTTPStatus.FORBIDDEN)


@cache
def _asset(language: str) -> static.Asset:
    content = html(language).encode("utf-8")
    return static.Asset(
        content=content,
        media_type="text/html; charset=utf-8",
        for_good=False,
        compressible=True,
        etag=f'W/"{hashlib.sha256(content).hexdigest()[:20]}"',
    )


def html(language: str) -> str:
    """Return Streamlit's page, changed for ours."""
    source = (static.bundle() / "index.html").read_text("utf-8")
    source = source[source.index("<!DOCTYPE") :]
    for each in _UNUSED:
        source = re.sub(each, "", source, flags=re.DOTALL)
    told = catalogue(language).gettext(
        "This application needs JavaScript. Allow it in the browser and reload."
    )
    source = _put(
        source, r"<noscript>.*?</noscript>", f"<noscript><p>{escape(told)}</p></noscript>"
    )
    source = source.replace('lang="en"', f'lang="{language}"').replace('"./static/', '"/static/')
    source = re.sub(r"\n\s*", "\n", source)
    return _put(source, r"<title>.*?</title>", f"<title>Tiến Độ</title>{_head(language)}")


def _put(source: str, pattern: str, replacement: str) -> str:
    changed, times = re.subn(pattern, lambda _found: replacement, source, flags=re.DOTALL)
    if times != 1:
        raise ValueError(f"Streamlit's page is not the one we know: {pattern} occurs {times} times")
    return changed


def _head(language: str) -> str:
    frame = static.asset("/assets/frame.css").content.decode("utf-8")
    return (
        '<link rel="icon" href="/assets/icon.svg" type="image/svg+xml">'
        f"{fonts.links()}<style>{fonts.faces()}{frame}</style><script>{_script(language)}</script>"
    )


@cache
def _script(language: str) -> str:
    spoken = {words: catalogue(language).gettext(words) for words in _ITS_OWN_WORDS}
    return (
        _SCRIPT.read_text("utf-8")
        .replace('"THEME"', json.dumps(THEME))
        .replace('"LOST"', json.dumps(catalogue(language).gettext(_LOST), ensure_ascii=False))
        .replace('"OWED"', json.dumps(catalogue(language).gettext(_OWED), ensure_ascii=False))
        .replace('"WORDS"', json.dumps(spoken, ensure_ascii=False).replace("<", "\\u003c"))
    )


@cache
def _script_hash(language: str) -> str:
    digest = hashlib.sha256(_script(language).encode("utf-8")).digest()
    return f"sha256-{base64.b64encode(digest).decode('ascii')}"
