"""What was dissolved or merged away stands with the stock it takes from, not among the results."""

import re
from dataclasses import replace

from dashboard.domain.returns import ReturnContent, in_families
from dashboard.views import links, unit_sheet
from dashboard.views.return_sheet import return_sheet
from tests.pages import samples
from tests.pages.test_drawing import a_bar
from tests.workbooks.forms import FORM, indicators

BY_CODE = {each.code: each for each in indicators()}
TAKING = [each.code for each in indicators() if each.moves_by == -1]


def counted(code, *quarters):
    """Progress of any indicator, drawn like another of its measure."""
    like = "UNION_TOTAL" if BY_CODE[code].measure == "stock" else "UNION_FOUNDED"
    return replace(samples.an_indicator(like, None, quarters), indicator=BY_CODE[code])


def sheet(*progress):
    shown = replace(samples.children()[0], indicators=progress)
    return str(unit_sheet.unit_sheet(a_bar(links.UNIT), shown, (), (), (), (), (), False))


def rows(html):
    found = re.findall(r"<tr.*?</tr>", html, re.DOTALL)
    return [re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", row)).strip() for row in found]


def test_a_stock_is_followed_by_what_moved_it_this_year():
    html = sheet(
        counted("UNION_FOUNDED", 1, 2, 0),
        counted("UNION_DISSOLVED", 0, 1, 0),
        counted("UNION_MERGED", 0, 0, 0),
        counted("UNION_TOTAL", 40, 41, 41),
    )
    assert "Từ đầu năm: +3 thành lập mới, −1 CĐCS giải thể" in rows(html)
    assert BY_CODE["UNION_DISSOLVED"].name not in html
    assert "sáp nhập" not in html


def test_a_stock_that_nothing_moved_stands_alone():
    html = sheet(counted("UNION_FOUNDED", None, None), counted("UNION_TOTAL", 40, 40, 40))
    assert "Từ đầu năm" not in html


def test_the_picker_lists_it_under_its_stock():
    ordered = [each.code for each in in_families(indicators())]
    assert sorted(ordered) == sorted(BY_CODE)
    at = ordered.index("UNION_TOTAL")
    assert ordered[at : at + 3] == ["UNION_TOTAL", "UNION_DISSOLVED", "UNION_MERGED"]
    assert [code for code in ordered if code not in TAKING] == [
        each.code for each in indicators() if each.code not in TAKING
    ]


def test_what_moves_a_stock_that_is_not_there_is_listed_all_the_same():
    alone = [BY_CODE["UNION_DISSOLVED"], BY_CODE["PARTY_ORG_TOTAL"]]
    assert list(in_families(alone)) == alone


def test_a_return_shows_it_under_its_stock():
    content = ReturnContent("H01", FORM.period, {"UNION_TOTAL": 41, "UNION_MERGED": 2})
    said = rows(str(return_sheet(content, FORM)))
    at = next(n for n, row in enumerate(said) if row.startswith(BY_CODE["UNION_TOTAL"].name))
    assert said[at + 1].startswith(BY_CODE["UNION_DISSOLVED"].name)
    assert said[at + 2].startswith(BY_CODE["UNION_MERGED"].name)
    assert sum(BY_CODE["UNION_MERGED"].name in row for row in said) == 1
