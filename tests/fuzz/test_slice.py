"""A slice of what ``make fuzz`` does, in this process; and the machinery itself."""

import re
import zipfile
from io import BytesIO
from random import Random

import pytest

from dashboard.errors import WorkbookRefused
from dashboard.workbooks import package
from data_access import uploads
from tests.fuzz import archives, cases, path, seeds, sheets, stage, typed, workers
from tests.fuzz.report import Books
from tests.fuzz.stage import Stage
from tests.fuzz.workers import Tried
from tests.workbooks.forms import filled

SEED, FILES = 2026, 160


@pytest.fixture
def place(database, monkeypatch):
    monkeypatch.setenv("TIENDO_TODAY", stage.TODAY)
    return Stage(database, stage.filled())


def test_broken_workbooks_end_in_a_sentence_and_leave_nothing_half_written(place):
    sound = seeds.made(place.clerk)
    books = Books()
    complaints = []
    for number in range(FILES):
        tried = workers.measured(place, cases.make(SEED, number, sound))
        books.enter(tried)
        complaints.append(books.complaint(tried))
    assert not any(complaints), "\n".join(filter(None, complaints))
    assert books.came[path.Came.REFUSED] > FILES / 2


def test_the_same_seed_and_number_make_the_same_file(place):
    sound = seeds.made(place.clerk)
    assert [seed.data for seed in sound] == [seed.data for seed in seeds.made(place.clerk)]
    assert cases.make(1, 7, sound) == cases.make(1, 7, sound)
    assert cases.make(1, 7, sound) != cases.make(2, 7, sound)


def test_marks_upon_marks_are_refused_in_no_time(place):
    """Two characters at a time, so that they would be sorted, in each cell that is typed into."""
    sound = seeds.made(place.clerk)[0]
    for number in range(8):
        chance = Random(number)
        parts = dict(sound.parts)
        said = f"<is><t>{typed.marks(chance)}{'&#x301;&#x323;' * 8_000}</t></is>".encode()
        name = chance.choice(sheets.sheet_names(parts))
        parts[name] = re.sub(rb"<is><t[^>]*>[^<]{9,}</t></is>", said, parts[name], count=9)
        tried = workers.measured(place, cases.Case(number, "marks", archives.of(parts).packed()))
        assert tried.verdict.rules == ("combining-marks",)
        assert not Books().complaint(tried)
        assert tried.seconds < 2


def test_every_sound_workbook_is_one():
    parts = {"a.xml": b"<a/>", "b.xml": b"<b/>"}
    with zipfile.ZipFile(BytesIO(archives.of(parts).packed())) as read:
        assert {name: read.read(name) for name in read.namelist()} == parts


def test_a_file_that_is_taken_is_found_whole(place):
    sound = seeds.made(place.clerk)
    verdict = path.tried(place, cases.Case(1, "sound", sound[0].data))
    assert (verdict.came, verdict.crash, verdict.partial, verdict.mute) == (
        path.Came.STORED,
        "",
        "",
        "",
    )
    assert path.tried(place, cases.Case(1, "sound", sound[0].data)).came is path.Came.REPEATED


@pytest.mark.parametrize(
    ("raised", "fault"),
    [
        (RuntimeError("?"), "crashes"),
        (KeyboardInterrupt(), "crashes"),
        (WorkbookRefused(()), "without a sentence"),
    ],
)
def test_what_should_not_be_is_counted(place, monkeypatch, raised, fault):
    def broken(_data):
        raise raised

    case = cases.Case(1, "sound", filled())
    monkeypatch.setattr(package, "parts", broken)
    tried = workers.measured(place, case)
    books = Books()
    books.enter(tried)
    assert dict(books.wrong) == {fault: 1}
    assert not books.sound
    assert f"1 {fault}" in books.last_line()


def test_a_write_that_stays_after_a_refusal_is_counted(place, monkeypatch):
    add = uploads.add
    monkeypatch.setattr(
        uploads, "add", lambda *args, **words: (add(*args, **words), add(*args, **words))[0]
    )
    tried = workers.measured(place, cases.Case(1, "cut", filled()[:-40]))
    books = Books()
    books.enter(tried)
    assert "upload" in tried.verdict.partial
    assert "1 partial writes" in books.last_line()


def test_time_and_memory_are_bounded():
    books = Books()
    books.enter(Tried(1, "slow", path.Verdict(path.Came.REFUSED), seconds=workers.LONGEST + 1))
    books.enter(Tried(2, "large", path.Verdict(path.Came.REFUSED), memory=workers.MOST_MEMORY + 1))
    assert dict(books.wrong) == {"hangs": 1, "over memory": 1}
