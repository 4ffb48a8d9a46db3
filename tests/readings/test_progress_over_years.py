"""Progress over years: the shape of earlier ones, history, units that end and begin."""

from datetime import date
from fractions import Fraction

from dashboard.domain.progress import Status
from dashboard.readings import progress
from data_access.vocabulary import Period
from tests.factories import a_return, a_unit, a_year, some_history, some_targets
from tests.readings.figures import FOUNDED, Q3, Q4_BEFORE, STOCK, of


def test_the_unit_is_judged_by_the_shape_of_its_own_complete_years(districts, officer):
    district, _ = districts
    some_targets(district, 2026, {FOUNDED: 20}, officer)
    a_year(district, 2025, FOUNDED, (0, 2, 2, 4), officer)
    a_year(district, 2024, FOUNDED, (9, 9, 9), officer)
    a_year(district, 2026, FOUNDED, (1, 5), officer)
    expected = of(officer, district).expectation
    assert expected is not None
    assert expected.years == (2025,)
    assert expected.quarter == 2
    assert expected.expected == 20 * (
        Fraction(1, 3) * Fraction(2, 8) + Fraction(2, 3) * Fraction(1, 2)
    )
    assert of(officer, district).needed == Fraction(14, 2)
    assert of(officer, district).best_quarter == 9


def test_a_unit_without_complete_years_is_judged_by_its_provinces(province, districts, officer):
    for district in districts:
        a_year(district, 2025, FOUNDED, (1, 1, 1, 5), officer)
    newcomer = a_unit("C", province, valid_from=date(2026, 1, 1))
    some_targets(newcomer, 2026, {FOUNDED: 8}, officer)
    a_year(newcomer, 2026, FOUNDED, (0, 3), officer)
    expected = of(officer, newcomer).expectation
    assert expected is not None
    assert expected.of_province
    assert expected.share == Fraction(4, 16)


def test_history_by_year_counts_in_totals_and_never_in_the_shape(districts, officer):
    district, _ = districts
    some_history(district, {(FOUNDED, 2012, 0): 8, (STOCK, 2012, 0): 30}, officer)
    some_targets(district, 2012, {FOUNDED: 7}, officer)
    found = of(officer, district, Period(2012, 4))
    assert (found.actual, found.status, found.history) == (8, Status.EXCEEDED, True)
    assert found.quarters == (None, None, None, None)
    assert of(officer, district, Period(2012, 4), STOCK).actual == 30
    assert of(officer, district, Period(2012, 3)).actual is None
    some_targets(district, 2013, {FOUNDED: 9}, officer)
    a_year(district, 2013, FOUNDED, (1, 1), officer)
    after = of(officer, district, Period(2013, 2))
    assert after.expectation.years == ()
    assert after.earlier == ((2012, 8),)


def test_history_is_marked_where_it_is_part_of_what_is_shown(districts, officer):
    district, _ = districts
    some_history(district, {(FOUNDED, 2025, 3): 3}, officer)
    a_return(district, "2025Q1", {FOUNDED: 1}, officer)
    assert not of(officer, district, Period(2025, 2)).history
    assert of(officer, district, Period(2025, 3)).history


def test_a_unit_known_by_year_and_by_quarter_is_one_unit_and_not_two(province, districts, officer):
    first, _ = districts
    some_targets(province, 2025, {FOUNDED: 50}, officer)
    some_history(first, {(FOUNDED, 2025, 4): 3, ("UNION_FOUNDED", 2025, 0): 8}, officer)
    found = progress.unit_progress(officer, "P", Q4_BEFORE)
    assert (found.due, found.accepted) == (2, 1)
    assert found.of(FOUNDED).status is not Status.MISSED


def test_history_by_quarter_gives_way_to_a_return(districts, officer):
    district, _ = districts
    quarters = {(FOUNDED, 2025, quarter): quarter for quarter in (1, 2, 3, 4)}
    some_history(district, quarters, officer)
    a_return(district, "2025Q4", {FOUNDED: 9}, officer)
    assert of(officer, district, Period(2025, 4)).quarters == (1, 2, 3, 9)


def test_the_year_before_is_offered_beside_the_newest_due_one(districts, officer):
    district, _ = districts
    a_return(district, "2024Q1", {FOUNDED: 1}, officer)
    assert progress.years(officer, "A") == (2026, 2024)
    assert progress.latest_period(officer, "A") == Q3


def test_a_stock_moves_from_a_closed_unit_to_its_successor(province, districts, officer):
    first, _ = districts
    old = a_unit("OLD", province, valid_to=date(2025, 6, 30))
    new = a_unit("NEW", province, valid_from=date(2025, 7, 1))
    a_year(first, 2025, STOCK, (5, 5, 6, 6), officer)
    a_year(old, 2025, STOCK, (20, 21), officer)
    a_return(new, "2025Q3", {STOCK: 22}, officer)
    assert of(officer, province, Period(2025, 2), STOCK).actual == 26
    assert of(officer, province, Period(2025, 3), STOCK).quarters == (25, 26, 28, None)
    assert of(officer, province, Period(2025, 4), STOCK).actual == 28
    assert of(officer, old, Period(2025, 4), STOCK).actual == 21


def test_a_flow_of_a_closed_unit_stays_in_the_years_sum(province, districts, officer):
    old = a_unit("OLD", province, valid_to=date(2025, 6, 30))
    new = a_unit("NEW", province, valid_from=date(2025, 7, 1))
    a_year(old, 2025, FOUNDED, (2, 3), officer)
    a_return(new, "2025Q3", {FOUNDED: 4}, officer)
    assert of(officer, province, Period(2025, 3)).actual == 9
