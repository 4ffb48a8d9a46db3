"""Bodies of requests, read within bounds: a workbook, a form with one, or a JSON document."""

import json
from collections import Counter
from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from http import HTTPStatus
from typing import Any, TypeVar

import anyio
from pydantic import BaseModel, ValidationError
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

from dashboard.errors import Problem
from dashboard.i18n import _
from dashboard.web.api.answers import Turned, problem_of, too_large
from dashboard.web.api.serving import work
from dashboard.web.api.shapes import Beside, Options, ReturnIn
from dashboard.workbooks.package import MOST_BYTES

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BINARY = "application/octet-stream"
FORM = "multipart/form-data"
JSON = "application/json"
MOST_JSON = 2 * 2**20
MOST_PLACES = 200
SECONDS = 60
USUAL_NAME = "bao-cao.xlsx"
_AROUND = 64 * 1024  # what a form adds to its file

Shape = TypeVar("Shape", bound=BaseModel)

# what pydantic finds → our rule
RULES = {
    "missing": "entry-missing",
    "extra_forbidden": "unknown-field",
    "string_too_long": "entry-too-long",
    "too_long": "too-many-entries",
    "unseen_character": "unseen-character",
    "string_unicode": "unseen-character",
    "combining_marks": "combining-marks",
    "period": "not-a-period",
}


@dataclass(frozen=True, slots=True)
class Handed:
    """A return as it was posted: a workbook's bytes or entries, and what stands beside it.

    ``sha256`` tells this request from any other, however its parts were packed.
    """

    workbook: bytes | None
    entries: ReturnIn | None
    beside: Beside
    file_name: str
    sha256: bytes


async def handed(request: Request) -> Handed:
    """Return the return that was posted.

    Raises:
        Turned: ``body-too-large``, ``body-too-slow``, ``content-type``, ``malformed-json``,
            ``malformed-form``, ``request-misshapen``, ``server-busy``.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    query = dict(request.query_params)
    if kind == JSON:
        options = shaped(Options, query, query=True)
        return await work(_of_json, await _body(request, MOST_JSON), options)
    if kind == FORM:
        fields, name, data = await _form(request, await _body(request, MOST_BYTES + _AROUND))
        beside = shaped(Beside, query | fields, query=True)
        return await work(_of_workbook, beside, data, name)
    if kind in (XLSX, BINARY):
        beside = shaped(Beside, query, query=True)
        return await work(_of_workbook, beside, await _body(request, MOST_BYTES), None)
    raise Turned(
        HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
        "content-type",
        found=kind or "–",
        expected=", ".join((XLSX, FORM, JSON)),
    )


def _of_json(body: bytes, options: Options) -> Handed:
    """A large document keeps a thread busy, and would keep everybody waiting in the event loop."""
    entries = shaped(ReturnIn, parsed(body))
    beside = Beside(
        unit=entries.unit,
        period=entries.period,
        explanation=entries.explanation or options.explanation,
        reason=entries.reason or options.reason,
        dry_run=entries.dry_run or options.dry_run,
    )
    return Handed(None, entries, beside, "", _told(beside, entries.entries()))


def _of_workbook(beside: Beside, data: bytes, name: str | None) -> Handed:
    kept = beside.file_name or name or USUAL_NAME
    return Handed(data, None, beside, kept, _told(beside, sha256(data).hexdigest()))


def _told(beside: Beside, content: object) -> bytes:
    said = {"beside": beside.model_dump(exclude={"dry_run", "file_name"}), "content": content}
    return sha256(json.dumps(said, sort_keys=True).encode()).digest()


async def _body(request: Request, most: int) -> bytes:
    """Return the body of at most ``most`` bytes."""
    said = int(request.headers.get("content-length", "0"))
    body = bytearray()
    with anyio.move_on_after(SECONDS) as waited:
        async for chunk in request.stream():
            if said <= most:  # else read to its end, so that the answer is heard, and dropped
                body += chunk
            if len(body) > most:
                raise too_large(most)
    if waited.cancelled_caught:
        raise Turned(HTTPStatus.REQUEST_TIMEOUT, "body-too-slow", seconds=SECONDS)
    if said > most:
        raise too_large(most)
    return bytes(body)


async def _form(request: Request, body: bytes) -> tuple[dict[str, str], str | None, bytes]:
    """Return the form's fields, and the name and the bytes of its one file."""

    async def stream() -> AsyncGenerator[bytes, None]:
        yield body

    parser = MultiPartParser(
        request.headers, stream(), max_files=1, max_fields=10, max_part_size=_AROUND
    )
    try:
        form = await parser.parse()
    except (MultiPartException, KeyError, UnicodeDecodeError) as error:
        raise Turned(HTTPStatus.BAD_REQUEST, "malformed-form") from error
    file = form.get("file")
    if not isinstance(file, UploadFile):
        raise Turned(HTTPStatus.BAD_REQUEST, "malformed-form")
    try:
        fields = {key: text for key, text in form.items() if isinstance(text, str)}
        return fields, file.filename, await file.read()
    finally:
        await form.close()


def parsed(body: bytes) -> object:
    """Return the JSON document; no name twice in one object, no number that is none.

    Raises:
        Turned: ``malformed-json``.
    """
    try:
        return json.loads(
            body.decode("utf-8-sig"), object_pairs_hook=_once, parse_constant=_no_number
        )
    except (ValueError, RecursionError) as error:
        raise Turned(HTTPStatus.BAD_REQUEST, "malformed-json", reason=_why(error)) from error


def _why(error: Exception) -> str:
    match error:
        case json.JSONDecodeError():
            return _("line {line}, column {column}").format(line=error.lineno, column=error.colno)
        case UnicodeDecodeError():
            return _("not in UTF-8")
        case RecursionError():
            return _("too many brackets within brackets")
        case _other:
            return str(error)


class _Unclear(ValueError):
    """What no JSON should hold: a name twice in one object, a number that is none."""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        counts = Counter(name for name, _value in pairs)
        twice = next(name for name, count in counts.items() if count > 1)
        raise _Unclear(_("“{name}” stands twice").format(name=sayable(twice[:60])))
    return found


def _no_number(name: str) -> object:
    raise _Unclear(_("{name} is no number").format(name=name))


def shaped(shape: type[Shape], document: object, *, query: bool = False) -> Shape:
    """Return the document, or the parameters of an address, as ``shape``.

    Raises:
        Turned: ``request-misshapen``, with every place that is wrong.
    """
    try:
        return shape.model_validate(document)
    except ValidationError as error:
        places = list(_places(error, document, query=query).items())
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        raise Turned(status, "request-misshapen", count=len(places), places=places) from error


def _places(error: ValidationError, document: object, *, query: bool) -> dict[str, Problem]:
    """Return what is wrong by place; a value that fits none of several types is wrong once."""
    found: dict[str, Problem] = {}
    for each in error.errors(include_url=False)[:MOST_PLACES]:
        place, value = _pointer(document, each["loc"], missing=each["type"] == "missing")
        where = place.removeprefix("/") if query else place
        rule = RULES.get(each["type"], "entry-type")
        if where not in found or found[where].rule == "entry-type":
            said = None if isinstance(value, dict | list | None) else sayable(str(value)[:60])
            found[where] = problem_of(rule, {"entry": where, "found": said or "–"}, said)
    return found


def _pointer(document: object, path: tuple[int | str, ...], *, missing: bool) -> tuple[str, object]:
    """Return the JSON pointer of an error's place and what stands there.

    The path may end in names of types, where one of several was tried.
    """
    steps: list[int | str] = []
    at = document
    for number, step in enumerate(path, start=1):
        if _holds(at, step):
            at = at[step]  # type: ignore[index]  # it holds the step
        elif missing and number == len(path):
            at = None
        else:
            break
        steps.append(step)
    return pointer(*steps), at


def _holds(at: object, step: int | str) -> bool:
    if isinstance(at, list):
        return isinstance(step, int) and step < len(at)
    return isinstance(at, Mapping) and step in at


def pointer(*steps: int | str) -> str:
    """Return the JSON pointer of a place: "/foundings/0/tax_code"."""
    written = "".join(f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in steps)
    return sayable(written)


def sayable(text: str) -> str:
    """Return the text without halves of letters, which JSON can spell and no answer can hold."""
    return text.encode("utf-8", "replace").decode("utf-8")
