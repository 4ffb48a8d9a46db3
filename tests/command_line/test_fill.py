"""What a JSON document may hold that no workbook can: a sentence, never a traceback."""

import json
from pathlib import Path

import pytest

from data_access.vocabulary import Role
from tests.actions.workbooks import a_workbook
from tests.factories import a_person, a_unit


@pytest.fixture
def template(tiendo) -> str:
    province = a_unit("P")
    a_unit("D01", province)
    clerk = a_person(Role.ADMINISTRATOR, province, username="quantri")
    Path("mau.xlsx").write_bytes(a_workbook(clerk, "D01", figures={}))
    return "mau.xlsx"


def filled(tiendo, template: str, text: str | bytes):
    Path("bc.json").write_bytes(text.encode() if isinstance(text, str) else text)
    return tiendo("fill", template, "bc.json", "-o", "bc.xlsx")


@pytest.mark.parametrize(
    ("entries", "words"),
    [
        ({"difficulties": ["Vốn ít\u000blao động biến động"]}, "ký tự không nhìn thấy"),
        ({"difficulties": ["Tốt \ud83d"]}, "ký tự không nhìn thấy"),
        ({"difficulties": [{"proposal": "a\u0000b"}]}, "ký tự không nhìn thấy"),
        ({"figures": {"UNION_TOTAL": "1\u000c2"}}, "ký tự không nhìn thấy"),
        ({"foundings": [{"enterprise": "\ufffe"}]}, "ký tự không nhìn thấy"),
        ({"foundings": [{"enterprise_type": "TNHH\u0001"}]}, "ký tự không nhìn thấy"),
        ({"figures": {"UNION_TOTAL": [1]}}, "không đúng kiểu"),
        ({"figures": {"UNION_TOTAL": {"a": 1}}}, "không đúng kiểu"),
        ({"foundings": [{"founded_on": ["2026-09-05"]}]}, "không đúng kiểu"),
        ({"figures": {"UNION\ud83d": 1}}, "không có chỉ tiêu"),
        ({"\ud83d": 1}, "không có chỗ"),
    ],
)
def test_what_no_cell_can_hold_is_refused_with_its_place(tiendo, template, entries, words):
    result = filled(tiendo, template, json.dumps(entries))
    assert result.exit_code == 1, result.exception
    assert words in result.stderr
    assert not Path("bc.xlsx").exists()


@pytest.mark.parametrize(
    "text",
    [b"\xff\xfe", b"{", b"[" * 100_000, b'{"figures": {"A": ' + b"9" * 5000 + b"}}", b"[]", b""],
    ids=range(6),
)
def test_what_is_no_json_is_refused(tiendo, template, text):
    result = filled(tiendo, template, text)
    assert result.exit_code == 2, result.exception
    assert "bc.json" in result.stderr


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity"])
def test_a_number_that_is_none_is_refused(tiendo, template, number):
    result = filled(tiendo, template, f'{{"figures": {{"UNION_TOTAL": {number}}}}}')
    assert result.exit_code == 1, result.exception
    assert "không đúng kiểu" in result.stderr


def test_line_breaks_and_tabs_are_typed_as_they_are(tiendo, template):
    result = filled(tiendo, template, json.dumps({"difficulties": ["Vốn ít\nlao động\tít"]}))
    assert result.exit_code == 0, result.stderr


def test_a_password_that_is_no_text_is_refused_with_a_sentence(tiendo, template):
    Path("mk").write_bytes(b"\xff\xfe\xfd")
    result = tiendo("account", "reset", "quantri", "--password-file", "mk")
    assert result.exit_code == 2, result.exception
    assert "UTF-8" in result.stderr


def test_words_in_other_letters_are_refused_with_a_sentence(tiendo, template):
    result = tiendo("unit", "rename", "D01", "--name", "Huyện \udcff", "--from", "2026-10-01")
    assert isinstance(result.exception, SystemExit), result.exception
    assert "ký tự không nhìn thấy" in result.stderr
