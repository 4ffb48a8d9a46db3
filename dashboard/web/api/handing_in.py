"""``POST /api/v1/returns``: a return handed in by a program, or only checked."""

import re
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from dashboard import clock
from dashboard.actions import allow_somewhere, entries, returns
from dashboard.actions.admission import RequestKey
from dashboard.actions.returns import Checked
from dashboard.actions.submission import Submission
from dashboard.domain.access import Person, Right
from dashboard.doors import reading
from dashboard.errors import Refused, WorkbookRefused
from dashboard.readings import returns as readings
from dashboard.web.api import links
from dashboard.web.api.answers import (
    Turned,
    Where,
    document,
    nowhere,
    placed,
    problem,
    problem_of,
)
from dashboard.web.api.bodies import Handed, handed, pointer
from dashboard.web.api.places import of_entries
from dashboard.web.api.serving import asking, work
from data_access.vocabulary import Period

KEY = "Idempotency-Key"
REPLAYED = "Idempotent-Replayed"
_KEY = re.compile(r"[\x21-\x7e]{1,200}")


@dataclass(frozen=True, slots=True)
class _File:
    """The workbook that is handed in; ``where`` finds a problem's place in the JSON it was."""

    name: str
    data: bytes
    where: Where = nowhere


async def hand_in(request: Request) -> Response:
    """Hand the posted return in, or check it; the answer is its receipt."""
    person, key = asking(request), _key(request)
    posted = await handed(request)
    if posted.beside.dry_run:
        return document(await work(_check, person, posted))
    named = RequestKey(key, posted.sha256) if key else None
    done, where = await work(_submit, person, posted, named)
    status = HTTPStatus.OK if done.repeated else HTTPStatus.CREATED
    replayed = {REPLAYED: "true"} if done.replayed else {}
    return document(
        receipt(done, where), status, {"Location": links.to_return(done.return_id), **replayed}
    )


def _key(request: Request) -> str | None:
    said = request.headers.get(KEY)
    if said is not None and not _KEY.fullmatch(said):
        raise Turned(HTTPStatus.BAD_REQUEST, "idempotency-key", name=KEY)
    return said


def _submit(person: Person, posted: Handed, key: RequestKey | None) -> tuple[Submission, Where]:
    replay = returns.replayed(person, key) if key else None
    if replay is not None:
        return replay, _where_again(person, posted)
    file, beside = _file(person, posted), posted.beside
    with placed(file.where):
        done = returns.submit(
            person,
            file.data,
            file.name,
            unit_code=beside.unit,
            period=beside.quarter,
            explanation=beside.explanation,
            reason=beside.reason,
            typed=posted.entries is not None,
            key=key,
        )
    return done, file.where


def _check(person: Person, posted: Handed) -> dict[str, Any]:
    with reading(person):
        file, beside = _file(person, posted), posted.beside
        with placed(file.where):
            allow_somewhere(person, Right.SUBMIT_RETURN)
            checked = returns.looked_at(person, file.data, beside.unit, beside.quarter)
            if checked.refused:
                raise WorkbookRefused(checked.problems)
    return _looked_at(checked, file.where)


def _file(person: Person, posted: Handed) -> _File:
    """Return the workbook that was posted, or the unit's with the entries typed in."""
    if posted.entries is None:
        return _File(posted.file_name, posted.workbook or b"")
    sent = posted.entries
    try:
        made = entries.workbook(person, sent.unit, Period.parse(sent.period), sent.entries())
    except Refused as refused:
        raise _unknown(refused) from refused
    return _File(made.name, made.data, of_entries(made.form))


def _unknown(refused: Refused) -> Refused:
    """Return the refusal of unknown indicators with the place of each."""
    codes = refused.values.get("codes")
    if refused.rule != "unknown-indicator" or not isinstance(codes, tuple):
        return refused
    places = [
        (pointer("figures", code), problem_of(refused.rule, {"code": code}, str(code)))
        for code in codes
    ]
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    return Turned(status, refused.rule, places=places, code=codes[0])


def _where_again(person: Person, posted: Handed) -> Where:
    if posted.entries is None:
        return nowhere
    period = Period.parse(posted.entries.period)
    return of_entries(readings.form_for(person, posted.entries.unit, period))


def receipt(done: Submission, where: Where) -> dict[str, Any]:
    return {
        "return_id": done.return_id,
        "revision": done.revision,
        "status": done.status.value,
        "unit": done.unit.code,
        "period": str(done.period),
        "submitted_at": clock.told(done.submitted_at),
        "sha256": done.sha256,
        "repeated": done.repeated,
        "links": links.of_return(done.return_id),
        "problems": [problem(each, where(each)) for each in done.problems],
    }


def _looked_at(checked: Checked, where: Where) -> dict[str, Any]:
    before = checked.predecessor
    return {
        "dry_run": True,
        "unit": checked.unit.code if checked.unit else None,
        "period": str(checked.stamp.period) if checked.stamp else None,
        "sha256": checked.sha256,
        "repeated": checked.repeated,
        "corrects": before.number if before and not checked.repeated else None,
        "problems": [problem(each, where(each)) for each in checked.problems],
    }
