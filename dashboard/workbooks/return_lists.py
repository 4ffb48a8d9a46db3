"""Biểu 2 to 4 drawn: prepared rows under headings, open below for more."""

from collections.abc import Sequence

from openpyxl.utils import get_column_letter

from dashboard.domain.returns import ReturnForm
from dashboard.workbooks import layout, paper
from dashboard.workbooks.layout import Form
from dashboard.workbooks.letterhead import HEADING
from dashboard.workbooks.paper import Ink, Paper
from dashboard.workbooks.return_sheet import BODY, NUMBER, WORDS, begin, printed

_CHOICE = WORDS._replace(across="center")
_ROW = Ink(12, ruled=True, across="center", open=True)


def draw_foundings(drawn: Paper, form: ReturnForm) -> None:
    """Draw the list of organisations founded, with its choices and hints."""
    shape = layout.FOUNDINGS
    head = _list(drawn, form, shape, {"indicator": WORDS, "members": NUMBER})
    kinds = [layout.kind_words(each) for each in layout.listed(form.indicators)]
    _choices(drawn, shape, head, "indicator", 11, "Danh mục loại tổ chức", kinds, strict=True)
    _choices(drawn, shape, head, "enterprise_type", 12, "Danh mục loại hình",
             layout.ENTERPRISE_TYPES, strict=False)  # fmt: skip
    day = paper.typed_day("Ngày thành lập", "Ngày của quyết định: ngày/tháng/năm, ví dụ 05/09/2026")
    drawn.validate(day, _cells(shape, head, "founded_on"))
    tax = paper.hinted(
        "Mã số thuế", "10 số; đơn vị phụ thuộc 10 số - 3 số. Không ghi số định danh cá nhân (12 số)"
    )
    drawn.validate(tax, _cells(shape, head, "tax_code"))
    count = paper.whole_number("Số thành viên", "Số đảng viên, đoàn viên, hội viên khi thành lập")
    drawn.validate(count, _cells(shape, head, "members"))
    printed(drawn, form, shape, head)


def draw_reviews(drawn: Paper, form: ReturnForm) -> None:
    """Draw the list of enterprises reviewed, with its choices and hints."""
    shape = layout.REVIEWS
    yes_no = ("has_party", "has_union", "has_youth")
    inks = {"workers": NUMBER, "party_members": NUMBER} | dict.fromkeys(yes_no, _CHOICE)
    head = _list(drawn, form, shape, inks)
    _choices(drawn, shape, head, "enterprise_type", 11, "Danh mục loại hình",
             layout.ENTERPRISE_TYPES, strict=False)  # fmt: skip
    for field, said in (("workers", "Số lao động"), ("party_members", "Số đảng viên")):
        rule = paper.whole_number(said, "Số nguyên, từ 0 trở lên; để trống nếu chưa rõ")
        drawn.validate(rule, _cells(shape, head, field))
    choice = paper.chosen(
        f'"{layout.YES},{layout.NO}"', "Có hay không", "Chọn Có hoặc Không; để trống nếu chưa rõ",
        strict=True,
    )  # fmt: skip
    for field in yes_no:
        choice.add(_cells(shape, head, field))
    drawn.sheet.add_data_validation(choice)
    printed(drawn, form, shape, head)


def draw_difficulties(drawn: Paper, form: ReturnForm) -> None:
    """Draw the list of difficulties and proposals."""
    shape = layout.DIFFICULTIES
    head = _list(drawn, form, shape, {})
    drawn.heights(range(head + 1, head + 1 + shape.prepared), 34)
    printed(drawn, form, shape, head)


def _list(drawn: Paper, form: ReturnForm, shape: Form, inks: dict[str, Ink]) -> int:
    """Write a list's head and its prepared rows; return the row of the headings."""
    drawn.widths(shape.columns, open_below=True)
    head = begin(drawn, form, shape)
    first, last = head + 1, head + shape.prepared
    drawn.lines(first, last, [_ROW, *(inks.get(each.field, WORDS) for each in shape.columns[1:])])
    for number in range(1, shape.prepared + 1):
        drawn.sheet.cell(head + number, 1).value = number
    drawn.heights(range(first, last + 1), 18)
    drawn.sheet.freeze_panes = f"C{first}"
    return head


def _choices(
    drawn: Paper,
    shape: Form,
    head: int,
    field: str,
    at: int,
    title: str,
    values: Sequence[str],
    *,
    strict: bool,
) -> None:
    """Offer ``values``, written in column ``at`` beside the table, for the cells of ``field``."""
    letter = get_column_letter(at)
    drawn.sheet.column_dimensions[letter].width = 34
    drawn.write(head, at, title, HEADING)
    for number, value in enumerate(values, start=1):
        drawn.write(head + number, at, value, BODY)
    cells = f"${letter}${head + 1}:${letter}${head + len(values)}"
    hint = "Chọn trong danh sách" if strict else "Chọn trong danh sách hoặc gõ loại hình khác"
    rule = paper.chosen(cells, shape.columns[shape.column(field) - 1].title, hint, strict=strict)
    drawn.validate(rule, _cells(shape, head, field))


def _cells(shape: Form, head: int, field: str) -> str:
    letter = get_column_letter(shape.column(field))
    return f"{letter}{head + 1}:{letter}{head + shape.prepared}"
