"""Deciding on a return: accepting its newest revision, sending it back."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from dashboard import clock
from dashboard.actions import allow, record, said
from dashboard.domain.access import Person, Right
from dashboard.errors import Refused, WrongState
from data_access import engine, returns, units
from data_access.errors import NotFound
from data_access.returns import RevisionRecord
from data_access.vocabulary import DecisionKind, Period, ReturnStatus, UnitRecord


@dataclass(frozen=True, slots=True)
class Decided:
    """What was decided about which revision."""

    return_id: int
    revision: int
    status: ReturnStatus
    unit: UnitRecord
    period: Period
    decided_at: datetime


def accept(person: Person, return_id: int, revision: int | None = None) -> Decided:
    """Accept the newest revision of a return; from now on its figures count.

    Nobody but an administrator accepts what they submitted themselves.

    Raises:
        NotFound, NotAllowed: no such return; no right to review it.
        WrongState: ``newer-revision``, ``not-submitted``: somebody was faster.
        Refused: ``own-submission``.
    """
    return _decided(person, return_id, revision, DecisionKind.ACCEPT, None)


def send_back(person: Person, return_id: int, reason: str, revision: int | None = None) -> Decided:
    """Send the newest revision of a return back, with the reason that its clerk reads.

    Raises:
        NotFound, NotAllowed, WrongState: as for ``accept``.
        Refused: ``reason-missing``.
    """
    words = said(reason, 2000)
    if words is None:
        raise Refused("reason-missing")
    return _decided(person, return_id, revision, DecisionKind.SEND_BACK, words)


def _decided(
    person: Person,
    return_id: int,
    number: int | None,
    kind: DecisionKind,
    reason: str | None,
) -> Decided:
    with engine.writing() as session:
        held = returns.locked(session, return_id)
        allow(session, person, Right.REVIEW_RETURN, held.unit_id)
        newest = returns.newest(session, return_id)
        if newest is None:
            raise NotFound("return", return_id)
        _must_await_review(newest, number)
        if kind is DecisionKind.ACCEPT:
            _must_be_anothers(session, person, newest)
        moment = clock.now()
        returns.decide(session, newest.id, kind, by=person.account_id, at=moment, reason=reason)
        record(
            session,
            person,
            f"return.{kind}",
            unit_id=held.unit_id,
            subject="return_revision",
            subject_id=newest.id,
            period=str(held.period),
            revision=newest.number,
        )
        accepted = kind is DecisionKind.ACCEPT
        status = ReturnStatus.ACCEPTED if accepted else ReturnStatus.SENT_BACK
        unit = units.by_id(session, held.unit_id)
        return Decided(return_id, newest.number, status, unit, held.period, moment)


def _must_await_review(newest: RevisionRecord, number: int | None) -> None:
    if number is not None and number != newest.number:
        raise WrongState(
            "newer-revision",
            revision=newest.number,
            by=newest.submitter,
            at=newest.submitted_at,
        )
    if newest.status is not ReturnStatus.SUBMITTED:
        raise WrongState(
            "not-submitted",
            revision=newest.number,
            status=newest.status,
            by=newest.decider,
            at=newest.decided_at,
        )


def _must_be_anothers(session: Session, person: Person, newest: RevisionRecord) -> None:
    above = units.ancestors(session, newest.unit_id)
    administers = person.may(Right.MANAGE_ACCOUNTS, above)
    if newest.submitted_by == person.account_id and not administers:
        raise Refused("own-submission")
