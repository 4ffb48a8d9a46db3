"""Signing in and out: what is let in, what is kept, what is refused."""

import unicodedata

import pytest
from sqlalchemy import text

from dashboard.actions import accounts, operator, throttling
from dashboard.errors import NotAllowed, Refused
from data_access import engine
from data_access.errors import AlreadyThere
from data_access.vocabulary import Channel, Role
from tests.web.conftest import PASSWORD
from tests.web.running import Browser

WRONG = "sai hoàn toàn 123"


def test_the_form_is_vietnamese_and_labelled(browser):
    page = browser.get("/sign-in").text
    assert '<html lang="vi">' in page
    assert '<label for="username">Tên đăng nhập</label>' in page
    assert '<label for="password">Mật khẩu</label>' in page
    assert "autofocus" in page
    assert "minh-hoa" not in page


def test_signing_in_sets_a_cookie_that_scripts_and_other_sites_do_not_get(browser, somebody):
    answer = browser.sign_in(somebody.username, PASSWORD, "/don-vi?unit=MA")
    assert answer.status == 303
    assert answer.location == "/don-vi?unit=MA"
    cookie = next(
        line for line in answer.headers.get_all("Set-Cookie") if line.startswith("tiendo_session=")
    )
    assert "HttpOnly" in cookie
    assert "samesite=lax" in cookie.lower()
    assert "Path=/" in cookie
    assert "Secure" not in cookie


def test_the_database_keeps_only_the_hash_of_the_token(signed_in, somebody):
    token = signed_in.cookies["tiendo_session"]
    assert len(token) >= 43
    with engine.reading() as session:
        kept = session.execute(
            text("select * from sign_in_session where account_id = :id"),
            {"id": somebody.account_id},
        ).one()
    assert kept.token_hash == accounts.digest(token)
    assert token not in str(kept)
    assert kept.address == signed_in.address


def test_a_user_name_may_be_typed_with_capitals_and_spaces(browser, somebody):
    assert browser.sign_in(f"  {somebody.username.upper()} ", PASSWORD).status == 303


def test_a_password_typed_in_decomposed_letters_is_the_same(browser, somebody):
    assert browser.sign_in(somebody.username, unicodedata.normalize("NFD", PASSWORD)).status == 303


@pytest.mark.parametrize(
    "username", ["khong-co", "", "x" * 5000, "a\x00b", "' or 1=1 --", "Ông Ba"]
)
def test_an_unknown_name_is_refused_as_a_wrong_password_is(browser, somebody, username):
    unknown = browser.sign_in(username, PASSWORD)
    wrong = browser.sign_in(somebody.username, WRONG)
    assert unknown.status == wrong.status == 422
    said = "Sai tên đăng nhập hoặc mật khẩu"
    assert said in unknown.text
    assert said in wrong.text
    assert "tiendo_session" not in browser.cookies


def test_what_was_typed_is_shown_again_but_never_the_password(browser, somebody):
    page = browser.sign_in(somebody.username, '"><script>alert(1)</script>').text
    assert f'value="{somebody.username}"' in page
    assert "alert(1)" not in page
    assert "<b>" not in browser.sign_in("<b>x</b>", WRONG).text


@pytest.mark.parametrize("password", ["", "x" * 1_000_000])
def test_an_absurd_password_is_simply_wrong(browser, somebody, password):
    assert browser.sign_in(somebody.username, password).status == 422


@pytest.mark.parametrize(
    "wanted",
    [
        "//evil.example",
        "https://evil.example/",
        "/\\evil.example",
        "\\\\evil.example",
        "javascript:alert(1)",
        "/\t/evil.example",
        "/%0d%0aSet-Cookie:x=1\r\nX: y",
        "evil",
        "",
    ],
)
def test_nothing_leads_to_another_site(browser, somebody, wanted):
    assert browser.sign_in(somebody.username, PASSWORD, wanted).location == "/"


def test_whoever_is_signed_in_is_sent_on_from_the_form(signed_in):
    assert signed_in.get("/sign-in?next=%2Fdon-vi%3Funit%3DMA").location == "/don-vi?unit=MA"


@pytest.mark.parametrize("path", ["/sign-in", "/sign-out", "/language"])
@pytest.mark.parametrize(
    "headers", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "http://evil.example"}]
)
def test_a_form_of_another_site_does_nothing(signed_in, somebody, path, headers):
    fields = {"username": somebody.username, "password": PASSWORD, "to": "en"}
    before = dict(signed_in.cookies)
    assert signed_in.post(path, fields, **headers).status == 403
    assert signed_in.cookies == before
    assert signed_in.page("/").status == 200


def test_signing_out_is_a_post_and_ends_the_session(signed_in):
    token = signed_in.cookies["tiendo_session"]
    assert signed_in.get("/sign-out").location == "/"
    assert signed_in.page("/").status == 200
    assert signed_in.post("/sign-out", {}).location == "/sign-in"
    assert "tiendo_session" not in signed_in.cookies
    assert signed_in.get("/", Cookie=f"tiendo_session={token}").status == 401


def test_signing_in_anew_ends_the_session_before_it(signed_in, somebody):
    before = signed_in.cookies["tiendo_session"]
    signed_in.sign_in(somebody.username, PASSWORD)
    assert signed_in.cookies["tiendo_session"] != before
    assert signed_in.get("/", Cookie=f"tiendo_session={before}").status == 401
    assert signed_in.page("/").status == 200


def test_two_browsers_are_two_sessions(site, signed_in, somebody):
    other = Browser(site, "192.0.2.5")
    other.sign_in(somebody.username, PASSWORD)
    signed_in.post("/sign-out", {})
    assert other.page("/").status == 200


def test_the_language_is_kept_for_the_account(signed_in, somebody):
    answer = signed_in.post(
        "/language", {"to": "en"}, Referer=f"http://{signed_in.site.host}/don-vi?unit=MA"
    )
    assert answer.location == "/don-vi?unit=MA"
    assert accounts.acting_as(somebody.username, Channel.WEB).language == "en"
    assert '<html lang="en">' in signed_in.page("/").text
    assert "No such page" in signed_in.page("/nowhere").text


def test_the_form_speaks_english_where_it_was_asked_to(browser):
    back = browser.post("/language", {"to": "en", "next": "/sign-in?next=%2Fdon-vi"}).location
    assert back == "/sign-in?next=%2Fdon-vi"
    assert "User name" in browser.get(back).text


def test_an_account_is_throttled_at_an_address_and_told_how_long(browser, somebody):
    for _attempt in range(5):
        assert browser.sign_in(somebody.username, WRONG).status == 422
    refused = browser.sign_in(somebody.username, PASSWORD)
    assert refused.status == 429
    assert "Thử lại sau 15 phút" in refused.text
    assert 0 < int(refused.headers["Retry-After"]) <= 900


def test_a_name_that_is_none_leaves_the_same_trace_and_takes_the_same_steps(browser, somebody):
    browser.sign_in(somebody.username, WRONG)
    browser.sign_in("khong-co-ai", WRONG)
    with engine.reading() as session:
        found = session.execute(
            text(
                "select account_id, subject_id from audit_event "
                "where action = 'account.sign_in_refused' order by id desc limit 2"
            )
        ).all()
    assert found == [(None, None), (None, somebody.account_id)]


def test_all_addresses_of_one_ipv6_network_share_their_attempts(site, somebody):
    neighbours = [Browser(site, f"2001:db8:0:7::{number:x}") for number in range(1, 7)]
    statuses = [each.sign_in(somebody.username, WRONG).status for each in neighbours]
    assert statuses == [422] * 5 + [429]
    assert Browser(site, "2001:db8:0:8::1").sign_in(somebody.username, PASSWORD).status == 303


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", ""),
        ("unknown", "unknown"),
    ],
)
def test_a_subscriber_is_an_ipv4_address_or_an_ipv6_network(address, network):
    assert throttling.network(address) == network


def test_an_address_is_throttled_over_all_names(site):
    browser = Browser(site, "192.0.2.200")
    limit = (throttling.PER_ADDRESS, throttling.named("address", browser.address))
    assert [throttling.wait((limit,)) for _attempt in range(58)] == [None] * 58
    statuses = [browser.sign_in(f"ten{number}", WRONG).status for number in range(3)]
    assert statuses == [422, 422, 429]


def test_strangers_at_many_addresses_are_stopped_but_never_the_owner(site, somebody):
    owner = Browser(site, "192.0.2.10")
    assert owner.sign_in(somebody.username, PASSWORD).status == 303
    strangers = [Browser(site, f"192.0.2.{number}") for number in range(100, 121)]
    statuses = [each.sign_in(somebody.username, WRONG).status for each in strangers]
    assert statuses == [422] * 20 + [429]
    at_the_same_address = Browser(site, "192.0.2.10")
    assert at_the_same_address.sign_in(somebody.username, PASSWORD).status == 303
    elsewhere = Browser(site, "192.0.2.250", {"tiendo_browser": owner.cookies["tiendo_browser"]})
    assert elsewhere.sign_in(somebody.username, PASSWORD).status == 303


def test_a_stranger_at_the_owners_address_does_not_stop_the_owners_browser(site, somebody):
    owner = Browser(site, "192.0.2.11")
    owner.sign_in(somebody.username, PASSWORD)
    owner.post("/sign-out", {})
    stranger = Browser(site, "192.0.2.11")
    for _attempt in range(6):
        last = stranger.sign_in(somebody.username, WRONG)
    assert last.status == 429
    assert owner.sign_in(somebody.username, PASSWORD).status == 303


def test_a_window_that_is_over_counts_no_more(browser, somebody):
    for _attempt in range(6):
        browser.sign_in(somebody.username, WRONG)
    with engine.writing() as session:
        session.execute(text("update rate_window set expires_at = now() - interval '1 second'"))
    assert browser.sign_in(somebody.username, PASSWORD).status == 303


def test_a_closed_account_and_a_reset_password_open_nothing(signed_in, somebody, administrator):
    accounts.reset_password(administrator, somebody.username, "mật khẩu khác 1")
    assert Browser(signed_in.site, "192.0.2.30").sign_in(somebody.username, PASSWORD).status == 422
    with engine.reading() as session:
        open_ones = session.scalar(
            text(
                "select count(*) from sign_in_session where account_id = :id and ended_at is null"
            ),
            {"id": somebody.account_id},
        )
    assert open_ones == 0
    accounts.deactivate(administrator, somebody.username)
    answer = Browser(signed_in.site, "192.0.2.31").sign_in(somebody.username, "mật khẩu khác 1")
    assert answer.status == 422


def test_every_answer_carries_the_headers_that_keep_other_sites_out(browser, signed_in):
    for answer in (browser.get("/sign-in"), browser.get("/health"), signed_in.page("/")):
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "same-origin"
        policy = answer.headers["Content-Security-Policy"]
        assert "frame-ancestors 'none'" in policy
        assert "default-src 'none'" in policy
        assert "http" not in policy.replace("ws://127.0.0.1", "")
    form = Browser(browser.site).get("/sign-in")
    assert "unsafe" not in form.headers["Content-Security-Policy"]


def test_health_answers_with_the_database_asked(browser):
    answer = browser.get("/health")
    assert answer.status == 200
    assert answer.text == '{"status":"ok"}'


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
    with engine.reading() as session:
        actions = session.scalars(
            text(
                "select action from audit_event where subject = 'account' and subject_id = :id "
                "order by id"
            ),
            {"id": somebody.account_id},
        ).all()
    assert actions == ["account.add", "account.grant", "account.revoke", "account.end_sessions"]
