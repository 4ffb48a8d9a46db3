"""A template downloaded before the form asked more is handed in as if nothing had changed."""

from pathlib import Path

import pytest

from dashboard.workbooks import intake, layout
from dashboard.workbooks.fill import fill
from tests.workbooks.forms import (
    ENTRIES,
    FIGURES,
    FORM,
    edited,
    filled,
    indicators,
    other_form,
    read,
    template,
    with_figures,
)

FIRST = Path(__file__).with_name("bcq1.xlsx").read_bytes()
"""``ENTRIES`` in the template of the first version, as it was drawn then."""

ADDED = {each.code for each in indicators() if each.moves_by == -1}


def test_the_template_asks_what_was_dissolved_and_merged_away():
    assert layout.RETURN_VERSION == "BCQ-2"
    assert intake.stamp(intake.opened(template())).version == "BCQ-2"
    figures = {**FIGURES, "PARTY_ORG_TOTAL": 61, "PARTY_ORG_DISSOLVED": 2, "PARTY_ORG_MERGED": 1}
    content, problems = read(with_figures(**figures))
    assert problems == ()
    assert content.figures == figures


def test_a_file_of_the_first_version_is_read_as_before():
    assert intake.stamp(intake.opened(FIRST)).version == "BCQ-1"
    content, problems = read(FIRST)
    assert problems == ()
    assert content == read(filled())[0]
    assert not ADDED & content.figures.keys()


def test_what_the_first_version_did_not_ask_counts_as_none_and_the_sentence_says_so():
    last = {**FORM.last_quarter, "PARTY_ORG_TOTAL": 65}
    content, [problem] = read(FIRST, other_form(last_quarter=last))
    assert content is not None
    assert problem.rule == "stock-roll-forward"
    for word in ("65", "+ 1", "− 0", "66", "64"):
        assert word in problem.message


@pytest.mark.parametrize("code", ["PARTY_ORG_FOUNDED", "UNION_TOTAL"])
def test_a_row_that_the_first_version_had_is_still_missed(code):
    def without(book):
        sheet = book.worksheets[0]
        row = next(row for row in range(9, 60) if sheet.cell(row, 3).value == code)
        sheet.delete_rows(row)

    _content, problems = read(edited(FIRST, without))
    assert "code-missing" in {each.rule for each in problems}


@pytest.mark.parametrize("code", sorted(ADDED))
def test_a_row_of_the_current_version_is_missed_when_it_is_gone(code):
    def without(book):
        sheet = book.worksheets[0]
        row = next(row for row in range(9, 60) if sheet.cell(row, 3).value == code)
        sheet.delete_rows(row)

    _content, problems = read(edited(filled(), without))
    assert {each.rule for each in problems} == {"code-missing"}


def test_a_file_of_the_first_version_can_be_filled_in_again():
    content, problems = read(fill(FIRST, {**ENTRIES, "figures": {**FIGURES, "UNION_TOTAL": 7}}))
    assert problems == ()
    assert content.figures["UNION_TOTAL"] == 7
