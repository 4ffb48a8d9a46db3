"""What is handed in: made here from figures that the audit knows without asking the record."""

import json
import random
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

from dashboard.actions import returns
from dashboard.domain.access import Person
from dashboard.workbooks.fill import fill
from data_access.vocabulary import Period

MARK = "PARTY_MEMBER_ADMITTED"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_WEIGHTS = (31, 29, 23, 19, 17, 13, 7, 5, 3)
INDICATORS = {
    "party": "PARTY_ORG_FOUNDED",
    "union": "UNION_FOUNDED",
    "youth": "YOUTH_ORG_FOUNDED",
}
_WORD = "Đã đối chiếu với sổ sách của đơn vị"


class Form(StrEnum):
    """How a return is sent."""

    WORKBOOK = "workbook"
    MULTIPART = "multipart"
    JSON = "json"
    COMMAND = "command line"


OVER_HTTP = (Form.WORKBOOK, Form.WORKBOOK, Form.MULTIPART, Form.JSON)
USUAL = (*OVER_HTTP, Form.COMMAND)


@dataclass(frozen=True, slots=True)
class Upload:
    """One return to be handed in; ``number`` stands in its figures and tells it from all others.

    ``figures``, ``foundings``, ``reviews`` and ``difficulties`` are what the record must say of it;
    ``sha256`` is None where the server makes the file.
    """

    number: int
    unit: str
    period: str
    form: Form
    key: str | None
    figures: Mapping[str, int]
    foundings: tuple[Mapping[str, Any], ...]
    reviews: tuple[Mapping[str, Any], ...]
    difficulties: tuple[Mapping[str, Any], ...]
    query: str = ""
    body: bytes = b""
    content_type: str = ""
    sha256: str | None = None


@dataclass(frozen=True, slots=True)
class Desk:
    """Where returns may be handed in, and by whom."""

    person: Person
    units: tuple[str, ...]
    periods: tuple[str, ...]


def make(
    chance: random.Random,
    desk: Desk,
    number: int,
    unit: str,
    period: str,
    form: Form,
) -> Upload:
    """Return the upload of this number for the unit and quarter, to be sent in this form."""
    plain = _plain(chance, number, unit, period, form)
    entries = {
        "figures": dict(plain.figures),
        "foundings": [dict(row) for row in plain.foundings],
        "reviews": [dict(row) for row in plain.reviews],
        "difficulties": [dict(row) for row in plain.difficulties],
    }
    if form is Form.JSON:
        return replace(plain, body=_document(plain, entries), content_type="application/json")
    plain = replace(plain, query="?" + urlencode({"explanation": _WORD, "reason": _WORD}))
    _name, template = returns.template(desk.person, unit, Period.parse(period))
    data = fill(template, entries)
    digest = sha256(data).hexdigest()
    if form is not Form.MULTIPART:
        return replace(plain, body=data, content_type=XLSX, sha256=digest)
    body, content_type = _multipart(data, f"BC_{unit}_{period}.xlsx")
    return replace(plain, body=body, content_type=content_type, sha256=digest)


def _document(plain: Upload, entries: Mapping[str, Any]) -> bytes:
    """The return as a program sends it: foundings by the code of their indicator."""
    foundings = [
        {**row, "indicator": INDICATORS[row["organisation"]]} for row in entries["foundings"]
    ]
    for row in foundings:
        del row["organisation"]
    said = {
        "unit": plain.unit,
        "period": plain.period,
        "explanation": _WORD,
        "reason": _WORD,
        **entries,
        "foundings": foundings,
    }
    return json.dumps(said, ensure_ascii=False).encode()


def _plain(chance: random.Random, number: int, unit: str, period: str, form: Form) -> Upload:
    founded = {code: chance.randint(0, 4) for code in INDICATORS.values()}
    foundings = [
        _founding(chance, number, period, kind, row)
        for kind, code in INDICATORS.items()
        for row in range(founded[code])
    ]
    return Upload(
        number=number,
        unit=unit,
        period=period,
        form=form,
        key=f"chaos-{number}" if chance.random() < 0.5 else None,
        figures={MARK: number, "UNION_MEMBER_ADMITTED": chance.randint(0, 2000), **founded},
        foundings=tuple(foundings),
        reviews=tuple(_review(chance, number, row) for row in range(chance.randint(0, 6))),
        difficulties=tuple(
            {"difficulty": f"Khó khăn {number}.{row}", "proposal": f"Kiến nghị {number}.{row}"}
            for row in range(chance.randint(0, 3))
        ),
    )


def _founding(
    chance: random.Random, number: int, period: str, kind: str, row: int
) -> Mapping[str, Any]:
    first, last = Period.parse(period).first_day, Period.parse(period).last_day
    day = first + timedelta(days=chance.randint(0, min((last - first).days, 45)))
    enterprise = f"Công ty TNHH Thử nghiệm {number} {kind} {row}"
    return {
        "organisation": kind,
        "name": f"Tổ chức tại {enterprise}",
        "enterprise": enterprise,
        "tax_code": tax_code(chance),
        "enterprise_type": "Công ty TNHH",
        "founded_on": day.isoformat(),
        "decision_number": f"{number}.{row}-QĐ",
        "members": chance.randint(20, 90),
    }


def _review(chance: random.Random, number: int, row: int) -> Mapping[str, Any]:
    return {
        "enterprise": f"Doanh nghiệp rà soát {number} {row}",
        "tax_code": tax_code(chance),
        "enterprise_type": "Công ty cổ phần",
        "workers": chance.randint(1, 300),
        "party_members": chance.randint(0, 9),
        "has_party": chance.random() < 0.5,
        "has_union": chance.random() < 0.5,
        "has_youth": chance.random() < 0.5,
    }


def tax_code(chance: random.Random) -> str:
    """Return ten digits of which the last proves the others, as an enterprise's number has."""
    while True:
        digits = [chance.randint(0, 9) for _ in _WEIGHTS]
        last = 10 - sum(w * d for w, d in zip(_WEIGHTS, digits, strict=True)) % 11
        if last < 10:
            return "".join(map(str, [*digits, last]))


def _multipart(data: bytes, name: str) -> tuple[bytes, str]:
    line = "chaos-of-a-return"
    head = (
        f'--{line}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
        f"Content-Type: {XLSX}\r\n\r\n"
    )
    return head.encode() + data + f"\r\n--{line}--\r\n".encode(), (
        f"multipart/form-data; boundary={line}"
    )
