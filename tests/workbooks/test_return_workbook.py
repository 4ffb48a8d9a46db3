"""A return's template: what is on it, and what comes back when it is filled in."""

from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from dashboard.domain.returns import DifficultyRow, FoundingRow, ReviewRow
from dashboard.errors import Refused
from dashboard.workbooks import intake, layout, return_template
from dashboard.workbooks.fill import fill, fill_any
from data_access.vocabulary import Period, Severity
from tests.workbooks.forms import (
    DIFFICULTIES,
    ENTRIES,
    FIGURES,
    FORM,
    edited,
    filled,
    founding,
    indicators,
    other_form,
    read,
    tax_codes,
    template,
    with_foundings,
)


def test_what_a_clerk_typed_comes_back_whole():
    content, problems = read(filled())
    assert problems == ()
    assert content.unit == "H01"
    assert content.period == Period(2026, 3)
    assert content.figures == FIGURES
    assert content.foundings[0] == FoundingRow(
        indicator="PARTY_ORG_FOUNDED",
        enterprise="Công ty TNHH Đông Á",
        founded_on=date(2026, 8, 5),
        name="Chi bộ Công ty TNHH Đông Á",
        tax_code="0123456787",
        enterprise_type="Công ty TNHH",
        decision_number="05-QĐ/HU",
        members=3,
        cell=content.foundings[0].cell,
    )
    assert content.foundings[1].indicator == "UNION_FOUNDED"
    assert content.foundings[1].tax_code == "0123456787-001"
    assert content.reviews == (
        ReviewRow(
            "Công ty CP Dệt lưới Minh Sơn", "0123456787-001", "Công ty cổ phần", 260, 4,
            has_party=False, has_union=True, has_youth=None,
        ),
    )  # fmt: skip
    assert content.difficulties == (
        DifficultyRow(DIFFICULTIES[0]["difficulty"], DIFFICULTIES[0]["proposal"]),
        DifficultyRow(DIFFICULTIES[1]),
    )


NO_MAINS = {each.code: 0 for each in indicators() if each.main}


def test_an_untouched_template_is_no_return_and_warns_of_each_main_indicator():
    content, problems = read(template())
    assert content is None
    [error] = [each for each in problems if each.severity is Severity.ERROR]
    assert (error.rule, error.cell) == ("all-blank", problems[0].cell)
    doubts = [each for each in problems if each is not error]
    assert {problem.rule for problem in doubts} == {"main-blank"}
    assert len(doubts) == sum(each.main for each in indicators())
    cells = [problem.cell for problem in doubts]
    assert all(cell.startswith("G") for cell in cells)
    assert len(set(cells)) == len(cells)


@settings(max_examples=15, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from([each.code for each in indicators() if not each.listed]),
        st.integers(0, 100_000_000),
    )
)
def test_any_figures_come_back_as_typed(figures):
    figures = NO_MAINS | figures
    data = fill(template(), {"figures": figures})
    book = intake.opened(data)
    content, problems = intake.content(book, FORM)
    wrong = {problem.rule for problem in problems if problem.severity is Severity.ERROR}
    assert wrong <= {"child-above-parent"}
    if not wrong:
        assert content.figures == figures


def test_a_hundred_foundings_fit_below_the_sixty_prepared_rows():
    rows = [
        founding(enterprise=f"Công ty số {n}", tax_code=code)
        for n, code in enumerate(tax_codes(100))
    ]
    content, problems = read(with_foundings(*rows, PARTY_ORG_FOUNDED=100))
    assert problems == ()
    assert len(content.foundings) == 100


@pytest.mark.parametrize(
    "row",
    [
        {"kind": "PARTY_ORG_FOUNDED", "enterprise_name": "Đông Á", "date": "05/08/2026"},
        {"code": "Tổ chức đảng", "enterprise": "Đông Á", "founding_date": date(2026, 8, 5)},
        {"indicator": "party", "enterprise": "Đông Á", "founded_on": "5.8.2026"},
    ],
)
def test_keys_of_a_founding_may_be_written_in_several_ways(row):
    content, _problems = read(with_foundings(row, PARTY_ORG_FOUNDED=1))
    assert content.foundings[0].indicator == "PARTY_ORG_FOUNDED"
    assert content.foundings[0].founded_on == date(2026, 8, 5)


@pytest.mark.parametrize(
    ("entries", "rule"),
    [
        ({"figure": {}}, "unknown-entry"),
        ({"figures": {"NO_SUCH": 1}}, "unknown-indicator"),
        ({"figures": [1]}, "not-a-mapping"),
        ({"foundings": {"a": 1}}, "not-a-list"),
        ({"foundings": ["x"]}, "not-a-mapping"),
        ({"foundings": [{"colour": "red"}]}, "unknown-entry"),
    ],
)
def test_entries_that_fit_nowhere_are_refused_by_name(entries, rule):
    with pytest.raises(Refused) as refusal:
        fill_any(template(), entries)
    assert refusal.value.rule == rule


@pytest.mark.parametrize("text", ["=1+1", "+84", "-5", "@SUM(A1)", '=HYPERLINK("x")'])
def test_a_text_is_never_written_as_a_formula(text):
    data = fill(template(), {"difficulties": [text], "figures": {"PARTY_MEMBER_ADMITTED": text}})
    for sheet in load_workbook(BytesIO(data)).worksheets:
        for row in sheet.iter_rows():
            formulas = [cell for cell in row if cell.data_type == "f"]
            assert all(cell.column_letter == "H" for cell in formulas)
    data = fill(template(), {"difficulties": [text], "figures": NO_MAINS})
    content = intake.content(intake.opened(data), FORM)[0]
    assert content.difficulties[0].difficulty == text


def test_names_of_units_are_never_formulas_either():
    book = load_workbook(BytesIO(return_template.build(other_form(unit_name="=1+1"))))
    assert book.worksheets[0]["A2"].data_type == "s"


def test_tabs_fit_the_limit_and_titles_are_whole():
    book = load_workbook(BytesIO(template()))
    assert book.sheetnames == [form.tab for form in layout.RETURN_FORMS]
    assert all(len(name) <= 31 for name in book.sheetnames)
    second = [cell.value for row in book.worksheets[1].iter_rows(max_row=8) for cell in row]
    assert "Biểu 2 – Danh sách tổ chức thành lập mới" in second


def test_each_sheet_is_stamped_in_visible_cells_and_protected_without_a_password():
    book = load_workbook(BytesIO(template()))
    for sheet in book.worksheets:
        texts = " ".join(str(cell.value) for row in sheet.iter_rows(max_row=8) for cell in row)
        assert "H01" in texts
        assert "2026Q3" in texts
        assert layout.RETURN_VERSION in texts
        assert sheet.protection.sheet
        assert sheet.protection.password is None
        assert sheet.sheet_state == "visible"


def test_only_cells_for_input_are_unlocked():
    sheet = load_workbook(BytesIO(template())).worksheets[0]
    head = next(row for row in range(1, 20) if sheet.cell(row, 3).value == "Mã")
    coded = [row for row in range(head + 2, sheet.max_row + 1)
             if "_" in str(sheet.cell(row, 3).value or "")]  # fmt: skip
    assert len(coded) == len(indicators())
    for row in coded:
        unlocked = {column for column in range(1, 10)
                    if not sheet.cell(row, column).protection.locked}  # fmt: skip
        assert unlocked == {7, 9}


def test_it_prints_on_a4_one_page_wide_with_headings_on_every_page():
    for sheet, wide in zip(
        load_workbook(BytesIO(template())).worksheets, (False, True, True, True), strict=True
    ):
        assert sheet.page_setup.paperSize == 9
        assert sheet.page_setup.orientation == ("landscape" if wide else "portrait")
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
        assert sheet.print_title_rows
        assert "&P" in sheet.oddFooter.right.text


def test_illustration_is_marked_on_every_sheet_and_only_there():
    marked = load_workbook(BytesIO(return_template.build(other_form(illustration=True))))
    plain = load_workbook(BytesIO(template()))
    for book, expected in ((marked, True), (plain, False)):
        for sheet in book.worksheets:
            texts = [cell.value for row in sheet.iter_rows(max_row=8) for cell in row]
            assert (layout.ILLUSTRATION in texts) is expected


def test_the_four_blanks_are_told_apart_in_the_locked_columns():
    sheet = load_workbook(BytesIO(template())).worksheets[0]
    rows = {sheet.cell(row, 3).value: row for row in range(9, sheet.max_row)}
    shown = {code: (sheet.cell(rows[code], 5).value, sheet.cell(rows[code], 6).value)
             for code in ("PARTY_ORG_FOUNDED", "WOMEN_GROUP_FOUNDED", "PARTY_ORG_TOTAL",
                          "UNION_TOTAL")}  # fmt: skip
    assert shown == {
        "PARTY_ORG_FOUNDED": (8, 4),
        "WOMEN_GROUP_FOUNDED": ("Không giao", "Chưa có"),
        "PARTY_ORG_TOTAL": ("x", 63),
        "UNION_TOTAL": ("x", "Chưa có"),
    }


def test_a_form_with_few_indicators_and_without_groups_is_built_and_read():
    form = replace(FORM, indicators=indicators()[:2])
    data = fill(return_template.build(form), {"figures": {"PARTY_MEMBER_ADMITTED": 5}})
    content, _problems = read(data, form)
    assert content.figures == {"PARTY_MEMBER_ADMITTED": 5}


def test_a_template_without_listed_indicators_is_built():
    form = replace(FORM, indicators=tuple(each for each in indicators() if not each.listed))
    data = fill(return_template.build(form), {"figures": {"PARTY_MEMBER_ADMITTED": 0}})
    content, _problems = read(data, form)
    assert content.foundings == ()


def test_figures_as_people_type_them_are_read():
    data = fill(template(), {**ENTRIES, "figures": {**FIGURES, "UNION_MEMBER_ADMITTED": "1.608",
                "PARTY_MEMBER_TOTAL": "1\u202f549", "WOMEN_GROUP_TOTAL": "３０",
                "VETERAN_ORG_TOTAL": " – "}})  # fmt: skip
    content, problems = read(data)
    assert problems == ()
    assert content.figures["UNION_MEMBER_ADMITTED"] == 1608
    assert content.figures["PARTY_MEMBER_TOTAL"] == 1549
    assert content.figures["WOMEN_GROUP_TOTAL"] == 30
    assert "VETERAN_ORG_TOTAL" not in content.figures


def test_zero_and_blank_stay_apart():
    data = fill(template(), {"figures": {"UNION_FOUNDED": 0}})
    content, problems = read(data)
    assert content.figures == {"UNION_FOUNDED": 0}
    assert len([each for each in problems if each.rule == "main-blank"]) == 5


def test_sheets_rows_and_columns_may_be_moved_and_others_added():
    def moved(book):
        book.move_sheet(book.worksheets[0], 3)
        book.create_sheet("Ghi chú riêng")["A1"] = "=1/0"
        second = next(each for each in book.worksheets if each.title.startswith("Biểu 2"))
        second.move_range("E8:E80", cols=20)
        first = next(each for each in book.worksheets if each.title.startswith("Biểu 1"))
        first.move_range("A12:I14", rows=60)

    content, problems = read(edited(filled(), moved))
    assert problems == ()
    assert content.figures == FIGURES
    assert content.foundings[0].tax_code == "0123456787"


@pytest.mark.parametrize(
    "name", ["BIEU 2", "Biểu  2: danh sách", "biểu 02 - DS", "Bie\u0302\u0309u 2 — danh sách"]
)
def test_a_tab_is_known_by_its_number_however_it_is_written(name):
    def renamed(book):
        book.worksheets[1].title = name.replace(":", "")

    content, problems = read(edited(filled(), renamed))
    assert problems == ()
    assert len(content.foundings) == 2


def test_blank_rows_in_a_list_do_not_end_it_and_totals_do_not_count():
    def spread(book):
        sheet = book.worksheets[1]
        sheet.move_range("B10:I10", rows=30)
        sheet["A50"] = "Tổng cộng"
        sheet["I50"] = 243

    content, problems = read(edited(filled(), spread))
    assert problems == ()
    assert [row.indicator for row in content.foundings] == ["PARTY_ORG_FOUNDED", "UNION_FOUNDED"]


def test_date_cells_and_composed_names_are_read_alike():
    def changed(book):
        sheet = book.worksheets[1]
        sheet["G9"] = date(2026, 8, 5)
        sheet["G9"].number_format = "dd/mm/yyyy"
        sheet["D9"] = " Co\u0302ng ty\u00a0 TNHH  Đo\u0302ng A\u0301 "
        sheet["B9"] = "to\u0302\u0309 chu\u031b\u0301c đảng"

    content, problems = read(edited(filled(), changed))
    assert problems == ()
    assert content.foundings[0].founded_on == date(2026, 8, 5)
    assert content.foundings[0].enterprise == "Công ty TNHH Đông Á"
