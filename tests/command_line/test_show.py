"""What a return holds, as it is printed for a person: whole, in words, and nothing but text."""

import json

import pytest

from dashboard.actions import decisions, returns
from data_access import engine
from data_access.models import Account
from data_access.vocabulary import Role
from tests.actions.workbooks import a_workbook
from tests.factories import a_person, a_return, a_unit
from tests.workbooks.forms import noted

SHEET = "Biểu 1 – Số liệu"
FIGURES = {"PARTY_MEMBER_ADMITTED": 1608, "UNION_FOUNDED": 1, "UNION_MEMBER_ADMITTED": 0}
FOUNDING = {
    "indicator": "UNION_FOUNDED",
    "name": "Công đoàn cơ sở Công ty Ví Dụ",
    "enterprise": "Công ty TNHH <i>Ví Dụ</i>",
    "founded_on": "14/08/2026",
    "decision_number": "27/QĐ-LĐLĐ",
    "members": 32,
}
REVIEW = {"enterprise": "Công ty CP Sao Hôm", "workers": 40, "has_union": False}
DIFFICULTY = {"difficulty": "Thiếu nguồn kết nạp", "proposal": '=HYPERLINK("http://x")'}
HARMFUL = "Dòng một\x1b[31m\x07\r\n\x9b2J dòng\u202e hai\n\n22/11/2026 09:55  Đã duyệt"


@pytest.fixture
def people(database):
    """A district's clerk and its officer."""
    province = a_unit("P")
    return a_person(Role.REPORTER, a_unit("D01", province)), a_person(Role.REVIEWER, province)


@pytest.fixture
def number(tiendo, people) -> str:
    """A return with everything in it, handed in twice and sent back in between."""
    clerk, officer = people
    lists = {"foundings": [FOUNDING], "reviews": [REVIEW], "difficulties": [DIFFICULTY]}
    data = noted(
        a_workbook(clerk, figures=FIGURES, **lists), {"UNION_FOUNDED": "Mới thành lập tháng 8"}
    )
    made = returns.submit(clerk, data, "lần 1.xlsx", explanation="Đã rà từng công đoàn")
    decisions.send_back(officer, made.return_id, "Xem nhận xét", 1, [(SHEET, "G19", "Chưa khớp")])
    again = a_workbook(clerk, figures={**FIGURES, "PARTY_MEMBER_ADMITTED": 5}, **lists)
    returns.submit(clerk, again, "lần 2.xlsx", explanation="đã rà", reason="Gõ nhầm")
    return str(made.return_id)


def printed(tiendo, *words: str) -> str:
    result = tiendo("show", *words)
    assert result.exit_code == 0, result.stderr
    assert result.stderr == ""
    return result.stdout


def test_the_sheet_begins_with_whose_it_is_and_how_it_stands(tiendo, people, number):
    clerk, _officer = people
    lines = printed(tiendo, number, "--as", clerk.username).splitlines()
    assert lines[0] == f"Báo cáo số {number}, bản 2: Huyện D01, quý III/2026"
    assert lines[1].startswith("Chờ duyệt; nộp 20/09/2026 ")
    assert lines[1].endswith(f", {clerk.name}")
    assert lines[2] == "hạn nộp 25/09/2026, đúng hạn"
    assert lines[3].startswith("Tệp gốc: lần 2.xlsx, ")
    assert len(lines[4].removeprefix("SHA-256: ")) == 64
    assert lines[5] == "Lý do sửa bản đã nộp: Gõ nhầm"


def test_figures_stand_with_their_names_and_what_they_are_numbers_of(tiendo, number):
    sheet = printed(tiendo, number, "--revision", "1")
    assert "  Đảng viên mới kết nạp: 1.608 đảng viên\n" in sheet
    assert "  Đoàn viên công đoàn kết nạp mới: 0 đoàn viên\n" in sheet
    assert "Tổ chức đảng thành lập mới: –\n" in sheet
    assert "– : không báo cáo; 0: báo cáo là không có." in sheet


def test_lists_difficulties_notes_and_warnings_stand_row_by_row(tiendo, number):
    sheet = printed(tiendo, number, "--revision", "1")
    assert "Tổ chức thành lập mới trong quý: 1\n  1. Công ty TNHH <i>Ví Dụ</i>\n" in sheet
    for said in ("Ngày thành lập: 14/08/2026", "Số quyết định: 27/QĐ-LĐLĐ", "lập: 32"):
        assert said in sheet
    assert "  1. Công ty CP Sao Hôm\n" in sheet
    assert "     Lao động: 40; Công đoàn cơ sở: chưa\n" in sheet
    assert "  1. Khó khăn: Thiếu nguồn kết nạp\n" in sheet
    assert '     Kiến nghị: =HYPERLINK("http://x")\n' in sheet
    assert "Công đoàn cơ sở thành lập mới (I" in sheet
    assert "): Mới thành lập tháng 8\n" in sheet
    assert "  Biểu 2 – DS tổ chức thành lập E" in sheet
    assert "Giải trình của đơn vị: Đã rà từng công đoàn" in sheet


def test_what_happened_is_told_from_the_first_to_the_last(tiendo, people, number):
    clerk, officer = people
    told = printed(tiendo, number).split("Diễn biến\n")[1]
    first, second, third = (
        told.index(f"  {clerk.name} nộp (bản 1, trên web)\n"),
        told.index(f"  {officer.name} trả lại (bản 1)\n    Xem nhận xét\n"),
        told.index(f"  {clerk.name} nộp (bản 2, trên web)\n    Gõ nhầm\n"),
    )
    assert first < second < third
    assert f"    {SHEET} G19: Chưa khớp\n" in told
    assert "Tất cả các bản\n  bản 2: Chờ duyệt, " in told
    assert told.index("lần 2.xlsx") < told.index("lần 1.xlsx")


def test_an_earlier_revision_says_that_it_is_one_and_what_counts(tiendo, people, number):
    decisions.accept(people[1], int(number))
    earlier = printed(tiendo, number, "--revision", "1")
    for said in (
        "Bị trả lại; nộp ",
        "Đây là bản cũ.",
        "Tình trạng báo cáo: Đã duyệt",
        "Số liệu đang được tính là của bản 2.",
        "  bản 2 (đang được tính): Đã duyệt",
    ):
        assert said in earlier
    newest = printed(tiendo, number)
    assert "Đây là bản cũ." not in newest
    assert "Tình trạng báo cáo" not in newest


def test_a_return_with_nothing_in_it_says_so(tiendo, database):
    unit = a_unit("D09", a_unit("P"))
    sheet = printed(tiendo, str(a_return(unit, "2026Q1", {}, a_person(Role.REPORTER, unit))))
    for said in (
        "Tệp gốc: không tên",
        "Báo cáo không có tổ chức thành lập mới.",
        "Báo cáo không rà soát doanh nghiệp nào.",
        "Báo cáo không nêu khó khăn, kiến nghị.",
        "Tệp không đọc lại được theo quy tắc hiện hành",
    ):
        assert said in sheet
    assert "Tất cả các bản" not in sheet
    assert "giải trình" not in sheet


def test_it_speaks_the_language_of_who_asks(tiendo, people, number):
    clerk, _officer = people
    with engine.writing(engine.SERVICE) as session:
        session.get(Account, clerk.account_id).language = "en"
    sheet = printed(tiendo, number, "--as", clerk.username)
    assert sheet.startswith(f"Return {number}, revision 2: Huyện D01, quarter 3/2026")
    assert "Party members admitted: 5 " in sheet


def test_what_people_typed_neither_moves_the_cursor_nor_looks_like_another_line(
    tiendo, done, people
):
    clerk, officer = people
    made = returns.submit(clerk, a_workbook(clerk), "a.xlsx", explanation=HARMFUL)
    number = str(made.return_id)
    decisions.send_back(officer, made.return_id, HARMFUL, 1, [(SHEET, "G19", HARMFUL)])
    sheet = printed(tiendo, number)
    assert not [letter for letter in sheet if letter != "\n" and not letter.isprintable()]
    assert sheet.count("Dòng một[31m\n") == 3  # the explanation, the reason, the remark
    forged = [line for line in sheet.splitlines() if line.strip() == "22/11/2026 09:55  Đã duyệt"]
    assert len(forged) == 3
    assert all(line.startswith("    ") for line in forged)  # an event begins after two spaces
    told = tiendo("show", number, "--json").stdout
    assert not [letter for letter in told if letter != "\n" and not letter.isprintable()]
    assert json.loads(told)["timeline"][1]["reason"] == HARMFUL
    assert json.loads(told)["revision"]["explanation"] == HARMFUL


def test_a_return_beyond_ones_units_is_refused_in_a_sentence(tiendo, number):
    stranger = a_person(Role.ADMINISTRATOR, a_unit("P2"))
    refused = tiendo("show", number, "--as", stranger.username)
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert "không có quyền" in refused.stderr


@pytest.mark.parametrize("words", [("999",), ("1", "--revision", "9"), (str(10**30),)])
def test_what_is_not_there_is_told_in_a_sentence(tiendo, number, words):
    refused = tiendo("show", *words)
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert words[-1] in refused.stderr
    assert "Traceback" not in refused.stderr


def test_a_number_is_asked_for(tiendo, people):
    assert tiendo("show").exit_code == 2
    assert tiendo("show", "một").exit_code == 2
