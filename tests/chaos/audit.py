"""What the record holds, read by SQL on a connection of its own, against what was sent."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg.rows import dict_row

from tests.chaos.uploads import INDICATORS, MARK, Upload

_REVISIONS = """
select v.id, v.return_id, v.number, u.code as unit, q.year, q.quarter,
       f.size, octet_length(f.content) as length, encode(f.sha256, 'hex') as named,
       encode(sha256(f.content), 'hex') as actual,
       (select jsonb_object_agg(i.code, x.amount)
        from return_value x join indicator i on i.id = x.indicator_id
        where x.revision_id = v.id) as figures,
       (select jsonb_agg(to_jsonb(x) || jsonb_build_object('indicator', i.code) order by x.row)
        from founding x join indicator i on i.id = x.indicator_id
        where x.revision_id = v.id) as foundings,
       (select jsonb_agg(to_jsonb(x) order by x.row)
        from enterprise_review x where x.revision_id = v.id) as reviews,
       (select jsonb_agg(to_jsonb(x) order by x.row)
        from difficulty x where x.revision_id = v.id) as difficulties,
       (select count(*) from upload x
        where x.revision_id = v.id and x.file_id = v.file_id and x.outcome = 'stored') as uploads,
       (select count(*) from audit_event x
        where x.subject = 'return_revision' and x.subject_id = v.id
          and x.action = 'return.submit') as events
from return_revision v
join quarterly_return q on q.id = v.return_id
join unit u on u.id = q.unit_id
left join stored_file f on f.id = v.file_id
order by v.id
"""
# Rows that stand alone: pieces of something that was not stored whole.
_PIECES = {
    "a return without a revision": """
        select q.id from quarterly_return q
        where not exists (select from return_revision v where v.return_id = q.id)""",
    "numbers of revisions with a gap": """
        select return_id from return_revision group by return_id
        having max(number) <> count(*) or min(number) <> 1""",
    "a file that nothing refers to": """
        select f.id from stored_file f
        where not exists (select from return_revision v where v.file_id = f.id)
          and not exists (select from upload x where x.file_id = f.id)
          and not exists (select from return_draft d where d.file_id = f.id)
          and not exists (select from intake_item x where x.file_id = f.id)""",
    "a file whose bytes are not those it is named by": """
        select id from stored_file
        where sha256 <> sha256(content) or size <> octet_length(content)""",
    "an upload without its revision": """
        select x.id from upload x where x.outcome <> 'refused' and x.revision_id is null""",
    "an upload refused that had no fault": "select id from upload where outcome = 'refused'",
    "an audit event without its revision": """
        select e.id from audit_event e
        where e.subject = 'return_revision'
          and not exists (select from return_revision v where v.id = e.subject_id)""",
    "a request's key that names another return": """
        select k.key from idempotency_key k
        where 'chaos-' || (select x.amount from return_value x
                           join indicator i on i.id = x.indicator_id
                           where x.revision_id = k.revision_id
                             and i.code = 'PARTY_MEMBER_ADMITTED')
              is distinct from k.key""",
    "a number of the data that the screens would not see grow": """
        select number from data_revision where number <= (select count(*) from return_revision)""",
}
_COLUMNS = {
    "foundings": ("name", "enterprise", "tax_code", "enterprise_type", "founded_on",
                  "decision_number", "members"),
    "reviews": ("enterprise", "tax_code", "enterprise_type", "workers", "party_members",
                "has_party", "has_union", "has_youth"),
    "difficulties": ("difficulty", "proposal"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the client was told: this upload is stored, as this revision of this return."""

    upload: int
    return_id: int
    revision: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Found:
    """What an audit found; each fault is a line that says what and where."""

    revisions: int
    lost: tuple[str, ...]
    half: tuple[str, ...]
    doubled: tuple[str, ...]

    @property
    def sound(self) -> bool:
        return not (self.lost or self.half or self.doubled)


def audit(
    connection: psycopg.Connection, uploads: Mapping[int, Upload], receipts: Collection[Receipt]
) -> Found:
    """Compare the whole record with the ``uploads``, by number, and the ``receipts`` for them."""
    with connection.transaction(), connection.cursor(row_factory=dict_row) as cursor:
        cursor.execute("set transaction isolation level repeatable read read only")
        rows = cursor.execute(_REVISIONS).fetchall()
        half = [
            f"{what}: {row}"
            for what, query in _PIECES.items()
            for row in cursor.execute(query).fetchall()
        ]
    by_number: dict[int, list[Mapping[str, Any]]] = defaultdict(list)
    for row in rows:
        number = (row["figures"] or {}).get(MARK, 0)
        by_number[number].append(row)
        half.extend(_faults(row, uploads.get(number)))
    return Found(
        len(rows),
        tuple(line for receipt in receipts for line in _lost(receipt, by_number)),
        tuple(half),
        tuple(_doubled(by_number, receipts)),
    )


def _faults(row: Mapping[str, Any], upload: Upload | None) -> Iterator[str]:
    """What is missing from, or wrong with, a revision of the record."""
    where = f"revision {row['id']} ({row['unit']} {row['year']}Q{row['quarter']})"
    if upload is None:
        yield f"{where}: its figures are those of no upload: {row['figures']}"
        return
    where = f"upload {upload.number}, {where}"
    if (row["unit"], f"{row['year']}Q{row['quarter']}") != (upload.unit, upload.period):
        yield f"{where}: not the return it was sent for"
    if row["named"] is None or row["named"] != row["actual"] or row["size"] != row["length"]:
        yield f"{where}: the file's bytes are not those it is named by"
    if upload.sha256 is not None and row["actual"] != upload.sha256:
        yield f"{where}: the file is not the one that was sent"
    for what in ("figures", "foundings", "reviews", "difficulties"):
        if _stored(row, what) != _sent(upload, what):
            yield f"{where}: {what}: {_stored(row, what)}, sent {_sent(upload, what)}"
    if row["uploads"] != 1:
        yield f"{where}: {row['uploads']} rows in the list of uploads"
    if row["events"] != 1:
        yield f"{where}: {row['events']} audit events"


def _stored(row: Mapping[str, Any], what: str) -> object:
    if what == "figures":
        return row["figures"]
    columns = _COLUMNS[what]
    if what == "foundings":
        columns = ("indicator", *columns)
    return [tuple(each[column] for column in columns) for each in row[what] or ()]


def _sent(upload: Upload, what: str) -> object:
    if what == "figures":
        return dict(upload.figures)
    rows = getattr(upload, what)
    told = [tuple(each[column] for column in _COLUMNS[what]) for each in rows]
    if what != "foundings":
        return told
    kinds = [INDICATORS[each["organisation"]] for each in rows]
    return [(kind, *row) for kind, row in zip(kinds, told, strict=True)]


def _lost(receipt: Receipt, by_number: Mapping[int, list[Mapping[str, Any]]]) -> Iterator[str]:
    for row in by_number.get(receipt.upload, ()):
        named = (row["return_id"], row["number"], row["actual"])
        if named == (receipt.return_id, receipt.revision, receipt.sha256):
            return
    yield f"upload {receipt.upload}: acknowledged as {receipt}, and not there"


def _doubled(
    by_number: Mapping[int, list[Mapping[str, Any]]], receipts: Collection[Receipt]
) -> Iterator[str]:
    """An upload sent again is one revision; all its receipts say the same."""
    for number, found in by_number.items():
        if len(found) > 1:
            yield f"upload {number}: revisions {[row['id'] for row in found]}"
    told = Counter(receipt.upload for receipt in set(receipts))
    yield from (f"upload {number}: {count} receipts" for number, count in told.items() if count > 1)
