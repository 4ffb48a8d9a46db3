"""Files handed in and refused: kept for the record, whatever they are."""

import unicodedata
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from dashboard import clock
from dashboard.actions import record
from dashboard.domain.access import Person
from dashboard.errors import Problem
from dashboard.workbooks import withheld
from data_access import engine, files, uploads
from data_access.vocabulary import Severity, UploadOutcome

MOST_KEPT = 32 * 1024 * 1024
MOST_KEPT_A_DAY = 256 * 1024 * 1024
LONGEST_NAME = 255


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
    with engine.writing() as session:
        content = withheld.kept(data, problems)
        digest = files.sha256(data if content is None else content)
        before = uploads.refused_as(session, person.account_id, digest) if again else None
        if before is not None:
            return before
        yesterday = clock.now() - timedelta(days=1)
        kept = uploads.refused_bytes(session, person.account_id, yesterday)
        room = min(MOST_KEPT, MOST_KEPT_A_DAY - kept)
        file_id = None
        if content is not None and len(content) <= room:
            file_id = files.store(session, content, clock.now())
        return noted(session, person, file_id, data, file_name, problems, action)


def noted(
    session: Session,
    person: Person,
    file_id: int | None,
    data: bytes,
    file_name: str,
    problems: Sequence[Problem],
    action: str,
) -> int | None:
    """Write a refusal down; return the upload's id, None where the file is not kept."""
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
            uploaded_at=clock.now(),
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


def kept_name(file_name: str) -> str:
    """Return a file's name without characters that nobody sees, its end where it is too long."""
    seen = (each for each in file_name if unicodedata.category(each)[0] != "C")
    return "".join(seen)[-LONGEST_NAME:]


def as_stored(problem: Problem) -> dict[str, Any]:
    """Return the problem as rows and documents hold it."""
    return {
        "severity": problem.severity.value,
        "sheet": problem.sheet,
        "cell": problem.cell,
        "rule": problem.rule,
        "found": problem.found,
        "message": problem.message,
    }


def from_stored(stored: dict[str, Any]) -> Problem:
    return Problem.from_stored(stored)


def has_errors(problems: Sequence[Problem]) -> bool:
    return any(problem.severity is Severity.ERROR for problem in problems)
