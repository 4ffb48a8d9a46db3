"""Access keys: who makes and revokes them for whom, how long they open, and what they open."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from dashboard import clock
from dashboard.actions import accounts, operator, tokens
from dashboard.domain.access import Person, Right
from dashboard.errors import NotAllowed, Refused
from dashboard.readings import tokens as readings
from data_access import engine
from data_access.errors import NotFound
from data_access.models import ApiToken, AuditEvent
from data_access.vocabulary import Channel, Role, TokenScope
from tests.factories import a_person

READ, SUBMIT = TokenScope.READ, TokenScope.SUBMIT


def made(person: Person, **wishes: object) -> tokens.Made:
    return tokens.add(person, **{"name": "Phần mềm", "scope": SUBMIT, **wishes})


def audited(action: str) -> list[dict]:
    with engine.reading(engine.SERVICE) as session:
        found = select(AuditEvent.detail).where(AuditEvent.action == action)
        return list(session.scalars(found.order_by(AuditEvent.id)))


def test_a_clerk_makes_a_key_that_opens_what_the_clerk_may(world):
    key = made(world.clerk)
    bearer = tokens.bearer_of(key.token)
    assert bearer.scope is SUBMIT
    assert bearer.person.account_id == world.clerk.account_id
    assert bearer.person.grants == world.clerk.grants
    assert bearer.person.channel is Channel.API
    assert key.expires_at - clock.now() > timedelta(days=179)


def test_no_two_keys_are_the_same_and_none_is_kept(world):
    keys = {made(world.clerk).token for _each in range(5)}
    assert len(keys) == 5
    with engine.reading(engine.SERVICE) as session:
        stored = [each.token_hash for each in session.scalars(select(ApiToken))]
    for key in keys:
        assert len(key.removeprefix(tokens.MARK)) == 43  # 256 bits
        assert all(key.encode() not in each for each in stored)


def test_making_and_revoking_is_on_record_without_the_secret(world):
    key = made(world.administrator, username=world.clerk.username, scope=READ)
    tokens.revoke(world.administrator, key.id)
    added, revoked = audited("token.add")[0], audited("token.revoke")[0]
    assert added["username"] == revoked["username"] == world.clerk.username
    assert added["scope"] == "read"
    assert key.token not in str(added) + str(revoked)


@pytest.mark.parametrize("name", ["", "   ", "x" * 121, "a\x00b"])
def test_a_key_without_a_name_that_can_be_read_is_refused(world, name):
    with pytest.raises(Refused, match="token-name"):
        made(world.clerk, name=name)


@pytest.mark.parametrize("days", [0, -1, 367])
def test_a_key_for_no_day_or_for_more_than_a_year_is_refused(world, days):
    with pytest.raises(Refused, match="token-days"):
        made(world.clerk, days=days)


def test_a_key_opens_up_to_its_end_and_not_after(world):
    key = made(world.clerk, days=10)
    with clock.held(key.expires_at - timedelta(seconds=1)):
        assert tokens.bearer_of(key.token)
    with clock.held(key.expires_at):
        assert tokens.bearer_of(key.token) is None


def test_a_revoked_key_opens_nothing_and_is_revoked_once(world):
    key = made(world.clerk)
    assert tokens.revoke(world.clerk, key.id)
    assert tokens.bearer_of(key.token) is None
    assert not tokens.revoke(world.clerk, key.id)
    assert len(audited("token.revoke")) == 1


def test_a_key_follows_what_its_account_is_granted(world):
    key = made(world.clerk)
    accounts.revoke(world.administrator, world.clerk.username, "D01", Role.REPORTER)
    assert tokens.bearer_of(key.token).person.grants == ()
    accounts.grant(world.administrator, world.clerk.username, "D02", Role.VIEWER)
    person = tokens.bearer_of(key.token).person
    assert person.units_with(Right.SEE_RETURN) == {world.sibling.id}
    assert not person.units_with(Right.SUBMIT_RETURN)
    accounts.deactivate(world.administrator, world.clerk.username)
    assert tokens.bearer_of(key.token) is None


def test_a_new_password_lets_the_keys_of_the_account_open_nothing(world):
    key, other = made(world.clerk), made(world.administrator)
    accounts.reset_password(world.administrator, world.clerk.username, "mật khẩu khác 3")
    assert tokens.bearer_of(key.token) is None
    assert tokens.bearer_of(other.token) is not None
    assert audited("account.reset_password")[0]["tokens"] == 1


def test_a_closed_account_gets_no_key(world):
    accounts.deactivate(world.administrator, world.clerk.username)
    with pytest.raises(Refused, match="account-closed"):
        made(world.administrator, username=world.clerk.username)


def test_an_account_has_so_many_keys_and_a_revoked_one_makes_room(world):
    keys = [made(world.clerk) for _each in range(tokens.MOST_OPEN)]
    with pytest.raises(Refused, match="token-too-many"):
        made(world.clerk)
    tokens.revoke(world.clerk, keys[0].id)
    assert made(world.clerk)


def test_use_is_noted_once_a_minute(world):
    key = made(world.clerk)
    begun = clock.now()

    def used_at(seconds: int):
        with clock.held(begun + timedelta(seconds=seconds)):
            tokens.bearer_of(key.token)
        return readings.visible(world.clerk)[0].last_used_at

    first = used_at(1)
    assert first == begun + timedelta(seconds=1)
    assert used_at(50) == first
    assert used_at(62) == begun + timedelta(seconds=62)


@pytest.mark.parametrize("said", ["", "td_", "abc", "td_" + "x" * 43, "td_" + "x" * 10_000])
def test_what_is_no_key_opens_nothing(world, said):
    made(world.clerk)
    assert tokens.bearer_of(said) is None


class TestWho:
    @pytest.mark.parametrize(
        ("role", "may"),
        [(Role.VIEWER, False), (Role.REPORTER, True), (Role.REVIEWER, False),
         (Role.ADMINISTRATOR, True)],
    )  # fmt: skip
    def test_who_submits_or_administers_has_keys_of_their_own(self, world, role, may):
        person = a_person(role, world.district)
        if may:
            assert made(person)
            assert readings.visible(person)
        else:
            with pytest.raises(NotAllowed):
                made(person)
            with pytest.raises(NotAllowed):
                readings.visible(person)

    @pytest.mark.usefixtures("database")
    def test_nobody_without_a_role_has_any(self):
        with pytest.raises(NotAllowed):
            made(a_person(Role.REPORTER))

    def test_only_an_administrator_makes_one_for_another(self, world):
        viewer = a_person(Role.VIEWER, world.district)
        assert made(world.administrator, username=viewer.username).username == viewer.username
        with pytest.raises(NotAllowed):
            made(world.clerk, username=viewer.username)

    def test_a_clerk_does_not_learn_which_accounts_there_are(self, world):
        with pytest.raises(NotAllowed):
            made(world.clerk, username="khong-co-ai")
        with pytest.raises(NotFound):
            made(world.administrator, username="khong-co-ai")

    def test_an_administrator_of_a_part_makes_none_for_an_account_that_reaches_beyond(self, world):
        local = a_person(Role.ADMINISTRATOR, world.district)
        assert made(local, username=world.clerk.username)
        both = a_person(Role.REPORTER, world.district, world.sibling)
        with pytest.raises(NotAllowed):
            made(local, username=both.username)
        with pytest.raises(NotAllowed):
            made(local, username=world.officer.username)

    def test_the_server_has_none_of_its_own(self, world):
        boss = operator()
        assert made(boss, username=world.clerk.username)
        with pytest.raises(NotFound):
            made(boss)

    def test_one_is_revoked_by_its_account_or_who_administers_it(self, world):
        local = a_person(Role.ADMINISTRATOR, world.sibling)
        other = a_person(Role.REPORTER, world.district)
        key = made(world.clerk)
        for person in (other, local, world.officer):
            with pytest.raises(NotAllowed):
                tokens.revoke(person, key.id)
        assert tokens.revoke(world.administrator, key.id)
        with pytest.raises(NotFound):
            tokens.revoke(world.administrator, 10**6)
        with pytest.raises(NotFound):
            tokens.revoke(world.administrator, 10**30)

    def test_each_sees_their_own_and_those_of_the_accounts_they_administer(self, world):
        both = a_person(Role.REPORTER, world.district, world.sibling)
        local = a_person(Role.ADMINISTRATOR, world.district)
        own = {person: made(person).id for person in (world.clerk, both, local)}
        assert {each.id for each in readings.visible(world.clerk)} == {own[world.clerk]}
        assert {each.id for each in readings.visible(local)} == {own[local], own[world.clerk]}
        assert {each.id for each in readings.visible(world.administrator)} == set(own.values())
        assert {each.id for each in readings.visible(operator())} == set(own.values())
        accounts.revoke(world.administrator, both.username, "D01", Role.REPORTER)
        assert own[both] not in {each.id for each in readings.visible(local)}
        accounts.revoke(world.administrator, both.username, "D02", Role.REPORTER)
        assert own[both] not in {each.id for each in readings.visible(local)}
        assert own[both] in {each.id for each in readings.visible(world.administrator)}


def test_nothing_else_is_written_when_a_key_is_refused(world):
    with pytest.raises(Refused):
        made(world.clerk, days=400)
    with engine.reading(engine.SERVICE) as session:
        assert session.scalar(select(func.count()).select_from(ApiToken)) == 0
