"""Sheets typed full of anything, and with rows, columns, headings and tabs where none belong."""

import re
from collections.abc import Callable
from random import Random
from xml.sax.saxutils import escape

from openpyxl.utils import get_column_letter

from tests.fuzz import typed

Parts = dict[str, bytes]

_CELL = re.compile(rb'<c r="([A-Z]+)(\d+)"((?: [a-z]+="[^"]*")*)(?:/>|>.*?</c>)', re.DOTALL)
_ROW = re.compile(rb"<row [^>]*?(?:/>|>.*?</row>)", re.DOTALL)
_STYLE = re.compile(rb' s="(\d+)"')
_TEXT = re.compile(rb"(<t[^>]*>)([^<]+)(</t>)")
_TAB = re.compile(rb"<sheet [^>]*/>")
WORKBOOK = "xl/workbook.xml"
STYLES = "xl/styles.xml"
LOOKS = (
    b"<strike/>", b'<vertAlign val="superscript"/>', b'<name val=".VnTime"/>',
    b'<name val=".VnTimeH"/>', b'<name val="VNI-Times"/>', b'<strike val="?"/>', b"<name/>",
)  # fmt: skip
CODES = (
    "0%", "0.00%", '0"%"', r"0\%", "0,", "0.0,,", "[<1]0%;0", ";;;", "%", "%%", '"', "[", "0%;",
    "\\", "_", "*", "0;-0;0%", "#,##0%;[Red]-0%;\u2013", "General", "",
)  # fmt: skip
STAMPS = (
    "H02", "H03", "h01", "H01 ", "H99", "P", "", "H01·H02", "2026Q2", "2026Q4", "2026Q5", "2027Q1",
    "1999Q1", "0000Q0", "9999Q4", "2026q3", "2026-Q3", "Quý III/2026", "BCQ-1", "BCQ-2", "BCQ-99",
    "CT-1", "LS-1", "TP" * 300,
)  # fmt: skip
TABS = (
    "Biểu 1", "Biểu 1 – Số liệu", "bieu 01", "Biểu 9", "Sheet1", "", "a" * 40, "Biểu 2 – x",
    "BIỂU 3", "Bie\u0302\u0309u 4", "Biểu\u00a01", "&lt;b&gt;", "Biểu 1\u200b", "1 Biểu",
    "Biểu 12", "Biểu 1" + "\u0301\u0323" * 16, "Biểu 2" + "\u0f73" * 8_000,
)  # fmt: skip


def sheet_names(parts: Parts) -> list[str]:
    return sorted(name for name in parts if name.startswith("xl/worksheets/sheet"))


def _some_sheet(chance: Random, parts: Parts) -> str:
    """Return a sheet's part, the first one (the figures) oftener than others."""
    names = sheet_names(parts)
    return names[0] if chance.random() < 0.35 else chance.choice(names)


def type_in(chance: Random, parts: Parts) -> None:
    """Type anything into a few cells of a sheet, or into many."""
    name = _some_sheet(chance, parts)
    xml = parts[name]
    found = list(_CELL.finditer(xml))
    if chance.random() < 0.7:
        found = [cell for cell in found if _is_filled_in(name, cell)] or found
    if not found:
        return
    wanted = chance.sample(found, min(len(found), chance.choice((1, 1, 2, 4, 10, 60))))
    pieces, last = [], 0
    for cell in sorted(wanted, key=lambda each: each.start()):
        style = _STYLE.search(cell[3])
        ref = (cell[1] + cell[2]).decode()
        pieces += [
            xml[last : cell.start()],
            typed.cell(chance, ref, style[1].decode() if style else ""),
        ]
        last = cell.end()
    parts[name] = b"".join([*pieces, xml[last:]])


def _is_filled_in(name: str, cell: re.Match[bytes]) -> bool:
    """Whether the cell is one that a clerk types into: a figure, or an early row of a list."""
    row = int(cell[2])
    return (cell[1] == b"G" and row > 9) if name.endswith("sheet1.xml") else 8 < row < 16


def draw_otherwise(chance: Random, parts: Parts) -> None:
    """Give styles another font or format: struck out, raised, for an old alphabet, per cent."""
    xml = parts[STYLES]
    fonts = re.findall(rb"<font>.*?</font>", xml, re.DOTALL)
    if chance.random() < 0.6 and fonts:
        font = chance.choice(fonts)
        look = chance.choice(LOOKS)
        parts[STYLES] = xml.replace(font, font.replace(b"</font>", look + b"</font>"))
        return
    code = escape(chance.choice(CODES), {'"': "&quot;"}).encode()
    number = chance.choice((b"9", b"10", b"17", b"164", b"199"))
    form = b'<numFmt numFmtId="%s" formatCode="%s"/></numFmts>' % (number, code)
    xml = xml.replace(b"</numFmts>", form)
    styles = re.findall(rb'<xf numFmtId="\d+"', xml)
    old = chance.choice(styles) if styles else b"?"
    parts[STYLES] = xml.replace(old, b'<xf numFmtId="%s"' % number)


def type_a_column(chance: Random, parts: Parts) -> None:
    """Type the same thing into a whole column."""
    name = _some_sheet(chance, parts)
    column = get_column_letter(chance.randint(1, 9)).encode()
    seed = chance.random()

    def filled(cell: re.Match[bytes]) -> bytes:
        if cell[1] != column:
            return cell[0]
        return typed.cell(Random(seed), (cell[1] + cell[2]).decode())

    parts[name] = _CELL.sub(filled, parts[name])


def change_a_text(chance: Random, parts: Parts) -> None:
    """Retype a text of the form: a heading, a code, a label."""
    name = _some_sheet(chance, parts)
    found = list(_TEXT.finditer(parts[name]))
    if not found:
        return
    old, other = chance.choice(found), chance.choice(found)
    said = chance.choice((other[2], b"", typed.text(chance).encode("utf-8", "replace")))
    said = re.sub(rb"[<&]", b"?", said)
    xml = parts[name]
    parts[name] = xml[: old.start()] + old[1] + said + old[3] + xml[old.end() :]


def change_the_stamp(chance: Random, parts: Parts) -> None:
    old = chance.choice((b"H01", b"H02", b"2026Q3", b"BCQ-2", b"BCQ-1"))
    new = chance.choice(STAMPS).encode()
    for name in sheet_names(parts):
        if chance.random() < 0.8:
            parts[name] = parts[name].replace(old, new)


def _rows(xml: bytes) -> tuple[bytes, list[bytes], bytes]:
    found = list(_ROW.finditer(xml))
    if not found:
        return xml, [], b""
    return xml[: found[0].start()], [each[0] for each in found], xml[found[-1].end() :]


def _numbered(row: bytes, number: int) -> bytes:
    row = re.sub(rb'^(<row [^>]*?r=")\d+', rb"\g<1>%d" % number, row, count=1)
    return re.sub(rb'(<c r="[A-Z]+)\d+', rb"\g<1>%d" % number, row)


def shuffle_rows(chance: Random, parts: Parts) -> None:
    """Move rows: in the file alone, or with new numbers as a person sorts a list."""
    name = _some_sheet(chance, parts)
    head, rows, rest = _rows(parts[name])
    first = chance.choice((0, 5, 10))
    moved = rows[first:]
    chance.shuffle(moved)
    if chance.random() < 0.7:
        moved = [_numbered(row, first + at) for at, row in enumerate(moved, start=1)]
    parts[name] = head + b"".join(rows[:first] + moved) + rest


def take_rows_out(chance: Random, parts: Parts) -> None:
    name = _some_sheet(chance, parts)
    head, rows, rest = _rows(parts[name])
    kept = [row for row in rows if chance.random() > chance.choice((0.05, 0.3, 0.9))]
    if chance.random() < 0.7:
        kept = [_numbered(row, at) for at, row in enumerate(kept, start=1)]
    parts[name] = head + b"".join(kept) + rest


def double_rows(chance: Random, parts: Parts) -> None:
    name = _some_sheet(chance, parts)
    head, rows, rest = _rows(parts[name])
    if not rows:
        return
    at = chance.randrange(len(rows))
    doubled = rows[: at + 1] + rows[at:]
    if chance.random() < 0.8:
        doubled = [_numbered(row, number) for number, row in enumerate(doubled, start=1)]
    parts[name] = head + b"".join(doubled) + rest


def far_rows(chance: Random, parts: Parts) -> None:
    """Add rows below: a few far down, or thousands."""
    name = _some_sheet(chance, parts)
    first = chance.choice((200, 1_990, 2_099, 2_101, 30_000, 1_048_576, 9_999_999, 10**12))
    count = chance.choice((1, 3, 300, 2_500, 12_000))
    letters = chance.choice(("A", "B", "ABCDEFGHI", "Z", "AA", "BH", "XFD"))
    cells = "".join(
        f'<c r="{letter}%d"><v>1</v></c>' for letter in ([letters] if len(letters) < 4 else letters)
    )
    rows = (
        f'<row r="{number}">{cells.replace("%d", str(number))}</row>'
        for number in range(first, first + count)
    )
    parts[name] = parts[name].replace(b"</sheetData>", "".join(rows).encode() + b"</sheetData>")


def swap_columns(chance: Random, parts: Parts) -> None:
    """Let two columns change places, or one be written over another."""
    name = _some_sheet(chance, parts)
    one, other = (get_column_letter(chance.randint(1, 11)).encode() for _ in range(2))
    places = {one: other, other: one} if chance.random() < 0.7 else {one: other}

    def moved(cell: re.Match[bytes]) -> bytes:
        there = places.get(cell[1])
        if there is None:
            return cell[0]
        return cell[0].replace(b'<c r="' + cell[1], b'<c r="' + there, 1)

    parts[name] = _CELL.sub(moved, parts[name])


def take_a_column_out(chance: Random, parts: Parts) -> None:
    name = _some_sheet(chance, parts)
    column = get_column_letter(chance.randint(1, 9)).encode()
    parts[name] = _CELL.sub(lambda cell: b"" if cell[1] == column else cell[0], parts[name])


def rename_a_tab(chance: Random, parts: Parts) -> None:
    tabs = re.findall(rb' name="([^"]*)"', parts[WORKBOOK])
    if tabs:
        new = b' name="' + chance.choice(TABS).encode() + b'"'
        parts[WORKBOOK] = parts[WORKBOOK].replace(b' name="' + chance.choice(tabs) + b'"', new, 1)


def shuffle_tabs(chance: Random, parts: Parts) -> None:
    """Take tabs out, double them, or let them come in another order."""
    tabs = _TAB.findall(parts[WORKBOOK])
    match chance.randrange(4):
        case 0:
            new = chance.sample(tabs, len(tabs))
        case 1:
            new = chance.sample(tabs, chance.randint(0, len(tabs)))
        case 2:
            new = [*tabs, *chance.choices(tabs or [b""], k=chance.choice((1, 50)))]
        case _:
            new = tabs * chance.choice((2, 12))
    ids = iter(range(1, 10_000))
    if chance.random() < 0.5:
        new = [re.sub(rb'sheetId="\d+"', b'sheetId="%d"' % next(ids), tab) for tab in new]
    body = re.sub(rb"<sheets>.*?</sheets>", b"<sheets>" + b"".join(new) + b"</sheets>",
                  parts[WORKBOOK], flags=re.DOTALL)  # fmt: skip
    parts[WORKBOOK] = body


def swap_sheets(chance: Random, parts: Parts) -> None:
    one, other = (chance.choice(sheet_names(parts)) for _ in range(2))
    parts[one], parts[other] = parts[other], parts[one]


def merge(chance: Random, parts: Parts) -> None:
    name = _some_sheet(chance, parts)
    refs = [
        chance.choice(("A1:XFD1048576", "A1:B2", "G12:G14", "B9:C11", "A1", "", "B2:A1", "x", "1:1",
                       "A:A", f"G{chance.randint(1, 60)}:I{chance.randint(1, 60)}", "$A$1:$B$2"))
        for _ in range(chance.choice((1, 2, 20, 1_900, 2_100)))
    ]  # fmt: skip
    cells = "".join(f'<mergeCell ref="{ref}"/>' for ref in refs).encode()
    xml = re.sub(rb"<mergeCells.*?</mergeCells>", b"", parts[name], flags=re.DOTALL)
    parts[name] = xml.replace(
        b"</sheetData>", b"</sheetData><mergeCells>" + cells + b"</mergeCells>"
    )


def hide(chance: Random, parts: Parts) -> None:
    """Hide rows, columns or a sheet, by hand, by a filter or by their size."""
    name = _some_sheet(chance, parts)
    mark = chance.choice((b'hidden="1"', b'hidden="true"', b'ht="0"', b'hidden="x"'))
    match chance.randrange(3):
        case 0:
            share = chance.choice((0.05, 0.5, 1.0))
            parts[name] = re.sub(
                rb'<row (r="\d+")[^>]*?(/?)>',
                lambda row: (
                    b"<row %s %s%s>" % (row[1], mark, row[2]) if chance.random() < share else row[0]
                ),
                parts[name],
            )
        case 1:
            ends = (chance.choice((b"1", b"7", b"x", b"16384")) for _end in range(2))
            column = b'<cols><col min="%s" max="%s" hidden="1"/></cols>' % tuple(ends)
            xml = re.sub(rb"<cols>.*?</cols>", b"", parts[name], flags=re.DOTALL)
            parts[name] = xml.replace(b"<sheetData", column + b"<sheetData", 1)
        case _:
            state = chance.choice((b"hidden", b"veryHidden", b"odd"))
            tab = chance.choice(_TAB.findall(parts[WORKBOOK]))
            plain = re.sub(rb' state="[^"]*"', b"", tab)
            hidden = plain.replace(b"<sheet ", b'<sheet state="%s" ' % state, 1)
            parts[WORKBOOK] = parts[WORKBOOK].replace(tab, hidden, 1)


def copy_a_sheet(chance: Random, parts: Parts) -> None:
    """Let a copy of a sheet stand beside it, as it is or typed into, first or last."""
    name = _some_sheet(chance, parts)
    copy, number = "xl/worksheets/sheet77.xml", b"rId77"
    copied = {copy: parts[name]}
    if chance.random() < 0.7:
        type_in(chance, copied)
    parts.update(copied)
    tab = b'<sheet name="%s" sheetId="77" r:id="%s"/>' % (chance.choice(TABS).encode(), number)
    place = chance.choice((rb"(<sheets>)", rb"()(?=</sheets>)"))
    parts[WORKBOOK] = re.sub(place, lambda found: found[1] + tab, parts[WORKBOOK], count=1)
    relation = (
        b'<Relationship Id="%s" Target="worksheets/sheet77.xml" Type="http://schemas.openxmlformats'
        b'.org/officeDocument/2006/relationships/worksheet"/></Relationships>'
    )
    relations = "xl/_rels/workbook.xml.rels"
    parts[relations] = parts[relations].replace(b"</Relationships>", relation % number)


def add_up(chance: Random, parts: Parts) -> None:
    """Type a row of sums, or numbers where none is asked."""
    name = _some_sheet(chance, parts)
    row = chance.randint(9, 70)
    columns = {
        chance.choice("ABCDI"): chance.choice(("Tổng cộng", "Cộng: 2 tổ chức", "Total", "Tổng")),
        chance.choice("EFGHI"): chance.choice(typed.NUMBERS),
    }

    def filled(cell: re.Match[bytes]) -> bytes:
        said = columns.get(cell[1].decode())
        if said is None or int(cell[2]) != row:
            return cell[0]
        text = f'<c r="{cell[1].decode()}{row}" t="str"><v>{said}</v></c>'
        return text.encode()

    parts[name] = _CELL.sub(filled, parts[name])


TYPING: tuple[Callable[[Random, Parts], None], ...] = (
    type_in, type_in, type_in, type_in, type_a_column, change_a_text, draw_otherwise, add_up,
)  # fmt: skip
SHAPES: tuple[Callable[[Random, Parts], None], ...] = (
    change_a_text, change_the_stamp, change_the_stamp, shuffle_rows, take_rows_out, double_rows,
    far_rows, swap_columns, swap_columns, take_a_column_out, rename_a_tab, shuffle_tabs,
    swap_sheets, merge, hide, hide, copy_a_sheet, copy_a_sheet,
)  # fmt: skip
