"""A file handed back: what is wrong is marked where it stands; handed in again it just works."""

import re
import zipfile
from io import BytesIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

from dashboard.errors import Problem, WorkbookRefused
from dashboard.workbooks import intake, last_shown, marks
from dashboard.workbooks.marked_cells import described
from dashboard.workbooks.marked_up import Remark, can_be_marked, mark
from dashboard.workbooks.marks import Kind
from data_access.vocabulary import Severity
from tests.workbooks.forms import FORM, FOUNDINGS, edited, filled, founding, with_figures
from tests.workbooks.forms import with_foundings as listing
from tests.workbooks.test_other_programs import needs_libreoffice, resaved

FIRST, LIST = "Biểu 1 – Số liệu", "Biểu 2 – DS tổ chức thành lập"
ABOUT = "Huyện Minh Sơn, quý III/2026"
WRONG = {"PARTY_OWNER_ADMITTED": 99, "UNION_MEMBER_ADMITTED": "1,608"}


def found(data):
    return intake.content(intake.opened(data), FORM)


def wrong():
    """A return with errors on two sheets and one doubt."""
    return with_figures(PARTY_ORG_TOTAL=900, **WRONG)


def place(data, code):
    """Where the figure of an indicator stands."""
    sheet = load_workbook(BytesIO(data))[FIRST]
    row = next(cell.row for each in sheet.iter_rows() for cell in each if cell.value == code)
    heading = "Phát sinh trong quý / Hiện có cuối kỳ"
    head = next(cell for each in sheet.iter_rows() for cell in each if cell.value == heading)
    return f"{head.column_letter}{row}"


def marked(data, remarks=()):
    _content, problems = found(data)
    return mark(data, problems, remarks, ABOUT), problems


def tint(cell):
    return str(cell.fill.fgColor.rgb)[-6:]


def commented(book):
    return {
        (sheet.title, cell.coordinate): cell.comment.text
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.comment
    }


def test_every_wrong_cell_is_coloured_and_says_what_is_wrong_and_how_to_mend_it():
    data, problems = marked(wrong())
    book = load_workbook(BytesIO(data))
    assert {problem.severity for problem in problems} == set(Severity)
    assert commented(book).keys() == {(each.sheet, each.cell) for each in problems}
    for problem in problems:
        cell = book[problem.sheet][problem.cell]
        kind = Kind.ERROR if problem.severity is Severity.ERROR else Kind.WARNING
        assert tint(cell) == kind.tint
        assert problem.message in cell.comment.text
        assert {Kind.ERROR: "LỖI", Kind.WARNING: "XEM LẠI"}[kind] in cell.comment.text


def test_comments_are_large_enough_for_what_they_say():
    problem = Problem(Severity.ERROR, "x", "Câu dài. " * 40, FIRST, "G12")
    with zipfile.ZipFile(BytesIO(mark(filled(), [problem]))) as package:
        shapes = package.read("xl/drawings/commentsDrawing1.vml").decode()
    width, height = (int(re.search(rf"{side}:(\d+)px", shapes)[1]) for side in ("width", "height"))
    assert width * height > 40 * len(problem.message)
    assert width <= 400
    assert height <= 440


def test_the_first_sheet_lists_everything_and_leads_to_each_cell():
    data, problems = marked(wrong(), [Remark("Đối chiếu với Liên đoàn Lao động")])
    book = load_workbook(BytesIO(data))
    sheet = book.worksheets[0]
    assert sheet.title == "Cần sửa"
    assert book.active is sheet
    assert [each.title for each in book.worksheets if each.sheet_view.tabSelected] == [sheet.title]
    assert sheet["A2"].value == ABOUT
    rows = [row for row in sheet.iter_rows(min_row=6, max_col=6) if row[0].value]
    said = {(row[2].value, row[3].value or None, row[5].value) for row in rows}
    assert {(each.sheet, each.cell, each.message) for each in problems} < said
    assert ("cả tệp", None, "Đối chiếu với Liên đoàn Lao động") in said
    for row in rows:
        target = row[3].hyperlink.location if row[3].hyperlink else None
        assert target == (f"'{row[2].value}'!{row[3].value}" if row[3].value else None)


def test_handed_in_again_unmended_the_same_is_found():
    data, problems = marked(wrong(), [Remark("Xem lại", FIRST, "G13")])
    assert found(data) == (None, problems)
    assert intake.stamp(intake.opened(data)).unit == FORM.unit


def test_mended_and_handed_in_again_it_says_what_it_should():
    data, _problems = marked(wrong())

    def mend(book):
        for code, figure in (
            ("PARTY_OWNER_ADMITTED", 2), ("UNION_MEMBER_ADMITTED", 1608), ("PARTY_ORG_TOTAL", 64),
        ):  # fmt: skip
            book[FIRST][place(data, code)] = figure

    assert found(edited(data, mend)) == found(filled())
    assert found(filled())[0] is not None


def test_marking_does_not_change_what_a_good_file_says():
    problem = Problem(Severity.WARNING, "x", "Xem lại ô này", FIRST, "G12", "1")
    assert found(mark(filled(), [problem])) == found(filled())


def test_marks_replace_earlier_marks():
    data, problems = marked(wrong())
    again = mark(data, problems, (), ABOUT)
    once, twice = load_workbook(BytesIO(data)), load_workbook(BytesIO(again))
    assert twice.sheetnames == once.sheetnames
    assert commented(twice) == commented(once)

    only = mark(again, problems[:1])
    book, original = load_workbook(BytesIO(only)), load_workbook(BytesIO(wrong()))
    assert commented(book).keys() == {(problems[0].sheet, problems[0].cell)}
    for sheet in original.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if (sheet.title, cell.coordinate) != (problems[0].sheet, problems[0].cell):
                    assert described(book[sheet.title][cell.coordinate]) == described(cell)


def test_a_colour_is_taken_off_even_where_its_list_was_deleted():
    data, problems = marked(wrong())
    without = edited(data, lambda book: book.remove(book["Cần sửa"]))
    book = load_workbook(BytesIO(mark(without, problems[:1])))
    tints = [
        (sheet.title, cell.coordinate)
        for sheet in book.worksheets[1:]
        for row in sheet.iter_rows()
        for cell in row
        if tint(cell) in marks.TINTS
    ]
    assert tints == [(problems[0].sheet, problems[0].cell)]


def test_several_problems_of_a_cell_stand_in_one_comment():
    cell = {"sheet": FIRST, "cell": "G12"}
    problems = [
        Problem(Severity.WARNING, "a", "Câu thứ nhất.", **cell),
        Problem(Severity.ERROR, "b", "Câu thứ hai.", **cell),
    ]
    book = load_workbook(BytesIO(mark(filled(), problems, [Remark("Câu thứ ba.", **cell)])))
    text = book[FIRST]["G12"].comment.text
    assert [text.count(f"Câu thứ {n}.") for n in ("nhất", "hai", "ba")] == [1, 1, 1]
    assert tint(book[FIRST]["G12"]) == Kind.ERROR.tint


def test_a_reviewers_remark_is_blue_and_finds_its_sheet_by_its_number():
    remarks = [Remark("Thiếu số quyết định.", "Biểu 2", "$h$9"), Remark("Chung cho cả tệp.")]
    book = load_workbook(BytesIO(mark(filled(), (), remarks)))
    cell = book[LIST]["H9"]
    assert tint(cell) == Kind.REMARK.tint
    assert "NHẬN XÉT CỦA CHUYÊN VIÊN: Thiếu số quyết định." in cell.comment.text
    assert commented(book).keys() == {(LIST, "H9")}


def test_the_clerks_own_sheets_styles_and_comments_stay():
    def own(book):
        book.create_sheet("Của tôi's & riêng")["B2"] = "=1+1"
        book[FIRST]["G12"].comment = Comment("Chị Tư tính lại", "Văn phòng")
        book[FIRST]["G12"].fill = PatternFill("lightUp", fgColor="00FF00")
        book[FIRST]["J40"] = "nháp"

    data = edited(filled(), own)
    problem = Problem(Severity.ERROR, "x", "Sai.", FIRST, "G12")
    there = Problem(Severity.WARNING, "x", "Xem lại.", "Của tôi's & riêng", "B2")
    once = mark(data, [problem, there])
    text = load_workbook(BytesIO(once))[FIRST]["G12"].comment.text
    assert "Sai." in text
    assert "Chị Tư tính lại" in text

    book = load_workbook(BytesIO(mark(mark(once, [problem, there]), [there])))
    assert book[FIRST]["G12"].comment.text == "Chị Tư tính lại"
    assert book[FIRST]["G12"].fill.fill_type == "lightUp"
    assert book[FIRST]["J40"].value == "nháp"
    assert book["Của tôi's & riêng"]["B2"].value == "=1+1"
    assert book["Cần sửa"]["D6"].hyperlink.location == "'Của tôi''s & riêng'!B2"


def test_a_sheet_of_the_clerk_with_our_name_stays():
    data = edited(filled(), lambda book: book.create_sheet("Cần sửa").append(["việc của tôi"]))
    problem = Problem(Severity.ERROR, "x", "Sai.", FIRST, "G12")
    book = load_workbook(BytesIO(mark(mark(data, [problem]), [problem])))
    assert book.sheetnames[0] == "Cần sửa (2)"
    assert book["Cần sửa"]["A1"].value == "việc của tôi"
    assert len(book.sheetnames) == 6


def computed(data):
    """The workbook with what a spreadsheet program would have computed beside a formula."""

    def formula(book):
        book[FIRST]["G13"] = "=6+6"

    book = load_workbook(BytesIO(edited(data, formula)))
    return last_shown.saved(book, {FIRST: {"G13": ("n", 12)}})


def test_what_formulas_last_showed_is_kept():
    data = computed(filled())
    before = found(data)
    assert before[0].figures["PARTY_MEMBER_ADMITTED"] == 12
    problem = Problem(Severity.WARNING, "x", "Xem lại.", FIRST, "G13")
    again = mark(data, [problem])
    assert found(again) == before
    assert load_workbook(BytesIO(again))[FIRST]["G13"].value == "=6+6"


def test_nothing_that_a_person_typed_becomes_a_formula():
    nasty = ["=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://x")', "\t=1"]
    problems = [Problem(Severity.ERROR, "x", text, text, "A1", text) for text in nasty]
    book = load_workbook(BytesIO(mark(filled(), problems, [Remark(text) for text in nasty])))
    sheet = book["Cần sửa"]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value} <= {"s", "n"}
    assert all(cell.quotePrefix for row in sheet["E6:F17"] for cell in row if cell.value)


def test_a_mark_under_merged_cells_stands_on_the_first_of_them():
    data = edited(filled(), lambda book: book[FIRST].merge_cells("G12:G13"))
    data, problems = marked(data)
    assert any(problem.rule == "merged-cells" for problem in problems)
    assert found(data) == (None, problems)
    assert "gộp" in load_workbook(BytesIO(data))[FIRST]["G12"].comment.text


def test_problems_of_the_file_as_a_whole_are_only_listed():
    data = edited(filled(), lambda book: book.remove(book[LIST]))
    data, problems = marked(data)
    sheet = load_workbook(BytesIO(data))["Cần sửa"]
    assert problems[0].rule == "sheet-missing"
    assert sheet["F6"].value == problems[0].message
    assert found(data) == (None, problems)


def test_a_long_list_of_wrong_rows_is_marked_whole():
    rows = [founding(founded_on="32/13/2026", enterprise=f"Công ty {n}") for n in range(300)]
    data, problems = marked(listing(*rows, PARTY_ORG_FOUNDED=300))
    assert len(problems) >= 300
    assert found(data) == (None, problems)
    assert len(commented(load_workbook(BytesIO(data)))) >= 300


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        (b"", "empty-file"),
        (b"%PDF-1.4", "not-a-workbook"),
        (b"PK\x03\x04 broken", "truncated"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old-format"),
        (filled()[:9000], "truncated"),
    ],
)
def test_a_file_that_cannot_be_opened_is_not_marked(data, rule):
    with pytest.raises(WorkbookRefused) as refusal:
        mark(data, [Problem(Severity.ERROR, rule, "…")])
    assert refusal.value.problems[0].rule == rule
    assert not can_be_marked(refusal.value.problems)


@needs_libreoffice
def test_a_marked_file_saved_by_libreoffice_is_found_the_same_and_marked_anew(tmp_path):
    data, problems = marked(wrong(), [Remark("Xem lại.", LIST, "D9")])
    again = resaved(data, tmp_path)
    assert found(again) == (None, problems)
    book = load_workbook(BytesIO(mark(again, problems[:1])))
    assert commented(book).keys() == {(problems[0].sheet, problems[0].cell)}
    assert tint(book[LIST]["D9"]) not in marks.TINTS
    assert book.sheetnames.count("Cần sửa") == 1
    assert len(book.sheetnames) == 5


TEXTS = st.text(max_size=60) | st.sampled_from(
    ["=1", "\x00\x0b", "\ud800", "a\r\nb", "]]>", "_x0041_", "Mã đơn vị: D99", "x" * 40_000]
)
SHEETS = st.sampled_from([FIRST, LIST, "Biểu 3", "Biểu 9", "", "Cần sửa", "'[x]"]) | st.none()
CELLS = st.sampled_from(["G12", "a1", "XFD1048576", "XFE1", "A0", "G13:H14", "", "ô"]) | st.none()
PROBLEMS = st.lists(
    st.builds(Problem, st.sampled_from(list(Severity)), st.just("x"), TEXTS, SHEETS, CELLS, TEXTS),
    max_size=12,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(PROBLEMS, st.lists(st.builds(Remark, TEXTS, SHEETS, CELLS), max_size=4), TEXTS)
def test_whatever_is_said_the_file_opens_again_and_says_the_same(problems, remarks, about):
    data = mark(filled(), problems, remarks, about)
    assert found(data) == found(filled())
    sheet = load_workbook(BytesIO(data))["Cần sửa"]
    listed = [sheet.cell(6 + n, 6).value or "" for n in range(len(problems) + len(remarks))]
    expected = [each.message for each in marks.of(problems, remarks)]
    assert [text.strip() for text in listed] == [text.strip() for text in expected]
    assert found(mark(data, problems[:1], (), about)) == found(filled())


def test_the_list_of_foundings_is_marked_row_by_row():
    rows = [{**FOUNDINGS[0], "founded_on": "31/02/2026"}, FOUNDINGS[1]]
    data, problems = marked(listing(*rows, PARTY_ORG_FOUNDED=1, UNION_FOUNDED=1))
    day = next(each for each in problems if each.rule == "not-a-date")
    assert day.message in load_workbook(BytesIO(data))[LIST][day.cell].comment.text
