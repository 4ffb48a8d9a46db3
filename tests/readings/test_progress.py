"""Progress as the record gives it: what counts, what is blank, what was known when."""

from datetime import UTC, date, datetime

import pytest

from dashboard import clock
from dashboard.actions import periods
from dashboard.domain.progress import Status
from dashboard.errors import NotAllowed
from dashboard.readings import progress, receipts
from data_access.errors import NotFound
from data_access.vocabulary import Counting, DecisionKind, Period, ReturnStatus, Role, TargetStage
from tests.factories import a_person, a_return, a_unit, a_year, some_targets
from tests.readings.figures import FOUNDED, Q3, STOCK, of

Q4 = Period(2026, 4)


def test_a_flow_is_summed_over_quarters_and_units(province, districts, officer):
    for district, figures in zip(districts, ((1, 2, 3), (0, 0, 4)), strict=True):
        a_year(district, 2026, FOUNDED, figures, officer)
    found = of(officer, province)
    assert found.actual == 10
    assert found.quarters == (1, 2, 7, None)
    assert found.cumulative == (1, 3, 10, None)
    assert of(officer, province, Period(2026, 2)).actual == 3


def test_a_stock_is_the_latest_figure_of_each_unit(province, districts, officer):
    first, second = districts
    a_year(first, 2026, STOCK, (10, 12, 11), officer)
    a_year(second, 2026, STOCK, (5, 6), officer)
    found = of(officer, province, code=STOCK)
    assert found.actual == 17
    assert found.quarters == (15, 18, 17, None)


def test_zero_is_reported_and_a_blank_is_not(province, districts, officer):
    first, second = districts
    a_return(first, "2026Q3", {FOUNDED: 0}, officer)
    a_return(second, "2026Q3", {}, officer)
    for district in districts:
        some_targets(district, 2026, {FOUNDED: 3}, officer)
    assert of(officer, first).actual == 0
    assert of(officer, first).achievement == 0
    assert of(officer, second).actual is None
    assert of(officer, second).status is Status.NO_REPORT
    assert of(officer, province).actual == 0


def test_no_target_goes_before_no_report(districts, officer):
    first, second = districts
    some_targets(second, 2026, {FOUNDED: 3}, officer)
    assert of(officer, first).status is Status.NO_TARGET
    assert of(officer, second).status is Status.NO_REPORT


def test_only_accepted_returns_count_until_provisional_ones_are_asked_for(districts, officer):
    district, _ = districts
    a_return(district, "2026Q1", {FOUNDED: 1}, officer)
    a_return(district, "2026Q2", {FOUNDED: 2}, officer, decided=None)
    a_return(district, "2026Q3", {FOUNDED: 4}, officer, decided=DecisionKind.SEND_BACK)
    assert of(officer, district).actual == 1
    assert not of(officer, district).provisional
    with_submitted = of(officer, district, provisional=True)
    assert with_submitted.actual == 3
    assert with_submitted.provisional


def test_a_correction_counts_from_when_it_is_accepted(districts, officer):
    district, _ = districts
    a_return(district, "2026Q1", {FOUNDED: 5}, officer)
    a_return(district, "2026Q1", {FOUNDED: 3}, officer, decided=None)
    assert of(officer, district).actual == 5
    assert of(officer, district, provisional=True).actual == 3
    a_return(district, "2026Q1", {FOUNDED: 4}, officer)
    assert of(officer, district).actual == 4


def test_a_correction_that_was_sent_back_leaves_the_accepted_figures(districts, officer):
    district, _ = districts
    a_return(district, "2026Q1", {FOUNDED: 5}, officer)
    a_return(district, "2026Q1", {FOUNDED: 3}, officer, decided=DecisionKind.SEND_BACK)
    assert of(officer, district).actual == 5
    assert of(officer, district, provisional=True).actual == 5


def test_the_figures_of_any_earlier_day_can_be_shown_again(districts, officer):
    district, _ = districts
    early, late = datetime(2026, 4, 1, tzinfo=UTC), datetime(2026, 5, 1, tzinfo=UTC)
    a_return(district, "2026Q1", {FOUNDED: 5}, officer, at=early)
    a_return(district, "2026Q1", {FOUNDED: 3}, officer, at=late)
    some_targets(district, 2026, {FOUNDED: 8}, officer, at=datetime(2026, 1, 1, tzinfo=UTC))
    some_targets(district, 2026, {FOUNDED: 9}, officer, at=late)
    then = of(officer, district, as_of=date(2026, 4, 20))
    assert (then.actual, then.target) == (5, 8)
    now = of(officer, district)
    assert (now.actual, now.target) == (3, 9)
    assert of(officer, district, as_of=date(2026, 3, 1)).actual is None


def test_on_an_earlier_day_the_year_is_over_if_it_was_closed_then(districts, officer):
    district, _ = districts
    some_targets(district, 2025, {FOUNDED: 9}, officer, at=datetime(2025, 1, 1, tzinfo=UTC))
    handed_in = datetime(2026, 1, 5, tzinfo=UTC)
    a_return(district, "2025Q3", {FOUNDED: 1}, officer, at=handed_in)
    last = Period(2025, 4)
    for day, move in ((10, periods.close), (20, periods.reopen), (25, periods.close)):
        with clock.held(datetime(2026, 1, day, 3, tzinfo=UTC)):
            move(officer, last)
    statuses = [of(officer, district, last, as_of=date(2026, 1, day)).status for day in (9, 15, 22)]
    assert [each is Status.MISSED for each in statuses] == [False, True, False]


def test_a_cross_check_is_compared_and_never_added(province, districts, officer):
    first, _ = districts
    union = a_unit("U", province, counting=Counting.CROSS_CHECK, kind="mass_organisation")
    a_return(first, "2026Q3", {FOUNDED: 2}, officer)
    a_return(union, "2026Q3", {FOUNDED: 7}, officer)
    assert of(officer, province).actual == 2
    assert of(officer, union).actual == 7
    counted = progress.children_progress(officer, "P", Q3)
    beside = progress.children_progress(officer, "P", Q3, counted=False)
    assert [each.unit.code for each in counted] == ["A", "B"]
    assert [each.unit.code for each in beside] == ["U"]


def test_the_provinces_target_is_its_own(province, districts, officer):
    for district in districts:
        some_targets(district, 2026, {FOUNDED: 4}, officer)
    assert of(officer, province).target is None
    some_targets(province, 2026, {FOUNDED: 7}, officer)
    assert of(officer, province).target == 7


def test_what_was_registered_stands_in_until_anything_is_assigned(districts, officer):
    district, _ = districts
    some_targets(district, 2026, {FOUNDED: 4}, officer, stage=TargetStage.REGISTERED)
    found = of(officer, district)
    assert (found.target, found.registered, found.assigned) == (4, 4, None)
    assert found.target_is_registered
    some_targets(district, 2026, {"UNION_FOUNDED": 2}, officer)
    assert of(officer, district).target is None


def test_a_target_is_missed_when_every_return_of_the_fourth_quarter_is_accepted(
    province, districts, officer
):
    first, second = districts
    some_targets(province, 2026, {FOUNDED: 50}, officer)
    a_year(first, 2026, FOUNDED, (5, 5, 5, 5), officer)
    a_year(second, 2026, FOUNDED, (5, 5, 5), officer)
    assert of(officer, province, Q4).status is Status.AT_RISK
    a_return(second, "2026Q4", {FOUNDED: 5}, officer)
    found = of(officer, province, Q4)
    assert found.status is Status.MISSED
    assert found.gap == -10


def test_the_last_day_of_the_calendar_is_a_day_as_any_other(districts, officer):
    district, _ = districts
    a_return(district, "2026Q1", {FOUNDED: 5}, officer)
    assert of(officer, district, as_of=date.max).actual == 5


def test_a_unit_that_did_not_exist_is_neither_due_nor_shown(province, districts, officer):
    a_unit("Z", province, valid_from=date(2026, 8, 1))
    a_unit("Y", province, valid_to=date(2026, 6, 30))
    codes = [each.unit.code for each in progress.children_progress(officer, "P", Period(2026, 2))]
    assert codes == ["A", "B", "Y"]
    assert progress.unit_progress(officer, "P", Q3).due == 3


def test_a_new_figure_is_seen_at_once(districts, officer):
    district, _ = districts
    a_return(district, "2026Q1", {FOUNDED: 1}, officer)
    assert of(officer, district).actual == 1
    a_return(district, "2026Q2", {FOUNDED: 1}, officer)
    assert of(officer, district).actual == 2


def test_nobody_reads_beyond_what_was_granted(province, districts):
    first, _ = districts
    clerk = a_person(Role.REPORTER, first)
    assert progress.unit_progress(clerk, "A", Q3).unit.code == "A"
    for code in ("P", "B"):
        with pytest.raises(NotAllowed):
            progress.unit_progress(clerk, code, Q3)
    with pytest.raises(NotFound):
        progress.unit_progress(clerk, "KHONG-CO", Q3)
    assert [view.code for view in progress.units_visible(clerk)] == ["A"]


def test_receipts_name_who_is_late_and_who_is_missing(province, districts, officer, monkeypatch):
    monkeypatch.setenv("TIENDO_TODAY", "2026-09-28")
    first, _ = districts
    a_return(first, "2026Q3", {}, officer, at=datetime(2026, 9, 26, 10, tzinfo=UTC), decided=None)
    found = {each.unit.code: each for each in receipts.of_unit(officer, "P", Q3)}
    assert found["A"].status is ReturnStatus.SUBMITTED
    assert found["A"].days_late == 1
    assert found["B"].status is None
    assert found["B"].days_late == 3
    assert found["B"].counts is None


def test_a_return_is_late_by_the_first_submission_that_was_accepted(districts, officer):
    district, _ = districts
    for day, decision in ((20, DecisionKind.SEND_BACK), (27, DecisionKind.ACCEPT), (29, None)):
        a_return(
            district,
            "2026Q3",
            {},
            officer,
            at=datetime(2026, 9, day, tzinfo=UTC),
            decided=decision,
        )
    receipt = next(each for each in receipts.of_unit(officer, "P", Q3) if each.unit.code == "A")
    assert receipt.days_late == 2
    assert (receipt.revision, receipt.counts) == (3, 2)
