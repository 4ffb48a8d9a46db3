"""Units in their tree, on their dates, in Vietnamese order."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_access import engine, units
from data_access.collation import vietnamese
from data_access.errors import AlreadyThere, NotFound
from data_access.vocabulary import Counting, Period
from tests.factories import a_unit


def codes(found) -> list[str]:
    return [unit.code for unit in found]


def test_a_subtree_holds_the_unit_and_everything_below_it(database):
    province = a_unit("P")
    district = a_unit("D", province)
    commune = a_unit("X", district)
    other = a_unit("P2")
    with engine.reading(engine.SERVICE) as session:
        assert units.subtree(session, province.id) == {province.id, district.id, commune.id}
        assert units.subtree(session, (district.id, other.id)) == {
            district.id, commune.id, other.id,
        }  # fmt: skip
        assert units.ancestors(session, commune.id) == {province.id, district.id, commune.id}
        assert units.province_of(session, commune.id) == province
        assert codes(units.roots(session)) == ["P", "P2"]


def test_a_cross_check_is_seen_but_not_counted(database):
    province = a_unit("P")
    union = a_unit("LD", province, counting=Counting.CROSS_CHECK)
    with engine.reading(engine.SERVICE) as session:
        assert union.id in units.subtree(session, province.id)
        assert units.counted_subtree(session, province.id) == {province.id}
        assert not units.by_code(session, "LD").counted


def test_a_unit_reports_for_the_quarters_at_whose_end_it_exists(database):
    province = a_unit("P")
    a_unit("OLD", province, valid_to=date(2025, 6, 30))
    a_unit("NEW", province, valid_from=date(2025, 7, 1))
    a_unit("GONE", province, valid_to=date(2025, 6, 29))

    def due(period: str) -> list[str]:
        with engine.reading(engine.SERVICE) as session:
            return codes(units.reporting(session, (province.id,), Period.parse(period)))

    assert due("2025Q1") == ["GONE", "OLD"]
    assert due("2025Q2") == ["OLD"]
    assert due("2025Q3") == ["NEW"]


def test_a_province_below_which_nothing_reports_is_due_nothing(database):
    province = a_unit("P")
    with engine.reading(engine.SERVICE) as session:
        assert units.reporting(session, (province.id,), Period(2025, 1)) == ()


def test_a_unit_below_an_illustration_is_one(database):
    province = a_unit("P", illustration=True)
    assert a_unit("D", province).illustration


def test_a_code_is_given_once(database):
    a_unit("P")
    with pytest.raises(AlreadyThere):
        a_unit("P")


@pytest.mark.parametrize("code", ["KHONG", "", "P\x00", "P\udcff", "P" * 10_000])
def test_a_code_that_no_unit_has_is_not_found(database, code):
    a_unit("P")
    with engine.reading(engine.SERVICE) as session, pytest.raises(NotFound):
        units.by_code(session, code)


def test_a_kind_that_is_not_there_is_not_found(database):
    with pytest.raises(NotFound) as caught:
        a_unit("P", kind="galaxy")
    assert caught.value.subject == "unit_kind"


def test_units_come_in_their_order_then_in_vietnamese_order(database):
    province = a_unit("P")
    for code, name in (
        ("1", "Huyện Đồi"),
        ("2", "Huyện Dốc"),
        ("3", "Huyện Ao"),
        ("4", "Huyện Ấp"),
    ):
        a_unit(code, province, name=name)
    a_unit("5", province, name="Đảng ủy Khối", display_order=-1)
    with engine.reading(engine.SERVICE) as session:
        assert codes(units.children(session, province.id, Period(2025, 1))) == list("53421")


def test_letters_come_before_tones():
    words = ["ma", "mà", "mả", "mã", "má", "mạ", "mai", "mâm", "mẹ", "mê", "mo", "mô", "mơ"]
    mixed = [words[at] for at in (7, 3, 12, 0, 9, 5, 1, 11, 2, 8, 4, 10, 6)]
    assert sorted(mixed, key=vietnamese) == words


def test_numbers_come_by_their_size():
    assert sorted(["Phường 10", "Phường 2"], key=vietnamese) == ["Phường 2", "Phường 10"]


@given(st.lists(st.text()))
def test_any_text_has_a_place(words: list[str]):
    sorted(words, key=vietnamese)
