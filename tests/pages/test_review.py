"""Reviewing: the queue, who is missing, the comparison, accepting, sending back, being slower."""

import re

import pytest

from dashboard.actions import decisions, returns
from dashboard.domain.access import Person
from dashboard.readings import returns as readings
from dashboard.views import deciding
from data_access.vocabulary import ReturnStatus, Role, UnitRecord
from tests.factories import a_person, a_return, a_unit
from tests.pages import opened
from tests.pages.opened import FOUNDING, PERIOD, a_workbook, drawn, pressed


@pytest.fixture
def province(database: str, monkeypatch: pytest.MonkeyPatch) -> UnitRecord:
    monkeypatch.setenv("TIENDO_TODAY", opened.TODAY)
    return a_unit("MH")


@pytest.fixture
def unit(province: UnitRecord) -> UnitRecord:
    return a_unit("D1", province)


@pytest.fixture
def clerk(unit: UnitRecord) -> Person:
    return a_person(Role.REPORTER, unit)


@pytest.fixture
def officer(province: UnitRecord, monkeypatch: pytest.MonkeyPatch) -> Person:
    person = a_person(Role.REVIEWER, province)
    opened.as_person(monkeypatch, person)
    return person


@pytest.fixture
def handed_in(clerk: Person, unit: UnitRecord) -> int:
    data = a_workbook(clerk, unit, PERIOD, FOUNDING, UNION_FOUNDED=1)
    return returns.submit(clerk, data, "a.xlsx", explanation="Chưa có số").return_id


def test_the_queue_names_the_longest_waiting_first_with_its_doubts(
    officer, clerk, handed_in, province
):
    other = a_unit("D2", province)
    a_return(other, "2026Q3", {"UNION_FOUNDED": 1}, clerk, decided=None)
    shown = drawn(opened.page("review.py"))
    assert "<h1>2 báo cáo chờ duyệt</h1>" in shown
    assert re.findall(r'<th scope="row"><a href="[^"]+">([^<]+)', shown) == ["Huyện D2", "Huyện D1"]
    assert "nộp trễ 58 ngày" in shown
    assert f"duyet-bao-cao?return={handed_in}" in shown


def test_units_still_missing_are_named_with_the_days_since(officer, province, unit):
    a_unit("D2", province)
    missing = drawn(opened.page("review.py")).split('class="missing"')[1]
    assert "Huyện D1" in missing
    assert "Huyện D2" in missing
    assert missing.count("quá hạn 58 ngày") == 2


def test_one_return_shows_warnings_explanation_and_what_differs(officer, clerk, unit, handed_in):
    decisions.send_back(officer, handed_in, "Thiếu số quyết định")
    again = a_workbook(clerk, unit, PERIOD, FOUNDING, UNION_FOUNDED=1, PARTY_MEMBER_ADMITTED=9)
    returns.submit(clerk, again, "b.xlsx", explanation="Đang chờ", reason="Đã sửa")
    shown = drawn(opened.page("review.py", **{"return": handed_in}))
    for said in ("Thiếu số quyết định", "Đã sửa", "Đang chờ", "bản trước: 12", "Đông Á"):
        assert said in shown
    assert "1 số khác với bản trước" in shown


def test_accepting_counts_the_figures_and_offers_the_next(
    officer, clerk, handed_in, province, monkeypatch
):
    other = a_unit("D2", province)
    a_return(other, "2026Q3", {"UNION_FOUNDED": 1}, clerk, decided=None)
    app = opened.page("review.py", **{"return": handed_in})
    shown = drawn(pressed(app, "review_accept"))
    assert readings.detail(officer, handed_in).revision.status is ReturnStatus.ACCEPTED
    assert "Đã duyệt báo cáo quý III/2026 của Huyện D1." in shown
    assert "Tiếp theo: Huyện D2, quý III/2026 (còn 1)" in shown
    assert "review_accept" not in [each.key for each in app.button]


def test_sending_back_asks_for_a_reason_first(officer, handed_in):
    app = pressed(opened.page("review.py", **{"return": handed_in}), "review_back")
    assert app.text_area(key="review_reason").label.startswith("Nói rõ thêm")
    assert readings.detail(officer, handed_in).revision.status is ReturnStatus.SUBMITTED


def test_the_reason_of_sending_back_is_handed_on(officer, handed_in):
    app = opened.page("review.py", **{"return": handed_in})
    # a dialog's own reruns are the browser's: this is what it leaves behind
    app.session_state["review_wish"] = deciding.Wish(handed_in, 1, "Rà soát lại số đoàn viên")
    shown = drawn(app.run())
    revision = readings.detail(officer, handed_in).revision
    assert revision.status is ReturnStatus.SENT_BACK
    assert revision.remark == "Rà soát lại số đoàn viên"
    assert "Đã trả lại báo cáo quý III/2026 cho Huyện D1." in shown
    assert "Không còn báo cáo nào chờ duyệt." in shown


def test_the_slower_reviewer_is_told_who_was_faster(officer, handed_in, province):
    app = opened.page("review.py", **{"return": handed_in})
    faster = a_person(Role.REVIEWER, province)
    decisions.send_back(faster, handed_in, "Thiếu")
    shown = drawn(pressed(app, "review_accept"))
    assert readings.detail(officer, handed_in).revision.status is ReturnStatus.SENT_BACK
    assert 'class="card notice tone slow"' in shown
    assert faster.name in shown.split("notice tone slow")[1]


def test_a_newer_revision_is_not_accepted_unseen(officer, clerk, unit, handed_in):
    app = opened.page("review.py", **{"return": handed_in})
    returns.submit(clerk, a_workbook(clerk, unit), "b.xlsx")
    shown = drawn(pressed(app, "review_accept"))
    assert readings.detail(officer, handed_in).revision.status is ReturnStatus.SUBMITTED
    assert 'class="card notice tone slow"' in shown


def test_nobody_is_offered_to_accept_what_they_submitted(province, unit, monkeypatch):
    both = a_person(Role.REVIEWER, province)
    reporter = a_person(Role.REPORTER, unit)
    person = type(both)(
        both.account_id, both.username, both.name, both.grants + reporter.grants, both.channel
    )
    opened.as_person(monkeypatch, person)
    number = returns.submit(person, a_workbook(person, unit), "a.xlsx").return_id
    app = opened.page("review.py", **{"return": number})
    assert [each.key for each in app.button] == ["review_back"]


def test_a_return_of_anothers_units_is_refused_in_a_sentence(province, handed_in, monkeypatch):
    elsewhere = a_unit("D9", province)
    opened.as_person(monkeypatch, a_person(Role.REVIEWER, elsewhere))
    app = opened.page("review.py", **{"return": handed_in})
    assert "không có quyền" in app.error[0].value
    assert not app.get("bidi_component")
