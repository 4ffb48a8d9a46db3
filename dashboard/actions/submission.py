"""Writing one submission down, inside the action's transaction."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from dashboard import clock, standing
from dashboard.actions import admission, allow, handed_in, record, recording_moment
from dashboard.actions.admission import HandedIn, RequestKey
from dashboard.domain.access import Person, Right
from dashboard.domain.returns import FoundingRow, ReviewRow, said_in
from dashboard.domain.text import enterprise_key
from dashboard.errors import Problem, WrongState
from data_access import files, idempotency, returns, units, uploads
from data_access.returns import NewRevision, RevisionRecord
from data_access.vocabulary import Period, ReturnStatus, UnitRecord, UploadOutcome


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


def stored(session: Session, person: Person, new: HandedIn) -> Submission:
    """Store the file as a new revision, unless it is the newest one already.

    Raises:
        WrongState: see ``admission`` and ``replayed``.
        Refused: see ``admission.must_be_explained``, ``handed_in`` on what is stored in a day.
    """
    unit, period = new.unit, new.content.period
    return_id, added = returns.obtained(session, unit.id, period)
    replay = replayed(session, person, new.key) if new.key else None
    if replay is not None:
        return replay
    newest = None if added else returns.newest(session, return_id)
    if newest is not None and admission.is_same(session, newest, new):
        return repeated(session, person, newest, unit, new.file_name, new.key)
    standing.must_be_taken(session, unit, period, newest, new.came_at)
    admission.must_be_known(newest, new.based_on)
    admission.must_be_the_last(newest, new)
    admission.must_be_explained(person.channel, newest, new)
    if newest is not None:
        handed_in.must_be_seldom(session, return_id, period)
    if new.came_at is None:  # else it was counted as it was received
        handed_in.must_have_room(session, person, len(new.data))
    file_id = files.store(session, new.data, clock.now())
    recorded_at = recording_moment(session)
    moment = new.came_at or recorded_at
    revision_id, number = returns.add_revision(
        session, return_id, _revision(person, new, file_id, moment, recorded_at)
    )
    upload_id = _keep_upload(
        session, person, file_id, new.file_name, revision_id, UploadOutcome.STORED, new.problems,
        new.came_at,
    )  # fmt: skip
    record(
        session,
        person,
        "return.submit",
        unit_id=unit.id,
        subject="return_revision",
        subject_id=revision_id,
        at=recorded_at,
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


def _receipt(found: RevisionRecord, unit: UnitRecord) -> Submission:
    return Submission(
        return_id=found.return_id,
        revision=found.number,
        status=found.status,
        unit=unit,
        period=found.period,
        submitted_at=found.submitted_at,
        sha256=found.sha256,
        problems=tuple(map(Problem.from_stored, found.warnings)),
        repeated=True,
    )


def _revision(
    person: Person, new: HandedIn, file_id: int, moment: datetime, recorded_at: datetime
) -> NewRevision:
    ids, content = new.indicator_ids, new.content
    return NewRevision(
        file_id=file_id,
        channel=person.channel,
        submitted_by=person.account_id,
        submitted_at=moment,
        recorded_at=recorded_at,
        figures={ids[code]: amount for code, amount in content.figures.items()},
        foundings=[_founding(row, ids) for row in content.foundings],
        reviews=[_listed(row) for row in content.reviews],
        difficulties=[said_in(row) for row in content.difficulties],
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
    came_at: datetime | None = None,
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
        uploaded_at=came_at or clock.now(),
    )


def _founding(row: FoundingRow, ids: dict[str, int]) -> dict[str, Any]:
    said = _listed(row)
    return {**said, "indicator_id": ids[said.pop("indicator")]}


def _listed(row: FoundingRow | ReviewRow) -> dict[str, Any]:
    return {**said_in(row), "enterprise_key": enterprise_key(row.enterprise)}
