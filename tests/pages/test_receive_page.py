"""Receiving by the bundle, as a page: files handed over, what became of each, what to answer."""

import re
import zipfile
from io import BytesIO

import pytest

from dashboard.actions import bulk, decisions, emailed, operator, returns
from dashboard.domain.access import Person
from dashboard.readings import bundles
from dashboard.views import receiving_sheet
from dashboard.workbooks import bundle as packing
from data_access.vocabulary import Role, UnitRecord
from tests.factories import a_person, a_unit
from tests.pages import opened
from tests.pages.opened import a_workbook, drawn, pressed, said

PAGE = "receive.py"
JUNK = b"%PDF-1.4 no workbook at all"


@pytest.fixture
def mail(province: UnitRecord, officer: Person) -> dict[str, bytes]:
    """A good return, the same once more, one with an error, and no workbook at all."""
    boss = operator()
    good = a_workbook(boss, a_unit("A", province))
    wrong = a_workbook(boss, a_unit("B", province), UNION_MEMBER_ADMITTED="1,608")
    return {"tốt.xlsx": good, "gửi lại.xlsx": good, "sai <b>.xlsx": wrong, "cv.pdf": JUNK}


def packed(files: dict[str, bytes]) -> bytes:
    written = BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return written.getvalue()


def row(html: str, name: str) -> str:
    return next(part for part in html.split("<tr>") if f"<b>{name}</b>" in part)


def test_a_dropped_archive_is_received_and_each_file_says_what_became_of_it(officer, mail):
    app = opened.page(PAGE)
    assert "Nhận báo cáo gửi qua thư điện tử" in drawn(app)
    app.file_uploader[0].set_value([("thư.zip", packed(mail), "application/zip")]).run()
    html = drawn(app)
    assert app.query_params["goi"] == str(bundles.latest(officer)[0].id)
    assert "Đã nhận 1/4 tệp, 2 tệp phải gửi lại để sửa" in html
    assert "Đã nhận" in said(row(html, "tốt.xlsx"))
    assert "Huyện A quý III/2026" in said(row(html, "tốt.xlsx"))
    assert "ban-bao-cao?return=" in row(html, "tốt.xlsx")
    assert "Đã có từ trước" in said(row(html, "gửi lại.xlsx"))
    bad = row(html, "sai &lt;b&gt;.xlsx")
    assert "1608" in said(bad)
    assert "/download/marked/upload/" in bad
    unopened = row(html, "cv.pdf")
    assert "chưa rõ đơn vị" in said(unopened)
    assert "/download/marked" not in unopened
    assert "/download/upload/" in unopened
    assert html.count("data-copy") == 2  # what to write to B, and to whoever sent the other
    assert "Kính gửi các đồng chí Huyện B,&#10;&#10;" in html


def test_a_return_that_came_back_unchanged_is_taken_with_the_units_word(officer, province):
    unit = a_unit("A", province)
    data = a_workbook(operator(), unit)
    done = returns.submit(a_person(Role.REPORTER, unit), data, "a.xlsx", explanation="Đã rà soát.")
    decisions.send_back(officer, done.return_id, "Giải thích số đảng viên.")
    number = bulk.receive(officer, [("a.xlsx", data)])
    app = opened.page(PAGE, goi=number)
    html = drawn(app)
    assert "Vẫn bị trả lại" in said(row(html, "a.xlsx"))
    assert "Giải thích số đảng viên." in said(row(html, "a.xlsx"))
    pressed(app, "receive_word_take")
    assert "Hãy ghi lời giải trình" in drawn(app)
    app.text_area[0].set_value("Số đúng, có quyết định kèm theo.")
    pressed(app, "receive_word_take")
    html = drawn(app)
    assert "Đã nhận, chuyển sang chờ duyệt" in said(html)
    assert "Đã nhận" in said(row(html, "a.xlsx"))
    assert not app.text_area


def test_a_file_that_could_not_be_read_is_tried_again(officer, mail, monkeypatch):
    number = bulk.receive(officer, [("tốt.xlsx", mail["tốt.xlsx"])])

    def fails(*_arguments: object, **_named: object) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as patch:
        patch.setattr(emailed.returns, "looked_at", fails)
        app = opened.page(PAGE, goi=number)
    html = drawn(app)
    assert "1 tệp chưa đọc được" in said(html)
    assert "Chưa đọc được" in said(row(html, "tốt.xlsx"))
    assert "data-copy" not in html  # nothing is the unit's to mend
    pressed(app, "receive_try_again")
    assert "Đã nhận tệp" in drawn(app)


def test_only_files_of_one_end_are_shown_where_the_address_asks_so(officer, mail):
    number = bulk.receive(officer, mail.items())
    while bulk.read_next(officer, number):
        pass
    html = drawn(opened.page(PAGE, goi=number, ket_qua="tra-lai"))
    assert re.findall(r'class="file"><b>([^<]+)', html) == ["sai &lt;b&gt;.xlsx", "cv.pdf"]
    every = drawn(opened.page(PAGE, goi=number, ket_qua="<b>", trang="x"))
    assert len(re.findall(r'class="file"><b>', every)) == 4


def test_a_long_bundle_is_shown_by_the_page(officer, monkeypatch):
    monkeypatch.setattr(receiving_sheet, "ON_A_PAGE", 2)
    number = bulk.receive(officer, [(f"{n}.pdf", JUNK) for n in range(5)])
    while bulk.read_next(officer, number):
        pass
    last = drawn(opened.page(PAGE, goi=number, trang=99))
    assert re.findall(r'class="file"><b>([^<]+)', last) == ["4.pdf"]
    assert "trang 3/3" in said(last)


def test_what_an_earlier_visit_left_waiting_is_named_and_read_when_it_is_opened(officer, mail):
    number = bulk.receive(officer, mail.items())
    assert bulk.read_next(officer, number)
    html = drawn(opened.page(PAGE))
    assert "Còn 3 tệp" in said(html)
    assert f"nhan-bao-cao?goi={number}" in html
    assert "Đã nhận 1/4 tệp" in drawn(opened.page(PAGE, goi=number))
    assert bundles.progress(officer, number).waiting == 0


def test_a_bundle_that_is_too_much_is_refused_in_words_and_nothing_kept(officer, monkeypatch):
    monkeypatch.setattr(packing, "MOST_FILES", 1)
    app = opened.page(PAGE)
    given = [("a.pdf", JUNK, "application/pdf"), ("b.pdf", JUNK, "application/pdf")]
    html = drawn(app.file_uploader[0].set_value(given).run())
    assert "Có 2 tệp, mỗi lần nhận tối đa 1 tệp." in said(html)
    assert "Chưa có gì được lưu." in said(html)
    assert bundles.latest(officer) == ()


def test_another_officers_bundle_is_not_shown(officer, province, mail, monkeypatch):
    number = bulk.receive(officer, mail.items())
    opened.as_person(monkeypatch, a_person(Role.REVIEWER, province))
    app = opened.page(PAGE, goi=number)
    assert "không có quyền" in app.error[0].value
    assert not app.get("bidi_component")
    assert bundles.progress(officer, number).waiting == 4


def test_who_receives_nothing_is_offered_nothing(province, monkeypatch):
    opened.as_person(monkeypatch, a_person(Role.VIEWER, province))
    app = opened.page("overview.py")
    assert "nhan-bao-cao" not in drawn(app)
