"""A program of a district's own, which asks the API with a token."""

import itertools
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from pydantic import BaseModel

from dashboard.actions import accounts, decisions, returns, tokens
from dashboard.domain.access import Person
from dashboard.web.api import replies
from dashboard.workbooks.fill import fill
from data_access import engine
from data_access import units as unit_rows
from data_access.vocabulary import Channel, Period, Role, TokenScope, UnitRecord
from tests.factories import a_person, a_unit
from tests.web.running import Answer, Browser, Site

Shape = TypeVar("Shape", bound=BaseModel)

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FIGURES = {
    "PARTY_ORG_FOUNDED": 0,
    "PARTY_MEMBER_ADMITTED": 5,
    "UNION_FOUNDED": 0,
    "UNION_MEMBER_ADMITTED": 0,
    "YOUTH_ORG_FOUNDED": 0,
    "YOUTH_MEMBER_ADMITTED": 0,
}
FOUNDING = {
    "indicator": "PARTY_ORG_FOUNDED",
    "name": "Chi bộ Công ty Sao Mai",
    "enterprise": "Công ty TNHH Sao Mai",
    "tax_code": "0101248141",
    "enterprise_type": "Công ty TNHH",
    "founded_on": "2024-02-05",
    "decision_number": "12-QĐ/HU",
    "members": 5,
}
WARNED = {**FIGURES, "PARTY_ORG_FOUNDED": 1}
LONELY = {**FOUNDING, "members": 1}  # a Party cell of one member is a doubt
KEY = "Idempotency-Key"
_numbers = itertools.count(1001)  # as many digits in each, whatever ran before: names are sorted


@dataclass(frozen=True)
class Said:
    """What the API answered: its status, headers and document."""

    answer: Answer

    @property
    def status(self) -> int:
        return self.answer.status

    @property
    def json(self):
        assert self.answer.headers["Content-Type"] == "application/json"
        return json.loads(self.answer.body)

    def of(self, shape: type[Shape]) -> Shape:
        """Return the document as the description of the API says it is."""
        return shape.model_validate_json(self.answer.body, strict=True)

    @property
    def error(self):
        self.of(replies.ErrorOut)
        return self.json["error"]

    @property
    def rule(self) -> str:
        return self.error["rule"]


@dataclass(frozen=True)
class Program:
    site: Site
    token: str | None
    address: str = "198.18.0.1"

    def get(self, path: str, **headers: str) -> Said:
        return self.ask("GET", path, None, headers)

    def post(self, body: bytes, kind: str, query: str = "", **headers: str) -> Said:
        sent = {"Content-Type": kind, **headers}
        return self.ask("POST", f"/api/v1/returns{query}", body, sent)

    def post_json(self, document: object, query: str = "", **headers: str) -> Said:
        return self.post(json.dumps(document).encode(), "application/json", query, **headers)

    def post_xlsx(self, data: bytes, query: str = "", **headers: str) -> Said:
        return self.post(data, XLSX, query, **headers)

    def post_form(
        self,
        data: bytes,
        name: str = "báo cáo.xlsx",
        headers: dict[str, str] | None = None,
        **fields: str,
    ) -> Said:
        edge = f"edge{next(_numbers)}"
        parts = [
            f'--{edge}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{text}\r\n'.encode()
            for key, text in fields.items()
        ]
        head = (
            f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
            f"Content-Type: {XLSX}\r\n\r\n"
        )
        body = b"".join([*parts, head.encode(), data, f"\r\n--{edge}--\r\n".encode()])
        return self.post(body, f"multipart/form-data; boundary={edge}", **(headers or {}))

    def ask(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> Said:
        sent = {"Authorization": f"Bearer {self.token}"} if self.token is not None else {}
        return Said(Browser(self.site, self.address).ask(method, path, body, sent | headers))


def a_program(
    site: Site, role: Role, *places: UnitRecord, scope: TokenScope = TokenScope.SUBMIT
) -> tuple[Program, Person]:
    """Return a program with a token of a new account that has ``role`` on ``places``."""
    person = a_person(role, *places, username=f"phan-mem{next(_numbers)}")
    goc = accounts.acting_as("goc", Channel.COMMAND_LINE)
    made = tokens.add(goc, name="Phần mềm thử", scope=scope, username=person.username)
    return Program(site, made.token), person


def the_province() -> UnitRecord:
    with engine.reading(engine.SERVICE) as session:
        return unit_rows.by_code(session, "MH")


def a_unit_of_the_province(parent: UnitRecord | None = None) -> UnitRecord:
    """Add a district, or a unit below one, that nobody else's test knows."""
    return a_unit(f"A{next(_numbers)}", parent or the_province())


def a_workbook(
    person: Person, unit: UnitRecord, figures: Mapping[str, object] = FIGURES, **entries: object
) -> bytes:
    _name, template = returns.template(person, unit.code, Period(2024, 1))
    return fill(template, {"figures": figures, **entries})


def a_document(unit: UnitRecord, **entries: object) -> dict[str, object]:
    said = {"period": "2024Q1", "figures": FIGURES, "explanation": "Đã kiểm tra"}
    return {"unit": unit.code, **said, **entries}


def accepted(unit: UnitRecord, return_id: int) -> None:
    _program, officer = a_program(None, Role.REVIEWER, unit)
    decisions.accept(officer, return_id)


def list_of(unit: UnitRecord) -> str:
    return f"/api/v1/returns?unit={unit.code}"
