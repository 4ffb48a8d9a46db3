"""What happened to each return and when: handed in, sent back, corrected, accepted, or not yet."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from dashboard.clock import VIETNAM
from dashboard.demo import contents
from dashboard.demo.chance import Chance
from dashboard.demo.foundings import due
from dashboard.demo.people import OFFICER
from dashboard.demo.units import BY_CODE, COUNTED, CROSS_CHECKS
from dashboard.domain.returns import ReturnContent
from data_access.vocabulary import Period


@dataclass(frozen=True, slots=True)
class Submission:
    moment: datetime
    by: str
    content: ReturnContent
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class SendingBack:
    moment: datetime
    by: str
    unit: str
    period: Period
    reason: str


@dataclass(frozen=True, slots=True)
class Acceptance:
    moment: datetime
    by: str
    unit: str
    period: Period


Event = Submission | SendingBack | Acceptance

WHY_SENT_BACK = (
    "Số đoàn viên công đoàn kết nạp mới chưa khớp với số liệu của Liên đoàn Lao động; đề nghị "
    "kiểm tra lại và báo cáo rõ khó khăn, vướng mắc.",
    "Tổng số đoàn viên công đoàn cuối kỳ tăng nhiều hơn số kết nạp mới trong quý; đề nghị rà soát, "
    "thuyết minh.",
    "Số liệu đoàn viên công đoàn có dấu hiệu cộng trùng doanh nghiệp đã chuyển về Khối; đề nghị "
    "đối chiếu và gửi lại.",
)
WHY_CORRECTED = "Điều chỉnh số đoàn viên công đoàn sau khi đối chiếu với Liên đoàn Lao động tỉnh."
AS_ASKED = "Đã rà soát, chỉnh sửa theo ý kiến của Ban Tổ chức Tỉnh ủy."

# In the quarter still open: never handed in, sent back and not answered, late,
# late and not yet reviewed, corrected and not yet reviewed.
MISSING, UNANSWERED, LATE, LATE_AWAITING, AGAIN_AWAITING = "D10", "D05", "D07", "D08", "D09"
LONGEST_WAIT = timedelta(days=45)


def of_period(period: Period) -> list[Event]:
    """Return everything that happened to the returns of a quarter that is all accepted."""
    events: list[Event] = []
    late_correction = Chance("correction", period.year).pick(COUNTED[:9]).code
    for unit in COUNTED:
        content = contents.of_unit(unit.code, period)
        chance = Chance("story", unit.code, period)
        if period.quarter == 2 and unit.code == late_correction:
            events += _corrected_later(content, chance)
        elif chance.happens(0.05) or (unit.code == "D03" and period.quarter == 2):
            events += _sent_back(content, chance)
        elif chance.happens(0.2 if unit.code == "D10" else 0.06):
            events += _plain(content, chance, late_by=chance.whole(1, 9))
        else:
            events += _plain(content, chance)
    return events + _cross_checks(period)


def of_open_period(period: Period, today: date) -> list[Event]:
    """Return what has happened by ``today`` to the returns of the quarter that was last due."""
    events: list[Event] = []
    for unit in COUNTED:
        if unit.code != MISSING:
            content = contents.of_unit(unit.code, period)
            chance = Chance("open story", unit.code, period)
            events += _open(content, chance, today)
    events += _cross_checks(period)
    return events


def _open(content: ReturnContent, chance: Chance, today: date) -> list[Event]:
    unit, deadline = content.unit, due(content.period)
    waited = min(today, deadline + LONGEST_WAIT)
    if unit == UNANSWERED:
        return _sent_back(content, chance)[:2]
    if unit == AGAIN_AWAITING:
        first, back, again = _sent_back(content, chance)[:3]
        day = max(_working(waited - timedelta(days=1), onward=False), again.moment.date())
        return [first, back, _submission(contents.in_doubt(content), _at(day, chance), AS_ASKED)]
    if unit == LATE_AWAITING:
        day = _working(max(waited - timedelta(days=3), deadline), onward=False)
        return [_submission(contents.in_a_hurry(content), _at(day, chance))]
    return _plain(content, chance, late_by=6 if unit == LATE else 0)


def _cross_checks(period: Period) -> list[Event]:
    events: list[Event] = []
    for unit in CROSS_CHECKS:
        chance = Chance("story", unit.code, period)
        events += _plain(contents.of_cross_check(unit, period), chance)
    return events


def _plain(content: ReturnContent, chance: Chance, late_by: int = 0) -> list[Event]:
    handed_in = _handed_in(content.period, chance, late_by)
    accepted = _later(handed_in, 1, 4, chance)
    return [_submission(content, handed_in), _acceptance(content, accepted)]


def _sent_back(content: ReturnContent, chance: Chance) -> list[Event]:
    """Return a first try with a slip, its refusal, the corrected return, its acceptance."""
    handed_in = _handed_in(content.period, chance)
    refused = _later(handed_in, 1, 3, chance)
    again = _later(refused, 2, 5, chance)
    back = SendingBack(
        refused, OFFICER.username, content.unit, content.period, chance.pick(WHY_SENT_BACK)
    )
    return [
        _submission(contents.mistaken(content), handed_in),
        back,
        _submission(content, again, reason=AS_ASKED),
        _acceptance(content, _later(again, 1, 3, chance)),
    ]


def _corrected_later(content: ReturnContent, chance: Chance) -> list[Event]:
    """Return an accepted return that the unit itself corrects some weeks afterwards."""
    first = _plain(contents.mistaken(content), chance)
    again = _later(first[-1].moment, 12, 25, chance)
    corrected = _submission(content, again, reason=WHY_CORRECTED)
    return [*first, corrected, _acceptance(content, _later(again, 1, 3, chance))]


def _submission(content: ReturnContent, moment: datetime, reason: str | None = None) -> Submission:
    return Submission(moment, BY_CODE[content.unit].clerk, content, reason)


def _acceptance(content: ReturnContent, moment: datetime) -> Acceptance:
    return Acceptance(moment, OFFICER.username, content.unit, content.period)


def _handed_in(period: Period, chance: Chance, late_by: int = 0) -> datetime:
    if late_by:
        return _at(_working(due(period) + timedelta(days=late_by), onward=True), chance)
    return _at(_working(due(period) - timedelta(days=chance.whole(0, 8)), onward=False), chance)


def _later(moment: datetime, least: int, most: int, chance: Chance) -> datetime:
    day = moment.date() + timedelta(days=chance.whole(least, most))
    return _at(_working(day, onward=True), chance)


def _working(day: date, *, onward: bool) -> date:
    """Return ``day``, or the Monday after or Friday before where it falls on a weekend."""
    over = day.weekday() - 4
    return day + timedelta(days=(3 - over) if onward else -over) if over > 0 else day


def _at(day: date, chance: Chance) -> datetime:
    """Return a moment of office hours."""
    clock = time(chance.whole(8, 16), chance.whole(0, 59), chance.whole(0, 59))
    return datetime.combine(day, clock, VIETNAM)
