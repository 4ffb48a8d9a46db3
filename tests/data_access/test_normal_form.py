"""Normal forms of text: never slower than the text is long, and asked for in one place only."""

import ast
import time
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_access import normal_form
from data_access.collation import vietnamese
from data_access.normal_form import MOST_MARKS, TooManyMarks, long_run, normalized, shortened

HOUSE = Path(__file__).resolve().parents[2]
ALTERNATING = "\u0301\u0323"
# marks that sort before others, of no class themselves, and letters that become marks
WICKED = (
    "\u0301\u0323",
    "\u0f73",
    "\u0f75\u0f71",
    "\uff9e\u0323",
    "\u0344\u0323",
    "\U0001d165\u0301",
)


def test_nobody_else_asks_for_a_normal_form():
    asking = {
        str(path.relative_to(HOUSE))
        for folder in ("dashboard", "data_access", "pages")
        for path in (HOUSE / folder).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if _normalizes(node)
    }
    assert asking == {str(Path(normal_form.__file__).relative_to(HOUSE))}


def _normalizes(node):
    match node:
        case ast.Attribute(value=ast.Name(id="unicodedata"), attr="normalize" | "is_normalized"):
            return True
        case ast.ImportFrom(module="unicodedata"):
            return True
    return False


@pytest.mark.parametrize("marks", WICKED)
@pytest.mark.parametrize("form", ["NFC", "NFD", "NFKC", "NFKD"])
def test_a_long_run_of_marks_is_refused_at_once(marks, form):
    began = time.process_time()
    with pytest.raises(TooManyMarks) as raised:
        normalized(form, "Đông á" + marks * 60_000)
    assert raised.value.at == 6
    assert time.process_time() - began < 0.5


def test_every_letter_that_can_be_a_mark_counts_as_one():
    for number in range(0x110000):
        letter = chr(number)
        if unicodedata.combining(unicodedata.normalize("NFKD", letter)[0]):
            assert long_run(letter * (MOST_MARKS + 1)) == 0


def test_no_letter_hides_more_marks_than_are_looked_for():
    """A run of more than 30 marks has nine characters in a row that are none of the usual."""
    for number in range(0x110000):
        apart = unicodedata.normalize("NFKD", chr(number))
        marks = [unicodedata.category(each)[0] == "M" for each in apart]
        assert sum(marks) <= (3 if all(marks) else 4)


@pytest.mark.parametrize("marks", WICKED)
def test_what_is_not_refused_takes_no_time(marks):
    text = shortened("a" + marks * 40) * 3_000
    assert len(text) > 40_000
    assert long_run(text) is None
    began = time.process_time()
    for form in ("NFC", "NFKD"):
        normalized(form, text)
    assert time.process_time() - began < 1


@pytest.mark.parametrize(
    "text",
    [
        "Công ty TNHH Một Thành Viên Thương Mại Dịch Vụ Xuất Nhập Khẩu Đông Á",
        unicodedata.normalize("NFD", "Nguyễn Thị Ngưỡng, Phường Nghĩa Đức, Quảng Ngãi") * 20,
        "e" + "\u0301" * MOST_MARKS,
        "ประเทศไทยและกัมพูชา កម្ពុជា ຂອງລາວ " * 20,
        "越南胡志明市責任有限公司" * 20,
        "👩‍👩‍👧‍👦" * 60,
    ],
)
def test_what_people_write_is_taken(text):
    assert normalized("NFC", text) == unicodedata.normalize("NFC", text)
    assert shortened(text) == text


@given(st.text(st.sampled_from("aÔ ếǖ\u0301\u0323\u0344\u0f73\u200d\x01\xad\uff9e"), max_size=200))
def test_a_text_cut_short_can_be_composed_in_any_way_and_again(text):
    short = shortened(text)
    assert long_run(short) is None
    assert (short == text) == (long_run(text) is None)
    seen = "".join(each for each in short if unicodedata.category(each)[0] != "C")
    for form in ("NFC", "NFD", "NFKC", "NFKD"):
        for each in (short, seen):
            assert long_run(normalized(form, each)) is None


def test_names_kept_from_before_are_still_put_in_order():
    assert vietnamese("Ấp" + ALTERNATING * 20_000)
