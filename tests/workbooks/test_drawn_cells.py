"""Cells that say something else than their bare value: by their runs, fonts, formats, escapes."""

import re
from datetime import date

import pytest
from openpyxl.styles import Font

from dashboard.errors import WorkbookRefused
from dashboard.workbooks import intake, marked_up, rich_text, typed_file
from dashboard.workbooks.grid import opened
from data_access.vocabulary import Severity
from tests.workbooks.faults import FOUR, ONE, THREE, TWO, at, problems, set_cells, the_error
from tests.workbooks.forms import FORM, edited, filled, read
from tests.workbooks.test_package import in_part, repacked

CODE = "PARTY_MEMBER_ADMITTED"  # in G13 of the first sheet
PLACE = "«ở đây»"
WRITTEN = f'inlineStr"><is><t>{PLACE}</t></is>'
INLINE, SHARED = "inline", "shared"
SPREADSHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OF_STRINGS = (
    '<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-'
    'officedocument.spreadsheetml.sharedStrings+xml"/>'
)
SHARED_STRINGS = (
    b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
)


def run(text, properties=""):
    look = f"<rPr>{properties}</rPr>" if properties else ""
    return f'<r>{look}<t xml:space="preserve">{text}</t></r>'


def raised(text):
    return run(text, '<vertAlign val="superscript"/><sz val="12"/><rFont val="Times New Roman"/>')


def lowered(text):
    return run(text, '<vertAlign val="subscript"/>')


def struck(text):
    return run(text, '<strike/><rFont val="Times New Roman"/>')


def red(text):
    return run(text, '<rFont val="Times New Roman"/><color rgb="FFFF0000"/>')


def with_text(tab, cell, content, way=SHARED, before=lambda _book: None):
    """The filled return with a text of these elements in a cell, kept where a program keeps it."""
    content = content if content.startswith("<") else f'<t xml:space="preserve">{content}</t>'

    def change(book):
        before(book)
        book.worksheets[tab - 1][cell] = PLACE

    def put(xml):
        assert xml.count(WRITTEN.encode()) == 1
        new = f'inlineStr"><is>{content}</is>' if way == INLINE else 's"><v>0</v>'
        return xml.replace(WRITTEN.encode(), new.encode())

    data = edited(filled(), change)
    data = repacked(data, in_part(f"xl/worksheets/sheet{tab}.xml", put))
    return data if way == INLINE else with_strings(data, content)


def with_strings(data, content):
    """The workbook with a table of strings, of which this is the only one."""
    strings = f'<sst xmlns="{SPREADSHEET}"><si>{content}</si></sst>'.encode()
    relation = b'<Relationship Id="rId99" Target="sharedStrings.xml" Type="%s"/>' % SHARED_STRINGS

    def related(xml):
        return xml.replace(b"</Relationships>", relation + b"</Relationships>")

    def typed(xml):
        return xml.replace(b"</Types>", OF_STRINGS.encode() + b"</Types>")

    data = repacked(data, in_part("xl/_rels/workbook.xml.rels", related))
    more = [("xl/sharedStrings.xml", strings)]
    return repacked(data, in_part("[Content_Types].xml", typed), more)


def drawn(tab, cell, **font):
    """The filled return with a whole cell in another font."""

    def change(book):
        book.worksheets[tab - 1][cell].font = Font(**font)

    return change


def doubts(data):
    content, found = intake.content(intake.opened(data), FORM)
    assert content is not None, found
    return content, [each for each in found if each.severity is Severity.WARNING]


ways = pytest.mark.parametrize("way", [SHARED, INLINE])


@ways
@pytest.mark.parametrize(
    ("content", "figure", "part"),
    [
        (run("12") + raised("1"), 12, "1"),
        (run("12") + raised("(1)"), 12, "(1)"),
        (run("12") + lowered("a"), 12, "a"),
        (raised("1") + run("12"), 12, "1"),
        (struck("4") + red("7"), 7, "4"),
        (struck("4 ") + red(" 7"), 7, "4"),
        (red("1.608") + struck("1.068"), 1608, "1.068"),
        ("<t>12</t>" + raised("1"), 12, "1"),
        (run("1") + red("2") + raised("1"), 12, "1"),
    ],
)
def test_a_figure_is_read_without_marks_and_struck_digits_and_says_so(way, content, figure, part):
    data = with_text(1, "G13", content, way)
    content, [doubt] = doubts(data)
    assert content.figures[CODE] == figure
    assert at(doubt) == ("part-left-out", ONE, "G13")
    assert doubt.found == part
    assert f"“{part}”" in doubt.message
    assert "Đảng viên mới kết nạp" in doubt.message


@ways
@pytest.mark.parametrize(
    ("content", "part", "rest"),
    [
        (run("1") + struck("2") + run("5"), "2", "15"),
        (run("1") + raised("1") + run("2"), "1", "12"),
        (raised("1") + run("/") + lowered("2"), "1 2", "/"),
        (struck("4") + run("7 người"), "4", "7 người"),
        (struck("4") + run("-"), "4", "-"),
        (run("1,608") + raised("1"), "1", "1,608"),
    ],
)
def test_a_figure_of_which_the_rest_is_not_plain_is_refused_with_both_parts(
    way, content, part, rest
):
    problem = the_error(with_text(1, "G13", content, way))
    assert at(problem) == ("part-marked", ONE, "G13")
    assert problem.found == f"{part} | {rest}"
    assert f"“{part}”" in problem.message
    assert f"“{rest}”" in problem.message


def test_runs_that_only_look_otherwise_are_one_text():
    content, found = read(with_text(1, "G13", run("1", "<b/>") + red("2")))
    assert content.figures[CODE] == 12
    assert found == ()


def test_a_text_that_changes_its_font_far_too_often_is_refused():
    often = (red("a") + raised("b")) * rich_text.MOST_RUNS
    with pytest.raises(WorkbookRefused):
        opened(with_text(4, "B9", often))
    content, _found = doubts(with_text(4, "B9", (run("a", "<b/>") + run("b", "<i/>")) * 500))
    assert content.difficulties[0].difficulty == "ab" * 500


@pytest.mark.parametrize("value", ["0", "false"])
def test_a_run_that_is_not_struck_out_says_so(value):
    content, found = read(with_text(1, "G13", run("1", f'<strike val="{value}"/>') + run("2")))
    assert content.figures[CODE] == 12
    assert found == ()


@pytest.mark.parametrize("typed", [4, "4"])
@pytest.mark.parametrize("font", [{"strike": True}, {"vertAlign": "superscript"}])
def test_a_figure_that_is_struck_out_or_raised_as_a_whole_is_refused(font, typed):
    def change(book):
        set_cells(1, G13=typed)(book)
        drawn(1, "G13", **font)(book)

    problem = the_error(edited(filled(), change))
    assert at(problem) == ("struck-out", ONE, "G13")
    assert problem.found == "4"


def test_a_run_without_a_font_has_that_of_the_cell():
    struck_cell = drawn(1, "G13", strike=True)
    content, [doubt] = doubts(with_text(1, "G13", run("4") + red("7"), before=struck_cell))
    assert content.figures[CODE] == 7
    assert doubt.found == "4"


def test_a_cell_without_a_style_is_not_struck_out_by_its_row_or_column():
    def change(xml):
        return xml.replace(b'<row r="13"', b'<row customFormat="1" s="1" r="13"')

    content, _found = read(repacked(filled(), in_part("xl/worksheets/sheet1.xml", change)))
    assert content.figures[CODE] == 12


def test_struck_words_in_a_name_are_left_out_and_a_footnotes_mark_with_them():
    name = run("Công ty TNHH ") + struck("Đông B") + red("Đông Á") + raised("2")
    content, [doubt] = doubts(with_text(2, "D9", name))
    assert content.foundings[0].enterprise == "Công ty TNHH Đông Á"
    assert at(doubt) == ("part-left-out", TWO, "D9")
    assert doubt.found == "Đông B 2"
    assert "“Công ty TNHH Đông Á”" in doubt.message


def test_raised_signs_stay_in_a_description_and_struck_words_go():
    text = run("Thiếu 500 m") + raised("2") + struck(" đất") + run(" nhà xưởng, CO") + lowered("2")
    content, [doubt] = doubts(with_text(4, "B9", text))
    assert content.difficulties[0].difficulty == "Thiếu 500 m² nhà xưởng, CO₂"
    assert at(doubt) == ("part-left-out", FOUR, "B9")
    assert doubt.found == "đất"


def test_a_name_that_is_struck_out_as_a_whole_is_refused():
    problem = the_error(edited(filled(), drawn(2, "D9", strike=True)))
    assert at(problem) == ("struck-out", TWO, "D9")
    assert problem.found == "Công ty TNHH Đông Á"


def test_a_field_that_may_be_blank_is_left_out_where_it_is_struck_out_as_a_whole():
    content, found = doubts(edited(filled(), drawn(2, "H9", strike=True)))
    assert content.foundings[0].decision_number is None
    assert [each.rule for each in found] == ["part-left-out", "no-decision-number"]
    assert "05-QĐ/HU" in found[0].message


@pytest.mark.parametrize(("cell", "field"), [("E9", "workers"), ("G9", "has_party")])
def test_other_fields_that_are_struck_out_as_a_whole_are_refused(cell, field):
    problem = the_error(edited(filled(), drawn(3, cell, strike=True)))
    assert at(problem) == ("struck-out", THREE, cell), field


def test_a_day_or_a_tax_code_with_a_footnotes_mark_is_read_without_it():
    content, [doubt] = doubts(with_text(2, "G9", run("05/08/2026") + raised("1")))
    assert content.foundings[0].founded_on == date(2026, 8, 5)
    assert at(doubt) == ("part-left-out", TWO, "G9")
    content, [doubt] = doubts(with_text(2, "E9", run("0123456787") + raised("1")))
    assert content.foundings[0].tax_code == "0123456787"
    assert at(doubt) == ("part-left-out", TWO, "E9")


def struck_row(book):
    for cell in book.worksheets[1][10]:
        cell.font = Font(strike=True)


def test_a_row_that_is_struck_out_as_a_whole_is_left_out_and_says_so():
    def change(book):
        struck_row(book)
        set_cells(1, G18=0)(book)

    content, [doubt] = doubts(edited(filled(), change))
    assert [row.enterprise for row in content.foundings] == ["Công ty TNHH Đông Á"]
    assert at(doubt) == ("row-struck-out", TWO, "B10")
    assert "10" in doubt.message


def test_a_row_that_is_struck_out_does_not_count():
    found = problems(edited(filled(), struck_row))
    assert [each.rule for each in found] == ["count-not-list", "row-struck-out"]


@pytest.mark.parametrize("code", ["0%", "0.00%", '0.0" ô "%', "[$-42A]0%", "#,##0%;-0%;0%", "0 %"])
@pytest.mark.parametrize(
    ("value", "stored", "percent"), [(4, "4", "400%"), (1, "1", "100%"), (0.6, "0,6", "60%")]
)
def test_a_count_that_shows_as_a_percentage_is_refused_with_both_readings(
    code, value, stored, percent
):
    def change(book):
        set_cells(1, G13=value)(book)
        book.worksheets[0]["G13"].number_format = code

    problem = the_error(edited(filled(), change))
    assert at(problem) == ("shown-otherwise", ONE, "G13")
    assert problem.found == percent
    assert f" {stored}, " in problem.message
    assert percent in problem.message


def test_a_count_that_shows_in_thousands_is_refused():
    def change(book):
        set_cells(3, E9=4000)(book)
        book.worksheets[2]["E9"].number_format = "#,##0,"

    problem = the_error(edited(filled(), change))
    assert at(problem) == ("shown-otherwise", THREE, "E9")
    assert problem.found == "4"


@pytest.mark.parametrize(
    "code", ["0", "#,##0", '0"%"', r"0\%", "0_%", '_(* #,##0_);_(* "-"??_)', "0;0%", "[$-42A]#,##0"]
)
def test_a_count_that_shows_as_it_is_is_read(code):
    def change(book):
        book.worksheets[0]["G13"].number_format = code

    content, found = read(edited(filled(), change))
    assert content.figures[CODE] == 12
    assert found == ()


def test_a_computed_count_that_shows_as_a_percentage_is_refused():
    def change(xml):
        cell = re.search(rb'<c r="G13"[^>]*>', xml)[0]
        return re.sub(
            rb'<c r="G13"[^>]*>.*?</c>', cell + b"<f>2*2</f><v>4</v></c>", xml, count=1
        )  # fmt: skip

    def percent(book):
        book.worksheets[0]["G13"].number_format = "0%"

    data = repacked(edited(filled(), percent), in_part("xl/worksheets/sheet1.xml", change))
    assert the_error(data).rule == "shown-otherwise"


@ways
@pytest.mark.parametrize("between", ["\n", "\r\n", "_x000D_\n", "\t", " \n ", "_x000B_", "\u2028"])
def test_digits_in_two_lines_are_refused_in_every_cell_for_a_count(way, between):
    text = f"2{between}150".replace("\r", "&#13;")
    places = ((1, "G13", ONE), (2, "I9", TWO), (3, "E9", THREE))
    for tab, cell, sheet in places:
        problem = the_error(with_text(tab, cell, text, way))
        assert at(problem) == ("number-broken", sheet, cell)
        assert problem.found in ("2⏎150", "2⇥150")


@ways
@pytest.mark.parametrize("text", ["4_x000D_", "\n4", "4\t", "4_x000D_\n", "_x0034_"])
def test_a_line_break_beside_a_number_is_none_of_it(way, text):
    content, found = read(with_text(1, "G13", text, way))
    assert content.figures[CODE] == 4
    assert found == ()


@ways
@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Công ty_x000D_\nĐông Á", "Công ty Đông Á"),
        ("Công ty_x000d_Đông Á", "Công ty Đông Á"),
        ("Công_x00A0_ty_x0009_Đông Á", "Công ty Đông Á"),
        ("A_x005F_x000D_B", "A_x000D_B"),
        ("A_x005F_B", "A_B"),
        ("_x0110_ông Á", "Đông Á"),
        ("_xD83D__xDE00_ A", "\U0001f600 A"),
        ("A_xD83D_B_x0000_C_xFFFF_D", "ABCD"),
        ("A_x00_B_x000G_C", "A_x00_B_x000G_C"),
    ],
)
def test_escaped_characters_are_what_they_stand_for(way, written, meant):
    content, _found = doubts(with_text(2, "D9", written, way))
    assert content.foundings[0].enterprise == meant


def test_an_escape_that_is_put_together_of_two_runs_is_none():
    content, _found = doubts(with_text(2, "D9", run("A_x00") + red("0D_B")))
    assert content.foundings[0].enterprise == "A_x000D_B"


def test_what_a_formula_shows_is_unescaped():
    def change(xml):
        cell = b'<c r="D9" t="str"><f>"x"</f><v>\xc4\x90\xc3\xb4ng_x000D_\n\xc3\x81</v></c>'
        return re.sub(rb'<c r="D9"[^>]*>.*?</c>', cell, xml, count=1)

    data = repacked(filled(), in_part("xl/worksheets/sheet2.xml", change))
    content, _found = doubts(data)
    assert content.foundings[0].enterprise == "Đông Á"


def test_a_date_that_was_a_decisions_number_is_doubted():
    def change(book):
        sheet = book.worksheets[1]
        for cell, day, code in (("H9", date(2026, 12, 1), "mmm-yy"),
                                ("H10", date(2026, 10, 8), "d-mmm")):  # fmt: skip
            sheet[cell] = day
            sheet[cell].number_format = code

    _content, found = doubts(edited(filled(), change))
    assert [at(each) for each in found] == [
        ("date-in-text", TWO, "H9"),
        ("date-in-text", TWO, "H10"),
    ]
    assert "01/12/2026" in found[0].message


@pytest.mark.parametrize("cell", ["C9", "D9", "F9"])
def test_a_date_in_any_field_for_texts_is_doubted(cell):
    _content, found = doubts(edited(filled(), set_cells(2, **{cell: date(2026, 12, 1)})))
    assert ("date-in-text", TWO, cell) in [at(each) for each in found]


OLD = [
    (".VnTime", "C«ng ty TNHH §«ng ¸", "Công ty TNHH Đông á"),
    (".VnTimeH", "c«ng ty tnhh ®«ng ¸", "CÔNG TY TNHH ĐÔNG Á"),
    ("VNI-Times", "Coâng ty TNHH Ñoâng AÙ", "Công ty TNHH Đông Á"),
    ("Times New Roman", "C«ng ty TNHH §«ng ¸", "Công ty TNHH Đông á"),
    ("Arial", "Coâng ty TNHH Ñoâng AÙ", "Công ty TNHH Đông Á"),
]


@pytest.mark.parametrize(("font", "written", "meant"), OLD)
def test_text_for_an_old_font_is_turned_into_unicode(font, written, meant):
    content, found = doubts(with_text(2, "D9", written, before=drawn(2, "D9", name=font)))
    assert content.foundings[0].enterprise == meant
    assert found == []


@pytest.mark.parametrize(("font", "written", "meant"), OLD[:3])
def test_a_run_in_an_old_font_is_turned_into_unicode(font, written, meant):
    text = run(written, f'<rFont val="{font}"/>') + red(" Việt Nam")
    content, _found = doubts(with_text(2, "D9", text))
    assert content.foundings[0].enterprise == f"{meant} Việt Nam"


@pytest.mark.parametrize(
    ("font", "written"),
    [
        (".VnTime", "CTY Léc"),  # "Lộc", or Unicode in a cell that was left in the old font
        ("VNI-Times", "Toâ Vân"),
        ("VPS Times", "Cïng ty"),
        ("Times New Roman", "C«ng ty Nestlé"),
        ("Times New Roman", "Công ty Hoµng Lộc"),
        ("Times New Roman", "Ph«tocopy"),
    ],
)
def test_text_of_which_nobody_can_be_certain_is_refused(font, written):
    problem = the_error(with_text(2, "D9", written, before=drawn(2, "D9", name=font)))
    assert at(problem) == ("old-font", TWO, "D9")
    assert "phông chữ cũ" in problem.message


@pytest.mark.parametrize("font", [".VnTime", "VNI-Times", "Times New Roman"])
@pytest.mark.parametrize(
    "written",
    ["Công ty TNHH Đông Á", "Công ty Hòa", "ABC Ltd", "Công ty «Sao Mai»", "Vinamilk®"],
)
def test_text_of_today_stays_whatever_font_it_is_in(font, written):
    content, found = doubts(with_text(2, "D9", written, before=drawn(2, "D9", name=font)))
    assert content.foundings[0].enterprise == written
    assert found == []


@pytest.mark.parametrize("written", ["Nestlé", "Citroën", "Müller, Söhne", "Señor", "500 m²"])
def test_foreign_names_and_measures_stay(written):
    content, _found = doubts(with_text(2, "D9", written))
    assert content.foundings[0].enterprise == written


def test_an_enterprise_is_known_again_across_fonts():
    def change(book):
        set_cells(2, B10="Tổ chức đảng", D10="C«ng ty TNHH §«ng ¸")(book)
        set_cells(1, G12=2, G18=0)(book)

    found = problems(edited(filled(), change))
    assert ("founded-twice", TWO, "D10") in [at(each) for each in found]


def test_yes_and_kinds_are_read_in_old_fonts():
    def change(book):
        set_cells(3, G9="Kh«ng", H9="Cã")(book)
        drawn(3, "H9", name=".VnTime")(book)
        set_cells(2, B10="C«ng ®oµn c¬ së")(book)

    content, found = read(edited(filled(), change))
    assert found == ()
    assert (content.reviews[0].has_party, content.reviews[0].has_union) == (False, True)
    assert content.foundings[1].indicator == "UNION_FOUNDED"


def taken(data):
    return typed_file.taken(opened(data), FORM).typed


def test_a_draft_takes_what_counts_and_what_does_not_is_refused_in_it_again():
    def change(book):
        set_cells(1, G13=4)(book)
        book.worksheets[0]["G13"].number_format = "0%"
        drawn(3, "E9", strike=True)(book)
        drawn(2, "D9", name=".VnTime")(book)

    typed = taken(with_text(2, "D9", "C«ng ty CTY Léc", before=change))
    assert typed.figures[CODE] == "400%"
    assert typed.foundings[0]["enterprise"] == "Công ty CTY Lộc"
    assert typed.reviews[0]["workers"] == "[260]"
    assert taken(with_text(1, "G13", run("12") + raised("1"))).figures[CODE] == "12"
    parted = run("1") + struck("2") + run("5")
    assert taken(with_text(1, "G13", parted)).figures[CODE] == "[2] 15"
    uncertain = with_text(2, "D9", "CTY Léc", before=drawn(2, "D9", name=".VnTime"))
    assert "enterprise" not in taken(uncertain).foundings[0]


@ways
@pytest.mark.parametrize(
    "content", [run("12") + raised("1"), run("1") + struck("2") + run("5"), struck("4") + red("7")]
)
def test_a_marked_up_file_says_the_same_handed_in_again(way, content):
    data = with_text(1, "G13", content, way)
    found = problems(data)
    assert found
    again = problems(marked_up.mark(data, found))
    assert [(at(each), each.found) for each in again] == [(at(each), each.found) for each in found]
