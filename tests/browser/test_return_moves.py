"""The moves of a return from both desks: remarks, taking back, opening again, what is foretold."""

import re
from dataclasses import dataclass

from playwright.sync_api import Locator, expect

from dashboard.actions import returns
from dashboard.actions.accounts import acting_as
from dashboard.domain.access import Person
from dashboard.readings import return_list
from dashboard.readings import returns as readings
from dashboard.workbooks.fill import fill
from data_access.vocabulary import Channel, Period
from tests.browser.conftest import Opener
from tests.browser.filling import filled
from tests.browser.visiting import Visit

OPEN, EARLIER = Period(2026, 4), Period(2026, 1)
REMARK = "Liên đoàn Lao động ghi 48, đơn vị ghi 52."
WRONG = "Số đoàn viên công đoàn quý I không khớp Liên đoàn Lao động."
WHY = "Tính thiếu đoàn viên của hai công đoàn cơ sở mới chuyển về."


@dataclass(frozen=True)
class Desk:
    """A clerk's unit, and what is handed in for it beside the browser."""

    unit: str

    @property
    def username(self) -> str:
        return f"canbo.{self.unit.lower()}"

    @property
    def clerk(self) -> Person:
        return acting_as(self.username, Channel.COMMAND_LINE)

    def handed_in(self, period: Period) -> int:
        (found,) = return_list.page(self.clerk, unit_code=self.unit, period=period).returns
        return found.revision.return_id

    def hand_in(self, period: Period, **figures: object) -> int:
        _name, form = returns.template(self.clerk, self.unit, period)
        return self._submitted(filled(form, [], **figures))

    def correct(self, number: int, **more: int) -> None:
        """Hand the newest file in once more, with some of its figures raised."""
        detail = readings.detail(self.clerk, number)
        _name, data = readings.file_of(self.clerk, number, detail.revision.number)
        told = {code: detail.content.figures[code] + by for code, by in more.items()}
        self._submitted(fill(data, {"figures": told}))

    def _submitted(self, data: bytes) -> int:
        words = {"explanation": "Đã rà soát.", "reason": WHY}
        return returns.submit(self.clerk, data, f"BC_{self.unit}.xlsx", **words).return_id


def asked(window: Visit, button: str) -> Locator:
    """Tap a button that asks before it does anything; return the dialog."""
    window.page.get_by_role("button", name=button).click()
    return window.page.get_by_role("dialog")


def marking(window: Visit, spots: str) -> re.Pattern[str]:
    return re.compile(re.escape(f"{window.address}/duyet-bao-cao?") + f".*nhan_xet={spots}$")


def test_remarks_reach_the_clerk_and_a_return_taken_back_cannot_be_accepted(visit: Opener) -> None:
    desk = Desk("D04")
    number = desk.hand_in(OPEN, UNION_MEMBER_ADMITTED=52)
    review, page = f"/duyet-bao-cao?return={number}", f"/ban-bao-cao?return={number}"
    with visit("chuyenvien") as officer, visit(desk.username, "tablet-portrait") as clerk:
        officer.open(review)
        officer.page.get_by_role("link", name="Nhận xét từng chỗ").click()
        officer.page.get_by_role("link", name="Đoàn viên công đoàn kết nạp mới").click()
        officer.page.wait_for_url(marking(officer, "f-UNION_MEMBER_ADMITTED"))
        dialog = asked(officer, "Trả lại kèm 1 nhận xét…")
        dialog.get_by_label("Đoàn viên công đoàn kết nạp mới").fill(REMARK)
        dialog.get_by_role("button", name="Trả lại", exact=True).click()
        officer.reads("Đã trả lại báo cáo quý IV/2026 cho Huyện Đồi Sim")

        clerk.open(page)
        said = clerk.page.get_by_role("row").filter(has_text="Đoàn viên công đoàn kết nạp mới")
        expect(said.locator(".remark")).to_have_text(REMARK)
        expect(clerk.page.locator(".timeline li").first).to_contain_text(REMARK)
        expect(clerk.page.get_by_role("link", name="Sửa và nộp lại")).to_be_visible()

        desk.correct(number, UNION_MEMBER_ADMITTED=-4)
        officer.open(review)
        clerk.open(page)
        dialog = asked(clerk, "Rút lại…")
        dialog.get_by_role("button", name="Rút lại", exact=True).click()
        clerk.reads("Đã rút lại báo cáo quý IV/2026 của Huyện Đồi Sim")
        officer.page.get_by_role("button", name="Duyệt báo cáo").click()
        officer.reads("Cán bộ Huyện Đồi Sim", "đã rút")
        expect(officer.page.get_by_role("button", name="Duyệt báo cáo")).to_have_count(0)


def test_a_correction_shows_what_it_changes_before_it_is_accepted(visit: Opener) -> None:
    desk = Desk("D07")
    number = desk.handed_in(EARLIER)
    with visit("chuyenvien") as officer:
        officer.open(f"/ban-bao-cao?return={number}")
        dialog = asked(officer, "Mở lại…")
        dialog.get_by_role("textbox").fill(WRONG)
        dialog.get_by_role("button", name="Mở lại", exact=True).click()
        officer.reads("Đã mở lại báo cáo quý I/2026 của Huyện Cửa Sóng", WRONG)

        desk.correct(number, UNION_MEMBER_ADMITTED=120)
        officer.open(f"/duyet-bao-cao?return={number}")
        card = officer.page.locator(".effects")
        expect(card).to_contain_text("Lũy kế đến hết quý III/2026")
        expect(card).to_contain_text("Tỉnh Minh Họa")
        told = card.get_by_role("row").filter(has_text="Đoàn viên CĐ").last
        before, after = re.findall(r"[\d.]+", told.locator(".shift").first.inner_text())[:2]
        assert counted(after) == counted(before) + 120

        officer.open(f"/ban-bao-cao?return={number}&tu=1&den=2")
        compared = officer.page.locator(".compare")
        expect(compared).to_contain_text(WHY)
        expect(compared.get_by_role("row").filter(has_text="Đoàn viên công đoàn")).to_contain_text(
            "+120"
        )
        officer.open(f"/duyet-bao-cao?return={number}")
        officer.page.get_by_role("button", name="Duyệt báo cáo").click()
        officer.reads("Đã duyệt báo cáo quý I/2026 của")


def counted(words: str) -> int:
    return int(words.replace(".", ""))
