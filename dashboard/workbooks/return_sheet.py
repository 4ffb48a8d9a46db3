"""What the four sheets of a return share: head, printing, the ink of their cells."""

from dashboard.domain.returns import ReturnForm
from dashboard.workbooks import layout, letterhead, paper
from dashboard.workbooks.layout import Form
from dashboard.workbooks.letterhead import HEADING, ROMAN, Letterhead, Span
from dashboard.workbooks.paper import Ink, Paper

GUIDES = {
    1: "Hướng dẫn: Chỉ nhập vào các ô nền vàng ở cột (3). Mục I nhập số phát sinh của riêng quý "
    "báo cáo, không cộng dồn; mục II và III nhập số hiện có cuối kỳ. Không phát sinh thì nhập 0; "
    "để trống nghĩa là chưa có số liệu. Số tổ chức thành lập mới phải bằng số dòng ở Biểu 2. Số tổ "
    "chức hiện có = số kỳ trước + thành lập mới − giải thể, ngừng hoạt động − sáp nhập, chuyển đi.",
    2: "Hướng dẫn: Mỗi tổ chức thành lập mới trong quý ghi một dòng; chọn loại tổ chức và loại "
    "hình doanh nghiệp trong danh sách thả xuống. Ngày gõ theo dạng ngày/tháng/năm, ví dụ "
    "05/09/2026. Không ghi họ tên, thông tin cá nhân; hộ kinh doanh để trống mã số thuế, không ghi "
    "số định danh cá nhân. Hết dòng kẻ sẵn thì ghi tiếp ngay bên dưới.",
    3: "Hướng dẫn: Mỗi doanh nghiệp được rà soát trong quý ghi một dòng. Ba cột cuối chọn Có hoặc "
    "Không; để trống nếu chưa rõ. Hết dòng kẻ sẵn thì ghi tiếp ngay bên dưới.",
    4: "Hướng dẫn: Mỗi khó khăn, vướng mắc ghi một dòng, kèm kiến nghị, đề xuất (nếu có).",
}
TITLES = {
    1: "BÁO CÁO SỐ LIỆU QUÝ {quarter} NĂM {year}",
    2: "DANH SÁCH TỔ CHỨC THÀNH LẬP MỚI QUÝ {quarter} NĂM {year}",
    3: "RÀ SOÁT DOANH NGHIỆP QUÝ {quarter} NĂM {year}",
    4: "KHÓ KHĂN, VƯỚNG MẮC; KIẾN NGHỊ, ĐỀ XUẤT QUÝ {quarter} NĂM {year}",
}
LANDSCAPE = {1: False, 2: True, 3: True, 4: True}

_SPLITS = {1: 3, 2: 3, 3: 2, 4: 2}
_GUIDE_HEIGHTS = {1: 44.0, 2: 34.0, 3: 24.0, 4: 20.0}
_SPANS: dict[int, tuple[Span, ...]] = {
    1: ((1, 2, 3), (4, 5, 6), (7, 8, 9)),
    2: ((1, 2, 3), (4, 4, 5), (6, 7, 8)),
    3: ((1, 2, 3), (4, 4, 5), (6, 8, 9)),
    4: (),
}

BODY = Ink(12, ruled=True)
NUMBER = Ink(
    12, ruled=True, across="right", fill=paper.INPUT, open=True, form=paper.COUNTED, indent=1,
    wrap=False,
)  # fmt: skip
WORDS = Ink(12, ruled=True, fill=paper.INPUT, open=True, form=paper.TEXT)


def begin(drawn: Paper, form: ReturnForm, shape: Form) -> int:
    """Write everything above the table and its headings; return the headings' row."""
    period = form.period
    row = letterhead.write(
        drawn,
        Letterhead(
            columns=len(shape.columns),
            split=_SPLITS[shape.number],
            left=(form.province_name, form.unit_name),
            right=(shape.title, f"Hạn nộp: {form.due_on:%d/%m/%Y}"),
            title=TITLES[shape.number].format(quarter=ROMAN[period.quarter], year=period.year),
            stamp=(
                (layout.STAMP_UNIT, form.unit),
                (layout.STAMP_PERIOD, str(period)),
                (layout.STAMP_VERSION, layout.RETURN_VERSION),
            ),
            spans=_SPANS[shape.number],
            guide=GUIDES[shape.number],
            guide_height=_GUIDE_HEIGHTS[shape.number],
            illustration=form.illustration,
        ),
    )
    for column, each in enumerate(shape.columns, start=1):
        drawn.write(row, column, each.title, HEADING)
    drawn.heights((row,), 50)
    return row


def printed(drawn: Paper, form: ReturnForm, shape: Form, row: int) -> None:
    """Set the sheet up for A4, the headings in ``row`` repeated on each page."""
    footer = f"{form.unit_name} – quý {ROMAN[form.period.quarter]}/{form.period.year}"
    paper.page(
        drawn.sheet,
        landscape=LANDSCAPE[shape.number],
        head=row,
        last_column=len(shape.columns),
        footer=f"{footer} – DỮ LIỆU MINH HỌA" if form.illustration else footer,
    )
