"""Files to take away: each asks who is asking."""

from collections.abc import Callable
from http import HTTPStatus
from urllib.parse import quote

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from dashboard.actions import returns
from dashboard.domain.access import Person
from dashboard.errors import DashboardError, NotAllowed
from dashboard.explain import explain
from dashboard.i18n import _, set_language
from dashboard.readings import originals
from dashboard.web import pages
from data_access.errors import DataError, NotFound
from data_access.vocabulary import Period

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


async def original(request: Request) -> Response:
    """The file behind a revision of a return, byte for byte."""
    revision_id = int(request.path_params["revision_id"])

    def read(person: Person) -> tuple[str, bytes]:
        found = originals.of_revision(person, revision_id)
        return found.file_name, found.content

    return await _answer(request, read)


async def upload(request: Request) -> Response:
    """A file that the person handed in themselves, refused ones included."""
    upload_id = int(request.path_params["upload_id"])

    def read(person: Person) -> tuple[str, bytes]:
        found = originals.of_upload(person, upload_id)
        return found.file_name, found.content

    return await _answer(request, read)


async def template(request: Request) -> Response:
    """The workbook to fill in for ``?unit=…&period=2026Q3``."""
    unit = request.query_params.get("unit", "")
    period = request.query_params.get("period", "")

    def make(person: Person) -> tuple[str, bytes]:
        try:
            quarter = Period.parse(period)
        except ValueError as error:
            raise NotFound("period", period) from error
        return returns.template(person, unit, quarter)

    return await _answer(request, make)


async def _answer(request: Request, make: Callable[[Person], tuple[str, bytes]]) -> Response:
    person: Person = request.scope["tiendo.person"]
    set_language(person.language)
    try:
        name, content = await to_thread.run_sync(make, person)
    except NotAllowed as problem:
        return _refused(problem, HTTPStatus.FORBIDDEN)
    except NotFound as problem:
        return _refused(problem, HTTPStatus.NOT_FOUND)
    except (DashboardError, DataError) as problem:
        return _refused(problem, HTTPStatus.UNPROCESSABLE_ENTITY)
    return Response(
        content,
        media_type=XLSX,
        headers={
            "Content-Disposition": f"attachment; filename*=utf-8''{quote(name, safe='')}",
            "Cache-Control": "private, no-store",
        },
    )


def _refused(problem: DashboardError | DataError, status: HTTPStatus) -> Response:
    return pages.message(_("The file cannot be given"), explain(problem), status)


ROUTES = (
    Route("/download/file/{revision_id:int}", original, methods=["GET"]),
    Route("/download/upload/{upload_id:int}", upload, methods=["GET"]),
    Route("/download/template", template, methods=["GET"]),
)
