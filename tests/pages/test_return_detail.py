"""Any revision of a return: its figures, its file, everything that happened to it."""

import re

import pytest
from markupsafe import escape

from dashboard.actions import decisions, returns
from dashboard.domain.access import Person
from dashboard.domain.workflow import Move
from dashboard.readings import returns as readings
from dashboard.views import deciding
from data_access.errors import NotFound
from data_access.vocabulary import Role, UnitRecord
from tests.factories import a_person, a_unit
from tests.pages import opened
from tests.pages.opened import a_workbook, asked_for, buttons, drawn
from tests.workbooks.forms import edited, noted


@pytest.fixture
def number(clerk: Person, officer: Person, unit: UnitRecord) -> int:
    found = returns.submit(clerk, a_workbook(clerk, unit), "lần 1.xlsx").return_id
    decisions.send_back(officer, found, "Thiếu số quyết định")
    again = a_workbook(clerk, unit, PARTY_MEMBER_ADMITTED=9)
    returns.submit(clerk, again, "lần 2.xlsx", reason="Đã bổ sung")
    return found


def shown_to(monkeypatch: pytest.MonkeyPatch, person: Person, **query: object) -> str:
    opened.as_person(monkeypatch, person)
    return drawn(opened.page("return_detail.py", **query))


def test_the_newest_revision_tells_everything_that_happened(monkeypatch, unit, clerk, number):
    shown = shown_to(monkeypatch, a_person(Role.VIEWER, unit), **{"return": number})
    happened = shown.split('class="timeline"')[1].split("</ol>")[0]
    assert happened.count("<li>") == 3
    assert happened.index("Đã bổ sung") < happened.index("Thiếu số quyết định")
    revision = readings.detail(clerk, number).revision
    assert revision.sha256 in shown
    assert "lần 2.xlsx" in shown
    assert f'href="/download/file/{revision.id}"' in shown
    assert "bản 1: 12" in shown


@pytest.mark.parametrize("page", ["return_detail.py", "review.py"])
def test_what_the_unit_noted_stands_beside_its_figure(monkeypatch, unit, clerk, officer, page):
    typed = '<b>=1+1</b> & "tạm tính"'

    def heading(book):
        book.worksheets[0]["I11"] = "Đang rà soát"

    data = edited(noted(a_workbook(clerk, unit), {"PARTY_MEMBER_ADMITTED": typed}), heading)
    found = returns.submit(clerk, data, "có ghi chú.xlsx").return_id
    opened.as_person(monkeypatch, officer)
    shown = drawn(opened.page(page, **{"return": found}))
    row = next(row for row in shown.split("<tr") if "Đảng viên mới kết nạp" in row)
    assert f"Đơn vị ghi chú: {escape(typed)}" in row
    assert "Tổ chức đảng, đảng viên (I11): Đang rà soát" in shown
    assert "<b>=1+1" not in shown


def test_an_earlier_revision_shows_what_it_said_and_leads_to_the_newest(monkeypatch, clerk, number):
    shown = shown_to(monkeypatch, clerk, **{"return": number}, revision=1)
    assert "Đây là bản cũ." in shown
    assert "lần 1.xlsx" in shown
    assert "bản 1:" not in shown


def test_what_comes_next_is_offered_to_whoever_may_do_it(monkeypatch, unit, clerk, officer, number):
    review = f'href="duyet-bao-cao?return={number}"'
    assert review in shown_to(monkeypatch, officer, **{"return": number})
    assert review not in shown_to(monkeypatch, clerk, **{"return": number})
    decisions.send_back(officer, number, "Vẫn thiếu")
    again = 'class="button" href="nop-bao-cao?don_vi=D1&amp;nam=2026&amp;quy=3"'
    assert again in shown_to(monkeypatch, clerk, **{"return": number})
    assert again not in shown_to(monkeypatch, officer, **{"return": number})


@pytest.mark.parametrize("asked", ["", "abc", "-1", "9" * 30, "1; drop table"])
def test_an_address_without_a_return_says_what_to_do(monkeypatch, clerk, asked):
    opened.as_person(monkeypatch, clerk)
    app = opened.page("return_detail.py", **{"return": asked})
    assert "Địa chỉ không nêu bản báo cáo nào." in app.info[0].value


def test_a_revision_that_is_not_there_is_told_in_a_sentence(monkeypatch, clerk, number):
    opened.as_person(monkeypatch, clerk)
    app = opened.page("return_detail.py", **{"return": number}, revision=7)
    assert "7" in app.error[0].value


def test_a_name_in_a_sentence_is_never_read_as_markup(monkeypatch, clerk, number):
    def refusing(*_asked: object) -> None:
        raise NotFound("unit", "[Đăng nhập](https://example.org) <b>$x$ *a* `b`")

    monkeypatch.setattr(readings, "detail", refusing)
    opened.as_person(monkeypatch, clerk)
    app = opened.page("return_detail.py", **{"return": number})
    assert r"\[Đăng nhập\](https://example.org) \<b\>\$x\$ \*a\* \`b\`" in app.error[0].value


def test_a_person_of_another_unit_sees_nothing_of_it(monkeypatch, number, database):
    opened.as_person(monkeypatch, a_person(Role.VIEWER, a_unit("XX")))
    app = opened.page("return_detail.py", **{"return": number})
    assert "không có quyền" in app.error[0].value
    assert not app.get("bidi_component")


def test_two_revisions_stand_side_by_side_with_who_and_when_and_why(monkeypatch, clerk, number):
    shown = shown_to(monkeypatch, clerk, **{"return": number}, tu=1, den=2)
    compared = shown.split('class="card alone compare"')[1]
    assert "Bản 2 so với bản 1" in compared
    assert "Có 1 số khác nhau." in compared
    assert re.search(r"Đảng viên mới kết nạp <span[^>]*>G\d+</span></th>", compared)
    for said in ("Thiếu số quyết định", "Đã bổ sung", clerk.name, "22/11/2026", "−3"):
        assert said in compared
    assert "Phát sinh trong quý" not in compared


def test_any_other_pair_is_one_tap_away(monkeypatch, unit, officer, clerk, number):
    decisions.accept(officer, number)
    data = a_workbook(clerk, unit, PARTY_MEMBER_ADMITTED=8)
    returns.submit(clerk, data, "lần 3.xlsx", explanation="đã rà", reason="Đính chính")
    shown = shown_to(monkeypatch, officer, **{"return": number}, tu=1, den=3)
    assert f'href="ban-bao-cao?return={number}&amp;tu=2&amp;den=3"' in shown
    assert f'href="ban-bao-cao?return={number}&amp;tu=1&amp;den=2"' in shown
    assert "Số liệu đang được tính là của bản 2." in shown


@pytest.mark.parametrize(("old", "new"), [("1", "9"), ("0", "2"), ("x", "2")])
def test_a_pair_that_is_not_there_harms_nothing(monkeypatch, clerk, number, old, new):
    opened.as_person(monkeypatch, clerk)
    app = opened.page("return_detail.py", **{"return": number}, tu=old, den=new)
    if old == "1":
        assert "9" in app.error[0].value
    else:
        assert 'class="timeline"' in drawn(app)


def test_the_unit_takes_its_submitted_return_back(monkeypatch, unit, officer, clerk, number):
    opened.as_person(monkeypatch, officer)
    there = buttons(opened.page("return_detail.py", **{"return": number}))
    assert "review_withdraw" not in there
    opened.as_person(monkeypatch, clerk)
    app = opened.page("return_detail.py", **{"return": number})
    assert buttons(app) == ["review_withdraw"]
    asked = opened.pressed(app, "review_withdraw").text_area(key="review_withdraw_reason")
    assert asked.value == "Đơn vị rút lại để kiểm tra, bổ sung."
    command = deciding.Command(Move.WITHDRAW, number, 2, "Nhầm tệp")
    shown = drawn(asked_for(app, command))
    assert "Đã rút lại báo cáo quý III/2026 của Huyện D1." in shown
    assert "Nhầm tệp" in shown
    assert not app.button
    assert readings.detail(clerk, number).revision.standing == "sent_back"


def test_taking_back_what_was_just_accepted_tells_who_accepted_it(
    monkeypatch, officer, clerk, number
):
    opened.as_person(monkeypatch, clerk)
    app = opened.page("return_detail.py", **{"return": number})
    decisions.accept(officer, number)
    command = deciding.Command(Move.WITHDRAW, number, 2, "Nhầm tệp")
    shown = drawn(asked_for(app, command))
    assert officer.name in shown.split("notice tone slow")[1]
    assert readings.detail(clerk, number).revision.standing == "accepted"


def test_an_accepted_return_is_opened_again_and_counts_on(monkeypatch, officer, clerk, number):
    decisions.accept(officer, number)
    decisions.reopen(officer, number, "Đoàn kiểm tra <i>nêu</i>")
    shown = shown_to(monkeypatch, clerk, **{"return": number})
    happened = shown.split('class="timeline"')[1].split("</ol>")[0]
    assert happened.count("<li>") == 5
    assert "mở lại" in happened
    assert "Đoàn kiểm tra &lt;i&gt;nêu&lt;/i&gt;" in happened
    assert "đang được tính" in shown
    assert "Sửa và nộp lại" in shown


def test_an_earlier_revision_offers_no_decision(monkeypatch, clerk, number):
    opened.as_person(monkeypatch, clerk)
    assert not opened.page("return_detail.py", **{"return": number}, revision=1).button


def test_a_correction_taken_back_says_what_the_return_stands_by_again(
    monkeypatch, officer, clerk, number
):
    decisions.withdraw(clerk, number, "Nhầm tệp")
    shown = shown_to(monkeypatch, clerk, **{"return": number})
    notice = shown.split("Bản này đã rút. Báo cáo trở lại theo bản 1:")[1].split("</section>")[0]
    assert "Bị trả lại" in notice
    assert "Thiếu số quyết định" in notice
    assert "Sửa và nộp lại" in shown
    earlier = shown_to(monkeypatch, clerk, **{"return": number}, revision=1)
    assert "Bản này đã rút" not in earlier
