"""What the pages draw: escaped, in Vietnamese, the four blanks apart, a word with every colour."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from markupsafe import Markup

from dashboard import i18n, views
from dashboard.domain import selection
from dashboard.domain.progress import Status, UnitProgress
from dashboard.domain.timeliness import ReturnState
from dashboard.views import (
    attention,
    filters,
    heat,
    indicator_sheet,
    links,
    overview,
    tiles,
    unit_sheet,
)
from dashboard.views.look import LOOKS, RETURN_LOOKS, against
from data_access.vocabulary import ReturnStatus
from tests.pages import sample_returns, samples

LOOK_CSS = Path(heat.__file__).with_name("assets") / "look.css"

EVIL = "<img src=x onerror=alert(1)>"
VISIBLE = (samples.PROVINCE, *samples.UNITS)
YEARS = (2026, 2025, 2024)


def a_bar(page: str = links.OVERVIEW, **query: str) -> Markup:
    asked = filters.asked(query)
    unit = selection.unit(asked.unit, VISIBLE)
    chosen = selection.selection(asked, unit, YEARS, samples.PERIOD, VISIBLE)
    return filters.bar(filters.View.of(page, chosen), VISIBLE, YEARS)


def an_overview(
    children: tuple[UnitProgress, ...] | None = None,
    receipts: tuple[ReturnState, ...] | None = None,
    *,
    provisional: bool = False,
) -> str:
    return overview.overview(
        a_bar(),
        samples.province(),
        samples.children() if children is None else children,
        sample_returns.receipts() if receipts is None else receipts,
        sample_returns.accepted(),
        provisional,
    )


def a_unit_sheet(progress: UnitProgress, enterprise: str = "Công ty TNHH May") -> str:
    return unit_sheet.unit_sheet(
        a_bar(links.UNIT),
        progress,
        samples.past(progress),
        (),
        sample_returns.year_of_receipts(progress.unit),
        sample_returns.foundings(enterprise),
        sample_returns.difficulties(),
        False,
    )


def an_indicator_sheet(source: str | None = None) -> str:
    unit = next((each for each in VISIBLE if each.code == source), None)
    return indicator_sheet.indicator_sheet(
        a_bar(links.INDICATOR),
        samples.province(),
        "UNION_FOUNDED",
        samples.past(samples.province()),
        samples.children(),
        (),
        sample_returns.trail(unit, "UNION_FOUNDED") if unit else None,
        False,
    )


def read(html: str) -> str:
    """Return what a person reads: no tags, spaces closed up."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def test_a_units_name_and_an_enterprises_come_out_as_text() -> None:
    first, *others = samples.children()
    evil = replace(first, unit=replace(first.unit, name=EVIL))
    late = tuple(
        replace(each, unit=evil.unit) if each.status is None else each
        for each in sample_returns.receipts()
    )
    for html in (an_overview((evil, *others), late), a_unit_sheet(evil, EVIL)):
        assert "<img" not in html
        assert "&lt;img src=x onerror=alert(1)&gt;" in html


def test_a_charts_label_can_not_leave_its_attribute() -> None:
    each = samples.province().of("UNION_FOUNDED")
    evil = replace(each, indicator=replace(each.indicator, name='"><script>alert(1)</script>'))
    progress = replace(samples.province(), indicators=(evil,))
    assert "<script" not in a_unit_sheet(progress)


def test_not_reported_reads_dash_over_target_and_zero_reads_zero() -> None:
    silent = samples.an_indicator("UNION_FOUNDED", 2, (None, None, None))
    zero = samples.an_indicator("UNION_FOUNDED", 2, (0, 0, 0))
    untargeted = samples.an_indicator("UNION_FOUNDED", None, (0, 0, 0))
    assert [against(each) for each in (silent, zero, untargeted)] == ["–/2", "0/2", "0"]


def test_the_four_blanks_are_told_apart_in_the_table() -> None:
    cells = re.findall(
        r'<td class="([\w ]+)">.*?<b>(.*?)</b> <i class="m m-\w+">(.*?)</i>', an_overview()
    )
    found = {(tone, figure, word) for tone, figure, word in cells}
    assert ("calm", "–/2", "Chưa nộp") in found
    assert ("risk", "0/2", "Nguy cơ") in found
    assert ("none", "0", "Không giao") in found
    assert ("wait", "–/1", "Chờ duyệt") in found


def test_provisional_figures_carry_the_word_and_the_hatching() -> None:
    first, *others = samples.children()
    marked = replace(
        first, indicators=tuple(replace(each, provisional=True) for each in first.indicators)
    )
    table = heat.heat(samples.province(), (marked, *others), (), True)
    cells = re.findall(r'<td class="[\w ]*hatched[\w ]*">.*?</td>', table)
    assert len(cells) == 6
    assert all("sơ bộ" in cell for cell in cells)
    tile = tiles.tiles(marked, True)
    assert tile.count("sơ bộ</span>") >= 6
    assert len(re.findall(r'class="bar [\w ]*hatched"', tile)) == 6


def test_every_coloured_cell_and_chip_has_an_icon_and_a_word() -> None:
    html = an_overview()
    cells = re.findall(r"<td class=.*?</td>", html)
    assert len(cells) == 66
    for cell in [*cells, *re.findall(r'<span class="chip.*?</span>', html)]:
        assert "<use href=" in cell or re.search(r'class="m m-\w+"', cell)
        assert re.search(r"[^\W\d_]{2}", read(cell))


def test_every_icon_that_is_used_is_in_the_sprite() -> None:
    html = an_overview() + a_unit_sheet(samples.children()[0]) + an_indicator_sheet("MH-01")
    assert set(re.findall(r'href="#(i-\w+)"', html)) <= set(re.findall(r'id="(i-\w+)"', html))
    known = {look.icon for look in (*LOOKS.values(), *RETURN_LOOKS.values())}
    assert {f".m-{icon}" for icon in known} <= set(
        re.findall(r"\.m-\w+", LOOK_CSS.read_text("utf-8"))
    )
    assert {f"i-{icon}" for icon in known} <= set(re.findall(r'id="(i-\w+)"', html))


def test_styles_and_scripts_name_what_is_drawn_by_that_name() -> None:
    """The key of a button that gives a command goes on with the number of its turn."""
    dashboard = Path(views.__file__).parents[1]
    named = {
        name
        for kind in ("css", "js")
        for path in dashboard.rglob(f"*.{kind}")
        for name in re.findall(r"\.st-key-(\w+)", path.read_text("utf-8"))
    }
    drawn = "".join(
        path.read_text("utf-8")
        for path in [*dashboard.glob("views/*.py"), *dashboard.parent.glob("pages/*.py")]
    )
    assert len(named) > 15
    assert {name for name in named if f'key="{name}"' not in drawn} == set()


def test_numbers_are_written_the_vietnamese_way() -> None:
    said = read(an_overview())
    assert "1.210 /1.500" in said
    assert "66,67%" in said
    assert not re.search(r"\d\.\d\d?%", said)


def test_no_english_reaches_a_vietnamese_reader() -> None:
    english = {
        word.lower()
        for message in i18n.catalogue("vi")._catalog  # type: ignore[attr-defined]
        if isinstance(message, str)
        for word in re.findall(r"\b[A-Za-z]{4,}\b", re.sub(r"\{\w+\}", "", message))
    }
    vietnamese = set(re.findall(r"[a-z]{4,}", " ".join(samples.NAMES).lower()))
    shown = read(an_overview() + a_unit_sheet(samples.children()[0]) + an_indicator_sheet("MH"))
    words = {word.lower() for word in re.findall(r"(?<![\w])[A-Za-z]{4,}(?![\w])", shown)}
    ours = {"thanh", "trong", "theo", "trung", "doanh", "khai", "giao", "minh", "không", "khung"}
    assert words & (english - vietnamese - ours) == set()


def test_in_english_the_same_page_speaks_english() -> None:
    i18n.set_language("en")
    try:
        said = read(an_overview())
    finally:
        i18n.set_language("vi")
    assert "Wants attention" in said
    assert "1,210 /1,500" in said
    assert "UNION_FOUNDED" not in said


def test_tables_name_their_rows_columns_and_subject() -> None:
    for html in (an_overview(), a_unit_sheet(samples.children()[0]), an_indicator_sheet("MH-01")):
        tables = re.findall(r"<table.*?</table>", html, flags=re.S)
        assert tables
        for table in tables:
            assert "<caption" in table
            assert 'scope="col"' in table
            assert 'scope="row"' in table


def test_every_link_leads_to_a_page_we_have() -> None:
    for html in (an_overview(), a_unit_sheet(samples.children()[0]), an_indicator_sheet("MH-01")):
        hrefs = [each.split("?")[0] for each in re.findall(r'<a[^>]* href="([^"]+)"', html)]
        assert hrefs
        assert set(hrefs) <= set(links.SCRIPTS)


def test_a_cell_leads_to_the_returns_behind_it_and_they_to_the_return() -> None:
    assert "nguon=MH-01" in an_overview()
    trail = an_indicator_sheet("MH-01")
    assert "data-arrive" in trail
    assert 'href="ban-bao-cao?return=101&amp;revision=1"' in trail
    assert "Cán bộ đơn vị" in trail


def test_a_figure_of_history_is_marked_as_such() -> None:
    html = indicator_sheet.indicator_sheet(
        a_bar(links.INDICATOR),
        samples.province(),
        "UNION_FOUNDED",
        (),
        (),
        (),
        sample_returns.trail(samples.PROVINCE, "UNION_FOUNDED", history=True),
        False,
    )
    said = read(html)
    assert "lịch sử" in said
    assert "cả năm" in said


def test_the_units_targets_are_compared_with_the_provinces_own() -> None:
    assert "cộng lại là 16, cao hơn chỉ tiêu chung 15 là 1" in read(an_indicator_sheet())


def test_the_neediest_unit_stands_first() -> None:
    html = attention.by_unit(
        samples.province(), samples.children(), sample_returns.receipts(), False
    )
    names = re.findall(r"<h3><a[^>]*>(.*?)</a>", html)
    assert names[:2] == ["Huyện Cửa Sóng", "Thành phố Minh An"]
    assert "14 doanh nghiệp từ 20 lao động chưa có công đoàn" in html


def test_without_any_target_nobody_is_said_to_be_on_track() -> None:
    children = tuple(samples.with_status(each, Status.NO_TARGET) for each in samples.children())
    html = attention.by_unit(samples.province(), children, (), False)
    assert "Chưa đơn vị nào được giao chỉ tiêu năm 2026" in html


@pytest.mark.parametrize("status", [Status.MET, Status.TOO_EARLY])
def test_where_nobody_is_behind_the_page_says_so(status: Status) -> None:
    children = tuple(samples.with_status(child, status) for child in samples.children())
    html = attention.by_unit(samples.province(), children, (), False)
    assert "đúng tiến độ hoặc chưa đủ căn cứ" in html


def test_an_empty_unit_says_what_is_missing_and_what_to_do() -> None:
    empty = replace(samples.children()[9], indicators=())
    said = read(unit_sheet.unit_sheet(a_bar(links.UNIT), empty, (), (), (), (), (), False))
    assert "Chưa có số liệu rà soát doanh nghiệp" in said
    assert "Chưa có báo cáo đã duyệt nào trong năm có tổ chức thành lập mới" in said


def test_a_return_awaiting_review_is_listed_as_such() -> None:
    html = an_overview()
    groups = re.findall(r"<dt>.*?</svg>(.*?) <b>(\d+)</b>.*?</dt>", html)
    assert groups == [
        ("Chưa nộp", "1"),
        ("Chờ duyệt", "1"),
        ("Trễ hạn", "1"),
        ("Đúng hạn", "8"),
    ]
    assert RETURN_LOOKS[ReturnStatus.SUBMITTED].tone != LOOKS[Status.ON_TRACK].tone


def test_the_overview_stays_light() -> None:
    assert len(an_overview().encode()) < 60_000
