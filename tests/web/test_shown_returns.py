"""``tiendo show`` and the API tell the same of a return, word for word."""

import json
from collections.abc import Callable

import pytest
from click.testing import CliRunner, Result

from dashboard import settings
from dashboard.actions import bulk, decisions, returns
from dashboard.cli import main
from dashboard.domain.access import Person
from dashboard.web.api import replies
from data_access.vocabulary import Role
from tests.factories import a_return
from tests.web.programs import (
    FIGURES,
    FOUNDING,
    LONELY,
    WARNED,
    a_document,
    a_program,
    a_unit_of_the_province,
    a_workbook,
)
from tests.web.test_api_guide import checked
from tests.workbooks.forms import noted

SHEET = "Biểu 1 – Số liệu"
TYPED = '<b>Sai</b> =HYPERLINK("http://x") & {0} %s'


@pytest.fixture
def officer(site, unit) -> Person:
    return a_program(site, Role.REVIEWER, unit)[1]


@pytest.fixture
def show(site, monkeypatch) -> Callable[..., Result]:
    """Run ``tiendo show`` on the server's database, as somebody."""
    monkeypatch.setenv("TIENDO_DATABASE_URL", site.url)
    settings.settings.cache_clear()

    def run(person: Person, number: int, *options: str) -> Result:
        words = ["show", str(number), "--as", person.username, *options]
        return CliRunner().invoke(main, words)

    return run


@pytest.fixture
def told(clerk, show) -> Callable[..., replies.ReturnOut]:
    """Return what the command and the API both tell of a return, as its description says it is."""
    program, person = clerk

    def ask(number: int, revision: int | None = None) -> replies.ReturnOut:
        options = [] if revision is None else ["--revision", str(revision)]
        printed = show(person, number, *options, "--json")
        assert printed.exit_code == 0, printed.output
        chosen = "" if revision is None else f"?revision={revision}"
        answer = program.get(f"/api/v1/returns/{number}{chosen}")
        assert json.loads(printed.stdout) == answer.json
        described = program.get("/api/v1/openapi.json").json
        one = described["paths"]["/api/v1/returns/{return_id}"]["get"]["responses"]["200"]
        checked(described, one["content"]["application/json"]["schema"], answer.json)
        return answer.of(replies.ReturnOut)

    return ask


def handed_in(program, unit, **entries: object) -> int:
    answer = program.post_json(a_document(unit, **entries))
    assert answer.status == 201, answer.answer.text
    return answer.json["return_id"]


def test_an_accepted_return(program, unit, officer, told):
    number = handed_in(program, unit)
    decisions.accept(officer, number)
    found = told(number)
    assert (found.status, found.counts, found.problems) == ("accepted", 1, [])
    assert found.content.figures == FIGURES
    assert [(each.what, each.by) for each in found.timeline][1] == ("accept", officer.name)
    assert found.revision.sha256
    assert found.notes == []


def test_a_return_with_warnings_and_the_word_on_them(program, unit, told):
    found = told(handed_in(program, unit, figures=WARNED, foundings=[LONELY], explanation=TYPED))
    assert found.revision.explanation == TYPED
    assert {each.severity for each in found.problems} == {"warning"}
    assert all(each.sheet and each.message for each in found.problems)
    assert found.content.foundings[0].name == FOUNDING["name"]


def test_lists_and_difficulties_come_whole(program, unit, told):
    difficulty = {"difficulty": "Thiếu nguồn kết nạp", "proposal": TYPED}
    review = {"enterprise": "Công ty CP Sao Hôm", "workers": 40, "has_union": False}
    found = told(handed_in(program, unit, difficulties=[difficulty], reviews=[review]))
    assert [each.model_dump() for each in found.content.difficulties] == [difficulty]
    assert found.content.reviews[0].has_union is False
    assert found.content.reviews[0].has_party is None


def test_a_return_sent_back_with_remarks_cell_by_cell(program, unit, officer, told):
    number = handed_in(program, unit)
    remarks = [(SHEET, "G14", TYPED), (SHEET, "G15", "Chưa khớp")]
    decisions.send_back(officer, number, "Xem nhận xét", 1, remarks)
    sent_back = told(number).timeline[1]
    assert (sent_back.what, sent_back.reason) == ("send_back", "Xem nhận xét")
    assert [(each.sheet, each.cell, each.message) for each in sent_back.remarks] == remarks


def test_a_corrected_return_tells_each_revision_of_itself(program, unit, officer, told):
    number = handed_in(program, unit)
    decisions.accept(officer, number)
    changed = {**FIGURES, "PARTY_MEMBER_ADMITTED": 9}
    program.post_json(a_document(unit, figures=changed, reason=TYPED))
    newest, first = told(number), told(number, 1)
    assert (newest.revision.number, newest.revision.reason) == (2, TYPED)
    assert (newest.content.figures, first.content.figures) == (changed, FIGURES)
    assert (newest.counts, first.counts) == (1, 1)
    assert newest.revisions == first.revisions
    assert newest.timeline == first.timeline


def test_a_withdrawn_return(clerk, unit, told):
    program, person = clerk
    number = handed_in(program, unit)
    decisions.withdraw(person, number, "Nhầm tệp")
    found = told(number)
    assert (found.status, found.revision.status, found.counts) == ("withdrawn", "withdrawn", None)
    assert (found.timeline[1].by, found.timeline[1].reason) == (person.name, "Nhầm tệp")


def test_a_return_that_came_by_email(clerk, unit, officer, told):
    data = a_workbook(clerk[1], unit)
    batch = bulk.receive(officer, [("Thư của <huyện>.xlsx", data)])
    assert bulk.read_next(officer, batch)
    number = clerk[0].get("/api/v1/returns").json["returns"][0]["return_id"]
    found = told(number)
    assert (found.revision.channel, found.revision.submitted_by) == ("email", officer.name)
    assert found.revision.file_name == "Thư của <huyện>.xlsx"


def test_each_revision_has_the_name_of_its_own_file_and_the_notes_in_it(clerk, unit, told):
    person = clerk[1]
    first = noted(a_workbook(person, unit), {"PARTY_MEMBER_ADMITTED": TYPED})
    number = returns.submit(person, first, "lần 1.xlsx", explanation="đã rà").return_id
    second = a_workbook(person, unit, {**FIGURES, "PARTY_MEMBER_ADMITTED": 9})
    returns.submit(person, second, "lần 2.xlsx", explanation="đã rà", reason="Gõ nhầm")
    newest, earlier = told(number), told(number, 1)
    assert [each.file_name for each in newest.revisions] == ["lần 2.xlsx", "lần 1.xlsx"]
    assert (newest.revision.file_name, earlier.revision.file_name) == ("lần 2.xlsx", "lần 1.xlsx")
    assert newest.notes == []
    assert [(each.code, each.sheet, each.text) for each in earlier.notes] == [
        ("PARTY_MEMBER_ADMITTED", SHEET, TYPED)
    ]


def test_a_file_that_cannot_be_read_any_more_hides_nothing_else(clerk, unit, told):
    number = a_return(unit, "2023Q1", {"PARTY_MEMBER_ADMITTED": 4}, clerk[1])
    found = told(number)
    assert (found.notes, found.revision.file_name) == (None, None)
    assert found.content.figures == {"PARTY_MEMBER_ADMITTED": 4}


def test_moments_are_those_of_vietnam(program, unit, told):
    found = told(handed_in(program, unit))
    moments = [found.revision.submitted_at, *(each.at for each in found.timeline)]
    assert {each.utcoffset().total_seconds() for each in moments} == {7 * 3600}


@pytest.mark.parametrize("role", list(Role))
def test_who_may_see_the_return_is_the_same_at_both_doors(site, program, unit, show, role):
    number = handed_in(program, unit)
    above, insider = a_program(site, role, unit)
    beside, outsider = a_program(site, role, a_unit_of_the_province())
    assert above.get(f"/api/v1/returns/{number}").status == 200
    assert show(insider, number, "--json").exit_code == 0
    assert beside.get(f"/api/v1/returns/{number}").status == 404
    refused = show(outsider, number, "--json")
    assert refused.exit_code == 1
    assert [each["rule"] for each in json.loads(refused.stdout)["problems"]] == ["not-allowed"]
    assert unit.name not in refused.output


@pytest.mark.parametrize(
    ("number", "options"), [(0, []), (999999999, []), (9 * 10**30, []), (None, ["--revision", "7"])]
)
def test_what_is_not_there_is_told_in_the_usual_sentence(clerk, unit, show, number, options):
    program, person = clerk
    number = handed_in(program, unit) if number is None else number
    refused = show(person, number, *options, "--json")
    chosen = "?revision=7" if options else ""
    answer = program.get(f"/api/v1/returns/{number}{chosen}")
    assert (refused.exit_code, answer.status, answer.rule) == (1, 404, "not-found")
    problem = json.loads(refused.stdout)["problems"][0]
    assert (problem["rule"], problem["message"]) == ("not-found", answer.error["message"])
