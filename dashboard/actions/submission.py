"""One submission: what may be handed in, and writing it down. Inside the action's transaction."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from dashboard import clock, forms, standing
from dashboard.actions import allow, handed_in, record
from dashboard.domain.access import Person, Right
from dashboard.domain.returns import FoundingRow, ReturnContent, ReviewRow
from dashboard.domain.text import enterprise_key
from dashboard.errors import Problem, WrongState
from data_access import calendar, files, idempotency, returns, units, uploads
from data_access.returns import NewRevision, RevisionRecord
from data_access.vocabulary import Period, ReturnStatus, UnitRecord, UploadOutcome

_TAKEN_AGAIN = frozenset({ReturnStatus.WITHDRAWN, ReturnStatus.REOPENED})


@dataclass(frozen=True, slots=True)
class RequestKey:
    """A program's name for one request; ``request_sha256`` tells it from any other request."""

    key: str
    request_sha256: bytes


@dataclass(frozen=True, slots=True)
class HandedIn:
    """A file that may be stored: what it is, what it says, and what its clerk says beside it.

    ``typed``: it was made from what a program sent, so that the same content is the same return.
    """

    data: bytes
    sha256: str
    file_name: str
    unit: UnitRecord
    content: ReturnContent
    indicator_ids: dict[str, int]
    problems: tuple[Problem, ...]
    explanation: str | None
    reason: str | None
    typed: bool = False
    key: RequestKey | None = None


@dataclass(frozen=True, slots=True)
class Submission:
    """The receipt: what was handed in, and where it stands.

    ``repeated``: the same file was there already, and nothing new was stored; ``replayed``: the
    same request was, by its key.
    """

    return_id: int
    revision: int
    status: ReturnStatus
    unit: UnitRecord
    period: Period
    submitted_at: datetime
    sha256: str
    problems: tuple[Problem, ...]
    repeated: bool
    replayed: bool = False
    upload_id: int | None = None


def newest_of(session: Session, unit: UnitRecord, period: Period) -> RevisionRecord | None:
    found = returns.of_unit(session, unit.id, period)
    return None if found is None else returns.newest(session, found.id)


def is_repeated(newest: RevisionRecord | None, digest: str, *, worded: bool = False) -> bool:
    """Whether handing the file in again adds nothing.

    One that was withdrawn or reopened may come again as it is, one that was sent back where
    something is said beside it (``worded``).
    """
    return newest is not None and newest.sha256 == digest and not _is_new(newest, worded=worded)


def _is_new(newest: RevisionRecord, *, worded: bool) -> bool:
    return newest.status in _TAKEN_AGAIN or (worded and newest.status is ReturnStatus.SENT_BACK)


def must_report(unit: UnitRecord, period: Period) -> None:
    if not unit.reports:
        raise WrongState("unit-does-not-report", unit=unit.name)
    if not unit.exists_in(period):
        raise WrongState("unit-not-in-period", unit=unit.name, period=period)


def must_be_taken(
    session: Session, unit: UnitRecord, period: Period, newest: RevisionRecord | None
) -> None:
    must_report(unit, period)
    if clock.today() < period.first_day:
        raise WrongState("quarter-not-begun", period=period, first_day=period.first_day)
    closed_at = calendar.period(session, period).closed_at
    if closed_at is None or closed_at > clock.now():
        return
    if newest is None or not standing.is_reopened(newest, closed_at):
        raise WrongState("period-closed", period=period, closed_on=closed_at)


def stored(session: Session, person: Person, new: HandedIn) -> Submission:
    """Store the file as a new revision, unless it is the newest one already.

    Raises:
        WrongState: see ``must_be_taken`` and ``replayed``.
    """
    unit, period = new.unit, new.content.period
    return_id, added = returns.obtained(session, unit.id, period)
    replay = replayed(session, person, new.key) if new.key else None
    if replay is not None:
        return replay
    newest = None if added else returns.newest(session, return_id)
    if newest is not None and is_same(session, newest, new):
        return repeated(session, person, newest, unit, new.file_name, new.key)
    must_be_taken(session, unit, period, newest)
    moment = clock.now()
    file_id = files.store(session, new.data, moment)
    revision_id, number = returns.add_revision(
        session, return_id, _revision(person, new, file_id, moment)
    )
    upload_id = _keep_upload(
        session, person, file_id, new.file_name, revision_id, UploadOutcome.STORED, new.problems
    )
    record(
        session,
        person,
        "return.submit",
        unit_id=unit.id,
        subject="return_revision",
        subject_id=revision_id,
        period=str(period),
        revision=number,
    )
    _keep_key(session, person, new.key, revision_id)
    return Submission(
        return_id=return_id,
        revision=number,
        status=ReturnStatus.SUBMITTED,
        unit=unit,
        period=period,
        submitted_at=moment,
        sha256=new.sha256,
        problems=new.problems,
        repeated=False,
        upload_id=upload_id,
    )


def repeated(
    session: Session,
    person: Person,
    newest: RevisionRecord,
    unit: UnitRecord,
    file_name: str,
    key: RequestKey | None = None,
) -> Submission:
    """Note that the newest revision was handed in again, and return its receipt.

    Raises:
        WrongState: see ``replayed``.
    """
    upload_id = _keep_upload(
        session, person, newest.file_id, file_name, newest.id, UploadOutcome.REPEATED
    )
    record(
        session,
        person,
        "return.repeat",
        unit_id=unit.id,
        subject="return_revision",
        subject_id=newest.id,
        period=str(newest.period),
        revision=newest.number,
    )
    _keep_key(session, person, key, newest.id)
    return replace(_receipt(newest, unit), upload_id=upload_id)


def replayed(session: Session, person: Person, key: RequestKey) -> Submission | None:
    """Return the receipt of the request that the person made under this key, if they made one.

    Raises:
        NotAllowed: the person may no longer submit for that return's unit.
        WrongState: ``idempotency-key-reused``: it was another request.
    """
    kept = idempotency.find(session, person.account_id, key.key)
    if kept is None:
        return None
    if kept.request_sha256 != key.request_sha256:
        raise WrongState("idempotency-key-reused", key=key.key)
    every = returns.revisions(session, kept.return_id)
    then = next(each for each in every if each.id == kept.revision_id)
    allow(session, person, Right.SUBMIT_RETURN, then.unit_id)
    return replace(_receipt(then, units.by_id(session, then.unit_id)), replayed=True)


def _keep_key(session: Session, person: Person, key: RequestKey | None, revision_id: int) -> None:
    if key is None:
        return
    kept = idempotency.keep(
        session,
        account_id=person.account_id,
        key=key.key,
        request_sha256=key.request_sha256,
        revision_id=revision_id,
        at=clock.now(),
    )
    if not kept and replayed(session, person, key) is None:
        raise WrongState("idempotency-key-reused", key=key.key)


def is_same(session: Session, newest: RevisionRecord, new: HandedIn) -> bool:
    """Whether handing it in adds nothing to the newest revision."""
    worded = bool(new.explanation or new.reason)
    if is_repeated(newest, new.sha256, worded=worded):
        return True
    if not new.typed or _is_new(newest, worded=worded):
        return False
    content = new.content
    plain = replace(content, foundings=tuple(replace(row, cell=None) for row in content.foundings))
    return forms.content_of(session, newest.id, content.unit, content.period) == plain


def _receipt(found: RevisionRecord, unit: UnitRecord) -> Submission:
    return Submission(
        return_id=found.return_id,
        revision=found.number,
        status=found.status,
        unit=unit,
        period=found.period,
        submitted_at=found.submitted_at,
        sha256=found.sha256,
        problems=tuple(map(handed_in.from_stored, found.warnings)),
        repeated=True,
    )


def _revision(person: Person, new: HandedIn, file_id: int, moment: datetime) -> NewRevision:
    ids, content = new.indicator_ids, new.content
    return NewRevision(
        file_id=file_id,
        channel=person.channel,
        submitted_by=person.account_id,
        submitted_at=moment,
        figures={ids[code]: amount for code, amount in content.figures.items()},
        foundings=[_founding(row, ids) for row in content.foundings],
        reviews=[_review(row) for row in content.reviews],
        difficulties=[
            {"difficulty": row.difficulty, "proposal": row.proposal} for row in content.difficulties
        ],
        warnings=[handed_in.as_stored(problem) for problem in new.problems],
        reason=new.reason,
        explanation=new.explanation,
    )


def _keep_upload(
    session: Session,
    person: Person,
    file_id: int,
    file_name: str,
    revision_id: int,
    outcome: UploadOutcome,
    problems: Sequence[Problem] = (),
) -> int:
    return uploads.add(
        session,
        file_id=file_id,
        file_name=handed_in.kept_name(file_name),
        outcome=outcome,
        problems=[handed_in.as_stored(problem) for problem in problems],
        revision_id=revision_id,
        channel=person.channel,
        uploaded_by=person.account_id,
        uploaded_at=clock.now(),
    )


def _founding(row: FoundingRow, ids: dict[str, int]) -> dict[str, Any]:
    return {
        "indicator_id": ids[row.indicator],
        "name": row.name,
        "enterprise": row.enterprise,
        "enterprise_key": enterprise_key(row.enterprise),
        "tax_code": row.tax_code,
        "enterprise_type": row.enterprise_type,
        "founded_on": row.founded_on,
        "decision_number": row.decision_number,
        "members": row.members,
    }


def _review(row: ReviewRow) -> dict[str, Any]:
    return {
        "enterprise": row.enterprise,
        "enterprise_key": enterprise_key(row.enterprise),
        "tax_code": row.tax_code,
        "enterprise_type": row.enterprise_type,
        "workers": row.workers,
        "party_members": row.party_members,
        "has_party": row.has_party,
        "has_union": row.has_union,
        "has_youth": row.has_youth,
    }
