"""Any revision of a return: its figures, its file, everything that happened to it."""

import pytest

from dashboard.actions import decisions, returns
from dashboard.domain.access import Person
from dashboard.readings import returns as readings
from data_access.errors import NotFound
from data_access.vocabulary import Role, UnitRecord
from tests.factories import a_person, a_unit
from tests.pages import opened
from tests.pages.opened import a_workbook, drawn


@pytest.fixture
def unit(database: str, monkeypatch: pytest.MonkeyPatch) -> UnitRecord:
    monkeypatch.setenv("TIENDO_TODAY", opened.TODAY)
    return a_unit("D1", a_unit("MH"))


@pytest.fixture
def clerk(unit: UnitRecord) -> Person:
    return a_person(Role.REPORTER, unit)


@pytest.fixture
def officer(unit: UnitRecord) -> Person:
    return a_person(Role.REVIEWER, unit)


@pytest.fixture
def number(clerk: Person, officer: Person, unit: UnitRecord) -> int:
    found = returns.submit(clerk, a_workbook(clerk, unit), "lần 1.xlsx").return_id
    decisions.send_back(officer, found, "Thiếu số quyết định")
    again = a_workbook(clerk, unit, PARTY_MEMBER_ADMITTED=9)
    returns.submit(clerk, again, "lần 2.xlsx", reason="Đã bổ sung")
    return found


def shown_to(monkeypatch: pytest.MonkeyPatch, person: Person, **query: object) -> str:
    opened.as_person(monkeypatch, person)
    return drawn(opened.page("return_detail.py", **query))


def test_the_newest_revision_tells_everything_that_happened(monkeypatch, unit, clerk, number):
    shown = shown_to(monkeypatch, a_person(Role.VIEWER, unit), **{"return": number})
    happened = shown.split('class="timeline"')[1].split("</ol>")[0]
    assert happened.count("<li>") == 3
    assert happened.index("Đã bổ sung") < happened.index("Thiếu số quyết định")
    revision = readings.detail(clerk, number).revision
    assert revision.sha256 in shown
    assert "lần 2.xlsx" in shown
    assert f'href="/download/file/{revision.id}"' in shown
    assert "bản trước: 12" in shown


def test_an_earlier_revision_shows_what_it_said_and_leads_to_the_newest(monkeypatch, clerk, number):
    shown = shown_to(monkeypatch, clerk, **{"return": number}, revision=1)
    assert "Đây là bản cũ." in shown
    assert "lần 1.xlsx" in shown
    assert "bản trước:" not in shown


def test_what_comes_next_is_offered_to_whoever_may_do_it(monkeypatch, unit, clerk, officer, number):
    review = f'href="duyet-bao-cao?return={number}"'
    assert review in shown_to(monkeypatch, officer, **{"return": number})
    assert review not in shown_to(monkeypatch, clerk, **{"return": number})
    decisions.send_back(officer, number, "Vẫn thiếu")
    again = 'class="button" href="nop-bao-cao?don_vi=D1&amp;nam=2026&amp;quy=3"'
    assert again in shown_to(monkeypatch, clerk, **{"return": number})
    assert again not in shown_to(monkeypatch, officer, **{"return": number})


@pytest.mark.parametrize("asked", ["", "abc", "-1", "9" * 30, "1; drop table"])
def test_an_address_without_a_return_says_what_to_do(monkeypatch, clerk, asked):
    opened.as_person(monkeypatch, clerk)
    app = opened.page("return_detail.py", **{"return": asked})
    assert "Địa chỉ không nêu bản báo cáo nào." in app.info[0].value


def test_a_revision_that_is_not_there_is_told_in_a_sentence(monkeypatch, clerk, number):
    opened.as_person(monkeypatch, clerk)
    app = opened.page("return_detail.py", **{"return": number}, revision=7)
    assert "7" in app.error[0].value


def test_a_name_in_a_sentence_is_never_read_as_markup(monkeypatch, clerk, number):
    def refusing(*_asked: object) -> None:
        raise NotFound("unit", "[Đăng nhập](https://example.org) <b>$x$ *a* `b`")

    monkeypatch.setattr(readings, "detail", refusing)
    opened.as_person(monkeypatch, clerk)
    app = opened.page("return_detail.py", **{"return": number})
    assert r"\[Đăng nhập\](https://example.org) \<b\>\$x\$ \*a\* \`b\`" in app.error[0].value


def test_a_person_of_another_unit_sees_nothing_of_it(monkeypatch, number, database):
    opened.as_person(monkeypatch, a_person(Role.VIEWER, a_unit("XX")))
    app = opened.page("return_detail.py", **{"return": number})
    assert "không có quyền" in app.error[0].value
    assert not app.get("bidi_component")
