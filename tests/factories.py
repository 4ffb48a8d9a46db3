"""What tests put into the record, past the workbooks: units, people, returns, targets."""

import itertools
from collections.abc import Mapping
from datetime import UTC, date, datetime

from dashboard.domain.access import Grant, Person
from data_access import engine, files, history, indicators, returns, targets, units
from data_access.models import Account, AccountGrant
from data_access.returns import NewRevision
from data_access.targets import Document
from data_access.vocabulary import (
    Channel,
    Counting,
    DecisionKind,
    Period,
    Role,
    TargetStage,
    UnitRecord,
)

SINCE_EVER = datetime(1900, 1, 1, tzinfo=UTC)
"""When units were entered that no test says more of."""

_numbers = itertools.count(1001)  # as many digits in each, whatever ran before: names are sorted


def a_unit(code: str, parent: UnitRecord | None = None, **settings: object) -> UnitRecord:
    """Add a unit: a province without a parent, else a district that reports."""
    plain = {
        "kind": "rural_district" if parent else "province",
        "name": f"Huyện {code}" if parent else f"Tỉnh {code}",
        "reports": parent is not None,
        "valid_from": date(2000, 1, 1),
        "counting": Counting.COUNTED,
        "recorded_at": SINCE_EVER,
    }
    with engine.writing(engine.SERVICE) as session:
        return units.add(
            session, code=code, parent_id=parent.id if parent else None, **{**plain, **settings}
        )


def a_person(role: Role, *places: UnitRecord, username: str | None = None) -> Person:
    """Add an account with ``role`` on each of ``places`` and return it as a person."""
    username = username or f"nguoi{next(_numbers)}"
    now = datetime(2020, 1, 1, tzinfo=UTC)
    with engine.writing(engine.SERVICE) as session:
        account = Account(
            username=username, display_name=f"Người {username}", active=True, created_at=now
        )
        session.add(account)
        session.flush()
        session.add_all(
            AccountGrant(account_id=account.id, unit_id=place.id, role=role, granted_at=now)
            for place in places
        )
        return Person(
            account.id,
            username,
            account.display_name,
            tuple(Grant(place.id, role) for place in places),
            Channel.WEB,
        )


def a_file(content: bytes | None = None) -> int:
    with engine.writing(engine.SERVICE) as session:
        number = next(_numbers)
        return files.store(
            session, content or f"tệp {number}".encode(), datetime(2020, 1, 1, tzinfo=UTC)
        )


def a_return(
    unit: UnitRecord,
    period: str,
    figures: Mapping[str, int],
    by: Person,
    *,
    at: datetime | None = None,
    recorded_at: datetime | None = None,
    decided: DecisionKind | None = DecisionKind.ACCEPT,
    decided_at: datetime | None = None,
) -> int:
    """Submit a revision with ``figures`` and decide on it; return the return's id."""
    when = Period.parse(period)
    at = at or datetime.combine(when.last_day, datetime.min.time(), UTC)
    file_id = a_file()
    with engine.writing(engine.SERVICE) as session:
        ids = {each.code: each.id for each in indicators.everything(session)}
        return_id = returns.obtain(session, unit.id, when)
        revision_id, _ = returns.add_revision(
            session,
            return_id,
            NewRevision(
                file_id=file_id,
                channel=Channel.WEB,
                submitted_by=by.account_id,
                submitted_at=at,
                recorded_at=recorded_at or at,
                figures={ids[code]: amount for code, amount in figures.items()},
            ),
        )
        if decided:
            returns.decide(
                session,
                revision_id,
                decided,
                by=by.account_id,
                at=decided_at or at,
                reason=None if decided is DecisionKind.ACCEPT else "lý do",
            )
    return return_id


def a_year(unit: UnitRecord, year: int, code: str, quarters: tuple[int, ...], by: Person) -> None:
    """Let the unit have accepted returns for quarters 1, 2, … with these figures."""
    for quarter, amount in enumerate(quarters, start=1):
        a_return(unit, f"{year}Q{quarter}", {code: amount}, by)


def some_targets(
    unit: UnitRecord,
    year: int,
    amounts: Mapping[str, int | None],
    by: Person,
    *,
    stage: TargetStage = TargetStage.ASSIGNED,
    at: datetime | None = None,
) -> None:
    with engine.writing(engine.SERVICE) as session:
        ids = {each.code: each.id for each in indicators.everything(session)}
        targets.decide(
            session,
            year,
            stage,
            Document(
                number=f"{next(_numbers)}-QĐ/TU",
                decided_on=None,
                file_id=None,
                recorded_by=by.account_id,
                recorded_at=at or datetime(year, 1, 15, tzinfo=UTC),
            ),
            {(unit.id, ids[code]): amount for code, amount in amounts.items()},
        )


def some_history(unit: UnitRecord, figures: Mapping[tuple[str, int, int], int], by: Person) -> None:
    """Bring in history; ``figures`` by indicator code, year and quarter (0: the whole year)."""
    file_id = a_file()
    with engine.writing(engine.SERVICE) as session:
        ids = {each.code: each.id for each in indicators.everything(session)}
        history.add(
            session,
            {
                (unit.id, ids[code], year, quarter): amount
                for (code, year, quarter), amount in figures.items()
            },
            file_id=file_id,
            imported_by=by.account_id,
            imported_at=datetime(2020, 1, 1, tzinfo=UTC),
        )
