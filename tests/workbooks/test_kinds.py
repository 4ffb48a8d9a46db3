"""What is handed in by mistake is named as what it is, with what to do about it."""

import io
import struct
import zipfile

import pytest

from dashboard.errors import WorkbookRefused
from dashboard.workbooks import intake
from dashboard.workbooks.marked_up import UNOPENED
from tests.workbooks.forms import filled
from tests.workbooks.packages import packed

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
SAVE_IT = "hãy lưu tệp đính kèm"
MAIL = (
    b"Received: from a by b; Mon, 30 Nov 2026 08:00:00 +0700\r\nFrom: don.vi@vidu.invalid\r\n"
    b"Subject: =?utf-8?b?QsOhbyBjw6Fv?=\r\nMIME-Version: 1.0\r\n\r\nKinh gui\r\n"
)


def ole(*streams: str) -> bytes:
    return OLE + b"".join(each.encode("utf-16-le").ljust(128, b"\0") for each in streams)


def refusal_of(data: bytes):
    with pytest.raises(WorkbookRefused) as refused:
        intake.opened(data)
    [problem] = refused.value.problems
    assert "{" not in problem.message
    assert problem.rule in UNOPENED
    return problem


@pytest.mark.parametrize(
    ("data", "rule", "words"),
    [
        (ole("Root Entry", "DataSpaces", "EncryptedPackage", "DRMEncryptedDataSpace"),
         "rights-managed", "phân quyền"),
        (ole("Root Entry", "\tDRMContent"), "rights-managed", "không phải là mật khẩu"),
        (ole("DRMEncryptedTransform", "EncryptedPackage"), "rights-managed", "nhãn"),
        (b".pfile" + bytes(300), "rights-managed", "phân quyền"),
        (ole("EncryptionInfo", "EncryptedPackage"), "password-protected", "mật khẩu"),
        (ole("__nameid_version1.0", "__substg1.0_0037001F"), "mail-message", SAVE_IT),
        (ole("__properties_version1.0"), "mail-message", SAVE_IT),
        (MAIL, "mail-message", SAVE_IT),
        (b"\r\n" + MAIL, "mail-message", SAVE_IT),
        (b"From donvi Mon Nov 30\n" + MAIL, "mail-message", SAVE_IT),
        (b"28701\n" + MAIL, "mail-message", SAVE_IT),
        (b"X-Mailer: Zimbra\nDate: Mon, 30 Nov 2026 08:00:00 +0700\n\n", "mail-message", SAVE_IT),
        (b"\x78\x9f\x3e\x22" + bytes(200), "mail-message", SAVE_IT),
        (b"0\x82\x10\x00\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02" + bytes(99), "mail-message",
         SAVE_IT),
        (ole("WordDocument", "1Table"), "not-a-workbook", "văn bản Word"),
        (b"{\\rtf1\\ansi Bao cao}", "not-a-workbook", "văn bản Word"),
        (ole("PowerPoint Document"), "not-a-workbook", "bản trình chiếu"),
        (ole("Workbook"), "old-format", ".xls"),
        (b"\x09\x08\x10\x00" + bytes(99), "old-format", ".xls"),
        (b"%PDF-1.7\n", "not-a-workbook", "PDF"),
        (b"\xff\xd8\xff\xe0" + bytes(99), "not-a-workbook", "hình ảnh"),
        (b"\x89PNG\r\n\x1a\n" + bytes(99), "not-a-workbook", "hình ảnh"),
        (b"\0\0\0\x18ftypheic" + bytes(99), "not-a-workbook", "hình ảnh"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "not-a-workbook", "hình ảnh"),
        (b"BM" + struct.pack("<IHH", 99, 0, 0) + bytes(90), "not-a-workbook", "hình ảnh"),
        ("Mã;Tên;Số\n1;Tổ chức đảng;2\n".encode(), "not-a-workbook", "CSV"),
        ("Mã,Tên,Số\n1,Tổ chức đảng,2\n".encode(), "not-a-workbook", "CSV"),
        ("Mã\tTên\n1\tTổ chức đảng\n".encode("utf-16"), "not-a-workbook", "CSV"),
        ("Kính gửi Ban Tổ chức, xin gửi báo cáo.\nTrân trọng.\n".encode(), "not-a-workbook",
         "tệp văn bản thuần"),
        (b"<!DOCTYPE html><html><body></body></html>", "not-a-workbook", "trang web"),
        (b'<html xmlns:x="urn:schemas-microsoft-com:office:excel"><table>', "other-spreadsheet",
         "Lưu thành"),
        (b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>',
         "other-spreadsheet", "Lưu thành"),
        (b"L\0\0\0\x01\x14\x02\0\0\0\0\0\xc0" + bytes(99), "shortcut-file", "đường dẫn tắt"),
        (b"[InternetShortcut]\r\nURL=https://vidu.invalid\r\n", "shortcut-file", "đường dẫn tắt"),
        (b'{"url":"https://vidu.invalid/x","doc_id":"x"}', "shortcut-file", "đường dẫn tắt"),
        (b"Rar!\x1a\x07\x01\x00" + bytes(40), "archive-file", "giải nén"),
        (b"7z\xbc\xaf\x27\x1c" + bytes(40), "archive-file", "giải nén"),
        (bytes(range(256)) * 4, "not-a-workbook", "không phải bảng tính"),
    ],
)  # fmt: skip
def test_a_file_is_named_as_what_it_is(data, rule, words):
    problem = refusal_of(data)
    assert problem.rule == rule
    assert words in problem.message


@pytest.mark.parametrize(
    ("parts", "rule", "words"),
    [
        ({"[Content_Types].xml": b"<a/>", "word/document.xml": b"<a/>"}, "not-a-workbook",
         "văn bản Word"),
        ({"word/document.xml": b"<a/>", "word/embeddings/a.xlsx": b"PK"}, "not-a-workbook", "Word"),
        ({"[Content_Types].xml": b"<a/>", "ppt/presentation.xml": b"<a/>"}, "not-a-workbook",
         "bản trình chiếu"),
        ({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}, "other-spreadsheet",
         "Lưu thành"),
        ({"mimetype": b"application/vnd.oasis.opendocument.text"}, "not-a-workbook", "Word"),
        ({"xl/workbook.bin": b"", "[Content_Types].xml": b"<a/>"}, "other-spreadsheet", "Lưu"),
        ({"Index/Document.iwa": b"x"}, "other-spreadsheet", "Lưu thành"),
        ({"BC_D01.xlsx": b"PK"}, "archive-file", "giải nén"),
        ({"a/b.txt": b"x"}, "archive-file", "giải nén"),
    ],
)  # fmt: skip
def test_a_package_is_named_as_what_it_is(parts, rule, words):
    problem = refusal_of(packed(parts))
    assert problem.rule == rule
    assert words in problem.message


def test_a_return_packed_into_an_archive_asks_to_be_unpacked():
    assert refusal_of(packed({"BC.xlsx": filled()})).rule == "archive-file"


def test_a_workbook_that_holds_documents_is_still_a_workbook():
    with zipfile.ZipFile(io.BytesIO(filled())) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    data = packed(parts | {"word/document.xml": b"x", "xl/embeddings/a.docx": b"PK"})
    assert intake.stamp(intake.opened(data)).unit


def test_figures_written_like_a_mail_are_none():
    assert refusal_of(b"Subject: So lieu\nkhong phai thu").rule == "not-a-workbook"
