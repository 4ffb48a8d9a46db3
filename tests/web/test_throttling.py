"""How often a sign-in may be tried: whom strangers stop, and whom never."""

import pytest
from sqlalchemy import text

from dashboard.actions import throttling
from data_access import engine
from tests.web.conftest import PASSWORD, WRONG
from tests.web.running import Browser


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
    with engine.reading(engine.SERVICE) as session:
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
    with engine.writing(engine.SERVICE) as session:
        session.execute(text("update rate_window set expires_at = now() - interval '1 second'"))
    assert browser.sign_in(somebody.username, PASSWORD).status == 303
