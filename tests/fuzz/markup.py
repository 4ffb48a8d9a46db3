"""XML as no program writes it: torn, twisted, too much, or wired to nowhere."""

import re
from collections.abc import Callable
from random import Random

from tests.fuzz import typed
from tests.fuzz.sheets import WORKBOOK, Parts, sheet_names

_TAG = re.compile(rb"<[^>]+>")
_ATTRIBUTE = re.compile(rb' ([A-Za-z:]+)="([^"]*)"')
MAIN = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "xl/_rels/workbook.xml.rels"
TYPES = "[Content_Types].xml"
STYLES = "xl/styles.xml"
STRINGS = "xl/sharedStrings.xml"
NEST = b"<a>" * 5
PROLOGUES = (
    b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>',
    b'<!DOCTYPE worksheet SYSTEM "file:///etc/passwd">',
    b'<!DOCTYPE a [<!ENTITY % x SYSTEM "http://127.0.0.1:9/x"> %x;]>',
    b'<?xml version="1.0" encoding="UTF-16"?>', b'<?xml version="1.0" encoding="ISO-8859-1"?>',
    b'<?xml version="1.0" encoding="utf-7"?>', b'<?xml version="1.1"?>', b"\xef\xbb\xbf",
    b"\xff\xfe", b"\xfe\xff", b"\x00\x00", b"\n\n  ", b"<!-- a -- b -->", b"<?x?>", b"x", b"<a/>",
)  # fmt: skip

PLACES = ("A0", "$A$1", "a1", "ZZZ1", "AAAA1", "A1:B2", "R1C1", "XFD1048577")
TARGETS = (
    "nowhere.xml", "../nowhere.xml", "/xl/workbook.xml", "workbook.xml", "styles.xml", "",
    "_rels/workbook.xml.rels", "http://127.0.0.1:9/x", "file:///etc/passwd",
    "../../../../etc/passwd", "worksheets/sheet1.xml", "/xl/worksheets/sheet2.xml",
    "worksheets\\sheet1.xml", "a" * 5000, "worksheets/./../worksheets/sheet3.xml",
)  # fmt: skip


def _some_part(chance: Random, parts: Parts) -> str:
    if chance.random() < 0.55:
        return chance.choice(sheet_names(parts))
    return chance.choice(sorted(parts))


def _within(chance: Random, xml: bytes) -> int:
    """Return a place between two tags."""
    tags = list(_TAG.finditer(xml))
    return chance.choice(tags).end() if tags else 0


def drop_tags(chance: Random, parts: Parts) -> None:
    name = _some_part(chance, parts)
    for _time in range(chance.choice((1, 1, 3))):
        found = list(_TAG.finditer(parts[name]))
        if found:
            tag = chance.choice(found)
            parts[name] = parts[name][: tag.start()] + parts[name][tag.end() :]


def cut_out(chance: Random, parts: Parts) -> None:
    """Take a stretch between two tags away, or let it stand twice."""
    name = _some_part(chance, parts)
    xml = parts[name]
    start, end = sorted((_within(chance, xml), _within(chance, xml)))
    parts[name] = xml[:start] + (xml[end:] if chance.random() < 0.5 else xml[start:])


def change_attribute(chance: Random, parts: Parts) -> None:
    name = _some_part(chance, parts)
    for _time in range(chance.choice((1, 1, 2, 8))):
        xml = parts[name]
        found = list(_ATTRIBUTE.finditer(xml))
        if not found:
            return
        spot = chance.choice(found)
        new = chance.choice(
            (chance.choice(typed.NUMBERS), chance.choice(typed.TEXTS), *PLACES, "-1", "99999999999",
             "true", "x" * 70_000)
        ).encode("utf-8", "replace")  # fmt: skip
        new = re.sub(rb'[<&"]', b"_", new)
        old = spot[1] if chance.random() < 0.9 else b"other"
        parts[name] = xml[: spot.start()] + b" " + old + b'="' + new + b'"' + xml[spot.end() :]


def drop_attribute(chance: Random, parts: Parts) -> None:
    name = _some_part(chance, parts)
    wanted = chance.choice((b"r", b"s", b"t", b"r", b"name", b"r:id", b"Id", b"Target", b"ref"))
    if chance.random() < 0.5:
        parts[name] = re.sub(rb' %s="[^"]*"' % wanted, b"", parts[name])
    else:
        parts[name] = re.sub(rb' %s="[^"]*"' % wanted, b"", parts[name], count=1)


def other_prologue(chance: Random, parts: Parts) -> None:
    name = _some_part(chance, parts)
    bare = re.sub(rb"^<\?xml[^>]*\?>", b"", parts[name])
    parts[name] = chance.choice(PROLOGUES) + bare


def other_encoding(chance: Random, parts: Parts) -> None:
    name = _some_part(chance, parts)
    text = parts[name].decode("utf-8", "replace")
    encoding = chance.choice(("utf-16", "utf-16-be", "utf-32", "cp1258", "latin-1", "utf-7"))
    body = text.encode(encoding, "replace")
    parts[name] = (
        body
        if chance.random() < 0.5
        else f'<?xml version="1.0" encoding="{encoding}"?>'.encode() + body
    )


def wrong_bytes(chance: Random, parts: Parts) -> None:
    name = _some_part(chance, parts)
    xml = parts[name]
    bad = chance.choice(
        (b"\x00", b"\x01", b"\x1f", b"\x7f", b"\xff", b"\xc0\x80", b"\xed\xa0\x80", b"&#0;",
         b"&#31;", b"&#xD800;", b"&#x110000;", b"&nbsp;", b"&a;", b"&", b"<", b"]]>",
         b"\xf4\x90\x80\x80", b"\xe2\x82")
    )  # fmt: skip
    at = chance.choice((_within(chance, xml), chance.randrange(len(xml) + 1)))
    parts[name] = xml[:at] + bad + xml[at:]


def flip_inside(chance: Random, parts: Parts) -> None:
    name = _some_part(chance, parts)
    spoilt = bytearray(parts[name])
    for _time in range(chance.choice((1, 2, 6, 40))):
        if spoilt:
            spoilt[chance.randrange(len(spoilt))] = chance.choice(
                b'0123456789abcAGXYZ<>/="& \x00\xff'
            )
    parts[name] = bytes(spoilt)


def nest(chance: Random, parts: Parts) -> None:
    name = _some_part(chance, parts)
    depth = chance.choice((40, 70, 1_000, 100_000))
    at = _within(chance, parts[name])
    parts[name] = parts[name][:at] + b"<a>" * depth + b"</a>" * depth + parts[name][at:]


def swell(chance: Random, parts: Parts) -> None:
    """Add a very long attribute, very many attributes, elements, namespaces, comments or texts."""
    name = _some_part(chance, parts)
    count = chance.choice((1_000, 30_000, 200_000))
    more = chance.choice(
        (
            lambda: b'<a b="' + b"x" * (count * 5) + b'"/>',
            lambda: b"<a " + b" ".join(b'a%d="1"' % n for n in range(min(count, 30_000))) + b"/>",
            lambda: b"<a/>" * count,
            lambda: b"<a " + b" ".join(b'xmlns:a%d="u%d"' % (n, n) for n in range(9_000)) + b"/>",
            lambda: b"<!--" + b"x" * count + b"-->", lambda: b"<?p " + b"x" * count + b"?>",
            lambda: b"<![CDATA[" + b"x" * count + b"]]>", lambda: b"x " * count,
            lambda: b'<c><f t="shared" si="0"/></c>' * (count // 4),
        )
    )()  # fmt: skip
    at = _within(chance, parts[name])
    parts[name] = parts[name][:at] + more + parts[name][at:]


def strange_cells(chance: Random, parts: Parts) -> None:
    """Put cells where they do not belong: twice, in another row, within one another, anywhere."""
    name = chance.choice(sheet_names(parts))
    ref = chance.choice(
        ("A1", "G12", "G13", "C9", "", "XFD1048576", "ZZZ9", "A1048577", "g14", "A01")
    )
    more = typed.cell(chance, ref) * chance.choice((1, 2))
    match chance.randrange(4):
        case 0:
            more = b'<row r="%d">%s</row>' % (chance.choice((1, 12, 13, 500)), more)
        case 1:
            more = b"<row>%s</row>" % more
        case 2:
            more = b"<sheetData><row>%s</row></sheetData>" % more
        case _:
            pass
    at = _within(chance, parts[name])
    parts[name] = parts[name][:at] + more + parts[name][at:]


def other_namespace(chance: Random, parts: Parts) -> None:
    """Let a part speak with a prefix, in another namespace, or in the strict one."""
    name = _some_part(chance, parts)
    xml = parts[name]
    match chance.randrange(4):
        case 0:
            xml = re.sub(rb"<(/?)([A-Za-z])", rb"<\1x:\2", xml).replace(b"xmlns=", b"xmlns:x=")
        case 1:
            xml = xml.replace(MAIN, b"http://purl.oclc.org/ooxml/spreadsheetml/main")
        case 2:
            xml = xml.replace(MAIN, b"urn:other")
        case _:
            xml = re.sub(rb' xmlns="[^"]*"', b"", xml)
    parts[name] = xml


def rewire(chance: Random, parts: Parts) -> None:
    """Let relations lead nowhere, outside, in a circle, or to a part of another kind."""
    name = chance.choice([each for each in sorted(parts) if each.endswith(".rels")] or [RELATIONS])
    target = chance.choice(TARGETS).encode()
    found = list(re.finditer(rb'Target="[^"]*"', parts.get(name, b"")))
    if found:
        spot = chance.choice(found)
        mode = chance.choice((b"", b"", b' TargetMode="External"'))
        xml = parts[name]
        parts[name] = xml[: spot.start()] + b'Target="' + target + b'"' + mode + xml[spot.end() :]


def lose_a_part(chance: Random, parts: Parts) -> None:
    name = _some_part(chance, parts)
    match chance.randrange(3):
        case 0:
            del parts[name]
        case 1:
            parts[name] = chance.choice((b"", b" ", b"<a/>", b"\x00" * 30, b"PK\x03\x04"))
        case _:
            parts[name + "x"] = parts.pop(name)


def swap_parts(chance: Random, parts: Parts) -> None:
    one, other = _some_part(chance, parts), _some_part(chance, parts)
    parts[one], parts[other] = parts[other], parts[one]


def other_styles(chance: Random, parts: Parts) -> None:
    """Let the styles say that numbers are dates, or be wrong, or let cells ask for others."""
    if chance.random() < 0.5 and STYLES in parts:
        form = chance.choice(("14", "22", "46", "-1", "9999999999", "x", "", "164", "0"))
        parts[STYLES] = re.sub(
            rb'numFmtId="[^"]*"', b'numFmtId="%s"' % form.encode(), parts[STYLES]
        )
    name = chance.choice(sheet_names(parts))
    style = chance.choice(("0", "1", "7", "99999", "-1", "x", "1.5", "")).encode()
    parts[name] = re.sub(rb' s="\d+"', b' s="%s"' % style, parts[name])


def shared_strings(chance: Random, parts: Parts) -> None:
    """Let texts be shared, as Excel keeps them; some of the numbers lead nowhere."""
    strings: list[bytes] = []

    def shared(cell: re.Match[bytes]) -> bytes:
        strings.append(cell[2])
        at = len(strings) - 1
        if chance.random() < wrong:
            at = chance.choice((-1, 10**6, 10**20, at + 1))
        return b"<c" + cell[1] + b' t="s"' + cell[3] + b"><v>%d</v></c>" % at

    wrong = chance.choice((0.0, 0.0, 0.01))
    for name in sheet_names(parts):
        parts[name] = re.sub(
            rb'<c((?: [rs]="[^"]*")*) t="inlineStr"((?: [rs]="[^"]*")*)><is>(.*?)</is></c>',
            lambda cell: shared(_Reordered(cell)), parts[name], flags=re.DOTALL,
        )  # fmt: skip
    body = b"".join(b"<si>" + each + b"</si>" for each in strings)
    parts[STRINGS] = b'<sst xmlns="' + MAIN + b'">' + body + b"</sst>"
    parts[RELATIONS] = parts.get(RELATIONS, b"").replace(
        b"</Relationships>",
        b'<Relationship Id="rIdS" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        b'relationships/sharedStrings" Target="/xl/sharedStrings.xml"/></Relationships>',
    )
    parts[TYPES] = parts.get(TYPES, b"").replace(
        b"</Types>",
        b'<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-'
        b'officedocument.spreadsheetml.sharedStrings+xml"/></Types>',
    )


class _Reordered:
    """A cell's match with the groups as ``shared`` asks for them: marks, text, more marks."""

    def __init__(self, cell: re.Match[bytes]) -> None:
        self._groups = {1: cell[1], 2: cell[3], 3: cell[2]}

    def __getitem__(self, group: int) -> bytes:
        return self._groups[group]


def other_calendar(chance: Random, parts: Parts) -> None:
    said = chance.choice((b"1", b"true", b"x", b"0"))
    parts[WORKBOOK] = re.sub(
        rb"<workbookPr[^>]*?(/?)>",
        b'<workbookPr date1904="' + said + rb'"\1>',
        parts[WORKBOOK],
        count=1,
    )


LOOKS = (
    (rb'rgb="[^"]*"', (b'rgb="#FF0000"', b'rgb="red"', b'rgb="FF"', b'rgb=""')),
    (rb'theme="[^"]*"', (b'theme="99"', b'theme="dk1"', b'indexed="900"', b'indexed="x"')),
    (rb'<[bi] val="1" />', (b'<u val="1"/>', b'<b val="x"/>', b"<u/>", b'<vertAlign val="up"/>')),
    (rb'<sz val="[^"]*"', (b'<sz val="14pt"', b'<sz val=""', b'<sz val="-1"')),
    (rb'style="(thin|hair)"', (b'style="solid"', b'style=""', b'style="1"')),
    (rb'patternType="[^"]*"', (b'patternType="x"', b"")),
    (rb'(horizontal|vertical)="[^"]*"', (b'horizontal="middle"', b'textRotation="x"')),
    (rb'(font|fill|border|xf)Id="[^"]*"', (b'fontId="99"', b'xfId="99"', b'borderId="x"')),
    (rb"<cellStyleXfs.*?</cellStyleXfs>", (b"", b"<cellStyleXfs/>")),
    (rb"<(fonts|fills|borders|cellStyles).*?</\1>", (b"", b"<fonts/>")),
    (rb'errorTitle="', (b'errorStyle="x" errorTitle="', b'imeMode="x" errorTitle="')),
    (rb'(width|ht|min|max|orientation|left|state|sqref|ref|sheet)="[^"]*"',
     (rb'\1="x"', rb'\1=""', rb'\1="99999999"', b"")),
    (rb"<definedName [^>]*>", (b'<definedName localSheetId="99" name="x">', b"<definedName>")),
    (rb"</mergeCells>", (
        b'</mergeCells><conditionalFormatting sqref="G13"><cfRule type="x" dxfId="99"/>'
        b"</conditionalFormatting>",
        b'</mergeCells><autoFilter ref="x"/>',
        b'</mergeCells><hyperlinks><hyperlink ref="B2"/></hyperlinks>',
    )),
)  # fmt: skip
UNREAD = {
    "customXml/item1.xml": "<a/>".encode("utf-16"),
    "customXml/item2.xml": b"<!DOCTYPE a><a/>",
    "xl/drawings/vmlDrawing1.vml": b"<xml>a<br>b</xml>",
    "docMetadata/LabelInfo.xml": b"<clbl:labelList",
    "_xmlsignatures/sig1.xml": b"<Signature/>",
    "docProps/core.xml": b"<coreProperties><created>hom qua</created></coreProperties>",
    "docProps/app.xml": b"\x00",
    "xl/comments1.xml": b'<comments><comment ref="A1" authorId="9"/></comments>',
    "xl/pivotTables/pivotTable1.xml": b"<pivotTableDefinition/>",
    "xl/worksheets/_rels/sheet1.xml.rels": b"<Relationships/>",
}


def odd_looks(chance: Random, parts: Parts) -> None:
    """Let styles and what stands around the cells say what a library does not know."""
    names = [*([STYLES] if STYLES in parts else ()), chance.choice(sheet_names(parts)), WORKBOOK]
    for _time in range(chance.randint(1, 4)):
        name = chance.choice(names)
        pattern, words = chance.choice(LOOKS)
        parts[name] = re.sub(
            pattern, chance.choice(words), parts[name], count=chance.choice((1, 1, 0)),
            flags=re.DOTALL,
        )  # fmt: skip


def unread_parts(chance: Random, parts: Parts) -> None:
    for name in chance.sample(sorted(UNREAD), chance.randint(1, 4)):
        parts[name] = UNREAD[name]


def other_part_names(chance: Random, parts: Parts) -> None:
    """Write the names of parts with other slashes and letters than are asked for."""
    change = chance.choice(
        (str.upper, str.title, lambda name: name.replace("/", "\\"), lambda name: "/" + name)
    )
    for name in sorted(parts):
        if chance.random() < 0.7:
            parts[change(name)] = parts.pop(name)


def far_rows(chance: Random, parts: Parts) -> None:
    """Let the formats of a sheet go far down, with or without something below them."""
    name = chance.choice(sheet_names(parts))
    cell = chance.choice((b"", b'<c r="A%d" s="1"/>'))
    last = chance.choice((3_000, 30_000, 120_000))
    row = b'<row r="%d" ht="18">' + cell + b"</row>"
    rows = b"".join(row % ((number,) * row.count(b"%d")) for number in range(100, last))
    below = chance.choice((b"", b'<row r="%d"><c><v>7</v></c></row>' % last, b"<row><c/></row>"))
    parts[name] = parts[name].replace(b"</sheetData>", rows + below + b"</sheetData>")


CHANGES: tuple[Callable[[Random, Parts], None], ...] = (
    drop_tags, cut_out, cut_out, change_attribute, change_attribute, change_attribute,
    drop_attribute, other_prologue, other_encoding, wrong_bytes, flip_inside, flip_inside, nest,
    swell, strange_cells, strange_cells, other_namespace, rewire, rewire, lose_a_part, swap_parts,
    other_styles, shared_strings, other_calendar, odd_looks, odd_looks, unread_parts,
    other_part_names, far_rows,
)  # fmt: skip
