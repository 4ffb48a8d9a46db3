"""What to write back to units whose files were refused."""

from dataclasses import replace

import pytest

from dashboard.errors import Problem
from dashboard.readings.bundles import Received
from dashboard.views.replies import MOST_NAMED, replies, reply
from data_access.vocabulary import Period, Severity, UploadOutcome

SHEET = "Biểu 1 – Số liệu"


def a_file(name: str, *problems: Problem, unit: str | None = "D01") -> Received:
    return Received(
        position=1, file_name=f"thư.zip/{name}", unit_code=unit, unit=None,
        period=Period(2026, 3) if unit else None, outcome=UploadOutcome.REFUSED, upload_id=1,
        problems=problems, warnings=0, return_id=None, revision=None, again=False,
        superseded=False,
    )  # fmt: skip


def an_error(rule: str = "not-a-number", cell: str | None = "G13", said: str = "Sai.") -> Problem:
    return Problem(Severity.ERROR, rule, said, SHEET if cell else None, cell)


def test_each_unit_gets_one_letter_and_files_of_nobody_come_last():
    unknown = a_file("a.pdf", an_error("not-a-workbook", None), unit=None)
    found = replies([unknown, a_file("1.xlsx", an_error()), a_file("2.xlsx", an_error())])
    assert [(each.unit, each.count) for each in found] == [
        ("đơn vị mã D01", 2), ("chưa rõ đơn vị", 1),
    ]  # fmt: skip
    assert "1.xlsx (quý III/2026):\n- Biểu 1 – Số liệu, ô G13: Sai." in found[0].text
    assert "2.xlsx (quý III/2026):" in found[0].text


def test_a_doubt_is_no_reason_to_send_a_file_back():
    doubt = Problem(Severity.WARNING, "x", "Lạ quá.", SHEET, "G14")
    assert "Lạ quá." not in replies([a_file("1.xlsx", an_error(), doubt)])[0].text


@pytest.mark.parametrize(
    ("problem", "asked"),
    [
        (an_error(), "mỗi ô cần sửa đã được tô màu"),
        (an_error("unknown-unit", None), "sửa rồi gửi lại tệp"),
        (an_error("old-format", None), "tải lại mẫu"),
        (an_error("mail-message", None), "sửa rồi gửi lại tệp"),
        (an_error("rights-managed", None), "sửa rồi gửi lại tệp"),
    ],
)
def test_what_is_asked_for_is_what_the_file_lets_them_do(problem, asked):
    told = replies([a_file("1.xlsx", problem)])[0].text
    others = {"mỗi ô cần sửa đã được tô màu", "sửa rồi gửi lại tệp", "tải lại mẫu"} - {asked}
    assert asked in told
    assert not any(other in told for other in others)


def test_a_long_list_is_cut_and_says_how_many_more_there_are():
    problems = [an_error(cell=f"G{n}", said=f"Lỗi {n}.") for n in range(MOST_NAMED + 5)]
    told = replies([a_file("1.xlsx", *problems)])[0].text
    assert told.count("- Biểu 1") == MOST_NAMED
    assert "5" in told.rsplit("- ", 1)[1].split("\n")[0]


def test_a_file_that_could_not_be_marked_up_is_said_not_to_be_sent_back():
    files = [a_file("1.xlsx", an_error()), replace(a_file("2.xlsx", an_error()), position=2)]
    left_out = "không gửi kèm"
    assert left_out not in reply(files).text
    told = reply(files, {2}).text
    assert told.count(left_out) == 1
    assert told.index("2.xlsx") < told.index(left_out)
    assert "mỗi ô cần sửa đã được tô màu" in told
    alone = reply(files[1:], {2}).text
    assert "mỗi ô cần sửa đã được tô màu" not in alone
    assert "sửa rồi gửi lại tệp" in alone


def test_a_file_that_is_not_kept_is_said_not_to_be_sent_back():
    told = reply([replace(a_file("1.xlsx", an_error("number-in-formula")), upload_id=None)]).text
    assert "không gửi kèm" in told
