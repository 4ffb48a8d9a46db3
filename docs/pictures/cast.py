"""Who is in the pictures, and what they say."""

import json
from pathlib import Path
from typing import Any

CLERK, LATE_UNIT, PERIOD = "canbo.d10", "D10", "2026Q3"
LATE_NAME = "Huyện đảo Hòn Gió"
CORRECTED = "D07"
BY_MAIL = ("D05", "D06")
EXPLAINED = "Đã rà soát với Liên đoàn Lao động huyện: số liệu đúng."
MARKED = "Đoàn viên công đoàn kết nạp mới"
REMARK = "Liên đoàn Lao động ghi 26, đơn vị ghi 24."
BEHIND = "/chi-tieu?chi_tieu=UNION_MEMBER_ADMITTED&don_vi=MH&nam=2026&quy=3"


def entries() -> dict[str, dict[str, Any]]:
    """Return what is typed into the workbooks: all that is "right", and what is "wrong" in one."""
    found: dict[str, dict[str, Any]] = json.loads(
        Path(__file__).with_name("entries.json").read_text("utf-8")
    )
    return found
