"""The form on the page speaks to the server: saving, putting away, taking the workbook along.

Only our own pages may: a browser says where a request comes from, and no other site can add the
header that is asked for here. Who was at the page when it was opened is asked too, so that what
one person typed is never saved in the name of the next at the same machine.
"""

import json
from collections.abc import Callable, Mapping
from functools import partial
from http import HTTPStatus
from typing import Any

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from dashboard.actions import drafts as actions
from dashboard.actions import returns
from dashboard.domain.access import Person
from dashboard.errors import DashboardError, NotAllowed, Refused, WrongState
from dashboard.explain import explain, sentence
from dashboard.i18n import _, set_language
from dashboard.readings import drafts
from dashboard.web import client, downloads, pages
from dashboard.web.draft_documents import told, told_latest, told_of
from dashboard.web.turns import NoTurn, Turns
from dashboard.workbooks import typed
from data_access.errors import DatabaseUnavailable, DataError, NotFound
from data_access.vocabulary import Period

HEADER = "x-tiendo-form"
LARGEST = typed.MOST_BYTES * 2  # as it is sent: escapes make a text longer
_TURNS = Turns(at_once=3, most=60, most_of_one=3)  # each reads a whole return

Answer = tuple[HTTPStatus, dict[str, Any]]


class NotOurs(Exception):
    """A request that our own page did not send, or not as it sends them."""

    def __init__(self, status: HTTPStatus) -> None:
        super().__init__(status.phrase)
        self.status = status


async def save(request: Request) -> Response:
    """Save what stands in the form; answer with how it reads.

    The answer says ``newer`` where a revision came after the one that the draft is ``based_on``;
    the page has ``seen`` what revisions up to a number say.
    """

    def saved(person: Person, asked: Mapping[str, Any]) -> Answer:
        unit, period = _where(request)
        content = asked.get("content")
        said = typed.parsed(content)
        based_on, seen = _number(asked, "based_on"), _number(asked, "seen")
        draft = actions.save(
            person, unit, period, content, _number(asked, "version"), based_on=based_on
        )
        known = max(draft.based_on, seen)
        live, newer = drafts.live_beside(person, unit, period, said, known)
        more = {"newer": told_latest(newer)} if newer else {}
        return HTTPStatus.OK, {**told_of(draft), **told(live), **more}

    return await _answered(request, saved)


async def discard(request: Request) -> Response:
    """Put the draft away."""

    def discarded(person: Person, asked: Mapping[str, Any]) -> Answer:
        unit, period = _where(request)
        there = actions.discard(person, unit, period, _number(asked, "version"))
        return HTTPStatus.OK, {"discarded": there}

    return await _answered(request, discarded)


async def workbook(request: Request) -> Response:
    """The unit's workbook for ``?unit=…&period=2026Q3`` with the draft typed in."""

    def make(person: Person) -> tuple[str, bytes]:
        unit, period = _where(request)
        content = drafts.workbook(person, unit, period)
        return returns.file_name(unit, period), content

    person: Person = request.scope["tiendo.person"]
    set_language(person.language)
    try:
        async with _TURNS.of(person.account_id) as places:
            return await downloads.answer(request, make, busy=places)
    except NoTurn as refusal:
        page = pages.message(_("The file cannot be given"), _busy(), refusal.status)
        page.headers.update(refusal.headers)
        return page


def _where(request: Request) -> tuple[str, Period]:
    period = request.query_params.get("period", "")
    try:
        return request.query_params.get("unit", ""), Period.parse(period)
    except ValueError as error:
        raise NotFound("period", period) from error


def _number(asked: Mapping[str, Any], name: str) -> int:
    number = asked.get(name)
    if not isinstance(number, int) or isinstance(number, bool) or number < 0:
        raise Refused("draft-shape")
    return number


async def _answered(
    request: Request, do: Callable[[Person, Mapping[str, Any]], Answer]
) -> Response:
    person: Person = request.scope["tiendo.person"]
    set_language(person.language)
    try:
        asked = await _asked(request)
        if asked.get("account") != person.account_id:
            return _refused(HTTPStatus.UNAUTHORIZED, "other-account", _someone_else())
        async with _TURNS.of(person.account_id) as places:
            work = partial(_done, request, person, asked, do)
            status, answer = await to_thread.run_sync(work, limiter=places)
    except NotOurs as refusal:
        return _refused(refusal.status, "not-our-page", refusal.status.phrase)
    except NoTurn as refusal:
        return _refused(refusal.status, "draft-busy", _busy(), refusal.headers)
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


def _done(
    request: Request,
    person: Person,
    asked: Mapping[str, Any],
    do: Callable[[Person, Mapping[str, Any]], Answer],
) -> Answer:
    """Do it; where things have moved on, say what stands there now, for the person to choose."""
    try:
        return do(person, asked)
    except WrongState as refusal:
        theirs = _theirs(person, *_where(request), refusal.rule)
        return HTTPStatus.CONFLICT, {**_said(refusal.rule, explain(refusal)), "theirs": theirs}


def _theirs(person: Person, unit: str, period: Period, rule: str) -> dict[str, Any] | None:
    if rule == "draft-overtaken":
        newer = drafts.newer_than(person, unit, period, 0)
        return told_latest(newer) if newer else None
    kept = drafts.kept(person, unit, period)
    if kept is None:
        return None
    theirs, live = kept
    return {**told_of(theirs), **told(live), "content": typed.stored(theirs.content).as_content()}


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


def _busy() -> str:
    return sentence("draft-busy", {})


def _someone_else() -> str:
    return _(
        "Somebody else is signed in in this browser now. Sign in as yourself again: what you typed "
        "is kept on this machine, for you only."
    )


def _said(rule: str, message: str) -> dict[str, Any]:
    return {"error": {"rule": rule, "message": message}}


def _refused(
    status: HTTPStatus, rule: str, message: str, headers: Mapping[str, str] | None = None
) -> Response:
    return JSONResponse(
        _said(rule, message), status, headers={"Cache-Control": "no-store", **(headers or {})}
    )


ROUTES = (
    Route("/draft/return", save, methods=["PUT"]),
    Route("/draft/discard", discard, methods=["POST"]),
    Route("/download/draft", workbook, methods=["GET"]),
)
