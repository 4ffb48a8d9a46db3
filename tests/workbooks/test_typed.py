"""What is typed on the page is read by the rules of the workbook, cell for cell."""

from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.domain.numbers import Reading, parse_count, parse_day
from dashboard.errors import Refused
from dashboard.workbooks import intake, layout, typed, typed_file, typed_sheets
from dashboard.workbooks.fill import fill
from dashboard.workbooks.grid import coordinate, opened
from dashboard.workbooks.reading import NO_RULE
from dashboard.workbooks.typed import Typed
from dashboard.workbooks.typed_sheets import Spot
from tests.workbooks.forms import (
    ENTRIES,
    FORM,
    edited,
    filled,
    other_form,
    template,
    with_figures,
)

CODE, OTHER = "UNION_MEMBER_ADMITTED", "PARTY_MEMBER_ADMITTED"
ROW = {
    "indicator": "Công đoàn cơ sở",
    "enterprise": "Công ty TNHH Sao Mai",
    "tax_code": "0101234567",
    "founded_on": "12/08/2026",
    "members": "24",
}
numbers = st.one_of(
    st.from_regex(r"[0-9０-９]{1,4}([.,  \u2009][0-9]{1,3}){0,2}", fullmatch=True),
    st.sampled_from(
        ["1.608", "1 608", "１６０８", "28,75", "1,608", "1.60", "-", "–", "(3)", "+4"]
    ),
    st.text(max_size=12),
)
anything = st.text(
    alphabet=st.characters(exclude_categories=("Cs", "Cc")), max_size=30
)  # what a browser sends


def read(said: Typed, form=FORM):
    return intake.content(typed_sheets.opened(form, said), form)


def problems_at(said: Typed, spot: Spot) -> list[str]:
    blank = typed_sheets.blank_form(FORM)
    return [each.rule for each in read(said)[1] if blank.spot(each.sheet, each.cell) == spot]


@settings(deadline=None)
@given(numbers)
def test_a_typed_figure_reads_as_the_rules_of_numbers_say(text):
    said = typed.parsed({"figures": {CODE: text, OTHER: "0"}})
    expected = parse_count(said.figures.get(CODE))
    content, problems = read(said)
    rules = [each.rule for each in problems if each.rule in NO_RULE.values()]
    if expected.reading is Reading.WHOLE:
        assert content is not None
        assert content.figures == {CODE: expected.value, OTHER: 0}
    elif expected.reading is Reading.BLANK:
        assert content is not None
        assert content.figures == {OTHER: 0}
    else:
        assert content is None
        assert rules == [NO_RULE[expected.reading]]


@settings(deadline=None)
@given(st.one_of(st.dates(date(1990, 1, 1), date(2030, 1, 1)).map("{:%d/%m/%Y}".format), anything))
def test_a_typed_day_reads_as_the_rules_of_days_say(text):
    said = typed.parsed({"foundings": [{**ROW, "founded_on": text}], "figures": {}})
    day = parse_day(said.foundings[0].get("founded_on"))
    rules = problems_at(said, Spot("foundings", 0, "founded_on"))
    assert ("not-a-date" in rules) == (day.reason is not None)
    assert ("date-missing" in rules) == (day.value is None and day.reason is None)


def drafts() -> st.SearchStrategy[dict[str, object]]:
    codes = st.sampled_from([each.code for each in FORM.indicators])
    rows = {
        part: st.lists(
            st.dictionaries(st.sampled_from(typed.fields(form)), st.one_of(numbers, anything)),
            max_size=4,
        )
        for part, form in typed.LISTS.items()
    }
    return st.fixed_dictionaries({"figures": st.dictionaries(codes, numbers, max_size=6), **rows})


@settings(max_examples=25, deadline=None)
@given(drafts())
def test_the_quick_look_finds_what_the_real_workbook_holds(raw):
    said = typed.parsed(raw)
    assert read(said) == intake.content(opened(typed_sheets.filled(FORM, said)), FORM)


@settings(max_examples=25, deadline=None)
@given(drafts())
def test_a_draft_made_into_a_workbook_and_taken_back_reads_the_same(raw):
    said = typed.parsed(raw)
    back = typed_file.taken(opened(typed_sheets.filled(FORM, said)), FORM).typed
    content, problems = read(said)
    again, others = read(back)
    assert sorted(each.rule for each in others) == sorted(each.rule for each in problems)
    if content is not None:
        assert again is not None
        assert again.figures == content.figures
        assert [row.enterprise for row in again.foundings] == [
            row.enterprise for row in content.foundings
        ]


@pytest.mark.parametrize("between", ["\n", "\r\n", "\t", "\v", "\f", "\x1e", "\x85", "\u2028"])
def test_digits_in_two_lines_are_refused_on_the_page_and_in_json(between):
    said = typed.parsed({"figures": {CODE: f"2{between}150"}})
    figures = {"figures": {CODE: said.figures[CODE]}}
    for book in (typed_sheets.opened(FORM, said), opened(fill(template(), figures))):
        content, problems = intake.content(book, FORM)
        assert content is None
        [problem] = [each for each in problems if each.rule == "number-broken"]
        assert problem.found in ("2⏎150", "2⇥150")


def test_both_readings_of_an_ambiguous_count_are_told_at_its_field():
    _content, problems = read(Typed({CODE: "1,608"}))
    found = next(each for each in problems if each.rule == "ambiguous-number")
    assert "1608" in found.message
    assert "1,608" in found.message
    assert typed_sheets.blank_form(FORM).spot(found.sheet, found.cell) == Spot(
        "figures", CODE, "figure"
    )


def test_a_cell_of_every_sheet_is_a_field_of_the_page():
    blank = typed_sheets.blank_form(FORM)
    review = {"enterprise": "Sao Mai"}
    said = Typed({CODE: "5"}, (ROW, {}, ROW), (review,), ({"difficulty": "Xa"},))
    spots = {blank.spot(tab, coordinate(at)) for tab, at, _said in blank.placed(said)}
    assert Spot("figures", CODE, "figure") in spots
    assert Spot("foundings", 2, "founded_on") in spots
    assert Spot("reviews", 0, "enterprise") in spots
    assert Spot("difficulties", 0, "difficulty") in spots
    assert None not in spots
    assert blank.spot("Trang khác", "A1") is None
    assert blank.spot(layout.FOUNDINGS.tab, None) == Spot("foundings")
    assert blank.spot(layout.FOUNDINGS.tab, "B1") == Spot("foundings")


def test_a_clerks_workbook_becomes_a_draft_as_it_stands():
    taken = typed_file.taken(opened(with_figures(UNION_MEMBER_ADMITTED="1,608")), FORM)
    assert taken.typed.figures[CODE] == "1,608"
    assert taken.typed.figures["PARTY_MEMBER_ADMITTED"] == "12"
    assert [row["enterprise"] for row in taken.typed.foundings] == [
        row["enterprise"] for row in ENTRIES["foundings"]
    ]
    assert taken.typed.foundings[0]["founded_on"] == "05/08/2026"
    assert taken.typed.reviews[0]["has_party"] == "Không"
    assert taken.typed.difficulties[1] == {"difficulty": "Chủ doanh nghiệp chưa quan tâm"}
    assert read(taken.typed)[0] is None


def test_a_right_workbook_taken_as_a_draft_says_the_same_return():
    content, problems = intake.content(opened(filled()), FORM)
    again, others = read(typed_file.taken(opened(filled()), FORM).typed)
    assert others == problems
    assert again == content
    assert content is not None
    assert read(typed_file.of_content(content, FORM))[0] == content


def test_spots_of_a_workbook_follow_its_rows_wherever_they_stand():
    def change(book):
        sheet = book[layout.FOUNDINGS.tab]
        head = next(cell.row for cell in sheet["D"] if cell.value == "Tên doanh nghiệp")
        sheet.insert_rows(head + 1, 2)

    taken = typed_file.taken(opened(edited(filled(), change)), FORM)
    places = {spot: cell for (tab, cell), spot in taken.spots.items() if tab.startswith("Biểu 2")}
    assert places[Spot("foundings", 0, "enterprise")] == "D11"
    assert len(taken.typed.foundings) == 2


@pytest.mark.parametrize(
    ("field", "value", "text"),
    [
        ("figure", 1608, "1608"),
        ("figure", 1608.0, "1608"),
        ("figure", 28.75, "28,75"),
        ("figure", True, "Có"),
        ("members", 3.0000000001, "3"),
        ("founded_on", datetime(2026, 8, 5), "05/08/2026"),  # noqa: DTZ001  # as a cell has it
        ("tax_code", 123456789, "0123456789"),
        ("has_party", False, "Không"),
        ("name", "Chi bộ\x07 A\r\nB", "Chi bộ A\nB"),
        ("name", None, ""),
    ],
)
def test_a_cells_value_becomes_what_one_would_type(field, value, text):
    assert typed_file.as_text(field, value) == text


@pytest.mark.parametrize(
    "raw",
    [
        None,
        [],
        "x",
        {"figures": []},
        {"figures": {"CODE": 3}},
        {"figures": {"a b": "3"}},
        {"foundings": {}},
        {"foundings": ["x"]},
        {"foundings": [{"strange": "x"}]},
        {"foundings": [{"number": "1"}]},
        {"other": {}},
    ],
)
def test_what_is_no_draft_is_refused(raw):
    with pytest.raises(Refused, match="draft-shape"):
        typed.parsed(raw)


def test_a_draft_is_bounded():
    with pytest.raises(Refused, match="draft-too-long"):
        typed.parsed({"reviews": [{"workers": "1"}] * 2001})
    with pytest.raises(Refused, match="draft-too-large"):
        typed.parsed({"difficulties": [{"difficulty": "x" * 10_001}]})
    with pytest.raises(Refused, match="draft-too-large"):
        typed.parsed({"difficulties": [{"difficulty": "đ" * 9_000}] * 40})
    assert len(typed.parsed({"reviews": [{"workers": "1"}] * 2000}).reviews) == 2000


def test_blank_rows_at_the_end_go_and_those_between_stay():
    said = typed.parsed({"foundings": [{}, {"name": " "}, ROW, {"name": "\u200b "}, {}]})
    assert said.foundings == ({}, {}, ROW)
    assert typed.stored(said.as_content()) == said


def test_a_field_that_the_form_no_longer_has_is_left_out():
    said = typed.stored({"figures": {"GONE": "1"}, "reviews": [{"workers": "3", "old": "x"}]})
    assert said.reviews == ({"workers": "3"},)
    content, _problems = read(said)
    assert content is None  # the enterprise's name is missing
    assert read(Typed({"GONE": "1", OTHER: "0"}))[0].figures == {OTHER: 0}


def test_the_empty_form_is_drawn_once_for_all_units_of_a_quarter():
    other = other_form(unit="H02", unit_name="Huyện Khác", targets={})
    assert typed_sheets.blank_form(other) is typed_sheets.blank_form(FORM)
