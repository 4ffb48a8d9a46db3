"""Reviewing: the queue, who is missing, the comparison, accepting, sending back, being slower."""

import re

import pytest

from dashboard.actions import decisions, returns
from dashboard.domain.access import Person
from dashboard.domain.workflow import Move
from dashboard.i18n import speaking
from dashboard.readings import returns as readings
from dashboard.views import deciding
from data_access.vocabulary import Counting, DecisionKind, ReturnStatus, Role, UnitRecord
from tests.factories import a_person, a_return, a_unit, some_targets
from tests.pages import opened
from tests.pages.opened import (
    FOUNDING,
    PERIOD,
    a_workbook,
    asked_for,
    buttons,
    drawn,
    pressed,
)


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
    assert "trễ 58 ngày" in shown
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
    for said in ("Thiếu số quyết định", "Đã sửa", "Đang chờ", "bản 1: 12", "Đông Á"):
        assert said in shown
    assert "1 số khác với bản 1" in shown


@pytest.mark.parametrize("script", ["review.py", "return_detail.py"])
def test_warnings_of_a_return_handed_in_in_english_are_read_in_vietnamese(
    officer, clerk, unit, script
):
    with speaking("en"):
        data = a_workbook(clerk, unit, PERIOD, {**FOUNDING, "members": None}, UNION_FOUNDED=1)
        receipt = returns.submit(clerk, data, "a.xlsx", explanation="Not yet counted")
    shown = drawn(opened.page(script, **{"return": receipt.return_id}))
    assert "thiếu số thành viên khi thành lập. Hãy bổ sung nếu có." in shown
    assert "is missing" not in shown


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
    assert "review_accept" not in buttons(app)


def test_sending_back_asks_for_a_reason_first(officer, handed_in):
    app = pressed(opened.page("review.py", **{"return": handed_in}), "review_back")
    assert app.text_area(key="review_back_reason").label.startswith("Nói rõ thêm")
    assert readings.detail(officer, handed_in).revision.status is ReturnStatus.SUBMITTED


def test_the_reason_of_sending_back_is_handed_on(officer, handed_in):
    app = opened.page("review.py", **{"return": handed_in})
    # a dialog's own reruns are the browser's: this is what it leaves behind
    command = deciding.Command(Move.SEND_BACK, handed_in, 1, "Rà soát lại số đoàn viên")
    shown = drawn(asked_for(app, command))
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
    assert buttons(app) == ["review_back"]


def test_a_return_of_anothers_units_is_refused_in_a_sentence(province, handed_in, monkeypatch):
    elsewhere = a_unit("D9", province)
    opened.as_person(monkeypatch, a_person(Role.REVIEWER, elsewhere))
    app = opened.page("review.py", **{"return": handed_in})
    assert "không có quyền" in app.error[0].value
    assert not app.get("bidi_component")


def test_the_missing_are_counted_as_units_and_as_cross_checks(officer, province, clerk, unit):
    a_unit("D2", province)
    a_unit("LD", province, counting=Counting.CROSS_CHECK)
    a_return(unit, "2026Q3", {"UNION_FOUNDED": 1}, clerk)
    shown = drawn(opened.page("review.py"))
    assert "1/2 đơn vị, 1/1 nguồn đối chiếu" in shown
    assert shown.split('class="missing"')[1].count("nguồn đối chiếu") == 1


def test_a_correction_of_an_accepted_return_is_marked_in_the_queue(officer, clerk, unit):
    a_return(unit, "2026Q3", {"UNION_FOUNDED": 1}, clerk)
    a_return(unit, "2026Q3", {"UNION_FOUNDED": 2}, clerk, decided=None)
    assert "sửa báo cáo đã duyệt" in drawn(opened.page("review.py"))


def effects(shown: str) -> str:
    return shown.split('class="card alone effects"')[1].split("</section>")[0]


def test_accepting_is_foretold_for_every_quarter_it_reaches(officer, clerk, unit, province):
    for where in (unit, province):
        some_targets(where, 2026, {"UNION_FOUNDED": 4}, clerk)
    for period in ("2026Q1", "2026Q2"):
        a_return(unit, period, {"UNION_FOUNDED": 2}, clerk)
    number = a_return(unit, "2026Q1", {"UNION_FOUNDED": 1}, clerk, decided=None)
    told = effects(drawn(opened.page("review.py", **{"return": number})))
    assert "Số lũy kế của 1 chỉ tiêu thay đổi; 2 tình trạng thay đổi." in told
    assert re.findall(r">Lũy kế đến hết (quý \w+)/2026<", told) == ["quý I", "quý II"]
    second = told.split("quý II/2026")[1]
    assert re.findall(r"<span class=.soft.>4</span>.*?<b>3</b>", second)
    assert re.findall(r"</svg>([^<]+)</span>", second)[:2] == ["Đạt", "Đúng tiến độ"]


def test_nothing_is_foretold_where_nothing_changes(officer, clerk, unit):
    a_return(unit, "2026Q1", {"UNION_FOUNDED": 2}, clerk)
    number = a_return(unit, "2026Q1", {"UNION_FOUNDED": 2}, clerk, decided=None)
    told = effects(drawn(opened.page("review.py", **{"return": number})))
    assert "Không làm thay đổi số lũy kế nào và tình trạng nào." in told
    assert "<table" not in told


def test_a_decided_return_foretells_nothing(officer, clerk, unit):
    number = a_return(unit, "2026Q1", {"UNION_FOUNDED": 2}, clerk)
    assert "Nếu duyệt bản này" not in drawn(opened.page("review.py", **{"return": number}))


def test_a_correction_stands_beside_what_counts_or_what_was_sent_back(officer, clerk, unit):
    a_return(unit, "2026Q1", {"UNION_FOUNDED": 2}, clerk)
    a_return(unit, "2026Q1", {"UNION_FOUNDED": 5}, clerk, decided=DecisionKind.SEND_BACK)
    number = a_return(unit, "2026Q1", {"UNION_FOUNDED": 6}, clerk, decided=None)
    shown = drawn(opened.page("review.py", **{"return": number}))
    assert "bản 1: 2" in shown
    assert f'href="duyet-bao-cao?return={number}&amp;so_voi=2"' in shown
    other = drawn(opened.page("review.py", **{"return": number}, so_voi=2))
    assert "bản 2: 5" in other
    assert f'href="duyet-bao-cao?return={number}"' in other
    assert "bản 1: 2" in drawn(opened.page("review.py", **{"return": number}, so_voi=9))


def test_figures_and_rows_are_marked_for_remarks_by_the_address(officer, handed_in):
    plain = drawn(opened.page("review.py", **{"return": handed_in}))
    assert f'href="duyet-bao-cao?return={handed_in}&amp;nhan_xet=0"' in plain
    assert 'class="spot' not in plain
    spots = "f-UNION_FOUNDED,2-1,2-9,f-NO_SUCH,x"
    app = opened.page("review.py", **{"return": handed_in}, nhan_xet=spots)
    shown = drawn(app)
    marked = re.findall(r'class="spot marked"[^>]*>([^<]+)<', shown)
    assert marked == ["Công đoàn cơ sở thành lập mới", "Công ty TNHH Đông Á &lt;b&gt;"]
    assert "nhan_xet=f-UNION_FOUNDED,2-1,f-PARTY_ORG_FOUNDED" in shown
    assert f'href="duyet-bao-cao?return={handed_in}&amp;nhan_xet=2-1"' in shown  # unmarks
    assert app.button(key="review_back").label == "Trả lại kèm 2 nhận xét…"


def test_remarks_are_stored_at_the_cells_of_the_clerks_own_file(
    officer, clerk, handed_in, monkeypatch
):
    app = opened.page("review.py", **{"return": handed_in})
    command = deciding.Command(
        Move.SEND_BACK, handed_in, 1, "Xem nhận xét",
        {"f-UNION_FOUNDED": "Chưa <b>khớp</b>", "2-1": "Thiếu số quyết định", "4-1": "Nêu rõ"},
    )  # fmt: skip
    asked_for(app, command)
    kept = readings.detail(officer, handed_in).revision.remarks
    assert [each["sheet"][:6] for each in kept] == ["Biểu 1", "Biểu 2", "Biểu 4"]
    assert all(re.fullmatch(r"[A-Z]+\d+", each["cell"]) for each in kept)
    opened.as_person(monkeypatch, clerk)
    shown = drawn(opened.page("return_detail.py", **{"return": handed_in}))
    assert "Công đoàn cơ sở thành lập mới" in shown.split('class="remarks"')[1]
    assert "Biểu 2, dòng 1: Công ty TNHH Đông Á &lt;b&gt;" in shown
    assert shown.count("Chưa &lt;b&gt;khớp&lt;/b&gt;") == 2  # in the story, and at the figure
    assert "<b>khớp" not in shown


def test_the_next_revision_shows_what_was_said_of_the_figure(officer, clerk, unit, handed_in):
    app = opened.page("review.py", **{"return": handed_in})
    command = deciding.Command(
        Move.SEND_BACK, handed_in, 1, "Sửa", {"f-UNION_FOUNDED": "Ghi lại số"}
    )
    asked_for(app, command)
    again = a_workbook(clerk, unit, PERIOD, FOUNDING, UNION_FOUNDED=1, PARTY_MEMBER_ADMITTED=9)
    returns.submit(clerk, again, "b.xlsx", explanation="đã rà", reason="Đã sửa")
    shown = drawn(opened.page("review.py", **{"return": handed_in}))
    assert '<span class="remark">Ghi lại số</span>' in shown
    assert "Ghi lại số" in shown.split('class="card prior"')[1]


def test_an_accepted_return_is_opened_again_from_the_review(officer, handed_in):
    decisions.accept(officer, handed_in)
    app = opened.page("review.py", **{"return": handed_in})
    assert buttons(app) == ["review_reopen"]
    command = deciding.Command(Move.REOPEN, handed_in, 1, "Sai số")
    shown = drawn(asked_for(app, command))
    assert "Đã mở lại báo cáo quý III/2026 của Huyện D1." in shown
    assert readings.detail(officer, handed_in).revision.status is ReturnStatus.REOPENED
