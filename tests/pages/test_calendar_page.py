"""The calendar as a page: due dates, extensions, reminders, closing; for whom each is."""

import re
from datetime import UTC, date, datetime

import pytest

from dashboard.actions import periods
from dashboard.readings import calendar
from data_access.vocabulary import Period, Role
from tests.factories import a_person, a_return, a_unit
from tests.pages import opened
from tests.pages.opened import buttons, drawn, pressed

Q3, Q4 = Period(2026, 3), Period(2026, 4)


@pytest.fixture(autouse=True)
def districts(province):
    return a_unit("A", province), a_unit("B", province)


def heading(html: str) -> str:
    return re.sub(r"<[^>]+>", "", html[html.index("<h1>") : html.index("</h1>")])


def keys(app) -> set[str]:
    return set(buttons(app))


def test_it_opens_at_the_quarter_that_matters_today(officer, districts):
    assert heading(drawn(opened.page("calendar.py"))) == (
        "Quý III/2026: hạn nộp 25/09/2026, đã qua 58 ngày"
    )
    for unit in districts:
        a_return(unit, "2026Q3", {}, officer, at=datetime(2026, 9, 20, tzinfo=UTC))
    assert heading(drawn(opened.page("calendar.py"))) == (
        "Quý IV/2026: hạn nộp 25/12/2026, còn 33 ngày"
    )


def test_a_year_has_its_four_quarters(officer):
    html = drawn(opened.page("calendar.py", nam=2027))
    assert re.findall(r'<span class="day">([^<]+)', html) == [
        "25/03/2027", "25/05/2027", "25/09/2027", "25/12/2027",
    ]  # fmt: skip
    for wrong in ({"nam": 1999}, {"nam": "abc"}, {"quy": 9}):
        assert "Quý III/2026" in heading(drawn(opened.page("calendar.py", **wrong)))


def test_an_officer_puts_a_due_date_off_and_takes_it_back(officer):
    app = opened.page("calendar.py", nam=2026, quy=4, don_vi="A")
    app.text_input[0].set_value("5-1-2027")
    app.text_area[0].set_value("Bão <b>số 12</b>")
    app = pressed(app, "calendar_give")
    html = drawn(app)
    assert "Đã gia hạn: báo cáo quý IV/2026 của Huyện A có hạn nộp mới là 05/01/2027." in html
    assert "Bão &lt;b&gt;số 12" in html
    assert calendar.due_dates_of(officer, "A", (Q4,))[0].due_on == date(2027, 1, 5)
    app.text_area[0].set_value("đã thông đường")
    assert "theo hạn chung" in drawn(pressed(app, "calendar_take"))
    assert calendar.due_dates_of(officer, "A", (Q4,))[0].due_on == date(2026, 12, 25)


@pytest.mark.parametrize(
    ("day", "reason", "said"),
    [
        ("31/02/2027", "bão", "Không có ngày này"),
        ("", "bão", "Hãy gõ hạn nộp mới"),
        ("05/01/27", "bão", "năm đủ bốn chữ số"),
        ("05/01/2027", " ", "Hãy ghi lý do"),
        ("20/12/2026", "bão", "Hãy chọn ngày từ 26/12/2026 đến"),
    ],
)
def test_what_is_not_right_is_said_and_what_was_typed_stays(officer, day, reason, said):
    app = opened.page("calendar.py", nam=2026, quy=4, don_vi="A")
    app.text_input[0].set_value(day)
    app.text_area[0].set_value(reason)
    app = pressed(app, "calendar_give")
    assert said in drawn(app)
    assert app.text_input[0].value == day
    assert calendar.year(officer, 2026).extensions == ()


def test_letters_are_there_for_who_is_missing(officer, districts):
    a_return(districts[0], "2026Q3", {}, officer, at=datetime(2026, 9, 20, tzinfo=UTC))
    html = drawn(opened.page("calendar.py"))
    letters = html[html.index("Lời nhắc để gửi") :]
    assert "- Huyện B: quá hạn 58 ngày" in letters
    assert "- Huyện A:" not in letters
    assert letters.count("data-copy") == 3  # the missing, all, and the one unit
    assert "&#10;" in letters


def test_a_viewer_sees_dates_and_extensions_and_may_do_nothing(province, districts, monkeypatch):
    periods.extend(a_person(Role.REVIEWER, province), "A", Q4, date(2027, 1, 5), "bão")
    opened.as_person(monkeypatch, a_person(Role.VIEWER, province))
    app = opened.page("calendar.py", nam=2026, quy=4, don_vi="A")
    html = drawn(app)
    assert "05/01/2027" in html
    for forbidden in ("Lời nhắc để gửi", "Gia hạn cho", "Sửa hoặc thu hồi"):
        assert forbidden not in html
    assert not keys(app)
    assert not app.text_input


def test_a_clerk_sees_their_own_due_date_and_where_to_hand_in(province, districts, monkeypatch):
    periods.extend(a_person(Role.REVIEWER, province), "A", Q3, date(2026, 11, 30), "bão")
    periods.extend(a_person(Role.REVIEWER, province), "B", Q3, date(2026, 11, 29), "lũ")
    opened.as_person(monkeypatch, a_person(Role.REPORTER, districts[0]))
    html = drawn(opened.page("calendar.py", nam=2026, quy=3))
    assert heading(html) == "Quý III/2026: hạn nộp 30/11/2026, còn 8 ngày"
    assert "nop-bao-cao?don_vi=A&amp;nam=2026&amp;quy=3" in html
    assert "/download/calendar.ics?unit=A" in html
    assert "29/11/2026" not in html


def test_a_clerks_quarters_say_how_their_own_returns_stand(province, districts, monkeypatch):
    officer = a_person(Role.REVIEWER, province)
    for quarter, (month, day) in enumerate(((3, 20), (5, 28)), start=1):
        at = datetime(2026, month, day, 3, tzinfo=UTC)
        a_return(districts[0], f"2026Q{quarter}", {}, officer, at=at)
    opened.as_person(monkeypatch, a_person(Role.REPORTER, districts[0]))
    html = drawn(opened.page("calendar.py", nam=2026))
    first, second, third, _last = html.split('<span class="day">')[1:]
    assert "Đúng hạn" in first
    assert "nộp ngày 20/03/2026" in first
    assert "quá hạn" not in first
    assert "Trễ hạn" in second
    assert "trễ 3 ngày" in second
    assert "Chưa nộp" in third
    assert "quá hạn 58 ngày" in third


def test_where_everything_came_there_is_nothing_to_remind_of(officer, districts):
    for unit in districts:
        a_return(unit, "2026Q3", {}, officer, at=datetime(2026, 9, 20, tzinfo=UTC))
    assert "Lời nhắc để gửi" not in drawn(opened.page("calendar.py", nam=2026, quy=3))
    coming = drawn(opened.page("calendar.py", nam=2026, quy=4))
    assert coming.index("Gửi tất cả các đơn vị") < coming.index("Gửi các đơn vị chưa nộp")


def test_an_administrator_moves_the_due_date(administrator):
    app = opened.page("calendar.py", nam=2026, quy=4)
    app.text_input[0].set_value("28/12/2026")
    html = drawn(pressed(app, "calendar_set_due"))
    assert "Đã đổi hạn nộp báo cáo quý IV/2026 thành 28/12/2026." in html
    assert heading(html) == "Quý IV/2026: hạn nộp 28/12/2026, còn 36 ngày"


def test_taking_an_extension_back_says_whose_return_is_late_then_and_wants_a_tick(
    officer, districts
):
    a_return(districts[0], "2026Q3", {}, officer, at=datetime(2026, 9, 28, tzinfo=UTC))
    periods.extend(officer, "A", Q3, date(2026, 11, 30), "bão")
    app = opened.page("calendar.py", nam=2026, quy=3, don_vi="A")
    warned = " ".join(each.value for each in app.text)
    assert (
        "1 báo cáo đã nộp sẽ đổi đúng hạn, trễ hạn: Huyện A (từ đúng hạn thành trễ 3 ngày)."
        in warned
    )
    app.text_area[0].set_value("nhầm đơn vị")
    app = pressed(app, "calendar_take")
    assert "Đánh dấu “Vẫn thu hồi gia hạn”" in drawn(app)
    assert calendar.year(officer, 2026).extensions != ()
    app.checkbox[0].check()
    assert "theo hạn chung" in drawn(pressed(app, "calendar_take"))
    assert calendar.year(officer, 2026).extensions == ()


def test_moving_the_due_date_says_whose_mark_changes_and_wants_a_tick(administrator, districts):
    a_return(districts[0], "2026Q3", {}, administrator, at=datetime(2026, 9, 28, tzinfo=UTC))
    app = opened.page("calendar.py", nam=2026, quy=3)
    app.text_input[0].set_value("20/9/2026")
    app = pressed(app, "calendar_set_due")
    assert "Huyện A (từ trễ 3 ngày thành trễ 8 ngày)" in drawn(app)
    assert calendar.year(administrator, 2026).of(Q3).due_on == date(2026, 9, 25)
    app.checkbox(key=next(each.key for each in app.checkbox if "due" in each.key)).check()
    assert "thành 20/09/2026" in drawn(pressed(app, "calendar_set_due"))


def test_closing_says_who_is_missing_and_wants_a_tick(administrator, districts):
    a_return(districts[0], "2026Q3", {}, administrator, decided=None)
    app = opened.page("calendar.py", nam=2026, quy=3)
    warned = " ".join(each.value for each in app.text)
    assert "1 đơn vị chưa nộp sẽ không nộp được nữa: Huyện B." in warned
    assert "1 báo cáo đang chờ duyệt" in warned
    app = pressed(app, "calendar_close")
    assert "hãy đánh dấu “Vẫn khóa sổ”" in drawn(app)
    assert calendar.year(administrator, 2026).of(Q3).closed_at is None
    app.checkbox[0].check()
    html = drawn(pressed(app, "calendar_close"))
    assert heading(html) == "Sổ quý III/2026 đã khóa ngày 22/11/2026"
    app = opened.page("calendar.py", nam=2026, quy=3)
    assert "Lời nhắc để gửi" not in drawn(app)
    assert "đã qua 58 ngày" in heading(drawn(pressed(app, "calendar_reopen")))


def test_an_officer_is_not_offered_the_calendar_itself(officer):
    assert keys(opened.page("calendar.py", nam=2026, quy=3)) == set()
    assert keys(opened.page("calendar.py", nam=2026, quy=3, don_vi="B")) == {"calendar_give"}


def test_putting_a_late_return_off_says_that_it_is_on_time_then(officer, districts):
    a_return(districts[0], "2026Q3", {}, officer, at=datetime(2026, 9, 28, tzinfo=UTC))
    app = opened.page("calendar.py", nam=2026, quy=3, don_vi="A")
    told = " ".join(each.value for each in app.text)
    assert "Nếu gia hạn: 1 báo cáo đã nộp" in told
    assert "Huyện A (từ trễ 3 ngày thành đúng hạn)" in told
    assert not app.checkbox
    app.text_input[0].set_value("30/11/2026")
    app.text_area[0].set_value("bão")
    html = drawn(pressed(app, "calendar_give"))
    assert "Báo cáo đã nộp đổi theo hạn mới: Huyện A (từ trễ 3 ngày thành đúng hạn)." in html
    assert calendar.due_dates_of(officer, "A", (Q3,))[0].due_on == date(2026, 11, 30)
