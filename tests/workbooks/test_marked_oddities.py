"""Files that are read rightly and that openpyxl does not open: marked up all the same."""

import io

import pytest
from openpyxl import load_workbook

from dashboard.errors import Problem
from dashboard.workbooks import grid, intake, marked_up, package
from data_access.vocabulary import Severity
from tests.workbooks.forms import FORM, with_figures
from tests.workbooks.packages import (
    SHEET,
    STYLES,
    TYPES,
    WORKBOOK,
    packed,
    parts_of,
    renamed,
    replaced,
    with_parts,
)

FIRST = "Biểu 1 – Số liệu"
RELATIONS = "xl/_rels/workbook.xml.rels"
CORE = "docProps/core.xml"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WRONG = with_figures(UNION_MEMBER_ADMITTED="1,608", PARTY_MEMBER_ADMITTED=4)


def in_styles(old: str, new: str) -> bytes:
    return replaced(WRONG, STYLES, old, new)


def in_sheet(old: str, new: str) -> bytes:
    return replaced(WRONG, SHEET, old, new)


def in_workbook(old: str, new: str) -> bytes:
    return replaced(WRONG, WORKBOOK, old, new)


def after_the_cells(xml: str) -> bytes:
    return in_sheet("</mergeCells>", f"</mergeCells>{xml}")


def beside_the_sheet(target: str, kind: str, content: bytes, element: str) -> bytes:
    relation = (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId9" Type="{OFFICE}/{kind}" Target="/{target}"/></Relationships>'
    )
    data = after_the_cells(f'<{element} xmlns:r="{OFFICE}" r:id="rId9"/>')
    more = {target: content, "xl/worksheets/_rels/sheet1.xml.rels": relation.encode()}
    return with_parts(data, more)


COMMENTS = (
    '<comments xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><authors/>'
    '<commentList><comment ref="G13" authorId="7"><text><r><rPr><u val="1"/></rPr><t>Chú ý</t></r>'
    "</text></comment></commentList></comments>"
).encode()
RULE = '<conditionalFormatting sqref="G13"><cfRule type="{}" dxfId="{}" priority="1"/>'

ODDITIES = {
    "a colour of six letters": lambda: in_styles('rgb="00404040"', 'rgb="#FF0000"'),
    "a colour by name": lambda: in_styles('rgb="00404040"', 'rgb="red"'),
    "a theme colour that is no number": lambda: in_styles('theme="1"', 'theme="dk1"'),
    "a colour of the palette that is no number": lambda: in_styles('theme="1"', 'indexed="x"'),
    "an unknown underline": lambda: in_styles('<b val="1" />', '<u val="1"/>'),
    "an unknown weight": lambda: in_styles('<b val="1" />', '<b val="bold"/>'),
    "an unknown height": lambda: in_styles('<sz val="14" />', '<sz val="14pt"/>'),
    "an unknown family": lambda: in_styles('<family val="2" />', '<family val="99"/>'),
    "an unknown border": lambda: in_styles('style="thin"', 'style="solid"'),
    "an unknown fill": lambda: in_styles('patternType="gray125"', 'patternType="pattern"'),
    "an unknown alignment": lambda: in_styles('horizontal="center"', 'horizontal="middle"'),
    "a fill that is empty": lambda: in_styles("<fill><patternFill /></fill>", "<fill/>"),
    "a font that there is not": lambda: in_styles('fontId="1"', 'fontId="99"'),
    "a border that there is not": lambda: in_styles('borderId="1"', 'borderId="99"'),
    "no styles of styles": lambda: without(STYLES, "cellStyleXfs"),
    "a style of a style that there is not": lambda: in_styles('xfId="0"', 'xfId="40"'),
    "no named styles": lambda: without(STYLES, "cellStyles"),
    "a named style twice": lambda: in_styles(
        "<cellStyle ", '<cellStyle name="Normal" xfId="0" builtinId="0"/><cellStyle '
    ),
    "an element that nobody knows": lambda: in_styles("<fonts", '<knownFonts at="1"/><fonts'),
    "no fonts": lambda: without(STYLES, "fonts"),
    "no styles at all": lambda: replaced(WRONG, RELATIONS, "/styles", "/ugly"),
    "a cell in a style that there is not": lambda: in_sheet('s="22"', 's="2200"'),
    "a day that is none": lambda: replaced(WRONG, CORE, "2", "Thứ Tư 2"),
    "properties that are no XML": lambda: with_parts(WRONG, {CORE: b"<coreProperties>"}),
    "properties with a declaration": lambda: with_parts(WRONG, {CORE: b"<!DOCTYPE a><a/>"}),
    "a validation of an odd style": lambda: in_sheet(
        "showErrorMessage", 'errorStyle="error" showErrorMessage'
    ),
    "a validation of an odd type": lambda: in_sheet('type="whole"', 'type="number"'),
    "a validation of no cells": lambda: in_sheet('sqref="G12 ', 'sqref="G12;H1 '),
    "an unknown protection": lambda: in_sheet('sheet="1"', 'sheet="yes"'),
    "a width that is no number": lambda: in_sheet('width="46"', 'width="auto"'),
    "a column that is no number": lambda: in_sheet('min="2"', 'min="B"'),
    "a height that is no number": lambda: in_sheet('ht="', 'ht="x'),
    "an attribute of a row that nobody knows": lambda: in_sheet('<row r="13"', '<row k="1" r="13"'),
    "an unknown view": lambda: in_sheet('state="frozen"', 'state="ice"'),
    "margins that are none": lambda: in_sheet('left="0.6"', 'left="0,6"'),
    "a page that lies": lambda: in_sheet('orientation="portrait"', 'orientation="upright"'),
    "a merge that is none": lambda: in_sheet('<mergeCell ref="D6:E6" />', '<mergeCell ref="x"/>'),
    "a merge without a place": lambda: in_sheet('<mergeCell ref="D6:E6" />', "<mergeCell />"),
    "a rule of an unknown kind": lambda: after_the_cells(
        RULE.format("bars", 0) + "</conditionalFormatting>"
    ),
    "a rule in a look that there is not": lambda: after_the_cells(
        RULE.format("duplicateValues", 12) + "</conditionalFormatting>"
    ),
    "a filter that is none": lambda: after_the_cells('<autoFilter ref="x"><bad/></autoFilter>'),
    "a link to nowhere": lambda: after_the_cells(
        f'<hyperlinks><hyperlink ref="B2" xmlns:r="{OFFICE}" r:id="rId77"/></hyperlinks>'
    ),
    "a drawing that is not there": lambda: after_the_cells(
        f'<drawing xmlns:r="{OFFICE}" r:id="rId77"/>'
    ),
    "a table that is not there": lambda: after_the_cells(
        f'<tableParts><tablePart xmlns:r="{OFFICE}" r:id="rId77"/></tableParts>'
    ),
    "comments of nobody": lambda: beside_the_sheet(
        "xl/comments1.xml", "comments", COMMENTS, "legacyDrawing"
    ),
    "a drawing that is no XML": lambda: beside_the_sheet(
        "xl/drawings/drawing1.xml", "drawing", b"<wsDr", "drawing"
    ),
    "a table that is none": lambda: beside_the_sheet(
        "xl/tables/table1.xml", "table", b"<table/>", "drawing"
    ),
    "a table of pivots that is none": lambda: beside_the_sheet(
        "xl/pivotTables/pivotTable1.xml", "pivotTable", b"<pivotTableDefinition/>", "drawing"
    ),
    "a form's control as HTML": lambda: beside_the_sheet(
        "xl/drawings/vmlDrawing1.vml", "vmlDrawing", b"<xml>a<br>b</xml>", "legacyDrawing"
    ),
    "a name that is none": lambda: in_workbook(
        "<definedNames>", '<definedNames><definedName localSheetId="99" name="X">A1</definedName>'
    ),
    "a name without a name": lambda: in_workbook(
        "<definedNames>", "<definedNames><definedName>#REF!</definedName>"
    ),
    "titles to print that are none": lambda: in_workbook("$8:$8", "OFFSET(X,1,1)"),
    "an odd way of computing": lambda: in_workbook('calcId="124519"', 'calcMode="never"'),
    "a tab that is not there to begin with": lambda: in_workbook('activeTab="0"', 'activeTab="9"'),
    "a tab in an odd state": lambda: in_workbook('sheetId="2" state="visible"',
                                                 'sheetId="2" state="shown"'),
    "tabs that are not counted": lambda: in_workbook('sheetId="2"', 'sheetId="two"'),
    "an odd view of the book": lambda: in_workbook('visibility="visible"', 'visibility="yes"'),
    "a file beside it that is not there": lambda: in_workbook(
        "<definedNames>",
        f'<externalReferences><externalReference xmlns:r="{OFFICE}" r:id="rId50"/>'
        "</externalReferences><definedNames>",
    ),
    "custom XML in UTF-16": lambda: with_parts(
        WRONG, {"customXml/item1.xml": '<?xml version="1.0"?><a/>'.encode("utf-16")},
    ),
    "backslashes": lambda: renamed(WRONG, lambda name: name.replace("/", "\\")),
    "capitals": lambda: renamed(WRONG, lambda name: name.replace("sheet1", "Sheet1")),
    "another name": lambda: packed(
        {
            name.replace("workbook.xml", "workbook2.xml"): content.replace(
                b"xl/workbook.xml", b"xl/workbook2.xml"
            )
            for name, content in parts_of(WRONG).items()
        }
    ),
    "no list of types for its sheets": lambda: replaced(
        WRONG, TYPES, "/xl/worksheets/sheet1.xml", "/xl/worksheets/sheet9.xml"
    ),
}  # fmt: skip


def without(part: str, element: str) -> bytes:
    xml = parts_of(WRONG)[part].decode()
    return replaced(WRONG, part, xml[xml.index(f"<{element}") : xml.index(f"</{element}>")] +
                    f"</{element}>", "")  # fmt: skip


def read(data: bytes) -> tuple[dict, tuple[Problem, ...]]:
    book = intake.opened(data)
    shown = {
        (sheet.name, at): (cell.kind, str(cell.value))
        for sheet in book.sheets.values()
        for at, cell in sheet.cached.items()
    }
    return shown, intake.content(book, FORM)[1]


def marked_there(data: bytes, problems: tuple[Problem, ...]) -> bytes:
    """The file marked up, having seen that every mark is in it."""
    marked = marked_up.mark(data, problems, (), "Về tệp")
    book = load_workbook(io.BytesIO(marked))
    for each in problems:
        if each.cell:  # what is said of a whole sheet stands on the first one alone
            assert each.message in book[each.sheet][each.cell].comment.text
    return marked


@pytest.mark.parametrize("oddity", ODDITIES)
def test_whatever_was_read_is_marked_up_and_says_the_same_as_before(oddity):
    data = ODDITIES[oddity]()
    before, problems = read(data)
    assert "ambiguous-number" in {each.rule for each in problems}
    after, again = read(marked_there(data, problems))
    assert after == before
    assert [(each.rule, each.cell) for each in again] == [
        (each.rule, each.cell) for each in problems
    ]


@pytest.mark.parametrize("way", [marked_up._as_it_is, marked_up._of_its_cells, marked_up._anew])
def test_each_way_of_copying_keeps_what_is_read(way):
    _before, problems = read(WRONG)
    said = marked_up.marks.of(problems, ())
    after, again = read(marked_up._marked(way(grid.opened(WRONG)), said, ""))
    assert after == _before
    assert again == problems


def test_what_is_left_out_of_the_copy_is_said_in_it():
    def said(data: bytes) -> str:
        book = load_workbook(io.BytesIO(marked_there(data, read(data)[1])))
        return str(book.worksheets[0]["A4"].value)

    assert "không có trong bản này" not in said(WRONG)
    assert "không có trong bản này" in said(ODDITIES["an unknown underline"]())
    assert "nằm ngoài các ô" in said(ODDITIES["custom XML in UTF-16"]())


def test_a_style_of_which_one_word_is_odd_keeps_the_others():
    data = in_styles('<b val="1" /><color rgb="00000000" />', '<b val="1"/><color rgb="#000000"/>')
    book = load_workbook(io.BytesIO(marked_there(data, read(data)[1])))
    fonts = {cell.font.name for row in book[FIRST]["A1:I20"] for cell in row}
    assert "Times New Roman" in fonts
    assert book[FIRST].column_dimensions["B"].width == pytest.approx(46)
    assert book[FIRST].data_validations.dataValidation


def test_a_file_with_more_than_openpyxl_can_take_is_marked_without_its_other_sheets():
    book = load_workbook(io.BytesIO(WRONG))
    other = book.create_sheet("Danh sách doanh nghiệp")
    for row in range(1, 2_001):
        for column in range(1, 31):
            other.cell(row, column, row)
    written = io.BytesIO()
    book.save(written)
    data = written.getvalue()
    assert package.checked(data) > marked_up.MOST_TAGS
    before, problems = read(data)
    marked = marked_there(data, problems)
    after, _again = read(marked)
    assert after == {at: cell for at, cell in before.items() if at[0] != other.title}
    assert other.title in str(load_workbook(io.BytesIO(marked)).worksheets[0]["A4"].value)


def test_a_hidden_sheet_stays_hidden_in_a_copy_of_the_cells():
    data = replaced(
        ODDITIES["an unknown underline"](), WORKBOOK,
        'sheetId="4" state="visible"', 'sheetId="4" state="hidden"',
    )  # fmt: skip
    book = load_workbook(io.BytesIO(marked_there(data, read(data)[1])))
    assert [each.sheet_state for each in book.worksheets] == ["visible"] * 4 + ["hidden"]


def test_formulas_stay_in_each_copy_with_what_they_showed():
    formula = '<c r="J13" t="n"><f>1+2</f><v>3</v></c></row>'
    xml = parts_of(WRONG)[SHEET].decode()
    at = xml.index("</row>", xml.index('<row r="13"'))
    data = with_parts(WRONG, {SHEET: (xml[:at] + formula + xml[at + 6 :]).encode()})
    problem = Problem(Severity.ERROR, "x", "Sai.", FIRST, "G13")
    for way in (marked_up._as_it_is, marked_up._of_its_cells, marked_up._anew):
        said = marked_up.marks.of((problem,), ())
        sheet = intake.opened(marked_up._marked(way(grid.opened(data)), said, "")).sheets[FIRST]
        assert (sheet.cells[13, 10].kind, sheet.cells[13, 10].value) == ("f", "=1+2")
        assert sheet.cached[13, 10].value == 3


def test_a_number_that_no_cell_can_hold_is_marked_as_the_text_that_it_is():
    data = replaced(
        with_figures(PARTY_MEMBER_ADMITTED=41_234), SHEET, "<v>41234</v>", f"<v>{'9' * 400}</v>"
    )
    _shown, problems = read(data)
    assert "number-too-large" in {each.rule for each in problems}
    _shown, again = read(marked_there(data, problems))
    assert [(each.rule, each.cell) for each in again] == [
        (each.rule, each.cell) for each in problems
    ]
