"""What is said about who handed in: the answer, the call, the letters."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from dashboard import settings
from dashboard.domain import timeliness
from dashboard.domain.timeliness import Mark, ReturnState
from dashboard.i18n import set_language
from dashboard.views import turnout
from data_access.vocabulary import Period, ReturnStatus
from tests.domain.test_timeliness import DUE, Q3, a_state, a_unit

SENT_BACK_AT = datetime(2026, 9, 28, 3, tzinfo=UTC)
TODAY = date(2026, 11, 22)


@pytest.fixture(autouse=True)
def _in_vietnamese():
    set_language("vi")


def states(*marks: tuple[Mark, int]) -> list[ReturnState]:
    return [a_state(mark, days, unit=number) for number, (mark, days) in enumerate(marks, 1)]


ON_TIME = [(Mark.ON_TIME, 0)]


@pytest.mark.parametrize(
    ("marks", "said"),
    [
        (ON_TIME * 9 + [(Mark.LATE, 3), (Mark.MISSING, 58)],
         "9/11 đơn vị đã nộp quý III/2026 đúng hạn; 1 trễ 3 ngày; 1 chưa nộp (quá hạn 58 ngày)"),
        (ON_TIME * 2, "2/2 đơn vị đã nộp quý III/2026 đúng hạn"),
        ([*ON_TIME, (Mark.LATE, 42), (Mark.LATE, 6)],
         "1/3 đơn vị đã nộp quý III/2026 đúng hạn; 2 trễ (6 và 42 ngày)"),
        ([(Mark.LATE, 1), (Mark.LATE, 9), (Mark.LATE, 4)],
         "0/3 đơn vị đã nộp quý III/2026 đúng hạn; 3 trễ (1–9 ngày)"),
        ([*ON_TIME, (Mark.NOT_DUE, 33)],
         "1/2 đơn vị đã nộp quý III/2026; còn 33 ngày đến hạn"),
        ([(Mark.LATE, 2), (Mark.NOT_DUE, 8)],
         "0/2 đơn vị đã nộp quý III/2026 đúng hạn; 1 trễ 2 ngày; 1 được gia hạn đến 25/09/2026"),
        ([(Mark.MISSING, 58)], "Huyện 1 chưa nộp báo cáo quý III/2026: quá hạn 58 ngày"),
        ([(Mark.NOT_ASKED, 0), (Mark.HISTORY, 0)],
         "Không đơn vị nào phải nộp báo cáo quý III/2026"),
    ],
)  # fmt: skip
def test_the_answer_for_the_meeting(marks, said):
    assert turnout.headline(states(*marks), Q3) == said


def test_in_a_closed_quarter_what_is_missing_never_comes():
    shut = [replace(each, is_taken=False) for each in states((Mark.MISSING, 3))]
    assert turnout.headline([*shut, *states(*ON_TIME * 2)], Q3).endswith("; 1 không nộp")


def test_rates_are_said_with_the_numbers_behind_them():
    found = states(*ON_TIME * 6, (Mark.LATE, 1), (Mark.MISSING, 2), (Mark.NOT_DUE, 4))
    assert turnout.rates(found) == "Đã nộp 87,5% (7/8), đúng hạn 75% (6/8)"
    assert turnout.rates(states((Mark.NOT_DUE, 4))) == ""


def a_call(*found: ReturnState) -> str:
    (call,) = timeliness.calls(found)
    return turnout.to_say(call)


def test_a_call_names_quarter_due_date_and_days():
    said = a_call(a_state(Mark.MISSING, 58))
    assert said.startswith(
        "Tôi gọi về báo cáo của Huyện 1. Báo cáo quý III/2026 có hạn nộp ngày 25/09/2026, đến nay "
        "chưa nhận được, quá hạn 58 ngày."
    )
    assert said.endswith("xin cho biết lý do và ngày nộp được.")


def test_a_call_about_what_was_sent_back_gives_the_reason():
    said = a_call(
        a_state(Mark.MISSING, 58, status=ReturnStatus.SENT_BACK, decided_at=SENT_BACK_AT,
                 remark="Thiếu số quyết định.")
    )  # fmt: skip
    assert "đã bị trả lại ngày 28/09/2026: “Thiếu số quyết định”." in said
    assert "quá hạn 58 ngày (hạn nộp 25/09/2026)" in said


def test_a_call_before_the_due_date_says_how_many_days_are_left():
    assert "đến hạn nộp ngày 25/09/2026, còn 5 ngày." in a_call(a_state(Mark.NOT_DUE, 5))


def test_letters_name_units_days_and_where_to_hand_in(monkeypatch):
    monkeypatch.setenv("TIENDO_PUBLIC_URL", "https://tiendo.example.vn")
    settings.settings.cache_clear()
    missing = states((Mark.MISSING, 58), (Mark.MISSING, 12))
    letter = turnout.letter_to_missing(missing, Q3, TODAY)
    assert "- Huyện 1: quá hạn 58 ngày (hạn nộp 25/09/2026)" in letter
    assert "https://tiendo.example.vn/nop-bao-cao?nam=2026&quy=3" in letter
    own = turnout.letter_to_unit(missing[0])
    assert own.startswith("Kính gửi Huyện 1,\n\n")
    assert "https://tiendo.example.vn/nop-bao-cao?don_vi=D1&nam=2026&quy=3" in own


def test_without_a_public_address_a_letter_names_the_page():
    assert turnout.address("nop-bao-cao?nam=2026&quy=3") == "hệ thống Tiến Độ, trang “Nộp báo cáo”"


def test_the_letter_to_all_changes_with_the_due_date():
    before = turnout.letter_to_all(Period(2026, 4), date(2026, 12, 25), TODAY)
    assert "là ngày 25/12/2026, còn 33 ngày" in before
    assert "đã hết hạn" in turnout.letter_to_all(Q3, DUE, TODAY)


def test_a_name_is_said_as_it_is():
    strange = replace(a_state(Mark.MISSING, 2), unit=a_unit(name="Huyện <b>{x}</b>"))
    assert "Huyện <b>{x}</b>" in a_call(strange)
