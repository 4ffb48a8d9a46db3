"""What a person asks a page to do is done before the page is drawn again, and once."""

from collections import Counter
from collections.abc import Iterator
from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.actions import bulk, decisions, drafts, returns
from dashboard.domain.access import Person
from dashboard.domain.workflow import Move
from dashboard.readings import bundles, calendar, worklists
from dashboard.readings import returns as readings
from dashboard.readings import tokens as keys
from dashboard.views import commands, component, deciding
from data_access.vocabulary import Period, ReturnStatus, UnitRecord
from tests.factories import a_return
from tests.pages import opened
from tests.pages.opened import PERIOD, a_workbook, asked_for, buttons, drawn, pressed, uploaded
from tests.transactions import begun, writings
from tests.transactions import readings as readings_of

Q4 = Period(2026, 4)


@pytest.fixture
def cards(monkeypatch: pytest.MonkeyPatch) -> Iterator[Counter[str]]:
    """How often each card of a page was drawn since it was last cleared."""
    found: Counter[str] = Counter()
    real = component.show

    def counted(html: object, *, key: str, view: str | None = None) -> None:
        found[key] += 1
        real(html, key=key, view=view)

    monkeypatch.setattr(component, "show", counted)
    return found


@pytest.fixture
def waiting(clerk: Person, unit: UnitRecord) -> int:
    return a_return(unit, "2026Q3", {"UNION_FOUNDED": 1}, clerk, decided=None)


def decided(person: Person, number: int) -> int:
    return len(readings.detail(person, number).decisions)


def noted_again(app: AppTest, command: object, turn: int) -> AppTest:
    """Let a press arrive that was made when ``turn`` commands had been carried out."""
    page = app.session_state["commands_page"]
    app.session_state["commands_noted"] = commands._Noted(command, turn, page)
    return app.run()


def test_accepting_is_one_change_one_reading_and_one_drawing(officer, waiting, cards):
    app = opened.page("review.py", **{"return": waiting})
    assert cards["review"] == 1
    cards.clear()
    with begun() as transactions:
        pressed(app, "review_accept")
    assert [each.reads_only for each in transactions] == [False, True]
    assert cards["review"] == 1
    assert "Đã duyệt báo cáo quý III/2026 của Huyện D1." in drawn(app)
    assert readings.detail(officer, waiting).revision.status is ReturnStatus.ACCEPTED


def test_what_a_dialog_asked_for_is_done_before_the_page_is_drawn(officer, waiting, cards):
    app = opened.page("review.py", **{"return": waiting})
    cards.clear()
    with begun() as transactions:
        asked_for(app, deciding.Command(Move.SEND_BACK, waiting, 1, "Rà soát lại"))
    assert [each.reads_only for each in transactions] == [False, True]
    assert cards["review"] == 1


def test_opening_again_on_the_returns_own_page_draws_it_once(officer, clerk, unit, cards):
    number = a_return(unit, "2026Q3", {"UNION_FOUNDED": 1}, clerk)
    app = opened.page("return_detail.py", **{"return": number})
    cards.clear()
    with begun() as transactions:
        asked_for(app, deciding.Command(Move.REOPEN, number, 1, "Sai số"))
    assert [each.reads_only for each in transactions] == [False, True]
    assert cards["return"] == 1
    assert "Đã mở lại báo cáo quý III/2026" in drawn(app)


def test_a_second_press_does_nothing_and_the_first_ones_sentence_stays(officer, clerk, waiting):
    app = opened.page("review.py", **{"return": waiting})
    pressed(app, "review_accept")
    again = deciding.Command(Move.ACCEPT, waiting, 1)
    shown = drawn(noted_again(app, again, 0))
    assert "Đã duyệt báo cáo quý III/2026 của Huyện D1." in shown
    assert "notice tone slow" not in shown
    assert decided(clerk, waiting) == 1


def test_a_second_press_of_a_form_gives_no_extension_twice(officer, unit):
    app = opened.page("calendar.py", nam=2026, quy=4, don_vi="D1")
    app.text_input[0].set_value("5/1/2027")
    app.text_area[0].set_value("Bão")
    first = app.button[buttons(app).index("calendar_give")]
    app = first.click().run()
    assert "có hạn nộp mới là 05/01/2027" in drawn(app)
    assert first.key not in [each.key for each in app.button]
    given = calendar.year(officer, 2026).extensions
    with begun() as transactions:
        app = first.click().run()
    assert writings(transactions) == 0
    assert calendar.year(officer, 2026).extensions == given
    assert "có hạn nộp mới là 05/01/2027" in drawn(app)


def test_the_sentence_goes_with_another_view_and_does_not_come_back(officer, waiting):
    app = opened.page("review.py", **{"return": waiting})
    pressed(app, "review_accept")
    app.switch_page("../pages/overview.py").run()
    app.query_params["return"] = str(waiting)
    assert "Đã duyệt báo cáo quý III/2026 của" not in drawn(
        app.switch_page("../pages/review.py").run()
    )


def test_what_was_noted_on_a_page_that_was_left_is_not_done_later(officer, waiting):
    app = opened.page("review.py", **{"return": waiting})
    command = deciding.Command(Move.ACCEPT, waiting, 1)
    app.session_state["commands_noted"] = commands._Noted(command, 0, "duyet-bao-cao")
    app.switch_page("../pages/overview.py").run()
    app.query_params["return"] = str(waiting)
    app.switch_page("../pages/review.py").run()
    assert readings.detail(officer, waiting).revision.status is ReturnStatus.SUBMITTED


def test_what_was_refused_can_be_asked_for_again(officer, unit):
    app = opened.page("calendar.py", nam=2026, quy=4, don_vi="D1")
    app.text_input[0].set_value("5/1/2027")
    assert "Hãy ghi lý do" in drawn(pressed(app, "calendar_give"))
    app.text_area[0].set_value("Bão")
    assert "có hạn nộp mới là 05/01/2027" in drawn(pressed(app, "calendar_give"))


def test_changes_of_the_calendar_draw_it_once(administrator, unit, cards):
    app = opened.page("calendar.py", nam=2026, quy=4, don_vi="D1")
    app.text_input[0].set_value("5/1/2027")
    app.text_area[0].set_value("Bão")
    for key in ("calendar_give", "calendar_close", "calendar_reopen"):
        for box in app.checkbox:
            box.check()
        cards.clear()
        with begun() as transactions:
            pressed(app, key)
        assert writings(transactions) == 1, key
        assert transactions[-1].reads_only
        assert cards["calendar"] == 1
    assert calendar.due_dates_of(administrator, "D1", (Q4,))[0].due_on == date(2027, 1, 5)


def test_a_file_is_looked_at_and_kept_before_the_page_is_drawn(clerk, unit, cards, monkeypatch):
    opened.as_person(monkeypatch, clerk)
    app = opened.page("submit.py", don_vi="D1", nam=2026, quy=3)
    cards.clear()
    uploaded(app, a_workbook(clerk, unit))
    assert cards["submit_due"] == cards["submit_checked"] == 1
    assert "bao-cao.xlsx" in "".join(each.proto.body for each in app.get("html"))
    cards.clear()
    with begun() as transactions:
        pressed(app, "submit_send")
    assert cards["submit_due"] == cards["submit_receipt_card"] == 1
    assert "submit_checked" not in cards
    assert (writings(transactions), transactions[-1].reads_only) == (1, True)
    assert PERIOD not in [each.period for each in worklists.due(clerk)]


def test_a_file_put_away_is_gone_in_the_same_drawing(clerk, unit, cards, monkeypatch):
    opened.as_person(monkeypatch, clerk)
    app = uploaded(opened.page("submit.py", don_vi="D1", nam=2026, quy=3), a_workbook(clerk, unit))
    cards.clear()
    pressed(app, "submit_away")
    assert "bao-cao.xlsx" not in "".join(each.proto.body for each in app.get("html"))
    assert cards["submit_due"] == 1
    assert "submit_checked" not in cards


def test_keys_are_made_and_revoked_before_the_page_is_drawn(clerk, cards, monkeypatch):
    opened.as_person(monkeypatch, clerk)
    app = opened.page("tokens.py")
    app.text_input[0].set_value("Phần mềm")
    cards.clear()
    with begun() as transactions:
        pressed(app, "tokens_make")
    assert [each.reads_only for each in transactions] == [False, True]
    (key,) = keys.visible(clerk)
    assert cards == {"tokens": 1, f"tokens_made_{key.id}": 1}
    app = opened.page("tokens.py", thu_hoi=key.id)
    cards.clear()
    pressed(app, "tokens_revoke")
    assert cards == {"tokens": 1, "tokens_told_card": 1}
    assert "thu_hoi" not in app.query_params


def test_a_bundle_is_kept_before_the_page_is_drawn(officer, province, cards):
    app = opened.page("receive.py")
    cards.clear()
    app.file_uploader[0].set_value([("a.pdf", b"no workbook", "application/pdf")]).run()
    (batch,) = bundles.latest(officer)
    assert app.query_params["goi"] == str(batch.id)
    assert "receive_earlier" not in cards
    assert cards["receive"] == 1


def test_a_return_taken_with_its_units_word_draws_the_bundle_once(officer, clerk, unit, cards):
    data = a_workbook(clerk, unit)
    number = returns.submit(clerk, data, "a.xlsx", explanation="Đã rà soát.").return_id
    decisions.send_back(officer, number, "Giải thích số đảng viên.")
    batch = bulk.receive(officer, [("a.xlsx", data)])
    while bulk.read_next(officer, batch):
        pass
    app = opened.page("receive.py", goi=batch)
    app.text_area[0].set_value("Số đúng.")
    cards.clear()
    with begun() as transactions:
        pressed(app, "receive_word_take")
    assert cards["receive"] == 1
    assert (readings_of(transactions[-1:]), writings(transactions)) == (1, 1)
    assert "chuyển sang chờ duyệt" in drawn(app)


def test_a_form_typed_on_the_page_is_handed_in_without_being_drawn_again(
    clerk, unit, cards, monkeypatch
):
    opened.as_person(monkeypatch, clerk)
    figures = {"figures": dict.fromkeys(opened.FIGURES, "0")}
    drafts.save(clerk, "D1", Q4, figures, 0)
    app = opened.page("form.py", don_vi="D1", nam=2026, quy=4, buoc="nop")
    for box in app.checkbox:
        box.check()
    for words in app.text_area:
        words.set_value("Đã rà soát")
    cards.clear()
    pressed(app, "submit_send")
    assert "form_head" not in cards
    assert Q4 not in [each.period for each in worklists.due(clerk)]
