"""No number of a person is kept, whatever becomes of the file it stood in."""

import zipfile
from io import BytesIO
from time import perf_counter

import pytest

from dashboard.errors import Problem
from dashboard.workbooks import intake, typed, withheld
from data_access.vocabulary import Severity
from tests.workbooks.forms import FORM, edited, filled, founding, with_foundings

PERSON = "079085012345"
SPACED = "079 085 012 345"
E9 = (9, 5)


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
    kept = withheld.kept(data, problems(data))
    assert kept is not None
    assert "085012345" not in everything(kept).replace(" ", "").replace(".", "")
    assert rules(kept) == ["personal-number"]
    assert withheld.masked(kept) == kept


@pytest.mark.parametrize("sheet", [0, 1, 2, 3])
def test_the_number_goes_wherever_it_is_written(sheet):
    said = f"Chủ hộ {SPACED}, đã xác nhận"
    data = edited(filled(), lambda book: book.worksheets[sheet].cell(60, 12, said))
    assert "085 012 345" not in everything(withheld.masked(data))
    assert "079 000 000 000, đã xác nhận" in everything(withheld.masked(data))


def test_a_file_without_such_a_number_is_kept_as_it_is():
    data = filled()
    assert withheld.kept(data, problems(data)) is data
    wrong = with_number("0109876558-001")
    assert withheld.masked(wrong) is wrong


def test_what_is_no_workbook_is_kept_as_it_is():
    for data in (b"", b"no workbook", filled()[:500]):
        assert withheld.kept(data, ()) is data


def test_where_the_number_stays_readable_nothing_is_kept():
    data = with_number('="079085"&"012345"')
    place = Problem(Severity.ERROR, "personal-number", "…", "Biểu 2 – DS tổ chức thành lập", "E9")
    assert withheld.kept(data, (place,)) is None


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
    withheld.masked(written.getvalue())
    assert perf_counter() - began < 5
