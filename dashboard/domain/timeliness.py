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

_STANDS = frozenset({ReturnStatus.SUBMITTED, ReturnStatus.ACCEPTED, ReturnStatus.REOPENED})
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


@dataclass(frozen=True, slots=True)
class Verdict:
    """A mark, and its days: late, overdue, or left until the due date; else 0."""

    mark: Mark
    days: int


@dataclass(frozen=True, slots=True)
class Filing:
    """One unit's return for one quarter, as it stands today.

    ``due_on`` is the unit's own, ``extended`` whether it was put off. ``status`` is where the
    return stands, by its revision with the number ``revision``; None: nothing was handed in.
    ``remark`` and ``decided_at`` are of the newest decision on that revision; ``sent_back`` counts
    how often any was. ``is_taken``: the unit could hand it in today.
    """

    unit: UnitRecord
    period: Period
    verdict: Verdict
    due_on: date
    extended: bool = False
    is_taken: bool = True
    status: ReturnStatus | None = None
    return_id: int | None = None
    revision: int | None = None
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
    filings: tuple[Filing, ...]


def handed_in(revisions: Iterable[tuple[datetime, ReturnStatus]]) -> datetime | None:
    """Return when a return was handed in, from when its revisions came and where each stands.

    None: nothing that came was accepted or still stands.
    """
    return min((at for at, status in revisions if status in _STANDS), default=None)


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


def is_asked(unit: UnitRecord, period: Period, begins: Period) -> bool:
    """Whether a return is asked for: the unit reports and exists at the quarter's end, and its
    province had begun to report here."""
    return unit.reports and period >= begins and unit.exists_in(period)


def judged(
    unit: UnitRecord,
    period: Period,
    begins: Period,
    *,
    due_on: date,
    came: datetime | None,
    history: bool,
    today: date,
    shut_on: date | None,
) -> Verdict:
    """Return the mark of a unit's return for a quarter, whether it is asked for or not.

    ``history``: the unit's figures of the quarter were brought in; the others as for ``is_asked``
    and ``verdict``.
    """
    if not is_asked(unit, period, begins):
        return Verdict(Mark.NOT_ASKED, 0)
    if came is None and history:
        return Verdict(Mark.HISTORY, 0)
    return verdict(due_on, came, today, shut_on)


def rate(filings: Iterable[Filing]) -> Rate:
    """Return the rates; what is not due yet, not asked for or covered by history is left out."""
    marks = [each.mark for each in filings]
    on_time, late = marks.count(Mark.ON_TIME), marks.count(Mark.LATE)
    return Rate(on_time + late + marks.count(Mark.MISSING), on_time + late, on_time)


def urgency(filing: Filing) -> Urgency | None:
    """Return why the unit is to be called about the return; None: it is not.

    What was given back is waited for, even where the quarter did not ask for a return.
    """
    if not filing.is_taken:
        return None
    if filing.is_back:
        return Urgency.BACK
    if filing.mark is Mark.MISSING:
        return Urgency.OVERDUE
    if filing.mark is Mark.NOT_DUE and filing.days <= SOON:
        return Urgency.SOON
    return None


def calls(filings: Iterable[Filing]) -> tuple[Call, ...]:
    """Return whom to call: the longest overdue first, then what was sent back and has not come
    again, then what falls due within ``SOON`` days. A unit is called once about all it owes.
    """
    wanted: dict[int, list[tuple[tuple[int, int], Filing]]] = {}
    for each in filings:
        why = urgency(each)
        if why is not None:
            wanted.setdefault(each.unit.id, []).append(((why, _pressing(each)), each))
    found = []
    for reasons in wanted.values():
        reasons.sort(key=lambda reason: reason[0])
        first, filing = reasons[0]
        call = Call(filing.unit, Urgency(first[0]), tuple(each for _key, each in reasons))
        found.append((first, call))
    return tuple(call for _key, call in sorted(found, key=lambda pair: pair[0]))


def _pressing(filing: Filing) -> int:
    """Return what sorts within one urgency: the longest overdue, then the nearest due date."""
    return filing.days if filing.mark is Mark.NOT_DUE else -filing.days


def longest(filings: Sequence[Filing]) -> int:
    """Return the most days among them; 0 where there are none."""
    return max((each.days for each in filings), default=0)


def owed(filings: Iterable[Filing]) -> tuple[Filing, ...]:
    """Return those that are not there and may still come, the longest overdue first."""
    found = [
        each
        for each in filings
        if each.handed_in is None and each.is_taken and each.mark in (Mark.MISSING, Mark.NOT_DUE)
    ]
    return tuple(sorted(found, key=lambda each: each.due_on))
