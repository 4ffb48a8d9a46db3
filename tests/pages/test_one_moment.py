"""A page is read in one transaction, so that no two of its figures are of different moments."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from threading import Thread

import pytest
from sqlalchemy import Connection, Engine, event
from streamlit.testing.v1 import AppTest

from dashboard.actions import bulk, decisions, drafts, periods, returns
from dashboard.domain.access import Person
from dashboard.navigation import REGISTER
from data_access.vocabulary import Period, Role, UnitRecord
from tests.factories import a_person, a_return, a_unit, some_targets
from tests.pages import opened
from tests.pages.opened import FOUNDING, PERIOD, a_workbook, buttons, drawn, uploaded
from tests.transactions import begun, readings

FLOW = "UNION_FOUNDED"
TYPED = {
    "indicator": "Công đoàn cơ sở",
    "name": "CĐCS Công ty Hoa Sen",
    "enterprise": "Công ty CP Hoa Sen",
    "tax_code": "0101248141",
    "enterprise_type": "Công ty cổ phần",
    "decision_number": "12/QĐ",
}


@pytest.fixture
def district(province: UnitRecord, unit: UnitRecord, clerk: Person) -> UnitRecord:
    """A district with something of everything: returns accepted, sent back and waiting, a target,
    an extension, a draft, a cross-check beside it and another district that is late.
    """
    officer = a_person(Role.REVIEWER, province)
    a_unit("D2", province)
    for where in (unit, province):
        some_targets(where, 2026, {FLOW: 4}, clerk)
    a_return(unit, "2025Q4", {FLOW: 1}, clerk)
    a_return(unit, "2026Q1", {FLOW: 2}, clerk)
    sent = returns.submit(clerk, a_workbook(clerk, unit, PERIOD, FOUNDING, UNION_FOUNDED=1),
                          "a.xlsx", explanation="Chưa có số").return_id  # fmt: skip
    remark = ("Biểu 1 – Số liệu", "G14", "Xem lại")
    decisions.send_back(officer, sent, "Thiếu", remarks=[remark])
    again = a_workbook(clerk, unit, PERIOD, FOUNDING, UNION_FOUNDED=1, PARTY_MEMBER_ADMITTED=9)
    returns.submit(clerk, again, "b.xlsx", explanation="Đang chờ", reason="Đã sửa")
    periods.extend(officer, unit.code, Period(2026, 4), date(2027, 1, 5), "bão")
    return unit


def a_bundle(officer: Person) -> int:
    number = bulk.receive(officer, [("a.pdf", b"no workbook")])
    while bulk.read_next(officer, number):
        pass
    return number


OFFICERS = {
    "overview": ("overview.py", {"don_vi": "MH", "nam": 2026, "quy": 3}),
    "overview-provisional": ("overview.py", {"don_vi": "MH", "so_bo": 1}),
    "unit": ("unit.py", {"don_vi": "D1", "nam": 2026, "quy": 3}),
    "indicator": ("indicator.py", {"chi_tieu": FLOW, "nguon": "D1", "nam": 2026, "quy": 3}),
    "completeness": ("completeness.py", {"don_vi": "MH"}),
    "calendar": ("calendar.py", {"nam": 2026, "quy": 4, "don_vi": "D1"}),
    "review-queue": ("review.py", {}),
    "receive": ("receive.py", {}),
}


def elsewhere(clerk: Person) -> None:
    """Let something be accepted that nobody here sees, so that nothing kept is used again."""
    other = a_unit(f"Z{a_person(Role.VIEWER).account_id}")
    a_return(other, "2026Q1", {FLOW: 1}, clerk)


def is_read_at_once(app: AppTest, clerk: Person) -> None:
    elsewhere(clerk)
    with begun() as transactions:
        app.run()
    assert not app.exception
    assert app.get("bidi_component")
    assert (len(transactions), readings(transactions)) == (1, 1)


@pytest.mark.parametrize("name", OFFICERS)
def test_a_page_of_an_officer_is_read_in_one_transaction(officer, district, clerk, name):
    script, query = OFFICERS[name]
    is_read_at_once(opened.page(script, **query), clerk)


def test_a_return_and_its_review_are_read_in_one_transaction(officer, district, clerk):
    for script, query in (
        ("review.py", {"return": 3}),
        ("return_detail.py", {"return": 3}),
        ("return_detail.py", {"return": 3, "tu": 1, "den": 2}),
    ):
        app = opened.page(script, **query)
        assert "Xem lại" in drawn(app)
        is_read_at_once(app, clerk)


def test_a_bundle_is_read_in_one_transaction(officer, district, clerk):
    is_read_at_once(opened.page("receive.py", goi=a_bundle(officer)), clerk)


def test_the_pages_of_a_clerk_are_read_in_one_transaction(monkeypatch, district, clerk):
    opened.as_person(monkeypatch, clerk)
    is_read_at_once(opened.page("tokens.py"), clerk)
    app = opened.page("submit.py", don_vi="D1", nam=2026, quy=3)
    is_read_at_once(app, clerk)
    app = uploaded(app, a_workbook(clerk, district, PERIOD, UNION_MEMBER_ADMITTED=7))
    assert "số khác với bản trước" in drawn(app)
    is_read_at_once(app, clerk)


def test_the_form_and_the_last_look_at_it_are_read_in_one_transaction(monkeypatch, district, clerk):
    opened.as_person(monkeypatch, clerk)
    figures = {**dict.fromkeys(opened.FIGURES, "0"), FLOW: "1"}
    founded = {**TYPED, "founded_on": "5/10/2026", "members": "24"}
    content = {"figures": figures, "foundings": [founded]}
    drafts.save(clerk, "D1", Period(2026, 4), content, 0)
    there = {"don_vi": "D1", "nam": 2026, "quy": 4}
    is_read_at_once(opened.page("form.py", **there), clerk)
    app = opened.page("form.py", **there, buoc="nop")
    is_read_at_once(app, clerk)
    assert "submit_send" in buttons(app)


def test_the_page_of_rules_reads_the_thresholds_in_force_once(officer):
    app = opened.page("rules.py")
    with begun() as transactions:
        drawn(app.run())
    assert len(transactions) == 1  # the thresholds in force are shown beside the rules


def test_every_page_is_among_those_looked_at():
    looked_at = {script for script, _query in OFFICERS.values()}
    looked_at |= {"return_detail.py", "tokens.py", "submit.py", "form.py", "rules.py"}
    assert looked_at == {entry.file for entry in REGISTER}


@contextmanager
def after_statement(number: int, act: Callable[[], object]) -> Iterator[None]:
    """Let somebody else act, over a connection of their own, once this many statements ran."""
    ran = 0

    def executed(_connection: Connection, *_rest: object) -> None:
        nonlocal ran
        ran += 1
        if ran == number:
            other = Thread(target=act)
            other.start()
            other.join()

    event.listen(Engine, "after_cursor_execute", executed)
    try:
        yield
    finally:
        event.remove(Engine, "after_cursor_execute", executed)


def without_the_hour(html: str) -> str:
    return re.sub(r"\b\d{1,2}:\d\d\b", "", html)


@pytest.mark.parametrize("number", [1, 2, 5, 9, 14, 20])
def test_whatever_is_accepted_meanwhile_the_overview_is_of_one_moment(
    officer, province, unit, clerk, number
):
    some_targets(province, 2026, {FLOW: 4}, clerk)
    a_return(unit, "2026Q2", {FLOW: 1}, clerk)
    waiting = a_return(unit, "2026Q3", {FLOW: 3}, clerk, decided=None)
    app = opened.page("overview.py", don_vi="MH", nam=2026, quy=3)
    before = without_the_hour(drawn(app))
    elsewhere(clerk)
    with after_statement(number, lambda: decisions.accept(officer, waiting)):
        shown = without_the_hour(drawn(app.run()))
    after = without_the_hour(drawn(app.run()))
    assert shown == before
    assert after != before
    assert ("Chờ duyệt" in before, "Chờ duyệt" in after) == (True, False)
