"""Whether returns come, and when: the late mark of one return, and the rates of many.

Days are counted in Vietnam. A return is handed in with its first submission that was accepted or
still stands: one that was sent back or withdrawn is not, and a later correction changes nothing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum, StrEnum
from fractions import Fraction

from dashboard.clock import VIETNAM
from data_access.vocabulary import Period, ReturnStatus, UnitRecord

SOON = 7  # days before the due date from which a unit is called

_BACK = frozenset({ReturnStatus.SENT_BACK, ReturnStatus.REOPENED})
_GIVEN_BACK = frozenset({ReturnStatus.SENT_BACK, ReturnStatus.WITHDRAWN})


class Mark(StrEnum):
    """How one unit's return for one quarter stands against its due date."""

    ON_TIME = "on_time"
    LATE = "late"
    MISSING = "missing"
    NOT_DUE = "not_due"
    HISTORY = "history"
    NOT_ASKED = "not_asked"


_JUDGED = frozenset({Mark.ON_TIME, Mark.LATE, Mark.MISSING})


@dataclass(frozen=True, slots=True)
class Verdict:
    """A mark, and its days: late, overdue, or left until the due date; else 0."""

    mark: Mark
    days: int


@dataclass(frozen=True, slots=True)
class ReturnState:
    """Where one unit's return for one quarter stands on a day.

    ``due_on`` is the unit's own, ``extended`` whether it was put off. ``status`` is where the
    return stands, by its revision with the number ``revision`` and the id ``revision_id``; None:
    nothing was handed in. ``remark`` and ``decided_at`` are of the newest decision on that
    revision; ``sent_back`` counts how often any was. ``handed_in`` is when the first submission
    came that was accepted or still stands. ``counts`` is the number of the revision whose figures
    count, if one was accepted. ``is_taken``: the unit could hand it in on that day.
    """

    unit: UnitRecord
    period: Period
    day: date
    verdict: Verdict
    due_on: date
    extended: bool = False
    is_taken: bool = True
    status: ReturnStatus | None = None
    return_id: int | None = None
    revision: int | None = None
    revision_id: int | None = None
    counts: int | None = None
    handed_in: datetime | None = None
    sent_back: int = 0
    remark: str | None = None
    decided_at: datetime | None = None

    @property
    def mark(self) -> Mark:
        return self.verdict.mark

    @property
    def days(self) -> int:
        return self.verdict.days

    @property
    def overdue(self) -> int:
        """Days from the due date to the day; negative: days that are left."""
        return (self.day - self.due_on).days

    @property
    def days_late(self) -> int | None:
        """Days after the due date: until it came or, missing, until the day or the closing; 0: on
        time; None: not due yet, or not asked for."""
        return self.days if self.mark in _JUDGED else None

    @property
    def asked(self) -> bool:
        """Whether a return is wanted: not where the unit's figures were brought in as history, or
        the province had not begun."""
        return self.mark not in (Mark.NOT_ASKED, Mark.HISTORY)

    @property
    def history(self) -> bool:
        """Whether the unit's figures were brought in instead of a return."""
        return self.mark is Mark.HISTORY

    @property
    def present(self) -> ReturnStatus | None:
        """Where what was handed in stands; None: nothing was, or all of it was withdrawn."""
        return None if self.status is ReturnStatus.WITHDRAWN else self.status

    @property
    def outstanding(self) -> bool:
        """Whether a return is still to come, or never came: none was handed in, or none that
        stands, and one is wanted."""
        return self.handed_in is None and (self.asked or self.present is not None)

    @property
    def waits(self) -> bool:
        """Whether it awaits review."""
        return self.status is ReturnStatus.SUBMITTED

    @property
    def is_back(self) -> bool:
        """Whether it was sent back or reopened, and has not come again."""
        return self.status in _BACK


@dataclass(frozen=True, slots=True)
class Shift:
    """A return that is in, whose mark changes with its due date; days late, 0: on time."""

    unit: UnitRecord
    came: datetime
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Rate:
    """How many returns have fallen due (or came before), came at all, and came on time."""

    due: int
    handed_in: int
    on_time: int

    @property
    def completeness(self) -> Fraction | None:
        """The share that came, 0 to 1; None where none was due."""
        return Fraction(self.handed_in, self.due) if self.due else None

    @property
    def timeliness(self) -> Fraction | None:
        """The share that came on time, 0 to 1; None where none was due."""
        return Fraction(self.on_time, self.due) if self.due else None


class Urgency(IntEnum):
    """Why a unit is called, the most urgent first."""

    OVERDUE = 1
    BACK = 2
    SOON = 3


@dataclass(frozen=True, slots=True)
class Call:
    """A unit to be called today, and about which returns, the most urgent first."""

    unit: UnitRecord
    urgency: Urgency
    states: tuple[ReturnState, ...]


def day_of(moment: datetime) -> date:
    """Return the day in Vietnam."""
    return moment.astimezone(VIETNAM).date()


def days_late(due_on: date, moment: datetime) -> int:
    """Return the days after the due date; 0: on time."""
    return max(0, (day_of(moment) - due_on).days)


def verdict(
    due_on: date, came: datetime | None, today: date, shut_on: date | None = None
) -> Verdict:
    """Return the mark of a return that is asked for.

    ``came``: when it was handed in; ``shut_on``: from when it can not come any more.
    """
    if came is not None:
        late = days_late(due_on, came)
        return Verdict(Mark.LATE if late else Mark.ON_TIME, late)
    if shut_on is not None:
        return Verdict(Mark.MISSING, max(0, (min(shut_on, today) - due_on).days))
    left = (due_on - today).days
    return Verdict(Mark.MISSING, -left) if left < 0 else Verdict(Mark.NOT_DUE, left)


def takes_again(
    status: ReturnStatus | None,
    closed_at: datetime | None,
    *,
    reopened: bool,
    decided_at: datetime | None,
) -> bool:
    """Whether a quarter closed at ``closed_at`` (None: open) takes the unit's return.

    It was ``reopened`` since it was last accepted; or it was there at the closing, and stands sent
    back or withdrawn since. ``decided_at``: when the newest decision on any of its revisions was.
    """
    if closed_at is None or reopened:
        return True
    return status in _GIVEN_BACK and decided_at is not None and decided_at >= closed_at


def shut_on(closed_at: datetime | None, *, is_taken: bool) -> date | None:
    """Return from which day a return can not come any more."""
    return None if closed_at is None or is_taken else day_of(closed_at)


def judged(
    *,
    asked: bool,
    due_on: date,
    came: datetime | None,
    history: bool,
    today: date,
    shut_on: date | None,
) -> Verdict:
    """Return the mark of a unit's return for a quarter, whether it is ``asked`` for or not.

    ``history``: the unit's figures of the quarter were brought in; the others as for ``verdict``.
    """
    if not asked:
        return Verdict(Mark.NOT_ASKED, 0)
    if came is None and history:
        return Verdict(Mark.HISTORY, 0)
    return verdict(due_on, came, today, shut_on)


def rate(states: Iterable[ReturnState]) -> Rate:
    """Return the rates; what is not due yet, not asked for or covered by history is left out."""
    marks = [each.mark for each in states]
    on_time, late = marks.count(Mark.ON_TIME), marks.count(Mark.LATE)
    return Rate(on_time + late + marks.count(Mark.MISSING), on_time + late, on_time)


def urgency(state: ReturnState) -> Urgency | None:
    """Return why the unit is to be called about the return; None: it is not.

    What was given back is waited for, even where the quarter did not ask for a return.
    """
    if not state.is_taken:
        return None
    if state.is_back:
        return Urgency.BACK
    if state.mark is Mark.MISSING:
        return Urgency.OVERDUE
    if state.mark is Mark.NOT_DUE and state.days <= SOON:
        return Urgency.SOON
    return None


def calls(states: Iterable[ReturnState]) -> tuple[Call, ...]:
    """Return whom to call: the longest overdue first, then what was sent back and has not come
    again, then what falls due within ``SOON`` days. A unit is called once about all it owes.
    """
    wanted: dict[int, list[tuple[tuple[int, int], ReturnState]]] = {}
    for each in states:
        why = urgency(each)
        if why is not None:
            wanted.setdefault(each.unit.id, []).append(((why, _pressing(each)), each))
    found = []
    for reasons in wanted.values():
        reasons.sort(key=lambda reason: reason[0])
        first, state = reasons[0]
        call = Call(state.unit, Urgency(first[0]), tuple(each for _key, each in reasons))
        found.append((first, call))
    return tuple(call for _key, call in sorted(found, key=lambda pair: pair[0]))


def _pressing(state: ReturnState) -> int:
    """Return what sorts within one urgency: the longest overdue, then the nearest due date."""
    return state.days if state.mark is Mark.NOT_DUE else -state.days


def longest(states: Sequence[ReturnState]) -> int:
    """Return the most days among them; 0 where there are none."""
    return max((each.days for each in states), default=0)


def owed(states: Iterable[ReturnState]) -> tuple[ReturnState, ...]:
    """Return those that are not there and may still come, the longest overdue first."""
    found = [
        each
        for each in states
        if each.handed_in is None and each.is_taken and each.mark in (Mark.MISSING, Mark.NOT_DUE)
    ]
    return tuple(sorted(found, key=lambda each: each.due_on))
