"""No number of a person is kept, whatever becomes of the file it stood in."""

import zipfile
from io import BytesIO
from time import perf_counter

import pytest

from dashboard.workbooks import intake, typed, withheld
from data_access.vocabulary import Severity
from tests.workbooks.forms import FORM, edited, filled, founding, with_foundings

PERSON = "079085012345"
SPACED = "079 085 012 345"
E9 = (9, 5)
LIST = "xl/worksheets/sheet2.xml"


def with_number(number):
    data = with_foundings(founding(), UNION_FOUNDED=0, PARTY_ORG_FOUNDED=1)
    return edited(data, lambda book: book.worksheets[1].cell(*E9, number))


def problems(data):
    return intake.content(intake.opened(data), FORM)[1]


def rules(data):
    return [each.rule for each in problems(data) if each.severity is Severity.ERROR]


def everything(data):
    with zipfile.ZipFile(BytesIO(data)) as package:
        return b"\n".join(package.read(name) for name in package.namelist()).decode("utf-8")


@pytest.mark.parametrize(
    "written", [PERSON, SPACED, "079.085.012.345", f"CCCD {PERSON}", 79085012345, int(PERSON)]
)
def test_the_number_is_refused_and_what_is_kept_has_it_no_more(written):
    data = with_number(written)
    assert rules(data) == ["personal-number"]
    kept = withheld.kept(data)
    assert kept is not None
    assert "085012345" not in everything(kept).replace(" ", "").replace(".", "")
    assert rules(kept) == ["personal-number"]
    assert withheld.kept(kept) == kept


@pytest.mark.parametrize("sheet", [0, 1, 2, 3])
def test_the_number_goes_wherever_it_is_written(sheet):
    said = f"Chủ hộ {SPACED}, đã xác nhận"
    data = edited(filled(), lambda book: book.worksheets[sheet].cell(60, 12, said))
    assert "085 012 345" not in everything(withheld.kept(data))
    assert "079 000 000 000, đã xác nhận" in everything(withheld.kept(data))


def test_a_file_without_such_a_number_is_kept_as_it_is():
    data = filled()
    assert withheld.kept(data) is data
    wrong = with_number("0109876558-001")
    assert withheld.kept(wrong) is wrong


def test_what_is_no_workbook_is_kept_as_it_is():
    for data in (b"", b"no workbook", filled()[:500]):
        assert withheld.kept(data) is data


def test_where_the_number_stays_readable_nothing_is_kept():
    data = with_number('="079085"&"012345"')
    assert withheld.kept(data) is None


def test_a_draft_has_the_number_no_more():
    draft = typed.parsed({"foundings": [{"tax_code": SPACED, "members": PERSON}]})
    assert draft.foundings == ({"tax_code": "079 000 000 000", "members": PERSON},)


@pytest.mark.parametrize("part", ["<t ", "<t>1 2 3 ", "<a:t", "1 ", "<v>12345678901"])
def test_a_strange_part_is_looked_through_at_once(part):
    written = BytesIO()
    with zipfile.ZipFile(BytesIO(filled())) as source, zipfile.ZipFile(written, "w") as target:
        for entry in source.infolist():
            strange = entry.filename == "xl/sharedStrings.xml"
            target.writestr(entry, part * 200_000 if strange else source.read(entry))
    began = perf_counter()
    withheld.kept(written.getvalue())
    assert perf_counter() - began < 5


def parts_of(data):
    with zipfile.ZipFile(BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def instead(data, was, now):
    """The workbook with something else written in its list of foundings."""
    parts = parts_of(data)
    assert was in parts[LIST].decode()
    parts[LIST] = parts[LIST].decode().replace(was, now).encode()
    return packed(parts)


def packed(parts):
    written = BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return written.getvalue()


@pytest.mark.parametrize(
    "string",
    [
        "<is><r><t>079085</t></r><r><rPr><b/></rPr><t>012345</t></r></is>",
        "<is><r><t>079</t></r>\n  <r><rPr><b/><sz val='9'/></rPr><t>085012345</t></r>\n</is>",
        "<is><t>07908501234&#53;</t></is>",
        "<is><t>0790850&#x31;2345</t></is>",
        "<is><t>079085<![CDATA[012345]]></t></is>",
        "<is><t>079085<!-- x -->012345</t></is>",
        "<is><r><t>079085</t></r><rPh sb='0' eb='1'><t>a</t></rPh><r><t>012345</t></r></is>",
        "<is><t>CCCD: &lt;079085012345&gt; &amp; nhà</t></is>",
    ],
)
def test_the_number_goes_however_it_is_written_down(string):
    data = instead(with_number("THAY"), "<is><t>THAY</t></is>", string)
    before, kept = opened_texts(data), withheld.kept(data)
    assert any("079085012345" in each for each in before)
    after = opened_texts(kept)
    assert [each.replace("079085012345", "079000000000") for each in before] == after


def opened_texts(data):
    sheets = intake.opened(data).sheets.values()
    return [str(cell.value) for sheet in sheets for cell in sheet.cells.values()]


def test_a_text_that_a_formula_last_showed_goes_with_its_formula_or_nothing_is_kept():
    formula = '<f>"CCCD "&amp;"079085012345"</f>'
    data = instead(with_number('="CCCD "&"079085012345"'), 'r="E9"', 'r="E9" t="str"')
    shown = instead(data, f"{formula}<v />", f"{formula}<v>CCCD 079085012345</v>")
    assert "085012345" not in everything(withheld.kept(shown))
    assert withheld.kept(instead(shown, formula, "<f>A1&amp;B1</f>")) is None


@pytest.mark.parametrize("written", ["7.9085012345E10", "79085012345.0", "79085012345"])
def test_a_number_is_known_in_whatever_form_a_program_writes_it(written):
    data = instead(with_number(987654321), "<v>987654321</v>", f"<v>{written}</v>")
    assert "<v>79000000000</v>" in everything(withheld.kept(data))


@pytest.mark.parametrize("written", ["45000.1234567", "0.12345678901"])
def test_a_moment_or_a_share_is_no_such_number(written):
    data = instead(with_number(987654321), "<v>987654321</v>", f"<v>{written}</v>")
    assert withheld.kept(data) is data


def test_other_documents_and_broken_parts_lose_it_too():
    runs = "<w:r><w:t>079085</w:t></w:r><w:r><w:t>012345</w:t></w:r>"
    word = {"word/document.xml": f'<w:p xmlns:w="w">{runs}</w:p>'}
    assert "079000</w:t></w:r><w:r><w:t>000000" in everything(withheld.kept(packed(word)))
    broken = {"xl/a.xml": "<a><t>079085012345</t><b>079085012345</a> 079085012345"}
    assert "085012345" not in everything(withheld.kept(packed(broken)))
    wide = {"xl/a.xml": "<a>079085012345</a>".encode("utf-16")}
    with zipfile.ZipFile(BytesIO(withheld.kept(packed(wide)))) as package:
        assert package.read("xl/a.xml").decode("utf-16") == "<a>079000000000</a>"
