"""What the API answers, and each file to take away, is read in one transaction.

The endpoints are asked in this process, past the gate, so that transactions can be counted.
"""

import asyncio
import json
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from urllib.parse import urlencode

import pytest
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from dashboard import settings
from dashboard.actions import bulk, decisions, drafts, returns
from dashboard.actions.tokens import Bearer
from dashboard.domain.access import Person
from dashboard.web import bundles, calendar, downloads
from dashboard.web import drafts as drafting
from dashboard.web.api.operations import OPERATIONS
from dashboard.web.api.serving import served
from data_access import engine
from data_access import returns as stored
from data_access.vocabulary import Period, Role, TokenScope
from tests.actions.workbooks import a_workbook
from tests.factories import a_person, a_return, a_unit
from tests.transactions import begun, readings, writings

CODE = "PARTY_MEMBER_ADMITTED"
Q1, Q3 = Period(2026, 1), Period(2026, 3)
FOUNDED = {
    "indicator": "PARTY_ORG_FOUNDED",
    "name": "Chi bộ Công ty Sao Mai",
    "enterprise": "Công ty TNHH Sao Mai",
    "tax_code": "0101248141",
    "enterprise_type": "Công ty TNHH",
    "founded_on": "2026-02-05",
    "decision_number": "12-QĐ/HU",
    "members": 5,
}
MAIN = ("PARTY_ORG_FOUNDED", "UNION_FOUNDED", "YOUTH_ORG_FOUNDED", "PARTY_MEMBER_ADMITTED",
        "UNION_MEMBER_ADMITTED", "YOUTH_MEMBER_ADMITTED")  # fmt: skip


@dataclass(frozen=True)
class Place:
    """A district's clerk and officer, and what there is to be asked for."""

    clerk: Person
    officer: Person
    number: int
    revision: int
    upload: int
    bundle: int


@pytest.fixture
def place(database: str, monkeypatch: pytest.MonkeyPatch) -> Place:
    monkeypatch.setenv("TIENDO_TODAY", "2026-09-20")
    settings.settings.cache_clear()
    province = a_unit("P")
    district = a_unit("D01", province)
    clerk, officer = a_person(Role.REPORTER, district), a_person(Role.REVIEWER, province)
    a_return(district, "2025Q4", {CODE: 4}, clerk)
    done = returns.submit(clerk, a_workbook(clerk, "D01", Q3, {CODE: 1}), "a.xlsx",
                          explanation="Đã rà")  # fmt: skip
    decisions.send_back(officer, done.return_id, "Thiếu")
    refused = returns.check(clerk, a_workbook(clerk, "D01", Q3, {CODE: "1,608"}), "b.xlsx")
    drafts.save(clerk, "D01", Q1, {"figures": {CODE: "7"}}, 0)
    batch = bulk.receive(officer, [("a.pdf", b"no workbook")])
    while bulk.read_next(officer, batch):
        pass
    with engine.reading(engine.SERVICE) as session:
        revision = stored.revisions(session, done.return_id)[0].id
    return Place(clerk, officer, done.return_id, revision, refused.upload_id, batch)


def a_request(
    person: Person,
    method: str = "GET",
    query: Mapping[str, object] | None = None,
    places: Mapping[str, object] | None = None,
    document: object = None,
) -> Request:
    body = json.dumps(document).encode() if document is not None else b""
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(body)).encode()),
        (b"x-tiendo-form", b"1"),
        (b"sec-fetch-site", b"same-origin"),
        (b"host", b"localhost"),
    ]

    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": body, "more_body": False}

    scope = {
        "type": "http",
        "method": method,
        "path": "/",
        "headers": headers,
        "query_string": urlencode(query or {}).encode(),
        "path_params": dict(places or {}),
        "tiendo.person": person,
        "tiendo.bearer": Bearer(1, person, TokenScope.SUBMIT),
        "client": ("127.0.0.1", 1),
        "server": ("localhost", 80),
        "scheme": "http",
    }
    return Request(scope, receive)


def asked(endpoint, request: Request) -> Response:
    """Ask an endpoint on a loop of its own: a test's browser may keep this thread's running."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, endpoint(request)).result()


def a_query(name: str, place: Place) -> tuple[dict[str, object], dict[str, object]]:
    """Return the query and the places in the path of an operation of the API."""
    one = {"return_id": str(place.number)}
    return {
        "listReturns": ({"unit": "D01"}, {}),
        "getReturn": ({}, one),
        "getFile": ({}, one),
        "getProgress": ({"unit": "D01", "period": "2026Q3"}, {}),
        "getTemplate": ({"unit": "D01", "period": "2026Q3"}, {}),
        "listUnits": ({}, {}),
        "listIndicators": ({}, {}),
    }[name]


@pytest.mark.parametrize("name", [each.name for each in OPERATIONS if each.method == "GET"])
def test_an_answer_of_the_api_is_read_in_one_transaction(place, name):
    operation = next(each for each in OPERATIONS if each.name == name)
    query, places = a_query(name, place)
    with begun() as transactions:
        answer = asked(served(operation.endpoint), a_request(place.clerk, "GET", query, places))
    assert answer.status_code == 200, answer.body
    assert (len(transactions), readings(transactions)) == (1, 1)


def test_progress_of_an_earlier_day_is_read_in_one_transaction(place):
    operation = next(each for each in OPERATIONS if each.name == "getProgress")
    query = {"unit": "D01", "period": "2026Q3", "as_of": "2026-03-01"}
    with begun() as transactions:
        answer = asked(served(operation.endpoint), a_request(place.clerk, "GET", query))
    assert answer.status_code == 200, answer.body
    assert (len(transactions), readings(transactions)) == (1, 1)


def test_a_return_that_is_only_checked_is_checked_in_one_transaction(place):
    operation = next(each for each in OPERATIONS if each.name == "handInReturn")
    figures = {**dict.fromkeys(MAIN, 0), "PARTY_ORG_FOUNDED": 1}
    document = {"unit": "D01", "period": "2026Q1", "figures": figures, "foundings": [FOUNDED],
                "dry_run": True}  # fmt: skip
    with begun() as transactions:
        answer = asked(
            served(operation.endpoint, TokenScope.SUBMIT),
            a_request(place.clerk, "POST", document=document),
        )
    assert answer.status_code == 200, answer.body
    assert json.loads(answer.body)["dry_run"]
    assert (len(transactions), readings(transactions)) == (1, 1)


FILES: dict[str, tuple[str, str]] = {
    "/download/file/{revision_id:int}": ("clerk", "revision"),
    "/download/upload/{upload_id:int}": ("clerk", "upload"),
    "/download/marked/upload/{upload_id:int}": ("clerk", "upload"),
    "/download/marked/revision/{revision_id:int}": ("clerk", "revision"),
    "/download/template": ("clerk", "2026Q3"),
    "/download/bundle/{batch_id:int}/list.xlsx": ("officer", "bundle"),
    "/download/calendar.ics": ("clerk", ""),
    "/download/completeness.xlsx": ("officer", ""),
    "/download/draft": ("clerk", "2026Q1"),
}
IN_TURN = "/download/bundle/{batch_id:int}/marked.zip"  # files that never change, one by one
ROUTES: dict[str, Route] = {
    each.path: each
    for each in (*downloads.ROUTES, *bundles.ROUTES, *calendar.ROUTES, *drafting.ROUTES)
}


@pytest.mark.parametrize("path", FILES)
def test_a_file_to_take_away_is_read_in_one_transaction(place, path):
    who, what = FILES[path]
    number = {name: getattr(place, what, 0) for name in ("revision_id", "upload_id", "batch_id")}
    query = {"unit": "D01", "period": what}
    with begun() as transactions:
        answer = asked(ROUTES[path].endpoint, a_request(getattr(place, who), "GET", query, number))
    assert answer.status_code == 200, answer.body
    assert (len(transactions), readings(transactions)) == (1, 1)


def test_every_file_is_among_them():
    saved = {each.path for each in drafting.ROUTES if "GET" not in (each.methods or ())}
    assert {*FILES, IN_TURN} == {*ROUTES} - saved


def test_how_a_saved_draft_reads_and_what_is_newer_are_of_one_moment(place):
    said = {
        "account": place.clerk.account_id, "version": 1, "based_on": 0, "seen": 0,
        "content": {"figures": {CODE: "8"}, "foundings": [{"enterprise": "Công ty Sao Mai"}]},
    }  # fmt: skip
    with begun() as transactions:
        answer = asked(
            ROUTES["/draft/return"].endpoint,
            a_request(place.clerk, "PUT", {"unit": "D01", "period": "2026Q1"}, document=said),
        )
    assert answer.status_code == 200, answer.body
    assert (readings(transactions), writings(transactions)) == (1, 1)
    with begun() as transactions:
        answer = asked(
            ROUTES["/draft/return"].endpoint,
            a_request(place.clerk, "PUT", {"unit": "D01", "period": "2026Q1"}, document=said | {
                "content": {"figures": {CODE: "9"}}}),
        )  # fmt: skip
    assert answer.status_code == 409
    assert json.loads(answer.body)["theirs"]["version"] == 2
    assert (readings(transactions), writings(transactions)) == (1, 1)
