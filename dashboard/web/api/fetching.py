"""What programs fetch: returns, their files, progress, templates, units and indicators."""

import re
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from dashboard import clock, documents
from dashboard.actions import returns as actions
from dashboard.domain.access import Person
from dashboard.readings import originals, progress, reference, return_list, unit_report
from dashboard.readings.whole_return import whole
from dashboard.web.api import return_documents
from dashboard.web.api.answers import NO_STORE, document
from dashboard.web.api.bodies import XLSX, shaped
from dashboard.web.api.queries import (
    OfIndicators,
    OfList,
    OfProgress,
    OfRevision,
    OfTemplate,
)
from dashboard.web.api.serving import asking, work
from dashboard.web.unknown import unknown
from data_access.errors import NotFound
from data_access.vocabulary import Period

_NUMBER = re.compile(r"[0-9]{1,18}", re.ASCII)


async def list_returns(request: Request) -> Response:
    """A page of the returns that the token's account may see, the newest first."""
    asked = shaped(OfList, dict(request.query_params), query=True)
    found = await work(
        return_list.page,
        asking(request),
        unit_code=asked.unit,
        period=asked.quarter,
        status=asked.standing,
        after=int(asked.after) if asked.after else None,
        limit=asked.limit,
    )
    return document(
        {
            "returns": [return_documents.listed(each) for each in found.returns],
            "after": None if found.after is None else str(found.after),
        }
    )


async def one_return(request: Request) -> Response:
    """One revision of a return, whole, and all that happened to the return."""
    asked = shaped(OfRevision, dict(request.query_params), query=True)

    def read(person: Person, return_id: int) -> dict[str, object]:
        with unknown("return", return_id):
            return return_documents.detailed(whole(person, return_id, asked.revision))

    return document(await work(read, asking(request), _return_id(request)))


async def file_of_return(request: Request) -> Response:
    """The workbook that a revision was handed in as, byte for byte."""
    asked = shaped(OfRevision, dict(request.query_params), query=True)

    def read(person: Person, return_id: int) -> tuple[str, bytes]:
        with unknown("return", return_id):
            return originals.of_return(person, return_id, asked.revision)

    name, data = await work(read, asking(request), _return_id(request))
    return _workbook(name, data)


async def template(request: Request) -> Response:
    """The workbook that a unit fills in for a quarter."""
    asked = shaped(OfTemplate, dict(request.query_params), query=True)
    name, data = await work(actions.template, asking(request), asked.unit, asked.quarter)
    return _workbook(name, data)


async def progress_of_unit(request: Request) -> Response:
    """How far a unit and those below it have come, as ``tiendo progress --json`` prints it."""
    asked = shaped(OfProgress, dict(request.query_params), query=True)

    def read(person: Person) -> dict[str, object]:
        found = unit_report.read(person, asked.unit, asked.quarter, asked.provisional, asked.as_of)
        return documents.progress(
            found.unit,
            found.children,
            asked.as_of or clock.today(),
            provisional=asked.provisional,
        )

    return document(await work(read, asking(request)))


async def units(request: Request) -> Response:
    """The units that the token's account may see, a parent before those below it."""
    found = await work(progress.units_visible, asking(request))
    return document({"units": [documents.unit(each) for each in found]})


async def indicators(request: Request) -> Response:
    """The indicators in force in a quarter, in the order of the form."""
    asked = shaped(OfIndicators, dict(request.query_params), query=True)
    quarter = asked.quarter or Period.of(clock.today())
    found = await work(reference.indicators_in_force, asking(request), quarter)
    return document({"indicators": [documents.indicator(each) for each in found]})


def _return_id(request: Request) -> int:
    said = str(request.path_params["return_id"])
    if not _NUMBER.fullmatch(said):
        raise NotFound("return", said[:40])
    return int(said)


def _workbook(name: str, data: bytes) -> Response:
    disposition = f"attachment; filename*=utf-8''{quote(name, safe='')}"
    return Response(data, media_type=XLSX, headers={**NO_STORE, "Content-Disposition": disposition})
