"""The catalogues hold every text of the code, complete, with the same places to fill."""

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.frontend import CommandLineInterface
from babel.messages.pofile import read_po

HOUSE = Path(__file__).resolve().parent.parent
PLACES = re.compile(r"\{(\w*)\}")

# One word for one thing. What was said before, as a pattern, and what is said now; the words
# themselves stand at the end of docs/huong-dan.md.
ABANDONED = {
    r"\b[Bb]ạn\b": "anh/chị, or no pronoun",
    r"\b[Đđ]ồng chí\b": "anh/chị, but in letters",
    r"[Mm]ở lại trang\b": "tải lại trang: a return is reopened, a page is reloaded",
    r"\b[Tt]rang “\{": "trang tính: a page is of the web",
    r"cán bộ tỉnh|cán bộ phụ trách|cấp tỉnh mở lại": "chuyên viên tỉnh",
    r"Quản trị (?!viên)(có thể|phải|sẽ)": "quản trị viên",
    r"[Đđ]ính chính|báo cáo điều chỉnh|lý do điều chỉnh": "bản sửa, lý do sửa",
    r"[Ýý] kiến (người|của người|của chuyên viên|tại)|[Cc]huyên viên nhắc": "nhận xét",
    r"[Tt]ài khoản (\S+ )?(đã|bị|đã bị) khóa\b": "tài khoản đã đóng",
    r"[Tt]ệp nén|[Gg]ói nén|[Gg]ói tệp": "gói, gói .zip",
    r"giao (các |các tệp )?tệp\b|tệp bạn giao|đưa tệp vào\b": "tải lên, thả tệp vào đây",
    r"[Nn]hập trên trang\b|qua trang web": "trên web",
    r"[Tt]hiết đặt|phần cài đặt|là cài đặt|\*\*Cài đặt\.": "cấu hình",
    r"qua chương trình khác": "qua API (phần mềm của đơn vị)",
    r"phần mềm [^.;]{0,24}của huyện|[Đđ]ơn vị nhỏ hơn": "của đơn vị, đơn vị cấp dưới",
    r"được tất cả hoặc không": "nhập đủ cả bảng, hoặc không nhập dòng nào",
    r"[Nn]ộp trễ|đã quá hạn [\d{]|\bquá \{count\} ngày": "quá hạn … ngày, trễ … ngày",
    r"[Bb]ản thứ [\d{]|hai phiên bản": "bản …",
    r"\b[Kk]ỳ (đã|chưa) khóa|[Kk]hóa sổ kỳ|mở lại kỳ\b|[Cc]hưa đến kỳ": "quý",
    r"[Tt]rạng thái": "tình trạng",
}
LETTERS = re.compile(r"Dear colleagues|Please |In the file sent back with this letter")


@pytest.fixture(scope="module")
def spoken(tmp_path_factory) -> Catalog:
    """Every text that the code marks for translation."""
    path = tmp_path_factory.mktemp("texts") / "dashboard.pot"
    CommandLineInterface().run(
        ["pybabel", "-q", "extract", "-F", str(HOUSE / "pyproject.toml"), "-k", "N_", "-o",
         str(path), str(HOUSE)]
    )  # fmt: skip
    with path.open("rb") as opened:
        return read_po(opened)


def catalogue(language: str) -> Catalog:
    path = HOUSE / "dashboard" / "locale" / language / "LC_MESSAGES" / "dashboard.po"
    with path.open("rb") as opened:
        return read_po(opened, locale=language)


def texts(found: Catalog) -> set[str]:
    return {message.id for message in found if message.id}


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_catalogue_has_every_text_and_no_other(spoken, language):
    there = texts(catalogue(language))
    assert texts(spoken) - there == set()
    assert there - texts(spoken) == set()


@pytest.mark.parametrize("language", ["vi", "en"])
def test_no_entry_is_empty_or_doubtful(language):
    for message in catalogue(language):
        if message.id:
            assert message.string, message.id
            assert not message.fuzzy, message.id


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_translation_fills_the_same_places(language):
    for message in catalogue(language):
        if message.id and isinstance(message.id, str):
            # A quarter's number is given in both ways of writing it; a language takes one.
            places, filled = (
                {"number" if place == "roman" else place for place in PLACES.findall(text)}
                for text in (message.id, message.string)
            )
            assert filled == places, message.id


def test_the_vietnamese_is_not_the_english():
    same = [
        message.id
        for message in catalogue("vi")
        if message.id
        and message.id == message.string
        and re.search(r"[a-z]{4,}", PLACES.sub("", message.id))
    ]
    assert same == []


def abandoned(text: str) -> dict[str, str]:
    """Return the words of ``text`` that are no longer used, and what is said instead."""
    return {
        found[0]: instead
        for pattern, instead in ABANDONED.items()
        for found in re.finditer(pattern, text)
    }


def test_one_thing_has_one_word_on_the_screen():
    old = {}
    for message in catalogue("vi"):
        found = abandoned(message.string) if message.id else {}
        if LETTERS.match(str(message.id)):
            found.pop("đồng chí", None)
        if found:
            old[message.id] = found
    assert old == {}


@pytest.mark.parametrize(
    "path",
    [
        *(HOUSE / name for name in ("README.md", "CHANGELOG.md")),
        *sorted((HOUSE / "docs").glob("*.md")),
        *sorted((HOUSE / "dashboard" / "workbooks").glob("*.py")),
    ],
    ids=lambda path: path.name,
)
def test_one_thing_has_one_word_in_documents_and_workbooks(path):
    assert abandoned(path.read_text("utf-8")) == {}


def test_a_word_that_means_something_else_is_left_alone():
    for said in (
        "Cài đặt, nâng cấp, sao lưu",
        "Mẫu mới có tại trang “Nộp báo cáo”.",
        "Trang tính “{sheet}” mất dòng tiêu đề.",
        "Mở lại sổ {period}",
        "Phiên bản mẫu",
        "bản thứ mấy",
        "Quản trị viên có thể mở lại sổ.",
        "chỉ tiêu giao",
        "Khóa của tài khoản đã đóng",
    ):
        assert abandoned(said) == {}, said
