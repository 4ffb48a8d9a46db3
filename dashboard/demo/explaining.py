"""What clerks say about the points that the checks ask them to look at again."""

from collections.abc import Iterable

from dashboard.demo.chance import Chance
from dashboard.domain import checks
from dashboard.domain.returns import ReturnContent, ReturnForm
from dashboard.errors import Problem

WORDS: dict[str, tuple[str, ...]] = {
    "party-few-members": (
        "Doanh nghiệp đang tiếp nhận thêm đảng viên chuyển sinh hoạt về chi bộ.",
    ),
    "union-few-workers": ("Doanh nghiệp đang tuyển thêm, dự kiến đủ 20 lao động trong quý tới.",),
    "youth-without-party": ("Doanh nghiệp đang làm hồ sơ thành lập chi bộ.",),
    "unusual-figure": (
        "Số liệu tổng hợp theo hồ sơ của công đoàn cơ sở, đoàn thể trong doanh nghiệp, đã đối "
        "chiếu trước khi gửi.",
        "Trong quý phần lớn đoàn viên mới thuộc các tổ chức vừa thành lập; kỳ trước kết nạp ít.",
        "Quý này tập trung kết nạp theo kế hoạch năm nên tăng so với các quý trước.",
    ),
    "stock-roll-forward": (
        "Đang rà soát lại số tổ chức hiện có cùng đoàn thể cấp trên, sẽ điều chỉnh nếu sai lệch.",
    ),
    "tax-code-check-digit": (
        "Mã số thuế ghi theo danh sách của xã, đang đối chiếu với cơ quan thuế.",
    ),
}
OTHERWISE = "Đã kiểm tra lại, số liệu đúng như báo cáo."


def words(content: ReturnContent, form: ReturnForm) -> str | None:
    """Return the clerk's explanation of the return's warnings; None where there are none."""
    return said(checks.check(content, form), Chance("explanation", content.unit, content.period))


def said(problems: Iterable[Problem], chance: Chance) -> str | None:
    rules = dict.fromkeys(problem.rule for problem in problems)
    return " ".join(chance.pick(WORDS.get(rule, (OTHERWISE,))) for rule in rules) or None
