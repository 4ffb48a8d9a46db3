"""Files handed in and refused: kept for the record, whatever they are."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from dashboard import clock
from dashboard.actions import record
from dashboard.domain.access import Person, Right
from dashboard.domain.text import without_personal_numbers
from dashboard.doors import writing
from dashboard.errors import Problem, Refused, WorkbookRefused
from dashboard.workbooks import withheld, workers
from data_access import files, returns, uploads
from data_access.normal_form import shortened
from data_access.vocabulary import Period, Severity, UploadOutcome

MOST_KEPT = 32 * 1024 * 1024
MOST_KEPT_A_DAY = 256 * 1024 * 1024
MOST_HANDED_IN_A_DAY = 512 * 1024 * 1024
MOST_RECEIVED_A_DAY = 4 * 1024 * 1024 * 1024
MOST_REVISIONS_A_DAY = 100
USUAL_SIZE = 256 * 1024  # of smaller files the revisions in a day are bound enough
LONGEST_NAME = 255
_DAY = timedelta(days=1)
_LOST_ZERO = re.compile(r"(?<!\d)(\d{3})(\d{8})(?!\d)")  # a spreadsheet took its first digit


def refused(
    person: Person,
    data: bytes,
    file_name: str,
    problems: Sequence[Problem],
    action: str,
    *,
    again: bool = False,
) -> int | None:
    """Keep the file and why it was refused, in a transaction of its own; return the upload's id.

    Of a file larger than ``MOST_KEPT`` bytes, or past ``MOST_KEPT_A_DAY`` of one person, only size
    and fingerprint are kept, and there is no upload. Persons' numbers are kept unreadable (see
    ``withheld``). ``again``: the person looks at a file once more, so that nothing is written down
    where it was refused before.
    """
    content = _keepable(data)
    with writing(person) as session:
        digest = files.sha256(data if content is None else content)
        before = uploads.refused_as(session, person.account_id, digest) if again else None
        if before is not None:
            return before
        kept = uploads.refused_bytes(session, person.account_id, clock.now() - _DAY)
        room = min(MOST_KEPT, MOST_KEPT_A_DAY - kept)
        file_id = None
        if content is not None and len(content) <= room:
            file_id = files.store(session, content, clock.now())
        return noted(session, person, file_id, data, file_name, problems, action)


def _keepable(data: bytes) -> bytes | None:
    """Return what may be kept of a file (see ``withheld.kept``); None: nothing of it, as where
    finding that out takes too long.
    """
    try:
        return workers.run(withheld.kept, data)
    except WorkbookRefused:
        return None


def noted(
    session: Session,
    person: Person,
    file_id: int | None,
    data: bytes,
    file_name: str,
    problems: Sequence[Problem],
    action: str,
    came_at: datetime | None = None,
) -> int | None:
    """Write a refusal down; return the upload's id, None where the file is not kept.

    ``came_at`` is when it came, where it was read only now.
    """
    name = kept_name(file_name)
    upload_id = None
    if file_id is not None:
        upload_id = uploads.add(
            session,
            file_id=file_id,
            file_name=name,
            outcome=UploadOutcome.REFUSED,
            problems=[as_stored(problem) for problem in problems],
            revision_id=None,
            channel=person.channel,
            uploaded_by=person.account_id,
            uploaded_at=came_at or clock.now(),
        )
    record(
        session,
        person,
        action,
        subject="upload",
        subject_id=upload_id,
        file_name=name,
        sha256=files.sha256(data),
        size=len(data),
        rules=sorted({problem.rule for problem in problems}),
    )
    return upload_id


def must_have_room(session: Session, person: Person, size: int) -> None:
    """Return if ``size`` more bytes of a good file may be stored today.

    Raises:
        Refused: ``stored-too-much``.
    """
    if size <= USUAL_SIZE:
        return
    desk = person.units_with(Right.RECEIVE_RETURNS)
    most = MOST_RECEIVED_A_DAY if desk else MOST_HANDED_IN_A_DAY
    if size > most - uploads.stored_bytes(session, person.account_id, clock.now() - _DAY):
        raise Refused("stored-too-much", most=most // 2**20)


def must_be_seldom(session: Session, return_id: int, period: Period) -> None:
    """Return if the return may have one more revision today.

    Raises:
        Refused: ``revised-too-often``.
    """
    today = returns.revisions_since(session, return_id, clock.now() - _DAY)
    if today >= MOST_REVISIONS_A_DAY:
        raise Refused("revised-too-often", period=period, most=MOST_REVISIONS_A_DAY)


def kept_name(file_name: str) -> str:
    """Return a file's name without characters that nobody sees and without persons' numbers, its
    end where it is too long.
    """
    seen = "".join(each for each in file_name if unicodedata.category(each)[0] != "C")
    return _unreadable(shortened(seen))[-LONGEST_NAME:]


def as_stored(problem: Problem) -> dict[str, Any]:
    """Return the problem as rows hold it, without persons' numbers: rule and parameters, in no
    language; the sentence where that is all there is.
    """
    if problem.parameters is None:
        return as_document(problem)
    variant = {"variant": problem.variant} if problem.variant else {}
    return _place(problem) | variant | {"parameters": _masked(problem.parameters)}


def as_document(problem: Problem) -> dict[str, Any]:
    """Return the problem with its sentence, as commands print it, without persons' numbers."""
    return _place(problem) | {"message": _unreadable(problem.message)}


def _place(problem: Problem) -> dict[str, Any]:
    return {
        "severity": problem.severity.value,
        "sheet": problem.sheet,
        "cell": problem.cell,
        "rule": problem.rule,
        "found": _unreadable(problem.found) if problem.found else problem.found,
    }


def _masked(value: object) -> object:
    """Return a parameter without persons' numbers, wherever in it they stand."""
    match value:
        case str():
            return _unreadable(value)
        case Mapping():
            return {name: _masked(each) for name, each in value.items()}
        case list():
            return [_masked(each) for each in value]
        case _other:
            return value


def _unreadable(text: str) -> str:
    told = without_personal_numbers(text)
    return _LOST_ZERO.sub(lambda found: found[1] + "0" * len(found[2]), told)


def has_errors(problems: Sequence[Problem]) -> bool:
    return any(problem.severity is Severity.ERROR for problem in problems)
