"""The calendar: of all units, shared by the provinces in a database, and put off for one unit."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from dashboard import clock, marks
from dashboard.actions import allow, allow_somewhere, record, said
from dashboard.domain.access import Person, Right
from dashboard.domain.timeliness import Shift
from dashboard.doors import writing
from dashboard.errors import Refused
from data_access import calendar, units
from data_access.vocabulary import Period

LONGEST_REASON = 1000


def set_due(person: Person, period: Period, due_on: date) -> None:
    """Set the last day on which a return for the quarter is on time.

    The marks of returns that are in may change with it; those that do are on record.

    Raises:
        NotAllowed: the person does not administer every province.
        NotFound: the calendar does not reach the quarter.
        WrongState: ``due-date-closed``: the quarter is closed.
        Refused: ``due-date-out-of-reach``.
    """
    with writing(person) as session:
        before = _changeable(session, person, period)
        marks.must_be_movable(session, period, due_on)
        shifts = [
            shift
            for province in units.roots(session)
            for shift in marks.with_due(session, province, period, due_on)
        ]
        calendar.set_due(session, period, due_on)
        record(
            session,
            person,
            "period.set_due",
            period=str(period),
            before=before.due_on.isoformat(),
            due_on=due_on.isoformat(),
            **_kept(shifts),
        )


def close(person: Person, period: Period) -> None:
    """Take no new returns for the quarter from now on; a closed one stays as it is.

    What awaits review may still be decided on, and what is reopened or sent back may come again.

    Raises:
        NotAllowed, NotFound: as for ``set_due``.
    """
    with writing(person) as session:
        if _changeable(session, person, period).closed_at is None:
            calendar.close_period(session, period, clock.now())
            record(session, person, "period.close", period=str(period))


def reopen(person: Person, period: Period) -> None:
    """Take returns for the quarter again.

    Raises:
        NotAllowed, NotFound: as for ``set_due``.
    """
    with writing(person) as session:
        if _changeable(session, person, period).closed_at is not None:
            calendar.close_period(session, period, None)
            record(session, person, "period.reopen", period=str(period))


def extend(person: Person, unit_code: str, period: Period, due_on: date, reason: str) -> None:
    """Put the due date of one unit's return off until ``due_on``.

    A late return may be on time then; that is on record.

    Raises:
        NotFound: no such unit, or the calendar does not reach the quarter.
        NotAllowed: the person does not review the unit's returns.
        Refused: ``extension-reason-missing``; ``extension-out-of-reach``: not after the calendar's
            due date, in the past, or too far off.
        WrongState: ``extension-closed``, ``unit-does-not-report``, ``unit-not-in-period``.
    """
    _decide(person, unit_code, period, due_on, reason)


def withdraw_extension(person: Person, unit_code: str, period: Period, reason: str) -> None:
    """Let the calendar's due date hold for the unit again.

    A return that relied on the extension becomes late; that is on record.

    Raises:
        NotFound, NotAllowed, WrongState: as for ``extend``; ``no-extension``.
        Refused: ``extension-reason-missing``.
    """
    _decide(person, unit_code, period, None, reason)


def must_say_why(reason: str) -> str:
    """Return the reason of an extension, trimmed.

    Raises:
        Refused: ``extension-reason-missing``.
    """
    words = said(reason, LONGEST_REASON)
    if words is None:
        raise Refused("extension-reason-missing")
    return words


def _decide(
    person: Person, unit_code: str, period: Period, due_on: date | None, reason: str
) -> None:
    with writing(person) as session:
        unit = units.by_code(session, unit_code)
        allow(session, person, Right.REVIEW_RETURN, unit.id)
        words = must_say_why(reason)
        marks.must_be_extendable(session, unit, period, due_on)
        before = calendar.extension(session, unit.id, period)
        shifts = marks.with_extension(session, unit, period, due_on)
        number = calendar.extend(
            session, unit.id, period, due_on, reason=words, by=person.account_id, at=clock.now()
        )
        record(
            session,
            person,
            "period.extend" if due_on else "period.withdraw_extension",
            unit_id=unit.id,
            subject="due_date_extension",
            subject_id=number,
            period=str(period),
            before=before.isoformat() if before else None,
            due_on=due_on.isoformat() if due_on else None,
            reason=words,
            **_kept(shifts),
        )


def _kept(shifts: Sequence[Shift]) -> dict[str, Any]:
    """Return the days late before and after, by unit; nothing where no mark changes."""
    changed = {each.unit.code: [each.before, each.after] for each in shifts}
    return {"marks": changed} if changed else {}


def _changeable(session: Session, person: Person, period: Period) -> calendar.PeriodRecord:
    allow_somewhere(person, Right.MANAGE_UNITS)
    for province in units.roots(session):
        allow(session, person, Right.MANAGE_UNITS, province.id)
    return calendar.period(session, period)
