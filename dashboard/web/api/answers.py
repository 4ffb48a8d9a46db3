"""What a program is answered: documents, and refusals that say what, where and how to mend it."""

import logging
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from dashboard.errors import (
    DashboardError,
    NotAllowed,
    Problem,
    Refused,
    WorkbookRefused,
    WrongState,
)
from dashboard.explain import problems_of, sentence
from dashboard.i18n import DEFAULT, LANGUAGES, set_language
from data_access.errors import AlreadyThere, DatabaseUnavailable, DataError, NotFound
from data_access.vocabulary import Severity

_log = logging.getLogger("tiendo")

Where = Callable[[Problem], str | None]

NO_STORE = {"Cache-Control": "private, no-store", "Vary": "Accept-Language, Authorization"}


def nowhere(_problem: Problem) -> str | None:
    """What was sent is a workbook: its problems have a sheet and a cell."""
    return None


class Turned(Refused):
    """A request that is turned away before anything is asked of the record.

    ``places``: what is wrong where, each with a JSON pointer into the body or a parameter's name.
    """

    def __init__(
        self,
        status: HTTPStatus,
        rule: str,
        *,
        places: Sequence[tuple[str, Problem]] = (),
        headers: Mapping[str, str] | None = None,
        **values: object,
    ) -> None:
        super().__init__(rule, **values)
        self.status = status
        self.places = tuple(places)
        self.headers = dict(headers or {})


def too_large(most: int) -> Turned:
    """Return the refusal of a body of more than ``most`` bytes; the connection is closed, for what
    is still to come of it.
    """
    return Turned(
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        "body-too-large",
        most=most // 2**20,
        headers={"Connection": "close"},
    )


class Placed(DashboardError):
    """What was refused was made from JSON: ``where`` finds the places there."""

    def __init__(self, refused: DashboardError, where: Where) -> None:
        super().__init__(str(refused))
        self.refused = refused
        self.where = where


@contextmanager
def placed(where: Where) -> Iterator[None]:
    """Let what is refused inside say where in the JSON it is wrong."""
    try:
        yield
    except (Refused, WorkbookRefused) as refused:
        raise Placed(refused, where) from refused


def document(
    content: object, status: HTTPStatus = HTTPStatus.OK, headers: Mapping[str, str] | None = None
) -> Response:
    return JSONResponse(content, status, headers={**NO_STORE, **(headers or {})})


def refusal(refused: DashboardError | DataError, where: Where = nowhere) -> Response:
    """Return the refusal in the language in force; ``where`` finds a problem's place in JSON."""
    if isinstance(refused, Placed):
        return refusal(refused.refused, refused.where)
    headers = refused.headers if isinstance(refused, Turned) else {}
    if isinstance(refused, DatabaseUnavailable):
        headers = {"Retry-After": "5"}
    return document({"error": _error(refused, where)}, _status(refused), headers)


def failed(_request: Request, error: Exception) -> Response:
    """Answer what nobody foresaw, with the number under which the log has it."""
    reference = secrets.token_hex(3).upper()
    _log.error("reference %s", reference, exc_info=error)
    said = {
        "rule": "failed",
        "message": sentence("failed", {"reference": reference}),
        "problems": [],
    }
    return document({"error": said}, HTTPStatus.INTERNAL_SERVER_ERROR)


def speak(headers: Headers) -> None:
    """Speak the first of our languages that the program accepts; Vietnamese where it says none."""
    set_language(accepted(headers.get("accept-language", "")))


def accepted(said: str) -> str:
    """Return the language that the header Accept-Language wishes most of those spoken here."""
    wishes: list[tuple[float, str]] = []
    for each in said.split(",")[:20]:
        name, _semicolon, weight = each.partition(";")
        known = name.strip().lower().split("-")[0]
        if known in LANGUAGES:
            wishes.append((_weight(weight), known))
    best = max(wishes, key=lambda wish: wish[0], default=(0.0, DEFAULT))
    return best[1] if best[0] > 0 else DEFAULT


def _weight(said: str) -> float:
    name, _equals, number = said.strip().partition("=")
    if not name:
        return 1.0
    try:
        return float(number)
    except ValueError:
        return 0.0


def problem_of(rule: str, values: dict[str, object], found: str | None = None) -> Problem:
    return Problem(Severity.ERROR, rule, sentence(rule, values), found=found)


def problem(each: Problem, where: str | None = None) -> dict[str, Any]:
    """Return a problem as a document; ``where`` is a JSON pointer into what was sent as JSON."""
    return {
        "severity": each.severity.value,
        "rule": each.rule,
        "message": each.message,
        "sheet": each.sheet,
        "cell": each.cell,
        "found": each.found,
        "where": where,
    }


def _error(refused: DashboardError | DataError, where: Where) -> dict[str, Any]:
    if isinstance(refused, WorkbookRefused):
        errors = sum(each.severity is Severity.ERROR for each in refused.problems)
        told = sentence("return-has-errors", {"errors": errors})
        return {
            "rule": "return-has-errors",
            "message": told,
            "problems": [problem(each, where(each)) for each in refused.problems],
        }
    said = problems_of(refused)[0]
    return {"rule": said.rule, "message": said.message, "problems": _problems(refused, where)}


def _problems(refused: DashboardError | DataError, where: Where) -> list[dict[str, Any]]:
    match refused:
        case Turned():
            return [problem(each, place) for place, each in refused.places]
        case Refused(values={"problems": tuple(found)}):
            return [problem(each, where(each)) for each in found]
        case _other:
            return []


def _status(refused: DashboardError | DataError) -> HTTPStatus:
    match refused:
        case Turned():
            return refused.status
        case WrongState() | AlreadyThere():
            return HTTPStatus.CONFLICT
        case NotAllowed():
            return HTTPStatus.FORBIDDEN
        case NotFound():
            return HTTPStatus.NOT_FOUND
        case DatabaseUnavailable():
            return HTTPStatus.SERVICE_UNAVAILABLE
        case _other:
            return HTTPStatus.UNPROCESSABLE_ENTITY
