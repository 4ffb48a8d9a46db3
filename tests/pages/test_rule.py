"""The rule behind a status, told with its figures."""

import pytest

from dashboard.domain.pace import YearShape
from dashboard.domain.progress import Status
from dashboard.views.rule import reason
from tests.pages import samples

SHAPES = (
    YearShape(2025, (10, 20, 38, 32)),
    YearShape(2024, (10, 20, 38, 32)),
    YearShape(2023, (10, 20, 38, 32)),
)


def test_the_expected_level_is_told_with_the_figures_put_in() -> None:
    told = reason(samples.an_indicator("UNION_FOUNDED", 15, (2, 3, 3), years=SHAPES))
    assert told.expected == "Mức cần đạt đến hết quý III: 15 × [3/5 × 68% + 2/5 × 75%] = 10,62."
    assert told.verdict == "Thực hiện 8 = 75,33% mức cần đạt: Chậm (từ 75% đến dưới 95%)."
    assert (
        told.source == "Theo nhịp của chính đơn vị các năm 2023, 2024, 2025; phần còn lại chia đều."
    )


def test_without_earlier_years_the_year_is_divided_evenly() -> None:
    told = reason(samples.an_indicator("UNION_FOUNDED", 15, (2, 3, 3), years=()))
    assert told.expected == "Mức cần đạt đến hết quý III: 15 × 75% = 11,25."
    assert "chia đều" in told.source


@pytest.mark.parametrize(
    ("target", "quarters", "upto", "status", "words"),
    [
        (3, (0, 1, 1), 3, Status.ON_TRACK, "kém mức cần đạt không quá 1"),
        (9, (1, 1, 1), 3, Status.AT_RISK, "dưới 75%"),
        (15, (2,), 1, Status.TOO_EARLY, "quý I"),
        (1, (0, 0, 0), 3, Status.TOO_EARLY, "nhỏ hơn 1"),
        (3, (3,), 1, Status.MET, "bằng chỉ tiêu 3"),
        (3, (4,), 1, Status.EXCEEDED, "lớn hơn chỉ tiêu 3"),
        (None, (1,), 1, Status.NO_TARGET, "không được giao"),
        (4, (None,), 1, Status.NO_REPORT, "Chưa có số liệu"),
    ],
)
def test_each_status_gives_its_own_reason(
    target: int | None,
    quarters: tuple[int | None, ...],
    upto: int,
    status: Status,
    words: str,
) -> None:
    each = samples.an_indicator("UNION_FOUNDED", target, quarters, upto=upto, years=())
    assert each.status is status
    assert words in reason(each).verdict


def test_a_missed_target_says_that_the_year_is_complete() -> None:
    each = samples.an_indicator("UNION_FOUNDED", 15, (3, 3, 3, 3), upto=4, final=True)
    told = reason(each)
    assert told.expected.endswith("cả chỉ tiêu năm, 15.")
    assert told.verdict == "Năm đã kết thúc: thực hiện 12 nhỏ hơn chỉ tiêu 15: Không đạt."
