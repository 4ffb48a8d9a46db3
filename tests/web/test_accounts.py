"""Accounts: who may manage whom, and what is kept of it."""

import pytest
from sqlalchemy import text

from dashboard.actions import accounts, operator
from dashboard.errors import NotAllowed, Refused
from data_access import engine
from data_access.errors import AlreadyThere
from data_access.vocabulary import Channel, Role
from tests.web.conftest import PASSWORD


@pytest.mark.parametrize(
    ("password", "rule"),
    [
        ("ngắn", "password-short"),
        ("x" * 300, "password-long"),
        ("nguoidung-1", "password-is-username"),
    ],
)
def test_a_weak_password_is_refused(administrator, password, rule):
    with pytest.raises(Refused) as refused:
        accounts.add_account(
            administrator,
            username="nguoidung-1",
            name="Người dùng",
            password=password,
            grants=[("MA", Role.VIEWER)],
        )
    assert refused.value.rule == rule


def test_the_operators_own_account_is_nobodys_to_take_or_to_sign_in_with(administrator, browser):
    with pytest.raises(AlreadyThere):
        accounts.add_account(
            administrator,
            username="tiendo",
            name="Kẻ lạ",
            password=PASSWORD,
            grants=[("MA", Role.VIEWER)],
        )
    operator()
    with pytest.raises(NotAllowed):
        accounts.reset_password(administrator, "tiendo", PASSWORD)
    assert browser.sign_in("tiendo", "").status == 422


def test_who_may_manage_whom(administrator):
    def add(username: str, unit: str, role: Role, by=administrator) -> None:
        accounts.add_account(
            by, username=username, name=username, password=PASSWORD, grants=[(unit, role)]
        )

    add("quantri-ma", "MA", Role.ADMINISTRATOR)
    add("canbo-ma", "MA", Role.REPORTER)
    add("canbo-ds", "DS", Role.REPORTER)
    add("duyet-mh", "MH", Role.REVIEWER)
    local = accounts.acting_as("quantri-ma", Channel.COMMAND_LINE)

    accounts.reset_password(local, "canbo-ma", "mật khẩu khác 2")
    assert accounts.grant(local, "canbo-ma", "MA", Role.REVIEWER)
    assert not accounts.grant(local, "canbo-ma", "MA", Role.REVIEWER)
    for refused in (
        lambda: accounts.grant(local, "canbo-ma", "DS", Role.VIEWER),
        lambda: accounts.grant(local, "canbo-ma", "MH", Role.VIEWER),
        lambda: accounts.grant(local, "canbo-ds", "MA", Role.VIEWER),
        lambda: accounts.reset_password(local, "canbo-ds", "mật khẩu khác 3"),
        lambda: accounts.deactivate(local, "duyet-mh"),
        lambda: accounts.end_sessions(local, "duyet-mh"),
        lambda: accounts.reset_password(local, "goc", "mật khẩu khác 3"),
        lambda: add("moi-ds", "DS", Role.VIEWER, local),
        lambda: add("moi-nua", "MA", Role.ADMINISTRATOR, None),
    ):
        with pytest.raises(NotAllowed):
            refused()
    accounts.grant(administrator, "canbo-ma", "DS", Role.REPORTER)
    with pytest.raises(NotAllowed):
        accounts.reset_password(local, "canbo-ma", "mật khẩu khác 4")

    for name in ("canbo-ma", "duyet-mh"):
        person = accounts.acting_as(name, Channel.WEB)
        for refused in (
            lambda person=person: accounts.grant(person, "canbo-ds", "DS", Role.VIEWER),
            lambda person=person: accounts.reset_password(person, "canbo-ds", "mật khẩu khác 5"),
            lambda person=person: accounts.end_sessions(person, "canbo-ds"),
            lambda person=person: add("them", "MA", Role.VIEWER, person),
        ):
            with pytest.raises(NotAllowed):
                refused()
        assert accounts.end_sessions(person, name) == 0


def test_nobody_closes_their_own_account_or_gives_up_their_own_administration(administrator):
    for refused in (
        lambda: accounts.deactivate(administrator, "goc"),
        lambda: accounts.revoke(administrator, "goc", "MH", Role.ADMINISTRATOR),
    ):
        with pytest.raises(Refused) as found:
            refused()
        assert found.value.rule == "own-account"


def test_what_is_done_to_accounts_is_in_the_audit(administrator, somebody):
    accounts.grant(administrator, somebody.username, "MA", Role.REPORTER)
    accounts.revoke(administrator, somebody.username, "MA", Role.REPORTER)
    accounts.end_sessions(administrator, somebody.username)
    with engine.reading(engine.SERVICE) as session:
        actions = session.scalars(
            text(
                "select action from audit_event where subject = 'account' and subject_id = :id "
                "order by id"
            ),
            {"id": somebody.account_id},
        ).all()
    assert actions == ["account.add", "account.grant", "account.revoke", "account.end_sessions"]
