"""What came by e-mail, received from the command line."""

import zipfile
from pathlib import Path

import pytest

from dashboard.actions import bulk
from data_access.vocabulary import Role
from tests.actions.workbooks import a_workbook
from tests.factories import a_person, a_unit


@pytest.fixture
def officer(done):
    """Who reviews a province, which has two units."""
    province = a_unit("P")
    officer = a_person(Role.REVIEWER, province, username="chuyenvien")
    for code in ("D01", "D02"):
        a_unit(code, province)
    return officer


@pytest.fixture
def mail(officer) -> None:
    """Two files in the folder: a good return as it is, a wrong one and a picture in an archive."""
    Path("tốt.xlsx").write_bytes(a_workbook(officer, "D01"))
    with zipfile.ZipFile("thư.zip", "w") as archive:
        wrong = a_workbook(officer, "D02", figures={"UNION_MEMBER_ADMITTED": "1,608"})
        archive.writestr("sai.xlsx", wrong)
        archive.writestr("ảnh.jpg", b"\xff\xd8\xff")


def test_files_and_archives_are_received_and_the_bad_handed_back(done, mail):
    told = done("receive", "tốt.xlsx", "thư.zip", "--as", "chuyenvien", "--zip", "can-sua.zip")
    assert (told["files"], told["stored"], told["refused"], told["waiting"]) == (3, 1, 2, 0)
    ends = {each["file"]: (each["unit"], each["outcome"]) for each in told["items"]}
    assert ends == {
        "tốt.xlsx": ("D01", "stored"),
        "thư.zip/sai.xlsx": ("D02", "refused"),
        "thư.zip/ảnh.jpg": (None, "refused"),
    }
    assert "ambiguous-number" in {each["rule"] for each in told["items"][1]["problems"]}
    with zipfile.ZipFile("can-sua.zip") as archive:
        assert "Huyện D02/CAN-SUA_sai.xlsx" in archive.namelist()
    again = done("receive", "tốt.xlsx", "--as", "chuyenvien")
    assert (again["stored"], again["repeated"]) == (0, 1)


def test_a_bundle_that_was_broken_off_is_read_on(done, tiendo, officer, mail):
    number = bulk.receive(officer, [("tốt.xlsx", Path("tốt.xlsx").read_bytes())])
    assert done("receive", "--bundle", str(number), "--as", "chuyenvien")["stored"] == 1
    assert tiendo("receive", "--bundle", "999", "--as", "chuyenvien").exit_code == 1


def test_what_to_read_is_said_once(tiendo, mail):
    assert tiendo("receive", "--as", "chuyenvien").exit_code == 2
    assert tiendo("receive", "tốt.xlsx", "--bundle", "1", "--as", "chuyenvien").exit_code == 2


def test_a_clerk_receives_nothing(tiendo, officer, mail):
    a_person(Role.REPORTER, a_unit("D03", a_unit("P2")), username="canbo")
    refused = tiendo("receive", "tốt.xlsx", "--as", "canbo")
    assert refused.exit_code == 1
    assert "không có quyền" in refused.stderr
