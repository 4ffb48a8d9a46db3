"""One server for the tests of this folder, on a database of its own."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from sqlalchemy import Engine

from dashboard.actions import accounts
from dashboard.domain.access import Person
from data_access import engine
from data_access.vocabulary import Channel, Role, UnitRecord
from tests.conftest import copied, dropped
from tests.factories import a_unit
from tests.web.programs import Program, a_program, a_unit_of_the_province
from tests.web.running import Browser, Site

PASSWORD, WRONG = "mật khẩu thử 2026", "sai hoàn toàn 123"
_numbers = itertools.count(1)


@dataclass(frozen=True)
class Somebody:
    username: str
    account_id: int


@pytest.fixture(scope="session")
def running(server: Engine) -> Iterator[Site]:
    url = copied(server, "template_migrated")
    engine.use(url)
    _prepare()
    site = Site(url)
    site.start()
    yield site
    site.stop()
    engine.use(url)
    dropped(server, url)


def _prepare() -> None:
    province = a_unit("MH", illustration=True)
    a_unit("MA", province)
    a_unit("DS", province)
    accounts.add_account(
        None, username="goc", name="Gốc", password=PASSWORD, grants=[("MH", Role.ADMINISTRATOR)]
    )


@pytest.fixture
def site(running: Site) -> Site:
    engine.use(running.url)
    return running


@pytest.fixture
def administrator(site: Site) -> Person:
    return accounts.acting_as("goc", Channel.COMMAND_LINE)


@pytest.fixture
def somebody(administrator: Person) -> Somebody:
    """A viewer of the province, new in each test."""
    username = f"nguoi{next(_numbers)}"
    made = accounts.add_account(
        administrator,
        username=username,
        name=f"Người {username}",
        password=PASSWORD,
        grants=[("MH", Role.VIEWER)],
    )
    return Somebody(username, made)


@pytest.fixture
def browser(site: Site) -> Browser:
    """Somebody's browser, at an address that no other test has."""
    return Browser(site, "100.64.{}.{}".format(*divmod(next(_numbers), 256)))


@pytest.fixture
def signed_in(browser: Browser, somebody: Somebody) -> Browser:
    answer = browser.sign_in(somebody.username, PASSWORD)
    assert answer.status == 303
    return browser


@pytest.fixture
def unit(site: Site) -> UnitRecord:
    """A district of the province, new in each test."""
    return a_unit_of_the_province()


@pytest.fixture
def clerk(site: Site, unit: UnitRecord) -> tuple[Program, Person]:
    """A program that hands in for the district, and whose it is."""
    return a_program(site, Role.REPORTER, unit)


@pytest.fixture
def program(clerk: tuple[Program, Person]) -> Program:
    return clerk[0]
