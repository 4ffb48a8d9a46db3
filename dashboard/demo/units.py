"""The units of Tỉnh Minh Họa. No real unit of any tier bears one of these names."""

from dataclasses import dataclass

from data_access.vocabulary import Counting

PROVINCE = "MH"
BLOC = "K01"


@dataclass(frozen=True, slots=True)
class DemoUnit:
    """A unit of the demonstration.

    ``stem`` is the name without the kind's word; ``weight`` its part of the province's private
    economy; ``letters`` what its Party committee writes behind a decision's number.
    """

    code: str
    kind: str
    name: str
    name_en: str
    stem: str
    weight: float
    letters: str
    counting: Counting = Counting.COUNTED

    @property
    def clerk(self) -> str:
        """The username of the account that reports for it."""
        return "canbo" if self.code == "D01" else f"canbo.{self.code.lower()}"


def _district(code: str, kind: str, word: str, stem: str, english: str, weight: float) -> DemoUnit:
    letters = {"provincial_city": "QĐ/ThU", "town": "QĐ/TXU"}.get(kind, "QĐ/HU")
    return DemoUnit(code, kind, f"{word} {stem}", english, stem, weight, letters)


DISTRICTS = (
    _district("D01", "provincial_city", "Thành phố", "Nắng Mai", "Nang Mai City", 0.205),
    _district("D02", "town", "Thị xã", "Đông Sa", "Dong Sa Town", 0.13),
    _district("D03", "rural_district", "Huyện", "Bến Mây", "Ben May District", 0.105),
    _district("D04", "rural_district", "Huyện", "Đồi Sim", "Doi Sim District", 0.075),
    _district("D05", "rural_district", "Huyện", "Lúa Vàng", "Lua Vang District", 0.09),
    _district("D06", "rural_district", "Huyện", "Suối Trong", "Suoi Trong District", 0.06),
    _district("D07", "rural_district", "Huyện", "Cửa Sóng", "Cua Song District", 0.085),
    _district("D08", "rural_district", "Huyện", "Thông Reo", "Thong Reo District", 0.05),
    _district("D09", "rural_district", "Huyện", "Đồng Xanh", "Dong Xanh District", 0.07),
    _district("D10", "island_district", "Huyện đảo", "Hòn Gió", "Hon Gio Island District", 0.025),
)
COUNTED = (
    *DISTRICTS,
    DemoUnit(
        BLOC, "bloc", "Đảng ủy Khối Doanh nghiệp", "Enterprise Bloc Party Committee",
        "Minh Họa", 0.105, "QĐ/ĐUK",
    ),
)  # fmt: skip
CROSS_CHECKS = (
    DemoUnit(
        "T01", "mass_organisation", "Liên đoàn Lao động tỉnh", "Provincial Labour Federation",
        "Liên đoàn Lao động", 0, "QĐ-LĐLĐ", Counting.CROSS_CHECK,
    ),
    DemoUnit(
        "T02", "mass_organisation", "Tỉnh đoàn", "Provincial Youth Union",
        "Tỉnh đoàn", 0, "QĐ-TĐTN", Counting.CROSS_CHECK,
    ),
)  # fmt: skip
PROVINCE_NAME = ("Tỉnh Minh Họa", "Minh Hoa Province")
BY_CODE = {unit.code: unit for unit in (*COUNTED, *CROSS_CHECKS)}
