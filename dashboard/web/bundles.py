"""What was received by the bundle, to take away: the refused files marked up, and the list."""

import zipfile
from collections.abc import AsyncIterator, Iterable, Iterator
from http import HTTPStatus
from urllib.parse import quote

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from dashboard import handing_back
from dashboard.domain.access import Person
from dashboard.errors import DashboardError
from dashboard.i18n import set_language
from dashboard.readings import bundles
from dashboard.readings.bundles import ReceivedBundle
from dashboard.web import downloads
from dashboard.web.unknown import unknown
from data_access.errors import DatabaseUnavailable, DataError

ZIP = "application/zip"


async def marked(request: Request) -> Response:
    """A bundle's refused files, marked up, packed while they are made."""
    person: Person = request.scope["tiendo.person"]
    set_language(person.language)
    number = int(request.path_params["batch_id"])
    try:
        found = await to_thread.run_sync(_bundle, person, number)
    except DatabaseUnavailable:
        raise  # answered by web.outage
    except (DashboardError, DataError) as problem:
        return downloads.refused(problem)
    name = quote(handing_back.archive_name(found), safe="")
    return StreamingResponse(
        _made_in_turn(packed(handing_back.to_hand_back(person, found))),
        HTTPStatus.OK,
        {
            "Content-Disposition": f"attachment; filename*=utf-8''{name}",
            "Cache-Control": "private, no-store",
        },
        ZIP,
    )


def _bundle(person: Person, number: int) -> ReceivedBundle:
    with unknown("bundle", number):
        return bundles.bundle(person, number)


async def listed(request: Request) -> Response:
    """The list of a bundle's files as a workbook."""
    number = int(request.path_params["batch_id"])

    def make(person: Person) -> tuple[str, bytes]:
        found = _bundle(person, number)
        return handing_back.list_name(found), handing_back.listed(found)

    return await downloads.answer(request, make)


async def _made_in_turn(pieces: Iterator[bytes]) -> AsyncIterator[bytes]:
    """Yield the pieces, each made in a thread when there is room for one more workbook."""
    while piece := await to_thread.run_sync(next, pieces, None, limiter=downloads.MARKING):
        yield piece


class _Pipe:
    """What was written and not yet sent; an archive is written front to back."""

    def __init__(self) -> None:
        self._chunks: list[bytes] = []

    def write(self, chunk: bytes) -> int:
        self._chunks.append(bytes(chunk))
        return len(chunk)

    def flush(self) -> None:
        """There is nothing to push on."""

    def taken(self) -> bytes:
        chunks, self._chunks = self._chunks, []
        return b"".join(chunks)


def packed(files: Iterable[tuple[str, bytes]]) -> Iterator[bytes]:
    """Yield an archive of the files piece by piece, each made only when its turn comes."""
    pipe = _Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:  # type: ignore[call-overload]
        for name, content in files:
            archive.writestr(name, content)
            yield pipe.taken()
    yield pipe.taken()


ROUTES = (
    Route("/download/bundle/{batch_id:int}/marked.zip", marked, methods=["GET"]),
    Route("/download/bundle/{batch_id:int}/list.xlsx", listed, methods=["GET"]),
)
