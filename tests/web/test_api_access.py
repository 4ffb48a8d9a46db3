"""Who gets into the API: with which token, from where, how often, and to which units."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import update

from dashboard.actions import accounts, throttling, tokens
from dashboard.web.api.operations import OPERATIONS
from data_access import engine
from data_access import tokens as stored
from data_access.models import ApiToken
from data_access.vocabulary import Channel, Role, TokenScope
from tests.web.conftest import PASSWORD
from tests.web.programs import (
    FIGURES,
    Program,
    a_document,
    a_program,
    a_unit_of_the_province,
    the_province,
)
from tests.web.running import Browser, Site

FETCHED = (
    "/api/v1/returns",
    "/api/v1/returns/1",
    "/api/v1/returns/1/file",
    "/api/v1/progress?unit=MA&period=2024Q1",
    "/api/v1/template?unit=MA&period=2024Q1",
    "/api/v1/units",
    "/api/v1/indicators",
)


def of(token: str) -> int:
    bearer = tokens.bearer_of(token)
    return bearer.token_id


def shifted(token_id: int, by: timedelta, **more: object) -> None:
    """Let a token have been made, and end, at other moments."""
    with engine.writing(engine.SERVICE) as session:
        session.execute(
            update(ApiToken)
            .where(ApiToken.id == token_id)
            .values(
                created_at=ApiToken.created_at + by, expires_at=ApiToken.expires_at + by, **more
            )
        )


class TestWithoutAToken:
    @pytest.mark.parametrize("path", FETCHED)
    def test_nothing_is_fetched(self, site, path):
        answer = Program(site, None).get(path)
        assert (answer.status, answer.rule) == (401, "token-missing")
        assert answer.answer.headers["WWW-Authenticate"].startswith("Bearer")

    @pytest.mark.parametrize("path", ["/api/v1/none", "/api/x", "/api/", "/api/v2/returns"])
    def test_nothing_is_said_about_what_there_is(self, site, path):
        assert Program(site, None).get(path).rule == "token-missing"

    def test_nothing_is_handed_in(self, site, unit):
        assert Program(site, None).post_json(a_document(unit)).rule == "token-missing"

    def test_a_signed_in_browser_opens_nothing_with_its_cookie(self, browser: Browser, somebody):
        assert browser.sign_in(somebody.username, PASSWORD).status == 303
        assert browser.page("/").status == 200
        for path in FETCHED:
            assert browser.get(path).status == 401
        sent = browser.ask("POST", "/api/v1/returns", b"{}", {"Content-Type": "application/json"})
        assert sent.status == 401

    @pytest.mark.parametrize(
        "header", ["", "Bearer", "Bearer ", "Basic dGRfeA==", "td_x", "Bearertd_x"]
    )
    def test_another_authorization_is_none(self, site, header):
        answer = Program(site, None).get("/api/v1/units", Authorization=header)
        assert (answer.status, answer.rule) == (401, "token-missing")

    def test_a_token_opens_no_page(self, program):
        headers = {"Authorization": f"Bearer {program.token}"}
        browser = Browser(program.site)
        assert browser.get("/", **headers).status == 401
        assert browser.get("/download/template?unit=MA&period=2024Q1", **headers).status == 401


class TestOtherMethods:
    @pytest.mark.parametrize(
        ("path", "allowed"),
        [("/returns", "GET, HEAD, OPTIONS, POST"), ("/units", "GET, HEAD, OPTIONS")],
    )
    def test_an_address_says_what_it_takes(self, program, path, allowed):
        answer = program.ask("OPTIONS", f"/api/v1{path}", None, {}).answer
        assert (answer.status, answer.body) == (204, b"")
        refused = program.ask("PATCH", f"/api/v1{path}", b"{}", {})
        assert (refused.status, refused.rule) == (405, "method-not-allowed")
        assert {answer.headers["Allow"], refused.answer.headers["Allow"]} == {allowed}

    @pytest.mark.parametrize("path", FETCHED)
    def test_the_head_alone_is_answered_without_a_body(self, program, path):
        head = program.ask("HEAD", path, None, {}).answer
        assert head.body == b""
        assert head.status == program.get(path).status

    def test_no_page_of_another_site_may_read_or_send(self, program):
        asked = {
            "Origin": "https://khac.example",
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "authorization",
        }
        for method in ("OPTIONS", "GET"):
            answer = program.ask(method, "/api/v1/returns", None, asked).answer
            assert not [name for name in answer.headers if name.lower().startswith("access-")]

    def test_a_host_name_that_is_none_is_refused_as_a_document(self, program):
        answer = program.get("/api/v1/units", Host="a b")
        assert (answer.status, answer.rule) == (400, "host-unknown")


class TestAToken:
    def test_it_opens_and_says_when_it_was_used(self, program):
        assert program.get("/api/v1/units").status == 200
        with engine.reading(engine.SERVICE) as session:
            used = stored.by_id(session, of(program.token)).last_used_at
        assert used is not None

    def test_a_revoked_one_opens_nothing_at_once(self, program, administrator):
        assert program.get("/api/v1/units").status == 200
        assert tokens.revoke(administrator, of(program.token))
        answer = program.get("/api/v1/units")
        assert (answer.status, answer.rule) == (401, "token-unknown")
        assert 'error="invalid_token"' in answer.answer.headers["WWW-Authenticate"]

    def test_an_expired_one_opens_nothing(self, program):
        shifted(of(program.token), timedelta(days=-181))
        assert program.get("/api/v1/units").rule == "token-unknown"

    def test_one_opens_until_its_last_day(self, program):
        shifted(of(program.token), timedelta(days=-179))
        assert program.get("/api/v1/units").status == 200

    def test_that_of_a_closed_account_opens_nothing_at_once(self, clerk, administrator):
        program, person = clerk
        assert program.get("/api/v1/units").status == 200
        accounts.deactivate(administrator, person.username)
        assert program.get("/api/v1/units").rule == "token-unknown"

    def test_that_of_an_account_without_roles_reaches_nothing_at_once(
        self, clerk, administrator, unit
    ):
        program, person = clerk
        accounts.revoke(administrator, person.username, unit.code, Role.REPORTER)
        assert program.get("/api/v1/units").json == {"units": []}
        assert program.get("/api/v1/returns").rule == "not-allowed"
        assert program.get("/api/v1/indicators").rule == "not-allowed"
        assert program.post_json(a_document(unit)).status == 403

    @pytest.mark.parametrize("token", ["td_", "td_x", "x", "td_" + "x" * 5000, "td_khóa"])
    def test_what_is_none_opens_nothing(self, site, token):
        address = f"198.18.9.{len(token) % 200}"
        answer = Program(site, token.encode().decode("latin-1"), address).get("/api/v1/units")
        assert (answer.status, answer.rule) == (401, "token-unknown")

    def test_the_database_holds_nothing_that_opens(self, program):
        with engine.reading(engine.SERVICE) as session:
            kept = session.get(ApiToken, of(program.token))
            assert program.token.encode() not in kept.token_hash
            assert len(kept.token_hash) == 32

    @pytest.mark.parametrize("scope", list(TokenScope))
    def test_each_scope_does_what_it_is_for(self, site, unit, scope):
        program, _person = a_program(site, Role.REPORTER, unit, scope=scope)
        for path in ("/api/v1/units", "/api/v1/returns", "/api/v1/indicators"):
            assert program.get(path).status == 200
        status = program.post_json(a_document(unit)).status
        assert status == (201 if scope is TokenScope.SUBMIT else 403)


class TestHowOften:
    def test_wrong_tokens_from_one_network_are_turned_away_after_a_while(self, site, program):
        there = Program(site, "td_sai", "198.18.77.7")
        allowed = throttling.WRONG_TOKENS_PER_ADDRESS.amount
        rules = [there.get("/api/v1/units").rule for _each in range(allowed)]
        assert set(rules) == {"token-unknown"}
        answer = there.get("/api/v1/units")
        assert (answer.status, answer.rule) == (429, "too-many-requests")
        assert 0 < int(answer.answer.headers["Retry-After"]) <= 15 * 60
        key = throttling.named("token", "198.18.77.7")
        left = throttling.WRONG_TOKENS_PER_ADDRESS.key_for(*key)
        assert throttling.DatabaseStorage().get(left) == allowed  # past it nothing is written
        good = Program(site, program.token, there.address)
        assert good.get("/api/v1/units").status == 200
        elsewhere = Program(site, "td_sai", "198.18.77.8")
        assert elsewhere.get("/api/v1/units").rule == "token-unknown"

    def test_one_token_may_ask_so_often_a_minute(self, site):
        site = Site(site.url, {"TIENDO_API_REQUESTS_PER_MINUTE": "3"})
        site.start()
        try:
            unit = a_unit_of_the_province()
            program, _person = a_program(site, Role.REPORTER, unit)
            other, _person = a_program(site, Role.REPORTER, unit)
            begun = datetime.now().astimezone().minute
            said = [program.get("/api/v1/indicators") for _each in range(7)]
            if datetime.now().astimezone().minute == begun:
                assert [each.status for each in said] == [200] * 3 + [429] * 4
            assert said[-1].status == 429
            assert 0 < int(said[-1].answer.headers["Retry-After"]) <= 60
            assert other.get("/api/v1/indicators").status == 200
        finally:
            site.stop()


@pytest.fixture(scope="module")
def place(running: Site):
    engine.use(running.url)
    own = a_unit_of_the_province()
    return {
        "own": own,
        "below": a_unit_of_the_province(own),
        "beside": a_unit_of_the_province(),
        "above": the_province(),
    }


@pytest.fixture(scope="module")
def returns(running: Site, place):
    """A return of each unit, by where it is."""
    boss, _person = a_program(running, Role.ADMINISTRATOR, the_province())
    return {
        where: boss.post_json(a_document(unit)).json["return_id"]
        for where, unit in place.items()
        if where != "above"
    }


class TestUnits:
    """Each role, on its unit, one below, one beside and the one above."""

    @pytest.mark.parametrize("role", list(Role))
    def test_a_role_reaches_its_unit_and_those_below_and_no_other(self, site, place, returns, role):
        program, _person = a_program(site, role, place["own"])
        reads = {
            where: program.get(f"/api/v1/progress?unit={unit.code}&period=2024Q1").status
            for where, unit in place.items()
        }
        assert reads == {"own": 200, "below": 200, "beside": 403, "above": 403}
        for path in ("", "/file"):
            found = {
                where: program.get(f"/api/v1/returns/{each}{path}").status
                for where, each in returns.items()
            }
            assert found == {"own": 200, "below": 200, "beside": 404}
            unknown = program.get(f"/api/v1/returns/987654{path}")
            hidden = program.get(f"/api/v1/returns/{returns['beside']}{path}")
            told = unknown.answer.text.replace("987654", str(returns["beside"]))
            assert hidden.answer.text == told
        shown = {each["return_id"] for each in program.get("/api/v1/returns").json["returns"]}
        assert shown == {returns["own"], returns["below"]}
        assert program.get(f"/api/v1/returns?unit={place['beside'].code}").status == 403
        units = {each["code"] for each in program.get("/api/v1/units").json["units"]}
        assert units == {place["own"].code, place["below"].code}
        template = f"/api/v1/template?unit={place['beside'].code}&period=2024Q1"
        assert program.get(template).status == 403

    @pytest.mark.parametrize("role", list(Role))
    def test_a_role_hands_in_where_it_may_and_nowhere_else(self, site, place, role):
        program, _person = a_program(site, role, place["own"])
        changed = {**FIGURES, "PARTY_MEMBER_ADMITTED": 10 + list(Role).index(role)}
        answers = {
            where: program.post_json(a_document(unit, figures=changed)).status
            for where, unit in place.items()
        }
        may = role in (Role.REPORTER, Role.ADMINISTRATOR)
        assert answers == {
            "own": 201 if may else 403,
            "below": 201 if may else 403,
            "beside": 403,
            "above": 403,
        }


def test_every_operation_is_asked_for_above():
    asked = {path.partition("?")[0].replace("/1", "/{return_id}") for path in FETCHED}
    assert asked == {f"/api/v1{each.path}" for each in OPERATIONS if each.method == "GET"}


def test_what_is_handed_in_is_on_record_as_the_programs(program, unit, administrator):
    return_id = program.post_json(a_document(unit)).json["return_id"]
    detail = program.get(f"/api/v1/returns/{return_id}").json
    assert detail["revision"]["channel"] == Channel.API
    assert detail["timeline"][0]["what"] == "submit"
