"""The form on the page speaks to the server: saving, putting away, taking the workbook along.

Only our own pages may: a browser says where a request comes from, and no other site can add the
header that is asked for here. Who was at the page when it was opened is asked too, so that what
one person typed is never saved in the name of the next at the same machine.
"""

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from http import HTTPStatus
from typing import Any

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from dashboard import clock
from dashboard.actions import drafts as actions
from dashboard.actions import returns
from dashboard.domain.access import Person
from dashboard.errors import DashboardError, NotAllowed, Refused, WrongState
from dashboard.explain import explain
from dashboard.i18n import _, format_moment, set_language
from dashboard.readings import drafts
from dashboard.readings.drafts import Live
from dashboard.web import client, downloads
from dashboard.workbooks import typed
from dashboard.workbooks.typed_sheets import Spot
from data_access.drafts import DraftRecord
from data_access.errors import DatabaseUnavailable, DataError, NotFound
from data_access.vocabulary import Period

HEADER = "x-tiendo-form"
LARGEST = typed.MOST_BYTES * 2  # as it is sent: escapes make a text longer

Answer = tuple[HTTPStatus, dict[str, Any]]


class NotOurs(Exception):
    """A request that our own page did not send, or not as it sends them."""

    def __init__(self, status: HTTPStatus) -> None:
        super().__init__(status.phrase)
        self.status = status


async def save(request: Request) -> Response:
    """Save what stands in the form; answer with how it reads."""

    def saved(person: Person, asked: Mapping[str, Any]) -> Answer:
        unit, period = _where(request)
        said = typed.parsed(asked.get("content"))
        draft = actions.save(person, unit, period, asked.get("content"), _version(asked))
        live = drafts.live(person, unit, period, said)
        return HTTPStatus.OK, {**told_of(draft), **told(live)}

    return await _answered(request, saved)


async def discard(request: Request) -> Response:
    """Put the draft away."""

    def discarded(person: Person, asked: Mapping[str, Any]) -> Answer:
        unit, period = _where(request)
        there = actions.discard(person, unit, period, _version(asked))
        return HTTPStatus.OK, {"discarded": there}

    return await _answered(request, discarded)


async def workbook(request: Request) -> Response:
    """The unit's workbook for ``?unit=…&period=2026Q3`` with the draft typed in."""

    def make(person: Person) -> tuple[str, bytes]:
        unit, period = _where(request)
        content = drafts.workbook(person, unit, period)
        return returns.file_name(unit, period), content

    return await downloads.answer(request, make)


def told(live: Live) -> dict[str, Any]:
    """Return how a draft reads, as the page is told."""
    return {
        "problems": [
            {
                "severity": each.problem.severity.value,
                "rule": each.problem.rule,
                "message": each.problem.message,
                "found": each.problem.found,
                **told_spot(each.spot),
            }
            for each in live.problems
        ],
        "year_to_date": live.year_to_date,
        "entered": live.entered,
    }


def told_of(draft: DraftRecord) -> dict[str, Any]:
    """Return who saved a draft and when, as the page is told."""
    return {"version": draft.version, "by": draft.writer, "at": when(draft.updated_at)}


def told_spot(spot: Spot | None) -> dict[str, Any]:
    if spot is None:
        return {"part": None, "row": None, "field": None}
    return {"part": spot.part, "row": spot.row, "field": spot.field}


def when(moment: datetime) -> str:
    """Return "16:40", with its day where that is not today."""
    local = moment.astimezone(clock.VIETNAM)
    return f"{local:%H:%M}" if local.date() == clock.today() else format_moment(moment)


def _where(request: Request) -> tuple[str, Period]:
    period = request.query_params.get("period", "")
    try:
        return request.query_params.get("unit", ""), Period.parse(period)
    except ValueError as error:
        raise NotFound("period", period) from error


def _version(asked: Mapping[str, Any]) -> int:
    version = asked.get("version")
    if not isinstance(version, int) or isinstance(version, bool) or version < 0:
        raise Refused("draft-shape")
    return version


async def _answered(
    request: Request, do: Callable[[Person, Mapping[str, Any]], Answer]
) -> Response:
    person: Person = request.scope["tiendo.person"]
    set_language(person.language)
    try:
        asked = await _asked(request)
        if asked.get("account") != person.account_id:
            return _refused(HTTPStatus.UNAUTHORIZED, "other-account", _someone_else())
        status, answer = await to_thread.run_sync(do, person, asked)
    except NotOurs as refusal:
        return _refused(refusal.status, "not-our-page", refusal.status.phrase)
    except WrongState as refusal:
        return await _overtaken(request, person, refusal)
    except (DashboardError, DataError) as refusal:
        return _refused(_status(refusal), getattr(refusal, "rule", "refused"), explain(refusal))
    return JSONResponse(answer, status, headers={"Cache-Control": "no-store"})


async def _asked(request: Request) -> Mapping[str, Any]:
    kind = request.headers.get("content-type", "").partition(";")[0].strip()
    if not client.is_from_our_page(request) or HEADER not in request.headers:
        raise NotOurs(HTTPStatus.FORBIDDEN)
    if kind != "application/json":
        raise NotOurs(HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
    body, large = b"", False
    async for piece in request.stream():  # to its end, or nobody would hear the answer
        large = large or len(body) + len(piece) > LARGEST
        body = b"" if large else body + piece
    if large:
        raise Refused("draft-too-large", most=typed.MOST_BYTES // 1024)
    try:
        asked = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise NotOurs(HTTPStatus.BAD_REQUEST) from error
    if not isinstance(asked, dict):
        raise NotOurs(HTTPStatus.BAD_REQUEST)
    return asked


async def _overtaken(request: Request, person: Person, refusal: WrongState) -> Response:
    """Say what stands there now, so that the person can choose between the two."""
    unit, period = _where(request)

    def stands() -> dict[str, Any] | None:
        theirs = drafts.draft_of(person, unit, period)
        if theirs is None:
            return None
        said = typed.stored(theirs.content)
        live = drafts.live(person, unit, period, said)
        return {**told_of(theirs), **told(live), "content": said.as_content()}

    theirs = await to_thread.run_sync(stands)
    return _refused(HTTPStatus.CONFLICT, refusal.rule, explain(refusal), theirs=theirs)


def _status(refusal: DashboardError | DataError) -> HTTPStatus:
    match refusal:
        case NotAllowed():
            return HTTPStatus.FORBIDDEN
        case NotFound():
            return HTTPStatus.NOT_FOUND
        case DatabaseUnavailable():
            return HTTPStatus.SERVICE_UNAVAILABLE
        case Refused(rule="draft-too-large" | "draft-too-long"):
            return HTTPStatus.REQUEST_ENTITY_TOO_LARGE
        case _other:
            return HTTPStatus.UNPROCESSABLE_ENTITY


def _someone_else() -> str:
    return _(
        "Somebody else is signed in in this browser now. Sign in as yourself again: what you typed "
        "is kept on this machine, for you only."
    )


def _refused(status: HTTPStatus, rule: str, message: str, **more: object) -> Response:
    return JSONResponse(
        {"error": {"rule": rule, "message": message}, **more},
        status,
        headers={"Cache-Control": "no-store"},
    )


ROUTES = (
    Route("/draft/return", save, methods=["PUT"]),
    Route("/draft/discard", discard, methods=["POST"]),
    Route("/download/draft", workbook, methods=["GET"]),
)
