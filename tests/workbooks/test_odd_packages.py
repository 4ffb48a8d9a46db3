"""Honest files as other programs pack them: what nobody reads never refuses them."""

import io
import time
import zipfile

import pytest

from dashboard.errors import WorkbookRefused
from dashboard.workbooks import intake, package, withheld
from dashboard.workbooks.bundle import Bundle
from tests.workbooks.forms import FORM, edited, filled
from tests.workbooks.packages import (
    SHEET,
    TYPES,
    WORKBOOK,
    packed,
    parts_of,
    renamed,
    replaced,
    with_parts,
)

RELATIONS = "xl/_rels/workbook.xml.rels"
STRINGS = (
    '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    "<si><t>chia sẻ</t></si></sst>"
).encode()
RECORDS = b"<r>%s</r>" % b"".join(b'<n v="%d"/>' % (each * 7919) for each in range(900_000))
UTF_16 = '<?xml version="1.0" encoding="utf-16"?><DataMashup>AAEC</DataMashup>'.encode("utf-16")
SECONDS = 5


def read(data: bytes):
    content, problems = intake.content(intake.opened(data), FORM)
    assert content is not None, problems
    return content


EXPECTED = read(filled())


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("customXml/item1.xml", UTF_16),
        ("customXml/item2.xml", b"<!DOCTYPE a><a/>"),
        ("customXml/item3.xml", b"<a><b></a>"),
        ("customXml/item4.xml", b"\xef\xbb\xbf   "),
        ("xl/drawings/vmlDrawing1.vml", b"<xml><div>A<br>B</div></xml>"),
        ("docMetadata/LabelInfo.xml", UTF_16),
        ("_xmlsignatures/sig1.xml", b"<!DOCTYPE Signature []><Signature/>"),
        ("docProps/core.xml", b"<coreProperties><created>hom qua</coreProperties>"),
        ("docProps/app.xml", b"not XML at all"),
        ("docProps/custom.xml", b'<?xml version="1.0" encoding="windows-1258"?><a/>'),
        ("xl/theme/theme1.xml", b"<!DOCTYPE a SYSTEM 'x'><a/>"),
        ("xl/calcChain.xml", b"<calcChain"),
        ("xl/worksheets/_rels/sheet1.xml.rels", b"<Relationships>"),
        ("xl/comments1.xml", b"<a>" * 100 + b"</a>" * 100),
        ("xl/printerSettings/printerSettings1.bin", bytes(3 * 2**20)),
        ("xl/media/image1.bmp", b"BM" + b"\xff" * (6 * 2**20)),
        ("xl/pivotCache/pivotCacheRecords1.xml", RECORDS),
    ],
)
def test_parts_that_nobody_reads_never_refuse_a_file(name, content):
    data = with_parts(filled(), {name: content})
    assert read(data) == EXPECTED


@pytest.mark.parametrize(
    "name",
    [
        lambda name: name.replace("/", "\\"),
        lambda name: "/" + name,
        lambda name: "\\" + name.replace("/", "\\"),
        str.upper,
        str.title,
        lambda name: name.replace("xl/", "XL/"),
        lambda name: name.replace("sheet1", "Sheet1"),
    ],
)
def test_names_of_parts_are_read_without_regard_to_case_and_slash(name):
    assert read(renamed(filled(), name)) == EXPECTED


def test_folders_among_the_parts_are_none():
    data = with_parts(filled(), {"xl/": b"", "xl/worksheets/": b"", "docProps/": b""})
    assert read(data) == EXPECTED


def test_the_workbook_is_the_one_that_the_package_names():
    parts = parts_of(filled())
    moved = {
        name.replace("xl/workbook.xml", "xl/workbook2.xml").replace(
            "_rels/workbook.xml", "_rels/workbook2.xml"
        ): content.replace(b"xl/workbook.xml", b"xl/workbook2.xml")
        for name, content in parts.items()
    }
    assert WORKBOOK not in moved
    assert read(packed(moved)) == EXPECTED


def test_the_workbook_may_lie_in_any_folder():
    parts = parts_of(filled())
    moved = {
        name.replace("xl/", "bang tinh/"): content.replace(b'"xl/', b'"bang%20tinh/').replace(
            b"/xl/", b"/bang%20tinh/"
        )
        for name, content in parts.items()
    }
    assert read(packed(moved)) == EXPECTED


def test_relationships_may_go_up_and_use_backslashes():
    data = replaced(
        filled(), RELATIONS, "/xl/worksheets/sheet1.xml", "..\\xl\\worksheets\\sheet1.xml"
    )
    assert read(data) == EXPECTED


def test_strings_are_found_by_their_relationship_however_they_are_called():
    sheet = parts_of(filled())[SHEET].decode()
    at = sheet.index('<row r="1"')
    at = sheet.index("</row>", at)
    sheet = sheet[:at] + '<c r="K1" t="s"><v>0</v></c>' + sheet[at:]
    relation = (
        '<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        'relationships/sharedStrings" Target="sharedStrings.xml"/></Relationships>'
    )
    data = replaced(filled(), RELATIONS, "</Relationships>", relation)
    data = with_parts(data, {SHEET: sheet.encode(), "xl/SharedStrings.XML": STRINGS})
    book = intake.opened(data)
    assert book.sheets["Biểu 1 – Số liệu"].cells[1, 11].value == "chia sẻ"


def test_a_package_without_relationships_of_its_own_is_read_where_its_workbook_usually_is():
    parts = parts_of(filled())
    del parts["_rels/.rels"]
    assert read(packed(parts)) == EXPECTED


@pytest.mark.parametrize("gone", [WORKBOOK, TYPES])
def test_without_a_workbook_it_is_none(gone):
    parts = parts_of(filled())
    del parts[gone]
    with pytest.raises(WorkbookRefused) as refusal:
        intake.opened(packed(parts))
    assert refusal.value.problems[0].rule in ("not-a-workbook", "archive-file")


def formatted(rows: int, columns: int = 0, prefix: str = "") -> bytes:
    """The filled workbook, its first sheet's formats going down to the row ``rows``."""
    xml = parts_of(filled())[SHEET]
    cells = [f'<{prefix}c r="{chr(65 + at)}%d" s="22"/>' for at in range(columns)]
    row = f'<{prefix}row r="%d" ht="18" customHeight="1">{"".join(cells)}</{prefix}row>'
    numbers = range(61, rows + 1)
    tail = "".join(row % ((number,) * (1 + columns)) for number in numbers).encode()
    return with_parts(filled(), {SHEET: xml.replace(b"</sheetData>", tail + b"</sheetData>")})


@pytest.mark.parametrize(("rows", "columns"), [(1_048_576, 0), (500_000, 2)])
def test_formats_far_down_cost_little_and_refuse_nothing(rows, columns):
    data = formatted(rows, columns)
    started = time.monotonic()
    assert read(data) == EXPECTED
    assert withheld.kept(data) == data
    assert time.monotonic() - started < SECONDS


def test_formats_of_more_than_five_megabytes_are_refused_by_the_name_of_their_sheet():
    data = formatted(1_048_576, 3)
    assert len(data) > package.MOST_BYTES
    with pytest.raises(WorkbookRefused) as refusal:
        intake.opened(data)
    [problem] = refusal.value.problems
    assert (problem.rule, problem.sheet) == ("sheet-too-large", "Biểu 1 – Số liệu")
    [entry] = Bundle([("a.xlsx", data)]).entries()
    assert entry.problem == problem


def test_a_figure_below_a_hundred_thousand_empty_rows_is_not_overlooked():
    data = formatted(200_000, 2)
    xml = parts_of(data)[SHEET].replace(
        b'<c r="A150000" s="22"/>', b'<c r="A150000" s="22"><v>7</v></c>'
    )
    book = intake.opened(with_parts(data, {SHEET: xml}))
    assert book.sheets["Biểu 1 – Số liệu"].last_row == 150_000


def test_the_rows_of_a_list_below_empty_ones_keep_their_numbers():
    def far(book):
        book.worksheets[0].cell(1_900, 11, "xa")

    data = edited(formatted(1_800, 2), far)
    xml = parts_of(data)[SHEET]
    grown = xml.replace(b'<row r="1000"', b" " * 2**20 + b'<row r="1000"', 1)
    book = intake.opened(with_parts(data, {SHEET: grown}))
    assert book.sheets["Biểu 1 – Số liệu"].cells[1_900, 11].value == "xa"


def test_rows_that_do_not_say_their_numbers_are_not_counted_wrongly():
    xml = parts_of(filled())[SHEET]
    empty = b"<row r='%d' ht='18'><c r='A%d' s='22'/></row>"
    tail = b"".join(empty % (number, number) for number in range(61, 60_000))
    tail += b"<row ><c><v>7</v></c></row>"
    data = with_parts(filled(), {SHEET: xml.replace(b"</sheetData>", tail + b"</sheetData>")})
    with pytest.raises(WorkbookRefused) as refusal:
        intake.opened(data)
    assert refusal.value.problems[0].rule == "unpacks-too-large"


def test_empty_rows_are_known_under_any_prefix():
    name = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    xml = parts_of(filled())[SHEET].replace(b"<", b"<x:").replace(b"<x:/", b"</x:")
    xml = xml.replace(b'xmlns="' + name, b'xmlns:x="' + name)
    row = b'<x:row r="%d"><x:c r="A%d" s="22"/></x:row>'
    tail = b"".join(row % (number, number) for number in range(61, 300_000))
    data = with_parts(filled(), {SHEET: xml.replace(b"</x:sheetData>", tail + b"</x:sheetData>")})
    assert read(data) == EXPECTED
    assert len(package.parts(data)[SHEET]) < 2**20


@pytest.mark.parametrize("cell", ["<v>1</v>", "<f>1+1</f>", "<is><t>a</t></is>"])
def test_a_sheet_with_far_too_much_is_named_with_what_to_delete(cell):
    xml = parts_of(filled())[SHEET]
    row = '<row r="%d">' + f"<c>{cell}</c>" * 10 + "</row>"
    tail = "".join(row % number for number in range(61, 40_000)).encode()
    data = with_parts(filled(), {SHEET: xml.replace(b"</sheetData>", tail + b"</sheetData>")})
    with pytest.raises(WorkbookRefused) as refusal:
        intake.opened(data)
    [problem] = refusal.value.problems
    assert (problem.rule, problem.sheet) == ("sheet-too-large", "Biểu 1 – Số liệu")
    assert "xóa các dòng trống bên dưới" in problem.message


def test_a_sheet_too_large_to_unpack_is_named_too(monkeypatch):
    monkeypatch.setattr(package, "MOST_UNPACKED", 200_000)
    xml = parts_of(filled())[SHEET]
    text = "".join(f"<row r='{n}'><c t='str'><v>{n * 7919}</v></c></row>" for n in range(61, 4_000))
    data = with_parts(
        filled(), {SHEET: xml.replace(b"</sheetData>", text.encode() + b"</sheetData>")}
    )
    with pytest.raises(WorkbookRefused) as refusal:
        intake.opened(data)
    [problem] = refusal.value.problems
    assert (problem.rule, problem.sheet) == ("sheet-too-large", "Biểu 1 – Số liệu")


def test_a_million_empty_rows_that_hide_a_number_are_not_kept_with_it():
    data = formatted(400_000, 1)
    xml = parts_of(data)[SHEET].replace(
        b'<c r="A300000" s="22"/>', b'<c r="A300000" t="str"><v>079123456789</v></c>'
    )
    kept = withheld.kept(with_parts(data, {SHEET: xml}))
    assert kept is not None
    with zipfile.ZipFile(io.BytesIO(kept)) as source:
        assert b"079123456789" not in source.read(SHEET)
