"""Units that bear another name, or are of another kind, from a day on."""

from contextlib import AbstractContextManager
from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import text

from dashboard import clock
from dashboard.actions import operator, returns, units
from dashboard.errors import NotAllowed, Refused
from dashboard.readings import progress, receipts, reference
from data_access import engine
from data_access.errors import AlreadyThere, NotFound
from data_access.vocabulary import Period, Role
from tests.actions.record import at_once, events, rows
from tests.actions.workbooks import a_workbook
from tests.factories import a_person, a_return, a_unit

Q3 = Period(2026, 3)
MEMBERS = "PARTY_MEMBER_ADMITTED"


def on(month: int, day: int) -> AbstractContextManager[None]:
    return clock.held(datetime(2026, month, day, 3, tzinfo=UTC))


def names(world, as_of: date | None = None) -> set[str]:
    """Return what the district is called in every reading, which must all agree."""
    who = world.officer
    below = progress.children_progress(who, "P", Q3, as_of=as_of)
    return {
        *(each.unit.name for each in below if each.unit.code == "D01"),
        progress.unit_progress(who, "D01", Q3, as_of=as_of).unit.name,
        *(each.unit.name for each in receipts.of_unit(who, "D01", Q3, as_of)),
        *(each.name for each in progress.units_visible(who, as_of) if each.code == "D01"),
    }


def actual(world) -> int | None:
    found = progress.unit_progress(world.officer, "D01", Q3)
    return next(each.actual for each in found.indicators if each.indicator.code == MEMBERS)


def test_a_name_that_is_to_come_shows_from_its_day_on(world):
    now = units.rename(
        world.administrator, "D01", name="Thị xã Một", kind="town", effective_on=date(2026, 9, 30)
    )
    assert now.name == "Huyện D01"
    assert names(world) == {"Huyện D01"}
    with on(9, 29):
        assert names(world) == {"Huyện D01"}
    with on(9, 30):
        assert names(world) == {"Thị xã Một"}
        assert reference.unit_history(world.officer, "D01").unit.kind == "Thị xã"


def test_an_earlier_day_keeps_the_name_it_had(world):
    for day, name in ((8, "Huyện Tám"), (12, "Huyện Mười Hai"), (16, "Huyện Mười Sáu")):
        with on(9, day):
            units.rename(world.administrator, "D01", name=name)
    assert names(world, date(2026, 9, 7)) == {"Huyện D01"}
    assert names(world, date(2026, 9, 8)) == {"Huyện Tám"}
    assert names(world, date(2026, 9, 15)) == {"Huyện Mười Hai"}
    assert names(world) == {"Huyện Mười Sáu"}


def test_a_name_entered_late_changes_no_answer_of_a_day_before_it_was_entered(world):
    before = names(world, date(2026, 9, 13))
    units.rename(world.administrator, "D01", name="Huyện Mới", effective_on=date(2026, 8, 20))
    assert names(world, date(2026, 9, 13)) == before == {"Huyện D01"}
    assert names(world) == {"Huyện Mới"}


def test_code_place_and_figures_stay(world):
    a_return(world.district, "2026Q3", {MEMBERS: 7}, world.officer)
    assert actual(world) == 7
    renamed = units.rename(world.administrator, "D01", name="Thành phố Một", kind="provincial_city")
    assert (renamed.id, renamed.code, renamed.parent) == (world.district.id, "D01", "P")
    assert (renamed.name, renamed.kind) == ("Thành phố Một", "Thành phố trực thuộc tỉnh")
    assert renamed.reports
    assert actual(world) == 7
    assert rows("unit_succession") == 0


def test_a_province_becomes_a_centrally_run_city_and_reports_no_more_than_before(world):
    renamed = units.rename(
        world.administrator, "P", name="Thành phố P", kind="Thành phố trực thuộc trung ương"
    )
    assert (renamed.kind, renamed.reports) == ("Thành phố trực thuộc trung ương", False)


def test_what_is_not_given_stays_as_it_is_on_that_day(world):
    boss = world.administrator
    units.rename(boss, "D01", name="Huyện Một", name_en="First district")
    units.rename(boss, "D01", name="Huyện Nhất", effective_on=date(2026, 10, 1))
    kind_only = units.rename(boss, "D01", kind="town", effective_on=date(2026, 9, 25))
    assert kind_only.kind == "Huyện"
    with on(9, 25):
        now = reference.unit_history(boss, "D01").unit
        assert (now.name, now.name_en, now.kind) == ("Huyện Một", "First district", "Thị xã")
    with on(10, 1):  # what was recorded for a later day holds from then on
        now = reference.unit_history(boss, "D01").unit
        assert (now.name, now.name_en, now.kind) == ("Huyện Nhất", "First district", "Huyện")


def test_an_empty_english_name_takes_it_away(world):
    units.rename(world.administrator, "D01", name_en="First district")
    assert units.rename(world.administrator, "D01", name_en=" ").name_en is None


def test_the_newer_of_two_names_for_one_day_holds_and_the_older_stays_on_record(world):
    boss, day = world.administrator, date(2026, 9, 1)
    with on(9, 18):
        units.rename(boss, "D01", name="Huyện Mốt", effective_on=day, decision_number=" 1/NQ ")
    units.rename(boss, "D01", name="Huyện Một", effective_on=day)
    assert names(world) == {"Huyện Một"}
    assert names(world, date(2026, 9, 18)) == {"Huyện Mốt"}
    found = reference.unit_history(boss, "D01").names
    assert [(each.name, each.effective_on, each.decision_number) for each in found] == [
        ("Huyện Một", day, None),
        ("Huyện Mốt", day, "1/NQ"),
        ("Huyện D01", date(2000, 1, 1), None),
    ]
    assert [each.recorder for each in found] == [boss.name, boss.name, None]


def test_nothing_is_recorded_where_nothing_would_be_another(world):
    before = rows("unit_name")
    same = units.rename(world.administrator, "D01", name="  Huyện   D01 ", kind="Huyện")
    assert same.name == "Huyện D01"
    assert (rows("unit_name"), events()) == (before, [])


def test_a_decision_is_recorded_with_a_name_that_stays(world):
    units.rename(world.administrator, "D01", name="Huyện D01", decision_number="9/NQ")
    assert reference.unit_history(world.officer, "D01").names[0].decision_number == "9/NQ"


@pytest.mark.parametrize(
    ("wanted", "rule"),
    [
        ({}, "unit-rename-empty"),
        ({"decision_number": "1/NQ"}, "unit-rename-empty"),
        ({"name": " \u200b "}, "unit-name"),
        ({"name": "x" * 201}, "unit-name"),
        ({"name": "Huyện", "name_en": "x" * 201}, "unit-name"),
        ({"name": "Huyện", "effective_on": date(1999, 12, 31)}, "unit-name-day"),
        ({"name": "Huyện", "effective_on": date(2027, 1, 1)}, "unit-name-day"),
    ],
)
def test_a_name_that_cannot_be_is_refused(world, wanted, rule):
    units.close(world.administrator, "D01", date(2026, 12, 31))
    with pytest.raises(Refused) as refusal:
        units.rename(world.administrator, "D01", **wanted)
    assert refusal.value.rule == rule
    assert rows("unit_name") == 3


def test_a_unit_is_of_no_unknown_kind(world):
    with pytest.raises(NotFound):
        units.rename(world.administrator, "D01", kind="Châu")


def test_whoever_does_not_manage_the_unit_renames_nothing(world):
    for who in (world.officer, world.clerk, a_person(Role.ADMINISTRATOR, world.sibling)):
        with pytest.raises(NotAllowed):
            units.rename(who, "D01", name="Huyện Khác")
    assert names(world) == {"Huyện D01"}


def test_who_renamed_a_unit_is_on_record(world):
    units.rename(
        world.administrator, "D01", name="Huyện Một", effective_on=date(2026, 9, 1),
        decision_number="1/NQ",
    )  # fmt: skip
    with engine.reading(engine.SERVICE) as session:
        event = session.execute(
            text("select account_id, unit_id, subject, subject_id, detail from audit_event "
                 "where action = 'unit.rename'")
        ).one()  # fmt: skip
    assert event.account_id == world.administrator.account_id
    assert (event.unit_id, event.subject, event.subject_id) == (
        world.district.id, "unit", world.district.id,
    )  # fmt: skip
    assert event.detail == {
        "effective_on": "2026-09-01",
        "decision_number": "1/NQ",
        "before": {"kind": "rural_district", "name": "Huyện D01", "name_en": None},
        "after": {"kind": "rural_district", "name": "Huyện Một", "name_en": None},
    }


def test_two_who_change_name_and_kind_at_once_lose_nothing(world):
    boss = world.administrator
    at_once(
        lambda: units.rename(boss, "D01", name="Thị xã Một"),
        lambda: units.rename(boss, "D01", kind="town"),
        lambda: units.rename(boss, "D01", name_en="Town One"),
    )
    now = reference.unit_history(boss, "D01").unit
    assert (now.name, now.kind, now.name_en) == ("Thị xã Một", "Thị xã", "Town One")


def head(workbook: bytes) -> str:
    """Return what stands in the upper rows of the first sheet, in one case."""
    sheet = load_workbook(BytesIO(workbook)).worksheets[0]
    return " · ".join(str(cell.value) for row in sheet.iter_rows(max_row=6) for cell in row).upper()


def test_a_template_bears_the_names_of_the_day_it_is_made_and_an_older_one_is_still_read(world):
    older = a_workbook(world.clerk)
    units.rename(world.administrator, "D01", name="Thị xã Một", kind="town")
    units.rename(world.administrator, "P", name="Thành phố P", kind="municipality")
    assert "TỈNH P" in head(older)
    assert "HUYỆN D01" in head(older)
    newer = head(a_workbook(world.clerk))
    assert "THÀNH PHỐ P" in newer
    assert "THỊ XÃ MỘT" in newer
    assert "HUYỆN D01" not in newer
    checked = returns.check(world.clerk, older, "cũ.xlsx")
    assert not checked.refused
    assert checked.unit.name == "Thị xã Một"
    assert returns.submit(world.clerk, older, "cũ.xlsx", explanation="đã rà").unit.code == "D01"


class TestKinds:
    def test_a_new_kind_stands_last_and_units_can_be_of_it(self, world):
        added = units.add_kind(world.administrator, "free_zone", " Khu tự do ", "Free zone")
        assert reference.unit_kinds(world.clerk)[-1] == added
        renamed = units.rename(world.administrator, "D01", kind="khu tự do")
        assert renamed.kind == "Khu tự do"

    def test_a_kind_has_its_place_among_the_others(self, world):
        units.add_kind(world.administrator, "free_zone", "Khu tự do", "Free zone", 0)
        assert reference.unit_kinds(world.clerk)[0].code == "free_zone"

    @pytest.mark.parametrize(
        "taken",
        [
            ("commune", "Xã mới", "New commune"),
            ("xa", "xã", "New commune"),
            ("xa", "Xã mới", "COMMUNE"),
            ("xa", "Commune", "New commune"),
        ],
    )
    def test_no_two_kinds_are_called_the_same(self, world, taken):
        before = rows("unit_kind")
        with pytest.raises(AlreadyThere):
            units.add_kind(world.administrator, *taken)
        assert (rows("unit_kind"), events()) == (before, [])

    @pytest.mark.parametrize(
        ("wanted", "rule"),
        [
            (("Khu", "Khu", "Zone"), "kind-code"),
            (("k" * 41, "Khu", "Zone"), "kind-code"),
            (("khu", " ", "Zone"), "kind-name"),
            (("khu", "Khu", "z" * 121), "kind-name"),
            (("khu", "Khu", "Zone", -1), "kind-order"),
            (("khu", "Khu", "Zone", 40_000), "kind-order"),
        ],
    )
    def test_a_kind_that_cannot_be_is_refused(self, world, wanted, rule):
        with pytest.raises(Refused) as refusal:
            units.add_kind(world.administrator, *wanted)
        assert refusal.value.rule == rule

    def test_kinds_are_common_so_one_province_alone_adds_none(self, world):
        a_unit("P2")
        with pytest.raises(NotAllowed):
            units.add_kind(world.administrator, "khu", "Khu", "Zone")
        units.add_kind(operator(), "khu", "Khu", "Zone")
        assert events() == ["unit.add_kind"]


class TestEnds:
    def test_an_end_is_taken_back_and_both_stay_on_record(self, world):
        boss = world.administrator
        with on(9, 10):
            units.close(boss, "D01", date(2026, 9, 11))
        assert units.close(boss, "D01", None).valid_to is None
        found = reference.unit_history(boss, "D01").ends
        assert [each.last_day for each in found] == [None, date(2026, 9, 11)]
        assert [each.code for each in progress.units_visible(boss)] == ["P", "D01", "D02"]
        assert not receipts.of_unit(boss, "D01", Q3, date(2026, 9, 15))
        assert receipts.of_unit(boss, "D01", Q3)

    def test_a_unit_does_not_outlive_the_one_above_it(self, world):
        boss, end = world.administrator, date(2026, 9, 11)
        a_unit("X01", world.district)
        for code in ("X01", "D01"):
            units.close(boss, code, end)
        for later in (None, date(2026, 9, 12)):
            with pytest.raises(Refused) as refusal:
                units.close(boss, "X01", later)
            assert refusal.value.rule == "unit-outlives-parent"
        units.close(boss, "D01", None)
        assert units.close(boss, "X01", None).valid_to is None
