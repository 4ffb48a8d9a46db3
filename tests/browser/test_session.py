"""Staying signed in and on the same view: reload, tabs, links, a restart; and being signed out."""

import re
from urllib.parse import unquote

from playwright.sync_api import Page, expect

from dashboard.demo.people import PASSWORD
from tests.browser.conftest import Opener
from tests.browser.test_pages import ENGLISH
from tests.browser.visiting import SHOWN, Visit, sign_in, sign_in_here
from tests.web.running import Site

VIEW = "/don-vi?don_vi=D02&nam=2025&quy=3&so_bo=1"
SAYS = ("Thị xã Đông Sa", "quý III/2025", "Số liệu đã duyệt và sơ bộ")
# The new server must be told what is looked at, by a run of the page.
COUNT_RUNS = """() => {
  const app = document.querySelector('[data-testid=stApp]');
  window.runs = 0;
  new MutationObserver(() => {
    if (app.dataset.testScriptState === 'running') window.runs += 1;
  }).observe(app, {attributeFilter: ['data-test-script-state']});
}"""


def shows_the_view(page: Page) -> None:
    expect(page).to_have_url(re.compile(re.escape(VIEW)))
    for each in SAYS:
        expect(page.get_by_text(each).first).to_be_visible()


def test_a_reload_keeps_the_person_and_the_view(visit: Opener) -> None:
    with visit("lanhdao") as window:
        window.open(VIEW)
        window.page.reload()
        shows_the_view(window.page)
        expect(window.page.locator(".td-person")).to_have_text("Lãnh đạo tỉnh")


def test_a_second_tab_needs_no_second_sign_in(visit: Opener) -> None:
    with visit("lanhdao") as window:
        second = window.context.new_page()
        second.goto(window.address + VIEW)
        shows_the_view(second)


def test_a_restarted_server_keeps_the_person_and_the_view(visit: Opener, site: Site) -> None:
    with visit("lanhdao") as window:
        window.open(VIEW)
        window.page.evaluate(COUNT_RUNS)
        site.stop()
        try:
            told = window.page.locator(".td-lost")
            expect(told).to_contain_text("Mất kết nối", timeout=15_000)
            expect(told).to_contain_text("Trang sẽ tự nối lại")
            expect(window.page.get_by_role("dialog")).to_have_count(0)
            assert not ENGLISH.search(told.inner_text())
        finally:
            site.start()
        expect(told).to_have_count(0, timeout=20_000)
        window.page.wait_for_function("window.runs > 0", timeout=20_000)
        window.settled()
        shows_the_view(window.page)
        window.go(window.page.get_by_role("link", name="Tổng quan"), VIEW.replace("don-vi", ""))
        assert window.page.evaluate("window.runs") > 1  # never reloaded, so still counting
        window.page.go_back()
        shows_the_view(window.page)
        window.page.reload()
        shows_the_view(window.page)
        window.complaints.clear()  # the console may tell that the server was away


def test_a_link_opens_the_same_view_for_a_colleague_who_signs_in(visit: Opener) -> None:
    with visit("lanhdao") as sender, visit(None) as colleague:
        sender.open(VIEW)
        colleague.page.goto(sender.page.url)
        expect(colleague.page).to_have_url(re.compile("/sign-in"))
        assert unquote(colleague.here()) == f"/sign-in?next={VIEW}"
        sign_in_here(colleague.page, "chuyenvien")
        shows_the_view(colleague.page)
        expect(colleague.page.locator(".td-person")).to_have_text("Chuyên viên Ban Tổ chức")
        assert colleague.heading().inner_text() == sender.heading().inner_text()
        assert figures(colleague) == figures(sender)


def figures(window: Visit) -> list[str]:
    window.settled()
    return window.page.locator(".tile .big").all_inner_texts()


def test_a_unit_that_somebody_may_not_see_is_said_not_to_be_shown(visit: Opener) -> None:
    with visit("canbo") as window:
        window.open(VIEW)
        told = window.page.get_by_role("alert").filter(has_text="D02")
        expect(told).to_contain_text("tài khoản không được xem đơn vị này")
        expect(window.page.locator(".eyebrow")).to_contain_text("Thành phố Nắng Mai")
        assert "Thị xã Đông Sa" not in window.words()
        window.go(window.page.get_by_role("link", name="Tổng quan"), "/?don_vi=D01&nam=2025&quy=3")
        expect(told).to_have_count(0)


def test_another_units_return_and_another_roles_page_are_refused(visit: Opener) -> None:
    with visit("canbo") as window:
        window.open("/ban-bao-cao?return=1", "[role=alert]")
        assert "Huyện" not in window.words()
        window.reads("Tài khoản này không có quyền xem hoặc làm việc đó")

        response = window.page.goto(f"{window.address}/duyet-bao-cao")
        assert response is not None
        assert response.status == 403
        expect(window.page.get_by_role("alert")).to_contain_text(
            "không dành cho tài khoản đang dùng"
        )
        window.page.get_by_role("link", name="Về trang Tổng quan").click()
        expect(window.heading()).to_be_visible()
        window.complaints.clear()  # the console notes the refusal


def test_signing_out_ends_it_in_every_tab_of_the_browser(visit: Opener) -> None:
    with visit("canbo.d04", anew=True) as window:
        other = window.context.new_page()
        other.goto(f"{window.address}/don-vi")
        other.locator(SHOWN).wait_for()

        window.page.get_by_role("button", name="Đăng xuất").click()
        expect(window.page).to_have_url(re.compile("/sign-in"))
        window.page.go_back()
        expect(window.page).to_have_url(re.compile("/sign-in"))

        other.get_by_role("link", name="Chỉ tiêu", exact=True).click()
        expect(other).to_have_url(re.compile("/sign-in"))
        assert window.page.goto(window.address + VIEW)
        expect(window.page).to_have_url(re.compile("/sign-in"))
        window.complaints.clear()  # the console notes the closed connection


def test_back_and_forward_walk_through_the_views(visit: Opener) -> None:
    with visit("lanhdao") as window:
        start = "/?don_vi=MH&nam=2025&quy=3"
        window.open(start)
        first = window.heading().inner_text()
        row = window.page.get_by_role("row").filter(has_text="Huyện Bến Mây")
        window.go(row.get_by_role("rowheader").get_by_role("link"), "/don-vi?don_vi=D03")
        window.go(
            window.page.locator(".tile .cover").first,
            "/chi-tieu?chi_tieu=PARTY_ORG_FOUNDED&don_vi=D03",
        )
        window.page.go_back()
        expect(window.page).to_have_url(re.compile(r"/don-vi\?don_vi=D03&nam=2025&quy=3$"))
        expect(window.page.locator(".eyebrow")).to_contain_text("Huyện Bến Mây")
        expect(window.page.get_by_text("Kết quả theo quý")).to_be_visible()
        window.page.go_back()
        expect(window.page).to_have_url(window.address + start)
        expect(window.heading()).to_have_text(first)
        window.page.go_forward()
        expect(window.page.get_by_text("Kết quả theo quý")).to_be_visible()


def test_a_keyboard_is_enough(visit: Opener) -> None:
    with visit(None) as window:
        page = window.page
        page.goto(f"{window.address}/?don_vi=MH&nam=2023&quy=4")
        expect(page.get_by_label("Tên đăng nhập")).to_be_focused()
        page.keyboard.type("lanhdao")
        page.keyboard.press("Tab")
        page.keyboard.type(PASSWORD)
        page.keyboard.press("Enter")
        page.locator(".recent li").last.wait_for()
        window.settled()

        page.keyboard.press("Tab")
        expect(page.get_by_text("Đến nội dung chính")).to_be_focused()
        tile = page.locator(".tile .cover").nth(1)
        for _step in range(30):
            page.keyboard.press("Tab")
            if tile.evaluate("(each) => each.getRootNode().activeElement === each"):
                break
        expect(tile).to_be_focused()
        around = page.locator(".tile").nth(1)
        assert around.evaluate("(each) => getComputedStyle(each).outlineStyle") == "solid"
        page.keyboard.press("Enter")
        expect(window.heading()).to_contain_text("Đảng viên mới kết nạp: 103/80")
        expect(window.heading()).to_be_focused()
        assert window.here().startswith("/chi-tieu?chi_tieu=PARTY_MEMBER_ADMITTED&don_vi=MH&nam=20")

        unit = page.locator("details.pick summary").filter(has_text="Đơn vị")
        unit.focus()
        page.keyboard.press("Enter")
        expect(page.get_by_placeholder("Gõ để tìm").filter(visible=True)).to_be_focused()
        page.keyboard.type("dong sa")
        page.keyboard.press("Enter")
        expect(page.locator(".eyebrow")).to_contain_text("Thị xã Đông Sa")


def test_english_by_choice_and_back(visit: Opener) -> None:
    with visit("quantri", anew=True) as window:
        window.open("/?don_vi=MH&nam=2023&quy=4")
        window.page.get_by_role("button", name="EN", exact=True).click()
        expect(window.heading()).to_contain_text("6/6 main indicators")
        window.settled()
        assert window.here() == "/?don_vi=MH&nam=2023&quy=4"
        window.reads("128.75%", "Minh Hoa Province")
        expect(window.page.get_by_role("rowheader", name="Ben May District")).to_be_visible()
        assert window.page.evaluate("document.documentElement.lang") == "en"
        window.page.get_by_role("button", name="VI", exact=True).click()
        expect(window.heading()).to_contain_text("6/6 chỉ tiêu chủ yếu")
        window.reads("128,75%", "Tỉnh Minh Họa")
        expect(window.page.get_by_role("rowheader", name="Huyện Bến Mây")).to_be_visible()


def test_the_sign_in_says_what_is_wrong_and_keeps_the_way(visit: Opener) -> None:
    with visit(None) as window:
        page = window.page
        page.goto(window.address + VIEW)
        page.get_by_label("Tên đăng nhập").fill("lanhdao")
        page.get_by_label("Mật khẩu", exact=True).fill("sai mật khẩu")
        page.locator("#sign-in button.go").click()
        expect(page.get_by_role("alert")).to_contain_text("Sai tên đăng nhập hoặc mật khẩu")
        sign_in(window, "lanhdao", VIEW)
        shows_the_view(page)
        window.complaints.clear()  # the console notes the refused attempt
