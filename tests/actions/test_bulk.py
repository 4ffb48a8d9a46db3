"""Files received by the bundle: kept first, read one by one, none lost, each refused in words."""

import io
import re
import struct
import unicodedata
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime

import pytest
from sqlalchemy import text

from dashboard import clock
from dashboard.actions import bulk, decisions, emailed, handed_in, operator, returns
from dashboard.clock import VIETNAM
from dashboard.domain.timeliness import Mark
from dashboard.errors import NotAllowed, Refused
from dashboard.readings import bundles, completeness, worklists
from dashboard.readings import returns as readings
from dashboard.workbooks import bundle as packing
from dashboard.workbooks.intake import opened, stamp
from data_access import calendar, engine
from data_access.errors import DatabaseUnavailable, NotFound
from data_access.vocabulary import Channel, Period, ReturnStatus, Role, UploadOutcome
from tests.actions.record import at_once
from tests.actions.workbooks import Q3, a_workbook
from tests.factories import a_person, a_unit

STORED, REPEATED, REFUSED = UploadOutcome.STORED, UploadOutcome.REPEATED, UploadOutcome.REFUSED
FOUND = {"PARTY_MEMBER_ADMITTED": 4}


def packed(files: Iterable[tuple[str, bytes]]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return written.getvalue()


def read_all(officer, batch: int) -> list[bundles.Received]:
    while bulk.read_next(officer, batch):
        pass
    return list(bundles.bundle(officer, batch).files)


def received(officer, *files: tuple[str, bytes]) -> list[bundles.Received]:
    return read_all(officer, bulk.receive(officer, files))


def rules(file: bundles.Received) -> list[str]:
    return [each.rule for each in file.problems]


def revisions() -> int:
    with engine.reading() as session:
        return session.scalar(text("select count(*) from return_revision"))


def of_units(codes: Iterable[str], data: bytes, first: str) -> list[bytes]:
    """The workbook of the unit ``first`` as that of each unit, whose codes are as long."""
    parts = unpacked(data)
    return [
        packed((name, part.replace(first.encode(), code.encode())) for name, part in parts)
        for code in codes
    ]


def unpacked(data: bytes) -> list[tuple[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return [(name, archive.read(name)) for name in archive.namelist()]


@pytest.fixture
def units(world):
    """The codes of thirty more units below the province."""
    return [a_unit(f"X{n:02d}", world.province).code for n in range(30)]


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
    with engine.reading() as session:
        channels = set(session.scalars(text("select distinct channel from return_revision")))
    assert channels == {Channel.EMAIL}
    assert len(worklists.queue(world.officer)) == 30


def test_what_was_interrupted_is_read_on_and_nothing_twice(world, units, monkeypatch):
    boss = operator()
    first = a_workbook(boss, units[0])
    files = [(f"{n}.xlsx", data) for n, data in enumerate(of_units(units[:8], first, units[0]))]
    batch = bulk.receive(world.officer, files)
    assert revisions() == 0
    for _turn in range(3):
        assert bulk.read_next(world.officer, batch)
    assert revisions() == 3
    assert bundles.latest(world.officer)[0].waiting == 5

    def dies(*_arguments: object, **_named: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(bulk.bundles, "finish", dies)
        with pytest.raises(KeyboardInterrupt):
            bulk.read_next(world.officer, batch)
    assert revisions() == 3  # neither the return nor its end in the bundle is half there

    ends = read_all(world.officer, batch)
    assert [each.outcome for each in ends] == [STORED] * 8
    assert revisions() == 8
    assert not bulk.read_next(world.officer, batch)


def test_a_database_that_goes_away_leaves_the_file_waiting(world, monkeypatch):
    batch = bulk.receive(world.officer, [("a.xlsx", a_workbook(world.clerk))])

    def gone(*_arguments: object, **_named: object) -> None:
        raise DatabaseUnavailable("no connection")

    with monkeypatch.context() as patch:
        patch.setattr(emailed.returns, "looked_at", gone)
        for _outage in range(3):
            with pytest.raises(DatabaseUnavailable):
                bulk.read_next(world.officer, batch)
    assert bundles.bundle(world.officer, batch).count(None) == 1
    assert [each.outcome for each in read_all(world.officer, batch)] == [STORED]


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


def at(day: int, hour: int) -> datetime:
    return datetime(2026, 9, day, hour, tzinfo=VIETNAM)


def close(moment: datetime) -> None:
    with engine.writing() as session:
        calendar.close_period(session, Q3, moment)


def test_a_return_counts_from_when_the_bundle_came_however_late_it_is_read(world):
    with clock.held(at(25, 16)):
        batch = bulk.receive(world.officer, [("a.xlsx", a_workbook(operator()))])
    close(at(25, 20))
    with clock.held(at(28, 8)):
        end = read_all(world.officer, batch)[0]
        assert end.outcome is STORED
        filing = completeness.of_unit(world.officer, "P").filings[world.district.id, Q3]
    assert (filing.mark, filing.handed_in) == (Mark.ON_TIME, at(25, 16))
    with engine.reading() as session:
        told = session.execute(
            text("select at from audit_event where action = 'return.submit'")
        ).scalar_one()
    assert told == at(28, 8)


def test_what_came_after_the_closing_is_refused_whenever_it_is_read(world):
    with clock.held(at(25, 16)):
        batch = bulk.receive(world.officer, [("a.xlsx", a_workbook(operator()))])
    close(at(25, 15))
    with clock.held(at(25, 17)):
        assert rules(read_all(world.officer, batch)[0]) == ["period-closed"]


def test_a_bundle_read_late_does_not_undo_what_came_after_it(world):
    mine, mailed = a_workbook(world.clerk), a_workbook(world.clerk, figures=FOUND)
    with clock.held(at(20, 8)):
        batch = bulk.receive(world.officer, [("a.xlsx", mailed)])
    with clock.held(at(20, 9)):
        returns.submit(world.clerk, mine, "b.xlsx", explanation="Không có.")
    with clock.held(at(20, 10)):
        end = read_all(world.officer, batch)[0]
    assert rules(end) == ["newer-came-since"]
    assert revisions() == 1


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


def test_a_file_that_fails_unexpectedly_is_put_aside_and_can_be_tried_again(
    world, units, monkeypatch, caplog
):
    first = a_workbook(operator(), units[0])
    files = [(f"{n}.xlsx", data) for n, data in enumerate(of_units(units[:3], first, units[0]))]
    batch = bulk.receive(world.officer, files)
    real = emailed.returns.looked_at

    def fails(person, data, **named):
        if data == files[1][1]:
            raise ZeroDivisionError("nobody foresaw this")
        return real(person, data, **named)

    with monkeypatch.context() as patch:
        patch.setattr(emailed.returns, "looked_at", fails)
        ends = read_all(world.officer, batch)
    assert [each.outcome for each in ends] == [STORED, REFUSED, STORED]
    assert rules(ends[1]) == ["not-read"]
    reference = re.search(r"[0-9A-F]{6}", ends[1].problems[0].message)[0]
    assert reference in caplog.text
    assert "nobody foresaw this" in caplog.text
    shown = bundles.bundle(world.officer, batch)
    assert [each.position for each in shown.aside] == [2]
    assert shown.refused == ()

    assert bulk.try_again(world.officer, batch) == 1
    assert bulk.try_again(world.officer, batch) == 0
    assert [each.outcome for each in read_all(world.officer, batch)] == [STORED] * 3


def test_a_file_that_ends_the_server_each_time_is_put_aside_and_the_rest_is_read(
    world, units, monkeypatch
):
    first = a_workbook(operator(), units[0])
    files = [(f"{n}.xlsx", data) for n, data in enumerate(of_units(units[:3], first, units[0]))]
    batch = bulk.receive(world.officer, files)
    real = emailed.returns.looked_at

    def kills(person, data, **named):
        if data == files[0][1]:
            raise KeyboardInterrupt
        return real(person, data, **named)

    monkeypatch.setattr(emailed.returns, "looked_at", kills)
    for _turn in range(2):
        with pytest.raises(KeyboardInterrupt):
            read_all(world.officer, batch)
    ends = read_all(world.officer, batch)
    assert [each.outcome for each in ends] == [REFUSED, STORED, STORED]
    assert rules(ends[0]) == ["not-read"]


def saved(data: bytes, moment: str) -> bytes:
    """The workbook as Excel would have saved it at a moment."""
    said = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")
    return packed(
        (name, said.sub(rb"\g<1>" + moment.encode(), part)) for name, part in unpacked(data)
    )


def test_of_two_files_of_a_return_the_one_saved_last_counts(world):
    new = saved(a_workbook(world.clerk, figures=FOUND), "2026-09-18T03:00:00Z")
    old = saved(a_workbook(world.clerk), "2026-09-17T03:00:00Z")
    archive = packed([("1 sửa.xlsx", new), ("2.xlsx", old)])
    ends = received(world.officer, ("thư.zip", archive))
    assert [each.outcome for each in ends] == [STORED, STORED]
    assert [each.revision for each in ends] == [2, 1]
    assert [each.again for each in ends] == [True, False]
    assert [each.superseded for each in ends] == [False, True]


@pytest.mark.parametrize("fault", [DatabaseUnavailable("away"), ZeroDivisionError("a fault")])
def test_the_one_saved_last_counts_also_where_the_other_was_read_later(world, monkeypatch, fault):
    old = saved(a_workbook(world.clerk), "2026-09-17T03:00:00Z")
    new = saved(a_workbook(world.clerk, figures=FOUND), "2026-09-18T03:00:00Z")
    batch = bulk.receive(world.officer, [("cũ.xlsx", old), ("mới.xlsx", new)])

    def fails(*_arguments, **_named):
        raise fault

    with monkeypatch.context() as patch, suppress(DatabaseUnavailable):
        patch.setattr(emailed.returns, "looked_at", fails)
        bulk.read_next(world.officer, batch)
    read_all(world.officer, batch)
    aside = bulk.try_again(world.officer, batch)
    ends = read_all(world.officer, batch)
    assert ("newer-came-since" in rules(ends[0])) is bool(aside)
    assert readings.detail(world.officer, ends[1].return_id).content.figures == FOUND


def test_readers_of_one_bundle_take_turns(world, units):
    first = a_workbook(operator(), units[0])
    files = [(f"{n}.xlsx", data) for n, data in enumerate(of_units(units[:6], first, units[0]))]
    batch = bulk.receive(world.officer, files)
    at_once(*[lambda: read_all(world.officer, batch)] * 4)
    ends = bundles.bundle(world.officer, batch).files
    assert [each.outcome for each in ends] == [STORED] * 6
    assert revisions() == 6


def test_one_mail_received_at_two_desks_is_received_at_both(world, units):
    colleague = a_person(Role.REVIEWER, world.province)
    first = a_workbook(operator(), units[0])
    files = [(f"{n}.xlsx", data) for n, data in enumerate(of_units(units[:6], first, units[0]))]
    found = at_once(
        lambda: bulk.receive(world.officer, files),
        lambda: bulk.receive(colleague, files[::-1]),
    )
    assert all(isinstance(each, int) for each in found)


def test_a_clock_that_is_ahead_is_believed_up_to_the_moment_of_receiving(world):
    ahead = saved(a_workbook(world.clerk, figures=FOUND), "2031-01-01T03:00:00Z")
    nobodys = saved(a_workbook(world.clerk), "1980-01-01T00:00:00Z")
    ends = received(world.officer, ("1.xlsx", ahead), ("2.xlsx", nobodys))
    assert [each.revision for each in ends] == [2, 1]


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
