"""What an address asks for, and what it falls back to."""

from dataclasses import replace

import pytest

from dashboard.domain import selection
from dashboard.views import filters, links
from data_access.vocabulary import Period
from tests.pages import samples

VISIBLE = (samples.PROVINCE, *samples.UNITS)
YEARS = (2026, 2025)


def a_view(**query: str) -> filters.View:
    asked = filters.asked(query)
    unit = selection.unit(asked.unit, VISIBLE)
    chosen = selection.selection(asked, unit, YEARS, samples.PERIOD, VISIBLE)
    return filters.View.of(links.UNIT, chosen)


def test_a_bare_address_shows_the_topmost_unit_and_the_newest_due_quarter() -> None:
    view = a_view()
    assert (view.unit, view.period, view.provisional) == (samples.PROVINCE, samples.PERIOD, False)


def test_a_views_address_leads_to_the_same_view() -> None:
    view = a_view(don_vi="MH-03", nam="2025", quy="2", so_bo="1", nguon="MH-03")
    page, _mark, query = view.address.partition("?")
    again = dict(pair.split("=") for pair in query.split("&"))
    assert page == links.UNIT
    assert a_view(**again) == view


def test_a_unit_that_may_not_be_seen_falls_back() -> None:
    assert a_view(don_vi="XX-01", nguon="XX-01") == a_view()


def test_an_earlier_year_opens_at_its_end() -> None:
    assert a_view(nam="2025").period == Period(2025, 4)


@pytest.mark.parametrize("nam", ["", "abc", "1999", "٢٠٢٦", "-1", "99999999999999999999", "²"])
def test_a_year_that_is_none_falls_back(nam: str) -> None:
    assert a_view(nam=nam).period == samples.PERIOD


@pytest.mark.parametrize("quy", ["0", "5", "x", "٣"])
def test_a_quarter_that_is_none_falls_back(quy: str) -> None:
    assert a_view(quy=quy).period == samples.PERIOD


def test_the_bar_marks_what_is_shown_and_links_the_rest() -> None:
    html = filters.bar(a_view(don_vi="MH-03"), VISIBLE, YEARS)
    assert html.count('aria-current="true"') == 3
    assert "don_vi=MH-04&amp;nam=2026&amp;quy=3" in html
    assert "so_bo=1" in html


def test_among_thousands_only_the_units_near_are_listed() -> None:
    wards = [
        replace(samples.a_unit(number, f"Xã {number}"), parent="MH-01") for number in range(50, 450)
    ]
    visible = [samples.PROVINCE, *samples.UNITS, *wards]
    listed = filters.nearby(samples.UNITS[1], visible, samples.PERIOD)
    assert listed == [samples.PROVINCE, *samples.UNITS]
    assert len(filters.nearby(samples.UNITS[0], visible, samples.PERIOD)) == 412


def test_a_unit_that_has_closed_is_not_offered_but_can_be_looked_at() -> None:
    closed = replace(samples.UNITS[0], valid_to=Period(2025, 2).last_day)
    visible = [samples.PROVINCE, closed, *samples.UNITS[1:]]
    assert closed not in filters.nearby(samples.PROVINCE, visible, samples.PERIOD)
    assert closed in filters.nearby(closed, visible, samples.PERIOD)
    assert closed in filters.nearby(samples.PROVINCE, visible, Period(2025, 1))
