"""Returns received, as a page: the answer, the table, whom to call; for whom it is."""

import re
from datetime import UTC, date, datetime

import pytest

from dashboard import settings
from dashboard.actions import periods
from dashboard.views import completeness_matrix
from data_access.vocabulary import Counting, DecisionKind, Period, Role
from tests.factories import a_person, a_return, a_unit
from tests.pages import opened
from tests.pages.opened import drawn, said

Q3 = Period(2026, 3)


@pytest.fixture
def units(province, officer):
    """One on time, one late and waiting, one sent back, one missing; and a second source."""
    made = [a_unit(code, province) for code in ("A", "B", "C", "D")]
    source = a_unit("S", province, counting=Counting.CROSS_CHECK)
    days = ((20, DecisionKind.ACCEPT), (28, None), (22, DecisionKind.SEND_BACK))
    for unit, (day, decided) in zip([*made[:3]], days, strict=True):
        a_return(unit, "2026Q3", {}, officer, at=datetime(2026, 9, day, 3, tzinfo=UTC),
                 decided=decided, decided_at=datetime(2026, 9, 29, 3, tzinfo=UTC))  # fmt: skip
    return {unit.code: unit for unit in (*made, source)}


def cells(html: str, unit: str) -> list[str]:
    table = html[html.index('class="card turnout"') :]
    row = next(part for part in table.split("<tr>") if f">Huyện {unit}</a>" in part)
    return [re.sub(r"<[^>]+>|\s+", " ", each).split() for each in row.split("<td")[1:]]


def below_the_filters(html: str) -> str:
    return html[html.index("<h1>") :]


def test_the_page_opens_with_the_answer(units):
    html = drawn(opened.page("completeness.py"))
    heading = said(html[html.index("<h1>") : html.index("</h1>")]).strip()
    assert heading == (
        "1/4 đơn vị đã nộp quý III/2026 đúng hạn; 1 trễ 3 ngày ; 2 chưa nộp (quá hạn 58 ngày)"
    ).replace("đúng hạn;", "đúng hạn;").replace(" ;", ";")
    assert "Đã nộp 50% (2/4), đúng hạn 25% (1/4)" in html


def test_every_cell_says_how_its_return_stands_and_leads_there(units):
    html = drawn(opened.page("completeness.py"))
    found = {code: " ".join(" ".join(each) for each in cells(html, code)) for code in "ABCD"}
    assert "Đúng hạn" in found["A"]
    assert "Trễ 3 ngày" in found["B"]
    assert "chờ duyệt" in found["B"]
    assert "Bị trả lại" in found["C"]
    assert "Chưa nộp" in found["D"]
    assert "quá hạn 58 ngày" in found["D"]
    for href in ("ban-bao-cao?return=", "don-vi?don_vi=D&amp;nam=2026&amp;quy=3"):
        assert href in html


def test_second_sources_stand_apart(units):
    html = drawn(opened.page("completeness.py"))
    counted, beside = html.split("Nguồn đối chiếu", 1)
    assert ">Huyện S</a>" not in counted[counted.index("turnout") :]
    assert ">Huyện S</a>" in beside


def test_the_call_list_is_the_officers(units, province, monkeypatch):
    html = drawn(opened.page("completeness.py"))
    calls = html[html.index("Cần gọi hôm nay") : html.index("Từng đơn vị, từng quý")]
    assert re.findall(r"<h3><a [^>]+>([^<]+)", calls) == ["Huyện D", "Huyện S", "Huyện C"]
    assert "“lý do”" in calls
    assert calls.count("data-copy") == 3
    opened.as_person(monkeypatch, a_person(Role.VIEWER, province))
    assert "Cần gọi hôm nay" not in drawn(opened.page("completeness.py"))


def test_years_are_chosen_through_the_address(units, officer):
    a_return(units["A"], "2024Q1", {}, officer, at=datetime(2024, 3, 20, tzinfo=UTC))
    usual = drawn(opened.page("completeness.py"))
    assert usual.count('scope="colgroup" colspan="4"') == 4  # two years, in both tables
    three = drawn(opened.page("completeness.py", tu=2024, den=2026))
    assert "grid narrow" in three
    assert three.count('scope="colgroup" colspan="4"') == 6
    for tu, den in (("2020", "2026"), ("2026", "2024"), ("x", "<b>"), ("99999", "2026")):
        again = drawn(opened.page("completeness.py", tu=tu, den=den))
        assert below_the_filters(again) == below_the_filters(usual)


def test_over_the_years_what_is_missing_is_named_beside_the_share(units):
    html = drawn(opened.page("completeness.py"))
    years = html[html.index("Qua các năm") :]
    rows = {code: next(part for part in years.split("<tr>") if f">Huyện {code}<" in part)
            for code in "AD"}  # fmt: skip
    assert "thiếu 1" in rows["D"]
    assert "thiếu" not in rows["A"]


def test_another_quarter_is_answered_for(units):
    html = drawn(opened.page("completeness.py", nam=2026, quy=4))
    assert "0/4 đơn vị đã nộp quý IV/2026; còn 33 ngày đến hạn" in html


def test_many_units_come_in_pages(province, officer, monkeypatch):
    monkeypatch.setattr(completeness_matrix, "ROWS", 5)
    for number in range(12):
        a_unit(f"X{number:02}", province)
    first, last, beyond = (drawn(opened.page("completeness.py", trang=page)) for page in (1, 3, 99))
    assert "đơn vị 1–5 trong 12" in first
    assert "đơn vị 11–12 trong 12" in last
    assert below_the_filters(last) == below_the_filters(beyond)
    assert ">Huyện X11</a>" in last[last.index("turnout") :]


def test_a_clerk_sees_their_own_unit(units, monkeypatch):
    opened.as_person(monkeypatch, a_person(Role.REPORTER, units["D"]))
    html = drawn(opened.page("completeness.py"))
    assert "<h1>" in html
    assert "Huyện D chưa nộp báo cáo quý III/2026: quá hạn 58 ngày" in html
    assert "Huyện A" not in html


def test_an_extension_shows_in_its_cell(units, officer):
    periods.extend(officer, "D", Q3, date(2026, 11, 30), "bão")
    settings.settings.cache_clear()
    html = drawn(opened.page("completeness.py"))
    assert "1 được gia hạn đến 30/11/2026" in html
    assert "gia hạn" in " ".join(" ".join(each) for each in cells(html, "D"))


def test_a_name_is_shown_as_text(province, officer):
    a_unit("Z", province, name="<script>alert(1)</script>")
    html = drawn(opened.page("completeness.py"))
    assert "<script>alert" not in html
    assert "&lt;script&gt;" in html
