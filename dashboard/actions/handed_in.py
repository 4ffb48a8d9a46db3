"""Files handed in and refused: kept for the record, whatever they are."""

import unicodedata
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from dashboard import clock
from dashboard.actions import record
from dashboard.domain.access import Person
from dashboard.errors import Problem
from data_access import engine, files, uploads
from data_access.vocabulary import Severity, UploadOutcome

MOST_KEPT = 32 * 1024 * 1024
MOST_KEPT_A_DAY = 256 * 1024 * 1024
LONGEST_NAME = 255


def refused(
    person: Person, data: bytes, file_name: str, problems: Sequence[Problem], action: str
) -> None:
    """Keep the file and why it was refused, in a transaction of its own.

    Of a file larger than ``MOST_KEPT`` bytes, or past ``MOST_KEPT_A_DAY`` of one person, only size
    and fingerprint are kept.
    """
    name = kept_name(file_name)
    with engine.writing() as session:
        upload_id = None
        yesterday = clock.now() - timedelta(days=1)
        kept = uploads.refused_bytes(session, person.account_id, yesterday)
        if len(data) <= min(MOST_KEPT, MOST_KEPT_A_DAY - kept):
            upload_id = uploads.add(
                session,
                file_id=files.store(session, data, clock.now()),
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
    return Problem(
        severity=Severity(stored["severity"]),
        rule=stored["rule"],
        message=stored["message"],
        sheet=stored["sheet"],
        cell=stored["cell"],
        found=stored["found"],
    )


def has_errors(problems: Sequence[Problem]) -> bool:
    return any(problem.severity is Severity.ERROR for problem in problems)
