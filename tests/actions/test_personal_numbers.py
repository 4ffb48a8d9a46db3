"""A person's identification number is stored nowhere, by whatever door it came."""

import zipfile
from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import text

from dashboard.actions import bulk, drafts, returns
from dashboard.errors import WorkbookRefused
from dashboard.readings import bundles, marked
from data_access import engine
from data_access.vocabulary import UploadOutcome
from tests.actions.workbooks import Q3, a_workbook

NUMBER = "079085012345"
FOUNDING = {
    "indicator": "UNION_FOUNDED",
    "name": "Công đoàn cơ sở hộ kinh doanh Sao Mai",
    "enterprise": "Hộ kinh doanh Sao Mai",
    "tax_code": NUMBER,
    "founded_on": "12/08/2026",
    "decision_number": "12/QĐ-LĐLĐ",
    "members": 5,
}


@pytest.fixture
def data(world):
    return a_workbook(world.clerk, figures={"UNION_FOUNDED": 1}, foundings=[FOUNDING])


def unpacked(content):
    with zipfile.ZipFile(BytesIO(content)) as package:
        return b"\n".join(map(package.read, package.namelist())).decode("utf-8")


def stored():
    """Everything that was written down, workbooks unpacked."""
    with engine.reading(engine.SERVICE) as session:
        kept = session.scalars(text("select content from stored_file")).all()
        told = [
            row
            for table in ("upload", "audit_event", "return_draft", "intake_item")
            for row in session.scalars(text(f"select t::text from {table} t"))  # noqa: S608
        ]
    return [*told, *map(unpacked, kept)]


def test_a_refused_file_is_kept_without_it_and_handed_back_marked(world, data):
    checked = returns.check(world.clerk, data, "bc.xlsx")
    with pytest.raises(WorkbookRefused):
        returns.submit(world.clerk, data, "bc.xlsx")
    assert returns.check(world.clerk, data, "bc.xlsx", again=True).upload_id
    assert "personal-number" in {each.rule for each in checked.problems}
    assert any("079000000000" in each for each in stored())
    assert not any(NUMBER in each for each in stored())
    _name, handed_back = marked.of_upload(world.clerk, checked.upload_id)
    assert "079000000000" in unpacked(handed_back)
    again = returns.check(world.clerk, handed_back, "bc-danh-dau.xlsx")
    assert "personal-number" in {each.rule for each in again.problems}


def test_looking_again_at_a_refused_file_writes_nothing(world, data):
    returns.check(world.clerk, data, "bc.xlsx", again=True)
    before = stored()
    returns.check(world.clerk, data, "bc.xlsx", again=True)
    assert stored() == before


def test_files_received_by_e_mail_are_kept_without_it(world, data):
    batch = bulk.receive(world.officer, [("D01.xlsx", data)])
    while bulk.read_next(world.officer, batch):
        pass
    assert "personal-number" in str(bundles.bundle(world.officer, batch))
    assert not any(NUMBER in each for each in stored())


def test_a_draft_is_kept_without_it_typed_or_taken_from_a_file(world, data):
    typed = {"foundings": [{"enterprise": "Hộ kinh doanh Sao Mai", "tax_code": NUMBER}]}
    draft = drafts.save(world.clerk, "D01", Q3, typed, 0)
    drafts.take_from_file(world.clerk, "D01", Q3, data, "bc.xlsx", replacing=draft.version)
    assert any("079000000000" in each for each in stored())
    assert not any(NUMBER in each for each in stored())


def test_what_is_written_down_of_a_problem_says_no_such_number(world):
    wrong = {**FOUNDING, "tax_code": None, "founded_on": NUMBER, "members": int(NUMBER)}
    data = a_workbook(world.clerk, figures={"UNION_FOUNDED": 1}, foundings=[wrong])
    checked = returns.check(world.clerk, data, "bc.xlsx")
    assert any(NUMBER in (each.found or "") for each in checked.problems)
    bulk.read_next(world.officer, bulk.receive(world.officer, [("D01.xlsx", data)]))
    assert not any(NUMBER in each for each in stored())
    assert not any(NUMBER.removeprefix("0") in each for each in stored())


def test_a_file_of_which_nothing_may_be_kept_is_refused_as_it_is_received(world):
    book = load_workbook(BytesIO(a_workbook(world.clerk)))
    book.worksheets[1]["E9"] = '="079085"&"012345"'
    written = BytesIO()
    book.save(written)
    batch = bulk.receive(world.officer, [("D01.xlsx", written.getvalue())])
    end = bundles.bundle(world.officer, batch).files[0]
    assert [each.rule for each in end.problems] == ["number-in-formula"]
    assert (end.outcome, end.upload_id) == (UploadOutcome.REFUSED, None)
    assert not any("012345" in each for each in stored())
