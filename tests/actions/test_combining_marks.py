"""Words, names and passwords that would freeze whoever normalises them: refused at every door."""

import time
import unicodedata

import pytest

from dashboard.actions import accounts, credentials, returns, tokens, units
from dashboard.errors import Refused, WorkbookRefused
from data_access.vocabulary import Role, TokenScope
from tests.actions.record import events
from tests.actions.workbooks import a_workbook

MARKS = "\u0301\u0323" * 15_000


def test_a_file_whose_name_would_freeze_is_refused_and_kept_under_a_shorter_one(world):
    data = a_workbook(world.clerk, figures={"PARTY_MEMBER_ADMITTED": 5})
    checked = returns.check(world.clerk, data, f"Đông{MARKS}.xlsx")
    assert checked.refused
    assert [each.rule for each in checked.problems] == ["file-name-unreadable"]
    assert checked.upload_id
    with pytest.raises(WorkbookRefused) as raised:
        returns.submit(world.clerk, data, f"Đông{MARKS}.xlsx")
    assert raised.value.problems == checked.problems


@pytest.mark.parametrize("words", [{"explanation": "đã rà" + MARKS[:100]}, {"reason": "á" + MARKS}])
def test_words_that_would_freeze_are_refused(world, words):
    data = a_workbook(world.clerk, figures={"PARTY_MEMBER_ADMITTED": 5})
    with pytest.raises(Refused) as raised:
        returns.submit(world.clerk, data, "bc.xlsx", **{"explanation": "đã rà", **words})
    assert raised.value.rule == "combining-marks"
    assert events() == []


@pytest.mark.parametrize(
    "password", ["Mật khẩu" + MARKS[:200], "e" + MARKS, "x" * 125_000, "ế" * 2_000]
)
def test_a_password_that_would_freeze_is_neither_chosen_nor_compared(password):
    kept = credentials.hashed("ai", "Mật khẩu thử 2026")
    began = time.process_time()
    with pytest.raises(Refused):
        credentials.hashed("ai", password)
    assert not credentials.matches(kept, password)
    assert time.process_time() - began < 2
    assert credentials.matches(kept, unicodedata.normalize("NFD", "Mật khẩu thử 2026"))


def test_names_that_would_freeze_are_refused(world):
    name = "Đông" + MARKS
    for refusing in (
        lambda: tokens.add(world.clerk, name=name, scope=TokenScope.READ),
        lambda: units.rename(world.administrator, "D01", name=name),
        lambda: accounts.add_account(
            world.administrator,
            username="ai",
            name=name,
            password="mật khẩu thử 2026",
            grants=[("D01", Role.VIEWER)],
        ),
    ):
        with pytest.raises(Refused) as raised:
            refusing()
        assert raised.value.rule == "combining-marks"
