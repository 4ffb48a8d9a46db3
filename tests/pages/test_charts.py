"""Charts are specifications, drawn on the server in Vietnamese and in our own font."""

import re
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from dashboard.views import charts, pace_lines
from tests.pages import samples


def a_chart() -> str:
    each = samples.an_indicator("UNION_MEMBER_ADMITTED", 1500, (360, 420, 430))
    return pace_lines.line(each, samples.past(samples.province()))


def test_the_specification_holds_the_years_figures_and_the_target() -> None:
    each = samples.an_indicator("UNION_FOUNDED", 15, (2, 3, 3))
    spec = str(charts.year_line(each, {2025: (2, 5, 9, 12)}, (3, 6, 11, 15)).to_dict())
    assert "'value': 8" in spec
    assert "2025" in spec
    assert "chỉ tiêu 15" in spec


def test_the_drawing_speaks_vietnamese_and_says_what_it_shows() -> None:
    svg = a_chart()
    assert 'role="img"' in svg
    label = re.search(r'aria-label="([^"]*)"', svg)
    assert label is not None
    assert "quý III 1.210" in label[1]
    assert ">1.210<" in svg
    assert ">1.500<" in svg
    assert ">Quý IV<" in svg


def test_the_drawing_fills_its_place_in_the_bundled_font() -> None:
    svg = a_chart()
    head = svg[: svg.index(">")]
    assert "viewBox" in head
    assert " width=" not in head
    assert "Be Vietnam Pro" in svg


def test_quarters_that_nobody_reported_draw_no_point() -> None:
    each = samples.an_indicator("UNION_FOUNDED", 15, (2, None, 3))
    spec = charts.year_line(each, {}).to_dict()
    drawn = [
        point["quarter"]
        for layer in spec["layer"]
        if "quarter" in str(layer.get("data", {}))
        for point in layer["data"]["values"]
    ]
    assert "Quý II" not in drawn


def test_an_axis_of_few_names_each_whole_number_once() -> None:
    for amount, named in ((0, [0, 1]), (1, [0, 1]), (3, [0, 1, 2, 3])):
        each = samples.an_indicator("UNION_FOUNDED", 0, (amount, 0, 0))
        spec = charts.year_line(each, {}).to_dict()
        assert spec["layer"][0]["encoding"]["y"]["axis"]["values"] == named


def test_the_expected_line_follows_the_units_own_years() -> None:
    each = samples.an_indicator("UNION_FOUNDED", 15, (2, 3, 3), years=())
    points = pace_lines.expected(each, {})
    assert points == [3.75, 7.5, 11.25, 15.0]


@given(st.dictionaries(st.integers(2000, 2030), st.floats(0, 1e6), max_size=8), st.floats(0.1, 100))
def test_names_of_years_never_meet_and_keep_their_order(
    ends: dict[int, float], least: float
) -> None:
    placed = charts.apart(ends, least)
    heights = sorted(placed.values())
    assert all(above - below >= least * 0.999 for below, above in pairwise(heights))
    assert all(placed[year] >= end for year, end in ends.items())
