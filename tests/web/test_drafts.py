"""Drafts over the wire: saved by whoever submits for the unit, from our own page, within bounds."""

import itertools
import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from io import BytesIO
from urllib.parse import urlencode

import pytest
from openpyxl import load_workbook

from dashboard.actions import accounts
from dashboard.web import drafts
from dashboard.workbooks import typed
from data_access import drafts as kept
from data_access import engine
from data_access.vocabulary import Period, Role, UnitRecord
from tests.factories import a_person, a_return
from tests.web.conftest import PASSWORD
from tests.web.running import Answer, Browser, Site

PERIOD = "2024Q1"
CODE = "UNION_MEMBER_ADMITTED"
CONTENT = {"figures": {CODE: "1.608"}}
OURS = {
    "Content-Type": "application/json",
    "X-Tiendo-Form": "1",
    "Sec-Fetch-Site": "same-origin",
}
_numbers = itertools.count(1)


@dataclass(frozen=True)
class Page:
    """A clerk's form, open in a browser."""

    browser: Browser
    account: int
    unit: str

    def save(self, content: object = CONTENT, version: int = 0, **more: object) -> Answer:
        said = {"version": version, "based_on": 0, "seen": 0, "content": content, **more}
        return self.send("PUT", "/draft/return", said)

    def discard(self, version: int) -> Answer:
        return self.send("POST", "/draft/discard", {"version": version})

    def send(
        self, method: str, path: str, said: dict[str, object], headers: dict[str, str] = OURS
    ) -> Answer:
        body = json.dumps({"account": self.account, **said}).encode()
        return self.raw(method, path, body, headers)

    def raw(self, method: str, path: str, body: bytes, headers: dict[str, str] = OURS) -> Answer:
        query = urlencode({"unit": self.unit, "period": PERIOD})
        return self.browser.ask(method, f"{path}?{query}", body, headers)

    def workbook(self) -> Answer:
        return self.browser.get(f"/download/draft?unit={self.unit}&period={PERIOD}")


def said(answer: Answer):
    assert answer.headers["Cache-Control"] == "no-store"
    return json.loads(answer.body)


def rule(answer: Answer) -> str:
    return said(answer)["error"]["rule"]


@pytest.fixture
def opened(site: Site, administrator):
    """Open the form of a unit as somebody new who holds a role on a unit."""

    def open_it(unit: UnitRecord, role: Role = Role.REPORTER, on: str | None = None) -> Page:
        number = next(_numbers)
        username = f"nhap{number}"
        account = accounts.add_account(
            administrator,
            username=username,
            name=f"Người {username}",
            password=PASSWORD,
            grants=[(on or unit.code, role)],
        )
        browser = Browser(site, f"198.51.101.{number}")
        assert browser.sign_in(username, PASSWORD).status == 303
        return Page(browser, account, unit.code)

    return open_it


@pytest.fixture
def page(opened, unit: UnitRecord) -> Page:
    return opened(unit)


def stored(unit: UnitRecord):
    with engine.reading(engine.SERVICE) as session:
        return kept.of_unit(session, unit.id, Period.parse(PERIOD))


def test_what_is_typed_is_saved_and_read_at_once(page, unit):
    answer = page.save({"figures": {CODE: "1.608", "PARTY_MEMBER_ADMITTED": "1,608"}})
    assert answer.status == 200
    told = said(answer)
    assert told["version"] == stored(unit).version
    assert told["year_to_date"][CODE] == 1608
    wrong = [each for each in told["problems"] if each["severity"] == "error"]
    assert [(each["row"], each["found"]) for each in wrong] == [("PARTY_MEMBER_ADMITTED", "1,608")]
    assert stored(unit).content["figures"][CODE] == "1.608"


def test_the_second_device_is_told_what_stands_there(page, opened, unit):
    other = opened(unit)
    version = said(page.save())["version"]
    answer = other.save({"figures": {CODE: "7"}})
    assert answer.status == 409
    assert rule(answer) == "draft-newer"
    theirs = said(answer)["theirs"]
    assert theirs["content"]["figures"] == {CODE: "1.608"}
    assert theirs["version"] == version
    assert other.save({"figures": {CODE: "7"}}, theirs["version"]).status == 200
    assert stored(unit).content["figures"] == {CODE: "7"}


def test_the_same_words_twice_are_no_conflict(page):
    assert said(page.save())["version"] == said(page.save())["version"]


def test_no_draft_is_begun_from_an_old_revision_unseen(page, unit):
    colleague = a_person(Role.REPORTER, unit)
    number = a_return(unit, PERIOD, {CODE: 9}, colleague)
    answer = page.save({"figures": {CODE: "5"}})
    assert (answer.status, rule(answer)) == (409, "draft-overtaken")
    theirs = said(answer)["theirs"]
    assert (theirs["version"], theirs["revision"], theirs["by"]) == (0, 1, colleague.name)
    assert theirs["content"]["figures"] == {CODE: "9"}
    assert theirs["href"] == f"ban-bao-cao?return={number}&revision=1"
    assert stored(unit) is None
    assert said(page.save({"figures": {CODE: "5"}}, based_on=1))["based_on"] == 1


def test_a_page_with_a_draft_is_told_once_of_a_revision_that_came_after(page, unit):
    version = said(page.save())["version"]
    a_return(unit, PERIOD, {CODE: 9}, a_person(Role.REPORTER, unit))
    told = said(page.save({"figures": {CODE: "5"}}, version))
    assert told["based_on"] == 0
    assert told["newer"]["content"]["figures"] == {CODE: "9"}
    told = said(page.save({"figures": {CODE: "6"}}, told["version"], seen=1))
    assert "newer" not in told
    told = said(page.save({"figures": {CODE: "6"}}, told["version"], based_on=1))
    assert told["based_on"] == 1
    assert "newer" not in told


def test_of_many_problems_the_first_are_told_and_how_many_more(page):
    row = {"name": "x", "founded_on": "x"}
    told = said(page.save({"foundings": [row] * 600}))
    assert len(told["problems"]) == 500
    assert told["many_more"] >= 100
    assert {each["severity"] for each in told["problems"]} == {"error"}


def test_of_one_persons_requests_few_wait_and_the_others_come_again(page, unit):
    def save(number: int) -> Answer:
        return page.save({"figures": {CODE: "7"}, "difficulties": [{"proposal": "x"}] * number})

    with ThreadPoolExecutor(16) as many:
        answers = list(many.map(save, [7] * 48))
    assert {answer.status for answer in answers} == {200, 429}
    turned = next(answer for answer in answers if answer.status == 429)
    assert turned.headers["Retry-After"] == "2"
    assert rule(turned) == "draft-busy"
    assert page.save({"figures": {CODE: "8"}}, stored(unit).version).status == 200


def test_workbooks_of_drafts_are_made_a_few_at_a_time(page):
    with ThreadPoolExecutor(16) as many:
        answers = list(many.map(lambda _: page.workbook(), range(16)))
    assert {answer.status for answer in answers} == {200, 429}
    turned = next(answer for answer in answers if answer.status == 429)
    assert turned.headers["Retry-After"] == "2"
    assert "text/html" in turned.headers["Content-Type"]


def test_a_draft_is_put_away_once(page, unit):
    version = said(page.save())["version"]
    assert page.discard(version + 1).status == 409
    assert said(page.discard(version)) == {"discarded": True}
    assert said(page.discard(version)) == {"discarded": False}
    assert stored(unit) is None


def test_without_a_session_nothing_is_saved(page, site):
    page.save()
    stranger = Page(Browser(site, "198.51.102.1"), page.account, page.unit)
    assert stranger.save({"figures": {}}, 1).status == 401
    assert stranger.discard(1).status == 401
    assert stranger.workbook().status in {303, 401}
    assert page.save().status == 200


@pytest.mark.parametrize("role", [Role.VIEWER, Role.REVIEWER])
def test_only_who_submits_for_the_unit_writes_and_reads_its_draft(opened, page, unit, role):
    page.save()
    looking = opened(unit, role)
    assert looking.save({"figures": {}}, 1).status == 403
    assert looking.discard(1).status == 403
    assert looking.workbook().status == 403


def test_another_units_clerk_neither_writes_nor_reads_it(opened, page, unit):
    version = said(page.save())["version"]
    neighbour = opened(unit, on="DS")
    assert neighbour.save({"figures": {}}, version).status == 403
    assert neighbour.workbook().status == 403
    assert stored(unit).version == version


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"X-Tiendo-Form": None}, 403),
        ({"Content-Type": "text/plain"}, 415),
        ({"Content-Type": "application/x-www-form-urlencoded"}, 415),
    ],
)
def test_only_our_own_page_saves(page, unit, changed, status):
    headers = {name: text for name, text in {**OURS, **changed}.items() if text is not None}
    answer = page.send("PUT", "/draft/return", {"version": 0, "content": CONTENT}, headers)
    assert answer.status == status
    assert stored(unit) is None


def test_another_sites_page_is_told_by_its_origin_too(page, unit):
    headers = {**OURS, "Origin": "https://elsewhere.example"}
    del headers["Sec-Fetch-Site"]
    answer = page.send("PUT", "/draft/return", {"version": 0, "content": CONTENT}, headers)
    assert answer.status == 403
    assert stored(unit) is None


def test_what_one_person_typed_is_not_saved_in_the_name_of_the_next(page, unit):
    answer = page.save(account=page.account + 1)
    assert answer.status == 401
    assert rule(answer) == "other-account"
    assert stored(unit) is None


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"\xff", b"[" * 50_000])
def test_what_is_no_draft_is_refused(page, unit, body):
    assert page.raw("PUT", "/draft/return", body).status in {400, 401}
    assert stored(unit) is None


@pytest.mark.parametrize(
    ("content", "version"),
    [
        ("figures", 0),
        ({"pages": {}}, 0),
        ({"figures": {CODE: 7}}, 0),
        ({"figures": {"<script>": "7"}}, 0),
        ({"foundings": [{"number": "1"}]}, 0),
        (CONTENT, None),
        (CONTENT, -1),
        (CONTENT, True),
    ],
)
def test_a_draft_of_another_shape_is_refused(page, unit, content, version):
    answer = page.save(content, version)
    assert answer.status == 422
    assert rule(answer) == "draft-shape"
    assert stored(unit) is None


@pytest.mark.parametrize("wrong", [None, -1, True, "1"])
@pytest.mark.parametrize("name", ["based_on", "seen"])
def test_what_a_page_knows_of_is_a_number(page, unit, name, wrong):
    answer = page.save(**{name: wrong})
    assert (answer.status, rule(answer)) == (422, "draft-shape")
    assert stored(unit) is None


def test_a_draft_has_bounds(page, unit):
    row = {"name": "x" * typed.LONGEST_TEXT}
    for content in (
        {"foundings": [row] * (typed.MOST_BYTES // typed.LONGEST_TEXT + 1)},
        {"foundings": [{"name": "x" * (typed.LONGEST_TEXT + 1)}]},
        {"foundings": [{"name": "x"}] * 5_001},
        {"figures": {CODE: "x" * drafts.LARGEST}},
    ):
        assert page.save(content).status == 413
    assert stored(unit) is None


def test_an_unknown_unit_or_quarter_is_not_found(page):
    told = {"account": page.account, "version": 0, "based_on": 0, "seen": 0, "content": CONTENT}
    body = json.dumps(told).encode()
    for query in ("unit=KHONG&period=2024Q1", f"unit={page.unit}&period=x", ""):
        assert page.browser.ask("PUT", f"/draft/return?{query}", body, OURS).status == 404


def test_a_draft_is_taken_along_as_the_units_own_workbook(page):
    page.save()
    answer = page.workbook()
    assert answer.status == 200
    assert answer.headers["Cache-Control"] == "private, no-store"
    book = load_workbook(BytesIO(answer.body))
    figures = book.worksheets[0]
    rows = {str(cell.value): cell.row for row in figures.iter_rows() for cell in row}
    assert 1608 in [cell.value for cell in figures[rows[CODE]]]


@pytest.mark.parametrize(
    ("content", "status"),
    [
        ({"difficulties": [{"difficulty": "Tốt \ud83d"}]}, 200),
        ({"foundings": [{"enterprise": "Vốn\u000b ít\u0000"}]}, 200),
        ({"figures": {"UNION\ud83d": "1"}}, 422),
        ({"figures": {CODE: "\ude00"}}, 200),
        ({"\ud83d": []}, 422),
        ({"foundings": [{"\ud83d": "a"}]}, 422),
    ],
)
def test_halves_of_letters_end_in_an_answer(page, content, status):
    answer = page.save(content)
    assert answer.status == status
    if status == 200:
        assert page.workbook().status == 200
