"""The calendar page and the queue for somebody with roles in several provinces."""

import re
from datetime import UTC, date, datetime

import pytest

from dashboard.actions import periods
from dashboard.readings import calendar
from data_access.vocabulary import Period, Role
from tests.factories import a_person, a_return, a_unit
from tests.pages import opened
from tests.pages.opened import drawn, pressed, said

Q2, Q3, Q4 = Period(2026, 2), Period(2026, 3), Period(2026, 4)
COMING = "Quý IV/2026: hạn nộp"


@pytest.fixture
def districts(province):
    """A in the province MH, and Z in the province QN."""
    return a_unit("A", province), a_unit("Z", a_unit("QN", name="Tỉnh Quảng"))


@pytest.fixture
def provinces(province, districts):
    return province, calendar.year(a_person(Role.VIEWER, districts[1]), 2026).province


@pytest.fixture
def of_both(provinces, monkeypatch):
    """Somebody who administers both provinces, signed in."""
    person = a_person(Role.ADMINISTRATOR, *provinces)
    opened.as_person(monkeypatch, person)
    return person


def due_on(person, code: str, period: Period = Q4) -> date:
    return calendar.year(person, period.year, code).of(period).due_on


def heading(app) -> str:
    html = drawn(app)
    return said(html[html.index("<h1>") : html.index("</h1>")]).strip()


def test_who_has_a_role_in_one_province_sees_no_choice(administrator, districts):
    html = drawn(opened.page("calendar.py", nam=2026, quy=4, tinh="QN"))
    assert "tinh=" not in html
    assert "Tỉnh Quảng" not in html
    assert "/download/calendar.ics?unit=A" in html


def test_the_province_is_chosen_and_links_keep_it(of_both):
    periods.set_due(of_both, Q4, date(2026, 12, 28), "QN")
    app = opened.page("calendar.py", nam=2026, quy=4)
    assert heading(app).startswith(f"{COMING} 25/12/2026")
    assert "lich-bao-cao?tinh=QN&amp;nam=2026&amp;quy=4" in drawn(app)
    app = opened.page("calendar.py", nam=2026, quy=4, tinh="QN")
    assert heading(app).startswith(f"{COMING} 28/12/2026")
    links = re.findall(r'href="(lich-bao-cao[^"]*)"', drawn(app))
    assert {"tinh=QN" in each for each in links if "tinh=MH" not in each} == {True}
    assert len(links) > 4


def test_a_province_that_is_none_of_theirs_falls_back_to_the_first(of_both):
    a_unit("XX")
    for code in ("XX", "KHONG", ""):
        app = opened.page("calendar.py", nam=2026, quy=4, tinh=code)
        assert "tinh=MH" in drawn(app)
        assert heading(app).startswith(f"{COMING} 25/12/2026")


def test_what_is_done_concerns_the_province_that_is_looked_at(of_both):
    app = opened.page("calendar.py", nam=2026, quy=4, tinh="QN")
    app.text_input[0].set_value("28/12/2026")
    assert "Đã đổi hạn nộp" in drawn(pressed(app, "calendar_set_due"))
    assert (due_on(of_both, "MH"), due_on(of_both, "QN")) == (
        date(2026, 12, 25),
        date(2026, 12, 28),
    )
    app = opened.page("calendar.py", nam=2026, quy=4, tinh="QN")
    app.checkbox[0].check()
    pressed(app, "calendar_close")
    closed = [calendar.year(of_both, 2026, code).of(Q4).closed_at for code in ("MH", "QN")]
    assert [each is not None for each in closed] == [False, True]
    pressed(opened.page("calendar.py", nam=2026, quy=4, tinh="QN"), "calendar_reopen")
    assert calendar.year(of_both, 2026, "QN").of(Q4).closed_at is None


def test_the_day_shown_to_be_changed_is_the_provinces(of_both):
    periods.set_due(of_both, Q4, date(2026, 12, 28), "QN")
    app = opened.page("calendar.py", nam=2026, quy=4)
    assert app.text_input[0].value == "25/12/2026"
    app.query_params["tinh"] = "QN"
    assert app.run().text_input[0].value == "28/12/2026"


def test_moving_a_date_asks_about_the_marks_of_that_province(of_both, districts):
    for unit in districts:
        a_return(unit, "2026Q3", {}, of_both, at=datetime(2026, 9, 28, tzinfo=UTC))
    app = opened.page("calendar.py", nam=2026, quy=3, tinh="QN")
    app.text_input[0].set_value("30/9/2026")
    html = drawn(pressed(app, "calendar_set_due"))
    assert "Huyện Z (từ trễ 3 ngày thành đúng hạn)" in html
    assert "Huyện A" not in html
    assert due_on(of_both, "QN", Q3) == date(2026, 9, 25)


def test_reminders_and_the_file_of_dates_are_of_the_province(of_both, province):
    a_unit("B", province)
    html = drawn(opened.page("calendar.py", nam=2026, quy=4, tinh="MH"))
    letters = html[html.index("Lời nhắc để gửi") :]
    assert "Huyện A" in letters
    assert "Huyện Z" not in letters
    assert "/download/calendar.ics?province=MH" in html


def test_extensions_are_given_to_the_units_of_the_province(of_both):
    periods.extend(of_both, "Z", Q4, date(2027, 1, 5), "bão")
    first = drawn(opened.page("calendar.py", nam=2026, quy=4, tinh="MH", don_vi="Z"))
    assert "05/01/2027" not in first
    app = opened.page("calendar.py", nam=2026, quy=4, tinh="QN", don_vi="Z")
    assert "lich-bao-cao?tinh=QN&amp;nam=2026&amp;quy=4&amp;don_vi=Z" in drawn(app)
    app.text_area[0].set_value("đã thông đường")
    assert "theo hạn chung" in drawn(pressed(app, "calendar_take"))
    assert calendar.year(of_both, 2026, "QN").extensions == ()


def test_the_queue_asks_each_province_for_the_quarter_that_fell_due_there(of_both, districts):
    for unit in districts:
        a_return(unit, "2026Q1", {}, of_both)
    periods.set_due(of_both, Q3, date(2026, 11, 30), "QN")
    html = said(drawn(opened.page("review.py")))
    assert "Chưa nộp báo cáo quý III/2026, quý II/2026 2/2 đơn vị" in html
    assert re.search(r"Huyện A [^H]*quý III/2026: [^H]*58 ngày", html)
    assert re.search(r"Huyện Z [^H]*quý II/2026: [^H]*181 ngày", html)


def test_the_queue_of_one_province_names_its_quarter_once(administrator, districts):
    html = said(drawn(opened.page("review.py")))
    assert "Chưa nộp báo cáo quý III/2026 hạn nộp 25/09/2026" in html
    assert html.count("quý III/2026") == 1
