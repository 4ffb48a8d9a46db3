"""What a clerk notes beside the figures comes back with its figure and its cell."""

import pytest

from dashboard.workbooks import intake, layout
from tests.workbooks.forms import FORM, edited, filled, noted, read
from tests.workbooks.test_versions import FIRST


def notes(data: bytes) -> dict[str, str]:
    return {each.code: each.text for each in intake.notes(intake.opened(data), FORM)}


def test_a_note_comes_back_with_the_figure_and_the_cell_that_it_stands_in():
    data = noted(filled(), {"UNION_FOUNDED": "Chưa tính\n  hai tổ", "PARTY_ORG_FOUNDED": "Mới"})
    found = intake.notes(intake.opened(data), FORM)
    places = intake.places(intake.opened(data), FORM)
    assert [(each.code, each.text) for each in found] == [
        ("PARTY_ORG_FOUNDED", "Mới"),
        ("UNION_FOUNDED", "Chưa tính hai tổ"),
    ]
    for each in found:
        figure = places["figure", each.code]
        assert each.place.sheet == figure.sheet
        assert each.place.cell == figure.cell.replace("G", "I")


def test_a_note_changes_nothing_of_what_the_return_says():
    data = noted(filled(), {"PARTY_ORG_FOUNDED": "=1+1", "UNION_FOUNDED": 12})
    assert read(data)[0] == read(filled())[0]
    assert notes(data) == {"UNION_FOUNDED": "12"}  # the formula was never worked out


@pytest.mark.parametrize("typed", [None, "", "   ", "–", "-"])
def test_where_nothing_is_noted_there_is_no_note(typed):
    assert notes(noted(filled(), {"PARTY_ORG_FOUNDED": typed})) == {}


def test_markup_and_formulas_typed_as_text_stay_the_text_that_they_are():
    said = '<script>alert(1)</script> & HYPERLINK("http://x")'
    assert notes(noted(filled(), {"UNION_FOUNDED": said})) == {"UNION_FOUNDED": said}


def test_a_persons_number_in_a_note_cannot_be_read():
    data = noted(filled(), {"UNION_FOUNDED": "Chị Lan, CCCD 079085012345"})
    assert notes(data) == {"UNION_FOUNDED": "Chị Lan, CCCD 079000000000"}


def test_a_sheet_that_has_lost_its_column_for_notes_has_none():
    def unhead(book):
        sheet = book[layout.FIGURES.tab]
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value == "Ghi chú":
                    cell.value = None

    data = edited(noted(filled(), {"UNION_FOUNDED": "Mới"}), unhead)
    assert read(data)[0] == read(filled())[0]
    assert notes(data) == {}


def test_a_file_of_the_first_version_may_have_notes_too():
    assert notes(FIRST) == {}
    assert notes(noted(FIRST, {"UNION_FOUNDED": "Mới"})) == {"UNION_FOUNDED": "Mới"}
