"""Every page, at the three sizes, in front of whom it is for."""

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import pytest

from tests.browser import measures
from tests.browser.conftest import SIZES, TOUCHED, Opener
from tests.browser.visiting import Visit


@dataclass(frozen=True)
class Sheet:
    """A page as somebody opens it: what is drawn last on it, and what must be read there."""

    name: str
    username: str | None
    path: str
    last: str
    says: tuple[str, ...]
    chips: bool = True

    def __str__(self) -> str:
        return self.name


AT = "don_vi=MH&nam=2026&quy=3"
SHEETS = (
    Sheet("sign-in", None, "/sign-in", ".demo li:last-child button",
          ("Đăng nhập", "Cán bộ Thành phố Nắng Mai"), chips=False),
    Sheet("overview", "lanhdao", f"/?{AT}", ".recent li",
          ("Trong 6 chỉ tiêu chủ yếu", "9/11 đơn vị đã báo cáo quý III", "Huyện đảo Hòn Gió",
           "Cần quan tâm", "Chờ duyệt", "Mới duyệt gần đây")),
    Sheet("overview-2023", "lanhdao", "/?nam=2023&quy=4", ".recent li",
          ("6/6 chỉ tiêu chủ yếu", "103/80", "128,75%", "vượt 28,75%", "3/3", "16/15", "106,67%",
           "vượt 6,67%", "14/13", "107,69%", "vượt 7,69%")),
    Sheet("unit-province", "lanhdao", "/don-vi?don_vi=MH&nam=2023&quy=4", ".plain .link",
          ("6/6 chỉ tiêu chủ yếu", "103/80", "73", "1.549", "307", "35.139", "112", "2.388")),
    Sheet("unit", "canbo", "/don-vi?don_vi=D01&nam=2025&quy=4", ".plain .link",
          ("Thành phố Nắng Mai", "Kết quả theo quý", "Tổ chức thành lập mới trong năm")),
    Sheet("indicator", "lanhdao",
          "/chi-tieu?chi_tieu=PARTY_MEMBER_ADMITTED&don_vi=MH&nam=2023&quy=4&nguon=MH",
          ".matrix .sum td:last-child",
          ("Đảng viên mới kết nạp: 103/80, 128,75%, vượt", "Nguồn số liệu",
           "Cán bộ Huyện Bến Mây")),
    Sheet("submit", "canbo", "/nop-bao-cao?don_vi=D01&nam=2026&quy=3",
          "[data-testid=stFileUploaderDropzone] button",
          ("Báo cáo quý III/2026 đã được duyệt", "Tải mẫu báo cáo (.xlsx)",
           "Chọn tệp trên máy", "25/09/2026")),
    Sheet("form", "canbo", "/nhap-bao-cao?don_vi=D01&nam=2026&quy=3",
          "main.tien-do.form .foot .button:not([hidden])",
          ("Nhập báo cáo quý III/2026", "Số phát sinh trong quý", "Số hiện có cuối kỳ",
           "Lũy kế quý trước", "Xem lại và nộp", "Tải về tệp Excel"), chips=False),
    Sheet("queue", "chuyenvien", "/duyet-bao-cao", ".missing li:last-child .chip",
          ("báo cáo chờ duyệt", "Huyện Đồng Xanh", "Huyện Thông Reo", "Huyện đảo Hòn Gió")),
    Sheet("review", "chuyenvien", "WAITING", ".st-key-review_back button",
          ("Huyện Đồng Xanh, quý III/2026", "Bản trước", "Duyệt báo cáo", "Trả lại…")),
    Sheet("return", "lanhdao", "/ban-bao-cao?return=1", "section.card >> nth=-1",
          ("Báo cáo số 1, bản 1", "Tệp gốc", "Diễn biến", "Phát sinh trong quý")),
)  # fmt: skip

# Streamlit's own words, and words that no Vietnamese text has.
ENGLISH = re.compile(
    r"Running|Deploy|Rerun|Settings|Browse files|Drag and drop|per file|Choose (?:an )?option"
    r"|No results|Press (?:Enter|Ctrl|⌘)|Page not found|Connection error|Streamlit|Skip to"
    r"|App pages|file upload|Loading|Please wait|Fullscreen"
    r"|\b(?:the|and|of|is|are|this|page|with|from|not|your|search|close|download|upload|sign)\b",
    re.IGNORECASE,
)
MEANT_IN_ENGLISH = {"English", "EN", "VI"}


@dataclass
class Drawn:
    sheet: Sheet
    size: str
    window: Visit


@pytest.fixture(scope="module")
def windows(visit: Opener) -> Iterator["Windows"]:
    with ExitStack() as left_open:
        yield Windows(visit, left_open)


class Windows:
    """One window for a person and a size, opened when it is first looked through."""

    def __init__(self, visit: Opener, left_open: ExitStack) -> None:
        self.visit = visit
        self.left_open = left_open
        self.opened: dict[tuple[str | None, str], Visit] = {}

    def of(self, username: str | None, size: str) -> Visit:
        if (username, size) not in self.opened:
            window = self.left_open.enter_context(self.visit(username, size))
            self.opened[username, size] = window
        return self.opened[username, size]


@pytest.fixture(
    scope="module",
    params=[(sheet, size) for size in SIZES for sheet in SHEETS],
    ids=lambda param: f"{param[0]}-{param[1]}",
)
def drawn(request: pytest.FixtureRequest, windows: Windows) -> Drawn:
    """The page, open; whoever asks next for another one finds that in the same window."""
    sheet, size = request.param
    window = windows.of(sheet.username, size)
    window.outside.clear()
    window.complaints.clear()
    if sheet.username is None:
        window.page.goto(window.address + sheet.path)
    else:
        window.open(waiting(window) if sheet.path == "WAITING" else sheet.path, sheet.last)
    return Drawn(sheet, size, window)


def waiting(window: Visit) -> str:
    """Return where the return of Huyện Đồng Xanh is reviewed."""
    window.open("/duyet-bao-cao")
    row = window.page.get_by_role("row").filter(has_text="Huyện Đồng Xanh")
    return "/" + str(row.get_by_role("link").first.get_attribute("href"))


def test_it_is_drawn_to_its_last_element_and_that_can_be_reached(drawn: Drawn) -> None:
    last = drawn.window.page.locator(drawn.sheet.last).last
    last.wait_for()
    assert last.evaluate(measures.IN_REACH)


def test_its_key_figures_are_there(drawn: Drawn) -> None:
    said = re.sub(r"\s+", " ", drawn.window.words())
    # a figure in large type and its target in small stand in elements of their own
    said = re.sub(r"(?<=\d)( Nguồn số liệu)? /(?=\d)", "/", said)
    assert [each for each in drawn.sheet.says if each not in said] == []


def test_nothing_is_wider_than_the_window(drawn: Drawn) -> None:
    assert drawn.window.page.evaluate(measures.TOO_WIDE) == []


def test_it_asks_no_other_server_and_the_console_is_silent(drawn: Drawn) -> None:
    assert drawn.window.outside == []
    assert drawn.window.complaints == []


def test_it_speaks_vietnamese_only(drawn: Drawn) -> None:
    said = [each.strip() for each in drawn.window.words().split("\n")]
    assert [each for each in said if ENGLISH.search(each) and each not in MEANT_IN_ENGLISH] == []
    assert drawn.window.page.evaluate("document.documentElement.lang") == "vi"


def test_every_status_and_every_other_text_stands_out(drawn: Drawn) -> None:
    measured = drawn.window.page.evaluate(measures.TOO_FAINT)
    assert measured["found"] == []
    assert bool(measured["chips"]) is drawn.sheet.chips


def test_all_of_it_is_set_in_be_vietnam_pro(drawn: Drawn) -> None:
    used = fonts_of(drawn.window)
    assert used.pop("Be Vietnam Pro") > 100
    assert set(used) <= {"a fingerprint"}


def fonts_of(window: Visit) -> Counter[str]:
    """Return the families that the browser really took letters from, and how many letters."""
    window.page.evaluate(measures.MARK_KINDS)
    wire = window.context.new_cdp_session(window.page)
    for domain in ("DOM", "CSS"):
        wire.send(f"{domain}.enable")
    used: Counter[str] = Counter()
    for node in nodes(wire.send("DOM.getDocument", {"depth": -1, "pierce": True})["root"]):
        if "tested" not in node.get("attributes", ()):
            continue
        for font in wire.send("CSS.getPlatformFontsForNode", {"nodeId": node["nodeId"]})["fonts"]:
            used[family(node, font)] += int(font["glyphCount"])
    wire.detach()
    return used


def family(node: dict[str, Any], font: dict[str, Any]) -> str:
    name = str(font["familyName"])
    about = {node["nodeName"], *(each["nodeName"] for each in node.get("children", ()))}
    if not font["isCustomFont"] and "CODE" in about:
        return "a fingerprint"
    if not font["isCustomFont"]:
        return f"{name}, of this machine"
    return "Be Vietnam Pro" if name.startswith("Be Vietnam Pro") else name


def nodes(tree: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Return the node and all below it, through shadow trees."""
    yield tree
    for below in (*tree.get("children", ()), *tree.get("shadowRoots", ())):
        yield from nodes(below)


@pytest.mark.parametrize("sheet", SHEETS, ids=str)
def test_every_control_is_as_large_as_a_finger(sheet: Sheet, windows: Windows) -> None:
    window = windows.of(sheet.username, TOUCHED)
    if sheet.username is None:
        window.page.goto(window.address + sheet.path)
    else:
        window.open(waiting(window) if sheet.path == "WAITING" else sheet.path, sheet.last)
    measured = window.page.evaluate(measures.TOO_SMALL)
    assert measured["counted"] > 3
    assert measured["found"] == []
