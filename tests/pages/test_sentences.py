"""The sentences that lead: the answer, who has not reported, how far from the target."""

import re
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from dashboard.domain.progress import Status
from dashboard.domain.timeliness import Mark, ReturnState, Verdict
from dashboard.views import receipts, sentences
from data_access.vocabulary import Period, ReturnStatus
from tests.pages import sample_returns, samples


def test_the_published_year_is_met_and_exceeded_six_of_six() -> None:
    assert sentences.headline(samples.province_2023()) == "6/6 chỉ tiêu chủ yếu đạt và vượt"


def test_a_running_year_says_how_many_are_met_and_how_the_others_stand() -> None:
    said = sentences.headline(samples.province())
    assert said == "1/6 chỉ tiêu chủ yếu đã đạt, 4 đúng tiến độ, 1 có nguy cơ"


def test_a_complete_year_with_one_missed_says_so() -> None:
    year = samples.province_2023()
    missed = samples.an_indicator("UNION_FOUNDED", 15, (3, 3, 3, 3), upto=4, final=True)
    found = tuple(missed if e.indicator.code == "UNION_FOUNDED" else e for e in year.indicators)
    said = sentences.headline(replace(year, indicators=found))
    assert said == "5/6 chỉ tiêu chủ yếu đạt và vượt, 1 không đạt"


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (Status.NO_REPORT, "Chưa có báo cáo nào của năm 2026 được duyệt"),
        (Status.NO_TARGET, "Chưa giao chỉ tiêu chủ yếu nào cho năm 2026"),
        (Status.TOO_EARLY, "Trong 6 chỉ tiêu chủ yếu: 6 chưa đủ căn cứ"),
        (Status.EXCEEDED, "6/6 chỉ tiêu chủ yếu vượt"),
        (Status.MET, "6/6 chỉ tiêu chủ yếu đạt"),
    ],
)
def test_one_status_for_all_makes_a_sentence_of_its_own(status: Status, said: str) -> None:
    progress = samples.with_status(samples.province(), status)
    assert sentences.headline(progress) == said


def test_the_missing_unit_is_named_with_the_days_it_is_overdue() -> None:
    line = sentences.received_line(sample_returns.receipts(), samples.PERIOD)
    assert line == (
        "10/11 đơn vị đã báo cáo quý III, trong đó 1 chờ duyệt. "
        "Chưa nộp: Huyện đảo Hòn Gió (quá hạn 2 ngày)."
    )


def test_a_delay_that_all_missing_units_share_is_said_once() -> None:
    first, second, *others = sample_returns.receipts()
    silent = [
        replace(each, status=None, handed_in=None, verdict=Verdict(Mark.MISSING, 2))
        for each in (first, second)
    ]
    line = sentences.received_line([*silent, *others[:5]], samples.PERIOD)
    assert line.endswith("Chưa nộp (quá hạn 2 ngày): Thành phố Minh An, Thị xã Đông Sa.")


def test_a_return_sent_back_is_neither_received_nor_missing() -> None:
    first, *others = sample_returns.receipts()
    back = replace(
        first,
        status=ReturnStatus.SENT_BACK,
        handed_in=None,
        verdict=Verdict(Mark.MISSING, 2),
    )
    assert sentences.received([back, *others], samples.PERIOD).startswith("9/11 ")
    assert [named.unit for named in sentences.sent_back([back, *others])] == [first.unit]
    assert first.unit not in [named.unit for named in sentences.missing([back, *others])]


def nothing_came(place: int, mark: Mark, days: int = 0, **why: object) -> ReturnState:
    silent = {"status": None, "return_id": None, "handed_in": None, "counts": None}
    return replace(
        sample_returns.receipts()[place], verdict=Verdict(mark, days), **{**silent, **why}
    )


def test_history_and_what_was_never_asked_for_are_not_missing() -> None:
    """Neither in the count, nor named, nor in the group of those who have not handed in."""
    told = nothing_came(0, Mark.HISTORY)
    before = nothing_came(1, Mark.NOT_ASKED)
    found = [told, before, *sample_returns.receipts()[2:]]
    line = sentences.received_line(found, samples.PERIOD)
    assert line.startswith("8/9 đơn vị đã báo cáo quý III")
    assert told.unit not in [each.unit for each in sentences.missing(found)]
    card = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", receipts.receipts(found, samples.PERIOD)))
    assert "Chưa nộp 1 Huyện đảo Hòn Gió" in card
    assert "Lịch sử 1 Thành phố Minh An" in card
    assert "Thị xã Đông Sa" not in card
    assert sentences.received([told], samples.PERIOD) == (
        "Số liệu quý III/2026 đã có trong số liệu lịch sử."
    )
    assert sentences.received([before], samples.PERIOD) == "Không phải nộp báo cáo quý III/2026."


def test_what_a_closed_quarter_does_not_take_never_came() -> None:
    never = nothing_came(9, Mark.MISSING, 5, is_taken=False)
    assert sentences.timeliness(never) == "không nộp; sổ của quý đã khóa"
    back = replace(never, status=ReturnStatus.SENT_BACK)
    assert sentences.timeliness(back) == "không nộp lại; sổ của quý đã khóa"


def test_what_was_given_back_is_said_also_where_none_is_asked_for() -> None:
    back = nothing_came(0, Mark.NOT_ASKED, status=ReturnStatus.SENT_BACK)
    assert sentences.received([back], samples.PERIOD) == (
        "Báo cáo quý III bị trả lại (chưa nộp lại)."
    )
    reopened = replace(sample_returns.receipts()[0], status=ReturnStatus.REOPENED)
    assert sentences.received([reopened], samples.PERIOD).startswith(
        "Báo cáo quý III đã được mở lại ("
    )


def test_a_return_not_yet_due_is_not_overdue() -> None:
    waiting = nothing_came(9, Mark.NOT_DUE, 89, due_on=date(2026, 12, 25))
    assert sentences.timeliness(waiting) == "hạn nộp 25/12/2026"


@pytest.mark.parametrize(
    ("code", "target", "quarters", "said"),
    [
        ("PARTY_MEMBER_ADMITTED", 80, (20, 25, 30, 28), "vượt 28,75%"),
        ("UNION_FOUNDED", 15, (3, 4, 5, 4), "vượt 6,67%"),
        ("PARTY_ORG_FOUNDED", 3, (0, 1, 1, 1), "đủ chỉ tiêu"),
        ("UNION_MEMBER_ADMITTED", 1500, (100, 100, 35, 0), "còn thiếu 1.265"),
        ("UNION_FOUNDED", None, (0, 0, 0, 0), ""),
        ("UNION_FOUNDED", 2, (None, None, None, None), ""),
    ],
)
def test_a_figure_is_set_against_its_target_in_words(
    code: str, target: int | None, quarters: tuple[int | None, ...], said: str
) -> None:
    each = samples.an_indicator(code, target, quarters, upto=4, final=True)
    assert sentences.versus(each) == said


def test_what_the_last_quarter_must_bring_stands_beside_the_best_ever() -> None:
    each = replace(samples.an_indicator("UNION_FOUNDED", 9, (1, 1, 1)), best_quarter=3)
    said = sentences.needed(each, samples.PERIOD)
    assert said == "cần 6 trong quý IV, quý cao nhất từng đạt 3"


def test_a_need_of_part_of_an_organisation_is_rounded_up() -> None:
    each = replace(samples.an_indicator("UNION_FOUNDED", 9, (1, 1), upto=2), needed=Fraction(7, 2))
    said = sentences.needed(each, Period(2026, 2))
    assert said.startswith("cần 4 mỗi quý trong 2 quý còn lại")


def test_nothing_is_needed_once_the_year_is_over() -> None:
    each = samples.an_indicator("UNION_FOUNDED", 9, (1, 1, 1, 1), upto=4)
    assert sentences.needed(each, Period(2026, 4)) == ""
