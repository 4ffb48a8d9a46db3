"""Enterprises that do not exist: their names, kinds and tax codes."""

from dataclasses import dataclass
from functools import cache

from stdnum.vn import mst

from dashboard.demo.chance import Chance
from dashboard.demo.units import BY_CODE, COUNTED

TRADES = (
    "May mặc", "Chế biến gỗ", "Thủy sản", "Cơ khí", "Xây dựng", "Vận tải", "Nông sản", "Dệt lưới",
    "Vật liệu xây dựng", "Thực phẩm", "Bao bì", "Da giày", "In ấn", "Điện lạnh", "Gạch không nung",
    "Chế biến điều", "Thương mại dịch vụ", "Phân bón hữu cơ", "Nước mắm", "Du lịch",
    "Nhựa gia dụng", "Thức ăn chăn nuôi", "Kho vận", "Giống cây trồng", "Sản xuất giấy",
    "Dược liệu",
)  # fmt: skip
FORMS = (
    ("Công ty TNHH", "Công ty TNHH"),
    ("Công ty Cổ phần", "Công ty cổ phần"),
    ("Công ty TNHH MTV", "Công ty TNHH"),
    ("Hợp tác xã", "Hợp tác xã"),
    ("Doanh nghiệp tư nhân", "Doanh nghiệp tư nhân"),
)
FORM_WEIGHTS = (0.45, 0.72, 0.86, 0.93, 1.0)


@dataclass(frozen=True, slots=True)
class Enterprise:
    name: str
    tax_code: str
    type: str
    workers: int


@cache
def enterprise(unit: str, number: int) -> Enterprise:
    """Return the enterprise of ``unit`` with this number (0, 1, …): always the same one."""
    chance = Chance("enterprise", unit, number)
    lap, place = divmod(number, len(TRADES))
    trade = Chance("trades", unit).shuffled(TRADES)[place]
    drawn = chance.share()
    form, kind = FORMS[next(n for n, upto in enumerate(FORM_WEIGHTS) if drawn < upto)]
    ending = f" {lap + 1}" if lap else ""
    return Enterprise(
        name=f"{form} {trade} {BY_CODE[unit].stem}{ending}",
        tax_code=tax_code(unit, number),
        type=kind,
        workers=chance.whole(22, 90) if chance.happens(0.75) else chance.whole(100, 640),
    )


def tax_code(unit: str, number: int) -> str:
    """Return a tax code of valid shape and check digit, of a province code that none has."""
    block = [each.code for each in COUNTED].index(unit) + 1
    for serial in range(number * 3, number * 3 + 3):
        digits = f"99{block:02d}{serial:05d}"
        check = mst.calc_check_digit(digits)
        if len(check) == 1:
            return f"{digits}{check}"
    raise AssertionError(f"no check digit fits three codes in a row: {unit} {number}")
