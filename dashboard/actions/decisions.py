"""Deciding on a return: accepting it, sending it back, opening it again, taking it back."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from dashboard import standing
from dashboard.actions import record, recording_moment, said
from dashboard.domain import workflow
from dashboard.domain.access import Person
from dashboard.domain.workflow import Move, Wants
from dashboard.doors import reading, writing
from dashboard.errors import NotAllowed, Refused, WrongState
from dashboard.workbooks import layout
from data_access import returns, units
from data_access.errors import NotFound
from data_access.returns import ReturnRecord, RevisionRecord
from data_access.vocabulary import DecisionKind, Period, ReturnStatus, UnitRecord

LONGEST_REASON = 2000
MOST_REMARKS, LONGEST_REMARK = 100, 500
Remark = tuple[str, str, str]
_CELL = re.compile(r"[A-Z]{1,3}[1-9][0-9]{0,4}")
_SHEETS = frozenset(form.number for form in layout.RETURN_FORMS)
_KINDS = {
    Move.ACCEPT: DecisionKind.ACCEPT,
    Move.SEND_BACK: DecisionKind.SEND_BACK,
    Move.REOPEN: DecisionKind.REOPEN,
    Move.WITHDRAW: DecisionKind.WITHDRAW,
}
_WITHOUT_REASON = {
    Move.SEND_BACK: "reason-missing",
    Move.REOPEN: "reopen-reason-missing",
    Move.WITHDRAW: "withdraw-reason-missing",
}


@dataclass(frozen=True, slots=True)
class Decided:
    """What was decided about which revision; ``status`` is where the return stands now."""

    return_id: int
    revision: int
    status: ReturnStatus
    unit: UnitRecord
    period: Period
    decided_at: datetime
    move: Move


def accept(person: Person, return_id: int, revision: int | None = None) -> Decided:
    """Accept the newest revision of a return; from now on its figures count.

    Nobody but an administrator accepts what they submitted themselves; what a unit sent by e-mail
    is the unit's own, whoever put it in.

    Raises:
        NotFound, NotAllowed: no such return; no right to review it.
        WrongState: ``newer-revision``, ``not-submitted``: somebody was faster.
        Refused: ``own-submission``.
    """
    return _decided(person, return_id, revision, Move.ACCEPT, None)


def acceptable(person: Person, return_id: int, revision: int | None = None) -> int:
    """Return the number of the revision that ``accept`` would accept now; nothing is changed.

    Raises:
        NotFound, NotAllowed, WrongState, Refused: as for ``accept``.
    """
    with reading(person) as session:
        held = returns.by_id(session, return_id)
        return _subject(session, person, held, Move.ACCEPT, revision).number


def send_back(
    person: Person,
    return_id: int,
    reason: str,
    revision: int | None = None,
    remarks: Sequence[Remark] = (),
) -> Decided:
    """Send the newest revision of a return back, with the reason that its clerk reads.

    ``remarks`` are words on single places of its file: sheet, cell ("G14"), message.

    Raises:
        NotFound, NotAllowed, WrongState: as for ``accept``.
        Refused: ``reason-missing``, ``remark-place``, ``remark-empty``, ``remarks-many``.
    """
    return _decided(person, return_id, revision, Move.SEND_BACK, reason, _checked(remarks))


def reopen(person: Person, return_id: int, reason: str, revision: int | None = None) -> Decided:
    """Ask the unit to correct an accepted return, and let it, also in a closed quarter.

    The accepted revision keeps counting until another is accepted.

    Raises:
        NotFound, NotAllowed: as for ``accept``.
        WrongState: ``newer-revision``, ``not-accepted``.
        Refused: ``reopen-reason-missing``.
    """
    return _decided(person, return_id, revision, Move.REOPEN, reason)


def withdraw(person: Person, return_id: int, reason: str, revision: int | None = None) -> Decided:
    """Take a submitted return back before anybody decides on it, for the unit.

    What was accepted, reopened or sent back before stands as it did.

    Raises:
        NotFound, NotAllowed: no such return; no right to submit for its unit.
        WrongState: ``newer-revision``, ``not-submitted``: somebody was faster.
        Refused: ``withdraw-reason-missing``.
    """
    return _decided(person, return_id, revision, Move.WITHDRAW, reason)


def _decided(
    person: Person,
    return_id: int,
    number: int | None,
    move: Move,
    reason: str | None,
    remarks: Sequence[dict[str, str]] = (),
) -> Decided:
    words = said(reason, LONGEST_REASON)
    if words is None and move in _WITHOUT_REASON:
        raise Refused(_WITHOUT_REASON[move])
    with writing(person) as session:
        held = returns.locked(session, return_id)
        subject = _subject(session, person, held, move, number)
        moment = recording_moment(session)
        returns.decide(
            session,
            subject.id,
            _KINDS[move],
            by=person.account_id,
            at=moment,
            reason=words,
            remarks=remarks,
        )
        record(
            session,
            person,
            f"return.{_KINDS[move]}",
            unit_id=held.unit_id,
            subject="return_revision",
            subject_id=subject.id,
            at=moment,
            period=str(held.period),
            revision=subject.number,
        )
        return Decided(
            return_id=return_id,
            revision=subject.number,
            status=_status_after(session, return_id, move),
            unit=units.by_id(session, held.unit_id),
            period=held.period,
            decided_at=moment,
            move=move,
        )


def _subject(
    session: Session, person: Person, held: ReturnRecord, move: Move, number: int | None
) -> RevisionRecord:
    """Return the revision that the move is made about, if it is open to the person."""
    every = returns.revisions(session, held.id)
    newest = _newest(every, held.id)
    situation = standing.situation(session, person, held.unit_id, held.period, newest)
    hindrance = workflow.hindrance(move, situation)
    if hindrance is Wants.RIGHT:
        raise NotAllowed(f"{person.username}: may not {move} return {held.id}")
    reopening = move is Move.REOPEN
    subject = next(each for each in every if each.stands) if reopening else newest
    if number is not None and number != subject.number:
        raise _of_another(move, newest, number)
    if hindrance is Wants.ANOTHERS:
        raise Refused("own-submission")
    if hindrance is not None:
        raise _moved_on(move, newest)
    return subject


def _status_after(session: Session, return_id: int, move: Move) -> ReturnStatus:
    """Return where the return stands now; taking a correction back leaves it as it stood before."""
    if move is Move.WITHDRAW:
        return _newest(returns.revisions(session, return_id), return_id).standing
    return returns.STATUS_AFTER[_KINDS[move]]


def _newest(every: Sequence[RevisionRecord], return_id: int) -> RevisionRecord:
    if not every:
        raise NotFound("return", return_id)
    return every[0]


def _of_another(move: Move, newest: RevisionRecord, number: int) -> WrongState | NotFound:
    if number > newest.number:
        return NotFound("revision", number)
    if number == newest.number:
        return _moved_on(move, newest)
    return WrongState(
        "newer-revision", revision=newest.number, by=newest.submitter, at=newest.submitted_at
    )


def _moved_on(move: Move, newest: RevisionRecord) -> WrongState:
    """Say where the newest revision stands, through whom and since when."""
    return WrongState(
        "not-accepted" if move is Move.REOPEN else "not-submitted",
        revision=newest.number,
        status=newest.status,
        by=newest.decider or newest.submitter,
        at=newest.decided_at or newest.submitted_at,
    )


def _checked(remarks: Sequence[Remark]) -> list[dict[str, str]]:
    """Return the remarks as they are stored, one for each place.

    Raises:
        Refused: see ``send_back``.
    """
    if len(remarks) > MOST_REMARKS:
        raise Refused("remarks-many", most=MOST_REMARKS)
    messages: dict[tuple[str, str], list[str]] = {}
    for sheet, cell, message in remarks:
        if layout.number_of_tab(sheet) not in _SHEETS or not _CELL.fullmatch(cell):
            raise Refused("remark-place", place=f"{sheet} {cell}"[:80])
        words = said(message, LONGEST_REMARK)
        if words is None:
            raise Refused("remark-empty", place=f"{sheet} {cell}")
        messages.setdefault((sheet, cell), []).append(words)
    return [
        {"sheet": sheet, "cell": cell, "message": " ".join(words)}
        for (sheet, cell), words in messages.items()
    ]


BY_MOVE: dict[Move, Callable[..., Decided]] = {
    Move.ACCEPT: accept,
    Move.SEND_BACK: send_back,
    Move.REOPEN: reopen,
    Move.WITHDRAW: withdraw,
}
