"""Text for the fonts from before Unicode: turned where that is certain, told apart where not."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.domain import legacy_fonts
from dashboard.domain.legacy_fonts import Scheme, scheme_of, turned

SENTENCES = (
    "Công ty trách nhiệm hữu hạn Hoàng Lộc Phát",
    "Doanh nghiệp nhỏ, lao động biến động; chủ doanh nghiệp chưa quan tâm",
    "Hợp tác xã nông nghiệp Suối Đá, xã Vĩnh Thạnh",
    "Đề nghị hỗ trợ kinh phí, tổ chức lớp bồi dưỡng kết nạp Đảng ở những nơi khó khăn",
    "thuở nghiêng ngả, khuya khoắt, quyết định, giữa giờ, ỉm ỉ, kỹ sư Nguyễn Thúy Quỳnh",
)
TCVN3 = {letter: code for code, letter in legacy_fonts._TCVN3.items()}
VNI = {letter: code for code, letter in legacy_fonts._VNI.items()}
VOWELS = "aăâeêioôơuưy"
LETTERS = [
    unicodedata.normalize("NFC", vowel + tone)
    for vowel in VOWELS
    for tone in ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
]


def written(text: str, letters: dict[str, str]) -> str:
    """The text as somebody typed it for an old font, which has small letters of each tone only."""
    return "".join(letters.get(each, letters.get(each.lower(), each)) for each in text)


def same(one: str, other: str) -> bool:
    """Whether the texts are the same but for capitals, of which TCVN3 lacks most."""
    return one.casefold() == other.casefold()


def test_both_schemes_have_every_letter():
    for letters in (TCVN3, VNI):
        assert {each for each in [*LETTERS, "đ"] if not each.isascii()} <= letters.keys()
    assert len(set(TCVN3)) == len(legacy_fonts._TCVN3)


@pytest.mark.parametrize("text", SENTENCES)
@pytest.mark.parametrize(
    ("letters", "font"),
    [(TCVN3, ".VnTime"), (TCVN3, ".VnArial Narrow"), (VNI, "VNI-Times"), (VNI, "VNI-Helve")],
)
def test_a_sentence_comes_back_from_a_font_with_its_name_and_without(text, letters, font):
    typed = written(text, letters)
    assert typed != text
    assert same(turned(typed, font), text)
    assert same(turned(typed), text)


@pytest.mark.parametrize("text", SENTENCES)
@pytest.mark.parametrize("font", ["", ".VnTime", ".VnTimeH", "VNI-Times", "VPS Times", "Arial"])
def test_text_of_today_stays_composed_or_apart(text, font):
    assert turned(text, font) == text
    assert turned(unicodedata.normalize("NFD", text), font) == unicodedata.normalize("NFD", text)
    assert turned(text.upper(), font) == text.upper()


@given(st.text(max_size=30), st.sampled_from(["", ".VnTime", ".VnTimeH", "VNI-Times", "VPS Times"]))
def test_what_is_turned_is_of_today(text, font):
    found = turned(text, font)
    if found is not None and not legacy_fonts.draws_capitals(font):
        assert turned(found) == found
    if text.isascii() and not legacy_fonts.draws_capitals(font):
        assert found == text


@pytest.mark.parametrize(
    ("font", "scheme"),
    [
        (".VnTime", Scheme.TCVN3), (".VNARIALH", Scheme.TCVN3), (" .vnAvant", Scheme.TCVN3),
        ("VNI-Times", Scheme.VNI), ("VNI Aptima", Scheme.VNI), ("VPS Long An", Scheme.OTHER),
        ("Times New Roman", None), ("UVN Bai Sau", None), ("SVN-Gotham", None), ("", None),
        ("Vni", None), ("Verdana", None),
    ],
)  # fmt: skip
def test_a_font_is_known_by_its_name(font, scheme):
    assert scheme_of(font) is scheme


@pytest.mark.parametrize(
    "text", ["3 × 4", "µ", "10 µm", "100 m²", "© 2026", "¿Qué?", "naïve", "½", "·", "Crème brûlée"]
)
def test_signs_and_other_languages_stay(text):
    assert turned(text) == text
