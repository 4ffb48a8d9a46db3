"""Returns read by workers, as the server has them read: the same ends, and none that holds it."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

from dashboard.actions import drafts, returns
from dashboard.errors import WorkbookRefused
from dashboard.readings import drafts as kept_drafts
from dashboard.readings import marked, whole_return
from dashboard.workbooks import workers
from dashboard.workbooks.workers import Limits, Pool
from tests.actions.bundling import REFUSED, STORED, received, rules
from tests.actions.record import events
from tests.actions.workbooks import Q3, a_workbook

WRONG = {"UNION_MEMBER_ADMITTED": "1,608"}
MARKS = "\u0301\u0323" * 15_000


@pytest.fixture
def pool(monkeypatch):
    made = Pool(2)
    monkeypatch.setattr(workers, "_pool", made)
    yield made
    made.close()


@pytest.fixture
def hasty(monkeypatch):
    """Workers that no file is waited for."""
    made = Pool(1, Limits(clock=0.0))
    monkeypatch.setattr(workers, "_pool", made)
    yield made
    made.close()


def the_refusal(world, data, name="bc.xlsx"):
    with pytest.raises(WorkbookRefused) as raised:
        returns.submit(world.clerk, data, name, explanation="đã rà")
    return raised.value.problems


def test_a_return_is_handed_in_and_found_again(world, pool):
    data = a_workbook(world.clerk, figures={"PARTY_MEMBER_ADMITTED": 5})
    receipt = returns.submit(world.clerk, data, "bc.xlsx", explanation="đã rà")
    assert (receipt.revision, receipt.status) == (1, "submitted")
    found = whole_return.whole(world.officer, receipt.return_id)
    assert found.detail.content.figures["PARTY_MEMBER_ADMITTED"] == 5
    assert found.notes == ()


def test_a_wrong_one_is_refused_and_marked_up(world, pool):
    data = a_workbook(world.clerk, figures=WRONG)
    checked = returns.check(world.clerk, data, "bc.xlsx")
    assert "ambiguous-number" in {each.rule for each in checked.problems if each.cell}
    _name, content = marked.of_upload(world.clerk, checked.upload_id)
    assert len(load_workbook(BytesIO(content)).worksheets) == 5


def test_a_draft_is_taken_from_a_file(world, pool):
    drafts.take_from_file(world.clerk, "D01", Q3, a_workbook(world.clerk, figures=WRONG), "a.xlsx")
    assert kept_drafts.opening(world.clerk, "D01", Q3).begins.figures == WRONG


def test_a_bundle_is_read_to_its_end(world, pool):
    files = received(
        world.officer,
        ("a.xlsx", a_workbook(world.clerk, figures={"PARTY_MEMBER_ADMITTED": 5})),
        ("b.xlsx", a_workbook(world.clerk, figures=WRONG)),
        ("c.xlsx", b"PK"),
        (f"Đông{MARKS}.xlsx", b"PK"),
    )
    assert [each.outcome for each in files] == [STORED, REFUSED, REFUSED, REFUSED]
    assert "ambiguous-number" in rules(files[1])
    assert rules(files[3]) == ["file-name-unreadable"]


def test_a_file_that_takes_too_long_is_refused_in_words_and_nothing_waits_for_it(world, hasty):
    data = a_workbook(world.clerk, figures={"PARTY_MEMBER_ADMITTED": 5})
    [problem] = the_refusal(world, data)
    assert problem.rule == "reading-stopped"
    assert events() == ["return.refuse"]
    [file] = received(world.officer, ("a.xlsx", data))
    assert (file.outcome, rules(file), file.file_name) == (REFUSED, ["reading-stopped"], "a.xlsx")
    with pytest.raises(WorkbookRefused):
        drafts.take_from_file(world.clerk, "D01", Q3, data, "a.xlsx")


def test_the_next_file_is_read(world, hasty, monkeypatch):
    data = a_workbook(world.clerk, figures={"PARTY_MEMBER_ADMITTED": 5})
    the_refusal(world, data)
    again = Pool(1)
    monkeypatch.setattr(workers, "_pool", again)
    try:
        assert returns.submit(world.clerk, data, "bc.xlsx", explanation="đã rà").revision == 1
    finally:
        again.close()
