"""The return typed in on the page: as people type and paste, whatever happens in between."""

import re
from io import BytesIO

from openpyxl import load_workbook
from playwright.sync_api import Locator, Route, expect

from dashboard.actions import accounts, returns
from data_access.vocabulary import Channel, Period
from tests.actions.workbooks import a_workbook
from tests.browser.conftest import Opener
from tests.browser.filling import cell_of
from tests.browser.visiting import Visit

FORM = "main.tien-do.form"
QUARTER = "nam=2026&quy=4"
MAIN = (
    "PARTY_ORG_FOUNDED", "UNION_FOUNDED", "YOUTH_ORG_FOUNDED", "PARTY_MEMBER_ADMITTED",
    "UNION_MEMBER_ADMITTED", "YOUTH_MEMBER_ADMITTED",
)  # fmt: skip
EXPLAINED = "Công ty may mới tiếp nhận 1.600 đoàn viên."
FROM_EXCEL = "\r\n".join(
    (
        "TT\tLoại tổ chức\tTên tổ chức\tTên doanh nghiệp\tMã số thuế\tLoại hình doanh nghiệp"
        "\tNgày thành lập\tSố quyết định\tSố thành viên khi thành lập",
        "1\tTổ chức đảng\tChi bộ Công ty Sao Khuê\tCông ty TNHH Sao Khuê\t0109876557"
        "\tCông ty TNHH\t20/10/2026\t41-QĐ/ThU\t3",
        '2\tCông đoàn cơ sở\tCĐCS Công ty Hoa Sen\t"Công ty CP\nHoa Sen"\t0101248141'
        "\tCông ty cổ phần\t05/11/2026\t12/QĐ\t1.025",
        "",
    )
)


def at_form(window: Visit, unit: str) -> None:
    window.open(f"/nhap-bao-cao?don_vi={unit}&{QUARTER}", FORM)


def figure(window: Visit, code: str) -> Locator:
    return window.page.locator(f"#figure-{code}")


def computed(window: Visit, code: str) -> Locator:
    """The year to date, or the change, beside a figure."""
    return window.page.locator(f"tr[data-code={code}] .told")


def under(window: Visit, code: str) -> Locator:
    """What is said under a figure."""
    return window.page.locator(f"tr[data-code={code}] + .under")


def cells(window: Visit, name: str) -> Locator:
    return window.page.locator(f"[data-part=foundings][data-field={name}]")


def told(window: Visit, words: str) -> None:
    """Expect the state of the draft to say so."""
    expect(window.page.locator(".standing .state")).to_contain_text(words)


def number(locator: Locator) -> int:
    return int(re.sub(r"\D", "", locator.inner_text()))


def type_in(window: Visit, **figures: str) -> None:
    """Type figures one after the other, and wait until they are on the server."""
    for code, text in figures.items():
        figure(window, code).fill(text)
    told(window, "Đã lưu")


def put_away(window: Visit) -> None:
    window.page.get_by_role("button", name="Bỏ bản nháp").click()
    window.page.get_by_role("dialog").get_by_role("button", name="Bỏ bản nháp").click()
    told(window, "Chưa có gì để lưu")


def paste(window: Visit, text: str) -> None:
    window.page.evaluate("text => navigator.clipboard.writeText(text)", text)
    window.page.keyboard.press("Control+V")


def test_figures_are_understood_as_they_are_typed(visit: Opener) -> None:
    with visit("canbo.d05") as clerk:
        at_form(clerk, "D05")
        before = number(computed(clerk, "UNION_MEMBER_ADMITTED"))
        figure(clerk, "UNION_FOUNDED").click()
        for text in ("0", "1.608"):
            clerk.page.keyboard.type(text)
            clerk.page.keyboard.press("Enter")
        expect(figure(clerk, "UNION_MEMBER_ADMITTED")).to_have_value("1.608")
        assert number(computed(clerk, "UNION_MEMBER_ADMITTED")) == before + 1608

        type_in(clerk, YOUTH_MEMBER_ADMITTED="1,608", WOMEN_MEMBER_ADMITTED="12,5")
        for code in ("YOUTH_MEMBER_ADMITTED", "WOMEN_MEMBER_ADMITTED"):
            expect(figure(clerk, code)).to_have_attribute("aria-invalid", "true")
        expect(under(clerk, "YOUTH_MEMBER_ADMITTED")).to_contain_text("đọc được theo hai cách")

        clerk.page.get_by_role("button", name="Xem lại và nộp").click()
        expect(figure(clerk, "YOUTH_MEMBER_ADMITTED")).to_be_focused()
        clerk.reads("Còn 2 lỗi phải sửa mới nộp được")
        put_away(clerk)


def test_rows_from_excel_are_pasted_and_taken_back(visit: Opener) -> None:
    with visit("canbo.d05") as clerk:
        clerk.context.grant_permissions(["clipboard-read", "clipboard-write"])
        at_form(clerk, "D05")
        clerk.page.get_by_role("tab", name="Biểu 2").click()
        cells(clerk, "name").first.click()
        paste(clerk, FROM_EXCEL)
        expect(cells(clerk, "enterprise").nth(1)).to_have_value("Công ty CP\nHoa Sen")
        expect(cells(clerk, "founded_on").first).to_have_value("20/10/2026")
        expect(cells(clerk, "members").nth(1)).to_have_value("1.025")
        expect(cells(clerk, "name")).to_have_count(3)
        told(clerk, "Đã lưu")

        clerk.page.get_by_role("button", name="Xóa dòng 2").click()
        expect(cells(clerk, "name")).to_have_count(2)
        clerk.page.get_by_role("button", name="Hoàn tác").click()
        expect(cells(clerk, "tax_code").nth(1)).to_have_value("0101248141")
        clerk.page.get_by_role("button", name="Ghi 1 vào Biểu 1").first.click()
        clerk.page.get_by_role("tab", name="Biểu 1").click()
        expect(figure(clerk, "PARTY_ORG_FOUNDED")).to_have_value("1")
        told(clerk, "Đã lưu")
        put_away(clerk)


def test_what_is_typed_survives_a_closed_tab_and_a_lost_connection(visit: Opener) -> None:
    with visit("canbo.d06") as clerk:
        at_form(clerk, "D06")
        type_in(clerk, PARTY_MEMBER_ADMITTED="4")
        clerk.page.close()
        clerk.page = clerk.context.new_page()
        at_form(clerk, "D06")
        expect(figure(clerk, "PARTY_MEMBER_ADMITTED")).to_have_value("4")

        clerk.context.set_offline(True)
        figure(clerk, "PARTY_MEMBER_ADMITTED").fill("5")
        told(clerk, "đã giữ trên máy này")
        clerk.page.close()
        clerk.context.set_offline(False)
        clerk.page = clerk.context.new_page()
        at_form(clerk, "D06")
        expect(figure(clerk, "PARTY_MEMBER_ADMITTED")).to_have_value("5")
        told(clerk, "Đã lưu")
        put_away(clerk)
        clerk.complaints.clear()  # the console notes the lost connection


def test_of_two_devices_the_second_is_told_and_loses_nothing(visit: Opener) -> None:
    with visit("canbo.d07") as desk, visit("canbo.d07", "tablet-portrait") as tablet:
        at_form(desk, "D07")
        at_form(tablet, "D07")
        type_in(desk, PARTY_MEMBER_ADMITTED="8")
        figure(tablet, "PARTY_MEMBER_ADMITTED").fill("9")
        notice = tablet.page.get_by_role("alert")
        expect(notice).to_contain_text("đã lưu bản nháp này lúc")
        expect(notice).to_contain_text("Đảng viên mới kết nạp: ở đây 9, bản đã lưu 8")

        notice.get_by_role("button", name="Dùng bản đã lưu").click()
        expect(figure(tablet, "PARTY_MEMBER_ADMITTED")).to_have_value("8")
        tablet.page.get_by_role("button", name="Hoàn tác").click()
        expect(figure(tablet, "PARTY_MEMBER_ADMITTED")).to_have_value("9")
        told(tablet, "Đã lưu")

        figure(desk, "PARTY_MEMBER_ADMITTED").fill("10")
        desk.page.get_by_role("button", name="Giữ bản của tôi").click()
        told(desk, "Đã lưu")
        at_form(tablet, "D07")
        expect(figure(tablet, "PARTY_MEMBER_ADMITTED")).to_have_value("10")
        put_away(tablet)
        for window in (desk, tablet):
            window.complaints.clear()  # the console notes the refusals


def handed_in_by_command(unit: str, **figures: int) -> None:
    """Let a colleague hand in a file, as from another machine."""
    clerk = accounts.acting_as(f"canbo.{unit.lower()}", Channel.COMMAND_LINE)
    data = a_workbook(clerk, unit, Period(2026, 4), {**dict.fromkeys(MAIN, 0), **figures})
    returns.submit(clerk, data, "BC.xlsx", explanation="Đã rà soát.")


def test_a_form_left_open_does_not_undo_a_revision_unseen(visit: Opener) -> None:
    with visit("canbo.d08") as desk:
        at_form(desk, "D08")
        handed_in_by_command("D08", PARTY_MEMBER_ADMITTED=9)
        figure(desk, "PARTY_MEMBER_ADMITTED").fill("5")
        notice = desk.page.get_by_role("alert")
        expect(notice).to_contain_text("đã nộp bản 1")
        expect(notice).to_contain_text("Đảng viên mới kết nạp: ở đây là 5, ở bản 1 là 9")
        notice.get_by_role("button", name="Làm tiếp từ bản 1").click()
        expect(figure(desk, "PARTY_MEMBER_ADMITTED")).to_have_value("9")
        desk.reads("Trong biểu là nội dung bản 1 đã nộp")
        desk.page.get_by_role("button", name="Hoàn tác").click()
        expect(figure(desk, "PARTY_MEMBER_ADMITTED")).to_have_value("5")
        told(desk, "Đã lưu")

        handed_in_by_command("D08", PARTY_MEMBER_ADMITTED=11)
        figure(desk, "PARTY_MEMBER_ADMITTED").fill("6")
        expect(notice).to_contain_text("đã nộp bản 2")
        told(desk, "Đã lưu")
        desk.page.get_by_role("button", name="Xem lại và nộp").click()
        expect(notice.get_by_role("button", name="Làm tiếp từ bản 2")).to_be_focused()
        notice.get_by_role("button", name="Giữ bản của tôi").click()
        expect(notice).to_have_count(0)
        told(desk, "Đã lưu")
        desk.page.get_by_role("button", name="Hoàn tác").click()
        expect(figure(desk, "PARTY_MEMBER_ADMITTED")).to_have_value("11")
        figure(desk, "PARTY_MEMBER_ADMITTED").fill("6")
        told(desk, "Đã lưu")
        desk.page.get_by_role("button", name="Xem lại và nộp").click()
        desk.reads("Xem lại và nộp báo cáo quý IV/2026")
        at_form(desk, "D08")
        put_away(desk)
        desk.complaints.clear()  # the console notes the refusal


def test_what_was_typed_offline_before_another_handed_in_waits_for_a_choice(visit: Opener) -> None:
    with visit("canbo.k01") as clerk:
        at_form(clerk, "K01")
        clerk.context.set_offline(True)
        figure(clerk, "PARTY_MEMBER_ADMITTED").fill("5")
        told(clerk, "đã giữ trên máy này")
        clerk.page.close()
        handed_in_by_command("K01", PARTY_MEMBER_ADMITTED=9)
        clerk.context.set_offline(False)
        clerk.page = clerk.context.new_page()
        at_form(clerk, "K01")
        expect(figure(clerk, "PARTY_MEMBER_ADMITTED")).to_have_value("5")
        notice = clerk.page.get_by_role("alert")
        expect(notice).to_contain_text("đã nộp bản 1")
        notice.get_by_role("button", name="Làm tiếp từ bản 1").click()
        expect(figure(clerk, "PARTY_MEMBER_ADMITTED")).to_have_value("9")
        told(clerk, "Chưa có gì để lưu")
        clerk.complaints.clear()  # the console notes the lost connection and the refusal


def test_a_server_with_too_much_to_do_gets_the_draft_a_little_later(visit: Opener) -> None:
    with visit("canbo.d09") as clerk:
        at_form(clerk, "D09")
        turned: list[int] = []

        def busy(route: Route) -> None:
            turned.append(1)
            if len(turned) > 1:
                route.continue_()
            else:
                route.fulfill(status=429, json={"error": {"rule": "draft-busy", "message": ""}})

        clerk.page.route("**/draft/return?*", busy)
        figure(clerk, "PARTY_MEMBER_ADMITTED").fill("6")
        told(clerk, "Sắp lưu lại")
        told(clerk, "Đã lưu")
        assert len(turned) == 2
        put_away(clerk)
        clerk.complaints.clear()  # the console notes the refusal


def test_a_return_is_typed_explained_and_handed_in(visit: Opener) -> None:
    with visit("canbo.d04") as clerk:
        page = clerk.page
        clerk.open(f"/nop-bao-cao?don_vi=D04&{QUARTER}")
        page.get_by_role("link", name="Bắt đầu nhập").click()
        page.locator(FORM).wait_for()
        type_in(
            clerk, PARTY_ORG_FOUNDED="0", PARTY_MEMBER_ADMITTED="2", UNION_FOUNDED="-",
            UNION_MEMBER_ADMITTED="1 608", YOUTH_ORG_FOUNDED="0", YOUTH_MEMBER_ADMITTED="0",
        )  # fmt: skip
        along = clerk.downloaded(page.get_by_role("link", name="Tải về tệp Excel"))
        sheet = load_workbook(BytesIO(along))["Biểu 1 – Số liệu"]
        assert sheet[cell_of(along, "UNION_MEMBER_ADMITTED")].value == 1608

        page.get_by_role("button", name="Xem lại và nộp").click()
        send = page.get_by_role("button", name="Nộp báo cáo quý IV/2026 của")
        page.get_by_text("Tôi đã xem lại các điểm nêu trên; số liệu là đúng").click()
        send.click()
        clerk.reads("Hãy ghi lời giải trình để chuyên viên đọc")
        page.get_by_label("Giải trình: vì sao số liệu vẫn đúng").fill(EXPLAINED)
        send.click()
        receipt = page.locator(".receipt")
        expect(receipt).to_contain_text("Đã nhận báo cáo quý IV/2026 của")

        at_form(clerk, "D04")
        expect(figure(clerk, "UNION_MEMBER_ADMITTED")).to_have_value("1608")
        clerk.reads("Trong biểu là nội dung bản 1 đã nộp")
