"""Access keys on their page: made, shown once, revoked after a question, by whom."""

import re

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import navigation
from dashboard.actions import tokens
from dashboard.domain.access import Person
from dashboard.readings import tokens as readings
from data_access.vocabulary import Role, TokenScope
from tests.factories import a_person, a_unit
from tests.pages import opened
from tests.pages.opened import buttons, drawn, pressed

SECRET = re.compile(r"td_[\w-]{43}")


@pytest.fixture
def clerk(clerk: Person, monkeypatch: pytest.MonkeyPatch) -> Person:
    opened.as_person(monkeypatch, clerk)
    return clerk


def typed(app: AppTest, label: str, words: str) -> AppTest:
    next(each for each in app.text_input if each.label.startswith(label)).set_value(words)
    return app


def made(app: AppTest, name: str = "Phần mềm của huyện") -> AppTest:
    typed(app, "Dùng cho phần mềm nào", name)
    return pressed(app, "tokens_make")


def test_without_a_key_the_page_says_what_to_do(clerk):
    shown = drawn(opened.page("tokens.py"))
    assert "Chưa có khóa truy cập nào còn hiệu lực." in shown
    assert "Hãy tạo khóa ở dưới" in shown
    assert 'href="/api"' in shown


def test_a_key_is_shown_once_and_works(clerk):
    app = made(opened.page("tokens.py"))
    secret = SECRET.search(drawn(app))[0]
    assert tokens.bearer_of(secret).person.account_id == clerk.account_id
    assert "chỉ hiện lần này" in drawn(app)
    app = pressed(app, "tokens_kept")
    assert not SECRET.search(drawn(app))
    assert "Phần mềm của huyện" in drawn(app)
    assert not SECRET.search(drawn(opened.page("tokens.py")))


def test_a_key_reads_for_half_a_year_unless_asked_otherwise(clerk):
    app = opened.page("tokens.py")
    made(app)
    app.radio[0].set_value(TokenScope.SUBMIT)
    app.radio[1].set_value(30)
    made(app, "Thứ hai")
    second, first = readings.visible(clerk)
    assert (first.scope, second.scope) == (TokenScope.READ, TokenScope.SUBMIT)
    assert (first.expires_at - first.created_at).days == 180
    assert (second.expires_at - second.created_at).days == 30


def test_a_name_that_is_missing_is_asked_for(clerk):
    app = made(opened.page("tokens.py"), " ")
    assert "Hãy ghi khóa dùng cho phần mềm nào" in drawn(app)
    assert readings.visible(clerk) == ()


def test_a_key_is_revoked_after_a_question(clerk):
    key = tokens.add(clerk, name="Cũ <b>", scope=TokenScope.READ)
    shown = drawn(opened.page("tokens.py"))
    assert f'href="khoa-truy-cap?thu_hoi={key.id}"' in shown
    assert "Cũ &lt;b&gt;" in shown
    app = opened.page("tokens.py", thu_hoi=key.id)
    assert "không thể khôi phục" in " ".join(each.value for each in app.text).lower()
    assert tokens.bearer_of(key.token)
    app = pressed(app, "tokens_revoke")
    assert tokens.bearer_of(key.token) is None
    assert "Đã thu hồi khóa “Cũ &lt;b&gt;”" in drawn(app)
    assert "Khóa không còn hiệu lực (1)" in drawn(app)


def test_an_address_that_revokes_nothing_shows_the_page(clerk):
    for number in ("999", "x", "9" * 40):
        assert "Khóa truy cập API" in drawn(opened.page("tokens.py", thu_hoi=number))


def test_a_clerk_is_asked_about_no_key_but_their_own(clerk, province):
    other = tokens.add(a_person(Role.REPORTER, province), name="Khác", scope=TokenScope.READ)
    app = opened.page("tokens.py", thu_hoi=other.id)
    assert "Khác" not in drawn(app)
    assert buttons(app) == ["tokens_make"]
    assert len(app.text_input) == 1


def test_an_administrator_makes_one_for_an_account_and_sees_all_of_the_province(
    administrator, province
):
    clerk = a_person(Role.REPORTER, a_unit("D1", province))
    app = opened.page("tokens.py")
    typed(app, "Tên đăng nhập", clerk.username)
    shown = drawn(made(app))
    assert tokens.bearer_of(SECRET.search(shown)[0]).person.account_id == clerk.account_id
    assert clerk.name in shown
    app = typed(app, "Tên đăng nhập", "khong-co-ai")
    assert "Không có tài khoản khong-co-ai" in drawn(made(app))


@pytest.mark.parametrize("role", [Role.VIEWER, Role.REVIEWER])
def test_who_neither_submits_nor_administers_is_offered_no_such_page(province, role):
    person = a_person(role, province)
    assert "khoa-truy-cap" not in {each.url_path for each in navigation.entries_for(person)}
