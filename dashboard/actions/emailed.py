"""One file that a unit sent by e-mail: handed in for the unit as of when it came, or refused."""

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import PurePosixPath

from sqlalchemy.orm import Session

from dashboard.actions import admission, allow, handed_in, returns, submission
from dashboard.actions.admission import TAKEN_AGAIN, HandedIn
from dashboard.domain.access import Person, Right
from dashboard.domain.bundles import STILL_BACK
from dashboard.errors import (
    DashboardError,
    NotAllowed,
    Problem,
    Refused,
    WorkbookRefused,
    WrongState,
)
from dashboard.explain import problems_of
from dashboard.workbooks import intake, received, workers
from data_access import bundles, files, units
from data_access import returns as record_of_returns
from data_access.errors import DatabaseUnavailable, DataError
from data_access.returns import RevisionRecord
from data_access.vocabulary import Period, ReturnStatus, UploadOutcome

_STANDS = frozenset({ReturnStatus.SUBMITTED, ReturnStatus.ACCEPTED})


@dataclass(frozen=True, slots=True)
class Came:
    """A file as it came in a bundle, with the word that the unit gave beside it; ``saved_at`` is
    when its writer saved it, as it says."""

    name: str
    data: bytes
    file_id: int
    at: datetime
    word: str | None
    batch_id: int
    saved_at: datetime | None

    @property
    def file_name(self) -> str:
        return PurePosixPath(self.name).name or self.name


@dataclass(frozen=True, slots=True)
class End:
    """What became of a file: the upload it is kept as, and whose return it is, as far as known."""

    outcome: UploadOutcome
    upload_id: int | None
    unit_code: str | None = None
    period: Period | None = None


def taken(session: Session, person: Person, came: Came) -> End:
    """Hand the file in for its unit, or note why it is refused, in the caller's transaction.

    Raises:
        DatabaseUnavailable: nothing became of it.
    """
    try:
        with session.begin_nested():
            return _handed_in(session, person, came)
    except DatabaseUnavailable:
        raise
    except (DashboardError, DataError) as refusal:
        stamp = _stamp(came.data)
        upload_id = refused(session, person, came, _problems(refusal, stamp))
        unit, period = (stamp.unit, stamp.period) if stamp else (None, None)
        return End(UploadOutcome.REFUSED, upload_id, unit, period)


def _handed_in(session: Session, person: Person, came: Came) -> End:
    there = record_of_returns.with_file(session, files.sha256(came.data))
    if there is not None and _adds_nothing(there, came):
        unit = units.by_id(session, there.unit_id)
        allow(session, person, Right.RECEIVE_RETURNS, unit.id)
        _must_not_be_back(there, came)
        done = submission.repeated(session, person, there, unit, came.file_name)
    else:
        checked = returns.looked_at(person, came.data, right=Right.RECEIVE_RETURNS, came_at=came.at)
        new = returns.as_handed_in(checked, came.data, came.file_name, came.word)
        allow(session, person, Right.RECEIVE_RETURNS, new.unit.id)
        _must_be_saved_last(session, new, came)
        done = submission.stored(session, person, replace(new, typed=True, came_at=came.at))
        if done.repeated:
            newest = record_of_returns.newest(session, done.return_id)
            _must_not_be_back(newest, came)
    outcome = UploadOutcome.REPEATED if done.repeated else UploadOutcome.STORED
    return End(outcome, done.upload_id, done.unit.code, done.period)


def _must_be_saved_last(session: Session, new: HandedIn, came: Came) -> None:
    """Return unless a file of the same bundle that was saved later was taken before this one."""
    code, period = new.unit.code, new.content.period
    if not bundles.has_later(session, came.batch_id, code, period, came.saved_at):
        return
    newest = admission.newest_of(session, new.unit, period)
    if newest is not None and newest.status in _STANDS:
        raise admission.came_since(newest)


def _adds_nothing(there: RevisionRecord, came: Came) -> bool:
    """Whether the file, found once more, changes nothing where its return stands.

    It must not take the place of what came after it, as long as that stands; where the return was
    given back, or taken back, it may be what is wanted now.
    """
    if there.status is ReturnStatus.SENT_BACK and there.standing is ReturnStatus.SENT_BACK:
        return came.word is None
    if there.newest:
        return there.status not in TAKEN_AGAIN
    return there.standing in _STANDS


def _must_not_be_back(there: RevisionRecord | None, came: Came) -> None:
    if there is None or came.word is not None or there.status is not ReturnStatus.SENT_BACK:
        return
    if there.standing is ReturnStatus.SENT_BACK:
        raise WrongState(
            STILL_BACK,
            revision=there.number,
            by=there.decider,
            at=there.decided_at,
            reason=there.remark,
        )


def _problems(
    refusal: DashboardError | DataError, stamp: intake.Stamp | None
) -> tuple[Problem, ...]:
    if isinstance(refusal, NotAllowed) and stamp is not None:
        return problems_of(Refused("unit-not-yours", unit=stamp.unit))
    return problems_of(refusal)


def _stamp(data: bytes) -> intake.Stamp | None:
    try:
        return workers.run(received.stamp, data)
    except WorkbookRefused:
        return None


def refused(
    session: Session, person: Person, came: Came, problems: tuple[Problem, ...]
) -> int | None:
    """Note the refusal and return the upload that the file is kept as."""
    return handed_in.noted(
        session, person, came.file_id, came.data, came.file_name, problems, "return.refuse",
        came.at,
    )  # fmt: skip
