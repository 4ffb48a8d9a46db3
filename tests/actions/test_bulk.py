"""Files received by the bundle: kept first, read one by one, none lost, each refused in words."""

import io
import struct
import unicodedata
import zipfile
import zlib
from collections import Counter

import pytest
from sqlalchemy import text

from dashboard.actions import bulk, decisions, handed_in, operator, returns
from dashboard.errors import NotAllowed, Refused
from dashboard.readings import bundles, worklists
from dashboard.readings import returns as readings
from dashboard.workbooks import bundle as packing
from dashboard.workbooks.intake import opened, stamp
from data_access import engine
from data_access.errors import NotFound
from data_access.vocabulary import Channel, Period, ReturnStatus, Role
from tests.actions.bundling import (
    FOUND,
    REFUSED,
    REPEATED,
    STORED,
    of_units,
    packed,
    read_all,
    received,
    revisions,
    rules,
    unpacked,
)
from tests.actions.workbooks import Q3, a_workbook
from tests.factories import a_person, a_unit


def test_sixty_mixed_files_come_to_the_ends_they_should(world, units):
    foreign = a_unit("NG", a_unit("P2"))
    boss = operator()
    first, bad = units[0], {"UNION_MEMBER_ADMITTED": "1,608"}
    good_files = of_units(units, a_workbook(boss, first), first)
    wrong_files = of_units(units[:12], a_workbook(boss, first, figures=bad), first)
    good = [(f"tốt/{code}.xlsx", data) for code, data in zip(units, good_files, strict=True)]
    wrong = [(f"sai/{number}.xlsx", data) for number, data in enumerate(wrong_files)]
    others = [
        ("lạ/ngoài.xlsx", a_workbook(boss, foreign.code)),
        ("lạ/hỏng.xlsx", good[0][1][:4000]),
        ("lạ/trống.xlsx", b""),
        ("lạ/công văn.docx", b"PK\x03\x04 no workbook at all"),
        ("lạ/ảnh.jpg", b"\xff\xd8\xff\xe0" + bytes(50)),
        ("lạ/cũ.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)),
        ("lạ/gói trong gói.zip", packed(good[:1])),
        ("lạ/bom.xlsx", packed([("[Content_Types].xml", b""), ("xl/workbook.xml", bytes(2**25))])),
        ("lạ/nở ra.bin", bytes(20 * 2**20)),
        *((f"gửi lại/{number}.xlsx", data) for number, (_name, data) in enumerate(good[:9])),
    ]
    beside = ("__MACOSX/._a.xlsx", "a/.DS_Store", "a/~$BC.xlsx", "b/")
    left_out = [(name, b"") for name in beside]
    archive = packed([*good, *wrong, *others, *left_out])

    batch = bulk.receive(world.officer, [("thư.zip", archive)])
    shown = bundles.bundle(world.officer, batch)
    assert len(shown.files) == 60
    assert len(shown.left_out) == 4
    kept_back = {each.file_name: rules(each) for each in shown.files if each.outcome}
    assert kept_back == {
        "thư.zip/lạ/gói trong gói.zip": ["archive-in-archive"],
        "thư.zip/lạ/nở ra.bin": ["unpacks-too-large"],
    }

    files = read_all(world.officer, batch)
    assert Counter(each.outcome for each in files) == {STORED: 30, REPEATED: 9, REFUSED: 21}
    assert [each.file_name for each in files[:30]] == [f"thư.zip/{name}" for name, _data in good]
    assert {each.unit.code for each in files[:30]} == set(units)
    assert {each.period for each in files[:42]} == {Q3}
    assert all("ambiguous-number" in rules(each) for each in files[30:42])
    assert [rules(each)[0] for each in files[42:51]] == [
        "unit-not-yours", "truncated", "empty-file", "truncated", "not-a-workbook", "old-format",
        "archive-in-archive", "unpacks-too-large", "unpacks-too-large",
    ]  # fmt: skip
    assert files[42].unit is None
    assert files[42].unit_code == "NG"
    assert "NG" in files[42].problems[0].message
    assert all(each.problems[0].message for each in files if each.outcome is REFUSED)
    assert revisions() == 30
    with engine.reading(engine.SERVICE) as session:
        channels = set(session.scalars(text("select distinct channel from return_revision")))
    assert channels == {Channel.EMAIL}
    assert len(worklists.queue(world.officer)) == 30


def test_the_second_file_of_a_return_is_a_correction_only_where_it_differs(world):
    first = a_workbook(world.clerk, figures=FOUND)
    resaved = packed(unpacked(first))
    other = a_workbook(world.clerk, figures={"PARTY_MEMBER_ADMITTED": 7})
    ends = received(
        world.officer, ("1.xlsx", first), ("2.xlsx", resaved), ("3.xlsx", other), ("4.xlsx", first)
    )
    assert first != resaved
    assert [each.outcome for each in ends] == [STORED, REPEATED, STORED, REPEATED]
    assert [each.revision for each in ends] == [1, 1, 2, 1]
    assert [each.again for each in ends] == [False, True, True, True]
    assert [each.superseded for each in ends] == [True, True, False, True]
    detail = readings.detail(world.officer, ends[0].return_id)
    assert detail.content.figures == {"PARTY_MEMBER_ADMITTED": 7}


def test_an_attachment_found_again_does_not_undo_a_later_correction(world):
    first, second = a_workbook(world.clerk, figures=FOUND), a_workbook(world.clerk)
    returns.submit(world.clerk, first, "a.xlsx", explanation="Chưa có số liệu.")
    returns.submit(world.clerk, second, "b.xlsx", explanation="Chưa có số liệu.")
    end = received(world.officer, ("từ thư.xlsx", first))[0]
    assert (end.outcome, end.revision, end.superseded) == (REPEATED, 1, True)
    assert revisions() == 2


def test_the_officer_who_received_it_may_accept_it(world):
    end = received(world.officer, ("a.xlsx", a_workbook(world.clerk)))[0]
    assert decisions.accept(world.officer, end.return_id).revision == 1


def test_warnings_need_no_word_of_explanation_and_are_counted(world):
    data = a_workbook(world.clerk, figures={"PARTY_MEMBER_ADMITTED": 5, "PARTY_ORG_TOTAL": 3})
    end = received(world.officer, ("a.xlsx", data))[0]
    assert end.outcome is STORED
    assert end.warnings > 0


def test_a_quarter_that_does_not_take_returns_is_refused_in_words(world):
    later = Period(2026, 4)
    end = received(world.officer, ("a.xlsx", a_workbook(world.clerk, period=later)))[0]
    assert rules(end) == ["quarter-not-begun"]
    assert (end.unit.code, end.period) == ("D01", later)
    assert "01/10/2026" in end.problems[0].message


def test_an_archive_that_is_no_bundle_is_said_so_and_nothing_is_kept(world, monkeypatch):
    def refused(*files: tuple[str, bytes]) -> str:
        with pytest.raises(Refused) as refusal:
            bulk.receive(world.officer, files)
        assert bundles.latest(world.officer) == ()
        return refusal.value.rule

    assert refused() == "bundle-empty"
    assert refused(("a.zip", packed([("__MACOSX/x", b"")]))) == "bundle-empty"
    monkeypatch.setattr(packing, "MOST_FILES", 5)
    assert refused(("a.zip", packed((f"{n}.xlsx", b"") for n in range(6)))) == "bundle-too-many"
    monkeypatch.setattr(packing, "MOST_UNPACKED", 2**20)
    assert refused(("a.zip", packed([("a.bin", bytes(2**21))]))) == "bundle-too-large"


def test_an_archive_that_lies_about_its_sizes_is_stopped_while_it_unpacks(world, monkeypatch):
    data = bytearray(packed([("a.bin", zlib.compress(bytes(range(256)) * 9000, 0))]))
    at = data.rindex(b"PK\x01\x02")
    struct.pack_into("<I", data, at + 24, 10)  # the size that the directory says
    monkeypatch.setattr(packing, "MOST_UNPACKED", 2**20)
    ends = received(world.officer, ("a.zip", bytes(data)))
    assert [rules(each) for each in ends] == [["archive-damaged"]]


@pytest.mark.parametrize(
    ("name", "data", "rule"),
    [
        ("a.rar", b"Rar!\x1a\x07\x01\x00" + bytes(40), "archive-other"),
        ("a.zip", b"PK\x03\x04" + bytes(40), "archive-damaged"),
        ("a.xlsx", bytes(6 * 2**20), "file-too-large"),
        ("a.xlsx", b"PK\x03\x04" + bytes(40), "truncated"),
    ],
)
def test_what_is_dropped_and_cannot_be_opened_is_listed_with_a_sentence(world, name, data, rule):
    end = received(world.officer, (name, data))[0]
    assert (end.outcome, rules(end)) == (REFUSED, [rule])


def test_a_file_packed_with_a_password_is_listed_with_a_sentence(world):
    data = bytearray(packed([("a.xlsx", b"abc")]))
    for at, place in ((0, 6), (data.rindex(b"PK\x01\x02"), 8)):
        data[at + place] |= 1
    end = received(world.officer, ("a.zip", bytes(data)))[0]
    assert (end.outcome, rules(end), end.upload_id) == (REFUSED, ["archive-encrypted"], None)


@pytest.mark.parametrize("letters", ["utf-8", "cp1258"])
def test_vietnamese_names_in_an_archive_are_read_however_they_were_written(letters):
    name = "Huyện Đông Hà/Báo cáo quý III.xlsx"
    raw = name.encode(letters) if letters == "utf-8" else decomposed(name).encode(letters)
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr("x" * len(raw), b"x")
    data = written.getvalue().replace(b"x" * len(raw), raw)
    assert [each.name for each in packing.Bundle([("a.zip", data)]).entries()] == [f"a.zip/{name}"]


def decomposed(name: str) -> str:
    """As Windows-1258 writes it: the five tones apart, all else in one."""
    tones = "\u0300\u0301\u0303\u0309\u0323"
    letters = []
    for letter in name:
        apart = unicodedata.normalize("NFD", letter)
        kept = "".join(each for each in apart if each not in tones)
        letters.append(unicodedata.normalize("NFC", kept))
        letters.extend(each for each in apart if each in tones)
    return "".join(letters)


def test_a_clerk_receives_nothing(world):
    with pytest.raises(NotAllowed):
        bulk.receive(world.clerk, [("a.xlsx", b"x")])


def test_an_officer_of_one_unit_receives_for_that_unit_only(world):
    local = a_person(Role.REVIEWER, world.district)
    boss = operator()
    ends = received(local, ("a.xlsx", a_workbook(boss, "D01")), ("b.xlsx", a_workbook(boss, "D02")))
    assert [each.outcome for each in ends] == [STORED, REFUSED]
    assert rules(ends[1]) == ["unit-not-yours"]
    assert stamp(opened(a_workbook(boss, "D02"))).unit == ends[1].unit_code


def handed_in_and_corrected(world) -> tuple[bytes, int]:
    """The first file of a return whose second is the newest, and the return."""
    first, second = a_workbook(world.clerk, figures=FOUND), a_workbook(world.clerk)
    done = returns.submit(world.clerk, first, "a.xlsx", explanation="Đã rà soát.")
    returns.submit(world.clerk, second, "b.xlsx", explanation="Đã rà soát.", reason="Nhầm.")
    return first, done.return_id


def test_an_older_file_is_taken_where_the_newer_one_was_taken_back(world):
    first, return_id = handed_in_and_corrected(world)
    decisions.withdraw(world.clerk, return_id, "Nhầm tệp.")
    end = received(world.officer, ("a.xlsx", first))[0]
    assert (end.outcome, end.revision, end.superseded) == (STORED, 3, False)


def test_an_older_file_is_taken_where_the_newer_one_was_sent_back(world):
    first, return_id = handed_in_and_corrected(world)
    decisions.send_back(world.officer, return_id, "Số cũ mới đúng.")
    end = received(world.officer, ("a.xlsx", first))[0]
    assert (end.outcome, end.revision) == (STORED, 3)


def test_an_accepted_file_is_there_though_a_correction_was_taken_back(world):
    first = a_workbook(world.clerk, figures=FOUND)
    done = returns.submit(world.clerk, first, "a.xlsx", explanation="Đã rà soát.")
    decisions.accept(world.officer, done.return_id)
    second = a_workbook(world.clerk)
    returns.submit(world.clerk, second, "b.xlsx", explanation="Đã rà soát.", reason="Nhầm.")
    decisions.withdraw(world.clerk, done.return_id, "Không phải sửa.")
    end = received(world.officer, ("a.xlsx", first))[0]
    assert (end.outcome, end.revision, end.superseded) == (REPEATED, 1, False)


@pytest.mark.parametrize("resaved", [False, True])
def test_a_return_that_was_sent_back_is_not_there_already_and_is_taken_with_a_word(world, resaved):
    data = a_workbook(world.clerk, figures=FOUND)
    done = returns.submit(world.clerk, data, "a.xlsx", explanation="Đã rà soát.")
    decisions.send_back(world.officer, done.return_id, "Giải thích vì sao là 4.")
    mailed = packed(unpacked(data)) if resaved else data
    batch = bulk.receive(world.officer, [("a.xlsx", mailed)])
    end = read_all(world.officer, batch)[0]
    assert (end.outcome, rules(end), end.wants_word) == (REFUSED, ["still-sent-back"], True)
    assert "Giải thích vì sao là 4." in end.problems[0].message
    assert revisions() == 1
    with pytest.raises(Refused, match="unit-word-missing"):
        bulk.take_with_word(world.officer, batch, 1, "  ")
    with pytest.raises(NotFound):
        bulk.take_with_word(world.officer, batch, 2, "Vâng.")
    bulk.take_with_word(world.officer, batch, 1, "Bốn đảng viên, đã đối chiếu danh sách.")
    end = bundles.bundle(world.officer, batch).files[0]
    assert (end.outcome, end.revision) == (STORED, 2)
    detail = readings.detail(world.officer, done.return_id)
    assert detail.revision.explanation == "Bốn đảng viên, đã đối chiếu danh sách."
    assert detail.revision.standing is ReturnStatus.SUBMITTED
    with pytest.raises(Refused, match="not-still-sent-back"):
        bulk.take_with_word(world.officer, batch, 1, "Lần nữa.")


def test_an_archive_that_is_nothing_but_a_directory_is_not_opened(world, monkeypatch):
    entry = struct.pack("<4s4B4HL2L5H2L", b"PK\x01\x02", *(0,) * 9, 0, 0, 1, *(0,) * 6) + b"a"
    bomb = entry * 100_000
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1, 1, len(bomb), 0, 0)
    opened_none = monkeypatch.context()
    with opened_none as patch:
        patch.setattr(zipfile, "ZipFile", None)
        with pytest.raises(Refused, match="bundle-too-many"):
            bulk.receive(world.officer, [("a.zip", b"PK" + bomb + end)])


def test_a_bundle_beyond_what_is_received_in_a_day_is_refused_whole(world, monkeypatch):
    data = a_workbook(world.clerk)
    monkeypatch.setattr(handed_in, "MOST_RECEIVED_A_DAY", len(data) + 100)
    received(world.officer, ("a.xlsx", data))
    with pytest.raises(Refused, match="stored-too-much"):
        bulk.receive(world.officer, [("b.xlsx", data)])
    assert len(bundles.latest(world.officer)) == 1


def test_what_mail_programs_and_systems_add_is_left_out_and_mails_are_named(world):
    noise = (
        "D02/image001.png", "D02/image002.jpg", "D02/Outlook-x1y2.png", "D02/logo.gif",
        "D02/image (1).png", "D05/smime.p7s", "D05/A1B2C3D4", "D05/A1B2C3D4.tmp", "D05/Thumbs.db",
        "D05/.~lock.BC_D05.xlsx#", "D05/desktop.ini", "D05/~$BC_D05.xlsx", "D05/~WRL0001.tmp",
        "D05/~WRD0001.jpg", "D05/ATT00001.htm", "D05/moi hop.ics", "D05/oledata.mso",
        "__MACOSX/D05/._BC.xlsx", "D05/.DS_Store", "D05/BC.xlsx:Zone.Identifier",
        "D05/BC.xlsx.crdownload",
    )  # fmt: skip
    mail = b"From: a@vidu.invalid\nSubject: Bao cao\nMIME-Version: 1.0\n\nKinh gui\n"
    files = [
        ("D01/BC_D01.xlsx", a_workbook(world.clerk, figures=FOUND)),
        ("D03/Chuyển tiếp.eml", mail),
        ("D03/thư.msg", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
         + "__properties_version1.0".encode("utf-16-le")),
        ("D04/winmail.dat", b"\x78\x9f\x3e\x22" + bytes(60)),
        ("D04/smime.p7m", b"0\x80\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02" + bytes(60)),
        ("D05/BC_D05.xlsx.lnk", b"L\0\0\0\x01\x14\x02\0" + bytes(60)),
        ("D05/công văn.pdf", b"%PDF-1.7\n"),
        ("D05/scan001.jpg", b"\xff\xd8\xff\xe0" + bytes(60)),
    ]  # fmt: skip
    archive = packed([*files, *((name, b"x") for name in noise)])
    batch = bulk.receive(world.officer, [("thư.zip", archive)])
    assert set(bundles.bundle(world.officer, batch).left_out) == {f"thư.zip/{n}" for n in noise}
    ends = read_all(world.officer, batch)
    assert [each.outcome for each in ends] == [STORED, *[REFUSED] * 7]
    assert [rules(each)[0] for each in ends[1:]] == [
        *["mail-message"] * 4, "shortcut-file", "not-a-workbook", "not-a-workbook",
    ]  # fmt: skip
    assert "hãy lưu tệp đính kèm" in ends[1].problems[0].message


def test_noise_that_is_dropped_beside_the_files_is_left_out_too(world):
    files = [("image001.png", b"x"), ("~$BC.xlsx", b"x"), ("BC.xlsx", a_workbook(world.clerk))]
    batch = bulk.receive(world.officer, files)
    assert bundles.bundle(world.officer, batch).left_out == ("image001.png", "~$BC.xlsx")
    assert [each.outcome for each in read_all(world.officer, batch)] == [STORED]
    with pytest.raises(Refused, match="bundle-empty"):
        bulk.receive(world.officer, files[:2])


@pytest.mark.parametrize(
    "name",
    ["12345678", "image.xlsx", "logo.xlsx", "temp/BC.xlsx", "BC tmp.xlsx", "ATT00001.xlsx",
     "image0.jpeg", "~BC.xlsx", "BC_D05 - Copy.xlsx", "smime.p7m"],
)  # fmt: skip
def test_what_may_be_a_return_is_never_left_out_by_its_name(name):
    bundle = packing.Bundle([("thư.zip", packed([(name, b"x")]))])
    assert bundle.left_out == []
    assert [each.name for each in bundle.entries()] == [f"thư.zip/{name}"]
