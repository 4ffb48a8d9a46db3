"""Files to take away: each asks who is asking."""

from collections.abc import Callable
from http import HTTPStatus
from urllib.parse import quote

from anyio import CapacityLimiter, to_thread
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from dashboard.actions import returns
from dashboard.domain.access import Person
from dashboard.errors import DashboardError, NotAllowed
from dashboard.explain import explain
from dashboard.i18n import _, set_language
from dashboard.readings import marked, originals
from dashboard.web import pages
from dashboard.web.unknown import unknown
from data_access.errors import DatabaseUnavailable, DataError, NotFound
from data_access.vocabulary import Period

MARKING = CapacityLimiter(2)  # each opens a whole workbook
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


async def original(request: Request) -> Response:
    """The file behind a revision of a return, byte for byte."""
    revision_id = int(request.path_params["revision_id"])

    def read(person: Person) -> tuple[str, bytes]:
        with unknown("revision", revision_id):
            found = originals.of_revision(person, revision_id)
        return found.file_name, found.content

    return await answer(request, read)


async def upload(request: Request) -> Response:
    """A file that the person handed in themselves, refused ones included."""
    upload_id = int(request.path_params["upload_id"])

    def read(person: Person) -> tuple[str, bytes]:
        with unknown("upload", upload_id):
            found = originals.of_upload(person, upload_id)
        return found.file_name, found.content

    return await answer(request, read)


async def marked_upload(request: Request) -> Response:
    """A file that the person handed in and that was refused, its wrong cells marked."""
    upload_id = int(request.path_params["upload_id"])

    def make(person: Person) -> tuple[str, bytes]:
        with unknown("upload", upload_id):
            return marked.of_upload(person, upload_id)

    return await answer(request, make, busy=MARKING)


async def marked_revision(request: Request) -> Response:
    """The file behind a revision, with the reviewer's words and the warnings marked in it."""
    number = int(request.path_params["revision_id"])

    def make(person: Person) -> tuple[str, bytes]:
        with unknown("revision", number):
            return marked.of_revision(person, number)

    return await answer(request, make, busy=MARKING)


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

    return await answer(request, make)


async def answer(
    request: Request,
    make: Callable[[Person], tuple[str, bytes]],
    media_type: str = XLSX,
    *,
    busy: CapacityLimiter | None = None,
) -> Response:
    """Return what ``make`` makes for who is asking as a file with a name, or why it is not given.

    ``busy`` limits how many are made at once.
    """
    person: Person = request.scope["tiendo.person"]
    set_language(person.language)
    try:
        name, content = await to_thread.run_sync(make, person, limiter=busy)
    except DatabaseUnavailable:
        raise  # answered by web.outage
    except (DashboardError, DataError) as problem:
        return refused(problem)
    return Response(
        content,
        media_type=media_type,
        headers={
            "Content-Disposition": f"attachment; filename*=utf-8''{quote(name, safe='')}",
            "Cache-Control": "private, no-store",
        },
    )


def refused(problem: DashboardError | DataError) -> Response:
    """Say on a page of its own why a file is not given."""
    match problem:
        case NotAllowed():
            status = HTTPStatus.FORBIDDEN
        case NotFound():
            status = HTTPStatus.NOT_FOUND
        case _other:
            status = HTTPStatus.UNPROCESSABLE_ENTITY
    return pages.message(_("The file cannot be given"), explain(problem), status)


ROUTES = (
    Route("/download/file/{revision_id:int}", original, methods=["GET"]),
    Route("/download/upload/{upload_id:int}", upload, methods=["GET"]),
    Route("/download/marked/upload/{upload_id:int}", marked_upload, methods=["GET"]),
    Route("/download/marked/revision/{revision_id:int}", marked_revision, methods=["GET"]),
    Route("/download/template", template, methods=["GET"]),
)
