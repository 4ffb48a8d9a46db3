"""What became of each return of the synthetic nation, and the rows that tell of it.

Most were accepted as they came. Some were sent back, replaced before anybody looked, opened again
and corrected, or corrected in vain; of the newest quarter many await review.
"""

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256

LAST_YEAR = 2026
YEARS = 10
LAST_QUARTER = 3

Row = Mapping[str, object]
Decided = tuple[str, float]
"""What was decided, and how many days after the first submission."""
Life = tuple[tuple[float, tuple[Decided, ...]], ...]
"""The submissions of one return: how many days after the first, and what was decided on each."""

_ACCEPTED: Life = ((0, (("accept", 4),)),)
_ENDED: tuple[tuple[int, Life], ...] = (
    (88, _ACCEPTED),
    (6, ((0, (("send_back", 3),)), (6, (("accept", 9),)))),
    (2, ((0, ()), (2, (("accept", 5),)))),
    (2, ((0, (("accept", 4), ("reopen", 20))), (25, (("accept", 28),)))),
    (1, ((0, (("accept", 4),)), (15, (("withdraw", 16),)))),
    (1, ((0, (("accept", 4),)), (12, (("accept", 15),)))),
)
_RUNNING: tuple[tuple[int, Life], ...] = (
    (60, _ACCEPTED),
    (22, ((0, ()),)),
    (6, ((0, (("send_back", 3),)),)),
    (4, ((0, (("send_back", 3),)), (6, ()))),
    (2, ((0, ()), (2, ()))),
    (2, ((0, (("accept", 4), ("reopen", 20))),)),
    (2, ((0, (("accept", 4),)), (12, ()))),
    (2, ((0, (("withdraw", 1),)),)),
)
_DUE = {1: (3, 25), 2: (5, 25), 3: (9, 25), 4: (12, 25)}
_REASON = "Đề nghị đơn vị rà soát lại số liệu."


@dataclass(frozen=True, slots=True)
class Indicator:
    """``founds``: each one counted stands in the return's list."""

    id: int
    flow: bool
    takes_target: bool
    founds: bool


@dataclass(frozen=True, slots=True)
class Place:
    """Whose return it is, of which quarter; the accounts that hand it in and decide on it."""

    unit: int
    province: int
    year: int
    quarter: int
    clerk: int
    officer: int


@dataclass(slots=True)
class Revision:
    """A submission; ``id`` and ``return_id`` are 0 until all are put in order."""

    place: Place
    number: int
    at: datetime
    decisions: tuple[tuple[str, datetime], ...]
    id: int = 0
    return_id: int = 0

    @property
    def by_email(self) -> bool:
        return self.place.unit % 3 == 0 and self.number == 1


def years() -> range:
    return range(LAST_YEAR - YEARS + 1, LAST_YEAR + 1)


def quarters() -> Iterator[tuple[int, int]]:
    for year in years():
        for quarter in range(1, (LAST_QUARTER if year == LAST_YEAR else 4) + 1):
            yield year, quarter


def due_on(year: int, quarter: int) -> date:
    return date(year, *_DUE[quarter])


def moment(day: date, later: float) -> datetime:
    """Return the moment so many days after two in the morning, UTC, of a day."""
    return datetime.combine(day, time(2), UTC) + timedelta(later)


def life(chance: random.Random, place: Place, *, newest: bool) -> Iterator[Revision]:
    """Yield the submissions of one return; of the newest quarter not all is decided."""
    lives = _RUNNING if newest else _ENDED
    steps = chance.choices([each for _, each in lives], [weight for weight, _ in lives])[0]
    first = moment(due_on(place.year, place.quarter), chance.triangular(-25, 12, -3))
    for number, (after, decided) in enumerate(steps, start=1):
        yield Revision(
            place,
            number,
            first + timedelta(after),
            tuple((kind, first + timedelta(later)) for kind, later in decided),
        )


def in_order(found: list[Revision]) -> list[Revision]:
    """Return the submissions as they came, numbered so, and so their returns."""
    found.sort(key=lambda each: each.at)
    returns: dict[tuple[int, int, int], int] = {}
    for number, each in enumerate(found, start=1):
        which = (each.place.unit, each.place.year, each.place.quarter)
        each.id = number
        each.return_id = returns.setdefault(which, len(returns) + 1)
    return found


def tables(
    revisions: Sequence[Revision], indicators: Sequence[Indicator]
) -> Iterator[tuple[str, Iterable[Row]]]:
    """Yield the tables that the returns fill, each with its rows."""
    yield "stored_file", _files(revisions)
    yield "quarterly_return", _returns(revisions)
    yield "return_revision", _revisions(revisions)
    yield "return_decision", _decisions(revisions)
    yield "return_value", _values(revisions, indicators)
    yield "founding", _foundings(revisions, next(each.id for each in indicators if each.founds))
    yield "enterprise_review", _reviews(revisions)
    yield "difficulty", _difficulties(revisions)
    yield "upload", _uploads(revisions)
    yield "intake_batch", _batches(revisions)
    yield "intake_item", _items(revisions)
    yield "audit_event", _events(revisions)


def _files(revisions: Sequence[Revision]) -> Iterator[Row]:
    for each in revisions:
        content = f"Báo cáo {each.id}".encode()
        yield {
            "id": each.id,
            "sha256": sha256(content).digest(),
            "size": len(content),
            "content": content,
            "stored_at": each.at,
        }


def _returns(revisions: Sequence[Revision]) -> Iterator[Row]:
    for each in revisions:
        if each.number == 1:
            yield {
                "id": each.return_id,
                "unit_id": each.place.unit,
                "province_id": each.place.province,
                "year": each.place.year,
                "quarter": each.place.quarter,
            }


def _revisions(revisions: Sequence[Revision]) -> Iterator[Row]:
    for each in revisions:
        yield {
            "id": each.id,
            "return_id": each.return_id,
            "number": each.number,
            "reason": None if each.number == 1 else "Sửa theo sổ theo dõi",
            "warnings": "[]",
            "channel": "email" if each.by_email else "web",
            "file_id": each.id,
            "submitted_by": each.place.officer if each.by_email else each.place.clerk,
            "submitted_at": each.at,
            "recorded_at": each.at,
        }


def _decided(revisions: Sequence[Revision]) -> list[tuple[datetime, str, Revision]]:
    """Return what was decided on which submission, the oldest decision first."""
    made = ((at, kind, each) for each in revisions for kind, at in each.decisions)
    return sorted(made, key=lambda each: each[0])


def _decisions(revisions: Sequence[Revision]) -> Iterator[Row]:
    for number, (at, kind, each) in enumerate(_decided(revisions), start=1):
        yield {
            "id": number,
            "revision_id": each.id,
            "kind": kind,
            "reason": None if kind == "accept" else _REASON,
            "decided_by": each.place.clerk if kind == "withdraw" else each.place.officer,
            "decided_at": at,
        }


def _values(revisions: Sequence[Revision], indicators: Sequence[Indicator]) -> Iterator[Row]:
    chance = random.Random(2)
    for each in revisions:
        place = each.place
        stock = 100 + place.unit % 50 + 4 * (place.year - LAST_YEAR) + place.quarter
        for indicator in indicators:
            if indicator.founds:
                amount = 1
            elif indicator.flow:
                amount = int((4 + 2 * place.quarter) * chance.random())
            else:
                amount = stock
            yield {"revision_id": each.id, "indicator_id": indicator.id, "amount": amount}


def _foundings(revisions: Sequence[Revision], indicator: int) -> Iterator[Row]:
    for each in revisions:
        yield {
            "revision_id": each.id,
            "row": 1,
            "indicator_id": indicator,
            "name": f"Chi bộ Công ty {each.return_id}",
            "enterprise": f"Công ty {each.return_id}",
            "enterprise_key": f"cong ty {each.return_id}",
            "tax_code": f"{each.return_id:010}",
            "founded_on": each.at.date(),
            "members": 3,
        }


def _reviews(revisions: Sequence[Revision]) -> Iterator[Row]:
    for each in revisions[::3]:
        yield {
            "revision_id": each.id,
            "row": 1,
            "enterprise": f"Công ty dệt {each.return_id}",
            "enterprise_key": f"cong ty det {each.return_id}",
            "workers": 120,
            "party_members": 1,
            "has_party": False,
        }


def _difficulties(revisions: Sequence[Revision]) -> Iterator[Row]:
    for each in revisions[::3]:
        yield {
            "revision_id": each.id,
            "row": 1,
            "difficulty": "Doanh nghiệp nhỏ, công nhân biến động",
            "proposal": "Đề nghị hướng dẫn thêm",
        }


def _uploads(revisions: Sequence[Revision]) -> Iterator[Row]:
    """An upload has the id of the submission that it became."""
    for each in revisions:
        yield {
            "id": each.id,
            "file_id": each.id,
            "file_name": _file_name(each),
            "outcome": "stored",
            "problems": "[]",
            "revision_id": each.id,
            "channel": "email" if each.by_email else "web",
            "uploaded_by": each.place.officer if each.by_email else each.place.clerk,
            "uploaded_at": each.at,
        }


def _file_name(revision: Revision) -> str:
    place = revision.place
    return f"BC_X{place.unit:04}_{place.year}Q{place.quarter}.xlsx"


def _batch(revision: Revision) -> tuple[int, int, int]:
    return revision.place.officer, revision.place.year, revision.place.quarter


def _numbered_batches(revisions: Sequence[Revision]) -> dict[tuple[int, int, int], int]:
    """Return the numbers of the batches; each officer receives one batch a quarter."""
    found: dict[tuple[int, int, int], int] = {}
    for each in revisions:
        if each.by_email:
            found.setdefault(_batch(each), len(found) + 1)
    return found


def _batches(revisions: Sequence[Revision]) -> Iterator[Row]:
    for (officer, year, quarter), number in _numbered_batches(revisions).items():
        received = moment(due_on(year, quarter), 0)
        yield {"id": number, "received_by": officer, "received_at": received}


def _items(revisions: Sequence[Revision]) -> Iterator[Row]:
    numbers = _numbered_batches(revisions)
    positions = dict.fromkeys(numbers.values(), 0)
    for each in revisions:
        if each.by_email:
            number = numbers[_batch(each)]
            positions[number] += 1
            yield {
                "batch_id": number,
                "position": positions[number],
                "file_name": _file_name(each),
                "file_id": each.id,
                "unit_code": f"X{each.place.unit:04}",
                "year": each.place.year,
                "quarter": each.place.quarter,
                "outcome": "stored",
                "upload_id": each.id,
                "finished_at": each.at,
                "attempts": 1,
            }


def _events(revisions: Sequence[Revision]) -> Iterator[Row]:
    """What the audit trail has of all this: a submission and a decision are an event each."""
    made = [(each.at, "submit", each) for each in revisions] + _decided(revisions)
    for at, kind, each in sorted(made, key=lambda event: event[0]):
        by_clerk = kind in ("submit", "withdraw") and not each.by_email
        yield {
            "at": at,
            "account_id": each.place.clerk if by_clerk else each.place.officer,
            "unit_id": each.place.unit,
            "channel": "web",
            "action": f"return.{kind}",
            "subject": "quarterly_return",
            "subject_id": each.return_id,
            "detail": f'{{"revision": {each.number}}}',
        }
