"""Every mistake is named the first time: mending some brings no others to light."""

import pytest

from dashboard.workbooks import intake
from data_access.vocabulary import Severity
from tests.workbooks.faults import ONE, THREE, TWO, at, problems, set_cells
from tests.workbooks.forms import FORM, edited, filled, founding, with_foundings


def rules(data):
    return {at(each) for each in problems(data)}


def test_what_is_mended_brings_nothing_new_to_light():
    """Each of these is mended alone; what is said of the others stays as it was."""
    mistakes = {
        1: {"G13": ("1,608", 12), "G18": (5, 1), "G19": ("năm", 1608)},
        2: {
            "B9": ("Câu lạc bộ", "Tổ chức đảng"),
            "D10": (None, "Công ty CP Dệt lưới Minh Sơn"),
            "E9": ("12345", "0123456787"),
            "G10": ("31/02/2026", "15/07/2026"),
            "H9": (None, "05-QĐ/HU"),
            "I10": ("nhiều", 240),
        },
        3: {"E9": (-1, 260), "G9": ("có lẽ", "Không")},
    }

    def spoilt(but=None):
        def change(book):
            for number, cells in mistakes.items():
                for cell, (wrong, right) in cells.items():
                    value = right if (number, cell) == but else wrong
                    book.worksheets[number - 1][cell] = value

        return rules(edited(filled(), change))

    everything = spoilt()
    for number, cells in mistakes.items():
        for cell in cells:
            fewer = spoilt(but=(number, cell))
            assert fewer < everything, (number, cell)
    assert len(everything) >= 10


@pytest.mark.parametrize(
    ("broken", "doubt"),
    [
        ({"B9": "Câu lạc bộ", "E9": "12345"}, ("tax-code-form", TWO, "E9")),
        ({"B9": None, "G9": "05/08/2020"}, ("founded-too-early", TWO, "G9")),
        ({"G9": "hôm qua", "E9": "079085012345"}, ("personal-number", TWO, "E9")),
        ({"G9": "hôm qua", "H9": None}, ("no-decision-number", TWO, "H9")),
        ({"G9": None, "I9": 2}, ("party-few-members", TWO, "I9")),
        ({"D9": None, "E9": "12345"}, ("tax-code-form", TWO, "E9")),
        ({"B9": "Câu lạc bộ", "I9": None}, ("no-members", TWO, "I9")),
    ],
)
def test_a_row_with_one_fault_is_held_against_all_other_rules(broken, doubt):
    assert doubt in rules(edited(filled(), set_cells(2, **broken)))


def test_a_review_without_its_enterprise_is_held_against_the_other_rules():
    data = edited(filled(), set_cells(3, B9=None, C9="079085012345"))
    assert {("enterprise-missing", THREE, "B9"), ("personal-number", THREE, "C9")} <= rules(data)


def test_a_row_of_no_known_kind_does_not_hide_a_number_that_cannot_be_right():
    data = edited(filled(), set_cells(2, B9="Câu lạc bộ"))
    data = edited(data, set_cells(1, G18=5))
    assert ("count-not-list", ONE, "G18") in rules(data)
    assert ("count-not-list", ONE, "G12") not in rules(data)  # it may be the one row


def test_two_rows_of_one_enterprise_are_named_while_another_row_has_a_fault():
    data = with_foundings(founding(), founding(), founding(enterprise="B"), PARTY_ORG_FOUNDED=3)
    assert ("founded-twice", TWO, "D10") in rules(edited(data, set_cells(2, G11="hôm qua")))


def test_a_field_that_was_not_understood_is_not_called_missing():
    found = rules(edited(filled(), set_cells(2, I9="nhiều", E9="1" * 30)))
    assert found == {("not-a-number", TWO, "I9"), ("tax-code-too-long", TWO, "E9")}


@pytest.mark.parametrize(
    ("number", "cells"),
    [
        (2, {"H8": "Cột lạ", "G9": "hôm qua"}),
        (2, {"G8": None, "I9": "nhiều"}),
        (2, {"J8": "Mã số thuế", "I9": "nhiều"}),
        (3, {"C8": None, "E9": -1}),
        (4, {"C8": None, "B9": "a" * 4001}),
    ],
)
def test_the_other_columns_are_read_where_a_heading_is_lost(number, cells):
    found = problems(edited(filled(), set_cells(number, **cells)))
    assert {each.rule for each in found} & {"column-missing", "column-twice"}
    assert list(cells)[1] in {each.cell for each in found}
    lost = next(iter(cells))[0]
    assert not [
        each for each in found if each.cell and each.cell[0] == lost and each.cell[1:] != "8"
    ]


def test_the_figure_beside_a_deleted_code_is_read():
    data = edited(filled(), set_cells(1, C13=None, G13="1,608"))
    assert {("code-deleted", ONE, "C13"), ("ambiguous-number", ONE, "G13")} <= rules(data)


def test_what_could_be_read_comes_beside_the_errors():
    data = edited(filled(), set_cells(2, G9="hôm qua"))
    said, found = intake.as_far_as_read(intake.opened(data), FORM)
    assert [each.enterprise for each in said.foundings] == [
        "Công ty TNHH Đông Á", "Công ty CP Dệt lưới Minh Sơn",
    ]  # fmt: skip
    assert [each.severity for each in found] == [Severity.ERROR]
    assert intake.content(intake.opened(data), FORM)[0] is None
