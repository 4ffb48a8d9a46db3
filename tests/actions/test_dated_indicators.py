"""Indicators with other names, flags or another place from a day on, and some that end."""

from contextlib import AbstractContextManager
from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import text

from dashboard import clock
from dashboard.actions import history, indicators, operator, returns, targets
from dashboard.errors import NotAllowed, Refused, WorkbookRefused
from dashboard.readings import progress, reference, sources
from dashboard.readings import returns as return_readings
from dashboard.workbooks import history_sheet, targets_sheet
from data_access import engine
from data_access.errors import NotFound
from data_access.vocabulary import DecisionKind, Period
from tests.actions.record import at_once, events, rows
from tests.actions.workbooks import a_workbook
from tests.factories import a_return, a_unit, some_history, some_targets

Q1, Q2, Q3, Q4 = (Period(2026, quarter) for quarter in range(1, 5))
MEMBERS, OWNERS = "PARTY_MEMBER_ADMITTED", "PARTY_OWNER_ADMITTED"
UNIONS, VETERANS, GROUPS = "UNION_FOUNDED", "VETERAN_MEMBER_ADMITTED", "WOMEN_GROUP_FOUNDED"


def on(month: int, day: int) -> AbstractContextManager[None]:
    return clock.held(datetime(2026, month, day, 3, tzinfo=UTC))


def of(world, code: str, period: Period | None, as_of: date | None = None):
    """Return the indicator as it is listed in the quarter; None: it is not."""
    found = reference.indicators_in_force(world.officer, period, as_of)
    return next((each for each in found if each.code == code), None)


def shown(world, period: Period, as_of: date | None = None) -> list[str]:
    found = progress.unit_progress(world.officer, "P", period, as_of=as_of)
    return [each.indicator.code for each in found.indicators]


def codes_in(workbook: bytes) -> set[str]:
    """Return the codes in the rows of a template's first sheet."""
    sheet = load_workbook(BytesIO(workbook)).worksheets[0]
    values = {str(cell.value) for row in sheet.iter_rows(max_col=9) for cell in row if cell.value}
    return {each for each in values if each.isupper() and "_" in each}


def rules(problems) -> list[str]:
    return [each.rule for each in problems if each.severity == "error"]


class TestChanged:
    def test_a_quarter_bears_the_name_of_its_last_day(self, world):
        indicators.change(
            world.administrator, MEMBERS, name="Đảng viên kết nạp", effective_on=date(2026, 6, 30)
        )
        assert of(world, MEMBERS, Q1).name == "Đảng viên mới kết nạp"
        assert of(world, MEMBERS, Q2).name == of(world, MEMBERS, Q3).name == "Đảng viên kết nạp"
        assert return_readings.form_for(world.clerk, "D01", Q1).indicators[1].name == (
            "Đảng viên mới kết nạp"
        )

    def test_a_change_that_is_to_come_shows_in_its_quarter_and_not_today(self, world):
        changed = indicators.change(
            world.administrator, MEMBERS, short_name="ĐV", effective_on=date(2026, 12, 1)
        )
        assert changed.short_name == of(world, MEMBERS, None).short_name == "Đảng viên"
        assert of(world, MEMBERS, Q4).short_name == "ĐV"
        with on(12, 1):
            assert of(world, MEMBERS, None).short_name == "ĐV"

    def test_flags_and_order_go_by_the_quarter(self, world):
        boss, day = world.administrator, date(2026, 7, 1)
        indicators.change(boss, GROUPS, main=True, display_order=0, effective_on=day)
        before, after = (progress.unit_progress(boss, "P", each) for each in (Q2, Q3))
        assert GROUPS not in [each.indicator.code for each in before.main]
        assert GROUPS in [each.indicator.code for each in after.main]
        assert (shown(world, Q2)[0], shown(world, Q3)[0]) == ("PARTY_ORG_FOUNDED", GROUPS)

    def test_a_target_judges_only_the_quarters_in_which_the_indicator_takes_one(self, world):
        boss = world.administrator
        some_targets(world.district, 2026, {UNIONS: 4}, boss)
        for quarter in (Q2, Q3):
            a_return(world.district, str(quarter), {UNIONS: 1}, boss)
        indicators.change(
            boss, UNIONS, takes_target=False, main=False, effective_on=date(2026, 7, 1)
        )
        judged = {
            period: next(
                each.target
                for each in progress.unit_progress(boss, "D01", period).indicators
                if each.indicator.code == UNIONS
            )
            for period in (Q2, Q3)
        }
        assert judged == {Q2: 4, Q3: None}

    def test_what_was_shown_as_of_a_day_before_stays(self, world):
        asked = {"period": Q2, "as_of": date(2026, 9, 18)}
        before = of(world, MEMBERS, **asked), shown(world, **asked)
        indicators.change(
            world.administrator, MEMBERS, name="Khác", main=False, display_order=200,
            effective_on=date(2026, 1, 1),
        )  # fmt: skip
        indicators.retire(world.administrator, VETERANS, date(2026, 3, 31))
        assert (of(world, MEMBERS, **asked), shown(world, **asked)) == before
        assert of(world, MEMBERS, Q2).name == "Khác"
        assert VETERANS not in shown(world, Q2)

    def test_what_is_not_given_stays_as_it_is_on_that_day(self, world):
        boss, first = world.administrator, of(world, MEMBERS, Q1)
        indicators.change(boss, MEMBERS, name="Tên mới", effective_on=date(2026, 10, 1))
        indicators.change(boss, MEMBERS, counted_in="người", effective_on=date(2026, 4, 1))
        q3, q4 = of(world, MEMBERS, Q3), of(world, MEMBERS, Q4)
        assert (q3.name, q3.counted_in, q3.name_en) == (first.name, "người", first.name_en)
        assert (q4.name, q4.counted_in) == ("Tên mới", first.counted_in)

    def test_the_newer_of_two_for_one_day_holds_and_both_stay_on_record(self, world):
        boss, day = world.administrator, date(2026, 9, 1)
        indicators.change(boss, MEMBERS, name="Sai", effective_on=day)
        indicators.change(boss, MEMBERS, name="Đúng", effective_on=day)
        found = reference.indicator_history(boss, MEMBERS).versions
        assert [each.name for each in found] == ["Đúng", "Sai", "Đảng viên mới kết nạp"]
        assert [each.recorder for each in found] == [boss.name, boss.name, None]
        assert of(world, MEMBERS, None).name == "Đúng"

    def test_nothing_is_recorded_where_nothing_would_be_another(self, world):
        before = rows("indicator_version")
        indicators.change(world.administrator, MEMBERS, name=" Đảng viên  mới kết nạp", main=True)
        assert (rows("indicator_version"), events()) == (before, [])

    @pytest.mark.parametrize(
        ("wanted", "rule"),
        [
            ({}, "indicator-change-empty"),
            ({"effective_on": date(2026, 1, 1)}, "indicator-change-empty"),
            ({"name": " "}, "indicator-text"),
            ({"name": "x" * 201}, "indicator-text"),
            ({"short_name_en": "x" * 61}, "indicator-text"),
            ({"counted_in": ""}, "indicator-text"),
            ({"display_order": -1}, "indicator-order"),
            ({"display_order": 40_000}, "indicator-order"),
            ({"main": True, "effective_on": date(1999, 12, 31)}, "indicator-day"),
            ({"main": True, "effective_on": date(2027, 1, 1)}, "indicator-day"),
            ({"main": True, "takes_target": False}, "indicator-main-without-target"),
            ({"name": "đảng viên mới kết nạp"}, "indicator-name-taken"),
        ],
    )
    def test_what_cannot_be_is_refused(self, world, wanted, rule):
        indicators.retire(world.administrator, VETERANS, date(2026, 12, 31))
        before = rows("indicator_version")
        with pytest.raises(Refused) as refusal:
            indicators.change(world.administrator, VETERANS, **wanted)
        assert refusal.value.rule == rule
        assert rows("indicator_version") == before

    def test_a_main_indicator_cannot_stop_taking_a_target(self, world):
        with pytest.raises(Refused) as refusal:
            indicators.change(world.administrator, MEMBERS, takes_target=False)
        assert refusal.value.rule == "indicator-main-without-target"

    def test_an_unknown_one_is_not_found(self, world):
        with pytest.raises(NotFound):
            indicators.change(world.administrator, "PARTY", name="x")

    def test_two_who_change_it_at_once_lose_nothing(self, world):
        boss = world.administrator
        at_once(
            lambda: indicators.change(boss, MEMBERS, name="Tên"),
            lambda: indicators.change(boss, MEMBERS, counted_in="người"),
            lambda: indicators.change(boss, MEMBERS, display_order=77),
        )
        now = of(world, MEMBERS, None)
        assert (now.name, now.counted_in, now.display_order) == ("Tên", "người", 77)

    def test_what_changed_is_on_record(self, world):
        indicators.change(
            world.administrator, GROUPS, main=True, name="Chi hội", effective_on=date(2026, 9, 1)
        )
        with engine.reading(engine.SERVICE) as session:
            event = session.execute(
                text("select account_id, unit_id, subject, detail from audit_event "
                     "where action = 'indicator.change'")
            ).one()  # fmt: skip
        assert event.account_id == world.administrator.account_id
        assert (event.unit_id, event.subject) == (None, "indicator")
        assert event.detail == {
            "code": GROUPS,
            "effective_on": "2026-09-01",
            "before": {"name": "Chi hội, tổ phụ nữ thành lập mới", "main": False},
            "after": {"name": "Chi hội", "main": True},
        }

    def test_a_trail_bears_the_name_of_its_quarter(self, world):
        a_return(world.district, "2026Q1", {MEMBERS: 3}, world.officer)
        indicators.change(world.administrator, MEMBERS, name="Tên", effective_on=date(2026, 7, 1))
        trails = [sources.figure_trail(world.officer, "P", MEMBERS, 2026, each) for each in (1, 3)]
        assert [each.indicator.name for each in trails] == ["Đảng viên mới kết nạp", "Tên"]
        assert [each.total for each in trails] == [3, 3]


def test_what_is_common_is_changed_by_nobody_who_administers_only_some_provinces(world):
    a_unit("P2")
    boss = world.administrator
    for call in (
        lambda: indicators.change(boss, MEMBERS, name="x"),
        lambda: indicators.retire(boss, VETERANS, date(2026, 12, 31)),
    ):
        with pytest.raises(NotAllowed):
            call()
    assert events() == []
    indicators.change(operator(), MEMBERS, name="x")
    indicators.retire(operator(), VETERANS, date(2026, 12, 31))
    assert events() == ["indicator.change", "indicator.retire"]


class TestRetired:
    def test_quarters_that_end_later_do_not_have_it(self, world):
        indicators.retire(world.administrator, VETERANS, date(2026, 6, 30))
        assert VETERANS in shown(world, Q2)
        assert VETERANS not in shown(world, Q3)
        assert of(world, VETERANS, None) is None
        templates = [a_workbook(world.clerk, period=each, figures={}) for each in (Q2, Q3)]
        assert [VETERANS in codes_in(each) for each in templates] == [True, False]

    def test_one_that_ends_within_a_quarter_is_in_force_until_then_and_not_asked_for_in_it(
        self, world
    ):
        indicators.retire(world.administrator, VETERANS, date(2026, 9, 25))
        assert of(world, VETERANS, Q3) is None
        assert of(world, VETERANS, None).code == VETERANS
        with on(9, 26):
            assert of(world, VETERANS, None) is None

    def test_an_earlier_quarter_is_still_asked_for_it(self, world):
        indicators.retire(world.administrator, VETERANS, date(2026, 6, 30))
        late = a_workbook(world.clerk, period=Q2, figures={VETERANS: 6, MEMBERS: 0})
        handed_in = returns.submit(world.clerk, late, "a.xlsx", explanation="nộp muộn")
        detail = return_readings.detail(world.officer, handed_in.return_id)
        assert detail.content.figures == {VETERANS: 6, MEMBERS: 0}

    def test_a_template_made_before_is_taken_where_nothing_is_written_there(self, world):
        older = a_workbook(world.clerk, figures={MEMBERS: 5})
        filled = a_workbook(world.clerk, figures={MEMBERS: 5, VETERANS: 2})
        indicators.retire(world.administrator, VETERANS, date(2026, 6, 30))
        checked = returns.check(world.clerk, older, "cũ.xlsx")
        assert rules(checked.problems) == []
        assert checked.content.figures == {MEMBERS: 5}
        refused = returns.check(world.clerk, filled, "cũ.xlsx")
        (problem,) = (each for each in refused.problems if each.severity == "error")
        assert (problem.rule, problem.sheet, problem.found) == (
            "not-asked",
            "Biểu 1 – Số liệu",
            "2",
        )
        assert "quý III/2026" in problem.message

    def test_a_template_made_while_it_was_out_of_force_lacks_its_row(self, world):
        indicators.retire(world.administrator, VETERANS, date(2026, 6, 30))
        made = a_workbook(world.clerk, figures={MEMBERS: 5})
        indicators.retire(world.administrator, VETERANS, None)
        refused = returns.check(world.clerk, made, "cũ.xlsx")
        assert rules(refused.problems) == ["code-missing"]

    def test_an_end_is_taken_back_and_both_stay_on_record(self, world):
        boss = world.administrator
        indicators.retire(boss, VETERANS, date(2026, 6, 30))
        indicators.retire(boss, VETERANS, None)
        assert VETERANS in shown(world, Q3)
        found = reference.indicator_history(boss, VETERANS).ends
        assert [each.last_day for each in found] == [None, date(2026, 6, 30)]
        with engine.reading(engine.SERVICE) as session:
            told = session.scalars(
                text("select detail from audit_event where action = 'indicator.retire' order by id")
            ).all()
        assert told == [
            {"code": VETERANS, "before": None, "last_day": "2026-06-30"},
            {"code": VETERANS, "before": "2026-06-30", "last_day": None},
        ]

    def test_nothing_is_recorded_where_nothing_would_be_another(self, world):
        indicators.retire(world.administrator, VETERANS, None)
        assert (rows("indicator_end"), events()) == (0, [])

    @pytest.mark.parametrize(
        ("code", "last_day", "rule"),
        [
            (VETERANS, date(1999, 12, 31), "indicator-dates"),
            (MEMBERS, date(2026, 12, 31), "indicator-needed"),  # the owners are part of it
            ("UNION_TOTAL", date(2026, 12, 31), "indicator-needed"),  # what was founded adds to it
        ],
    )
    def test_one_that_others_need_stays(self, world, code, last_day, rule):
        with pytest.raises(Refused) as refusal:
            indicators.retire(world.administrator, code, last_day)
        assert refusal.value.rule == rule
        assert rows("indicator_end") == 0

    def test_the_whole_ends_after_its_part_and_the_part_does_not_come_back_alone(self, world):
        boss, end = world.administrator, date(2026, 12, 31)
        indicators.retire(boss, OWNERS, end)
        indicators.retire(boss, MEMBERS, end)
        for later in (None, date(2027, 3, 31)):
            with pytest.raises(Refused) as refusal:
                indicators.retire(boss, OWNERS, later)
            assert refusal.value.rule == "indicator-outlives"
        indicators.retire(boss, MEMBERS, None)
        indicators.retire(boss, OWNERS, None)
        assert {MEMBERS, OWNERS} <= {
            each.code for each in reference.indicators_in_force(boss, Period(2027, 1))
        }

    @pytest.mark.parametrize("decided", [DecisionKind.ACCEPT, None])
    def test_no_figure_that_was_reported_goes_out_of_sight(self, world, decided):
        a_return(world.district, "2026Q2", {VETERANS: 2}, world.clerk, decided=decided)
        with pytest.raises(Refused) as refusal:
            indicators.retire(world.administrator, VETERANS, date(2026, 6, 29))
        assert refusal.value.rule == "indicator-reported"
        assert refusal.value.values["period"] == Q2
        indicators.retire(world.administrator, VETERANS, refusal.value.values["last"])

    def test_a_figure_that_was_sent_back_keeps_nothing_in_force(self, world):
        a_return(
            world.district, "2026Q2", {VETERANS: 2}, world.clerk, decided=DecisionKind.SEND_BACK
        )
        indicators.retire(world.administrator, VETERANS, date(2026, 3, 31))
        assert VETERANS not in shown(world, Q2)

    def test_history_goes_out_of_sight_no_more_than_returns(self, world):
        some_history(world.district, {(VETERANS, 2025, 0): 9}, world.administrator)
        with pytest.raises(Refused) as refusal:
            indicators.retire(world.administrator, VETERANS, date(2025, 12, 30))
        assert refusal.value.values["period"] == Period(2025, 4)
        indicators.retire(world.administrator, VETERANS, date(2025, 12, 31))


class TestOlderSheets:
    def test_a_list_that_calls_an_organisation_by_an_older_name_is_understood(self, world):
        founded = {
            "enterprise": "Công ty Ví Dụ", "founded_on": "2026-08-14", "name": "CĐCS",
            "indicator": "Công đoàn cơ sở", "tax_code": "0101234565",
        }  # fmt: skip
        older = a_workbook(world.clerk, figures={UNIONS: 1}, foundings=[founded])
        indicators.change(
            world.administrator, UNIONS, name="Nghiệp đoàn thành lập mới", short_name="Nghiệp đoàn",
            effective_on=date(2026, 7, 1),
        )  # fmt: skip
        checked = returns.check(world.clerk, older, "cũ.xlsx")
        assert rules(checked.problems) == []
        assert [each.indicator for each in checked.content.foundings] == [UNIONS]
        newer = a_workbook(
            world.clerk, figures={UNIONS: 1}, foundings=[{**founded, "indicator": "Nghiệp đoàn"}]
        )
        assert rules(returns.check(world.clerk, newer, "mới.xlsx").problems) == []

    def test_a_year_s_sheet_has_the_indicators_of_that_year(self, world):
        boss = world.administrator
        old = targets.template(boss, 2027)[1]
        entries = {"assigned": {"D01": {MEMBERS: 4}}}
        indicators.retire(boss, VETERANS, date(2026, 12, 31))
        assert targets.import_sheet(
            boss, targets_sheet.fill_targets(old, entries), "cũ.xlsx"
        ).assigned == 1  # fmt: skip
        entries = {"assigned": {"D01": {VETERANS: 4}}}
        with pytest.raises(WorkbookRefused) as refusal:
            targets.import_sheet(boss, targets_sheet.fill_targets(old, entries), "cũ.xlsx")
        assert rules(refusal.value.problems) == ["takes-no-target"]
        assert VETERANS not in codes_of_targets(targets.template(boss, 2027)[1])
        this_year = targets.template(boss, 2026)[1]
        assert VETERANS in codes_of_targets(this_year)
        assert targets.import_sheet(
            boss, targets_sheet.fill_targets(this_year, entries), "2026.xlsx"
        ).assigned == 1  # fmt: skip

    def test_a_dash_for_an_indicator_that_takes_no_target_says_nothing(self, world):
        boss = world.administrator
        entries = {"assigned": {"D01": {VETERANS: None, MEMBERS: 4}}}
        old = targets_sheet.fill_targets(targets.template(boss, 2026)[1], entries)
        indicators.change(boss, VETERANS, takes_target=False)
        assert targets.import_sheet(boss, old, "cũ.xlsx").assigned == 1

    def test_history_takes_the_targets_of_the_years_that_had_them(self, world):
        boss = world.administrator
        indicators.change(boss, VETERANS, takes_target=False, effective_on=date(2023, 1, 1))
        sheet = history.template(boss)[1]

        def of_year(year: int) -> bytes:
            row = {"unit": "D01", "code": VETERANS, "year": year, "actual": 3, "target": 2}
            return history_sheet.fill_history(sheet, [row])

        assert history.import_sheet(boss, of_year(2022), "a.xlsx").targets == 1
        with pytest.raises(WorkbookRefused) as refusal:
            history.import_sheet(boss, of_year(2023), "b.xlsx")
        assert rules(refusal.value.problems) == ["takes-no-target"]


def codes_of_targets(workbook: bytes) -> set[str]:
    sheet = load_workbook(BytesIO(workbook)).worksheets[0]
    values = (cell.value for row in sheet.iter_rows() for cell in row)
    return {each for each in values if isinstance(each, str) and each.isupper() and "_" in each}
