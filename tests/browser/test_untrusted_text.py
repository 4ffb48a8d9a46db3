"""Names that are written like code or formulas are shown as names, and nothing of them runs."""

from datetime import date

import pytest
from playwright.sync_api import expect

from dashboard.actions import accounts, units
from dashboard.demo.people import PASSWORD
from data_access.vocabulary import Channel, Role
from tests.browser import measures
from tests.browser.conftest import Opener
from tests.browser.filling import PARTY_CELL, filled, hand_over
from tests.browser.visiting import Visit

EVIL = "<img src=x onerror=alert(1)>"
FORMULA = "=1+1"
MARKED = '"><script>alert(2)</script> [x](javascript:alert(3)) :red[y] $z$'
AT = "don_vi=EVIL&nam=2026&quy=4"
OPENED = """() => {
  const every = (root) => [...root.querySelectorAll('*')].flatMap(
    (each) => [each, ...(each.shadowRoot ? every(each.shadowRoot) : [])]);
  return every(document).filter((each) => each.matches(
    'img[src=x], [onerror], script:not([src]):not(head script), a[href^="javascript:"]')).length;
}"""


@pytest.fixture
def clerk_of_a_strange_unit() -> str:
    """The user name of a clerk whose own name and unit's name are written like code."""
    administrator = accounts.acting_as("quantri", Channel.WEB)
    units.add(administrator, "EVIL", kind="rural_district", name=EVIL, parent="MH",
              valid_from=date(2026, 10, 1), display_order=99)  # fmt: skip
    accounts.add_account(
        administrator, username="la", name=EVIL, password=PASSWORD, grants=[("EVIL", Role.REPORTER)]
    )
    return "la"


def shows_as_text(window: Visit, *texts: str) -> None:
    window.settled()
    said = window.words()
    assert [each for each in texts if each not in said] == []
    assert window.page.evaluate(OPENED) == 0
    assert window.alarms == []


def test_nothing_of_a_name_is_executed_or_computed(
    visit: Opener, clerk_of_a_strange_unit: str
) -> None:
    with visit(clerk_of_a_strange_unit) as clerk, visit("chuyenvien") as officer:
        page = clerk.page
        clerk.open(f"/nop-bao-cao?{AT}", "[data-testid=stFileUploaderDropzone]")
        shows_as_text(clerk, EVIL)
        form = clerk.downloaded(page.get_by_role("link", name="Tải mẫu báo cáo (.xlsx)"))

        wrong = filled(form, [], PARTY_MEMBER_ADMITTED=EVIL, UNION_MEMBER_ADMITTED=MARKED)
        hand_over(page, wrong, f"{FORMULA}.xlsx")
        expect(page.locator(".problems tr.error")).to_have_count(2)
        shows_as_text(clerk, EVIL, MARKED[:27], f"{FORMULA}.xlsx")

        rows = [
            {**PARTY_CELL, "enterprise": EVIL, "name": MARKED, "tax_code": None, "members": 2},
            {**PARTY_CELL, "enterprise": FORMULA, "name": FORMULA, "tax_code": "0101234565"},
        ]
        right = filled(form, rows, PARTY_ORG_FOUNDED=2)
        hand_over(page, right, f"{EVIL}.xlsx")
        expect(page.locator(".problems tr.warning").first).to_be_visible()
        shows_as_text(clerk, EVIL, MARKED, FORMULA, f"{EVIL}.xlsx")

        page.get_by_text("Tôi đã xem lại các điểm nêu trên").click()
        page.get_by_label("Giải trình: vì sao số liệu vẫn đúng").fill(MARKED)
        page.get_by_role("button", name="Nộp báo cáo").click()
        expect(page.locator(".receipt")).to_contain_text(EVIL)
        shows_as_text(clerk, EVIL, f"{EVIL}.xlsx")

        officer.open("/duyet-bao-cao")
        shows_as_text(officer, EVIL)
        row = officer.page.get_by_role("row").filter(has_text=EVIL)
        officer.go(row.get_by_role("link", name="Xem và duyệt"), "/duyet-bao-cao?return=")
        shows_as_text(officer, EVIL, MARKED, FORMULA, f"{EVIL}.xlsx")
        officer.page.get_by_role("button", name="Duyệt báo cáo").click()
        expect(officer.page.get_by_text("Đã duyệt báo cáo")).to_contain_text(EVIL)
        shows_as_text(officer, EVIL)

        officer.open(f"/don-vi?{AT}")
        shows_as_text(officer, EVIL, MARKED, FORMULA)
        officer.go(officer.page.locator(".link", has_text="quý IV").first, "/ban-bao-cao?return=")
        shows_as_text(officer, EVIL, MARKED, FORMULA, f"{EVIL}.xlsx")
        officer.open("/?don_vi=MH&nam=2026&quy=4")
        shows_as_text(officer, EVIL)
        assert officer.page.evaluate(measures.TOO_WIDE) == []


def test_what_an_address_carries_is_shown_as_text(visit: Opener) -> None:
    with visit("lanhdao") as window:
        window.open("/don-vi?don_vi=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E&nam=2023&quy=4")
        shows_as_text(window, EVIL)
        window.open("/chi-tieu?chi_tieu=%22%3E%3Cscript%3Ealert(2)%3C/script%3E&nam=2023&quy=4")
        shows_as_text(window, "Tổ chức đảng thành lập mới")
        window.open("/don-vi?don_vi=javascript:alert(3)&nguon=%3Cb%3E&so_bo=%3Cb%3E")
        shows_as_text(window, "javascript:alert(3)")
