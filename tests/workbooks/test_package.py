"""Files that are no workbook, or one made to hurt: refused before anything is parsed."""

import io
import random
import struct
import time
import zipfile
import zlib

import pytest
from openpyxl import load_workbook

from dashboard.errors import WorkbookRefused
from dashboard.workbooks import intake, markup, package
from dashboard.workbooks.sentences import SENTENCES
from tests.workbooks.forms import FORM, edited, filled

SHEET = "xl/worksheets/sheet1.xml"
SECONDS = 5


def read_whole(data):
    book = intake.opened(data)
    intake.stamp(book)
    return [sheet.cells for sheet in book.sheets.values()]


def rule_of(data):
    started = time.monotonic()
    with pytest.raises(WorkbookRefused) as refused:
        read_whole(data)
    assert time.monotonic() - started < SECONDS
    [problem] = refused.value.problems
    assert problem.message
    assert "{" not in problem.message
    return problem.rule


def repacked(data, change=lambda _name, content: content, more=(), method=zipfile.ZIP_DEFLATED):
    """The workbook with its parts changed (None: left out) and ``more`` parts added."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(written, "w", method) as made:
        for name in source.namelist():
            content = change(name, source.read(name))
            if content is not None:
                made.writestr(name, content)
        for name, content in more:
            made.writestr(name, content)
    return written.getvalue()


def in_part(part, change):
    return lambda name, content: change(content) if name == part else content


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        (b"", "empty-file"),
        (b"%PDF-1.7 ...", "not-a-workbook"),
        (b"TT;Ch\xc3\xad ti\xc3\xaau\n1;2", "not-a-workbook"),
        (b"<html><table></table></html>", "not-a-workbook"),
        (b"PK\x03\x04rest of nothing", "truncated"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 2000, "old-format"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 99
            + "EncryptedPackage".encode("utf-16-le"),
            "password-protected",
        ),
        (b"x" * (package.MOST_BYTES + 1), "file-too-large"),
    ],
)  # fmt: skip
def test_what_is_no_workbook_is_told_apart(data, rule):
    assert rule_of(data) == rule


@pytest.mark.parametrize("kept", [0.2, 0.5, 0.9, 0.99])
def test_a_truncated_file_is_recognised(kept):
    data = filled()
    assert rule_of(data[: int(len(data) * kept)]) == "truncated"


def test_another_package_is_not_a_workbook():
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as made:
        made.writestr("word/document.xml", "<a/>")
    assert rule_of(written.getvalue()) == "not-a-workbook"


@pytest.mark.parametrize("part", ["mimetype", "xl/workbook.bin"])
def test_another_kind_of_spreadsheet_is_named_as_such(part):
    assert rule_of(repacked(filled(), more=[(part, "x")])) == "other-spreadsheet"


def test_the_strict_variant_is_named_as_another_format():
    transitional = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    strict = b"http://purl.oclc.org/ooxml/spreadsheetml/main"
    change = in_part("xl/workbook.xml", lambda xml: xml.replace(transitional, strict))
    assert rule_of(repacked(filled(), change)) == "other-spreadsheet"


@pytest.mark.parametrize("ref", ["A1:Z1048576", "A:Z", "1:90000"])
@pytest.mark.parametrize("element", ["mergeCells><mergeCell", "hyperlinks><hyperlink"])
def test_a_range_of_millions_of_cells_is_refused_before_they_are_made(element, ref):
    around = element.partition(">")[0]
    ranged = f'</sheetData><{element} ref="{ref}"/></{around}>'.encode()
    change = in_part(SHEET, lambda xml: xml.replace(b"</sheetData>", ranged))
    with pytest.raises(WorkbookRefused) as refused:
        package.checked(repacked(filled(), change))
    assert [each.rule for each in refused.value.problems] == ["unpacks-too-large"]


def test_macros_are_refused():
    assert rule_of(repacked(filled(), more=[("xl/vbaProject.bin", b"x")])) == "macros"


def test_a_part_that_unpacks_without_end_is_refused():
    bomb = [("xl/media/image1.png", b"\x00" * (package.MOST_UNPACKED + 1))]
    assert rule_of(repacked(filled(), more=bomb)) == "unpacks-too-large"


def test_a_bomb_that_lies_about_its_size_is_refused():
    data = bytearray(repacked(filled(), more=[("xl/a.xml", b" " * (40 * 2**20))]))
    assert len(data) < package.MOST_BYTES
    where = data.rindex(b"xl/a.xml") - 46
    struct.pack_into("<L", data, where + 24, 1000)  # the size the central directory declares
    assert rule_of(bytes(data)) in ("truncated", "unpacks-too-large")


def test_a_suspicious_ratio_is_refused_below_the_absolute_bound():
    bomb = [("xl/a.xml", b" " * (8 * 2**20))]
    assert rule_of(repacked(filled(), more=bomb)) == "unpacks-too-large"


def test_many_entries_over_one_another_are_refused():
    more = [(f"xl/worksheets/extra{n}.xml", "<a/>") for n in range(package.MOST_PARTS)]
    assert rule_of(repacked(filled(), more=more)) == "too-many-parts"


def test_thousands_of_sheets_are_refused():
    listed = b"".join(
        b'<sheet name="S%d" sheetId="%d" r:id="rId1" xmlns:r="http://schemas.openxmlformats.org/'
        b'officeDocument/2006/relationships"/>' % (n, n + 10)
        for n in range(3000)
    )
    change = in_part(
        "xl/workbook.xml", lambda xml: xml.replace(b"</sheets>", listed + b"</sheets>")
    )
    assert rule_of(repacked(filled(), change)) == "too-many-parts"


LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    b'<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><a>&c;</a>'
)
EXTERNAL = b'<?xml version="1.0"?><!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>'


@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml", "xl/styles.xml", "[Content_Types].xml",
                                  "xl/_rels/workbook.xml.rels", "_rels/.rels"])  # fmt: skip
@pytest.mark.parametrize("xml", [LAUGHS, EXTERNAL])
def test_declarations_are_refused_in_every_part_that_is_read(part, xml):
    assert rule_of(repacked(filled(), in_part(part, lambda _xml: xml))) == "unsafe-xml"


@pytest.mark.parametrize(
    "xml",
    [
        "<a/>".encode("utf-16"),
        '<?xml version="1.0" encoding="utf-16"?><a/>'.encode("utf-16"),
        b'<?xml version="1.0" encoding="utf-7"?><a/>',
        b"<?xml version='1.0' encoding='ISO-8859-1'?><a/>",
        b"\x00<\x00a\x00/\x00>",
    ],
)
def test_xml_in_another_encoding_is_refused(xml):
    assert rule_of(repacked(filled(), in_part(SHEET, lambda _xml: xml))) == "unsafe-xml"


def test_broken_xml_is_refused():
    assert rule_of(repacked(filled(), in_part(SHEET, lambda xml: xml[:-40]))) == "damaged-content"


def test_xml_nested_beyond_reason_is_refused():
    deep = b"<a>" * 100_000 + b"</a>" * 100_000
    assert rule_of(repacked(filled(), in_part(SHEET, lambda _xml: deep))) == "unpacks-too-large"


def test_more_cells_than_a_return_can_hold_are_refused():
    rows = b"".join(
        b'<row r="%d">%s</row>' % (n, b"<c><v>1</v></c>" * 100) for n in range(100, 2600)
    )
    change = in_part(SHEET, lambda xml: xml.replace(b"</sheetData>", rows + b"</sheetData>"))
    assert rule_of(repacked(filled(), change)) == "sheet-too-large"


def test_a_merge_over_the_whole_sheet_costs_nothing():
    change = in_part(
        SHEET,
        lambda xml: xml.replace(b"</mergeCells>", b'<mergeCell ref="J1:XFD1048576"/></mergeCells>'),
    )
    started = time.monotonic()
    content, _problems = intake.content(intake.opened(repacked(filled(), change)), FORM)
    assert content is not None
    assert time.monotonic() - started < SECONDS


@pytest.mark.parametrize("at", [(1_048_576, 16_384), (900_000, 1)])
def test_a_cell_far_away_in_the_first_sheet_costs_nothing(at):
    data = edited(filled(), lambda book: book.worksheets[0].cell(*at, "xa"))
    started = time.monotonic()
    content, _problems = intake.content(intake.opened(data), FORM)
    assert content is not None
    assert time.monotonic() - started < SECONDS


def test_a_zip_with_a_password_is_refused():
    data = bytearray(filled())
    at = data.rindex(b"PK\x01\x02")
    struct.pack_into("<H", data, at + 8, 1)
    assert rule_of(bytes(data)) == "password-protected"


def test_an_unknown_compression_is_refused():
    data = bytearray(filled())
    at = data.rindex(b"PK\x01\x02")
    struct.pack_into("<H", data, at + 10, 97)
    assert rule_of(bytes(data)) == "truncated"


def test_other_compressions_than_a_workbook_s_are_read_or_refused_within_bounds():
    data = repacked(filled(), method=zipfile.ZIP_STORED)
    assert intake.content(intake.opened(data), FORM)[0] is not None


def test_a_workbook_that_lost_its_styles_is_still_read():
    data = repacked(filled(), in_part("xl/styles.xml", lambda _xml: b"<nothing/>"))
    assert intake.content(intake.opened(data), FORM)[0] is not None


def test_a_workbook_that_lost_a_sheet_s_part_lacks_that_sheet():
    data = repacked(filled(), in_part(SHEET, lambda _xml: None))
    _content, problems = intake.content(intake.opened(data), FORM)
    assert "sheet-missing" in {problem.rule for problem in problems}


@pytest.mark.parametrize("seed", range(6))
def test_flipped_bytes_never_cause_anything_but_a_refusal(seed):
    chance, original = random.Random(seed), filled()
    for _time in range(40):
        data = bytearray(original)
        for _flip in range(chance.randint(1, 6)):
            data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        swallowed(bytes(data))


@pytest.mark.parametrize("seed", range(6))
def test_flipped_bytes_inside_the_parts_never_cause_anything_but_a_refusal(seed):
    chance = random.Random(1000 + seed)

    def flipped(name, content):
        if not name.endswith(".xml") or chance.random() < 0.5:
            return content
        spoilt = bytearray(content)
        for _flip in range(chance.randint(1, 4)):
            at = chance.randrange(len(spoilt))
            spoilt[at] = chance.choice(b'0123456789abz<>/=" ')
        return bytes(spoilt)

    for _time in range(25):
        swallowed(repacked(filled(), flipped))


def swallowed(data):
    try:
        book = intake.opened(data)
        stamp = intake.stamp(book)
    except WorkbookRefused:
        return
    intake.expected(stamp, "H01", FORM.period)
    content, problems = intake.content(book, FORM)
    assert content is not None or problems


def test_every_rule_of_a_file_has_its_sentence():
    assert all(package.refused(rule).problems[0].message for rule in SENTENCES)


def test_a_normal_workbook_is_far_within_the_bounds():
    assert package.checked(filled()) < markup.MOST_TAGS / 20
    assert zlib.crc32(filled())
    assert load_workbook(io.BytesIO(filled())).worksheets
