"""Files to take away: given to whoever may see the return, to nobody else."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

from dashboard.actions import accounts
from data_access import engine, returns, units
from data_access.vocabulary import Channel, Role
from tests.factories import a_return
from tests.web.conftest import PASSWORD
from tests.web.running import Browser, Site


@pytest.fixture(scope="module")
def revision(running: Site) -> int:
    """An accepted return of the unit MA; the id of its revision."""
    engine.use(running.url)
    with engine.reading() as session:
        unit = units.by_code(session, "MA")
    filed = a_return(
        unit, "2024Q1", {"PARTY_ORG_FOUNDED": 1}, accounts.acting_as("goc", Channel.WEB)
    )
    with engine.reading() as session:
        return returns.newest(session, filed).id


@pytest.fixture(scope="module")
def clerks(running: Site) -> dict[str, Browser]:
    """A signed-in clerk of each unit."""
    engine.use(running.url)
    administrator = accounts.acting_as("goc", Channel.COMMAND_LINE)
    signed_in = {unit: Browser(running, "192.0.2.90") for unit in ("MA", "DS")}
    for unit, browser in signed_in.items():
        accounts.add_account(
            administrator,
            username=f"canbo-tai-{unit.lower()}",
            name="Cán bộ",
            password=PASSWORD,
            grants=[(unit, Role.REPORTER)],
        )
        assert browser.sign_in(f"canbo-tai-{unit.lower()}", PASSWORD).status == 303
    return signed_in


def test_the_original_file_is_given_byte_for_byte(clerks, revision, signed_in):
    answer = signed_in.get(f"/download/file/{revision}")
    assert answer.status == 200
    assert answer.body.startswith("tệp".encode())
    assert answer.headers["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert clerks["MA"].get(f"/download/file/{revision}").status == 200


def test_another_units_clerk_gets_neither_file_nor_template(clerks, revision):
    other = clerks["DS"]
    refused = other.get(f"/download/file/{revision}")
    assert refused.status == 403
    assert "không có quyền" in refused.text
    assert other.get("/download/template?unit=MA&period=2026Q1").status == 403


def test_the_template_of_ones_own_unit_is_a_workbook(clerks):
    answer = clerks["DS"].get("/download/template?unit=DS&period=2026Q1")
    assert answer.status == 200
    assert "2026Q1" in answer.headers["Content-Disposition"]
    assert len(load_workbook(BytesIO(answer.body)).sheetnames) >= 4


@pytest.mark.parametrize(
    "path",
    [
        "/download/file/999999",
        "/download/upload/999999",
        f"/download/file/{'9' * 30}",
        f"/download/upload/{'9' * 30}",
        "/download/template?unit=M%00A&period=2026Q1",
        "/download/template?unit=KHONG&period=2026Q1",
        "/download/template?unit=MA&period=abc",
        "/download/template",
    ],
)
def test_what_is_not_there_is_said_in_a_sentence(signed_in, path):
    answer = signed_in.get(path)
    assert answer.status == 404
    assert "Không có" in answer.text
