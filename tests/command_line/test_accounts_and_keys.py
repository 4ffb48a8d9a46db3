"""Access keys and accounts from the command line."""

import pytest

from dashboard.actions import tokens
from dashboard.readings import tokens as readings
from data_access.vocabulary import Role, TokenScope
from tests.factories import a_person, a_unit


@pytest.fixture
def clerk(done):
    """A clerk of a district, and who administers the province."""
    province = a_unit("P")
    a_person(Role.ADMINISTRATOR, province, username="quantri")
    return a_person(Role.REPORTER, a_unit("D01", province), username="canbo")


def test_a_key_is_made_shown_once_listed_and_revoked(done, tiendo, clerk):
    made = done("token", "add", "canbo", "--name", "Phần mềm", "--scope", "submit", "--days", "30")
    assert set(made) == {"id", "token", "username", "name", "scope", "expires_at"}
    bearer = tokens.bearer_of(made["token"])
    assert (bearer.person.username, bearer.scope) == ("canbo", TokenScope.SUBMIT)
    listed = done("token", "list")
    assert [each["id"] for each in listed] == [made["id"]]
    assert listed[0]["last_used_at"]
    assert made["token"] not in tiendo("token", "list").stdout
    assert made["token"] not in tiendo("token", "list", "--json").stdout
    assert done("token", "revoke", str(made["id"])) == {"id": made["id"], "new": True}
    assert done("token", "revoke", str(made["id"]))["new"] is False
    assert tokens.bearer_of(made["token"]) is None
    assert done("token", "list")[0]["revoked_at"]


def test_a_key_reads_for_half_a_year_unless_asked_otherwise(tiendo, clerk):
    result = tiendo("token", "add", "canbo", "--name", "Đọc")
    assert result.exit_code == 0
    assert "td_" in result.stdout
    found = readings.visible(clerk)[0]
    assert found.scope is TokenScope.READ
    assert (found.expires_at - found.created_at).days == 180


def test_a_key_is_made_as_somebody_and_refused_as_they_are(done, tiendo, clerk):
    assert done("token", "add", "canbo", "--name", "x", "--as", "quantri")["username"] == "canbo"
    assert done("token", "add", "canbo", "--name", "x", "--as", "canbo")["username"] == "canbo"
    refused = tiendo("token", "add", "quantri", "--name", "x", "--as", "canbo")
    assert refused.exit_code == 1
    assert "không có quyền" in refused.stderr
    assert tiendo("token", "add", "canbo", "--name", "x", "--days", "367").exit_code == 2
    assert tiendo("token", "add", "khong-co", "--name", "x").exit_code == 1
    assert tiendo("token", "revoke", "999").exit_code == 1


def test_a_role_is_taken_away(done, tiendo, clerk):
    asked = ("account", "revoke", "canbo", "--role", "reporter", "--unit", "D01")
    assert done(*asked) == {"username": "canbo", "role": "reporter", "unit": "D01", "taken": True}
    assert done(*asked)["taken"] is False
    own = tiendo("account", "revoke", "quantri", "--role", "administrator", "--unit", "P",
                 "--as", "quantri")  # fmt: skip
    assert own.exit_code == 1
    assert "chính anh/chị" in own.stderr


def test_a_closed_account_acts_no_more(done, tiendo, clerk):
    key = done("token", "add", "canbo", "--name", "x")["token"]
    assert tokens.bearer_of(key)
    assert done("account", "close", "canbo", "--as", "quantri") == {
        "username": "canbo", "closed": True,
    }  # fmt: skip
    assert tokens.bearer_of(key) is None
    assert "tài khoản đã đóng" in tiendo("token", "list").stdout
    assert tiendo("unit", "list", "--as", "canbo").exit_code == 1
    assert tiendo("account", "close", "quantri", "--as", "quantri").exit_code == 1
