"""The shape of every form: names of tabs, words of headings, codes of columns, versions.

The words in a form are Vietnamese always, so they need no translation; what a reader of the form
looks for is found by these words, folded, wherever it stands.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from dashboard.domain.returns import IndicatorView
from dashboard.domain.text import fold, words

RETURN_VERSION = "BCQ-2"
RETURNS_READ = ("BCQ-1", RETURN_VERSION)
TARGETS_VERSION = "CT-1"
HISTORY_VERSION = "LS-1"

ILLUSTRATION = "DỮ LIỆU MINH HỌA – không phải số liệu thật"

STAMP_UNIT = "Mã đơn vị"
STAMP_PERIOD = "Kỳ báo cáo"
STAMP_VERSION = "Phiên bản mẫu"
STAMP_YEAR = "Năm"
STAMP_MARK = "·"

FOUNDED_SUFFIX = " thành lập mới"

ENTERPRISE_TYPES = (
    "Công ty TNHH",
    "Công ty cổ phần",
    "Công ty hợp danh",
    "Doanh nghiệp tư nhân",
    "Doanh nghiệp có vốn đầu tư nước ngoài",
    "Hợp tác xã",
    "Hộ kinh doanh",
    "Đơn vị sự nghiệp ngoài công lập",
)
YES, NO = "Có", "Không"
YES_WORDS = frozenset({"co", "x", "1", "yes", "y", "da co", "roi", "co roi", "dung", "v", "✓", "✔"})
NO_WORDS = frozenset({"khong", "ko", "k", "0", "no", "n", "chua", "chua co", "khong co"})


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a form: ``field`` names what it holds, ``title`` is its heading.

    ``width`` is in characters; ``others`` are headings that mean the same.
    """

    field: str
    title: str
    width: float
    others: tuple[str, ...] = ()
    required: bool = True

    @property
    def headings(self) -> frozenset[str]:
        """What may stand above the column, squeezed."""
        return _headings(self.title, self.others)


@dataclass(frozen=True, slots=True)
class Form:
    """One tab of a workbook: ``title`` in full, ``tab`` within a spreadsheet's 31 characters."""

    number: int
    tab: str
    title: str
    columns: tuple[Column, ...]
    prepared: int = 0

    def column(self, field: str) -> int:
        """Return the column's place in the template, from 1."""
        return next(at for at, each in enumerate(self.columns, start=1) if each.field == field)


@cache
def _headings(title: str, others: tuple[str, ...]) -> frozenset[str]:
    return frozenset(squeezed(each) for each in (title, *others))


def squeezed(text: str) -> str:
    """Return the folded words of a heading, run together."""
    return _squeezed_once(text) if len(text) <= _LONGEST_HEADING else _squeezed(text)


def _squeezed(text: str) -> str:
    return " ".join(words(re.sub(r"\([^)]*\)", " ", text)))


_LONGEST_HEADING = 100
_squeezed_once = lru_cache(maxsize=4096)(_squeezed)


FIGURES = Form(
    1,
    "Biểu 1 – Số liệu",
    "Biểu 1 – Số liệu",
    (
        Column("number", "TT", 4.5, ("STT",), required=False),
        Column("name", "Chỉ tiêu", 46, required=False),
        Column("code", "Mã", 19, ("Mã chỉ tiêu",)),
        Column("counted_in", "Đơn vị tính", 12, ("ĐVT",), required=False),
        Column("target", "Chỉ tiêu năm", 10.5, required=False),
        Column("before", "Lũy kế đến hết kỳ trước", 11, required=False),
        Column("figure", "Phát sinh trong quý / Hiện có cuối kỳ", 14),
        Column("to_date", "Lũy kế từ đầu năm", 11, required=False),
        Column("note", "Ghi chú", 9, required=False),
    ),
)
FOUNDINGS = Form(
    2,
    "Biểu 2 – DS tổ chức thành lập",
    "Biểu 2 – Danh sách tổ chức thành lập mới",
    (
        Column("number", "TT", 4.5, ("STT",), required=False),
        Column("indicator", "Loại tổ chức", 21),
        Column("name", "Tên tổ chức", 30),
        Column("enterprise", "Tên doanh nghiệp", 34),
        Column("tax_code", "Mã số thuế", 15, ("MST",)),
        Column("enterprise_type", "Loại hình doanh nghiệp", 20, ("Loại hình",)),
        Column("founded_on", "Ngày thành lập", 13),
        Column("decision_number", "Số quyết định", 17),
        Column("members", "Số thành viên khi thành lập", 12, ("Số thành viên",)),
    ),
    prepared=60,
)
REVIEWS = Form(
    3,
    "Biểu 3 – Rà soát doanh nghiệp",
    "Biểu 3 – Rà soát doanh nghiệp",
    (
        Column("number", "TT", 5, ("STT",), required=False),
        Column("enterprise", "Tên doanh nghiệp", 40),
        Column("tax_code", "Mã số thuế", 15, ("MST",)),
        Column("enterprise_type", "Loại hình doanh nghiệp", 22, ("Loại hình",)),
        Column("workers", "Số lao động", 11),
        Column("party_members", "Số đảng viên", 11),
        Column("has_party", "Đã có tổ chức đảng", 13),
        Column("has_union", "Đã có công đoàn", 13),
        Column("has_youth", "Đã có tổ chức thanh niên", 15),
    ),
    prepared=60,
)
DIFFICULTIES = Form(
    4,
    "Biểu 4 – Khó khăn, vướng mắc",
    "Biểu 4 – Khó khăn, vướng mắc",
    (
        Column("number", "TT", 5, ("STT",), required=False),
        Column("difficulty", "Khó khăn, vướng mắc", 62),
        Column("proposal", "Kiến nghị, đề xuất", 62, ("Kiến nghị",)),
    ),
    prepared=20,
)
RETURN_FORMS = (FIGURES, FOUNDINGS, REVIEWS, DIFFICULTIES)

TARGETS_TAB = "Chỉ tiêu năm"
TARGETS_UNITS = (
    Column("number", "TT", 4.5, ("STT",), required=False),
    Column("unit", "Mã đơn vị", 11),
    Column("unit_name", "Tên đơn vị", 27, required=False),
)
REGISTERED, ASSIGNED = "Đăng ký", "Giao"
DECISION_NUMBER, DECIDED_ON = "Số quyết định", "Ngày quyết định"

HISTORY = Form(
    0,
    "Số liệu lịch sử",
    "Số liệu lịch sử",
    (
        Column("unit", "Mã đơn vị", 13),
        Column("unit_name", "Tên đơn vị", 28, required=False),
        Column("year", "Năm", 8),
        Column("quarter", "Quý", 8),
        Column("code", "Mã chỉ tiêu", 27),
        Column("name", "Tên chỉ tiêu", 38, required=False),
        Column("actual", "Thực hiện", 11),
        Column("target", "Chỉ tiêu giao", 11, ("Chỉ tiêu năm",)),
    ),
    prepared=300,
)
CATALOGUE_TAB = "Danh mục"
MARKS_TAB = "Cần sửa"

LENGTHS = {
    "name": 300,
    "enterprise": 300,
    "tax_code": 14,
    "enterprise_type": 120,
    "decision_number": 80,
    "difficulty": 4000,
    "proposal": 4000,
}
PROSE = frozenset({"difficulty", "proposal"})


def is_of_marks(tab: str) -> bool:
    """Whether the tab is one that marking up a file adds; it says nothing of the return."""
    return re.fullmatch(rf"{fold(MARKS_TAB)}( ?\([0-9]+\))?", fold(tab)) is not None


def number_of_tab(tab: str) -> int | None:
    """Return N of a tab named "Biểu N …", however its dashes, spaces and accents are written."""
    found = re.match(r"bieu\s*0*([1-9])(?!\d)", fold(tab))
    return int(found[1]) if found else None


def kind_words(indicator: IndicatorView) -> str:
    """Return the word for one organisation of a listed indicator: "Tổ chức đảng"."""
    return indicator.name.removesuffix(FOUNDED_SUFFIX)


def asked(indicator: IndicatorView, version: str) -> bool:
    """Whether a template of that version has a row for the indicator.

    The first did not ask what was dissolved or merged away.
    """
    return version != "BCQ-1" or indicator.moves_by != -1


def listed(indicators: Sequence[IndicatorView]) -> tuple[IndicatorView, ...]:
    return tuple(each for each in indicators if each.listed)


def kinds(
    indicators: Sequence[IndicatorView], other_names: Mapping[str, Sequence[str]]
) -> dict[str, str]:
    """Return the codes of listed indicators by every folded word that may stand for them.

    ``other_names`` are what they were called in templates made earlier, by their codes; a name
    that another one bears now is that one's.
    """
    found: dict[str, str] = {}
    for each in listed(indicators):
        for word in (each.code, kind_words(each), each.name, each.short_name):
            found.setdefault(squeezed(word), each.code)
    for each in listed(indicators):
        for name in other_names.get(each.code, ()):
            for word in (name.removesuffix(FOUNDED_SUFFIX), name):
                found.setdefault(squeezed(word), each.code)
    for word, code in _FAMILIAR.items():
        if any(each.code == code for each in listed(indicators)):
            found.setdefault(word, code)
    return found


_FAMILIAR = {
    "chi bo": "PARTY_ORG_FOUNDED",
    "chi bo co so": "PARTY_ORG_FOUNDED",
    "dang bo": "PARTY_ORG_FOUNDED",
    "dang bo co so": "PARTY_ORG_FOUNDED",
    "to chuc co so dang": "PARTY_ORG_FOUNDED",
    "dang": "PARTY_ORG_FOUNDED",
    "cong doan": "UNION_FOUNDED",
    "cdcs": "UNION_FOUNDED",
    "to chuc cong doan": "UNION_FOUNDED",
    "doan thanh nien": "YOUTH_ORG_FOUNDED",
    "chi doan": "YOUTH_ORG_FOUNDED",
    "chi hoi thanh nien": "YOUTH_ORG_FOUNDED",
    "hoi thanh nien": "YOUTH_ORG_FOUNDED",
    "to chuc thanh nien": "YOUTH_ORG_FOUNDED",
    "to chuc doan": "YOUTH_ORG_FOUNDED",
    "chi hoi phu nu": "WOMEN_GROUP_FOUNDED",
    "to phu nu": "WOMEN_GROUP_FOUNDED",
    "hoi phu nu": "WOMEN_GROUP_FOUNDED",
    "phu nu": "WOMEN_GROUP_FOUNDED",
    "cuu chien binh": "VETERAN_ORG_FOUNDED",
    "hoi ccb": "VETERAN_ORG_FOUNDED",
    "chi hoi cuu chien binh": "VETERAN_ORG_FOUNDED",
}
