"""The lists behind the numbers: which invented enterprise founded what, and when."""

from datetime import date, timedelta
from functools import cache

from dashboard.demo import flows
from dashboard.demo.chance import Chance
from dashboard.demo.enterprises import enterprise
from dashboard.demo.units import BY_CODE
from dashboard.domain.returns import FoundingRow, ReviewRow
from dashboard.domain.text import normalized
from data_access.vocabulary import Period

FIRST_YEAR = 2019
DUE_MONTHS = (3, 5, 9, 12)

# Which enterprise has the n-th organisation of a kind: every kind its own way through the list.
# New youth branches stand where there has long been a Party organisation (see ``_review``).
STEPS = {
    "UNION_FOUNDED": (1, 0),
    "PARTY_ORG_FOUNDED": (3, 0),
    "YOUTH_ORG_FOUNDED": (3, 1),
    "WOMEN_GROUP_FOUNDED": (4, 1),
    "VETERAN_ORG_FOUNDED": (5, 2),
}
NAMES = {
    "PARTY_ORG_FOUNDED": "Chi bộ",
    "UNION_FOUNDED": "Công đoàn cơ sở",
    "YOUTH_ORG_FOUNDED": "Chi đoàn",
    "WOMEN_GROUP_FOUNDED": "Tổ phụ nữ",
    "VETERAN_ORG_FOUNDED": "Hội Cựu chiến binh",
}
LETTERS = {
    "UNION_FOUNDED": "QĐ-LĐLĐ",
    "YOUTH_ORG_FOUNDED": "QĐ-ĐTN",
    "WOMEN_GROUP_FOUNDED": "QĐ-BTV",
    "VETERAN_ORG_FOUNDED": "QĐ-CCB",
}
MEMBERS = {
    "PARTY_ORG_FOUNDED": (3, 8),
    "YOUTH_ORG_FOUNDED": (5, 18),
    "WOMEN_GROUP_FOUNDED": (6, 16),
    "VETERAN_ORG_FOUNDED": (4, 9),
}
TYPED_DECOMPOSED = 0.06
ODD = 0.06


def due(period: Period) -> date:
    return date(period.year, DUE_MONTHS[period.quarter - 1], 25)


@cache
def before(unit: str, code: str, period: Period) -> int:
    """Return how many organisations of one kind the unit founded from 2019 up to the quarter."""
    years = range(FIRST_YEAR, period.year)
    earlier = sum(sum(flows.of_year(year)[unit][code]) for year in years)
    return earlier + sum(flows.of_year(period.year)[unit][code][: period.quarter - 1])


def of_return(unit: str, period: Period) -> tuple[FoundingRow, ...]:
    """Return the organisations founded in the quarter, exactly as many as its figures say."""
    rows = []
    for code in STEPS:
        start = before(unit, code, period)
        count = flows.of_year(period.year)[unit][code][period.quarter - 1]
        rows += [_founding(unit, period, code, start + n) for n in range(count)]
    return tuple(rows)


def _founding(unit: str, period: Period, code: str, number: int) -> FoundingRow:
    step, first = STEPS[code]
    host = enterprise(unit, first + step * number)
    chance = Chance("founding", unit, code, number)
    members = _members(unit, period, code, number, chance)
    name = normalized("NFD", host.name) if chance.happens(TYPED_DECOMPOSED) else host.name
    letters = LETTERS.get(code, BY_CODE[unit].letters)
    joined = "-" if code == "PARTY_ORG_FOUNDED" else "/"
    return FoundingRow(
        indicator=code,
        enterprise=name,
        founded_on=_founding_day(period, chance),
        name=f"{NAMES[code]} {host.name}",
        tax_code=host.tax_code,
        enterprise_type=host.type,
        decision_number=f"{chance.whole(11, 290)}{joined}{letters}",
        members=members,
    )


def odd(unit: str, code: str, number: int) -> bool:
    """Whether the n-th founding of a kind is one that the rules of eligibility doubt."""
    return Chance("odd", unit, code, number).happens(ODD)


def _members(unit: str, period: Period, code: str, number: int, chance: Chance) -> int:
    if code == "PARTY_ORG_FOUNDED":
        return 2 if odd(unit, code, number) else chance.whole(*MEMBERS[code])
    year, quarter = flows.of_year(period.year)[unit], period.quarter - 1
    admitted, founded = year[flows.MEMBERS_OF[code]][quarter], year[code][quarter]
    brought = admitted // max(founded, 1)
    if code == "UNION_FOUNDED":
        workers = _workers(unit, number)
        return min(workers, max(20, int(brought * 0.85)))
    return max(3, min(chance.whole(*MEMBERS[code]), brought))


def _workers(unit: str, number: int) -> int:
    """Return how many work in the enterprise with this number, as the unit found them."""
    if odd(unit, "UNION_FOUNDED", number):
        return 15 + number % 4
    return enterprise(unit, number).workers


def _founding_day(period: Period, chance: Chance) -> date:
    """Return a working day of the quarter, ten days or more before its return is due."""
    last = due(period) - timedelta(days=10)
    day = period.first_day + timedelta(days=chance.whole(4, (last - period.first_day).days))
    return day - timedelta(days=max(day.weekday() - 4, 0))


def reviewed(unit: str, period: Period) -> tuple[ReviewRow, ...]:
    """Return the enterprises looked at in the quarter.

    First where a union or a youth branch was just founded, then some where one may be next.
    """
    chance = Chance("review", unit, period)
    numbers = {
        number: None
        for code in ("UNION_FOUNDED", "YOUTH_ORG_FOUNDED")
        for number in _hosts(unit, code, period)
    }
    start = before(unit, "UNION_FOUNDED", period.next)
    more = chance.whole(0, 1 if period.quarter in (1, 3) else 3)
    numbers |= {start + n: None for n in range(more)}
    return tuple(_review(unit, period, number) for number in numbers)


def _hosts(unit: str, code: str, period: Period) -> range:
    """Return the numbers of the enterprises where the quarter's organisations were founded."""
    step, first = STEPS[code]
    start, end = (first + step * before(unit, code, when) for when in (period, period.next))
    return range(start, end, step)


def _review(unit: str, period: Period, number: int) -> ReviewRow:
    host, chance = enterprise(unit, number), Chance("reviewed", unit, number)
    youth = _place(unit, "YOUTH_ORG_FOUNDED", period, number)
    has_youth = youth is not None
    has_party = _place(unit, "PARTY_ORG_FOUNDED", period, number) is not None or (
        youth is not None and not odd(unit, "YOUTH_ORG_FOUNDED", youth)
    )
    return ReviewRow(
        enterprise=host.name,
        tax_code=host.tax_code,
        enterprise_type=host.type,
        workers=_workers(unit, number),
        party_members=chance.whole(3, 9) if has_party else chance.whole(0, 4),
        has_party=has_party,
        has_union=_place(unit, "UNION_FOUNDED", period, number) is not None,
        has_youth=has_youth,
    )


def _place(unit: str, code: str, period: Period, number: int) -> int | None:
    """Return which founding of a kind the enterprise's was, if it was by the quarter's end."""
    step, first = STEPS[code]
    place, rest = divmod(number - first, step)
    return place if rest == 0 and 0 <= place < before(unit, code, period.next) else None
