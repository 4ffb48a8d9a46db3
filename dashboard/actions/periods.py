"""The calendar: of a province, and put off for one unit."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from dashboard import marks, provinces
from dashboard.actions import allow, record, recording_moment, said
from dashboard.domain.access import Person, Right
from dashboard.domain.timeliness import Shift
from dashboard.doors import writing
from dashboard.errors import Refused
from data_access import calendar, units
from data_access.vocabulary import Period, UnitRecord

LONGEST_REASON = 1000


def set_due(
    person: Person, period: Period, due_on: date, province: str | None = None
) -> tuple[UnitRecord, ...]:
    """Set the last day on which a return for the quarter is on time in a province, by its code;
    None: in every one that the person administers. Return those provinces.

    The timeliness of returns that are in may change with it; those whose does are on record.

    Raises:
        NotAllowed: the person does not administer the province, or none.
        NotFound: no such province; the calendar does not reach the quarter.
        WrongState: ``due-date-closed``: the quarter is closed.
        Refused: ``due-date-out-of-reach``.
    """
    with writing(person) as session:
        found = provinces.administered(session, person, province)
        for each in found:
            marks.must_be_movable(session, each, period, due_on)
            before = calendar.period(session, each.id, period)
            shifts = marks.with_due(session, each, period, due_on)
            moment = recording_moment(session)
            calendar.set_due(
                session, each.id, period, due_on, recorded_by=person.account_id, recorded_at=moment
            )
            record(
                session,
                person,
                "period.set_due",
                unit_id=each.id,
                at=moment,
                period=str(period),
                before=before.due_on.isoformat(),
                due_on=due_on.isoformat(),
                **_kept(shifts),
            )
        return found


def close(person: Person, period: Period, province: str | None = None) -> tuple[UnitRecord, ...]:
    """Take no new returns for the quarter from now on, and return the provinces of which; a closed
    one stays as it is.

    What awaits review may still be decided on, and what is reopened or sent back may come again.

    Raises:
        NotAllowed, NotFound: as for ``set_due``.
    """
    return _set_closed(person, period, province, closed=True)


def reopen(person: Person, period: Period, province: str | None = None) -> tuple[UnitRecord, ...]:
    """Take returns for the quarter again, and return the provinces of which.

    Raises:
        NotAllowed, NotFound: as for ``set_due``.
    """
    return _set_closed(person, period, province, closed=False)


def _set_closed(
    person: Person, period: Period, province: str | None, *, closed: bool
) -> tuple[UnitRecord, ...]:
    with writing(person) as session:
        found = provinces.administered(session, person, province)
        calendar.let_nobody_in(session, period)
        for each in found:
            if (calendar.period(session, each.id, period).closed_at is not None) is closed:
                continue
            moment = recording_moment(session)
            calendar.set_closed(
                session,
                each.id,
                period,
                closed=closed,
                recorded_by=person.account_id,
                recorded_at=moment,
            )
            action = "period.close" if closed else "period.reopen"
            record(session, person, action, unit_id=each.id, at=moment, period=str(period))
        return found


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
        moment = recording_moment(session)
        number = calendar.extend(
            session, unit.id, period, due_on, reason=words, by=person.account_id, at=moment
        )
        record(
            session,
            person,
            "period.extend" if due_on else "period.withdraw_extension",
            unit_id=unit.id,
            subject="due_date_extension",
            subject_id=number,
            at=moment,
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
