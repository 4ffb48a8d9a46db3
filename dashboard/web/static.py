"""Public files: Streamlit's bundle and our fonts, compressed once and kept by browsers for good.

Compressed when first asked for (quickly), and as small as can be in the background after the
start for what every first visit loads.
"""

import gzip
import hashlib
import mimetypes
import re
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from importlib.util import find_spec
from pathlib import Path

import brotli  # type: ignore[import-untyped]
import fontpkg_be_vietnam_pro
from anyio import to_thread
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

OWN = Path(__file__).resolve().parent / "assets"
FONTS = Path(fontpkg_be_vietnam_pro.ROOT) / "files"
FONT_FILES = {
    400: "BeVietnamPro-Regular.ttf",
    600: "BeVietnamPro-SemiBold.ttf",
    700: "BeVietnamPro-Bold.ttf",
}
FOR_GOOD = "public, max-age=31536000, immutable"
ASK_AGAIN = "no-cache"
_QUICK, _BEST = 5, 11
_HASHED = re.compile(r"[.-][A-Za-z0-9_-]{8}\.\w+$")
_COMPRESSED_ALREADY = frozenset({".woff2", ".png", ".gif", ".jpg", ".webp", ".br"})


@cache
def bundle() -> Path:
    """Return the folder of Streamlit's own page, found without importing it."""
    spec = find_spec("streamlit")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("streamlit is not installed")
    return Path(spec.origin).parent / "static"


@dataclass(slots=True)
class Asset:
    """A public file and its compressed forms, made when first wanted."""

    content: bytes
    media_type: str
    for_good: bool
    compressible: bool
    brotli: bytes | None = None
    gzip: bytes | None = None
    etag: str = ""

    def encoded(self, accepted: str) -> tuple[bytes, str | None]:
        """Return the bytes to send and their encoding, by what the browser accepts."""
        if not self.compressible:
            return self.content, None
        if "br" in accepted:
            if self.brotli is None:
                self.brotli = brotli.compress(self.content, quality=_QUICK)
            return self.brotli, "br"
        if "gzip" in accepted:
            if self.gzip is None:
                self.gzip = gzip.compress(self.content, 6, mtime=0)
            return self.gzip, "gzip"
        return self.content, None


def read(path: Path, *, for_good: bool | None = None) -> Asset:
    """Return the file; ``for_good`` None: kept for good where its name has a hash."""
    content = path.read_bytes()
    return Asset(
        content=content,
        media_type=_type(path),
        for_good=bool(_HASHED.search(path.name)) if for_good is None else for_good,
        compressible=path.suffix not in _COMPRESSED_ALREADY and len(content) > 500,
        etag=f'"{hashlib.sha256(content).hexdigest()[:20]}"',
    )


def _type(path: Path) -> str:
    if path.suffix in {".js", ".mjs"}:
        return "text/javascript; charset=utf-8"
    guessed = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return f"{guessed}; charset=utf-8" if guessed.startswith("text/") else guessed


@cache
def assets() -> dict[str, Path]:
    """Return every public file by the path it is served at: nothing else can be asked for."""
    found = {
        f"/static/{path.relative_to(bundle() / 'static').as_posix()}": path
        for path in (bundle() / "static").rglob("*")
        if path.is_file()
    }
    found |= {f"/assets/fonts/{name}": FONTS / name for name in FONT_FILES.values()}
    found |= {f"/assets/{path.name}": path for path in OWN.iterdir() if path.is_file()}
    found["/favicon.png"] = found["/favicon.ico"] = OWN / "icon.svg"
    return found


@cache
def asset(path: str) -> Asset:
    """Return the public file served at ``path``, read once."""
    font = True if path.startswith("/assets/fonts/") else None
    return read(assets()[path], for_good=font)


def first_visit() -> tuple[str, ...]:
    """Return the paths that Streamlit's page loads before it shows anything, and the fonts."""
    page = (bundle() / "index.html").read_text("utf-8")
    named = re.findall(r'(?:src|href)="\.(/static/[^"]+\.(?:js|css))"', page)
    fonts = [f"/assets/fonts/{name}" for name in FONT_FILES.values()]
    return tuple(path for path in [*named, *fonts] if path in assets())


def warm_up() -> int:
    """Compress what a first visit loads as small as can be; return the bytes it then takes."""
    total = 0
    for path in first_visit():
        each = asset(path)
        if each.compressible:
            each.brotli = brotli.compress(each.content, quality=_BEST)
        total += len(each.brotli or each.content)
    return total


class PublicFiles:
    """ASGI middleware that answers for the public files, before anybody is asked who they are."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"] in assets():
            answer = await _answer(scope)
            await answer(scope, receive, send)
        elif scope["type"] == "http" and scope["path"].startswith(("/static/", "/assets/")):
            await PlainTextResponse("Not Found", HTTPStatus.NOT_FOUND)(scope, receive, send)
        else:
            await self.app(scope, receive, send)


async def _answer(scope: Scope) -> Response:
    if scope["method"] not in {"GET", "HEAD"}:
        return PlainTextResponse("Method Not Allowed", HTTPStatus.METHOD_NOT_ALLOWED)
    wanted = Headers(scope=scope)
    found = await to_thread.run_sync(asset, scope["path"])
    headers = {
        "ETag": found.etag,
        "Cache-Control": FOR_GOOD if found.for_good else ASK_AGAIN,
        "Vary": "Accept-Encoding",
    }
    if found.etag in wanted.get("if-none-match", ""):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    content, encoding = await to_thread.run_sync(found.encoded, wanted.get("accept-encoding", ""))
    if encoding:
        headers["Content-Encoding"] = encoding
    return Response(content, headers=headers, media_type=found.media_type)
