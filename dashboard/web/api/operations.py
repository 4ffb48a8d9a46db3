"""Everything the API does: the one list that its routes, its document and its page are made of."""

from dataclasses import dataclass
from http import HTTPStatus

from pydantic import BaseModel

from dashboard.i18n import N_
from dashboard.web.api import fetching, handing_in, queries, replies, shapes
from dashboard.web.api.serving import Endpoint
from data_access.vocabulary import TokenScope

ALWAYS = (
    HTTPStatus.BAD_REQUEST,
    HTTPStatus.UNAUTHORIZED,
    HTTPStatus.FORBIDDEN,
    HTTPStatus.UNPROCESSABLE_ENTITY,
    HTTPStatus.TOO_MANY_REQUESTS,
    HTTPStatus.INTERNAL_SERVER_ERROR,
    HTTPStatus.SERVICE_UNAVAILABLE,
)
MEANINGS = {
    HTTPStatus.BAD_REQUEST: N_(
        "The request cannot be read: a body that is neither JSON nor a form, a header or a host "
        "name that cannot be used."
    ),
    HTTPStatus.UNAUTHORIZED: N_("No access key, or one that opens nothing (any more)."),
    HTTPStatus.FORBIDDEN: N_(
        "The account may not do this, or not for this unit; or the key reads only."
    ),
    HTTPStatus.NOT_FOUND: N_("There is no such unit, quarter, return or revision."),
    HTTPStatus.REQUEST_TIMEOUT: N_("The request did not arrive whole in time."),
    HTTPStatus.CONFLICT: N_(
        "The return or the quarter is not in the state that this needs, or the Idempotency-Key was "
        "used for another request."
    ),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: N_("The request is too large."),
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: N_("The Content-Type is not taken."),
    HTTPStatus.UNPROCESSABLE_ENTITY: N_(
        "The return has errors, a word is missing, or the request is misshapen; every place is "
        "among the problems."
    ),
    HTTPStatus.TOO_MANY_REQUESTS: N_(
        "Too many requests; Retry-After says how many seconds to wait."
    ),
    HTTPStatus.INTERNAL_SERVER_ERROR: N_("Something went wrong on the server."),
    HTTPStatus.SERVICE_UNAVAILABLE: N_("The server or its database cannot answer now; try again."),
}
_THERE = (HTTPStatus.NOT_FOUND,)


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing a program can ask: ``path`` below the root, ``reply`` None: a workbook.

    ``refusals`` are the statuses beside those of every operation; ``summary`` is a message id.
    """

    name: str
    method: str
    path: str
    endpoint: Endpoint
    summary: str
    reply: type[BaseModel] | None
    query: type[BaseModel] | None = None
    scope: TokenScope = TokenScope.READ
    refusals: tuple[HTTPStatus, ...] = ()

    @property
    def statuses(self) -> tuple[HTTPStatus, ...]:
        return tuple(sorted({*ALWAYS, *self.refusals}))


OPERATIONS = (
    Operation(
        "handInReturn",
        "POST",
        "/returns",
        handing_in.hand_in,
        N_("Hand in a quarterly return: a workbook, or its entries as JSON"),
        replies.ReceiptOut,
        shapes.Beside,
        TokenScope.SUBMIT,
        (
            HTTPStatus.NOT_FOUND,
            HTTPStatus.REQUEST_TIMEOUT,
            HTTPStatus.CONFLICT,
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
        ),
    ),
    Operation(
        "listReturns",
        "GET",
        "/returns",
        fetching.list_returns,
        N_("List returns, the newest first, page by page"),
        replies.PageOut,
        queries.OfList,
        refusals=_THERE,
    ),
    Operation(
        "getReturn",
        "GET",
        "/returns/{return_id}",
        fetching.one_return,
        N_("Read one return: what it says, its revisions, what was decided"),
        replies.ReturnOut,
        queries.OfRevision,
        refusals=_THERE,
    ),
    Operation(
        "getFile",
        "GET",
        "/returns/{return_id}/file",
        fetching.file_of_return,
        N_("Fetch the workbook that a revision was handed in as"),
        None,
        queries.OfRevision,
        refusals=_THERE,
    ),
    Operation(
        "getProgress",
        "GET",
        "/progress",
        fetching.progress_of_unit,
        N_("Read how far a unit and those below it have come"),
        replies.ProgressOut,
        queries.OfProgress,
        refusals=_THERE,
    ),
    Operation(
        "getTemplate",
        "GET",
        "/template",
        fetching.template,
        N_("Fetch the workbook that a unit fills in for a quarter"),
        None,
        queries.OfTemplate,
        refusals=(HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT),
    ),
    Operation(
        "listUnits",
        "GET",
        "/units",
        fetching.units,
        N_("List the units that the account may see"),
        replies.UnitsOut,
    ),
    Operation(
        "listIndicators",
        "GET",
        "/indicators",
        fetching.indicators,
        N_("List the indicators and their codes"),
        replies.IndicatorsOut,
        queries.OfIndicators,
        refusals=_THERE,
    ),
)
