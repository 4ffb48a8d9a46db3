"""A synthetic nation: 34 provinces, 3,321 reporting units, 20 indicators, 10 years.

Rows go in by COPY, past the actions: it is the size that matters here, not how it came in.
"""

import random
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime

import psycopg
from sqlalchemy import text

from data_access import engine

PROVINCES = 34
UNITS = 3321
INDICATORS = 20
LAST_YEAR = 2026
YEARS = 10
LAST_QUARTER = 3
ACCOUNT = "do-luong"


def load(password_hash: str) -> None:
    """Fill the migrated, empty database in use, with one viewer of the first province."""
    connection = engine.engine().raw_connection()
    raw = connection.driver_connection
    if not isinstance(raw, psycopg.Connection):
        raise TypeError("psycopg is wanted")
    with raw.cursor() as cursor:
        cursor.execute("set session_replication_role = replica")
        _units(cursor)
        _account(cursor, password_hash)
        indicators = _indicators(cursor)
        _targets(cursor, indicators)
        _returns(cursor, indicators)
        _next_ids(cursor)
        cursor.execute("update data_revision set number = number + 1")
        cursor.execute("set session_replication_role = origin")
    raw.commit()
    connection.close()
    with engine.engine().connect().execution_options(isolation_level="AUTOCOMMIT") as plain:
        plain.execute(text("vacuum analyze"))


def _copy(
    cursor: psycopg.Cursor, table: str, columns: str, rows: Iterable[tuple[object, ...]]
) -> None:
    with cursor.copy(f"copy {table} ({columns}) from stdin") as copy:  # type: ignore[arg-type]
        for row in rows:
            copy.write_row(row)


def _parent_of(unit: int) -> int:
    return (unit - PROVINCES - 1) % PROVINCES + 1


def _units(cursor: psycopg.Cursor) -> None:
    since = date(LAST_YEAR - YEARS, 1, 1)

    def rows() -> Iterator[tuple[object, ...]]:
        for number in range(1, PROVINCES + 1):
            yield (number, f"P{number:02}", "province", f"Tỉnh số {number}", None, "counted", False,
                   True, since, number)  # fmt: skip
        for number in range(PROVINCES + 1, PROVINCES + UNITS + 1):
            yield (number, f"X{number:04}", "commune", f"Xã số {number}", _parent_of(number),
                   "counted", True, True, since, number)  # fmt: skip

    _copy(
        cursor,
        "unit",
        "id, code, kind_code, name, parent_id, counting, reports, illustration, valid_from, "
        "display_order",
        rows(),
    )
    cursor.execute(
        "insert into unit_ancestor (unit_id, ancestor_id, depth, counted) "
        "select id, id, 0, true from unit union all "
        "select id, parent_id, 1, true from unit where parent_id is not null"
    )


def _account(cursor: psycopg.Cursor, password_hash: str) -> None:
    now = datetime.now(UTC)
    _copy(
        cursor,
        "account",
        "id, username, display_name, password_hash, active, created_at",
        [(1, ACCOUNT, "Đo lường", password_hash, True, now)],
    )
    _copy(cursor, "account_grant", "account_id, unit_id, role, granted_at", [(1, 1, "viewer", now)])
    _copy(cursor, "stored_file", "id, sha256, size, content, stored_at", [(1, b"0", 1, b"0", now)])


def _indicators(cursor: psycopg.Cursor) -> list[tuple[int, bool]]:
    """Return id and whether it is a flow of the indicators that have figures."""
    cursor.execute("select id, measure = 'flow' from indicator order by display_order limit %s",
                   [INDICATORS])  # fmt: skip
    return [(int(row[0]), bool(row[1])) for row in cursor.fetchall()]


def _years() -> range:
    return range(LAST_YEAR - YEARS + 1, LAST_YEAR + 1)


def _targets(cursor: psycopg.Cursor, indicators: list[tuple[int, bool]]) -> None:
    chance = random.Random(1)
    _copy(
        cursor,
        "target_decision",
        "id, year, stage, number, history, recorded_by, recorded_at",
        (
            (
                number,
                year,
                "assigned",
                f"{number}-QĐ/TU",
                False,
                1,
                datetime(year, 1, 15, tzinfo=UTC),
            )
            for number, year in enumerate(_years(), start=1)
        ),
    )

    def values() -> Iterator[tuple[object, ...]]:
        for decision, year in enumerate(_years(), start=1):
            for unit in range(1, PROVINCES + UNITS + 1):
                for indicator, flow in indicators:
                    if flow:
                        amount = chance.randint(4, 40) * (90 if unit <= PROVINCES else 1)
                        yield decision, unit, indicator, year, "assigned", amount

    _copy(
        cursor, "target_value", "decision_id, unit_id, indicator_id, year, stage, amount", values()
    )


def _quarters() -> Iterator[tuple[int, int]]:
    for year in _years():
        for quarter in range(1, (LAST_QUARTER if year == LAST_YEAR else 4) + 1):
            yield year, quarter


def _returns(cursor: psycopg.Cursor, indicators: list[tuple[int, bool]]) -> None:
    due = [
        (number, unit, year, quarter)
        for number, (year, quarter, unit) in enumerate(
            (
                (year, quarter, unit)
                for year, quarter in _quarters()
                for unit in range(PROVINCES + 1, PROVINCES + UNITS + 1)
                if not (year == LAST_YEAR and quarter == LAST_QUARTER and unit % 11 == 0)
            ),
            start=1,
        )
    ]
    _copy(cursor, "quarterly_return", "id, unit_id, year, quarter", due)
    _copy(
        cursor,
        "return_revision",
        "id, return_id, number, warnings, channel, file_id, submitted_by, submitted_at",
        (
            (number, number, 1, "[]", "web", 1, 1, datetime(year, 3 * quarter, 20, tzinfo=UTC))
            for number, _, year, quarter in due
        ),
    )
    _copy(
        cursor,
        "return_decision",
        "revision_id, kind, decided_by, decided_at",
        (
            (number, "accept", 1, datetime(year, 3 * quarter, 24, tzinfo=UTC))
            for number, _, year, quarter in due
        ),
    )
    _copy(cursor, "return_value", "revision_id, indicator_id, amount", _values(due, indicators))


def _values(
    due: list[tuple[int, int, int, int]], indicators: list[tuple[int, bool]]
) -> Iterator[tuple[object, ...]]:
    chance = random.Random(2)
    for number, unit, year, quarter in due:
        for indicator, flow in indicators:
            if flow:
                yield number, indicator, chance.randint(0, 3 + 2 * quarter)
            else:
                yield number, indicator, 100 + unit % 50 + 4 * (year - LAST_YEAR) + quarter


def _next_ids(cursor: psycopg.Cursor) -> None:
    for table in ("unit", "account", "stored_file", "target_decision", "quarterly_return",
                  "return_revision"):  # fmt: skip
        cursor.execute(
            f"select setval(pg_get_serial_sequence('{table}', 'id'), "  # type: ignore[arg-type]  # noqa: S608
            f"(select max(id) from {table}))"
        )
