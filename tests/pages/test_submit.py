"""Handing in: what is due, every problem at once, the preview, the tick, the receipt."""

import re
from datetime import UTC, datetime

import pytest
from sqlalchemy import text

from dashboard.actions import returns
from dashboard.domain.access import Person
from dashboard.errors import Refused
from dashboard.explain import explain
from dashboard.readings import returns as readings
from dashboard.readings import worklists
from data_access import calendar, engine
from data_access.vocabulary import DecisionKind, Period, Role
from tests.factories import a_person, a_return, a_unit, some_targets
from tests.pages import opened
from tests.pages.opened import FOUNDING, PERIOD, a_workbook, buttons, drawn, pressed, uploaded


@pytest.fixture
def clerk(clerk: Person, monkeypatch: pytest.MonkeyPatch) -> Person:
    opened.as_person(monkeypatch, clerk)
    return clerk


def refused_uploads() -> int:
    with engine.reading(engine.SERVICE) as session:
        return session.execute(text("select count(*) from upload where outcome = 'refused'")).one()[
            0
        ]


def test_the_page_leads_with_what_fell_due_last_and_how_long_ago(clerk):
    shown = drawn(opened.page("submit.py"))
    assert "<h1>Báo cáo quý III/2026: quá hạn 58 ngày</h1>" in shown
    assert "hạn nộp 25/09/2026" in shown
    assert re.search(r"quý IV/2026</b> <span>còn 33 ngày", shown)
    assert "/download/template?unit=D1&amp;period=2026Q3" in shown


def test_the_four_quarters_say_where_each_return_stands(clerk, unit):
    a_return(unit, "2026Q1", {"UNION_FOUNDED": 1}, clerk)
    a_return(unit, "2026Q2", {"UNION_FOUNDED": 1}, clerk, decided=None)
    steps = drawn(opened.page("submit.py")).split('class="steps"')[1]
    assert re.findall(r"</svg>([^<]+)</span>", steps.split("</ol>")[0]) == [
        "Đã duyệt",
        "Chờ duyệt",
        "Chưa nộp",
        "Chưa nộp",
    ]


def test_a_return_sent_back_comes_first_with_the_officers_reason(clerk, unit):
    a_return(unit, "2026Q2", {"UNION_FOUNDED": 1}, clerk, decided=DecisionKind.SEND_BACK)
    shown = drawn(opened.page("submit.py"))
    assert "Báo cáo quý II/2026 bị trả lại: hãy sửa và nộp lại" in shown
    assert "<blockquote>lý do</blockquote>" in shown


def test_the_address_chooses_unit_and_quarter_and_falls_back_on_what_is_theirs(clerk, province):
    other = a_unit("D2", province)
    shown = drawn(opened.page("submit.py", don_vi="D1", nam=2025, quy=4))
    assert "unit=D1&amp;period=2025Q4" in shown
    foreign = drawn(opened.page("submit.py", don_vi=other.code, nam="x", quy=9))
    assert "unit=D1&amp;period=2026Q3" in foreign


def test_every_problem_stands_at_once_errors_before_warnings(clerk, unit):
    bad = a_workbook(
        clerk, unit, PERIOD, FOUNDING,
        UNION_FOUNDED=1, PARTY_OWNER_ADMITTED=20, UNION_MEMBER_ADMITTED="1,608",
    )  # fmt: skip
    app = uploaded(opened.page("submit.py"), bad)
    shown = drawn(app)
    assert "Tệp có 2 lỗi phải sửa và 1 điểm cần xem lại" in shown
    assert "Chưa có gì thay đổi; tệp được lưu lại làm bằng chứng." in shown
    assert re.findall(r'<tr class="(error|warning)"', shown) == ["error", "error", "warning"]
    assert "<q>1,608</q>" in shown
    assert "submit_send" not in buttons(app)


def test_a_refused_file_is_kept_once_however_often_the_page_is_drawn(clerk):
    app = uploaded(opened.page("submit.py"), b"not a workbook")
    app.run().run()
    assert "Tệp có 1 lỗi phải sửa" in drawn(app)
    assert refused_uploads() == 1


def test_a_file_stays_in_hand_on_another_quarter_and_can_be_put_away(clerk):
    app = uploaded(opened.page("submit.py"), b"not a workbook", "cua-toi.xlsx")
    app.query_params["quy"] = "4"
    app.run()
    assert any("cua-toi.xlsx" in each.proto.body for each in app.get("html"))
    pressed(app, "submit_away")
    assert not any("cua-toi.xlsx" in each.proto.body for each in app.get("html"))


def test_a_file_of_another_quarter_offers_to_go_there(clerk, unit):
    app = uploaded(opened.page("submit.py"), a_workbook(clerk, unit, Period(2026, 2)))
    shown = drawn(app)
    assert "Tệp này thuộc báo cáo khác" in shown
    assert 'href="nop-bao-cao?don_vi=D1&amp;nam=2026&amp;quy=2"' in shown
    assert "Tệp có 1 lỗi phải sửa" in shown


def test_the_preview_shows_last_quarter_the_year_to_date_and_the_target(clerk, unit):
    a_return(unit, "2026Q1", {"PARTY_MEMBER_ADMITTED": 30}, clerk)
    a_return(unit, "2026Q2", {"PARTY_MEMBER_ADMITTED": 61}, clerk)
    some_targets(unit, 2026, {"PARTY_MEMBER_ADMITTED": 80}, clerk)
    shown = drawn(uploaded(opened.page("submit.py"), a_workbook(clerk, unit)))
    row = shown.split("Đảng viên mới kết nạp</th>")[1].split("</tr>")[0]
    assert re.findall(r">([\d.,%–]+)<", row)[:5] == ["61", "12", "103", "80", "128,75%"]
    assert "vượt 28,75%" in row


def test_what_a_clerk_typed_is_shown_as_text(clerk, unit):
    data = a_workbook(clerk, unit, PERIOD, FOUNDING, UNION_FOUNDED=1)
    shown = drawn(uploaded(opened.page("submit.py"), data))
    assert "Công ty TNHH Đông Á &lt;b&gt;" in shown
    assert "Đông Á <b>" not in shown


def test_warnings_want_a_tick_before_anything_is_handed_in(clerk, unit):
    data = a_workbook(clerk, unit, PERIOD, FOUNDING, UNION_FOUNDED=1)
    app = pressed(uploaded(opened.page("submit.py"), data), "submit_send")
    assert explain(Refused("warnings-unconfirmed")) in drawn(app)
    assert PERIOD in [each.period for each in worklists.due(clerk)]
    app.checkbox(key="submit_tick").check()
    app.text_area(key="submit_explanation").set_value("Chưa có số quyết định")
    pressed(app, "submit_send")
    assert "Đã nhận báo cáo quý III/2026" in drawn(app)
    detail = readings.detail(clerk, 1)
    assert detail.revision.explanation == "Chưa có số quyết định"


def test_the_receipt_names_number_revision_moment_person_and_fingerprint(clerk, unit):
    app = uploaded(opened.page("submit.py"), a_workbook(clerk, unit), "bao cao quy 3.xlsx")
    shown = drawn(pressed(app, "submit_send"))
    revision = readings.detail(clerk, 1).revision
    for said in ("Chờ duyệt", clerk.name, "bao cao quy 3.xlsx", revision.sha256, "22/11/2026"):
        assert said in shown
    assert 'href="ban-bao-cao?return=1&amp;revision=1"' in shown
    assert "<h1>Báo cáo quý III/2026 đang chờ duyệt</h1>" in shown


def test_the_same_file_again_is_not_asked_to_be_submitted(clerk, unit):
    data = a_workbook(clerk, unit)
    returns.submit(clerk, data, "a.xlsx")
    app = uploaded(opened.page("submit.py", don_vi="D1", nam=2026, quy=3), data)
    assert "Tệp này chính là bản đó: không cần nộp lại." in drawn(app)
    assert "submit_send" not in buttons(app)


def test_a_correction_shows_which_figures_differ_and_asks_why(clerk, unit):
    returns.submit(clerk, a_workbook(clerk, unit), "a.xlsx")
    app = uploaded(
        opened.page("submit.py", don_vi="D1", nam=2026, quy=3),
        a_workbook(clerk, unit, PARTY_MEMBER_ADMITTED=10),
    )
    shown = drawn(app)
    assert "Đã có bản 1" in shown
    assert "1 số khác với bản trước" in shown
    assert "bản trước: 12" in shown
    app.text_area(key="submit_reason").set_value("Đếm nhầm hai người")
    pressed(app, "submit_send")
    assert readings.detail(clerk, 1).revision.reason == "Đếm nhầm hai người"


def test_a_closed_period_is_told_in_a_sentence(clerk, province, unit):
    data = a_workbook(clerk, unit)
    with engine.writing(engine.SERVICE) as session:
        calendar.set_closed(
            session,
            province.id,
            PERIOD,
            closed=True,
            recorded_by=None,
            recorded_at=datetime(2026, 10, 30, tzinfo=UTC),
        )
    app = uploaded(opened.page("submit.py", don_vi="D1", nam=2026, quy=3), data)
    assert "30/10/2026" in drawn(app)
    assert "Chưa có gì thay đổi; tệp được lưu lại làm bằng chứng." in drawn(app)
    assert "submit_send" not in buttons(app)


def test_whoever_reports_for_no_unit_is_told_what_to_do(province, monkeypatch):
    opened.as_person(monkeypatch, a_person(Role.REPORTER, province))
    app = opened.page("submit.py")
    assert "Tài khoản" in app.info[0].value
