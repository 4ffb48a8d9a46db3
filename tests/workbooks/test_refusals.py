"""All faults of a return's workbook at once, in sentences."""

from dashboard.workbooks import intake
from dashboard.workbooks.fill import fill
from tests.workbooks.faults import FOUR, ONE, THREE, TWO, problems, set_cells
from tests.workbooks.forms import ENTRIES, FIGURES, FORM, edited, filled, template, with_figures


def test_every_problem_comes_at_once_in_sheet_order():
    def spoilt(book):
        set_cells(1, G13="x", G19="-1")(book)
        set_cells(2, G9="hôm qua", E10=None)(book)
        set_cells(3, G9="có lẽ")(book)
        book.worksheets[3]["C8"] = "Cột lạ"

    content, found = intake.content(intake.opened(edited(filled(), spoilt)), FORM)
    assert content is None
    assert [(each.sheet, each.cell) for each in found] == [
        (ONE, "G13"), (ONE, "G19"), (TWO, "G9"), (TWO, "E10"), (THREE, "G9"), (FOUR, "C8")
    ]  # fmt: skip


def test_messages_speak_the_reader_s_language_and_name_what_was_found():
    for problem in problems(with_figures(PARTY_MEMBER_ADMITTED="1,608", UNION_FOUNDED=9)):
        assert "{" not in problem.message
        assert len(problem.message) > 20


def test_figures_beside_an_unreadable_list_are_not_accused():
    data = edited(fill(template(), ENTRIES), set_cells(2, B8="Cột lạ"))
    found = problems(data)
    assert [each.rule for each in found] == ["column-missing"]
    assert FIGURES["UNION_FOUNDED"] == 1
