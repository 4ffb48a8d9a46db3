"""Text tidied, folded, compared and ordered."""

import tracemalloc
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.domain.text import (
    KEY_LENGTH,
    TaxCode,
    enterprise_key,
    fold,
    ranges,
    tidy,
    tidy_tax_code,
)


@given(st.text())
def test_tidying_twice_changes_nothing_more(text):
    assert tidy(tidy(text)) == tidy(text)


@given(st.text())
def test_tidied_text_is_composed_and_has_single_ordinary_spaces(text):
    tidied = tidy(text)
    assert unicodedata.is_normalized("NFC", tidied)
    assert tidied == tidied.strip()
    assert "  " not in tidied
    assert not any(letter.isspace() and letter != " " for letter in tidied)


@given(st.text())
def test_an_invisible_character_changes_nothing_else(text):
    assert tidy(text + "\u200b") == tidy(text)


def test_long_texts_are_folded_without_being_kept():
    tracemalloc.start()
    try:
        for length in range(50_000, 50_100):
            assert fold("Đ" * length) == "d" * length
        kept, _peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert kept < 1_000_000


def test_invisible_characters_and_odd_spaces_go():
    assert tidy("\ufeffCông\u00a0ty\u200b\t TNHH\r\nHòa  Bình\u202f") == "Công ty TNHH Hòa Bình"


@given(st.text())
def test_folding_does_not_see_how_a_text_is_composed(text):
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))


@pytest.mark.parametrize(
    ("text", "folded"),
    [("Đường Đê ĐIỆN", "duong de dien"), ("Ưu ơ Ẵ ệ", "uu o a e"), ("Hoà  Bình", "hoa binh")],
)
def test_diacritics_and_case_are_folded_away(text, folded):
    assert fold(text) == folded


SAME = (
    (
        "Công ty TNHH MTV Thương mại & Dịch vụ Hòa Bình",
        "CTY TNHH 1 TV TM-DV HOÀ BÌNH",
        "Công ty trách nhiệm hữu hạn một thành viên thương mại và dịch vụ Hoà Bình",
        unicodedata.normalize("NFD", "cty t.n.h.h mtv  TM DV Hòa Bình"),
    ),
    ("Công ty Cổ phần Dệt lưới", "CTCP Dệt Lưới", "Cty CP. dệt lưới", "C.P. Dệt lưới"),
    ("HTX Đông Á", "Hợp tác xã Đông Á"),
    ("DNTN Hồng Hà", "Doanh nghiệp tư nhân Hồng Hà"),
)


@pytest.mark.parametrize("names", SAME)
def test_spellings_of_one_enterprise_have_one_key(names):
    assert len({enterprise_key(name) for name in names}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Công ty Cơ khí Hòa Bình", "Công ty Khí Hòa Bình"),
        ("Công ty An Phát", "Công ty An Phát 2"),
        ("HTX Đông Á", "HTX Tây Á"),
    ],
)
def test_different_enterprises_have_different_keys(one, other):
    assert enterprise_key(one) != enterprise_key(other)


@given(st.text(max_size=400))
def test_a_key_is_never_empty_and_always_fits(name):
    assert 1 <= len(enterprise_key(name)) <= KEY_LENGTH


@pytest.mark.parametrize("name", ["Công ty Cổ phần", "TNHH", "***", " "])
def test_a_name_of_nothing_but_legal_form_still_has_a_key(name):
    assert enterprise_key(name)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("0123456789", "0123456789"),
        (" 0123 456 789 ", "0123456789"),
        ("0123456789-001", "0123456789-001"),
        ("0123456789001", "0123456789-001"),
        ("0123456789–001", "0123456789-001"),
        ("０１２３４５６７８９", "0123456789"),
        (123456789, "0123456789"),
        (101234567.0, "0101234567"),
        (1234567890, "1234567890"),
    ],
)
def test_tax_codes_as_they_are_typed(typed, code):
    assert tidy_tax_code(typed) == TaxCode(code, True)


@pytest.mark.parametrize(
    "typed",
    [101234565001, 101234565001.0, "101234565001", "101234565-001", "101 234 565 001"],
)
def test_a_dependent_units_code_gets_the_zero_back_that_a_spreadsheet_took(typed):
    assert tidy_tax_code(typed) == TaxCode("0101234565-001", True)


@pytest.mark.parametrize("typed", ["079085012345", 79085012345, "001085000001", "079 085 012 345"])
def test_a_persons_number_begins_with_a_zero_and_stays_one(typed):
    assert tidy_tax_code(typed).personal


def test_numbers_in_a_row_are_written_as_one_range():
    assert ranges([9, 13, 12, 14, 12, 18]) == "9, 12–14, 18"
    assert ranges([]) == ""
    assert ranges([1, 2]) == "1–2"


@pytest.mark.parametrize(
    "typed",
    [
        "001085012345",
        "001 085 012 345",
        "００１０８５０１２３４５",
        1085012345.0 + 1e10,
        11085012345,
    ],
)
def test_a_persons_number_is_no_tax_code(typed):
    read = tidy_tax_code(typed)
    assert (read.valid, read.personal) == (False, True)
    assert len(read.code) == 12


@pytest.mark.parametrize("typed", [None, "", "-", "–"])
def test_no_tax_code_is_not_a_wrong_one(typed):
    assert tidy_tax_code(typed) == TaxCode(None, True)


@pytest.mark.parametrize("typed", ["12345", "O123456789", "01234567890", "đang xin cấp", 5])
def test_a_text_that_is_no_tax_code_is_kept_and_marked(typed):
    read = tidy_tax_code(typed)
    assert read.code
    assert not read.valid
