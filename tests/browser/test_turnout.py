"""Chasing returns: whom to call, the reminder, more time for one unit, a quarter closed."""

import re

from playwright.sync_api import Locator, expect

from tests.browser.conftest import Opener
from tests.browser.visiting import Visit

MISSING = "Huyện đảo Hòn Gió"
UNTIL = "30/11/2026"
REASON = "Biển động, chưa vào đất liền được <b>"


def cell(window: Visit, unit: str) -> Locator:
    """Return what the third quarter of 2026 shows of the unit."""
    row = window.page.locator(".turnout tbody tr").filter(has_text=unit).first
    return row.locator("td").nth(6)


def chosen(window: Visit, unit: str) -> None:
    """Choose the unit whose due date is put off."""
    window.page.locator(".give summary").click()
    window.go(window.page.get_by_role("link", name=unit, exact=True), "/lich-bao-cao?")
    expect(window.page.get_by_label("Hạn nộp mới")).to_be_visible()


def told(window: Visit) -> Locator:
    return window.page.locator(".notice")


def test_an_officer_copies_the_reminder_and_gives_a_unit_more_time(visit: Opener) -> None:
    with visit("chuyenvien") as officer:
        page = officer.page
        officer.context.grant_permissions(["clipboard-read", "clipboard-write"])
        officer.open("/tinh-hinh-nop?nam=2026&quy=3", ".rates")
        expect(cell(officer, MISSING)).to_contain_text("Chưa nộp")
        call = page.locator(".call").filter(has_text=MISSING)
        call.get_by_role("button").click()
        expect(call.get_by_role("button")).to_contain_text("Đã sao chép")
        copied = page.evaluate("navigator.clipboard.readText()")
        assert copied.startswith(f"Tôi gọi về báo cáo của {MISSING}.")
        assert "quá hạn 58 ngày" in copied

        officer.open("/lich-bao-cao?nam=2026&quy=3", ".letters")
        chosen(officer, MISSING)
        page.get_by_label("Hạn nộp mới").fill(UNTIL)
        page.get_by_label("Lý do").fill(REASON)
        page.get_by_role("button", name="Gia hạn đến ngày này").click()
        expect(told(officer)).to_contain_text(f"hạn nộp mới là {UNTIL}")
        expect(page.locator(".extensions")).to_contain_text(REASON)

        officer.open("/tinh-hinh-nop?nam=2026&quy=3", ".rates")
        expect(cell(officer, MISSING)).to_contain_text("Còn 8 ngày")
        expect(page.locator(".call").filter(has_text=MISSING)).to_have_count(0)

        officer.open("/lich-bao-cao?nam=2026&quy=3", ".letters")
        officer.go(page.get_by_role("link", name="Sửa hoặc thu hồi"), "/lich-bao-cao?")
        page.get_by_label("Lý do").fill("Đã vào được đất liền")
        page.get_by_role("button", name="Thu hồi gia hạn").click()
        expect(told(officer)).to_contain_text("theo hạn chung")


def test_an_administrator_closes_a_quarter_and_opens_it_again(visit: Opener) -> None:
    with visit("quantri") as administrator:
        page = administrator.page
        administrator.open("/lich-bao-cao?nam=2026&quy=1", ".st-key-calendar_change")
        page.get_by_role("button", name="Khóa sổ quý I/2026").click()
        expect(administrator.heading()).to_have_text(re.compile("^Sổ quý I/2026 đã khóa ngày"))
        page.get_by_role("button", name="Mở lại sổ quý I/2026").click()
        expect(administrator.heading()).to_contain_text("Quý I/2026: hạn nộp 25/03/2026")
