"""Charts as Altair specifications, drawn to SVG on the server with the bundled font.

What only has to be read is drawn here, so that no page waits for a chart library in the browser.
"""

import json
import re
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from math import ceil
from pathlib import Path
from typing import Any

import altair as alt
import fontpkg_be_vietnam_pro
import vl_convert
from markupsafe import Markup

from dashboard.domain.progress import IndicatorProgress
from dashboard.i18n import _, format_count, language, roman_quarter

FONT = "Be Vietnam Pro"
INK, SOFT, ACCENT, LIGHT, LINE = "#1D2430", "#4A515C", "#7C1F2B", "#948F83", "#E3E1DB"
_HALO: dict[str, Any] = {"color": "#fff", "stroke": "#fff", "strokeWidth": 4}
_NUMBERS = {
    "vi": {"decimal": ",", "thousands": ".", "grouping": [3], "currency": ["", " ₫"]},
    "en": {"decimal": ".", "thousands": ",", "grouping": [3], "currency": ["", " ₫"]},
}
Points = list[dict[str, Any]]
_CONFIG = {
    "font": FONT,
    "background": None,
    "view": {"stroke": None},
    "axis": {
        "labelColor": SOFT,
        "titleColor": SOFT,
        "labelFontSize": 12,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
        "gridColor": LINE,
        "domainColor": LINE,
        "tickColor": LINE,
    },
    "legend": {"labelColor": SOFT, "labelFontSize": 12, "title": None},
    "title": {"color": INK, "fontSize": 13, "fontWeight": 600, "anchor": "start"},
}


def year_line(
    each: IndicatorProgress,
    earlier: Mapping[int, Sequence[int | None]],
    expected: Sequence[float | None] = (),
    *,
    width: int = 520,
    height: int = 230,
) -> alt.LayerChart | alt.FacetChart:
    """Return the year to date by quarter against the expected line, earlier years in grey.

    ``earlier`` has a year's cumulative figures by quarter; ``expected`` E at quarters 1 to 4.
    """
    quarters = [_quarter(number) for number in range(1, 5)]
    x = alt.X("quarter:O", sort=quarters, title=None, axis=alt.Axis(labelAngle=0, grid=False))
    layers: list[alt.Chart] = []
    lines = {year: _points(quarters, figures) for year, figures in earlier.items()}
    top = max([1, each.target or 0, *(n for n in each.cumulative if n), *_ends(lines).values()])
    y = alt.Y("value:Q", title=None, axis=_counts(top))
    layers += [_earlier(points, x, y) for points in lines.values()]
    aside = 22 if each.cumulative[3] is not None else 6
    layers += _year_names(apart(_ends(lines), top * 18 / height), aside, x, y)
    if expected:
        layers.append(
            alt.Chart({"values": _points(quarters, expected)})
            .mark_line(color=INK, strokeDash=[2, 3], strokeWidth=1.8)
            .encode(x, y)
        )
    layers += _this_year(_points(quarters, each.cumulative), each.target, x, y)
    return alt.layer(*layers).properties(width=width, height=height)


def _counts(top: float) -> alt.Axis:
    """Return an axis that names whole numbers only, also where there are few."""
    if top < 4:
        return alt.Axis(values=list(range(ceil(top) + 1)), format=",.0f")
    return alt.Axis(tickCount=4, tickMinStep=1, format=",.0f")


def _earlier(points: Points, x: alt.X, y: alt.Y) -> alt.Chart:
    line: alt.Chart = alt.Chart({"values": points}).mark_line(color=LIGHT, strokeWidth=1.4)
    return line.encode(x, y)


def _ends(lines: Mapping[int, Points]) -> dict[int, float]:
    return {
        year: float(points[-1]["value"])
        for year, points in lines.items()
        if points and points[-1]["quarter"] == _quarter(4)
    }


def apart(ends: Mapping[int, float], least: float) -> dict[int, float]:
    """Return the ends moved up where two are closer than ``least``, so that names do not meet."""
    placed: dict[int, float] = {}
    floor = float("-inf")
    for year, end in sorted(ends.items(), key=lambda item: (item[1], item[0])):
        placed[year] = max(end, floor)
        floor = placed[year] + least
    return placed


def _year_names(places: Mapping[int, float], aside: int, x: alt.X, y: alt.Y) -> list[alt.Chart]:
    return [
        alt.Chart({"values": [{"quarter": _quarter(4), "value": place}]})
        .mark_text(align="left", dx=aside, color="#6B6659", fontSize=11, font=FONT, text=str(year))
        .encode(x, y)
        for year, place in places.items()
    ]


def _this_year(points: Points, target: int | None, x: alt.X, y: alt.Y) -> list[alt.Chart]:
    base = alt.Chart({"values": points}).encode(x, y)
    layers = [
        base.mark_line(color=ACCENT, strokeWidth=3),
        base.mark_circle(color=ACCENT, size=60, opacity=1),
    ]
    layers += [
        base.mark_text(dy=-12, fontSize=13, fontWeight=600, font=FONT, **paint).encode(
            text=alt.Text("value:Q", format=",.0f")
        )
        for paint in (_HALO, {"color": INK})
    ]
    if target:
        rule = alt.Chart({"values": [{"value": target}]}).encode(y)
        layers.append(rule.mark_rule(color=INK, strokeWidth=2))
        layers.append(
            rule.mark_text(
                align="left",
                x=4,
                dy=-7,
                color=INK,
                fontSize=12,
                font=FONT,
                text=_("target {count}").format(count=format_count(target)),
            )
        )
    return layers


def _points(quarters: Sequence[str], figures: Sequence[int | float | None]) -> Points:
    return [
        {"quarter": quarter, "value": figure}
        for quarter, figure in zip(quarters, figures, strict=False)
        if figure is not None
    ]


def _quarter(number: int) -> str:
    named = roman_quarter(number)
    return named[:1].upper() + named[1:]


def described(each: IndicatorProgress, name: str) -> str:
    """Return in words what the year's line shows, for who cannot see it."""
    told = ", ".join(
        f"{roman_quarter(number)} {format_count(figure)}"
        for number, figure in enumerate(each.cumulative, start=1)
        if figure is not None
    )
    said = _("{name}, year to date: {figures}.").format(name=name, figures=told or "–")
    if each.target:
        said += " " + _("The year's target is {target}.").format(target=format_count(each.target))
    return said


def svg(chart: alt.LayerChart | alt.FacetChart, label: str) -> Markup:
    """Return the chart as inline SVG that fills its place, with ``label`` for screen readers."""
    spec = json.dumps(chart.to_dict(validate=False), sort_keys=True, ensure_ascii=False)
    image = _image(spec, language())
    return Markup(
        image.replace("<svg ", Markup('<svg role="img" aria-label="{}" ').format(label), 1)
    )  # drawn by us from numbers and escaped text


@lru_cache(maxsize=512)
def _image(spec: str, speaking: str) -> str:
    _fonts()
    drawn: str = vl_convert.vegalite_to_svg(
        json.loads(spec), config=_CONFIG, format_locale=_numbers(speaking)
    )
    slim = re.sub(r' (?:class|role|aria-[a-z]+)="[^"]*"', "", drawn)
    return re.sub(r'(<svg\b[^>]*?) width="[\d.]+" height="[\d.]+"', r"\1", slim, count=1)


def _numbers(speaking: str) -> dict[str, Any]:
    return dict(_NUMBERS[speaking])


@cache
def _fonts() -> None:
    folder = Path(fontpkg_be_vietnam_pro.__file__).parent / "files"
    vl_convert.register_font_directory(str(folder))


def warm() -> None:
    """Draw one small chart, so that the first reader does not wait for the drawing engine."""
    _image(json.dumps({"mark": "point", "data": {"values": []}}), "vi")
