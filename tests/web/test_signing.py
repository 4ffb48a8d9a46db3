"""Signing in and out: the form, the cookie, the language, and what is never told."""

import time
import unicodedata

import pytest
from sqlalchemy import text

from dashboard.actions import accounts, credentials
from data_access import engine
from data_access.vocabulary import Channel
from tests.web.conftest import PASSWORD, WRONG
from tests.web.running import Browser


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
    with engine.reading(engine.SERVICE) as session:
        kept = session.execute(
            text("select * from sign_in_session where account_id = :id"),
            {"id": somebody.account_id},
        ).one()
    assert kept.token_hash == credentials.digest(token)
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


@pytest.mark.parametrize("password", ["", "x" * 5_000, "á" * 1000, "e" + "\u0301\u0323" * 150])
def test_an_absurd_password_is_simply_wrong(browser, somebody, password):
    assert browser.sign_in(somebody.username, password).status == 422


@pytest.mark.parametrize("password", ["x" * 10_000, "e" + "\u0301\u0323" * 62_500])
def test_what_is_too_long_for_a_sign_in_is_not_compared(browser, somebody, password):
    began = time.monotonic()
    answer = browser.sign_in(somebody.username, password)
    assert answer.status == 413
    assert "quá dài" in answer.text
    assert time.monotonic() - began < 2


def test_a_language_is_chosen_in_few_words(browser):
    assert browser.post("/language", {"to": "en", "next": "/" + "x" * 10_000}).status == 413


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


def test_a_closed_account_and_a_reset_password_open_nothing(signed_in, somebody, administrator):
    accounts.reset_password(administrator, somebody.username, "mật khẩu khác 1")
    assert Browser(signed_in.site, "192.0.2.30").sign_in(somebody.username, PASSWORD).status == 422
    with engine.reading(engine.SERVICE) as session:
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
