"""What people, programs and mischief put into a cell: texts, numbers, whole cells of XML."""

from random import Random
from xml.sax.saxutils import escape

TEXTS = (
    "", " ", "-", "–", "0", "00", "+5", "-5", "−5", "5-", "1.608", "1 608", "1 608", "1,608",
    "1.60", "28,75", "１２", "١٢", "Ⅳ", "½", "5 (năm)", "năm", "5người", "1e3", "0x10", "1_000",
    "NaN", "inf", "-inf", "null", "None", "TRUE", "#N/A", "=1+1", "=cmd|' /C calc'!A0", "'=1",
    "@SUM(A1)", "31/02/2026", "05/09/2026", "5.9.2026", "2026-09-05", "13/13/2026", "05/09/26",
    "05/09/0026", "99/99/9999", "tháng 9", "Công ty TNHH Đông Á", "công  ty tnhh đông á",
    "Co\u0302ng ty TNHH \u0110o\u0302ng A\u0301", "\u202eÁ gnôĐ HNNT yt gnôC", "a\u200bb",
    "\ufeff1", "\u00ad5", "👩‍👩‍👧‍👦", "\U0001f600" * 30, "e" + "\u0301" * 200, "\u0600\u0601",
    "\ud7ff\ue000\ufffd", "a\nb\rc\td", "_x000D_", "_x0000_", "_x005F_x000D_", "{tìm thấy}", "{0}",
    "%s", "%(a)s", "<b>x</b>", "&amp;", "]]>", "'; drop table return_value; --",
    "../../etc/passwd", "${jndi:ldap://x}", "\\", "0123456789", "0123456789-001", "0123456789001",
    "123456789012345", "Có", "Không", "x", "✓", "Tổ chức đảng", "Công đoàn cơ sở", "tổng cộng",
    "Mã đơn vị: H02", "Kỳ báo cáo: 2026Q2", "Phiên bản mẫu: BCQ-9", "PARTY_ORG_FOUNDED",
    "UNION_FOUNDED", "Biểu 1", "2\n150", "2\t150", "2\u2028150", "4_x000D_", "_xD83D_",
    "_xD83D__xDE00_", "_x005F_x005F_", "12_x000B_5", "079_x000D_085012345", "C«ng ty TNHH §«ng ¸",
    "Coâng ty Ñoâng AÙ", "CTY Léc", "Nestlé", "Công ty Hoµng", "12¹", "m²",
)  # fmt: skip
NUMBERS = (
    "0", "-0", "1", "-1", "1.5", "1e308", "1e309", "-1e309", "1e-400", "NaN", "INF", "Infinity",
    "1e3", "0.1e1", "1E+2", "2147483647", "2147483648", "9223372036854775808", "9" * 400,
    "9" * 5000, "0." + "0" * 400 + "1", " 7 ", "7 7", "0x1F", "１２", "1_0", "1,5", "", "46000",
    "46000.75", "-46000", "60", "0.5", "2958466", "1e15", "999999999999999999999", "--1", "1..2",
    "\u00a07", "5.0", "5.000000000000001", "4.9999999999999999", "true",
)  # fmt: skip
FORMULAS = (
    "1+1", "SUM(A1:A9)", "A1", "#REF!", "", "=", "1/0", "INDIRECT(\"A1\")", "(" * 300, "\"" * 9,
    "HYPERLINK(\"http://x\",\"y\")", "[1]Sheet1!A1", "SUM(" + "A1," * 2000 + "A1)", "{1,2;3}",
    "LAMBDA(x,x)(1)", "'Biểu 2 – DS tổ chức thành lập'!A1", "A1:XFD1048576", "WEBSERVICE(\"x\")",
)  # fmt: skip
FONTS = (
    "<b/>", "<strike/>", '<strike val="0"/>', '<vertAlign val="superscript"/>',
    '<vertAlign val="subscript"/>', '<vertAlign val="x"/>', "<vertAlign/>",
    '<rFont val=".VnTime"/>', '<rFont val=".VnTimeH"/>', '<rFont val="VNI-Times"/>',
    '<rFont val="VPS Times"/>', "<rFont/>",
    '<strike/><vertAlign val="superscript"/>', "",
)  # fmt: skip
MARKS = "\u0301\u0323\u0300\u0327\u0f73\u0f71\uff9e\U0001d165\u0344\u3099"
KINDS = ("n", "s", "str", "inlineStr", "b", "e", "d", "x", "", "N")
DAYS = ("2026-08-05", "2026-08-05T10:00:00Z", "10:00", "PT5H", "yesterday", "2026-13-40", "")


def text(chance: Random) -> str:
    """Return a text to type: a wicked one, one of strange letters, one of marks upon marks, or a
    very long one.
    """
    draw = chance.random()
    if draw < 0.75:
        return chance.choice(TEXTS)
    if draw < 0.8:
        return marks(chance)
    if draw < 0.95:
        return "".join(_letter(chance) for _ in range(chance.randint(1, 40)))
    return chance.choice(("a", "Đ", " ", "1", "a ", "\u0301", "\U0001f600")) * chance.choice(
        (256, 4001, 32_767, 40_000)
    )


def marks(chance: Random) -> str:
    """Return a text whose normal form takes as long as the square of its length, if one asks."""
    run = "".join(chance.choices(MARKS, k=chance.choice((29, 30, 31, 1_000, 16_000))))
    between = chance.choice(("", "", "\u200b", "\u034f", "a"))
    return "Đông " + between.join(run[at : at + 5_000] for at in range(0, len(run), 5_000))


def _letter(chance: Random) -> str:
    first, last = chance.choice(
        ((0x20, 0x7E), (0xA0, 0x24F), (0x300, 0x36F), (0x1EA0, 0x1EF9), (0x2000, 0x206F),
         (0x600, 0x6FF), (0x4E00, 0x4EFF), (0xE000, 0xE0FF), (0x1F300, 0x1F5FF), (0xE0000, 0xE007F))
    )  # fmt: skip
    return chr(chance.randint(first, last))


def cell(chance: Random, ref: str, style: str = "") -> bytes:
    """Return the XML of a cell with something in it; most of it is well formed."""
    marks = f' r="{ref}"' + (f' s="{style}"' if style else "")
    draw = chance.random()
    if draw < 0.35:
        return _inline(marks, text(chance))
    if draw < 0.6:
        return f"<c{marks}><v>{chance.choice(NUMBERS)}</v></c>".encode()
    if draw < 0.7:
        return _formula(chance, marks)
    if draw < 0.75:
        return f'<c{marks} t="d"><v>{chance.choice(DAYS)}</v></c>'.encode()
    if draw < 0.8:
        return f'<c{marks} t="b"><v>{chance.choice(("0", "1", "2", "x"))}</v></c>'.encode()
    if draw < 0.85:
        said = chance.choice(("#N/A", "#REF!", "#DIV/0!", "oops", ""))
        return f'<c{marks} t="e"><v>{said}</v></c>'.encode()
    if draw < 0.9:
        return _rich(chance, marks)
    kind, value = chance.choice(KINDS), chance.choice((*NUMBERS, *TEXTS))
    return f'<c{marks} t="{kind}"><v>{escape(value)}</v></c>'.encode("utf-8", "replace")


def _inline(marks: str, said: str) -> bytes:
    body = f'<is><t xml:space="preserve">{escape(said)}</t></is>'
    return f'<c{marks} t="inlineStr">{body}</c>'.encode("utf-8", "replace")


def _rich(chance: Random, marks: str) -> bytes:
    runs = "".join(_run(chance) for _ in range(chance.randint(0, 5)))
    reading = '<rPh sb="0" eb="1"><t>đọc</t></rPh>' if chance.random() < 0.5 else ""
    return f'<c{marks} t="inlineStr"><is>{runs}{reading}</is></c>'.encode("utf-8", "replace")


def _run(chance: Random) -> str:
    said = chance.choice((*"0123456789", "12", "1.608", text(chance)[:200]))
    look = f"<rPr>{chance.choice(FONTS)}</rPr>" if chance.random() < 0.8 else ""
    return f'<r>{look}<t xml:space="preserve">{escape(said)}</t></r>'


def _formula(chance: Random, marks: str) -> bytes:
    kind = chance.choice(
        ("", "", ' t="array" ref="A1:B2"', ' t="shared" si="0" ref="A1:A9"', ' t="shared" si="0"',
         ' t="dataTable" ref="A1:B2" r1="A1"', ' t="shared"', ' t="other"')
    )  # fmt: skip
    said = escape(chance.choice(FORMULAS))
    shown = chance.choice(("", "<v/>", "<v>5</v>", "<v>x</v>", f"<v>{chance.choice(NUMBERS)}</v>"))
    of = chance.choice(("", "", ' t="str"', ' t="e"', ' t="b"'))
    return f"<c{marks}{of}><f{kind}>{said}</f>{shown}</c>".encode()
