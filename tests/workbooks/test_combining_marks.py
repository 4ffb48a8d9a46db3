"""Texts that would freeze whoever normalises them: refused in their place, and at once."""

import time
import unicodedata
from io import BytesIO

import pytest
from openpyxl import load_workbook

from dashboard.domain.numbers import parse_count, parse_day
from dashboard.domain.text import LONGEST, enterprise_key, fold, tidy, tidy_tax_code
from dashboard.errors import Refused, WorkbookRefused
from dashboard.workbooks import history_sheet, intake, marked_up, targets_sheet, typed
from dashboard.workbooks.bundle import Bundle
from tests.workbooks.faults import FOUR, ONE, TWO, set_cells, the_error
from tests.workbooks.forms import FORM, edited, filled, indicators
from tests.workbooks.test_package import repacked

MARKS = "\u0301\u0323" * 15_000
FREEZING = "Đông Á" + MARKS


@pytest.mark.parametrize(
    ("number", "tab", "cell"),
    [
        (1, ONE, "G13"),
        (1, ONE, "A2"),
        (2, TWO, "C9"),
        (2, TWO, "J9"),
        (4, FOUR, "B9"),
        (1, ONE, "M3"),
    ],
)
def test_a_cell_that_would_freeze_is_named(number, tab, cell):
    data = edited(filled(), set_cells(number, **{cell: FREEZING}))
    assert len(data) < 40_000
    began = time.process_time()
    with pytest.raises(WorkbookRefused) as raised:
        _whole(data)
    [problem] = raised.value.problems
    assert (problem.rule, problem.sheet, problem.cell) == ("combining-marks", tab, cell)
    assert problem.found == "Đông Á…"
    assert not marked_up.can_be_marked([problem])
    assert time.process_time() - began < 1


def _whole(data):
    """Read all that is read of a return's workbook, refusals raised."""
    book = intake.opened(data)
    intake.stamp(book)
    content, problems = intake.content(book, FORM)
    if content is None:
        raise WorkbookRefused(problems)


@pytest.mark.parametrize("run", [31, 200])
def test_a_tab_that_would_freeze_is_named(run):
    def renamed(book):
        book.create_sheet("Phụ lục").title = "x"

    data = edited(filled(), renamed)
    data = _instead(data, "xl/workbook.xml", 'name="x"', 'name="Phụ lục' + "\u0301" * run + '"')
    with pytest.raises(WorkbookRefused) as raised:
        intake.opened(data)
    [problem] = raised.value.problems
    assert (problem.rule, problem.found) == ("combining-marks", "Phụ lục…")


def _instead(data, part, old, new):
    def change(name, content):
        return content.replace(old.encode(), new.encode()) if name == part else content

    return repacked(data, change)


def test_a_text_too_long_for_any_cell_is_named():
    data = edited(filled(), set_cells(1, A2="x"))
    data = _instead(data, "xl/worksheets/sheet1.xml", "<t>x</t>", f"<t>{'x' * (LONGEST + 1)}</t>")
    problem = the_error(data)
    assert (problem.rule, problem.sheet, problem.cell) == ("text-too-long", ONE, "A2")


def test_what_only_looks_like_it_is_read():
    name = unicodedata.normalize("NFD", "Công ty Cổ phần Nghĩa Đức Ngưỡng") + "\u0301" * 25
    data = edited(filled(), set_cells(2, C9=name))
    content, _problems = intake.content(intake.opened(data), FORM)
    assert content is not None


@pytest.mark.parametrize("read", [targets_sheet.read, history_sheet.read])
def test_sheets_of_targets_and_history_are_no_way_round(read):
    units = [("H01", "Huyện")]
    made = (
        targets_sheet.build(2026, "Tỉnh", units, indicators(), {}, {}, False)
        if read is targets_sheet.read
        else history_sheet.build("Tỉnh", units, indicators(), False)
    )
    book = load_workbook(BytesIO(made))
    book.worksheets[0]["B3"] = FREEZING
    written = BytesIO()
    book.save(written)
    with pytest.raises(WorkbookRefused) as raised:
        read(written.getvalue(), units, indicators())
    assert raised.value.problems[0].rule == "combining-marks"


@pytest.mark.parametrize(
    "asked", [tidy, fold, enterprise_key, tidy_tax_code, parse_count, parse_day]
)
def test_no_text_is_normalised_that_would_freeze(asked):
    began = time.process_time()
    with pytest.raises(Refused) as raised:
        asked(FREEZING)
    assert raised.value.rule == "combining-marks"
    hidden = ("\u0301\u0323" * 10 + "\u200b") * 3_000  # what nobody sees goes, the marks stay
    with pytest.raises(Refused):
        tidy("a" + hidden)
    assert time.process_time() - began < 1


def test_what_is_typed_on_the_page_is_refused_as_a_cell_is():
    for content in (
        {"figures": {"UNION_FOUNDED": FREEZING[:9_000]}},
        {"foundings": [{"enterprise": "Đông" + MARKS[:40]}]},
    ):
        with pytest.raises(Refused) as raised:
            typed.parsed(content)
        assert raised.value.rule == "combining-marks"


def test_a_file_of_such_a_name_is_refused_alone():
    bundle = Bundle([("tốt.xlsx", b"a"), (f"Đông Á{MARKS}.xlsx", b"b")])
    good, bad = bundle.entries()
    assert good.problem is None
    assert bad.problem.rule == "file-name-unreadable"
    assert bad.problem.found == "Đông Á…"
