"""A synthetic nation: 34 provinces, 3,321 reporting units, 20 indicators, 10 years.

Rows go in by COPY, past the actions: it is the size that matters here, not how it came in. A row is
a mapping of columns; a new column is one more key where its table's rows are made.
"""

import random
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import psycopg
from psycopg import sql
from sqlalchemy import text

from bench import nation_returns as returns
from bench.nation_returns import LAST_QUARTER, LAST_YEAR, YEARS, Revision
from data_access import engine

UNITS = 3321
INDICATORS = 20
ACCOUNT = "do-luong"
VIEWER = 1
ENDS_EARLY = (2025, 3)
"""From this quarter on the last province hands nothing in: whoever looks for its newest return has
to look far back."""

Row = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Size:
    """How many provinces there are, and how many reporting units in all of them together."""

    provinces: int = 34
    units: int = UNITS

    def province_ids(self) -> range:
        return range(1, self.provinces + 1)

    def unit_ids(self) -> range:
        return range(self.provinces + 1, self.provinces + self.units + 1)

    def province_of(self, unit: int) -> int:
        return (unit - self.provinces - 1) % self.provinces + 1

    def units_of(self, province: int) -> range:
        return self.unit_ids()[province - 1 :: self.provinces]

    def officer_of(self, province: int) -> int:
        """Return the id of the account that reviews the province's returns."""
        return VIEWER + province

    def clerk_of(self, unit: int) -> int:
        """Return the id of the account that hands the unit's returns in."""
        return VIEWER + unit


WHOLE = Size()
TENTH = Size(units=UNITS // 10)


def load(password_hash: str, size: Size = WHOLE, *, analyzed: bool = True) -> None:
    """Fill the migrated, empty database in use; its viewer sees the first province.

    Without ``analyzed`` PostgreSQL has no statistics of it yet.
    """
    connection = engine.engine().raw_connection()
    raw = connection.driver_connection
    if not isinstance(raw, psycopg.Connection):
        raise TypeError("psycopg is wanted")
    with raw.cursor() as cursor:
        cursor.execute("set session_replication_role = replica")
        _fill(cursor, size, password_hash)
        cursor.execute("update data_revision set number = number + 1, reference = reference + 1")
        cursor.execute("set session_replication_role = origin")
    raw.commit()
    connection.close()
    if analyzed:
        analyze()


def analyze() -> None:
    """Let PostgreSQL take its statistics of the database in use, and mark what all can see."""
    with engine.engine().connect().execution_options(isolation_level="AUTOCOMMIT") as plain:
        plain.execute(text("vacuum analyze"))


def _fill(cursor: psycopg.Cursor, size: Size, password_hash: str) -> None:
    indicators = _indicators(cursor)
    copy = _Copy(cursor)
    copy("unit", _units(size))
    copy("unit_name", _unit_names(size))
    cursor.execute(
        "insert into unit_ancestor (unit_id, ancestor_id, depth, counted) "
        "select id, id, 0, true from unit union all "
        "select id, parent_id, 1, true from unit where parent_id is not null"
    )
    copy("account", _accounts(size, password_hash))
    copy("account_grant", _grants(size))
    copy("target_decision", _target_decisions())
    copy("target_value", _target_values(size, indicators))
    copy("due_date_extension", _extensions(size))
    for table, rows in returns.tables(_revisions(size), indicators):
        copy(table, rows)
    copy("history_import", _imports())
    copy("history_value", _history(size, indicators))
    copy("return_draft", _drafts(size))
    _next_ids(cursor)


class _Copy:
    """Puts rows into tables."""

    def __init__(self, cursor: psycopg.Cursor) -> None:
        self.cursor = cursor

    def __call__(self, table: str, rows: Iterable[Row]) -> None:
        found = iter(rows)
        first = next(found, None)
        if first is None:
            return
        columns = sql.SQL(", ").join(map(sql.Identifier, first))
        statement = sql.SQL("copy {} ({}) from stdin").format(sql.Identifier(table), columns)
        with self.cursor.copy(statement) as copy:
            copy.write_row(tuple(first.values()))
            for row in found:
                copy.write_row(tuple(row.values()))


def _units(size: Size) -> Iterator[Row]:
    plain = {
        "counting": "counted",
        "illustration": True,
        "valid_from": _SINCE,
        "recorded_at": _BEGAN,
    }
    for number in size.province_ids():
        yield {
            "id": number,
            "code": f"P{number:02}",
            "parent_id": None,
            "province_id": number,
            "reports": False,
            "display_order": number,
            **plain,
        }
    for number in size.unit_ids():
        yield {
            "id": number,
            "code": f"X{number:04}",
            "parent_id": size.province_of(number),
            "province_id": size.province_of(number),
            "reports": True,
            "display_order": number,
            **plain,
        }


def _unit_names(size: Size) -> Iterator[Row]:
    def name(unit: int, kind: str, words: str) -> Row:
        return {
            "unit_id": unit,
            "kind_code": kind,
            "name": words,
            "effective_on": _SINCE,
            "recorded_at": _BEGAN,
        }

    for number in size.province_ids():
        yield name(number, "province", f"Tỉnh số {number}")
    for number in size.unit_ids():
        yield name(number, "commune", f"Xã số {number}")


_SINCE = date(LAST_YEAR - YEARS, 1, 1)
_BEGAN = datetime(LAST_YEAR - YEARS, 1, 2, tzinfo=UTC)


def _accounts(size: Size, password_hash: str) -> Iterator[Row]:
    def account(number: int, username: str, name: str, password: str | None = None) -> Row:
        return {
            "id": number,
            "username": username,
            "display_name": name,
            "password_hash": password,
            "active": True,
            "created_at": _BEGAN,
        }

    yield account(VIEWER, ACCOUNT, "Đo lường", password_hash)
    for number in size.province_ids():
        yield account(size.officer_of(number), f"canbo-p{number:02}", f"Cán bộ tỉnh số {number}")
    for number in size.unit_ids():
        yield account(size.clerk_of(number), f"canbo-x{number:04}", f"Cán bộ xã số {number}")


def _grants(size: Size) -> Iterator[Row]:
    def grant(account: int, unit: int, role: str) -> Row:
        return {"account_id": account, "unit_id": unit, "role": role, "granted_at": _BEGAN}

    yield grant(VIEWER, 1, "viewer")
    for number in size.province_ids():
        yield grant(size.officer_of(number), number, "reviewer")
    for number in size.unit_ids():
        yield grant(size.clerk_of(number), number, "reporter")


def _indicators(cursor: psycopg.Cursor) -> list[returns.Indicator]:
    """Return the indicators that have figures: those with targets, then stocks."""
    cursor.execute(
        "select id, measure = 'flow', takes_target, code = 'PARTY_ORG_FOUNDED' "
        "from indicator_at('9999-01-01', '2026-12-31') "
        "order by not takes_target, measure = 'flow', display_order limit %s",
        [INDICATORS],
    )
    return [returns.Indicator(*row) for row in cursor.fetchall()]


def _target_decisions() -> Iterator[Row]:
    for number, year in enumerate(returns.years(), start=1):
        yield {
            "id": number,
            "year": year,
            "stage": "assigned",
            "number": f"{number}-QĐ/TU",
            "history": False,
            "recorded_by": VIEWER,
            "recorded_at": datetime(year, 1, 15, tzinfo=UTC),
        }


def _target_values(size: Size, indicators: list[returns.Indicator]) -> Iterator[Row]:
    chance = random.Random(1)
    for decision, year in enumerate(returns.years(), start=1):
        for unit in range(1, size.provinces + size.units + 1):
            for indicator in indicators:
                if indicator.takes_target:
                    yield {
                        "decision_id": decision,
                        "unit_id": unit,
                        "indicator_id": indicator.id,
                        "year": year,
                        "stage": "assigned",
                        "amount": chance.randint(4, 40) * (90 if unit <= size.provinces else 1),
                    }


def _extensions(size: Size) -> Iterator[Row]:
    """Put one due date in a hundred off, and take one of ten of those back."""
    chance = random.Random(3)
    for year, quarter in returns.quarters():
        due = returns.due_on(year, quarter)
        for unit in size.unit_ids():
            if chance.random() < 0.01:
                days = [due + timedelta(10), *([None] if chance.random() < 0.1 else [])]
                for later, day in enumerate(days):
                    yield {
                        "unit_id": unit,
                        "year": year,
                        "quarter": quarter,
                        "due_on": day,
                        "reason": "Bão",
                        "decided_by": size.officer_of(size.province_of(unit)),
                        "decided_at": returns.moment(due, later - 3),
                    }


def _revisions(size: Size) -> list[Revision]:
    """Return every submission there ever was, the oldest first."""
    chance = random.Random(2)
    found: list[Revision] = []
    for year, quarter in returns.quarters():
        newest = (year, quarter) == (LAST_YEAR, LAST_QUARTER)
        for unit in size.unit_ids():
            province = size.province_of(unit)
            ended = size.provinces > 1 and province == size.provinces
            if (newest and unit % 11 == 0) or (ended and (year, quarter) >= ENDS_EARLY):
                continue
            found += returns.life(
                chance,
                returns.Place(
                    unit, province, year, quarter, size.clerk_of(unit), size.officer_of(province)
                ),
                newest=newest,
            )
    return returns.in_order(found)


def _imports() -> Iterator[Row]:
    yield {"id": 1, "file_id": 1, "imported_by": VIEWER, "imported_at": _BEGAN}


def _history(size: Size, indicators: list[returns.Indicator]) -> Iterator[Row]:
    """Let two years before the first return be known as a whole."""
    chance = random.Random(4)
    for unit in size.unit_ids():
        for year in range(LAST_YEAR - YEARS - 1, LAST_YEAR - YEARS + 1):
            for indicator in indicators:
                if indicator.takes_target:
                    yield {
                        "import_id": 1,
                        "unit_id": unit,
                        "indicator_id": indicator.id,
                        "year": year,
                        "quarter": 0,
                        "amount": chance.randint(2, 40),
                    }


def _drafts(size: Size) -> Iterator[Row]:
    """Let one unit in twenty write the return of the running quarter."""
    at = datetime(LAST_YEAR, 11, 20, 2, tzinfo=UTC)
    for unit in size.unit_ids()[::20]:
        yield {
            "unit_id": unit,
            "year": LAST_YEAR,
            "quarter": LAST_QUARTER + 1,
            "content": '{"figures": {"PARTY_MEMBER_ADMITTED": "12"}, "foundings": [], '
            '"reviews": [], "difficulties": []}',
            "based_on": 0,
            "created_at": at,
            "updated_by": size.clerk_of(unit),
            "updated_at": at,
        }


def _next_ids(cursor: psycopg.Cursor) -> None:
    for table in (
        "unit", "account", "stored_file", "target_decision", "quarterly_return", "return_revision",
        "return_decision", "upload", "intake_batch", "history_import",
    ):  # fmt: skip
        cursor.execute(
            sql.SQL(
                "select setval(pg_get_serial_sequence({}, 'id'), (select max(id) from {}))"
            ).format(table, sql.Identifier(table))
        )
