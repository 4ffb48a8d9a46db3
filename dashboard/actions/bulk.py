"""Receiving what units sent by e-mail, many files at once: kept first, then read one by one.

Whoever receives acts for the units, through the channel of e-mail. What was not read when a
browser was closed or a server ended is read on later, each file once.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from sqlalchemy.orm import Session

from dashboard import clock
from dashboard.actions import allow, allow_somewhere, handed_in, record, returns, submission
from dashboard.domain.access import Person, Right
from dashboard.errors import DashboardError, NotAllowed, Problem, Refused, WorkbookRefused
from dashboard.explain import problems_of
from dashboard.workbooks import intake, withheld
from dashboard.workbooks.bundle import Bundle, Entry
from data_access import bundles, engine, files, units
from data_access import returns as record_of_returns
from data_access.errors import DatabaseUnavailable, DataError
from data_access.returns import RevisionRecord
from data_access.vocabulary import Channel, Period, ReturnStatus, UploadOutcome

_TAKEN_AGAIN = frozenset({ReturnStatus.WITHDRAWN, ReturnStatus.REOPENED})


@dataclass(frozen=True, slots=True)
class _End:
    """What became of a file: the upload it is kept as, and whose return it is, as far as known."""

    outcome: UploadOutcome
    upload_id: int | None
    unit_code: str | None = None
    period: Period | None = None


def receive(person: Person, named: Iterable[tuple[str, bytes]]) -> int:
    """Keep files, and those packed in archives, all or none; return the bundle's number.

    Nothing is read yet: see ``read_next``. ``named`` has a name and the bytes for each.

    Raises:
        NotAllowed: the person receives no unit's returns.
        Refused: ``bundle-empty``, ``bundle-too-many``, ``bundle-too-large``.
    """
    allow_somewhere(person, Right.RECEIVE_RETURNS)
    bundle = Bundle(named)
    officer = replace(person, channel=Channel.EMAIL)
    with engine.writing() as session:
        names = [handed_in.kept_name(name) for name in bundle.left_out]
        batch_id = bundles.add(session, person.account_id, clock.now(), names)
        count = 0
        for count, entry in enumerate(bundle.entries(), start=1):
            _keep(session, officer, batch_id, count, entry)
        record(
            session,
            officer,
            "bundle.receive",
            subject="intake_batch",
            subject_id=batch_id,
            files=count,
            left_out=len(names),
        )
    return batch_id


def _keep(session: Session, person: Person, batch_id: int, position: int, entry: Entry) -> None:
    name = handed_in.kept_name(entry.name)
    content, problem = entry.content, entry.problem
    content = None if content is None else withheld.masked(content)
    file_id = None if content is None else files.store(session, content, clock.now())
    if problem is None:
        bundles.add_item(session, batch_id, position, file_name=name, file_id=file_id)
        return
    upload_id = _refused(session, person, file_id, content or b"", name, (problem,))
    bundles.add_item(
        session,
        batch_id,
        position,
        file_name=name,
        file_id=file_id,
        problems=[handed_in.as_stored(problem)],
        outcome=UploadOutcome.REFUSED,
        upload_id=upload_id,
        finished_at=clock.now(),
    )


def read_next(person: Person, batch_id: int) -> bool:
    """Read the first file of a bundle that waits, as one transaction; False: none is left.

    A good one is handed in for its unit, a bad one refused; the file's end is written down with it.

    Raises:
        NotFound: there is no such bundle.
        NotAllowed: somebody else received it, or the person receives no unit's returns.
    """
    allow_somewhere(person, Right.RECEIVE_RETURNS)
    with engine.writing() as session:
        if bundles.receiver(session, batch_id, lock=True) != person.account_id:
            raise NotAllowed(f"bundle {batch_id} is somebody else's")
        item = bundles.next_waiting(session, batch_id)
        if item is None:
            return False
        position, name, file_id = item
        end = _read(session, replace(person, channel=Channel.EMAIL), name, file_id)
        bundles.finish(
            session,
            batch_id,
            position,
            outcome=end.outcome,
            upload_id=end.upload_id,
            unit_code=end.unit_code,
            period=end.period,
            at=clock.now(),
        )
    return True


def _read(session: Session, person: Person, name: str, file_id: int) -> _End:
    data = files.content(session, file_id)
    try:
        with session.begin_nested():
            return _handed_in(session, person, name, data)
    except DatabaseUnavailable:
        raise
    except (DashboardError, DataError) as refusal:
        stamp = _stamp(data)
        problems = _problems(refusal, stamp)
        upload_id = _refused(session, person, file_id, data, name, problems)
        unit, period = (stamp.unit, stamp.period) if stamp else (None, None)
        return _End(UploadOutcome.REFUSED, upload_id, unit, period)


def _handed_in(session: Session, person: Person, name: str, data: bytes) -> _End:
    file_name = PurePosixPath(name).name or name
    there = record_of_returns.with_file(session, files.sha256(data))
    if there is not None and _stands(there):
        unit = units.by_id(session, there.unit_id)
        allow(session, person, Right.RECEIVE_RETURNS, unit.id)
        done = submission.repeated(session, person, there, unit, file_name)
    else:
        checked = returns.looked_at(person, data, right=Right.RECEIVE_RETURNS)
        new = replace(returns.as_handed_in(checked, data, file_name), typed=True)
        allow(session, person, Right.RECEIVE_RETURNS, new.unit.id)
        done = submission.stored(session, person, new)
    outcome = UploadOutcome.REPEATED if done.repeated else UploadOutcome.STORED
    return _End(outcome, done.upload_id, done.unit.code, done.period)


def _stands(there: RevisionRecord) -> bool:
    """An attachment found once more must not take the place of what came after it."""
    return not (there.newest and there.status in _TAKEN_AGAIN)


def _problems(
    refusal: DashboardError | DataError, stamp: intake.Stamp | None
) -> tuple[Problem, ...]:
    if isinstance(refusal, NotAllowed) and stamp is not None:
        return problems_of(Refused("unit-not-yours", unit=stamp.unit))
    return problems_of(refusal)


def _stamp(data: bytes) -> intake.Stamp | None:
    try:
        return intake.stamp(intake.opened(data))
    except WorkbookRefused:
        return None


def _refused(
    session: Session,
    person: Person,
    file_id: int | None,
    data: bytes,
    name: str,
    problems: tuple[Problem, ...],
) -> int | None:
    file_name = PurePosixPath(name).name or name
    return handed_in.noted(session, person, file_id, data, file_name, problems, "return.refuse")
